import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Engine } from "../../src/models/model.js";
import type { TestReport } from "../../src/report/json.js";
import { FAMILIES } from "./programs.js";
import { type Column, count, formatRow } from "./table.js";

/**
 * Family, size, model: machines with about 0.4, 1, 5, 10 and 25 million states; axioms that count 0.4, 0.6 and 1.4 million
 * executions.
 */
const ROWS: readonly (readonly [string, number, string, Engine])[] = [
  ["fib", 5, "pso", "machine"],
  ["fib", 7, "sc", "machine"],
  ["fib", 8, "sc", "machine"],
  ["fib", 7, "tso", "machine"],
  ["fib", 7, "wmm", "machine"],
  ["ainc", 9, "rc11", "axioms"],
  ["fib", 7, "sc", "axioms"],
  ["fib", 7, "rc11", "axioms"],
];
const JOBS = [1, 2] as const;

const COLUMNS: readonly Column[] = [
  ["program", -10],
  ["model", -6],
  ["engine", -9],
  ["count", 12],
  ...JOBS.map((jobs): Column => [`--jobs ${jobs}`, 10]),
  ["ratio", 8],
];

/** One large search in one thread and in two: whole processes of the built program, in seconds. */
export function parallelRows(): void {
  console.log(
    formatRow(
      COLUMNS,
      COLUMNS.map(([title]) => title),
    ),
  );
  const folder = mkdtempSync(join(tmpdir(), "litmus-parallel-"));
  try {
    for (const [name, size, model, engine] of ROWS) {
      const file = join(folder, `${name}-${size}.litmus`);
      writeFileSync(file, FAMILIES.find((f) => f.name === name)!.source(size));
      const runs = JOBS.map((jobs) => run(file, model, engine, jobs));
      const [alone, ...others] = runs;
      for (const other of others) {
        if (other.size !== alone!.size || other.outcomes !== alone!.outcomes) {
          throw new Error(`${name}(${size}): the threads do not find what one finds`);
        }
      }
      const seconds = runs.map((one) => one.seconds.toFixed(2));
      const ratio = (alone!.seconds / others.at(-1)!.seconds).toFixed(2);
      console.log(
        formatRow(COLUMNS, [
          ...[`${name}(${size})`, model, engine, count(alone!.size)],
          ...[...seconds, ratio],
        ]),
      );
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function run(file: string, model: string, engine: Engine, jobs: number) {
  const counting = engine === "axioms" ? ["--executions"] : [];
  const options = [
    "--model",
    model,
    "--engine",
    engine,
    ...counting,
    "--jobs",
    `${jobs}`,
    "--json",
  ];
  const started = performance.now();
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ["dist/litmus.cjs", "outcomes", file, ...options, "--candidates", "10M"],
    { encoding: "utf8", maxBuffer: 2 ** 30 },
  );
  const seconds = (performance.now() - started) / 1000;
  const [cell] = (JSON.parse(stdout) as TestReport).variants[0]?.models ?? [];
  if (cell?.engine !== engine || !cell.isComplete) throw new Error(stderr);
  const outcomes = cell.outcomes.map(({ values }) => values.join()).sort();
  const size = cell.engine === "machine" ? cell.states : cell.executions;
  return { seconds, size, outcomes: outcomes.join(" ") };
}

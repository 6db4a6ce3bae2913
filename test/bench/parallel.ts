import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestReport } from "../../src/report/json.js";
import { FAMILIES } from "./programs.js";
import { type Column, count, formatRow } from "./table.js";

/** Family, size, model: about 0.4, 1, 5, 10 and 25 million states. */
const ROWS: readonly (readonly [string, number, string])[] = [
  ["fib", 5, "pso"],
  ["fib", 7, "sc"],
  ["fib", 8, "sc"],
  ["fib", 7, "tso"],
  ["fib", 7, "wmm"],
];
const JOBS = [1, 2] as const;

const COLUMNS: readonly Column[] = [
  ["program", -10],
  ["model", -6],
  ["states", 13],
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
    for (const [name, size, model] of ROWS) {
      const file = join(folder, `${name}-${size}.litmus`);
      writeFileSync(file, FAMILIES.find((f) => f.name === name)!.source(size));
      const runs = JOBS.map((jobs) => run(file, model, jobs));
      const [alone, ...others] = runs;
      for (const other of others) {
        if (other.states !== alone!.states || other.outcomes !== alone!.outcomes) {
          throw new Error(`${name}(${size}): the threads do not find what one finds`);
        }
      }
      const seconds = runs.map((one) => one.seconds.toFixed(2));
      const ratio = (alone!.seconds / others.at(-1)!.seconds).toFixed(2);
      console.log(
        formatRow(COLUMNS, [`${name}(${size})`, model, count(alone!.states), ...seconds, ratio]),
      );
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function run(file: string, model: string, jobs: number) {
  const args = ["dist/litmus.cjs", "run", file, "--model", model, "--engine", "machine", "--json"];
  const started = performance.now();
  const { stdout, stderr } = spawnSync(process.execPath, [...args, "--jobs", `${jobs}`], {
    encoding: "utf8",
    maxBuffer: 2 ** 30,
  });
  const seconds = (performance.now() - started) / 1000;
  const [cell] = (JSON.parse(stdout) as TestReport).variants[0]?.models ?? [];
  if (cell?.engine !== "machine") throw new Error(stderr);
  const outcomes = cell.outcomes.map(({ values }) => values.join()).sort();
  return { seconds, states: cell.states, outcomes: outcomes.join(" ") };
}

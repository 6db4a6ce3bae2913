import { spawnSync } from "node:child_process";
import { Enumeration } from "../../src/axiomatic/enumerate.js";
import type { EnumerationResult } from "../../src/axiomatic/result.js";
import { type ReadyAxioms, readAxioms } from "../../src/harness/axioms.js";
import { DEFAULT_LIMITS } from "../../src/harness/limits.js";
import { readTest } from "../../src/harness/load.js";
import { withFilterTerms } from "../../src/harness/outcomes.js";
import { hasAxioms } from "../../src/models/model.js";
import { models } from "../../src/models/models.js";
import type { Program } from "../../src/program/program.js";
import { formatDiagnostic } from "../../src/source/diagnostic.js";
import { Source } from "../../src/source/source.js";
import { timeOfHerd } from "./herd.js";
import { FAMILIES } from "./programs.js";
import { type Column, count, formatRow } from "./table.js";

/** Outcomes, as a user asks for by default, or every consistent execution. */
export type Mode = "outcomes" | "executions";

/** Family, size, model, and the seconds that it may take on a quiet machine; null: no bar. */
type Row = readonly [family: string, size: number, model: string, bar: number | null];

const ROWS: readonly Row[] = [
  ["cmpxchglock", 2, "lkmm", null],
  ["cmpxchglock", 3, "lkmm", 0.05],
  ["cmpxchglock", 4, "lkmm", 0.5],
  ["spinlock", 2, "lkmm", null],
  ["spinlock", 3, "lkmm", null],
  ["spinlock", 4, "lkmm", 0.1],
  ["readers", 7, "lkmm", null],
  ["readers", 13, "lkmm", null],
  ["readers", 16, "lkmm", null],
  ["casrot", 9, "lkmm", null],
  ["casrot", 11, "lkmm", null],
  ["ainc", 5, "lkmm", null],
  ["ainc", 9, "lkmm", null],
  ["ainc", 16, "lkmm", null],
  ["cmpxchglock", 2, "rc11", null],
  ["cmpxchglock", 3, "rc11", null],
  ["cmpxchglock", 4, "rc11", null],
  ["readers", 7, "rc11", null],
  ["readers", 13, "rc11", 0.05],
  ["readers", 16, "rc11", 0.3],
  ["casrot", 9, "rc11", 0.05],
  ["casrot", 11, "rc11", 0.4],
  ["ainc", 5, "rc11", 0.01],
  ["ainc", 9, "rc11", 0.02],
  ["ainc", 16, "rc11", 1],
  ["sbring", 8, "rc11", 0.01],
  ["sbring", 10, "rc11", 0.02],
  ["sbring", 16, "rc11", 0.3],
  ["fib", 2, "rc11", 0.01],
  ["fib", 3, "rc11", 0.02],
  ["fib", 5, "rc11", 0.2],
  ["fib", 7, "rc11", 10],
  ["fib-c11-sc", 5, "rc11", null],
  ["sbring-c11-sc", 10, "rc11", null],
  ["mutex-c11", 4, "rc11", null],
  ["fenceloss-c11", 2, "rc11", null],
  ["fib", 2, "sc", 0.01],
  ["fib", 3, "sc", 0.01],
  ["fib", 5, "sc", 0.1],
  ["fib", 7, "sc", 3],
];

const COLUMNS: readonly Column[] = [
  ["program", -18],
  ["model", -6],
  ["seconds", 9],
  ["first", 9],
  ["executions", 12],
  ["candidates", 12],
  ["outcomes", 10],
  ["peak MB", 9],
  ["bar", 8],
  ["herd7", 9],
];

/** After the first run a row is run again for about this long, and at most this often. */
const WARM_MILLISECONDS = 1_000;
const WARM_RUNS = 20;

/** What is printed above the rows. */
const LEGEND = `axioms: each row in a process of its own. first: with cold code, after the program was read and the model
compiled; seconds: the fastest of up to ${WARM_RUNS} more runs within ${WARM_MILLISECONDS} ms in the same process, or first when that took longer.`;

function once(
  program: Program,
  { compiled, vocabulary }: ReadyAxioms,
  mode: Mode,
): { readonly milliseconds: number; readonly result: EnumerationResult } {
  const start = performance.now();
  const options = { mode, limits: DEFAULT_LIMITS };
  const enumeration = new Enumeration(withFilterTerms(program), compiled, vocabulary, options);
  while (!enumeration.advance(100_000)) {
    // Nobody waits: the whole search in one go.
  }
  const result = enumeration.result();
  return { milliseconds: performance.now() - start, result };
}

/** Runs one program under one model's axioms in this process and prints its row; false when there is no such row. */
export function measureAxioms(name: string, size: number, modelId: string, mode: Mode): boolean {
  const family = FAMILIES.find((f) => f.name === name);
  const model = models.filter(hasAxioms).find((m) => m.id === modelId);
  if (family === undefined || model === undefined || !(size > 0)) return false;
  const text = family.source(size);
  const { test, diagnostics } = readTest(new Source(`${name}-${size}`, text), DEFAULT_LIMITS);
  if (test === null) throw new Error(diagnostics.map(formatDiagnostic).join("\n"));
  const { axioms } = readAxioms(model.axioms);
  if (axioms === null) throw new Error(`${modelId} cannot be read`);
  const { program } = test.variants[0]!;
  const first = once(program, axioms, mode);
  let fastest = first.milliseconds;
  const begin = performance.now();
  const end = begin + (first.milliseconds > WARM_MILLISECONDS ? 0 : WARM_MILLISECONDS);
  for (let run = 0; run < WARM_RUNS && performance.now() < end; run++) {
    fastest = Math.min(fastest, once(program, axioms, mode).milliseconds);
  }
  const peak = process.resourceUsage().maxRSS / 1024;
  const { executions, candidates, outcomes, isComplete } = first.result;
  const bar = ROWS.find((r) => r[0] === name && r[1] === size && r[2] === modelId)?.[3] ?? null;
  const isBarred = bar !== null && mode === "outcomes";
  // herd knows kernel C by the kernel's own model only.
  const herd = modelId === "lkmm" ? timeOfHerd(text) : "-";
  console.log(
    formatRow(COLUMNS, [
      `${name}(${size})`,
      modelId,
      (fastest / 1000).toFixed(4),
      (first.milliseconds / 1000).toFixed(4),
      count(executions) + (isComplete ? "" : "+"),
      count(candidates),
      count(outcomes.length),
      count(peak),
      isBarred ? `${bar}${fastest / 1000 <= bar ? "" : " !"}` : "-",
      herd,
    ]),
  );
  return true;
}

/** Every row, each in a process of its own: its peak memory is its own, and no code is warm from another. */
export function axiomsRows(mode: Mode): void {
  console.log(LEGEND);
  console.log("a bar with ! is missed\n");
  console.log(
    formatRow(
      COLUMNS,
      COLUMNS.map(([title]) => title),
    ),
  );
  for (const [name, size, model] of ROWS) {
    const row = [process.argv[1]!, "axioms", name, String(size), model, mode];
    const run = spawnSync(process.execPath, row, { stdio: "inherit" });
    if (run.status !== 0) process.exit(run.status ?? 1);
  }
}

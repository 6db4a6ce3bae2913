import { spawnSync } from "node:child_process";
import { type Mode, measure, WARM_MILLISECONDS, WARM_RUNS } from "./search.js";
import { type Column, count, formatRow } from "./table.js";

/** Family, size and model. */
type Row = readonly [family: string, size: number, model: string];

const ROWS: readonly Row[] = [
  ["cmpxchglock", 2, "lkmm"],
  ["cmpxchglock", 3, "lkmm"],
  ["cmpxchglock", 4, "lkmm"],
  ["spinlock", 2, "lkmm"],
  ["spinlock", 3, "lkmm"],
  ["spinlock", 4, "lkmm"],
  ["readers", 7, "lkmm"],
  ["readers", 13, "lkmm"],
  ["readers", 16, "lkmm"],
  ["casrot", 9, "lkmm"],
  ["casrot", 11, "lkmm"],
  ["ainc", 5, "lkmm"],
  ["ainc", 9, "lkmm"],
  ["ainc", 16, "lkmm"],
  ["cmpxchglock", 2, "rc11"],
  ["cmpxchglock", 3, "rc11"],
  ["cmpxchglock", 4, "rc11"],
  ["readers", 7, "rc11"],
  ["readers", 13, "rc11"],
  ["readers", 16, "rc11"],
  ["casrot", 9, "rc11"],
  ["casrot", 11, "rc11"],
  ["ainc", 5, "rc11"],
  ["ainc", 9, "rc11"],
  ["ainc", 16, "rc11"],
  ["sbring", 8, "rc11"],
  ["sbring", 10, "rc11"],
  ["sbring", 16, "rc11"],
  ["fib", 2, "rc11"],
  ["fib", 3, "rc11"],
  ["fib", 5, "rc11"],
  ["fib", 7, "rc11"],
  ["fib-c11-sc", 5, "rc11"],
  ["sbring-c11-sc", 10, "rc11"],
  ["mutex-c11", 4, "rc11"],
  ["fenceloss-c11", 2, "rc11"],
  ["fib", 2, "sc"],
  ["fib", 3, "sc"],
  ["fib", 5, "sc"],
  ["fib", 7, "sc"],
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
];

/** What is printed above the rows. */
const LEGEND = `axioms: each row in a process of its own. first: with cold code, after the program was read; seconds: the
fastest of up to ${WARM_RUNS} more runs within ${WARM_MILLISECONDS} ms in the same process, or first when that took longer.
`;

/** Runs one program under one model's axioms in this process and prints its row; false when there is no such row. */
export async function measureAxioms(asked: Row, mode: Mode): Promise<boolean> {
  const [family, size, model] = asked;
  const measured = await measure({ family, size, model, engine: "axioms" }, mode);
  if (measured?.cell.engine !== "axioms") return false;
  const { cell, firstMilliseconds, fastestMilliseconds } = measured;
  console.log(
    formatRow(COLUMNS, [
      `${family}(${size})`,
      model,
      (fastestMilliseconds / 1000).toFixed(4),
      (firstMilliseconds / 1000).toFixed(4),
      count(cell.executions) + (cell.isComplete ? "" : "+"),
      count(cell.candidates),
      count(cell.outcomes.length),
      count(process.resourceUsage().maxRSS / 1024),
    ]),
  );
  return true;
}

/** Every row, each in a process of its own: its peak memory is its own, and no code is warm from another. */
export function axiomsRows(mode: Mode): void {
  console.log(LEGEND);
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

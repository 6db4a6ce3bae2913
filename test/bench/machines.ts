import { spawnSync } from "node:child_process";
import { DEFAULT_LIMITS } from "../../src/harness/limits.js";
import { readTest } from "../../src/harness/load.js";
import { explore } from "../../src/machine/search.js";
import type { MachineOptions } from "../../src/models/model.js";
import { inOrderModels } from "../../src/models/models.js";
import { formatDiagnostic } from "../../src/source/diagnostic.js";
import { Source } from "../../src/source/source.js";
import { FAMILIES } from "./programs.js";
import { type Column, count, formatRow } from "./table.js";

/** Family, size, and the models that the row is about. */
const ROWS: readonly (readonly [string, number, readonly string[]])[] = [
  ["ainc", 5, ["sc", "tso", "pso", "wmm"]],
  ["ainc", 16, ["sc", "tso", "pso", "wmm"]],
  ["fib", 3, ["sc", "tso", "pso", "wmm"]],
  ["fib", 5, ["sc", "tso"]],
  ["fib", 6, ["tso"]],
  ["readers", 7, ["sc", "tso", "wmm"]],
  ["readers", 13, ["sc", "tso"]],
  ["sbring", 6, ["sc", "tso", "wmm"]],
  ["sbring", 8, ["sc", "tso"]],
  ["casrot", 9, ["sc", "tso", "wmm"]],
  ["spinlock", 4, ["sc", "tso", "pso", "wmm"]],
  ["cmpxchglock", 3, ["sc", "tso", "pso", "wmm"]],
  ["fenceloss", 1, ["sc", "tso", "pso", "wmm"]],
  ["fenceloss", 3, ["sc", "tso", "pso", "wmm"]],
  ["fenceloss", 4, ["tso", "wmm"]],
];

const COLUMNS: readonly Column[] = [
  ["program", -18],
  ["model", -6],
  ["states", 12],
  ["transitions", 13],
  ["outcomes", 9],
  ["seconds", 9],
  ["states/s", 12],
  ["bytes/state", 12],
  ["peak MB", 9],
];

/**
 * Runs one program on one machine in this process and prints its row; false when there is no such row. Peak memory is this
 * process's own.
 */
export function measureMachine(
  name: string,
  size: number,
  modelId: string,
  options: MachineOptions,
): boolean {
  const family = FAMILIES.find((f) => f.name === name);
  const model = inOrderModels.find((m) => m.id === modelId);
  if (family === undefined || model === undefined || !(size > 0)) {
    return false;
  }
  const source = new Source(`${name}-${size}`, family.source(size));
  const loaded = readTest(source, DEFAULT_LIMITS);
  if (loaded.test === null) {
    throw new Error(loaded.diagnostics.map(formatDiagnostic).join("\n"));
  }
  const { program } = loaded.test.variants[0]!;
  const start = performance.now();
  const result = explore(model.machine(program, options), program.observed.length, DEFAULT_LIMITS);
  const seconds = (performance.now() - start) / 1000;
  const peak = process.resourceUsage().maxRSS / 1024;
  console.log(
    formatRow(COLUMNS, [
      `${name}(${size})`,
      modelId,
      count(result.states) + (result.isComplete ? "" : "+"),
      count(result.transitions),
      count(result.outcomes.length),
      seconds.toFixed(3),
      count(result.states / seconds),
      count(result.bytes / result.states),
      count(peak),
    ]),
  );
  return true;
}

/** Each row in a process of its own, so that its peak memory is its own and no code is warm from another. */
export function machineRows(): void {
  console.log(
    formatRow(
      COLUMNS,
      COLUMNS.map(([title]) => title),
    ),
  );
  for (const [name, size, ids] of ROWS) {
    for (const id of ids) {
      const run = spawnSync(process.execPath, [process.argv[1]!, name, String(size), id], {
        stdio: "inherit",
      });
      if (run.status !== 0) process.exit(run.status ?? 1);
    }
  }
}

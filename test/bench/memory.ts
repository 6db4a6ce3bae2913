import { spawnSync } from "node:child_process";
import { ownMemory } from "../../src/cli/memory.js";
import { DEFAULT_LIMITS } from "../../src/harness/limits.js";
import { readTest } from "../../src/harness/load.js";
import { runTest } from "../../src/harness/run.js";
import { DEFAULT_MACHINE_OPTIONS } from "../../src/models/model.js";
import { models } from "../../src/models/models.js";
import { Source } from "../../src/source/source.js";
import { FAMILIES } from "./programs.js";
import { type Column, count, formatRow } from "./table.js";

/** Family, size, model, and the megabytes that a search may have: about 1, 5 and 25 million states; and too many. */
const ROWS: readonly (readonly [string, number, string, number])[] = [
  ["fib", 7, "sc", 4096],
  ["fib", 8, "sc", 4096],
  ["fib", 7, "wmm", 4096],
  ["fib", 7, "wmm", 256],
];

const COLUMNS: readonly Column[] = [
  ["program", -10],
  ["model", -6],
  ["--memory", 9],
  ["states", 13],
  ["bytes/state", 13],
  ["peak MB", 9],
  ["seconds", 9],
  ["  answer", -30],
];

const MEGABYTE = 2 ** 20;

/** Runs one test with so many megabytes in this process, as the command line does, and prints its row. */
export async function measureMemory(args: readonly string[]): Promise<void> {
  const [name, size, id, megabytes] = [args[0]!, Number(args[1]), args[2]!, Number(args[3])];
  const family = FAMILIES.find((f) => f.name === name)!;
  const { test } = readTest(new Source(`${name}-${size}`, family.source(size)), DEFAULT_LIMITS);
  const bytesMax = megabytes * MEGABYTE;
  const result = await runTest(test!, {
    models: models.filter((model) => model.id === id),
    variants: null,
    engine: "machine",
    limits: { ...DEFAULT_LIMITS, bytesMax },
    machineOptions: DEFAULT_MACHINE_OPTIONS,
    memory: ownMemory(bytesMax),
    clock: () => performance.now(),
  });
  const [cell] = result.variants[0]!.cells;
  if (cell?.engine !== "machine") throw new Error(`no machine of ${id}`);
  const peak = process.resourceUsage().maxRSS / 1024;
  const words = cell.isComplete ? "complete" : `bounded: ${cell.bounds.join(", ")}`;
  console.log(
    formatRow(COLUMNS, [
      ...[`${name}(${size})`, id, `${count(megabytes)}M`, count(cell.states)],
      ...[count(cell.bytes / cell.states), count(peak), (cell.milliseconds / 1000).toFixed(1)],
      `  ${words}`,
    ]),
  );
  if (peak > megabytes) throw new Error(`${count(peak)} MB is more than --memory ${megabytes}M`);
}

/** Each row in a process of its own: its peak memory is what the system counts for that. */
export function memoryRows(): void {
  const titles = COLUMNS.map(([title]) => title);
  console.log(formatRow(COLUMNS, titles));
  for (const row of ROWS) {
    const args = [process.argv[1]!, "memory", ...row.map(String)];
    const { status } = spawnSync(process.execPath, args, { stdio: "inherit" });
    if (status !== 0) process.exit(status ?? 1);
  }
}

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { DEFAULT_LIMITS } from "../../src/harness/limits.js";
import { readTest } from "../../src/harness/load.js";
import { explore } from "../../src/machine/search.js";
import {
  DEFAULT_MACHINE_OPTIONS,
  type MachineOptions,
  NO_REDUCTIONS,
} from "../../src/models/model.js";
import { machineModels } from "../../src/models/models.js";
import { formatDiagnostic } from "../../src/source/diagnostic.js";
import { Source } from "../../src/source/source.js";
import { FAMILIES } from "./programs.js";
import { compareWithSkeleton } from "./skeleton.js";

const USAGE = `npm run bench                     the standard rows, then the sketch of the engine beside ours
npm run bench -- fib 6 tso        one family, size and model (models: ${machineModels.map((m) => m.id).join(" ")})
npm run bench -- fib 6 tso plain  the same with every reduction switched off
npm run bench -- skeleton         only the comparison with the sketch in ../shared/skeleton
families: ${FAMILIES.map((f) => `${f.name} (${f.size})`).join(", ")}`;

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

const COLUMNS: readonly (readonly [string, number])[] = [
  ["program", 18],
  ["model", 6],
  ["states", 12],
  ["transitions", 13],
  ["outcomes", 9],
  ["seconds", 9],
  ["states/s", 12],
  ["bytes/state", 12],
  ["peak MB", 9],
];

function row(cells: readonly string[]): string {
  return cells
    .map((text, k) => {
      const width = COLUMNS[k]![1];
      return k < 2 ? text.padEnd(width) : text.padStart(width);
    })
    .join("");
}

/** Runs one program under one model in this process and prints its row. Peak memory is this process's own. */
function measure(name: string, size: number, modelId: string, options: MachineOptions): void {
  const family = FAMILIES.find((f) => f.name === name);
  const model = machineModels.find((m) => m.id === modelId);
  if (family === undefined || model === undefined || !(size > 0)) {
    console.error(`no such benchmark: ${name} ${size} ${modelId}\n${USAGE}`);
    process.exit(2);
  }
  const source = new Source(`${name}-${size}`, family.source(size));
  const loaded = readTest(source, DEFAULT_LIMITS);
  if (loaded.test === null) {
    console.error(loaded.diagnostics.map(formatDiagnostic).join("\n"));
    process.exit(2);
  }
  const { program } = loaded.test.variants[0]!;
  const start = performance.now();
  const result = explore(model.machine(program, options), program.observed.length, DEFAULT_LIMITS);
  const seconds = (performance.now() - start) / 1000;
  const peak = process.resourceUsage().maxRSS / 1024;
  const number = (n: number): string => Math.round(n).toLocaleString("en-US");
  console.log(
    row([
      `${name}(${size})`,
      modelId,
      number(result.states) + (result.isComplete ? "" : "+"),
      number(result.transitions),
      number(result.outcomes.length),
      seconds.toFixed(3),
      number(result.states / seconds),
      number(result.bytes / result.states),
      number(peak),
    ]),
  );
}

/** Each row in a process of its own, so that its peak memory is its own and no code is warm from another. */
function standardRows(): void {
  console.log(row(COLUMNS.map(([title]) => title)));
  for (const [name, size, ids] of ROWS) {
    for (const id of ids) {
      const run = spawnSync(process.execPath, [process.argv[1]!, name, String(size), id], {
        stdio: "inherit",
      });
      if (run.status !== 0) process.exit(run.status ?? 1);
    }
  }
}

async function main(args: readonly string[]): Promise<void> {
  const [name, size, model, mode] = args;
  if (name === "--help" || name === "-h") console.log(USAGE);
  else if (name === undefined || name === "skeleton") {
    if (name === undefined) standardRows();
    const folder = "../shared/skeleton";
    if (existsSync(folder)) await compareWithSkeleton(pathToFileURL(`${folder}/`));
    else console.log("\nthe sketch of the engine is not beside this checkout: no comparison");
  } else if (size === undefined || model === undefined) {
    console.error(USAGE);
    process.exitCode = 2;
  } else {
    measure(name, Number(size), model, mode === "plain" ? NO_REDUCTIONS : DEFAULT_MACHINE_OPTIONS);
  }
}

await main(process.argv.slice(2));

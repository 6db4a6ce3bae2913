import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { KnownAnswer } from "../../src/harness/answers.js";
import { statesOf } from "../../src/harness/comparison.js";
import { DEFAULT_LIMITS, type Limits } from "../../src/harness/limits.js";
import { resultOf } from "../../src/harness/notation.js";
import type { MachineCell } from "../../src/harness/result.js";
import { runTest } from "../../src/harness/run.js";
import { DEFAULT_MACHINE_OPTIONS, type MachineModel } from "../../src/models/model.js";
import type { Program } from "../../src/program/program.js";
import { twofoldModels } from "../contract/axioms.js";
import { load, pathOf, readRows } from "./corpus.js";

/**
 * Runs every test of an architecture's and of C11's folders of a corpus on the machine of its model: final states and
 * undefined behaviour must be the row's, no more and no less. Prints what differs, then a table.
 */

const USAGE = `exact.ts CORPUS [--folder NAME]... [--only PATTERN] [--every N] [--slowest N]
  --folder    only these folders; all of them when absent
  --only      tests whose path matches this regular expression
  --every     one row in so many (1)
  --slowest   how many of the slowest tests to print (0)`;

/** The models whose rows are read, by folder. */
const FOLDERS: Readonly<Record<string, readonly string[]>> = {
  aarch64: ["armv8"],
  c11: ["rc11"],
  "c11-random": ["rc11"],
  riscv: ["rvwmo"],
  "vma-lock": ["armv8", "rc11"],
};

/** What a search may need; every test is well below it. */
const LIMITS: Limits = { ...DEFAULT_LIMITS, statesMax: 5_000_000 };

/** What is known so far of one folder under one model. */
interface Tally {
  readonly folder: string;
  readonly model: MachineModel;
  tests: number;
  equal: number;
  different: number;
  unsupported: number;
  states: number;
  milliseconds: number;
}

/** Everything in which a machine's answer differs from a row. */
function differences(program: Program, cell: MachineCell, row: KnownAnswer): readonly string[] {
  const found = cell.isComplete ? [] : [`not complete: ${cell.bounds.join(", ")}`];
  const flags = cell.events.some(({ what }) => what.kind === "race") ? ["undefined"] : [];
  const result = resultOf(program.condition.quantifier, cell, flags);
  if (result !== row.result) found.push(`result is ${result}, expected ${row.result}`);
  if (row.states === null) return found;
  const shown = statesOf(program, cell);
  const { states } = row.states;
  return [
    ...found,
    ...states.filter((state) => !shown.includes(state)).map((state) => `missing ${state}`),
    ...shown.filter((state) => !states.includes(state)).map((state) => `additional ${state}`),
  ];
}

async function check(path: string, row: KnownAnswer, tally: Tally): Promise<void> {
  tally.tests++;
  const { test, problem } = load(path);
  if (test === null) {
    tally.unsupported++;
    console.log(`does not load: ${problem.split("\n")[0]}`);
    return;
  }
  const result = await runTest(test, {
    models: [tally.model],
    variants: null,
    engine: "machine",
    limits: LIMITS,
    machineOptions: DEFAULT_MACHINE_OPTIONS,
    clock: () => performance.now(),
  });
  const { program, cells, skipped } = result.variants[0]!;
  const [cell] = cells;
  const found =
    cell?.engine === "machine"
      ? differences(program, cell, row)
      : [`gives no answer: ${skipped.map(({ lacks }) => lacks).join(", ")}`];
  if (found.length === 0) tally.equal++;
  else tally.different++;
  if (cell?.engine === "machine") {
    tally.states += cell.states;
    tally.milliseconds += cell.milliseconds;
  }
  for (const text of found.slice(0, 2)) console.log(`${path}: ${tally.model.id}: ${text}`);
}

function printTable(tallies: readonly Tally[]): void {
  console.log("\n| folder | model | tests | equal | different | unsupported | states | seconds |");
  console.log("|---|---|---|---|---|---|---|---|");
  for (const t of tallies) {
    const counts = [t.tests, t.equal, t.different, t.unsupported, t.states];
    const seconds = (t.milliseconds / 1000).toFixed(1);
    console.log(`| ${[t.folder, t.model.id, ...counts, seconds].join(" | ")} |`);
  }
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      folder: { type: "string", multiple: true, default: Object.keys(FOLDERS) },
      only: { type: "string", default: "" },
      every: { type: "string", default: "1" },
      slowest: { type: "string", default: "0" },
    },
  });
  const [corpus] = positionals;
  const every = Number(values.every);
  const isKnown = values.folder.every((name) => name in FOLDERS);
  if (corpus === undefined || !existsSync(corpus) || !isKnown || !(every >= 1)) {
    console.error(`no corpus at ${corpus}, or wrong options\n${USAGE}`);
    process.exitCode = 2;
    return;
  }
  const only = new RegExp(values.only);
  const tallies: Tally[] = [];
  const times: { readonly path: string; readonly milliseconds: number }[] = [];
  for (const folder of values.folder) {
    if (!existsSync(join(corpus, folder))) throw new Error(`${folder} is not in ${corpus}`);
    for (const model of twofoldModels.filter(({ id }) => FOLDERS[folder]!.includes(id))) {
      const counts = { tests: 0, equal: 0, different: 0, unsupported: 0, states: 0 };
      const tally: Tally = { folder, model, ...counts, milliseconds: 0 };
      tallies.push(tally);
      // Rows that name no model are for the folder's only one.
      const isOnly = FOLDERS[folder]!.length === 1;
      const rows = readRows(corpus, folder, model).filter((row) => isOnly || row.model !== null);
      for (const [k, row] of rows.entries()) {
        const path = pathOf(corpus, folder, row);
        if (k % every !== every >> 1 || !only.test(path)) continue;
        const before = performance.now();
        await check(path, row, tally);
        times.push({ path, milliseconds: performance.now() - before });
      }
    }
  }
  const slowest = times.sort((a, b) => b.milliseconds - a.milliseconds);
  for (const { path, milliseconds } of slowest.slice(0, Number(values.slowest))) {
    console.log(`${milliseconds.toFixed(1).padStart(9)}  ${path}`);
  }
  printTable(tallies);
  // A pattern that nothing matches must not look like success.
  if (times.length === 0) console.log("no test was chosen");
  const isEqual = tallies.every((t) => t.equal === t.tests);
  process.exitCode = isEqual && times.length > 0 ? 0 : 1;
}

await main();

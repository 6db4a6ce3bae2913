import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { KnownAnswer } from "../../src/harness/answers.js";
import { DEFAULT_LIMITS, type Limits } from "../../src/harness/limits.js";
import { runTest } from "../../src/harness/run.js";
import { lkmm } from "../../src/models/lkmm.js";
import { DEFAULT_MACHINE_OPTIONS, hasMachine, type MachineModel } from "../../src/models/model.js";
import { inOrderModels, models } from "../../src/models/models.js";
import { load, pathOf, readRows } from "./corpus.js";
import { judgeMachine, type Soundness } from "./machines.js";

/**
 * Runs every kernel test of a corpus on the machines of the models that the Linux-kernel model says it contains: what a
 * machine shows must be among the row's states, and how often it shows all of them is reported.
 */

const MACHINES: readonly MachineModel[] = models
  .filter(hasMachine)
  .filter(({ id }) => lkmm.contains.includes(id));

/**
 * How many states one search may keep. What a bounded search has shown is still checked. Threads that execute out of order
 * have many more states, so for them this is a sample: `--states 5000000` searches all but a few completely, in an hour.
 */
const statesMaxOf = (model: MachineModel): number =>
  inOrderModels.includes(model) ? 20_000 : 4_000;

const USAGE = `kernel.ts CORPUS [--only PATTERN] [--model ID]... [--states N] [--slowest N]
  --only      tests whose path matches this regular expression
  --model     ${MACHINES.map((m) => m.id).join(", ")}; all of them when absent
  --states    the states that one search may keep (20,000; of machines out of order 4,000)
  --slowest   how many of the slowest tests to print, by the time of all their machines (10)`;

/** The folders of kernel tests. */
const FOLDERS = ["lkmm", "lkmm-random", "vma-lock"] as const;

/** What is known so far of one machine. */
interface Tally extends Soundness {
  readonly model: MachineModel;
  readonly limits: Limits;
  tests: number;
  milliseconds: number;
}

interface Timed {
  readonly path: string;
  readonly milliseconds: number;
}

/** Runs one test on every machine; prints each problem as it is found, and gives how many there are. */
async function check(path: string, row: KnownAnswer, tallies: readonly Tally[]): Promise<number> {
  const { test, problem } = load(path);
  if (test === null) {
    console.log(`does not load:\n${problem}`);
    return 1;
  }
  let problems = 0;
  for (const tally of tallies) {
    const result = await runTest(test, {
      models: [tally.model],
      variants: null,
      engine: "machine",
      limits: tally.limits,
      machineOptions: DEFAULT_MACHINE_OPTIONS,
      clock: () => performance.now(),
    });
    const { program, cells } = result.variants[0]!;
    const [cell] = cells;
    const found =
      cell?.engine === "machine" ? judgeMachine(program, cell, row, tally) : ["gives no answer"];
    tally.tests++;
    tally.milliseconds += cell?.milliseconds ?? 0;
    for (const text of found) console.log(`${path}: ${tally.model.id}: ${text}`);
    problems += found.length;
  }
  return problems;
}

function printTallies(tallies: readonly Tally[]): void {
  console.log("\nmodel  tests  equal  contained  differ  bounded      states  seconds");
  for (const t of tallies) {
    const cells = [
      t.model.id.padEnd(5),
      String(t.tests).padStart(5),
      String(t.equal).padStart(5),
      String(t.contained).padStart(9),
      String(t.unsound).padStart(6),
      String(t.bounded).padStart(7),
      String(t.states).padStart(10),
      (t.milliseconds / 1000).toFixed(1).padStart(7),
    ];
    console.log(cells.join("  "));
  }
}

function printSlowest(times: readonly Timed[], count: number): void {
  if (count === 0) return;
  console.log("\nslowest tests, milliseconds");
  const slowest = [...times].sort((a, b) => b.milliseconds - a.milliseconds).slice(0, count);
  for (const { path, milliseconds } of slowest) {
    console.log(`${milliseconds.toFixed(1).padStart(9)}  ${path}`);
  }
}

async function run(
  corpus: string,
  only: RegExp,
  chosen: readonly MachineModel[],
  statesMax: number | undefined,
  slowest: number,
): Promise<number> {
  const tallies = chosen.map(
    (model): Tally => ({
      model,
      limits: { ...DEFAULT_LIMITS, statesMax: statesMax ?? statesMaxOf(model) },
      tests: 0,
      equal: 0,
      contained: 0,
      unsound: 0,
      bounded: 0,
      states: 0,
      milliseconds: 0,
    }),
  );
  const times: Timed[] = [];
  let problems = 0;
  for (const folder of FOLDERS) {
    if (!existsSync(join(corpus, folder))) {
      console.log(`${folder} is not in ${corpus}`);
      problems++;
      continue;
    }
    const rows = readRows(corpus, folder, lkmm);
    let tests = 0;
    for (const row of rows) {
      const path = pathOf(corpus, folder, row);
      if (!only.test(path)) continue;
      const before = performance.now();
      problems += await check(path, row, tallies);
      times.push({ path, milliseconds: performance.now() - before });
      tests++;
    }
    console.log(`${folder}: ${tests} of ${rows.length} rows`);
  }
  printSlowest(times, slowest);
  printTallies(tallies);
  console.log(`peak memory ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`);
  // A pattern that nothing matches must not look like success.
  if (times.length === 0) console.log("no test was chosen");
  return times.length === 0 ? 1 : problems;
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      only: { type: "string", default: "" },
      model: { type: "string", multiple: true, default: MACHINES.map((m) => m.id) },
      states: { type: "string" },
      slowest: { type: "string", default: "10" },
    },
  });
  const [corpus] = positionals;
  const chosen = MACHINES.filter(({ id }) => values.model.includes(id));
  const isKnown = values.model.every((id) => MACHINES.some((m) => m.id === id));
  const slowest = Number(values.slowest);
  const statesMax = values.states === undefined ? undefined : Number(values.states);
  if (
    corpus === undefined ||
    !existsSync(corpus) ||
    !isKnown ||
    !(slowest >= 0) ||
    !((statesMax ?? 1) > 0)
  ) {
    console.error(`no corpus at ${corpus}, or wrong options\n${USAGE}`);
    process.exitCode = 2;
    return;
  }
  const problems = await run(corpus, new RegExp(values.only), chosen, statesMax, slowest);
  console.log(`\n${problems === 0 ? "no difference" : `${problems} problems`}`);
  process.exitCode = problems === 0 ? 0 : 1;
}

await main();

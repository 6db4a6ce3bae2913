import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DEFAULT_LIMITS, type Limits } from "../../src/harness/limits.js";
import { readTest } from "../../src/harness/load.js";
import type { MachineCell } from "../../src/harness/result.js";
import { runTest } from "../../src/harness/run.js";
import { DEFAULT_MACHINE_OPTIONS } from "../../src/models/model.js";
import { machineModels } from "../../src/models/models.js";
import type { Program } from "../../src/program/program.js";
import type { Code } from "../../src/program/value.js";
import { formatDiagnostic } from "../../src/source/diagnostic.js";
import { Source } from "../../src/source/source.js";
import { ofMachine } from "../harness/cells.js";

/**
 * Runs every kernel test of a corpus on every machine. The expected states are the Linux-kernel model's: what a machine
 * shows must be among them (soundness); how often it shows all of them is reported.
 */

/** The folders of kernel tests: rows of `expected.jsonl`, files below `tests/`. */
const FOLDERS = ["lkmm", "lkmm-random", "vma-lock"] as const;

/** One search may keep this many states. A bounded search is still checked for what it has shown. */
const LIMITS: Limits = { ...DEFAULT_LIMITS, statesMax: 20_000 };

interface Row {
  readonly file: string;
  readonly model?: string;
  readonly states?: readonly string[];
  readonly slow?: boolean;
}

interface Tally {
  tests: number;
  equal: number;
  contained: number;
  bounded: number;
  unsound: number;
  states: number;
  seconds: number;
}

/** `0:r0=1; [x]=0;` as a set of fields, in one order and one spelling. */
function normalize(state: string): string {
  const fields = state.split(";").map((field) => field.trim().replace(/^\[(.*)\]=/, "$1="));
  return fields
    .filter((field) => field !== "")
    .sort()
    .join("; ");
}

function valueText(program: Program, code: Code): string {
  const cell = program.values.cell(code, program.locations.length);
  return cell >= 0 ? program.locations[cell]!.name : program.values.decode(code).toString();
}

function outcomeText(program: Program, values: readonly Code[]): string {
  const fields = program.observed.map((o, k) => `${o.name}=${valueText(program, values[k]!)}`);
  return normalize(fields.join(";"));
}

/** Adds the answer of one machine to its tally, and gives the outcomes that the expected states lack. */
function judge(program: Program, cell: MachineCell, row: Row, tally: Tally): readonly string[] {
  tally.seconds += cell.milliseconds / 1000;
  tally.tests++;
  tally.states += cell.states;
  if (!cell.isComplete) tally.bounded++;
  if (row.states === undefined) return [];
  const expected = new Set(row.states.map(normalize));
  const shown = new Set(cell.outcomes.map((o) => outcomeText(program, o.values)));
  const outside = [...shown].filter((outcome) => !expected.has(outcome));
  if (outside.length > 0) tally.unsound++;
  else if (shown.size === expected.size) tally.equal++;
  else tally.contained++;
  return outside;
}

async function runFolder(
  corpus: string,
  folder: string,
  tallies: Map<string, Tally>,
): Promise<readonly string[]> {
  const problems: string[] = [];
  const lines = readFileSync(join(corpus, folder, "expected.jsonl"), "utf8")
    .trim()
    .split("\n");
  const rows = lines.map((line) => JSON.parse(line) as Row);
  for (const row of rows) {
    if (row.model !== undefined && row.model !== "lkmm") continue;
    const path = join(corpus, folder, "tests", row.file);
    const loaded = readTest(new Source(path, readFileSync(path, "utf8")), DEFAULT_LIMITS);
    if (loaded.test === null) {
      problems.push(`does not load:\n${loaded.diagnostics.map(formatDiagnostic).join("\n")}`);
      continue;
    }
    const result = await runTest(loaded.test, {
      models: machineModels,
      variants: null,
      limits: LIMITS,
      machineOptions: DEFAULT_MACHINE_OPTIONS,
      clock: () => performance.now(),
    });
    const { program, cells } = result.variants[0]!;
    for (const cell of cells.map(ofMachine)) {
      const { id } = cell.model;
      const outside = judge(program, cell, row, tallies.get(id)!);
      if (outside.length > 0) {
        problems.push(`${path}: ${id} shows what the kernel's model forbids: ${outside[0]}`);
      }
    }
  }
  console.log(`${folder}: ${rows.length} rows read`);
  return problems;
}

async function main(corpus: string | undefined): Promise<void> {
  if (corpus === undefined || !existsSync(corpus)) {
    console.error(`no corpus at ${corpus}: give the folder that holds ${FOLDERS.join(", ")}`);
    process.exitCode = 2;
    return;
  }
  const tallies = new Map<string, Tally>(
    machineModels.map((m) => [
      m.id,
      { tests: 0, equal: 0, contained: 0, bounded: 0, unsound: 0, states: 0, seconds: 0 },
    ]),
  );
  const present = new Set(readdirSync(corpus));
  const missing = FOLDERS.filter((folder) => !present.has(folder));
  const problems: string[] = [];
  for (const folder of FOLDERS) {
    if (present.has(folder)) problems.push(...(await runFolder(corpus, folder, tallies)));
  }
  problems.push(...missing.map((folder) => `${folder} is not in ${corpus}`));
  for (const problem of problems) console.log(problem);
  console.log("\nmodel  tests  equal  contained  unsound  bounded      states  seconds");
  for (const [id, t] of tallies) {
    const cells = [
      String(t.tests).padStart(5),
      String(t.equal).padStart(5),
      String(t.contained).padStart(9),
      String(t.unsound).padStart(7),
      String(t.bounded).padStart(7),
      String(t.states).padStart(10),
      t.seconds.toFixed(1).padStart(7),
    ];
    console.log(`${id.padEnd(5)}  ${cells.join("  ")}`);
  }
  console.log(`\n${problems.length === 0 ? "no difference" : `${problems.length} problems`}`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}

await main(process.argv[2]);

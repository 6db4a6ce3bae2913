import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { DEFAULT_LIMITS } from "../../src/harness/limits.js";
import type { Test } from "../../src/harness/load.js";
import { runTest } from "../../src/harness/run.js";
import { DEFAULT_MACHINE_OPTIONS, type Model } from "../../src/models/model.js";
import { models } from "../../src/models/models.js";
import { differences } from "./axioms.js";
import { load, pathOf, type Row } from "./corpus.js";

/**
 * Runs every row of a corpus under the axioms of the model that the row's answer is for: outcomes, observation, result
 * and flags must be the row's. Prints what differs, then why tests cannot be read, then a table by folder.
 */

const USAGE = `all.ts CORPUS [--folder NAME]... [--only PATTERN]
  --folder    only these folders; all of them when absent
  --only      tests whose path matches this regular expression`;

/** The models of the rows that name none, by folder; all others are for the kernel's. */
const MODEL_OF: Readonly<Record<string, string>> = {
  aarch64: "armv8",
  c11: "rc11",
  "c11-random": "rc11",
  ppc: "power",
  riscv: "rvwmo",
  x86: "tso",
};

interface Tally {
  readonly folder: string;
  tests: number;
  equal: number;
  different: number;
  unsupported: number;
  milliseconds: number;
}

/** Everything in which the answer about one test differs from its row. */
async function answer(test: Test, model: Model, row: Row): Promise<readonly string[]> {
  const result = await runTest(test, {
    models: [model],
    engine: "axioms",
    variants: null,
    limits: DEFAULT_LIMITS,
    machineOptions: DEFAULT_MACHINE_OPTIONS,
    clock: () => performance.now(),
  });
  const { program, cells } = result.variants[0]!;
  const [cell] = cells;
  return cell?.engine === "axioms" ? differences(program, cell, row) : ["gives no answer"];
}

/** `unknown-instruction: ...`: the first line of what is wrong, without its place. */
function reasonOf(problem: string): string {
  return /(?:error|warning): .*/.exec(problem)?.[0] ?? problem;
}

async function checkFolder(
  corpus: string,
  folder: string,
  only: RegExp,
  reasons: Map<string, number>,
): Promise<Tally> {
  const tally = { folder, tests: 0, equal: 0, different: 0, unsupported: 0, milliseconds: 0 };
  const lines = readFileSync(join(corpus, folder, "expected.jsonl"), "utf8")
    .trim()
    .split("\n");
  for (const row of lines.map((line) => JSON.parse(line) as Row)) {
    const path = pathOf(corpus, folder, row);
    if (!only.test(path)) continue;
    tally.tests++;
    const started = performance.now();
    const { test, problem } = load(path);
    if (test === null) {
      tally.unsupported++;
      const reason = `${folder}: ${reasonOf(problem)}`;
      reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
      continue;
    }
    const id = row.model ?? MODEL_OF[folder] ?? "lkmm";
    const found = await answer(test, models.find((m) => m.id === id)!, row);
    for (const text of found) console.log(`${path}: ${id}: ${text}`);
    if (found.length > 0) tally.different++;
    else tally.equal++;
    tally.milliseconds += performance.now() - started;
  }
  return tally;
}

function printTable(tallies: readonly Tally[]): void {
  console.log("\n| folder | tests | equal | different | unsupported | seconds |");
  console.log("|---|---|---|---|---|---|");
  for (const t of tallies) {
    const seconds = (t.milliseconds / 1000).toFixed(1);
    console.log(
      `| ${[t.folder, t.tests, t.equal, t.different, t.unsupported, seconds].join(" | ")} |`,
    );
  }
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { folder: { type: "string", multiple: true }, only: { type: "string", default: "" } },
  });
  const [corpus] = positionals;
  const isFolder = (name: string) => existsSync(join(corpus!, name, "expected.jsonl"));
  if (corpus === undefined || !existsSync(corpus) || !(values.folder ?? []).every(isFolder)) {
    console.error(`no corpus at ${corpus}, or no such folder in it\n${USAGE}`);
    process.exitCode = 2;
    return;
  }
  const folders = values.folder ?? readdirSync(corpus).filter(isFolder).sort();
  const reasons = new Map<string, number>();
  const tallies: Tally[] = [];
  for (const folder of folders) {
    tallies.push(await checkFolder(corpus, folder, new RegExp(values.only), reasons));
  }
  const byCount = [...reasons].sort(([, a], [, b]) => b - a);
  for (const [reason, count] of byCount) console.log(`${String(count).padStart(6)}  ${reason}`);
  printTable(tallies);
  const isEqual = tallies.every((t) => t.different === 0 && t.unsupported === 0);
  const isSomething = tallies.some((t) => t.tests > 0);
  // A pattern that nothing matches must not look like success.
  if (!isSomething) console.log("no test was chosen");
  process.exitCode = isEqual && isSomething ? 0 : 1;
}

await main();

import { availableParallelism, totalmem } from "node:os";
import type { Change } from "../harness/campaign/baseline.js";
import { distinctNames, isInShard } from "../harness/campaign/plan.js";
import {
  CAMPAIGN_FORMAT,
  type CampaignHeader,
  type Row,
  type Shard,
} from "../harness/campaign/row.js";
import { models } from "../models/models.js";
import type { CampaignContext, CampaignResult } from "../report/campaign.js";
import { type CampaignReportEntry, loadCampaignReport } from "../report/campaigns.js";
import { compareWithBaseline, readBaseline } from "./baseline.js";
import {
  type CampaignSetup,
  type PlannedTest,
  type Resources,
  runCampaign,
  startWorkers,
  type Workers,
} from "./campaign.js";
import { replaceFile } from "./campaign-file.js";
import type { EngineFlags } from "./engines.js";
import { fingerprint, modelFingerprint } from "./fingerprint.js";
import type { FormatFlags } from "./formats.js";
import type { PlainFlags, Setup } from "./messages.js";
import type { SearchFlags } from "./options.js";
import { readOwnModel } from "./own-model.js";
import { lookOf, ProgressLine } from "./terminal.js";
import { version } from "./version.js";

/** What both kinds of `check` have in common: with what its authors expect, and with known answers. */

export interface CheckFlags extends SearchFlags, EngineFlags, FormatFlags {
  /** A file of known answers; true: those that stand beside the tests. */
  readonly expected?: string | true;
  readonly unsupportedMax?: number;
  readonly list?: readonly string[];
  readonly jobs?: number;
  readonly shard?: Shard;
  readonly jsonl?: string;
  readonly resume?: boolean;
  readonly junit?: string;
  readonly sarif?: string;
  readonly tap?: boolean;
  readonly baseline?: string;
  readonly timeFactor: number;
  readonly watch?: boolean;
  /** Whether somebody said how much memory there is. */
  readonly isMemoryGiven: boolean;
}

/** A check as far as it is the same whatever it is compared with. */
export interface Checking {
  readonly mode: CampaignHeader["mode"];
  readonly planned: readonly PlannedTest[];
  readonly flags: CheckFlags;
  readonly format: Setup["format"];
  readonly signal: AbortSignal;
  /** When the command began, in milliseconds of `performance.now`. */
  readonly started: number;
  /** What is known already, and need not run. */
  readonly known: ReadonlyMap<string, Row>;
  /** What is printed on standard output. */
  readonly screen: Screen;
  /** Workers that have been started for it; null for none. */
  readonly ready: Workers | null;
}

/** What is printed while a campaign runs; each gives text with its last line ended, or none. */
export interface Screen {
  begin?(context: CampaignContext): string;
  /** `text`: the test's report, when one was asked for. */
  row(
    row: Row,
    text: string,
    planned: PlannedTest,
    context: CampaignContext,
    number: number,
  ): string;
  end(result: CampaignResult, context: CampaignContext, hasPrinted: boolean): string;
}

/** What came of a check. */
export interface Checked {
  readonly result: CampaignResult;
  /** What is not as in the baseline; null without one. */
  readonly changes: readonly Change[] | null;
}

/** Runs a check, prints what its screen says and writes the reports that were asked for. */
export async function runCheck(checking: Checking): Promise<Checked> {
  const { flags, planned, mode, signal, known, screen, started, ready } = checking;
  const baseline = flags.baseline === undefined ? null : readBaseline(flags.baseline, mode);
  const look = lookOf(process.stdout);
  const progress = new ProgressLine();
  const shard = flags.shard ?? null;
  const { jsonl, resume: isResuming = false } = flags;
  const file =
    jsonl === undefined ? null : { path: jsonl, isResuming, header: await headerOf(checking) };
  const wanted = planned.filter(({ index }) => isInShard(index, shard)).length;
  const context: CampaignContext = { look, version, wanted };
  let number = 0;
  let hasPrinted = false;
  const print = (text: string) => {
    if (text === "") return;
    hasPrinted = true;
    progress.clear();
    process.stdout.write(text);
  };
  const result = await runCampaign({
    ...{ file, planned, shard, signal, progress, started, known, ready },
    earlier: baseline?.rows ?? new Map(),
    setup: setupOf(checking),
    resources: resourcesOf(flags),
    needsStates: baseline !== null,
    onBegin: () => print(screen.begin?.(context) ?? ""),
    onRow: (row, text, one) => print(screen.row(row, text, one, context, ++number)),
    onNotice: (text) => process.stderr.write(`${text}\n`),
  });
  print(screen.end(result, context, hasPrinted));
  if (result.isInterrupted && jsonl !== undefined) {
    process.stderr.write(`what is known is in ${jsonl}: --resume goes on with it\n`);
  }
  await writeReports(flags, result, context);
  if (baseline === null) return { result, changes: null };
  const isPart = shard !== null || result.isInterrupted;
  const { changes, text } = compareWithBaseline(baseline, result.rows, isPart, flags, look);
  // Whoever reads another format than text finds it beside that.
  (isText(flags) ? process.stdout : process.stderr).write(text);
  return { result, changes };
}

/** Starts the workers of a check of which the tests are not known yet. */
export function startEarly(checking: Pick<Checking, "mode" | "flags" | "format">): Workers {
  return startWorkers(setupOf(checking), resourcesOf(checking.flags));
}

function setupOf({ mode, flags, format }: Pick<Checking, "mode" | "flags" | "format">) {
  const areTextsKnown = flags.jsonl !== undefined || flags.watch === true;
  return { flags: plainFlags(flags), mode, format, areTextsKnown } satisfies CampaignSetup;
}

/** The screen of a format that is the same for both kinds of checks. */
export async function campaignScreen(id: CampaignReportEntry["id"]): Promise<Screen> {
  const report = await loadCampaignReport(id);
  return {
    begin: (context) => report.begin(context),
    row: (row, _text, _planned, context, number) => report.row(row, context, number),
    end: (result, context) => report.end(result, context),
  };
}

/** Whether standard output is for people. */
export function isText({ format = "screen", json = false, tap = false }: CheckFlags): boolean {
  return format === "screen" && !json && !tap;
}

/** Numbers the tests of a campaign and gives each a name of its own. */
export function plannedTests(
  tests: readonly Omit<PlannedTest, "test" | "index">[],
): readonly PlannedTest[] {
  const names = distinctNames(
    tests.map(({ file, answer }) =>
      answer?.model == null ? file : `${file} under ${answer.model}`,
    ),
  );
  return tests.map((one, i) => ({ ...one, test: names[i]!, index: i + 1 }));
}

/** Writes the reports of a whole campaign that somebody asked for. */
export async function writeReports(
  { junit, sarif }: Pick<CheckFlags, "junit" | "sarif">,
  result: CampaignResult,
  context: CampaignContext,
): Promise<void> {
  const wanted = [
    { id: "junit", path: junit },
    { id: "sarif", path: sarif },
  ] as const;
  for (const { id, path } of wanted) {
    if (path === undefined) continue;
    const report = await loadCampaignReport(id);
    const rows = result.rows.map((row, i) => report.row(row, context, i + 1));
    replaceFile(path, [report.begin(context), ...rows, report.end(result, context)].join(""));
  }
}

/** What is the same for all rows: every option that can change an answer, and the models. */
async function headerOf({ flags, mode, planned }: Checking): Promise<CampaignHeader> {
  const own = await readOwnModel(flags);
  const asked = flags.model ?? (own === null ? models : []);
  const all = [...asked, ...(own === null ? [] : [own])];
  const names = planned.map(({ test }) => test);
  return {
    format: CAMPAIGN_FORMAT,
    kind: "campaign",
    version,
    mode,
    options: optionsOf(flags),
    models: Object.fromEntries(all.map((model) => [model.id, modelFingerprint(model)])),
    tests: planned.length,
    list: fingerprint(names.join("\n")),
    shard: flags.shard ?? null,
  };
}

function optionsOf(flags: CheckFlags): CampaignHeader["options"] {
  const { cat, bell, macros, include, catVariant } = flags;
  const texts = { "--cat": cat, "--bell": bell, "--macros": macros };
  const lists = { "--include": include, "--cat-variant": catVariant };
  return {
    "--model": flags.model?.map(({ id }) => id).join(",") ?? "default",
    "--engine": flags.engine ?? "default",
    "--executions": flags.executions === true,
    "--states": flags.states,
    "--steps": flags.steps,
    "--candidates": flags.candidates,
    "--time": flags.time,
    "--memory": flags.isMemoryGiven ? flags.memory : "default",
    "--loop-rounds": flags.loopRounds,
    "--reduce": flags.reduce,
    ...Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== undefined)),
    ...Object.fromEntries(
      Object.entries(lists).flatMap(([name, list]) =>
        list === undefined ? [] : [[name, list.join(",")]],
      ),
    ),
  } as CampaignHeader["options"];
}

/** Options for another process: models by their ids, and nothing that it does not need. */
function plainFlags(flags: CheckFlags): PlainFlags {
  const { states, steps, candidates, time, memory, loopRounds, reduce } = flags;
  const { engine, executions, cat, bell, macros, include, catVariant } = flags;
  return {
    ...{ states, steps, candidates, time, memory, loopRounds, reduce },
    ...JSON.parse(JSON.stringify({ engine, executions, cat, bell, macros, include, catVariant })),
    model: flags.model?.map(({ id }) => id) ?? null,
  };
}

/** Part of the machine's memory that a check takes when nobody says how much. */
const MEMORY_PART = 3 / 4;

function resourcesOf({ jobs, memory, isMemoryGiven, time }: CheckFlags): Resources {
  // A container may have less than the machine; without one this is 0, or far more than there is.
  const constrained = process.constrainedMemory?.() ?? 0;
  const there = constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
  return {
    jobs: jobs ?? availableParallelism(),
    memory: isMemoryGiven ? memory : there * MEMORY_PART,
    stateBytesMax: memory,
    millisecondsMax: time,
  };
}

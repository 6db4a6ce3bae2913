import type { KnownAnswer } from "../harness/answers.js";
import { isAnswerChange } from "../harness/campaign/baseline.js";
import type { AnswerRow, Row } from "../harness/campaign/row.js";
import { isFolder } from "../harness/files.js";
import {
  addRow,
  type ConformanceSummary,
  emptyTally,
  totalOf,
  type UnsupportedReason,
} from "../harness/tally.js";
import type { CampaignResult } from "../report/campaign.js";
import { rowLines, summaryLines } from "../report/conformance.js";
import { rowJson, summaryJson } from "../report/conformance-json.js";
import { type FoundAnswers, findAnswers } from "./answers.js";
import type { PlannedTest } from "./campaign.js";
import {
  type CheckFlags,
  type Checking,
  campaignScreen,
  plannedTests,
  runCheck,
  type Screen,
  startEarly,
} from "./checking.js";
import { EXIT, UsageError } from "./exit.js";
import { formatOf, isJson } from "./formats.js";
import { lookOf } from "./terminal.js";
import { version } from "./version.js";

/**
 * `litmus check PATH... --expected`: compares the tests below `names` with the rows of `file`, or with those of the
 * files that stand beside them. Prints each difference, and a table when all is done. Returns what is known of each
 * test, and sets the exit code.
 */
export async function checkAnswers(
  names: readonly string[],
  file: string | null,
  flags: CheckFlags,
  signal: AbortSignal,
  known: ReadonlyMap<string, Row>,
): Promise<readonly Row[]> {
  const started = performance.now();
  refuse(flags);
  const mode = { mode: "answers", flags, format: null } as const;
  // They start while rows are read; a campaign that is resumed may have nothing to do.
  const isLarge = flags.resume !== true && known.size === 0 && names.some(isFolder);
  const ready = isLarge ? startEarly(mode) : null;
  try {
    return await compareAll(names, file, { ...mode, started, signal, known, ready });
  } finally {
    ready?.pool.close();
  }
}

async function compareAll(
  names: readonly string[],
  file: string | null,
  about: Omit<Checking, "planned" | "screen">,
): Promise<readonly Row[]> {
  const { flags } = about;
  const found = findAnswers(names, file);
  const { planned, answers } = planOf(found);
  if (planned.length + found.files.flatMap(({ withoutTest }) => withoutTest).length === 0) {
    throw new UsageError(`no row is about a test in ${names.join(", ")}`);
  }
  const screen = await screenOf(flags, found, planned, answers);
  const { result, changes } = await runCheck({ ...about, planned, screen });
  const summary = summaryOf(found, planned, result, flags);
  const isChanged = changes?.some(isAnswerChange) === true;
  const isCrashed = result.rows.some(({ standing }) => standing === "crashed");
  process.exitCode = exitCode(summary, isChanged, isCrashed, flags.shard !== undefined);
  return result.rows;
}

/** Options of `check` that have no meaning here. */
function refuse(flags: CheckFlags): void {
  const { engine = "axioms", executions = false } = flags;
  const without = (option: string) => new UsageError(`--expected does not go with ${option}`);
  if (engine === "both") throw without("--engine both: a row is compared with one semantics");
  if (executions) throw without("--executions: rows say nothing of their number");
  if (formatOf(flags, "line") === "herd") throw without("--format herd");
}

/** The tests of all files of answers, and by name of the test what each is compared with. */
function planOf({ files }: FoundAnswers): {
  readonly planned: readonly PlannedTest[];
  readonly answers: ReadonlyMap<string, KnownAnswer>;
} {
  const all = files.flatMap(({ tests }, group) => tests.map((one) => ({ ...one, group })));
  const planned = plannedTests(
    all.map(({ path, answer, group }) => {
      const { result, states } = answer;
      const plain = { model: answer.model?.id ?? null, result, states };
      return { file: path, path, text: null, answer: plain, group };
    }),
  );
  return { planned, answers: new Map(planned.map(({ test }, i) => [test, all[i]!.answer])) };
}

async function screenOf(
  flags: CheckFlags,
  found: FoundAnswers,
  planned: readonly PlannedTest[],
  answers: ReadonlyMap<string, KnownAnswer>,
): Promise<Screen> {
  if (flags.tap === true || flags.format === "tap") return campaignScreen("tap");
  if (flags.format === "github") return campaignScreen("github");
  const look = lookOf(process.stdout);
  const summary = (result: CampaignResult) => summaryOf(found, planned, result, flags);
  if (isJson(flags)) {
    return {
      row: (row) => rowJson(answers.get(row.test)!, row as AnswerRow, version),
      end: (result) => summaryJson(summary(result), version),
    };
  }
  return {
    row: (row) => rowLines(answers.get(row.test)!, row as AnswerRow, look),
    end: (result, _context, hasPrinted) => {
      const lines = summaryLines(summary(result), look);
      return `${hasPrinted ? "\n" : ""}${lines.join("\n")}\n`;
    },
  };
}

/** What the end of a run tells. */
function summaryOf(
  { files, withoutRow }: FoundAnswers,
  planned: readonly PlannedTest[],
  { rows, wanted, isInterrupted, milliseconds }: CampaignResult,
  { unsupportedMax = 0 }: CheckFlags,
): ConformanceSummary {
  const groups = new Map(planned.map(({ test, group }) => [test, group]));
  const folders = files.map(({ name }) => emptyTally(name));
  const reasons = new Map<string, UnsupportedReason>();
  let leftOut = 0;
  for (const row of rows as readonly AnswerRow[]) {
    const group = groups.get(row.test)!;
    folders[group] = addRow(folders[group]!, row);
    if (row.standing === "left out") leftOut++;
    if (row.standing !== "unsupported" && row.standing !== "crashed") continue;
    const { name: folder } = files[group]!;
    const reason = row.reason ?? "";
    const key = `${folder}: ${reason}`;
    const { count, place } = reasons.get(key) ?? { count: 0, place: row.place ?? row.file };
    reasons.set(key, { folder, reason, count: count + 1, place });
  }
  return {
    folders,
    unsupported: [...reasons.values()].sort((a, b) => b.count - a.count),
    unsupportedMax,
    withoutRow,
    withoutTest: files.flatMap(({ withoutTest }) => withoutTest),
    ...{ leftOut, wanted, isInterrupted, milliseconds },
  };
}

function exitCode(
  { folders, unsupportedMax, withoutTest, isInterrupted }: ConformanceSummary,
  isChanged: boolean,
  isCrashed: boolean,
  isShard: boolean,
): number {
  const { tests, different, unsupported, bounded } = totalOf("all", folders);
  if (isInterrupted) return EXIT.interrupted;
  if (isCrashed) return EXIT.internal;
  if (different > 0 || isChanged) return EXIT.differs;
  // A run that compares nothing must not look like success; a shard may have no test of a short list.
  const isEmpty = tests === 0 && !isShard;
  if (unsupported > unsupportedMax || withoutTest.length > 0 || isEmpty) return EXIT.invalid;
  return bounded > 0 ? EXIT.bounded : EXIT.ok;
}

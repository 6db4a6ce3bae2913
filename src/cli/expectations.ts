import { isAnswerChange } from "../harness/campaign/baseline.js";
import type { ExpectationRow, Row } from "../harness/campaign/row.js";
import { unansweredJson } from "../report/campaign-json.js";
import { rowLine } from "../report/line.js";
import { totalsText } from "../report/totals.js";
import {
  type CheckFlags,
  type Checking,
  campaignScreen,
  plannedTests,
  runCheck,
  type Screen,
} from "./checking.js";
import { selectModels } from "./engines.js";
import { EXIT, UsageError } from "./exit.js";
import { forFormat, formatOf } from "./formats.js";
import { findInputs, readStandardInput } from "./inputs.js";
import { lookOf } from "./terminal.js";
import { version } from "./version.js";

/**
 * `litmus check PATH...`: whether the tests that these names stand for come out as their authors expect. Returns what is
 * known of each, and sets the exit code.
 */
export async function checkExpectations(
  names: readonly string[],
  flags: CheckFlags,
  signal: AbortSignal,
  known: ReadonlyMap<string, Row>,
): Promise<readonly Row[]> {
  const started = performance.now();
  if (flags.unsupportedMax !== undefined) {
    throw new UsageError("--unsupported-max belongs to --expected");
  }
  const format = formatOf(flags, "line");
  // What is wrong with the choice of models is said before anything runs.
  forFormat(format, await selectModels(flags), flags);
  const inputs = names.flatMap((name) => findInputs(name));
  const isRead = inputs.some(({ path }) => path === null);
  const input = isRead ? await readStandardInput() : null;
  const planned = plannedTests(
    inputs.map(({ name, path }) => {
      return { file: name, path, text: path === null ? input : null, answer: null, group: 0 };
    }),
  );
  const checking: Checking = {
    ...{ mode: "expectations", planned, flags, started, signal, known, ready: null },
    format: format === "line" ? null : format,
    screen: await screenOf(format, flags),
  };
  const { result, changes } = await runCheck(checking);
  const isChanged = changes?.some(isAnswerChange) === true;
  process.exitCode = result.isInterrupted ? EXIT.interrupted : exitCode(result.rows, isChanged);
  return result.rows.filter(({ test }) => !result.interrupted.has(test));
}

async function screenOf(format: "line" | "json" | "herd", flags: CheckFlags): Promise<Screen> {
  const look = lookOf(process.stdout);
  if (flags.tap === true || flags.format === "tap") return campaignScreen("tap");
  if (flags.format === "github") return campaignScreen("github");
  if (format !== "line") {
    return {
      row: (row, text) => (text === "" ? withoutReport(row as ExpectationRow, format) : text),
      end: () => "",
    };
  }
  return {
    row: (row) => rowLine(row as ExpectationRow, look),
    end: (result) => `\n${totalsText(result)}\n`,
  };
}

/** What is said of a test in the place of its report, which it has none of. */
function withoutReport(row: ExpectationRow, format: "json" | "herd"): string {
  const text = unansweredJson(row, version);
  if (format === "json" || text === "") return text;
  // A log of herd has no words for it.
  process.stderr.write(rowLine(row, lookOf(process.stderr)));
  return "";
}

/** Of the ways in which tests ended, the one that a caller has to know first. */
function exitCode(rows: readonly Row[], isChanged: boolean): number {
  const endings = new Set<string>(rows.map(({ standing }) => standing));
  if (endings.has("disagrees")) return EXIT.disagrees;
  if (endings.has("crashed")) return EXIT.internal;
  if (endings.has("differs") || endings.has("fault") || isChanged) return EXIT.differs;
  if (endings.has("invalid")) return EXIT.invalid;
  return endings.has("bounded") ? EXIT.bounded : EXIT.ok;
}

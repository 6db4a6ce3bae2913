import { type Command, InvalidArgumentError, Option } from "commander";
import { isFolder, isTestName } from "../../harness/files.js";
import { readTest } from "../../harness/load.js";
import { Pace } from "../../harness/pace.js";
import { type Standing, standing } from "../../harness/verdict.js";
import { standingLine } from "../../report/line.js";
import type { Report, ReportContext } from "../../report/report.js";
import { loadReport } from "../../report/reports.js";
import { countText, secondsText } from "../../report/words.js";
import type { Diagnostic } from "../../source/diagnostic.js";
import type { Source } from "../../source/source.js";
import { addEngineOptions, type EngineFlags, type Selection, selectModels } from "../engines.js";
import { EXIT, InvalidInput, UsageError } from "../exit.js";
import { addFormatOption, type FormatFlags, forFormat, formatOf } from "../formats.js";
import { findInputs } from "../inputs.js";
import { addSearchOptions, loweringOptionsOf, type SearchFlags } from "../options.js";
import { invalidJson, runWithFlags } from "../session.js";
import { interruption, lookOf, ProgressLine } from "../terminal.js";
import { version } from "../version.js";

interface CheckFlags extends SearchFlags, EngineFlags, FormatFlags {
  /** A file of known answers; true: those that stand beside the tests. */
  readonly expected?: string | true;
  readonly unsupportedMax?: number;
}

/** What is the same for every test of a check. */
interface Check {
  readonly flags: CheckFlags;
  readonly selection: Selection;
  readonly format: "line" | "json" | "herd";
  readonly report: Report;
  readonly context: ReportContext;
  readonly signal: AbortSignal;
  readonly progress: ProgressLine;
}

/** How one file came out. */
type Ending = Standing | "invalid" | "interrupted";

const HELP = `
One line a test: ok, differs (an expectation does not hold), fault (one is reachable), bounded (no answer
within the limits) or invalid. Folders are searched for .lit and .litmus files at any depth; a folder of
shipped tests can be named too.

With --expected, tests are compared with known answers: each with a row of the expected.jsonl beside or above its
folder, or of the file that is named. A row is one line of JSON: file (below tests/, or beside the rows where there
is no such folder), result (Ok, No, Undef), observation (Never, Sometimes, Always), states ("0:r0=1; [x]=2;"), flags;
without states, only the result is compared. It is asked of the axioms of its model, without one of the first model of
the test's language, or with --engine machine of its machine; of --cat FILE instead, when that is given. --model
leaves out rows for other models. Differences are printed first, then what could not be compared, then a table by
folder.

Exit codes: 71 if machine and axioms of a model differ on any test, else 1 if any test differs or has a fault, else 2 if any is invalid, else 3 if any is bounded.
With --expected: 1 if any test differs, else 2 if more are unsupported than --unsupported-max or a row names no test,
else 3 if any is bounded.

Examples:
  litmus check litmus/vma-lock
  litmus check classic --model sc,tso
  litmus check litmus --engine both
  litmus check litmus/classic --model lkmm --format herd > lkmm.log
  litmus check corpus --expected
  litmus check corpus/*/tests --expected --unsupported-max 2
  litmus check mytests --expected answers.jsonl --cat my.cat
`;

/** `litmus check PATH...`. */
export function declare(command: Command): void {
  const unsupported = new Option(
    "--unsupported-max <n>",
    "with --expected: how many tests may be unsupported",
  );
  command
    .argument("[path...]", "files, folders, names of shipped tests, or -")
    .option("--expected [file]", "compare with the answers in expected.jsonl, or in this file")
    .addOption(unsupported.argParser(parseNumber));
  addSearchOptions(command);
  addEngineOptions(command).addHelpText("after", HELP).action(check);
  addFormatOption(command);
}

async function check(paths: readonly string[], flags: CheckFlags): Promise<void> {
  const { names, isCompared, file } = namesOf(paths, flags);
  if (names.length === 0) throw new UsageError("missing required argument 'path'");
  if (isCompared) return (await import("../conformance.js")).checkAnswers(names, file, flags);
  if (flags.unsupportedMax !== undefined)
    throw new UsageError("--unsupported-max belongs to --expected");
  return checkTests(names, flags);
}

/** What was named, and what it is compared with. A folder or a test behind `--expected` is no file of answers. */
function namesOf(paths: readonly string[], { expected }: CheckFlags) {
  const isPath = typeof expected === "string" && (isFolder(expected) || isTestName(expected));
  return {
    names: isPath ? [expected, ...paths] : paths,
    isCompared: expected !== undefined,
    file: typeof expected === "string" && !isPath ? expected : null,
  };
}

async function checkTests(names: readonly string[], flags: CheckFlags): Promise<void> {
  const signal = interruption();
  const started = performance.now();
  const format = formatOf(flags, "line");
  const selection = forFormat(format, await selectModels(flags), flags);
  const inputs = names.flatMap((name) => findInputs(name));
  const report = await loadReport(format);
  const context = { look: lookOf(process.stdout), story: "none", version } as const;
  const progress = new ProgressLine();
  const all: Check = { flags, selection, format, report, context, signal, progress };
  const counts = new Map<Ending, number>();
  const pace = new Pace({ clock: () => performance.now() });
  for (const input of inputs) {
    // Many small tests: Ctrl-C is heard between them.
    await pace.rest();
    if (signal.aborted) break;
    const ending = await checkOne(await input(), all);
    counts.set(ending, (counts.get(ending) ?? 0) + 1);
  }
  if (format === "line") {
    const parts = [...counts].map(([ending, count]) => `${count} ${ending}`);
    const total = countText(inputs.length, "test");
    process.stdout.write(
      `\n${total}: ${parts.join(", ")}   ${secondsText(performance.now() - started)}\n`,
    );
  }
  process.exitCode = signal.aborted ? EXIT.interrupted : exitCode(counts);
}

async function checkOne(source: Source, all: Check): Promise<Ending> {
  const { flags, selection, report, context, signal, progress } = all;
  progress.show(() => source.name);
  const { test, diagnostics } = readTest(source, loweringOptionsOf(flags, selection.macros));
  if (test === null) return invalid(source, diagnostics, all);
  try {
    const result = await runWithFlags(test, null, flags, selection, signal, progress);
    process.stdout.write(report(result, context));
    return result.isInterrupted ? "interrupted" : standing(result);
  } catch (failure) {
    if (!(failure instanceof InvalidInput)) throw failure;
    return invalid(source, failure.diagnostics, all);
  }
}

/** Tells of a file that cannot be run. */
function invalid(
  source: Source,
  diagnostics: readonly Diagnostic[],
  { format, context, progress }: Check,
): Ending {
  progress.clear();
  if (format === "json") process.stdout.write(invalidJson(source, diagnostics));
  else {
    // A log of herd has no words for it.
    const stream = format === "line" ? process.stdout : process.stderr;
    stream.write(invalidText(source, diagnostics, context));
  }
  return "invalid";
}

/** A line about a file that is no test: its first error and how many more there are. */
function invalidText(
  source: Source,
  diagnostics: readonly Diagnostic[],
  { look }: ReportContext,
): string {
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  const { message, span } = errors[0]!;
  const { line, column } = span.source.position(span.start);
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : "";
  return `${standingLine("invalid", source.name, `${line}:${column}: ${message}${more}`, look)}\n`;
}

function exitCode(counts: ReadonlyMap<Ending, number>): number {
  if (counts.has("disagrees")) return EXIT.disagrees;
  if (counts.has("differs") || counts.has("fault")) return EXIT.differs;
  if (counts.has("invalid")) return EXIT.invalid;
  return counts.has("bounded") ? EXIT.bounded : EXIT.ok;
}

/** `0`, `12`. */
function parseNumber(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new InvalidArgumentError("Expected a number such as 0 or 12.");
}

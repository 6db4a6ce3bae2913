import type { Command } from "commander";
import { readTest } from "../../harness/load.js";
import { type Standing, standing } from "../../harness/verdict.js";
import { invalidLine } from "../../report/line.js";
import type { Report, ReportContext } from "../../report/report.js";
import { loadReport } from "../../report/reports.js";
import { countText, secondsText } from "../../report/words.js";
import type { Diagnostic } from "../../source/diagnostic.js";
import type { Source } from "../../source/source.js";
import { addEngineOptions, type EngineFlags, type Selection, selectModels } from "../engines.js";
import { EXIT, InvalidInput } from "../exit.js";
import { addFormatOption, type FormatFlags, forFormat, formatOf } from "../formats.js";
import { findInputs } from "../inputs.js";
import { addSearchOptions, loweringOptionsOf, type SearchFlags } from "../options.js";
import { invalidJson, runWithFlags } from "../session.js";
import { interruption, lookOf, ProgressLine } from "../terminal.js";
import { version } from "../version.js";

interface CheckFlags extends SearchFlags, EngineFlags, FormatFlags {}

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

Exit codes: 71 if machine and axioms of a model differ on any test, else 1 if any test differs or has a fault, else 2 if any is invalid, else 3 if any is bounded.

Examples:
  litmus check litmus/vma-lock
  litmus check classic --model sc,tso
  litmus check litmus --engine both
  litmus check litmus/classic --model lkmm --format herd > lkmm.log
`;

/** `litmus check PATH...`. */
export function declare(command: Command): void {
  addSearchOptions(command.argument("<path...>", "files, folders, names of shipped tests, or -"));
  addEngineOptions(command).addHelpText("after", HELP).action(check);
  addFormatOption(command);
}

async function check(names: readonly string[], flags: CheckFlags): Promise<void> {
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
  for (const input of inputs) {
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
  return invalidLine(source.name, `${line}:${column}: ${message}${more}`, look);
}

function exitCode(counts: ReadonlyMap<Ending, number>): number {
  if (counts.has("disagrees")) return EXIT.disagrees;
  if (counts.has("differs") || counts.has("fault")) return EXIT.differs;
  if (counts.has("invalid")) return EXIT.invalid;
  return counts.has("bounded") ? EXIT.bounded : EXIT.ok;
}

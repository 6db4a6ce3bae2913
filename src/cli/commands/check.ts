import type { Command } from "commander";
import { readTest } from "../../harness/load.js";
import { type Standing, standing } from "../../harness/verdict.js";
import { invalidLine } from "../../report/line.js";
import type { Report, ReportContext } from "../../report/report.js";
import { loadReport } from "../../report/reports.js";
import { countText, secondsText } from "../../report/words.js";
import type { Diagnostic } from "../../source/diagnostic.js";
import type { Source } from "../../source/source.js";
import { EXIT } from "../exit.js";
import { findInputs } from "../inputs.js";
import { addSearchOptions, type SearchFlags } from "../options.js";
import { invalidJson, runWithFlags } from "../session.js";
import { interruption, lookOf, ProgressLine } from "../terminal.js";
import { version } from "../version.js";

interface CheckFlags extends SearchFlags {
  readonly json?: boolean;
}

/** How one file came out. */
type Ending = Standing | "invalid" | "interrupted";

const HELP = `
One line a test: ok, differs (an expectation does not hold), fault (one is reachable), bounded (no answer
within the limits) or invalid. Folders are searched for .lit and .litmus files at any depth; a folder of
shipped tests can be named too.

Exit codes: 1 if any test differs or has a fault, else 2 if any is invalid, else 3 if any is bounded.

Examples:
  litmus check litmus/vma-lock
  litmus check classic --model sc,tso
`;

/** `litmus check PATH...`. */
export function declare(command: Command): void {
  addSearchOptions(command.argument("<path...>", "files, folders, names of shipped tests, or -"))
    .option("--json", "one line of JSON a test")
    .addHelpText("after", HELP)
    .action(check);
}

async function check(names: readonly string[], flags: CheckFlags): Promise<void> {
  const signal = interruption();
  const started = performance.now();
  const inputs = names.flatMap((name) => findInputs(name));
  const report = await loadReport(flags.json === true ? "json" : "line");
  const context = { look: lookOf(process.stdout), story: "none", version } as const;
  const progress = new ProgressLine();
  const counts = new Map<Ending, number>();
  for (const input of inputs) {
    if (signal.aborted) break;
    const ending = await checkOne(await input(), flags, signal, progress, report, context);
    counts.set(ending, (counts.get(ending) ?? 0) + 1);
  }
  if (flags.json !== true) {
    const parts = [...counts].map(([ending, count]) => `${count} ${ending}`);
    const total = countText(inputs.length, "test");
    process.stdout.write(
      `\n${total}: ${parts.join(", ")}   ${secondsText(performance.now() - started)}\n`,
    );
  }
  process.exitCode = signal.aborted ? EXIT.interrupted : exitCode(counts);
}

async function checkOne(
  source: Source,
  flags: CheckFlags,
  signal: AbortSignal,
  progress: ProgressLine,
  report: Report,
  context: ReportContext,
): Promise<Ending> {
  progress.show(() => source.name);
  const { test, diagnostics } = readTest(source, { loopRoundsMax: flags.loopRounds });
  if (test === null) {
    progress.clear();
    process.stdout.write(invalidText(source, diagnostics, flags, context));
    return "invalid";
  }
  const result = await runWithFlags(test, null, flags, signal, progress);
  process.stdout.write(report(result, context));
  return result.isInterrupted ? "interrupted" : standing(result);
}

/** A line about a file that is no test: its first error and how many more there are. */
function invalidText(
  source: Source,
  diagnostics: readonly Diagnostic[],
  flags: CheckFlags,
  { look }: ReportContext,
): string {
  if (flags.json === true) return invalidJson(source, diagnostics);
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  const { message, span } = errors[0]!;
  const { line, column } = span.source.position(span.start);
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : "";
  return invalidLine(source.name, `${line}:${column}: ${message}${more}`, look);
}

function exitCode(counts: ReadonlyMap<Ending, number>): number {
  if (counts.has("differs") || counts.has("fault")) return EXIT.differs;
  if (counts.has("invalid")) return EXIT.invalid;
  return counts.has("bounded") ? EXIT.bounded : EXIT.ok;
}

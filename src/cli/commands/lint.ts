import type { Command } from "commander";
import { lint, lintRules } from "../../explain/lint/lint.js";
import { readTest } from "../../harness/load.js";
import {
  type LintedFile,
  lintAnnotations,
  lintJson,
  lintSummary,
  lintText,
} from "../../report/lint.js";
import { formatDiagnostic } from "../../source/diagnostic.js";
import type { Source } from "../../source/source.js";
import { selectModels } from "../engines.js";
import { EXIT } from "../exit.js";
import { findInputs, readInput, readSource } from "../inputs.js";
import { addSearchOptions, loweringOptionsOf, type SearchFlags } from "../options.js";
import { invalidJson, runOptionsOf } from "../session.js";
import { interruption, ProgressLine } from "../terminal.js";
import { version } from "../version.js";

interface LintFlags extends SearchFlags {
  readonly json?: boolean;
  readonly github?: boolean;
}

/** Milliseconds of one search of a rule: whoever lints wants an answer soon. */
const MILLISECONDS_MAX = 10_000;

const CODE_WIDTH = Math.max(...lintRules.map(({ code }) => code.length)) + 2;

const HELP = `
Rules:
${lintRules.map(({ code, summary }) => `  ${code.padEnd(CODE_WIDTH)}${summary}`).join("\n")}

A finding is nearly always a slip. What is meant so is switched off for its file by a comment:
  /* litmus-lint: ignore data-race */
A rule that would search for more than 10 s says nothing, and that it says nothing. Exit code 0: no findings.

Examples:
  litmus lint mytests
  litmus lint --github mytests    in a workflow: each finding becomes an annotation of its line
`;

/** `litmus lint PATH...`. */
export function declare(command: Command): void {
  addSearchOptions(command.argument("<path...>", "files, folders, names of shipped tests, or -"))
    .option("--json", "one line of JSON a test")
    .option("--github", "commands that GitHub turns into annotations")
    .addHelpText("after", HELP)
    .action(run);
}

async function run(paths: readonly string[], flags: LintFlags): Promise<void> {
  const signal = interruption();
  const progress = new ProgressLine();
  const inputs = paths.flatMap((path) => findInputs(path));
  const files: LintedFile[] = [];
  let invalid = 0;
  for (const [k, { name, path }] of inputs.entries()) {
    if (signal.aborted) break;
    const source = path === null ? await readInput("-") : readSource(path, name);
    progress.show(() => `${k + 1} of ${inputs.length}: ${source.name}`);
    const linted = await lintSource(source, flags, signal);
    progress.clear();
    if (linted === null) {
      invalid++;
      continue;
    }
    if (signal.aborted && linted.findings.length === 0) break;
    files.push(linted);
    process.stdout.write(textOf(linted, flags));
  }
  if (flags.json !== true && flags.github !== true) {
    process.stdout.write(`${lintSummary(files, invalid)}\n`);
  }
  const hasFindings = files.some(({ findings }) => findings.length > 0);
  process.exitCode = signal.aborted
    ? EXIT.interrupted
    : invalid > 0
      ? EXIT.invalid
      : hasFindings
        ? EXIT.differs
        : EXIT.ok;
}

function textOf(linted: LintedFile, flags: LintFlags): string {
  if (flags.json === true) return lintJson(linted, version);
  return flags.github === true ? lintAnnotations(linted) : lintText(linted);
}

/** What lint says of one text; null, with its errors printed, when that is no test. */
async function lintSource(
  source: Source,
  flags: LintFlags,
  signal: AbortSignal,
): Promise<LintedFile | null> {
  const { test, diagnostics } = readTest(source, loweringOptionsOf(flags, null));
  if (test === null) {
    if (flags.json === true) process.stdout.write(invalidJson(source, diagnostics));
    const texts = diagnostics.map((diagnostic) => `${formatDiagnostic(diagnostic)}\n`);
    process.stderr.write(texts.join(""));
    return null;
  }
  const selection = await selectModels(flags);
  const options = runOptionsOf(test, null, flags, selection, signal);
  const millisecondsMax = Math.min(options.limits.millisecondsMax, MILLISECONDS_MAX);
  const limits = { ...options.limits, millisecondsMax };
  const linted = await lint(test, { ...options, limits });
  return { file: source.name, name: test.file.name.text, ...linted };
}

import type { Command } from "commander";
import type { Test } from "../../harness/load.js";
import { standing } from "../../harness/verdict.js";
import type { StoryChoice } from "../../report/report.js";
import { loadReport } from "../../report/reports.js";
import { EXIT, exitCodeOf, UsageError } from "../exit.js";
import { readInput } from "../inputs.js";
import { addSearchOptions, parseModels, type SearchFlags } from "../options.js";
import { addVariantOption, chooseVariants, loadOrReport, runWithFlags } from "../session.js";
import { interruption, lookOf, ProgressLine } from "../terminal.js";
import { version } from "../version.js";

interface RunFlags extends SearchFlags {
  readonly variant: readonly string[];
  /** False for `--no-story`, a cell's name for `--story`. */
  readonly story: string | boolean;
  readonly json?: boolean;
}

const HELP = `
A verdict says of how many final states the condition holds: Never, Sometimes or Always. With ? a limit
was hit before that was sure.

Examples:
  litmus run fence-loss.lit
  litmus run test.lit --model tso,wmm --story "inc relaxed/wmm"
`;

/** `litmus run TEST`. */
export function declare(command: Command): void {
  addVariantOption(
    addSearchOptions(command.argument("<test>", "file, name of a shipped test, or -")),
  )
    .option(
      "--story <cell>",
      "tell this cell's story: VARIANT/MODEL, or MODEL in a file without variants",
    )
    .option("--no-story", "only the verdicts")
    .option("--json", "one line of JSON, with outcomes and witnesses")
    .addHelpText("after", HELP)
    .action(run);
}

async function run(name: string, flags: RunFlags): Promise<void> {
  const signal = interruption();
  const test = loadOrReport(await readInput(name), flags);
  if (test === null) return;
  const variants = chooseVariants(test, flags.variant);
  const story = storyChoice(test, flags.story);
  const result = await runWithFlags(test, variants, flags, signal, new ProgressLine());
  const report = await loadReport(flags.json === true ? "json" : "screen");
  process.stdout.write(report(result, { look: lookOf(process.stdout), story, version }));
  process.exitCode = result.isInterrupted ? EXIT.interrupted : exitCodeOf(standing(result));
}

/** The cell that `--story` names. */
function storyChoice(test: Test, text: string | boolean | undefined): StoryChoice {
  if (text === false) return "none";
  if (typeof text !== "string") return "most interesting";
  const slash = text.lastIndexOf("/");
  const [model] = parseModels(text.slice(slash + 1));
  const names = chooseVariants(test, slash < 0 ? [] : [text.slice(0, slash)]);
  const variant = names === null ? null : names[0]!;
  if (variant === null && test.variants[0]!.name !== null) {
    const example = `${test.variants[0]!.name}/${model!.id}`;
    throw new UsageError(`--story needs a variant too, such as "${example}"`);
  }
  return { variant, model: model!.id };
}

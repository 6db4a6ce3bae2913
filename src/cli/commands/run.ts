import type { Command } from "commander";
import type { Test } from "../../harness/load.js";
import type { TestResult } from "../../harness/result.js";
import { standing } from "../../harness/verdict.js";
import type { Model } from "../../models/model.js";
import type { StoryChoice } from "../../report/report.js";
import { loadReport } from "../../report/reports.js";
import {
  addEngineOptions,
  type EngineFlags,
  type Selection,
  selectionFor,
  selectModels,
} from "../engines.js";
import { EXIT, exitCodeOf, notOneOf, UsageError } from "../exit.js";
import { addFormatOption, type FormatFlags, forFormat, formatOf } from "../formats.js";
import { readInput } from "../inputs.js";
import { addSearchOptions, loweringOptionsOf, type SearchFlags } from "../options.js";
import { print } from "../output.js";
import {
  addJobsOption,
  addVariantOption,
  chooseVariants,
  type JobsFlags,
  loadOrReport,
  runOptionsOf,
  runWithFlags,
} from "../session.js";
import { interruption, outputLook, ProgressLine } from "../terminal.js";
import { version } from "../version.js";

interface RunFlags extends SearchFlags, EngineFlags, FormatFlags, JobsFlags {
  readonly variant: readonly string[];
  /** False for `--no-story`, a cell's name for `--story`. */
  readonly story: string | boolean;
  /** False for `--no-fix`. */
  readonly fix: boolean;
}

const HELP = `
Unless you say --engine, a model is asked by its machine; one whose threads execute out of order or whose memory
is made of messages by its axioms too, when the machine's search was short, and both have to agree.

A verdict says of how many final states the condition holds: Never, Sometimes or Always. With ? a limit
was hit before that was sure. What a model flags, such as a data race, stands behind the verdict.

With --jobs 2 a search that has become large begins anew in two threads: executions are divided by their
first choices, states of a machine that issues in order by their hash. What is found is the same; a way to
an outcome may be another one of the same length.

A model of your own is read in cat, herd's language. Files that it includes are looked for beside it, in
the folders of -I, and in the library that is built in. For files of the current Linux-kernel model,
which ask for it, the variant lkmmv2 is on.

Examples:
  litmus run fence-loss.lit
  litmus run test.lit --model tso,wmm --story "inc relaxed/wmm"
  litmus run SB --engine both
  litmus run large.lit --model rc11 --engine axioms --executions --jobs 2
  litmus run test.litmus --cat linux-kernel.cat --bell linux-kernel.bell
`;

/** `litmus run TEST`. */
export function declare(command: Command): void {
  const asked = command.argument("<test>", "file, name of a shipped test, or -");
  addVariantOption(addSearchOptions(asked));
  addJobsOption(addEngineOptions(command))
    .option(
      "--story <cell>",
      "tell this cell's story: VARIANT/MODEL, or MODEL in a file without variants",
    )
    .option("--no-story", "only the verdicts")
    .option("--no-fix", "do not look for what would make it impossible")
    .addHelpText("after", HELP)
    .action(run);
  addFormatOption(command);
}

async function run(name: string, flags: RunFlags): Promise<void> {
  const signal = interruption();
  const format = formatOf(flags, "screen");
  const selection = forFormat(format, await selectModels(flags, "checked"), flags);
  const test = loadOrReport(await readInput(name), flags, selection.macros);
  if (test === null) return;
  const variants = chooseVariants(test, flags.variant);
  const story = storyChoice(test, variants, selectionFor(test, selection).models, flags);
  const progress = new ProgressLine();
  const result = await runWithFlags(test, variants, flags, selection, signal, progress);
  const report = await loadReport(format);
  const look = outputLook();
  const fix =
    format === "screen" ? await fixLine(test, result, story, flags, selection, signal) : null;
  print(report(result, { look, story, version, ...(fix === null ? {} : { fix }) }));
  process.exitCode = result.isInterrupted ? EXIT.interrupted : exitCodeOf(standing(result));
}

/** States and candidates of one search up to which a repair is looked for on the way. */
const FIX_STEPS_MAX = 20_000;
/** Searches of it. */
const FIX_SEARCHES_MAX = 300;
/** Repairs of it: more would be no sentence. */
const FIX_REPAIRS_MAX = 9;

/** What would make the outcome that the story tells of impossible under all models that were run; null without one. */
async function fixLine(
  test: Test,
  result: TestResult,
  story: StoryChoice,
  flags: RunFlags,
  selection: Selection,
  signal: AbortSignal,
): Promise<string | null> {
  const { choose } = await import("../../report/screen.js");
  const subject = choose(result, story);
  if (subject?.kind !== "outcome" || !flags.fix || signal.aborted) return null;
  const [{ fix }, { fixSentence }] = await Promise.all([
    import("../../explain/fix/fix.js"),
    import("../../report/repairs.js"),
  ]);
  const variant = test.variants.find(({ name }) => name === subject.variant.name)!;
  const run = runOptionsOf(test, null, flags, { ...selection, engine: "default" }, signal);
  const { statesMax, candidatesMax } = run.limits;
  const limits = {
    ...run.limits,
    statesMax: Math.min(statesMax, FIX_STEPS_MAX),
    candidatesMax: Math.min(candidatesMax, FIX_STEPS_MAX),
  };
  const fixes = await fix(test, variant, {
    run: { ...run, limits },
    lowering: loweringOptionsOf(flags, selection.macros),
    ...{ direction: "stronger", isJoint: true },
    ...{ repairsMax: FIX_REPAIRS_MAX, searchesMax: FIX_SEARCHES_MAX },
  });
  return fixes === null ? null : fixSentence(fixes);
}

/** The cell that `--story` names; it has to be one of those that are run. */
function storyChoice(
  test: Test,
  variants: readonly string[] | null,
  models: readonly Model[],
  flags: RunFlags,
): StoryChoice {
  const text = flags.story;
  if (text === false) return "none";
  if (typeof text !== "string") return "most interesting";
  const slash = text.lastIndexOf("/");
  const model = text.slice(slash + 1);
  const ids = models.map(({ id }) => id);
  if (!ids.includes(model)) throw new UsageError(`--story: ${notOneOf("model", model, ids)}`);
  const ran = variants ?? test.variants.flatMap(({ name }) => (name === null ? [] : [name]));
  if (slash < 0) {
    if (ran.length === 0) return { variant: null, model };
    throw new UsageError(`--story needs a variant too, such as "${ran[0]}/${model}"`);
  }
  const variant = text.slice(0, slash);
  if (!ran.includes(variant)) throw new UsageError(`--story: ${notOneOf("variant", variant, ran)}`);
  return { variant, model };
}

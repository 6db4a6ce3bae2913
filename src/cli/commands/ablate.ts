import type { Command } from "commander";
import { ModelFailure } from "../../axiomatic/judge.js";
import { type Ablation, ablate } from "../../explain/ablate.js";
import { isSure } from "../../harness/verdict.js";
import { ablationText } from "../../report/ablation.js";
import { ablationJson } from "../../report/ablation-json.js";
import { addEngineOptions, type EngineFlags, selectModels } from "../engines.js";
import { EXIT } from "../exit.js";
import { type FormatFlags, isJson } from "../formats.js";
import { readInput } from "../inputs.js";
import { addSearchOptions, type SearchFlags } from "../options.js";
import { invalidModel } from "../own-model.js";
import { addVariantOption, chooseVariants, loadAsking, runOptionsOf } from "../session.js";
import { interruption, lookOf, ProgressLine } from "../terminal.js";
import { version } from "../version.js";

interface AblateFlags extends SearchFlags, EngineFlags, FormatFlags {
  readonly variant: readonly string[];
  readonly story?: boolean;
  readonly outcome?: string;
}

const HELP = `
Everything that may order accesses or keep them apart is weakened by one step and then to nothing, and each model
is asked again whether the outcome of the condition appears: then it is needed, else it is free.

  acquire, release, fence   by one step each way there is, then relaxed or gone
  full operation            to acquire, to release, then relaxed
  dependency                gone, while the values stay: as if a processor or a compiler guessed, and guessed right
  lock                      of a spinlock first its order alone; then lock and unlock of a section together
  RCU, SRCU                 a read-side section gone; a grace period to a full barrier, then gone

What is free alone need not be free together; that is said below the table. Ctrl-C prints what is known.

Examples:
  litmus ablate fence-loss.lit --variant "refcount inc acquire"
  litmus ablate rcu-free.lit --variant call_rcu --model lkmm --story
`;

/** `litmus ablate TEST`. */
export function declare(command: Command): void {
  addVariantOption(
    addSearchOptions(command.argument("<test>", "file, name of a shipped test, or -")),
  );
  addEngineOptions(command)
    .option("--outcome <proposition>", "ask about this in place of the test's own condition")
    .option("--story", "tell how the outcome comes about for everything that is needed")
    .option("--json", "one line of JSON")
    .addHelpText("after", HELP)
    .action(run);
}

async function run(input: string, flags: AblateFlags): Promise<void> {
  const signal = interruption();
  const selection = await selectModels(flags);
  const test = loadAsking(await readInput(input), flags.outcome, flags, selection.macros);
  if (test === null) return;
  const variants = chooseVariants(test, flags.variant);
  const options = runOptionsOf(test, variants, flags, selection, signal);
  const { description, source } = test.file;
  const name = test.file.name.text;
  const progress = new ProgressLine();
  let change = "";
  const running = ablate(test, {
    ...options,
    onChange: ({ variant, done, total }) => {
      change = `${name}: ${variant === null ? "" : `${variant}: `}${done} of ${total} changes`;
      progress.show(() => change);
    },
    onProgress: ({ model }) => progress.show(() => `${change}, ${model}`),
  });
  const ablations = await running.catch((failure: unknown) => {
    throw failure instanceof ModelFailure ? invalidModel([failure.diagnostic], flags) : failure;
  });
  progress.clear();
  const text = isJson(flags)
    ? ablationJson({ version, file: source.name, name }, ablations)
    : ablationText(
        { name, description },
        ablations,
        options.models,
        lookOf(process.stdout),
        flags.story,
      );
  process.stdout.write(text);
  const isKnown = ablations.every(isSettled);
  process.exitCode = signal.aborted ? EXIT.interrupted : isKnown ? EXIT.ok : EXIT.bounded;
}

/** Whether no limit was in the way of an answer. */
function isSettled({ rows, unchanged, together }: Ablation): boolean {
  const isLimited = rows.some(({ effects }) => effects.some(({ reason }) => reason === "limit"));
  const isOpen = together.some(({ free, isFree }) => free.length > 1 && isFree === null);
  return !isLimited && !isOpen && unchanged.every(isSure);
}

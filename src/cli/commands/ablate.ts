import type { Command } from "commander";
import { ablate } from "../../explain/ablate.js";
import { ablationText } from "../../report/ablation.js";
import { ablationJson } from "../../report/explain-json.js";
import { addEngineOptions, type EngineFlags, selectModels } from "../engines.js";
import { EXIT } from "../exit.js";
import { type FormatFlags, isJson } from "../formats.js";
import { readInput } from "../inputs.js";
import { addSearchOptions, type SearchFlags } from "../options.js";
import { addVariantOption, chooseVariants, loadOrReport, runOptionsOf } from "../session.js";
import { interruption, lookOf } from "../terminal.js";
import { version } from "../version.js";

interface AblateFlags extends SearchFlags, EngineFlags, FormatFlags {
  readonly variant: readonly string[];
}

const HELP = `
Every acquire, release, fence and full operation is weakened by one step and then to nothing, and each model
is asked again whether the outcome of the condition appears: then the ordering is needed, else it is free.
What is free alone need not be free together; that is said below the table.

Example:
  litmus ablate fence-loss.lit --variant "refcount inc acquire"
`;

/** `litmus ablate TEST`. */
export function declare(command: Command): void {
  addVariantOption(
    addSearchOptions(command.argument("<test>", "file, name of a shipped test, or -")),
  );
  addEngineOptions(command)
    .option("--json", "one line of JSON")
    .addHelpText("after", HELP)
    .action(run);
}

async function run(input: string, flags: AblateFlags): Promise<void> {
  const signal = interruption();
  const selection = await selectModels(flags);
  const test = loadOrReport(await readInput(input), flags, selection.macros);
  if (test === null) return;
  const variants = chooseVariants(test, flags.variant);
  const options = runOptionsOf(test, variants, flags, selection, signal);
  const ablations = await ablate(test, options);
  const { description, source } = test.file;
  const name = test.file.name.text;
  const text = isJson(flags)
    ? ablationJson({ version, file: source.name, name }, ablations)
    : ablationText({ name, description }, ablations, options.models, lookOf(process.stdout));
  process.stdout.write(text);
  process.exitCode = signal.aborted ? EXIT.interrupted : EXIT.ok;
}

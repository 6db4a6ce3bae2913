import type { Command } from "commander";
import { isForbidden } from "../../explain/ablate.js";
import { type Explanation, explain } from "../../explain/explain.js";
import type { Test } from "../../harness/load.js";
import { explanationJson } from "../../report/explain-json.js";
import { explanationLines } from "../../report/explanation.js";
import { addEngineOptions, type EngineFlags, selectModels } from "../engines.js";
import { EXIT } from "../exit.js";
import { type FormatFlags, isJson } from "../formats.js";
import { readInput } from "../inputs.js";
import { addSearchOptions, type SearchFlags } from "../options.js";
import { addVariantOption, chooseVariants, loadAsking, runOptionsOf } from "../session.js";
import { interruption, lookOf } from "../terminal.js";
import { version } from "../version.js";

interface ExplainFlags extends SearchFlags, EngineFlags, FormatFlags {
  readonly variant: readonly string[];
  readonly outcome?: string;
}

const HELP = `
What is possible is told as a story, line by line: the steps of the model's machine, or, under a
model that has only axioms, the accesses of an execution in an order in which they can have
taken effect. Below it stands each pair of lines that took effect against program order, and
how: a stale value, a store still buffered, stores that drained out of order, a store before an
earlier load, a value forwarded from an own store; and where threads do not share one memory, a
write that had not propagated to a thread. The list is minimal: with any pair in order, there is
no such execution.

Of all traces that show the outcome, one with the fewest steps is told, of these one with the
least out of order, of these one with the fewest changes of thread. Of executions, one with the
least out of order, of these one with the fewest relations between threads; among the first 200
with the outcome, and the answer says if there are more.

What is impossible is explained by a circle: events of which each has to come before the next by
a rule of the model, and the last before the first. Each link says which line carries it, and
whether the outcome is possible without that, found by taking it away and asking the model
again. Below it stands what the whole circle rests on.

Examples:
  litmus explain fence-loss.lit --variant "refcount inc relaxed" --model wmm
  litmus explain fence-loss.lit --variant "refcount inc acquire" --model armv8
  litmus explain MP --variant rel+acq --model lkmm --outcome "1:r0=1 /\\ 1:r1=1"
`;

/** `litmus explain TEST`. */
export function declare(command: Command): void {
  addVariantOption(
    addSearchOptions(command.argument("<test>", "file, name of a shipped test, or -")),
  );
  addEngineOptions(command)
    .option("--json", "one line of JSON")
    .option("--outcome <proposition>", "explain this in place of the test's own condition")
    .addHelpText("after", HELP)
    .action(run);
}

async function run(name: string, flags: ExplainFlags): Promise<void> {
  const signal = interruption();
  const selection = await selectModels(flags);
  const source = await readInput(name);
  const test = loadAsking(source, flags.outcome, flags, selection.macros);
  if (test === null) return;
  const variants = chooseVariants(test, flags.variant);
  const options = runOptionsOf(test, variants, flags, selection, signal);
  const explanations = await explain(test, options);
  process.stdout.write(textOf(test, explanations, flags));
  const isKnown = explanations.every(({ variant, cell }) => {
    return isForbidden(variant, cell) || cell.isComplete || cell.observation === "Sometimes";
  });
  process.exitCode = signal.aborted ? EXIT.interrupted : isKnown ? EXIT.ok : EXIT.bounded;
}

function textOf({ file }: Test, explanations: readonly Explanation[], flags: FormatFlags): string {
  if (isJson(flags)) {
    const heading = { version, file: file.source.name, name: file.name.text };
    return explanationJson(heading, explanations);
  }
  const look = lookOf(process.stdout);
  const parts = explanations.map((one) => explanationLines(one, look).join("\n"));
  return `${parts.join("\n\n")}\n`;
}

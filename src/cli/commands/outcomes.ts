import type { Command } from "commander";
import { loadReport } from "../../report/reports.js";
import { EXIT } from "../exit.js";
import { readInput } from "../inputs.js";
import { addSearchOptions, type SearchFlags } from "../options.js";
import { addVariantOption, chooseVariants, loadOrReport, runWithFlags } from "../session.js";
import { interruption, lookOf, ProgressLine } from "../terminal.js";
import { version } from "../version.js";

interface OutcomesFlags extends SearchFlags {
  readonly variant: readonly string[];
  readonly json?: boolean;
}

const HELP = `
Expectations are not looked at: the exit code is 0 when every list of outcomes is complete, else 3.

Example:
  litmus outcomes fence-loss.lit --variant "inc relaxed" --model wmm
`;

/** `litmus outcomes TEST`. */
export function declare(command: Command): void {
  addVariantOption(
    addSearchOptions(command.argument("<test>", "file, name of a shipped test, or -")),
  )
    .option("--json", "one line of JSON")
    .addHelpText("after", HELP)
    .action(outcomes);
}

async function outcomes(name: string, flags: OutcomesFlags): Promise<void> {
  const signal = interruption();
  const test = loadOrReport(await readInput(name), flags);
  if (test === null) return;
  const variants = chooseVariants(test, flags.variant);
  const result = await runWithFlags(test, variants, flags, signal, new ProgressLine());
  const report = await loadReport(flags.json === true ? "json" : "outcomes");
  process.stdout.write(report(result, { look: lookOf(process.stdout), story: "none", version }));
  const cells = result.variants.flatMap((variant) => variant.cells);
  if (result.isInterrupted) process.exitCode = EXIT.interrupted;
  else process.exitCode = cells.every((cell) => cell.isComplete) ? EXIT.ok : EXIT.bounded;
}

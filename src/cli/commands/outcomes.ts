import type { Command } from "commander";
import type { TestResult } from "../../harness/result.js";
import { standing } from "../../harness/verdict.js";
import { loadReport } from "../../report/reports.js";
import { addEngineOptions, type EngineFlags, selectModels } from "../engines.js";
import { EXIT, exitCodeOf } from "../exit.js";
import { addFormatOption, type FormatFlags, forFormat, formatOf } from "../formats.js";
import { readInput } from "../inputs.js";
import { addSearchOptions, type SearchFlags } from "../options.js";
import { print } from "../output.js";
import {
  addJobsOption,
  addVariantOption,
  chooseVariants,
  type JobsFlags,
  loadOrReport,
  runWithFlags,
} from "../session.js";
import { interruption, outputLook, ProgressLine } from "../terminal.js";
import { version } from "../version.js";

interface OutcomesFlags extends SearchFlags, EngineFlags, FormatFlags, JobsFlags {
  readonly variant: readonly string[];
}

const HELP = `
Expectations are not looked at: the exit code is 0 when every list of outcomes is complete, else 3; with
--engine both it is 71 when the two lists of a model differ.

Examples:
  litmus outcomes fence-loss.lit --variant "inc relaxed" --model wmm
  litmus outcomes SB --model lkmm --executions
  litmus outcomes large.lit --model rc11 --executions --jobs 2
`;

/** `litmus outcomes TEST`. */
export function declare(command: Command): void {
  addVariantOption(
    addSearchOptions(command.argument("<test>", "file, name of a shipped test, or -")),
  );
  addJobsOption(addEngineOptions(command)).addHelpText("after", HELP).action(outcomes);
  addFormatOption(command);
}

async function outcomes(name: string, flags: OutcomesFlags): Promise<void> {
  const signal = interruption();
  const format = formatOf(flags, "outcomes");
  const selection = forFormat(format, await selectModels(flags), flags);
  const test = loadOrReport(await readInput(name), flags, selection.macros);
  if (test === null) return;
  const variants = chooseVariants(test, flags.variant);
  const result = await runWithFlags(test, variants, flags, selection, signal, new ProgressLine());
  const report = await loadReport(format);
  print(report(result, { look: outputLook(), story: "none", version }));
  process.exitCode = exitCode(result);
}

function exitCode(result: TestResult): number {
  if (result.isInterrupted) return EXIT.interrupted;
  const how = standing(result);
  if (how === "disagrees" || how === "bounded") return exitCodeOf(how);
  const cells = result.variants.flatMap((variant) => variant.cells);
  return cells.every((cell) => cell.isComplete) ? EXIT.ok : EXIT.bounded;
}

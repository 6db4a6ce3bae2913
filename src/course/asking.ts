import { readTest, type Test } from "../harness/load.js";
import type { Cell } from "../harness/result.js";
import { type RunOptions, runTest } from "../harness/run.js";
import { isAskedFor } from "../harness/verdict.js";
import { valueInWords } from "../machine/words.js";
import { DEFAULT_MACHINE_OPTIONS, type Model } from "../models/model.js";
import type { Program } from "../program/program.js";
import type { Code } from "../program/value.js";
import { place } from "../source/diagnostic.js";
import { Source } from "../source/source.js";
import type { AskOptions } from "../stepper/ask.js";
import type { Marking } from "./exercise.js";

/** How the models are asked while an answer is marked. */
export function runOptions(marking: Marking, models: readonly Model[]): RunOptions {
  return {
    ...askOptions(marking),
    models,
    variants: null,
    machineOptions: DEFAULT_MACHINE_OPTIONS,
  };
}

/** How a search is made while an answer is marked. */
export function askOptions(marking: Marking): AskOptions {
  const { signal, onProgress } = marking;
  return {
    limits: marking.limits(),
    clock: () => marking.clock(),
    ...(signal === undefined ? {} : { signal }),
    ...(onProgress === undefined ? {} : { onProgress }),
  };
}

/** What each model says of a test with one variant, in the order of the models; null where it does not speak of it. */
export async function askModels(
  test: Test,
  models: readonly Model[],
  marking: Marking,
): Promise<readonly (Cell | null)[]> {
  const cells: (Cell | null)[] = [];
  // One after the other: each has what time is left.
  for (const model of models) {
    const { variants } = await runTest(test, runOptions(marking, [model]));
    cells.push(variants[0]?.cells[0] ?? null);
  }
  return cells;
}

/** Whether a cell has the outcome that the condition asks about; null when that is not known. */
export function allows({ condition }: Program, cell: Cell | null): boolean | null {
  if (cell === null) return null;
  const { quantifier } = condition;
  if (cell.outcomes.some(({ satisfies }) => isAskedFor(quantifier, satisfies))) return true;
  return cell.isComplete ? false : null;
}

/** A final state in one line, as answers write it: `0:r_y=0 1:r_x=0`. */
export function stateText(program: Program, values: readonly Code[]): string {
  return program.observed
    .map(({ name }, i) => `${name}=${valueInWords(program, values[i]!)}`)
    .join(" ");
}

/** A test that a student wrote; or the first thing that is wrong with it, in words. */
export function readAnswer(
  text: string,
  marking: Marking,
): { readonly test: Test; readonly problem: null } | { readonly test: null; problem: string } {
  const { test, diagnostics } = readTest(new Source("answer.lit", text), marking.limits());
  const [error] = diagnostics.filter(({ severity }) => severity === "error");
  if (test === null) {
    const where = error === undefined ? "" : `${place(error.span)}: ${error.message}`;
    return { test: null, problem: `The text is not a test: ${where}.` };
  }
  if (test.variants.length === 1 && test.variants[0]!.name === null) return { test, problem: null };
  return { test: null, problem: "The text has variants; an answer is one test without them." };
}

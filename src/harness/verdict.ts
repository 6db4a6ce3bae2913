import type { Observation } from "../litmus/file.js";
import { disagreementsIn } from "./engines.js";
import type { Cell, Outcome, TestResult, VariantResult } from "./result.js";

/**
 * How many of the final states satisfy the proposition: none, some or all of them. As in herd this speaks of the
 * proposition itself, whatever its quantifier; without any final state it is `Never`.
 */
export function observe(outcomes: readonly Pick<Outcome, "satisfies">[]): Observation {
  const satisfying = outcomes.filter((outcome) => outcome.satisfies).length;
  if (satisfying === 0) return "Never";
  return satisfying === outcomes.length ? "Always" : "Sometimes";
}

/**
 * Whether the observation can no longer change. `Sometimes` is shown by two final states, whatever else exists; `Never`
 * and `Always` speak of all final states, so only a complete search knows them.
 */
export function isSure(cell: Pick<Cell, "observation" | "isComplete">): boolean {
  return cell.isComplete || cell.observation === "Sometimes";
}

/** Whether a cell is what was expected; null when a bound was hit before that was known. */
export function judge(
  expected: Observation,
  cell: Pick<Cell, "observation" | "isComplete" | "outcomes">,
): boolean | null {
  if (isSure(cell)) return cell.observation === expected;
  // What a longer search could still find: another `Sometimes`, or what was seen so far.
  const isPossible =
    cell.outcomes.length === 0 || expected === "Sometimes" || expected === cell.observation;
  return isPossible ? null : false;
}

/** Whether a final state is one that the condition asks about: for `forall` a counterexample, else an example. */
export function isAskedFor(quantifier: "exists" | "not-exists" | "forall", satisfies: boolean) {
  return quantifier === "forall" ? !satisfies : satisfies;
}

/** How a whole test ended; the first of these that is true. */
export type Standing =
  /** Machine and axioms of a model do not have the same outcomes: a bug in litmus. */
  | "disagrees"
  /** An expectation does not hold. */
  | "differs"
  /** A fault is reachable: executions end where the author's code has no end. */
  | "fault"
  /** A bound was hit before the answer was sure, there is no answer for a model, or the user interrupted. */
  | "bounded"
  | "ok";

/** The standing of a test over all its cells and expectations. */
export function standing(result: TestResult): Standing {
  if (result.variants.some((v) => disagreementsIn(v).length > 0)) return "disagrees";
  if (result.expectations.some((expectation) => expectation.holds === false)) return "differs";
  const cells = result.variants.flatMap((variant) => variant.cells);
  if (cells.some((cell) => cell.faults.length > 0)) return "fault";
  if (result.isInterrupted || cells.some((cell) => !isSure(cell))) return "bounded";
  if (result.variants.some(isUnanswered)) return "bounded";
  return "ok";
}

/** Whether a model has no answer because it does not speak of what the program does. */
function isUnanswered({ skipped, cells }: VariantResult): boolean {
  return skipped.some(({ model }) => !cells.some((cell) => cell.model === model));
}

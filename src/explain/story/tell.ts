import type { Test, TestVariant } from "../../harness/load.js";
import { tester, withFilterTerms } from "../../harness/outcomes.js";
import type { AxiomaticCell, Cell, MachineCell } from "../../harness/result.js";
import { programFor, type RunOptions } from "../../harness/run.js";
import { isAskedFor } from "../../harness/verdict.js";
import type { State } from "../../machine/machine.js";
import { replay } from "../../machine/trace.js";
import { hasAxioms, hasMachine } from "../../models/model.js";
import { askedFor } from "../outcome.js";
import { chooseExecution } from "./chosen.js";
import { plotOfTrace } from "./of-trace.js";
import { shortestTrace } from "./shortest.js";
import type { Story } from "./story.js";

/**
 * How the outcome that a variant's condition asks about comes about in a cell; null when the cell does not show it. A
 * ModelFailure when the model's text is wrong.
 *
 * The witness is, among all that show the outcome, by this rule:
 * - a trace of a machine with the fewest steps; then the least out of order; then the fewest changes of thread; then the
 *   first in the machine's order of steps (`shortestTrace`: of more than 20,000 states it is the first of the shortest);
 * - an execution with the fewest pairs that are told of as out of order; then the fewest relations between threads; then
 *   the first that the search finds (`chooseExecution`: among the first 200, or those of 200,000 nodes of the search).
 * `isBest` says that no limit was hit.
 */
export function tell(
  test: Test,
  variant: TestVariant,
  cell: Cell,
  options: RunOptions,
): Story | null {
  return cell.engine === "machine"
    ? tellTrace(test, variant, cell, options)
    : tellExecution(test, variant, cell, options);
}

function tellTrace(
  { isCompiled }: Test,
  variant: TestVariant,
  cell: MachineCell,
  { machineOptions }: RunOptions,
): Story | null {
  const { model } = cell;
  const { quantifier, proposition } = variant.program.condition;
  const shown = cell.outcomes.filter(({ satisfies }) => isAskedFor(quantifier, satisfies));
  if (shown.length === 0 || !hasMachine(model)) return null;
  const nearest = shown.reduce((a, b) => (b.state < a.state ? b : a));
  const known = cell.trace(nearest.state);
  const program = programFor(variant, model, isCompiled);
  const asked = withFilterTerms(program);
  const satisfies = tester(asked, proposition);
  const passes = asked.filter === null ? () => true : tester(asked, asked.filter.proposition);
  const machine = model.machine(asked, machineOptions);
  const valuesOf = (state: State): readonly number[] => {
    const values = new Int32Array(Math.max(1, asked.observed.length));
    machine.outcome(state, values);
    return [...values];
  };
  const isWanted = (state: State): boolean => {
    const values = valuesOf(state);
    return passes(values) && isAskedFor(quantifier, satisfies(values));
  };
  const shortest = shortestTrace(machine, isWanted, known.steps.length);
  const trace = shortest === null ? known : replay(asked, machine, shortest.choices);
  const values = shortest === null ? nearest.values : valuesOf(shortest.end);
  return {
    engine: "machine",
    plot: plotOfTrace(trace),
    values: values.slice(0, program.observed.length),
    trace,
    isBest: shortest !== null,
  };
}

function tellExecution(
  { isCompiled }: Test,
  variant: TestVariant,
  { model }: AxiomaticCell,
  { signal }: RunOptions,
): Story | null {
  if (!hasAxioms(model)) return null;
  const program = programFor(variant, model, isCompiled);
  const isAborted = () => signal?.aborted ?? false;
  const chosen = chooseExecution(program, model, askedFor(program), isAborted);
  return chosen === null ? null : { engine: "axioms", ...chosen };
}

import type { Observation } from "../litmus/file.js";
import type { Program } from "../program/program.js";
import { comparableStates, type KnownAnswer } from "./answers.js";
import { flagInHerd, normalStates, type Result, resultOf } from "./notation.js";
import { type Cell, flagsOf, type Outcome } from "./result.js";
import { isAskedFor } from "./verdict.js";

/** What a semantics of a model says of a test, in the words of a row. */
export interface FoundAnswer {
  readonly result: Result;
  readonly observation: Observation;
  readonly states: readonly string[];
  readonly flags: readonly string[];
}

/** How what a semantics says compares with what a row says. */
export interface Comparison {
  /** `bounded`: a limit was hit, and what was seen until then does not contradict the row. */
  readonly standing: "equal" | "differs" | "bounded";
  readonly found: FoundAnswer;
  /** Only the row has it. Nothing is missing from a search that a limit cut short. */
  readonly missing: SeenParts;
  /** The row lacks it. */
  readonly additional: SeenParts;
  readonly bounds: readonly string[];
}

/** What there is to see of a test. */
interface SeenParts {
  readonly states: readonly string[];
  readonly flags: readonly string[];
}

/**
 * Compares states, flags, observation and result; of a row without states the result. Machines know of undefined
 * behaviour, but of no other flags: those are left out.
 */
export function compareAnswer(
  program: Program,
  cell: Cell,
  { result, states: known }: Pick<KnownAnswer, "result" | "states">,
): Comparison {
  const found = foundIn(program, cell);
  const isKnown = (flag: string) => cell.engine === "axioms" || flag === UNDEFINED;
  const all =
    known === null ? null : { states: comparableStates(known), flags: known.flags.filter(isKnown) };
  const { isComplete, bounds } = cell;
  const missing = isComplete && all !== null ? partsWithout(all, found) : NOTHING;
  const additional = all === null ? NOTHING : partsWithout(found, all);
  const isSame =
    found.result === result && (known === null || found.observation === known.observation);
  const isDifferent =
    [missing, additional].some(({ states, flags }) => states.length + flags.length > 0) ||
    (isComplete ? !isSame : isContradicted(program, cell, result, found.result));
  const standing = isDifferent ? "differs" : isComplete ? "equal" : "bounded";
  return { standing, found, missing, additional, bounds };
}

const UNDEFINED = flagInHerd("undefined");

const NOTHING: SeenParts = { states: [], flags: [] };

/** Every final state that a cell shows, as rows write it. */
export function statesOf(
  program: Program,
  { outcomes }: Pick<Cell, "outcomes">,
): readonly string[] {
  return normalStates(
    program,
    outcomes.map(({ values }) => values),
  );
}

function foundIn(program: Program, cell: Cell): FoundAnswer {
  const flags = flagsOf(cell);
  return {
    result: resultOf(program.condition.quantifier, cell, flags),
    observation: cell.observation,
    states: statesOf(program, cell),
    flags: flags.map(flagInHerd),
  };
}

/** Whether no longer search could give the result of a row. It could still find undefined behaviour. */
function isContradicted(
  program: Program,
  { outcomes }: Cell,
  expected: Result,
  found: Result,
): boolean {
  if (expected === found || expected === "Undef") return false;
  if (found === "Undef") return true;
  const { quantifier } = program.condition;
  const all: readonly Outcome[] = outcomes;
  return all.some(({ satisfies }) => isAskedFor(quantifier, satisfies));
}

function partsWithout(parts: SeenParts, others: SeenParts): SeenParts {
  const without = (some: readonly string[], known: readonly string[]) => {
    const left = new Set(some);
    for (const one of known) left.delete(one);
    return [...left];
  };
  return {
    states: without(parts.states, others.states),
    flags: without(parts.flags, others.flags),
  };
}

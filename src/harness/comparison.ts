import type { Observation } from "../litmus/file.js";
import type { Program } from "../program/program.js";
import type { KnownAnswer } from "./answers.js";
import { flagInHerd, normalizeState, type Result, resultOf, stateInHerd } from "./notation.js";
import type { AxiomaticCell, Cell } from "./result.js";
import { isAskedFor } from "./verdict.js";

/** What axioms say of a test, in the words of a row. */
export interface FoundAnswer {
  readonly result: Result;
  readonly observation: Observation;
  readonly states: readonly string[];
  readonly flags: readonly string[];
}

/** How what the axioms say compares with what a row says. */
export interface Comparison {
  /** `bounded`: a limit was hit, and what was seen until then does not contradict the row. */
  readonly standing: "equal" | "differs" | "bounded";
  readonly found: FoundAnswer;
  /** Only the row has it. Nothing is missing from a search that a limit cut short. */
  readonly missing: SeenParts;
  /** Only the axioms show it. */
  readonly additional: SeenParts;
  readonly bounds: readonly string[];
}

/** What there is to see of a test. */
interface SeenParts {
  readonly states: readonly string[];
  readonly flags: readonly string[];
}

/** Compares states, flags, observation and result; of a row without states the result. */
export function compareAnswer(
  program: Program,
  cell: AxiomaticCell,
  { result, states: all }: KnownAnswer,
): Comparison {
  const found = foundIn(program, cell);
  const { isComplete, bounds } = cell;
  const missing = isComplete && all !== null ? partsWithout(all, found) : NOTHING;
  const additional = all === null ? NOTHING : partsWithout(found, all);
  const isSame = found.result === result && (all === null || found.observation === all.observation);
  const isDifferent =
    [missing, additional].some(({ states, flags }) => states.length + flags.length > 0) ||
    (isComplete ? !isSame : isContradicted(program, cell, result, found.result));
  const standing = isDifferent ? "differs" : isComplete ? "equal" : "bounded";
  return { standing, found, missing, additional, bounds };
}

const NOTHING: SeenParts = { states: [], flags: [] };

/** Every final state that a cell shows, as rows write it. */
export function statesOf(
  program: Program,
  { outcomes }: Pick<Cell, "outcomes">,
): readonly string[] {
  return outcomes.map(({ values }) => normalizeState(stateInHerd(program, values)));
}

function foundIn(program: Program, cell: AxiomaticCell): FoundAnswer {
  const flags = cell.flags.map(({ what }) => what);
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
  { outcomes }: AxiomaticCell,
  expected: Result,
  found: Result,
): boolean {
  if (expected === found || expected === "Undef") return false;
  if (found === "Undef") return true;
  const { quantifier } = program.condition;
  return outcomes.some(({ satisfies }) => isAskedFor(quantifier, satisfies));
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

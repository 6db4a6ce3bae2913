import type { Choices } from "./witness.js";

/**
 * One enumeration that several make together, each in its own memory. All of them make the first decisions of each search
 * alike; what is below is cut into units, and who claims a unit first does it. A unit is a subtree `DIVIDED_DEPTH` decisions
 * deep, or a leaf above; behind the first combinations of paths, a whole combination. All come to the units in the same
 * order: above them nothing is asked that depends on what was found.
 */
export interface Division {
  /** Whether the next unit is for this one to do. */
  claim(): boolean;
}

/** Decisions of a search that everyone makes: enough for units that leave nobody idle at the end. */
export const DIVIDED_DEPTH = 6;
/** Combinations of paths of which the searches are divided. */
export const DIVIDED_COMBINATIONS = 16;

/** What one of several has found; a message to another thread. */
export interface EnumerationPart {
  /** See `EnumerationResult`. */
  readonly candidates: number;
  readonly executions: number;
  readonly positive: number;
  readonly negative: number;
  /** It has looked at all of its share. */
  readonly isComplete: boolean;
  /** It has not, because it may not look at more candidates. */
  readonly isCapped: boolean;
  /** Executions that show all that it has found, in the order in which they were found. */
  readonly shown: readonly ShownExecution[];
}

/** An execution: the place of each thread's path in the list of its thread, and its choices. */
export interface ShownExecution {
  readonly indices: readonly number[];
  readonly choices: Choices;
  /** Flags of the model that it raises, as bits by `CompiledModel.flags`. */
  readonly flags: number;
}

/** Units of which it is noted one by one who does them; those behind are dealt out in turn. */
export const CLAIMED_UNITS = 1 << 16;

/** The share of number `index` of `count`. `claimed`: a word for each of `CLAIMED_UNITS`, all 0, which all of them share. */
export function shareOf(claimed: Int32Array, index: number, count: number): Division {
  let unit = 0;
  return {
    claim() {
      const next = unit++;
      if (next >= CLAIMED_UNITS) return next % count === index;
      return Atomics.compareExchange(claimed, next, 0, 1) === 0;
    },
  };
}

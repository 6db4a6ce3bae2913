import type { Span } from "../../source/source.js";
import type { Execution } from "./execution.js";
import { fail } from "./failure.js";
import {
  addEvent,
  addPair,
  type Bits,
  emptyRelation,
  emptySet,
  fill,
  type Space,
} from "./relation.js";
import { describe, type RelationValue, type SetValue, type Value } from "./values.js";

/**
 * Bounds of one evaluation. Exceeding one is a diagnostic that names it; no result is ever cut
 * short silently.
 */
export interface CatLimits {
  /**
   * Expressions under evaluation inside one another, and procedure calls: what fits the JavaScript
   * engine's stack.
   */
  readonly depthMax: number;
  /** Calls of functions in all: a recursion that does not end reaches this. */
  readonly callsMax: number;
  /** Members of one set of relations; a linearisation of n events has up to n! of them. */
  readonly membersMax: number;
  /** Sweeps of one `let rec`. Published models need a handful; one that has no end reaches this. */
  readonly sweepsMax: number;
}

export const DEFAULT_CAT_LIMITS: CatLimits = {
  depthMax: 1_000,
  callsMax: 2_000_000,
  membersMax: 1_000_000,
  sweepsMax: 10_000,
};

/** What the evaluation of a model over one execution shares. */
export interface Run {
  readonly execution: Execution;
  readonly space: Space;
  /** Names of the variants that are on, in lower case. */
  readonly variants: ReadonlySet<string>;
  readonly limits: CatLimits;
  /** Expressions that are under evaluation. */
  depth: number;
  /** Calls of functions so far. */
  calls: number;
  /** Closures made so far; the next one's identity. */
  closures: number;
}

/** Checks that a value has a type; throws a Failure that says what was expected. */
export function expectRelation(run: Run, value: Value, span: Span): Bits {
  switch (value.kind) {
    case "relation":
      return value.bits;
    case "empty":
      return emptyRelation(run.space);
    case "universe":
      return fullRelation(run);
    case "pair": {
      const bits = emptyRelation(run.space);
      addPair(run.space, bits, value.from, value.to);
      return bits;
    }
    default:
      return fail("type", span, `expected a relation, found ${describe(value)}`);
  }
}

/** A set of events; an event stands for the set of itself. Throws a Failure for anything else. */
export function expectSet(run: Run, value: Value, span: Span): Bits {
  switch (value.kind) {
    case "set":
      return value.bits;
    case "empty":
      return emptySet(run.space);
    case "universe":
      return fullSet(run);
    case "event": {
      const bits = emptySet(run.space);
      addEvent(bits, value.event);
      return bits;
    }
    default:
      return fail("type", span, `expected a set of events, found ${describe(value)}`);
  }
}

export function fullSet(run: Run): Bits {
  const bits = emptySet(run.space);
  fill(run.space, bits);
  return bits;
}

export function fullRelation(run: Run): Bits {
  const bits = emptyRelation(run.space);
  fill(run.space, bits);
  return bits;
}

export function relationValue(bits: Bits): RelationValue {
  return { kind: "relation", bits };
}

export function setValue(bits: Bits): SetValue {
  return { kind: "set", bits };
}

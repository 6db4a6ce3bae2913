import type { ElementClause, Expression } from "./ast.js";
import { bind, Lazy, type Scope } from "./environment.js";
import { fail } from "./failure.js";
import { eventsOf, pairsOf, removeEvent, removePair } from "./relation.js";
import { type Run, relationValue, setValue } from "./run.js";
import { describe, type Value } from "./values.js";

type MatchSet = Extract<Expression, { kind: "match-set" }>;

/** The scope with the names of a clause bound to the parts of a set. */
export function bindParts(scope: Scope, parts: SetParts, clause: ElementClause): Scope {
  const inner = bind(scope, clause.element, Lazy.of(parts.element));
  const rest = bind(inner, clause.rest, Lazy.of(parts.rest));
  if (clause.before === undefined) return rest;
  return bind(rest, clause.before, Lazy.of(parts.before));
}

/** A set taken apart. */
export interface SetParts {
  readonly before: Value;
  readonly element: Value;
  readonly rest: Value;
}

/**
 * One element of a set and the others; the element is the first, or for `before` one in the middle.
 * Null when empty.
 */
export function splitSet(run: Run, value: Value, match: MatchSet): SetParts | null {
  const { space } = run;
  const hasBefore = match.element.before !== undefined;
  switch (value.kind) {
    case "empty":
      return null;
    case "set": {
      const events = eventsOf(space, value.bits);
      if (events.length === 0) return null;
      const at = hasBefore ? events.length >> 1 : 0;
      const before = value.bits.slice();
      const rest = value.bits.slice();
      events.forEach((event, k) => {
        if (k >= at) removeEvent(before, event);
        if (k <= at) removeEvent(rest, event);
      });
      const element: Value = { kind: "event", event: events[at]! };
      return { before: setValue(before), element, rest: setValue(rest) };
    }
    case "relation": {
      const pairs = pairsOf(space, value.bits);
      if (pairs.length === 0) return null;
      const at = hasBefore ? pairs.length >> 1 : 0;
      const before = value.bits.slice();
      const rest = value.bits.slice();
      pairs.forEach(([from, to], k) => {
        if (k >= at) removePair(space, before, from, to);
        if (k <= at) removePair(space, rest, from, to);
      });
      const [from, to] = pairs[at]!;
      const element: Value = { kind: "pair", from, to };
      return { before: relationValue(before), element, rest: relationValue(rest) };
    }
    case "collection": {
      const { members } = value;
      if (members.size === 0) return null;
      const at = hasBefore ? members.size >> 1 : 0;
      return {
        before: { ...value, members: members.slice(0, at) },
        element: members.at(at),
        rest: { ...value, members: members.slice(at + 1) },
      };
    }
    default:
      return fail("type", match.value.span, `expected a set to match, found ${describe(value)}`);
  }
}

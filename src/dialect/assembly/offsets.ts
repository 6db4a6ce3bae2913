import type { Expression } from "../../program/expression.js";
import { assigned } from "../../program/flow.js";
import type { Instruction, Thread } from "../../program/program.js";
import { constant, substitute } from "../../program/symbolic.js";
import type { Code, Values } from "../../program/value.js";

/**
 * Where in its object an access begins: where a value points that is an address as it stands; at an address that is the
 * same on every run; or at a place that is computed from what is read.
 */
export type Place =
  | { readonly kind: "start" }
  | { readonly kind: "known"; readonly address: Code }
  | { readonly kind: "computed" };

/** The place of every access of a thread. What is assigned behind a branch counts as read. */
export function placesOf(
  { code, registers }: Thread,
  values: Values,
): ReadonlyMap<Instruction, Place> {
  const known = registers.map(({ initial }): Expression => constant(initial));
  const places = new Map<Instruction, Place>();
  let unknown = registers.length;
  let hasBranched = false;
  for (const i of code) {
    hasBranched ||= i.op === "branch" || i.op === "jump";
    if ("address" in i) places.set(i, placeOf(substitute(i.address, known, null, values)));
    const target = assigned(i);
    if (target === null) continue;
    const value = i.op === "assign" && !hasBranched ? i.value : null;
    known[target] =
      value === null
        ? { kind: "register", register: unknown++ }
        : substitute(value, known, null, values);
  }
  return places;
}

function placeOf(address: Expression): Place {
  switch (address.kind) {
    case "constant":
      return { kind: "known", address: address.code };
    case "register":
      return { kind: "start" };
    case "cast":
      return placeOf(address.operand);
    case "binary": {
      const { operator, left, right } = address;
      const isMoved = operator !== "+" || ![left, right].some((e) => isZero(e));
      return isMoved ? { kind: "computed" } : placeOf(isZero(left) ? right : left);
    }
    default:
      return { kind: "computed" };
  }
}

function isZero(e: Expression): boolean {
  return e.kind === "constant" && e.code === 0;
}

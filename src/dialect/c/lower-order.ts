import type { ExpressionNode } from "./ast.js";
import { mayAssign } from "./facts.js";
import type { ThreadLowering } from "./lower-context.js";
import { mentionsRegister, type Place, scalar, type Value } from "./lower-values.js";
import { UNSIGNED_LONG } from "./types.js";

/** A value that stays what it is while `next` is evaluated. */
export function kept(thread: ThreadLowering, left: Value, next: ExpressionNode): Value {
  if (left.kind !== "scalar" || !mentionsRegister(left.expression, thread.isNamed)) return left;
  if (!mayAssign(next, (name) => thread.unit.functions.has(name))) return left;
  return thread.snapshot(left, next.span);
}

/** A place whose address stays what it is while `next` is evaluated. */
export function keptPlace(thread: ThreadLowering, place: Place, next: ExpressionNode): Place {
  if (place.kind === "local") return place;
  const address = kept(thread, scalar(place.address, UNSIGNED_LONG), next);
  return address.kind === "scalar" ? { ...place, address: address.expression } : place;
}

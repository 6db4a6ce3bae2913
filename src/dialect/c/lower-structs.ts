import type { Span } from "../../source/source.js";
import type { ExpressionNode } from "./ast.js";
import type { ThreadLowering } from "./lower-context.js";
import { loaded, moved, stored, typeOf } from "./lower-places.js";
import type { Place } from "./lower-values.js";
import { cells, isSameType } from "./types.js";

/**
 * Copies a whole struct, as plain reads of all its parts, then plain writes, each in the order of the fields. False, and
 * nothing is done, when the place is no struct or the node no place of the same type.
 */
export function copied(
  thread: ThreadLowering,
  to: Place,
  node: ExpressionNode,
  span: Span,
): boolean {
  if (to.type.kind !== "struct" || !namesPlace(node)) return false;
  if (!isSameType(typeOf(thread, node), to.type)) return false;
  const from = thread.rules.place(thread, node);
  if (from === null) return true;
  const parts = cells(to.type).map(({ type }, k) => {
    return {
      part: moved(thread, to, k, type),
      value: loaded(thread, moved(thread, from, k, type), span),
    };
  });
  for (const { part, value } of parts) stored(thread, part, value, span);
  return true;
}

function namesPlace(node: ExpressionNode): boolean {
  const { kind } = node;
  if (kind === "unary") return node.operator === "*";
  return kind === "name" || kind === "member" || kind === "index";
}

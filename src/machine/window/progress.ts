import type { Expression } from "../../program/expression.js";
import { unreachable } from "../../source/unreachable.js";
import { type Entry, type Part, type Progress, readOf, UNTOUCHED } from "./entry.js";
import type { Node } from "./node.js";

/** Whether a part of a window is done. */
export function isPartDone(progress: readonly Progress[], part: Part): boolean {
  const { isRead, isWritten } = progress[part >> 1]!;
  return part === readOf(part >> 1) ? isRead : isWritten;
}

/** Whether all of some parts are done. */
export function areDone(progress: readonly Progress[], parts: readonly Part[]): boolean {
  for (let k = 0; k < parts.length; k++) if (!isPartDone(progress, parts[k]!)) return false;
  return true;
}

/** Whether nothing of an entry is left to do. */
export function isEntryDone({ read, write }: Entry, { isRead, isWritten }: Progress): boolean {
  return (read === null || isRead) && (write === null || isWritten);
}

/** Whether all reads in an expression are satisfied. A thread that has failed does not come to those beyond. */
export function areRead(e: Expression, progress: readonly Progress[]): boolean {
  switch (e.kind) {
    case "constant":
    case "old":
      return true;
    case "register":
      return progress[e.register]?.isRead === true;
    case "unary":
    case "cast":
      return areRead(e.operand, progress);
    case "binary":
      return areRead(e.left, progress) && areRead(e.right, progress);
    default:
      return unreachable(e);
  }
}

/** The progress on a longer way. */
export function extended(progress: readonly Progress[], { entries }: Node): Progress[] {
  const fresh = new Array<Progress>(entries.length - progress.length).fill(UNTOUCHED);
  return [...progress, ...fresh];
}

/** Whether entry `k`, which has read, is going to write to the same place, with nobody else in between. */
export function isReserved({ entries }: Node, progress: readonly Progress[], k: number): boolean {
  if (entries[k]!.kind === "update") return !progress[k]!.isWritten;
  return entries.some(({ linked }, w) => linked === k && !progress[w]!.isWritten);
}

/** Whether a store-conditional that comes later may pair with entry `k`, which has read. */
export function isPending({ end, context }: Node, k: number): boolean {
  return end === null && context.reserved === k;
}

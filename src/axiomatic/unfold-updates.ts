import type { Rmw } from "../program/program.js";
import { usesOld } from "../program/symbolic.js";
import type { RmwHalf } from "./path.js";
import { choosing, type Taint, UNTAINTED, union } from "./symbolic.js";
import type { Way } from "./unfold-way.js";

/** What the halves of a read-modify-write know of it. */
export function halves(i: Rmw, isFailed: boolean): RmwHalf {
  const { read, write, isFull, isNoReturn, isSingle } = i;
  return { read, write, isFull, isNoReturn, isSingle, isFailed };
}

/**
 * What the write of a read-modify-write depends on by data. What is compared is an operand of it as well, or has a part
 * in the choice to write; of a compare and exchange the read itself is no operand.
 */
export function writtenFrom(way: Way, { value, guard, isChoice }: Rmw, read: number): Taint {
  const compared = guard === undefined ? UNTAINTED : way.taintOf(guard);
  const chosen = isChoice === true ? choosing(union(compared, [read])) : compared;
  const data = union(way.taintOf(value), chosen);
  return usesOld(value) ? union(data, [read]) : data;
}

/**
 * The way on which a compare and swap that succeeded leaves its register as it was, for that has the value already: the
 * register then only depends on that it was compared. With a constant there that is the way itself, because whatever the
 * other way may do this one may too.
 */
export function keepCompared(
  way: Way,
  { register, guard, isChoice }: Rmw,
  compared: Taint,
  read: number,
): Way | null {
  if (isChoice !== true || register === null || guard === undefined) return null;
  const kept = compared.length === 0 ? way : way.fork();
  kept.taints[register] = union(compared, choosing(union(compared, [read])));
  return kept === way ? null : kept;
}

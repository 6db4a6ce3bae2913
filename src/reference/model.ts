import { strengthOf } from "../program/fences.js";
import type { FenceKind, Load, Location, Rmw, Store } from "../program/program.js";
import type { Code } from "../program/value.js";
import type { Change, ReferenceState } from "./state.js";

/** One way to read: the value, and what reading it does to memory and the buffers. */
export interface Read {
  readonly value: Code;
  readonly change: Change;
}

/** One way for a read-modify-write to act. Without `succeeds` it only read. */
export interface Update extends Read {
  readonly succeeds: boolean;
}

/**
 * The rules of one memory model over threads that go in program order, as the papers print them. A rule gives every way
 * that an access may happen now, none while it has to wait; `i` is the thread.
 */
export interface ReferenceModel {
  readonly id: string;
  load(state: ReferenceState, i: number, a: Location, load: Load): readonly Read[];
  store(state: ReferenceState, i: number, a: Location, v: Code, store: Store): readonly Change[];
  /** `f` gives the new value, or null when the operation fails on the old one. */
  update(
    state: ReferenceState,
    i: number,
    a: Location,
    f: (old: Code) => Code | null,
    rmw: Rmw,
  ): readonly Update[];
  fence(state: ReferenceState, i: number, kind: FenceKind): readonly Change[];
  /** A buffered store reaches memory: a step that no instruction asks for. */
  dequeue(state: ReferenceState, i: number): readonly Change[];
}

/** Nothing happens to memory or the buffers. */
export const noChange: Change = () => {};

/** mb and the fences that a kernel developer may rely on as much as on mb (models.md, table of section 3). */
export function isFullFence(kind: FenceKind): boolean {
  return strengthOf(kind) === "full";
}

import type { FenceKind, ReadOrder, Rmw, WriteOrder } from "../../program/program.js";

/** One half of an access as an architecture orders it: a read or a write. */
export interface Half {
  readonly isRead: boolean;
  /** Bits that only the architecture reads. */
  readonly marks: number;
}

/** What an architecture is told of an access. */
export interface AccessOrder {
  /** Absent for what does not read. */
  readonly read?: ReadOrder;
  /** Absent for what does not write, such as a read-modify-write that fails. */
  readonly write?: WriteOrder;
  /** Both halves of a read-modify-write, or what stays of one that fails. */
  readonly isRmw: boolean;
  readonly isNoReturn: boolean;
  /** A load-linked or a store-conditional. */
  readonly isExclusive: boolean;
  readonly isLock: boolean;
  /** Both halves are one operation. */
  readonly isSingle: boolean;
}

/** Which older halves a fence holds which younger ones behind: bits of `HELD`. */
export interface FenceRule {
  readonly held: number;
  /** It does not hold anything behind a read whose mark is `exempt`. */
  readonly exempt: number;
  /** Younger reads wait for the branches and the addresses before it. */
  readonly isInstructionBarrier: boolean;
}

export const HELD = {
  readRead: 1,
  readWrite: 2,
  writeRead: 4,
  writeWrite: 8,
  all: 15,
} as const;

/** When a younger read may take the value of a write that has not left the window. */
export type Forwarding = "at-once" | "when-read" | "never";

/** What tells one architecture's window from another's. */
export interface Architecture {
  marks(access: AccessOrder, isRead: boolean): number;
  /** Whether a younger half of the same thread waits for an older one because of what the two are. */
  isOrdered(older: Half, younger: Half): boolean;
  fence(fence: FenceKind): FenceRule;
  /** From the write of a read-modify-write or of a store-conditional to a read with these marks. */
  forwarding(marks: number): Forwarding;
  /** Whether what is computed from the status of a store-conditional depends on its write. */
  readonly dependsOnStatus: boolean;
  /** Whether a spinlock is given back by a store-conditional, which orders more than a store. */
  readonly isUnlockAtomic: boolean;
  /** Whether the read and the write of one instruction are one step. */
  isOneStep(rmw: Rmw): boolean;
}

export const NO_FENCE: FenceRule = { held: 0, exempt: 0, isInstructionBarrier: false };

/** A fence that holds nothing but these. */
export function holds(...held: readonly number[]): FenceRule {
  return { ...NO_FENCE, held: held.reduce((sum, bit) => sum | bit, 0) };
}

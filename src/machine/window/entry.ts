import type { Expression } from "../../program/expression.js";
import type { Load, Rmw, Site, Store } from "../../program/program.js";
import type { Code } from "../../program/value.js";
import type { Half } from "./architecture.js";

/**
 * A half of an entry of a window: twice the entry's place for its read, one more for its write. Entries that only read or
 * only write have one of the two.
 */
export type Part = number;

export function readOf(entry: number): Part {
  return 2 * entry;
}

export function writeOf(entry: number): Part {
  return 2 * entry + 1;
}

/**
 * An access on one way through a thread, or a wait for a grace period. In its expressions `register k` stands for the
 * value that entry k of the way reads.
 */
export interface Entry {
  readonly pc: number;
  readonly kind: "load" | "store" | "update" | "failed-update" | "synchronize";
  readonly site: Site;
  readonly instruction: Load | Store | Rmw | null;
  /** Null where the kind has none. */
  readonly read: Half | null;
  readonly write: Half | null;
  readonly address: Expression;
  /** What is written. */
  readonly data: Expression | null;
  /** Dependencies: parts that have to be done before the address, or what is written, counts as known. */
  readonly addressAfter: readonly Part[];
  readonly dataAfter: readonly Part[];
  /** Parts that had a part in choosing what is written: they have to be done before the write. */
  readonly chosenAfter: readonly Part[];
  /** Of those in `readAfter`: what an instruction barrier makes it wait for. */
  readonly barrierAfter: readonly Part[];
  /** Parts that have to be done before the read, or the write, for whatever reason that is known without values. */
  readonly readAfter: readonly Part[];
  readonly writeAfter: readonly Part[];
  /** Read and write are one step. */
  readonly isOneStep: boolean;
  /** It writes as a read-modify-write or a store-conditional does. */
  readonly isAtomic: boolean;
  /** Of a store-conditional: its load-linked; else -1. */
  readonly linked: number;
  /** Of `synchronize`: its RCU domain; else -1. */
  readonly domain: number;
  /** The end of the last entry before it: where the thread stands between the two. */
  readonly before: Stretch;
}

/** What a thread that has done everything before a place may stand in: by domain, the least and the greatest depth. */
export interface Stretch {
  readonly least: readonly number[];
  readonly greatest: readonly number[];
}

/** Something that has to be true of what was read for the thread to go this way. */
export interface Claim {
  /** The instruction that asks. */
  readonly pc: number;
  readonly expression: Expression;
  readonly isTrue: boolean;
  /** There is another way for when it is not true: as long as that is not known, the thread goes by a guess. */
  readonly isGuess: boolean;
}

/** Where a read took its value, as far as anybody may still ask. */
export const Source = {
  /** Nobody asks any more, or it has not read. */
  none: -3,
  /** From a write that is no longer the last one to its location. */
  stale: -2,
  /** From the write that memory holds. */
  memory: -1,
  // From 0: the place of the own write that has not left the window.
} as const;

/** How far an entry is. */
export interface Progress {
  readonly isRead: boolean;
  readonly isWritten: boolean;
  /** What it read; 0 when nobody asks any more. */
  readonly value: Code;
  /** `Source`. */
  readonly source: number;
  /** Of a load-linked: another thread has written there since. */
  readonly isBroken: boolean;
  /** Of a grace period that has begun: the threads that it waits for; else null. */
  readonly awaited: readonly number[] | null;
}

export const UNTOUCHED: Progress = {
  isRead: false,
  isWritten: false,
  value: 0,
  source: Source.none,
  isBroken: false,
  awaited: null,
};

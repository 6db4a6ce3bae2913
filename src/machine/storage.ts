import { strengthOf } from "../program/fences.js";
import type { FenceKind, Instruction, Load, Location, Rmw, Store } from "../program/program.js";
import type { Code } from "../program/value.js";
import type { BufferedStore, Events, StaleValue, State } from "./machine.js";

/**
 * The storage half of an in-order machine: everything between the threads and memory, as functions over a packed state.
 * `canX` and `xChoices` say whether and in how many ways X may happen now and change nothing; X does it. A model that
 * has buffers is one implementation of this; `inorder.ts` runs the threads over it.
 */
export interface Storage {
  /** Int32 words that every thread needs for itself, by thread: they stand next to its registers. */
  readonly threadWords: readonly number[];
  /** Int32 words that belong to no thread: memory. */
  readonly sharedWords: number;
  /** Told once, before anything else, where its words stand. */
  place(layout: Layout): void;
  initial(state: State): void;

  /** The fence orders nothing here: it is no step at all. */
  isNoFence(fence: FenceKind): boolean;
  /** The store, when it may happen, only enters the thread's own buffer: nobody else can tell when that was. */
  isBuffered(store: Store): boolean;

  /** How many values `thread` could read at `location` now; 0: the read must wait. */
  readChoices(state: State, thread: number, location: Location, load: Load): number;
  /** How many values a read-modify-write that fails could find; 0: it must wait. */
  failChoices(state: State, thread: number, location: Location, rmw: Rmw): number;
  /** The value of a choice, without reading it. Choice 0 is the newest that the thread can know of. */
  peek(state: State, thread: number, location: Location, choice: number): Code;
  source(state: State, thread: number, location: Location, choice: number): ReadSource;
  /** Performs the read of `choice`, with the ordering of the load; one that failed to update has none. */
  read(state: State, thread: number, location: Location, choice: number, access: Load | Rmw): void;

  canWrite(state: State, thread: number, location: Location, store: Store): boolean;
  write(state: State, thread: number, location: Location, value: Code, store: Store): void;

  /** Whether a read-modify-write that succeeds may act on memory now. */
  canUpdate(state: State, thread: number, location: Location, rmw: Rmw): boolean;
  /** Replaces the value in memory, with the operation's ordering. */
  update(state: State, thread: number, location: Location, value: Code, rmw: Rmw): void;

  canFence(state: State, thread: number, fence: FenceKind): boolean;
  fence(state: State, thread: number, fence: FenceKind): void;

  /** Places from which a buffered store of the thread may leave for memory. */
  drainSlots(thread: number): number;
  canDrain(state: State, thread: number, slot: number): boolean;
  drainLocation(state: State, thread: number, slot: number): Location;
  drainValue(state: State, thread: number, slot: number): Code;
  drain(state: State, thread: number, slot: number): void;
  /** Nothing is buffered for `thread`. */
  isDrained(state: State, thread: number): boolean;
  /** The buffered stores that have to leave before an instruction of the thread, which cannot happen yet, may. */
  obstacles(
    state: State,
    thread: number,
    location: Location,
    instruction: Instruction,
  ): readonly BufferedStore[];
  /** The locations of the stores that are buffered for `thread`, as a set of `Independence`. */
  buffered(state: State, thread: number): number;
  /** A full barrier of `thread` may happen and would change nothing. */
  isOrdered(state: State, thread: number): boolean;

  /** The thread has come to `pc`: forget what it cannot read any more from there on. */
  settled(state: State, thread: number, pc: number): void;
  /** The value in memory. */
  memory(state: State, location: Location): Code;
  storeBuffer(state: State, thread: number): readonly BufferedStore[];
  stale(state: State, thread: number): readonly StaleValue[];
}

/** What the threads of a machine ask of its storage. */
export type ThreadStorage = Pick<
  Storage,
  | "threadWords"
  | "sharedWords"
  | "place"
  | "initial"
  | "isNoFence"
  | "isDrained"
  | "settled"
  | "memory"
>;

/** Most entries of one buffer. Litmus tests need a few; past it a store waits, and the answer says so. */
export const BUFFER_ENTRIES_MAX = 64;

/** Most stale values of one location that a thread can still read. Past it the oldest is forgotten, and it is said. */
export const STALE_VALUES_MAX = 32;

/** Where a value that is read stands. */
export type ReadSource = "memory" | "store-buffer" | "invalidation-buffer";

/** Where the words of a storage stand in a state. */
export interface Layout {
  /** First of the shared words. */
  readonly shared: number;
  /** First word of each thread's part of the storage. */
  readonly threads: readonly number[];
  /** The word that holds each thread's program counter. */
  readonly counters: readonly number[];
  readonly events: Events;
}

const STRENGTHS = {
  full: "mb",
  light: "rmb wmb",
  acquire: "rmb",
  release: "wmb",
  read: "rmb",
  write: "wmb",
  none: "barrier",
} as const;

/** What a fence does on a machine whose threads issue in order; the kernel has many names for a full barrier. */
export function strength(fence: FenceKind): (typeof STRENGTHS)[keyof typeof STRENGTHS] {
  return STRENGTHS[strengthOf(fence)];
}

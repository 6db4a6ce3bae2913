import type { FenceKind, Load, Location, Rmw, Store } from "../program/program.js";
import type { Code } from "../program/value.js";
import type { BufferedStore, StaleValue, State } from "./machine.js";

/**
 * The storage half of an in-order machine: everything between the threads and memory, as a record of functions over a
 * packed state. `canX` says whether X may happen now and changes nothing; X does it. A model that has buffers is one
 * implementation of this; `inorder.ts` runs the threads over it.
 *
 * `at` is the index of the storage's first word in the state.
 */
export interface Storage {
  /** Int32 words that the storage takes. */
  readonly words: number;
  initial(state: State, at: number): void;
  /** How many values `thread` could read at `location` now, at least 1; each is one successor. */
  readChoices(
    state: State,
    at: number,
    thread: number,
    location: Location,
    load: Load | Rmw,
  ): number;
  /** The value of choice `choice`, without reading it. */
  peek(state: State, at: number, thread: number, location: Location, choice: number): Code;
  /** Where that value stands. */
  source(
    state: State,
    at: number,
    thread: number,
    location: Location,
    choice: number,
  ): "memory" | "store-buffer" | "invalidation-buffer";
  canRead(state: State, at: number, thread: number, location: Location, load: Load): boolean;
  /** Performs the read of `choice` with the load's ordering and gives the value. */
  read(
    state: State,
    at: number,
    thread: number,
    location: Location,
    choice: number,
    load: Load | FailedRmw,
  ): Code;
  canWrite(state: State, at: number, thread: number, location: Location, store: Store): boolean;
  write(
    state: State,
    at: number,
    thread: number,
    location: Location,
    value: Code,
    store: Store,
  ): void;
  /** Whether a read-modify-write that succeeds may act on memory now. */
  canUpdate(state: State, at: number, thread: number, location: Location, rmw: Rmw): boolean;
  /** Replaces the value in memory, with the operation's ordering. */
  update(state: State, at: number, thread: number, location: Location, value: Code, rmw: Rmw): void;
  /** Whether a read-modify-write that fails may act now; its value is then one of `readChoices`. */
  canFailUpdate(state: State, at: number, thread: number, location: Location, rmw: Rmw): boolean;
  canFence(state: State, at: number, thread: number, fence: FenceKind): boolean;
  fence(state: State, at: number, thread: number, fence: FenceKind): void;
  /** How many buffered stores of `thread` may reach memory now. */
  drainChoices(state: State, at: number, thread: number): number;
  /** The location and value of drain choice `choice`. */
  drainTarget(
    state: State,
    at: number,
    thread: number,
    choice: number,
  ): { location: Location; value: Code };
  drain(state: State, at: number, thread: number, choice: number): void;
  /** Nothing is buffered for `thread`. */
  isDrained(state: State, at: number, thread: number): boolean;
  /** The thread has ended: forget what it could still have read. */
  retire(state: State, at: number, thread: number): void;
  /** The value in memory. */
  memory(state: State, at: number, location: Location): Code;
  storeBuffer(state: State, at: number, thread: number): readonly BufferedStore[];
  stale(state: State, at: number, thread: number): readonly StaleValue[];
}

/** A read-modify-write that failed: its read has no ordering. */
export type FailedRmw = Rmw;

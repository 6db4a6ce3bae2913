import type { Location, Site } from "../../program/program.js";
import type { Code } from "../../program/value.js";
import type { Progress } from "./entry.js";
import type { Context, Node } from "./node.js";

/** Why a thread goes no further, once all that it did before is done. */
export type Stop =
  | { readonly kind: "fault"; readonly site: Site; readonly message: string }
  | { readonly kind: "cut"; readonly site: Site; readonly bound: number };

interface EntryAction {
  /** The way that the thread takes with the action, and the entry's place on it. */
  readonly node: Node;
  readonly entry: number;
}

interface AccessAction extends EntryAction {
  readonly location: Location;
  /** Nothing that the thread itself may do otherwise is lost when it does this first. */
  readonly isSafe: boolean;
}

/** One thing that a thread may do next. States are given by id; -1: nothing comes of it. Maps are null at first. */
export type Action =
  /** A read from memory; what comes of it, by the value read. */
  | (AccessAction & { readonly kind: "read"; results: Map<Code, number> | null })
  /** Read and write in one step. */
  | (AccessAction & { readonly kind: "update"; results: Map<Code, Updated> | null })
  | (AccessAction & {
      readonly kind: "write";
      readonly value: Code;
      readonly next: number;
      /** By what memory holds there: the state in which the store is refused. Null: it never is. */
      readonly refusals: Map<Code, number> | null;
    })
  /** A read of an own write that has not left the window. */
  | (EntryAction & { readonly kind: "forward"; readonly source: number; readonly next: number })
  | { readonly kind: "choose"; readonly node: Node; readonly choice: number; readonly next: number }
  /** A grace period begins, or ends. */
  | (EntryAction & { readonly kind: "begin" })
  | (EntryAction & { readonly kind: "end"; readonly next: number });

/** What comes of an update in one step. */
export interface Updated {
  readonly next: number;
  readonly written: Code;
}

/** Where the oldest entry of a window stands, with the values of all registers there. */
export interface Root {
  readonly id: number;
  readonly context: Context;
  /** Null when nobody can be there. */
  readonly node: Node | null;
}

/** One state of one thread, and what has been worked out about it: that is null until somebody asks. */
export interface ThreadState {
  readonly id: number;
  readonly root: Root;
  /** The way that the thread has taken. */
  readonly node: Node;
  /** By entry of the node. */
  readonly progress: readonly Progress[];
  readonly stop: Stop | null;
  readonly isFinished: boolean;
  /** Nothing has begun before all that is older was done, and nothing is guessed. */
  readonly isInOrder: boolean;
  /** By domain: the least and the greatest depth at which the thread may stand where it is in order. */
  readonly least: readonly number[];
  readonly greatest: readonly number[];
  /** As many rounds of a loop as it may be, and not only by a guess, it is ahead of its oldest access. */
  readonly isAhead: boolean;
  /** Places of the warnings that have fired. */
  readonly warnings: readonly number[];
  /** Threads that its grace period waits for. */
  readonly awaited: readonly number[] | null;
  /** By location: the state after another thread wrote there, -1 when it may not. */
  overwritten: Map<Location, number> | null;
  /** By the threads that its grace period is to wait for: the state in which it does. */
  waiting: Map<string, number> | null;
  /** Locations that the thread may still write, and that it may still access: bits as in `Independence`. */
  readonly writes: number;
  readonly accesses: number;
  actions: readonly Action[] | null;
}

import type { Location, Site } from "../program/program.js";
import type { Code } from "../program/value.js";
import type { Symmetry } from "./symmetry.js";

/** One packed state. Its layout belongs to the machine that made it; unused words are zero. */
export type State = Int32Array;

/**
 * A nondeterministic transition system: one program under one memory model. The wide door for a model; an in-order model
 * goes through the narrow one, `Storage`.
 */
export interface Machine {
  /** Int32 words in one state, at least 1. */
  readonly words: number;
  /** The words at which a part of the state begins that a step often leaves as it is, such as one thread's. */
  readonly parts: readonly number[];
  /** What has been met on the way that is not a state: see `Events`. */
  readonly events: Events;
  /**
   * How many things have got a number that depends on when they were met (wide values, reasons why a thread stopped). As
   * long as that does not change, a state means the same to every copy of the machine; with infinity it never does.
   */
  named(): number;
  /** Threads that can change places, null where there are none. */
  readonly symmetry: Symmetry | null;
  initial(out: State): void;
  /**
   * Pushes every successor of `state`: writes it to `next`, then calls `emit`. The order depends on `state` alone, so
   * that the n-th successor is the same step at every replay.
   */
  successors(state: State, next: State, emit: () => void): void;
  /**
   * As `successors`, of a state that is sorted by `symmetry`: of steps that lead to states which differ only in who is
   * who it may leave out all but one.
   */
  representatives(state: State, next: State, emit: () => void): void;
  /** True when every thread has finished and memory is quiescent. */
  isFinal(state: State): boolean;
  /** The fault that ended this state, if one did: a faulted state has no successors. */
  fault(state: State): Fault | null;
  /**
   * This state, which is not final, has no successors, and that is no deadlock: a loop was cut off, or what a thread
   * guessed on the way was wrong.
   */
  isCut(state: State): boolean;
  /** Writes the values of `program.observed`, in that order, to `out`. */
  outcome(state: State, out: Int32Array): void;
  /** The `step`-th successor of `state` in words; `step` counts the calls of `emit` from 0. */
  describe(state: State, step: number): Step;
  /** Everything that a reader of a trace sees of a state. */
  view(state: State): View;
  /** Why a state without successors is not final: what each unfinished thread waits for. */
  blocked(state: State): readonly Blocked[];
  /**
   * What comes next and cannot happen yet, with the reason, by thread: at least one for every thread without a step of its
   * own. That a reduction leaves a step out is no reason.
   */
  waiting(state: State): readonly Waiting[];
}

/**
 * Sites that execution has reached and that are reported once, beside the outcomes. A machine only adds to it; the
 * search looks at `count` after each state, so that it can keep a state that shows the new one.
 */
export class Events {
  readonly list: MachineEvent[] = [];
  readonly #seen: Readonly<Record<MachineEvent["kind"], Set<Site>>> = {
    warning: new Set(),
    "loop-bound": new Set(),
    "buffer-bound": new Set(),
    "window-bound": new Set(),
    race: new Set(),
  };

  get count(): number {
    return this.list.length;
  }

  add(event: MachineEvent): void {
    const seen = this.#seen[event.kind];
    if (seen.has(event.site)) return;
    seen.add(event.site);
    this.list.push(event);
  }
}

export type MachineEvent =
  /** A WARN_ON that fired. */
  | {
      readonly kind: "warning";
      readonly thread: number;
      readonly site: Site;
      readonly message: string;
    }
  /** A loop was cut off after its bound of rounds: outcomes of longer runs are missing. */
  | {
      readonly kind: "loop-bound";
      readonly thread: number;
      readonly site: Site;
      readonly bound: number;
    }
  /** A buffer that is sized by a limit was full: outcomes of longer delays are missing. */
  | {
      readonly kind: "buffer-bound";
      readonly thread: number;
      readonly site: Site;
      readonly bound: number;
    }
  /** A thread was that many rounds of a loop ahead of an access: outcomes of longer delays are missing. */
  | {
      readonly kind: "window-bound";
      readonly thread: number;
      readonly site: Site;
      readonly bound: number;
    }
  /** Two accesses, one of them a write, one of them not atomic, with no order between them: C11 gives them no meaning. */
  | {
      readonly kind: "race";
      /** Of the access that came second. */
      readonly thread: number;
      readonly site: Site;
      readonly location: Location;
      /** The thread of the access that came first. */
      readonly other: number;
    };

export interface Fault {
  readonly thread: number;
  readonly site: Site;
  /** In the user's words: `division by zero`, `index 3 of a[3]`. */
  readonly message: string;
}

export interface Blocked {
  readonly thread: number;
  readonly site: Site;
  /** `waits for x to change`, `waits for the lock l`. */
  readonly message: string;
}

/** Something that comes next in a thread or in its buffer and cannot happen yet. */
export interface Waiting {
  readonly thread: number;
  /** Index of the instruction; the code's length when the thread has none left; -1 for a step of the storage alone. */
  readonly pc: number;
  readonly site: Site | null;
  /** `P1's smp_store_release() waits: its store buffer still holds x = 1`; no full stop. */
  readonly text: string;
  /** Where another thread would have to write first; absent when it does not wait for that. */
  readonly location?: Location;
  /** The location is a lock, which it waits for. */
  readonly isLock?: boolean;
}

/** One transition, for people: the one source of the words of story, stepper and page. */
export interface Step {
  /** The thread that acts, -1 for none. */
  readonly thread: number;
  /** The instruction's index in its thread, or -1 for a step of the storage alone (a buffered store drains). */
  readonly pc: number;
  readonly site: Site | null;
  /** `P1 reads vm_lock_seq = 0 from its invalidation buffer`; no full stop. */
  readonly text: string;
  readonly access?: Access;
  /**
   * Older accesses of the thread that this one did not wait for, oldest first: they come later. Absent: none, as always
   * where the steps of a thread are in program order.
   */
  readonly overtakes?: readonly Overtaken[];
}

/** An access, or a half of one, that has not happened yet. */
export interface Overtaken {
  readonly pc: number;
  readonly site: Site;
  readonly kind: "read" | "write";
}

/** What a step did to memory or its buffers, for highlighting and for the search of reordered pairs. */
export interface Access {
  readonly kind: "read" | "write" | "update" | "failed-update" | "drain" | "fence";
  readonly location: Location | null;
  /** The value read (read, update) or written (write, drain). */
  readonly value: Code | null;
  /** The value written by an update. */
  readonly written?: Code;
  /** Where a read's value came from, and where a write's went first. */
  readonly from?: "memory" | "store-buffer" | "invalidation-buffer";
  /** Where a location has several messages: the value of the one right behind the message that was read or written. */
  readonly overwrittenBy?: Code;
  /** Which stale value was read from the invalidation buffer: its place among those of the location, 0 the oldest. */
  readonly place?: number;
  /** In a trace, of a read of a stale value: the step, from 0, that overwrote it. */
  readonly staleSince?: number;
  /**
   * Where a location has several messages: how many come after the one that was read, or that was written. An update
   * writes right behind the one that it reads.
   */
  readonly messagesAfter?: number;
}

/** A state as a reader sees it. Values are codes; names are in the program. */
export interface View {
  /** The last value of every location, in its order of writes. */
  readonly memory: readonly Code[];
  readonly threads: readonly ThreadView[];
  /** What else there is to see that is no thread's own. */
  readonly notes: readonly Note[];
}

/** One more thing to see in a state, for models that have more than registers, buffers and memory. */
export interface Note {
  /** A word or two: `messages of x`. */
  readonly label: string;
  readonly text: string;
}

export interface ThreadView {
  /** Index of the next instruction; the code's length when finished. */
  readonly pc: number;
  /** By register; 0 for one whose value nobody needs any more, if the machine forgets those. */
  readonly registers: readonly Code[];
  /** Oldest first. */
  readonly storeBuffer: readonly BufferedStore[];
  /** Stale values that the thread may still read, by location, oldest first. */
  readonly stale: readonly StaleValue[];
  /** Depth of RCU read-side sections by domain, where not 0. */
  readonly rcu: readonly { readonly domain: number; readonly depth: number }[];
  readonly notes: readonly Note[];
}

export interface BufferedStore {
  readonly location: Location;
  readonly value: Code;
  /** Grows from one store barrier to the next: a store of a later group waits for all earlier groups. */
  readonly group: number;
}

export interface StaleValue {
  readonly location: Location;
  readonly value: Code;
}

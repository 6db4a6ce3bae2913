import type { Expression } from "../program/expression.js";
import type {
  FenceKind,
  Location,
  LockRole,
  ReadOrder,
  Site,
  WriteOrder,
} from "../program/program.js";

/**
 * One way through one thread, without any value decided: what it does in which order, what it computes, and what has to
 * be true of the values that it reads for the thread to go this way.
 *
 * In every expression of a path `register k` stands for the value that the path's event k reads.
 */
export interface ThreadPath {
  /** In program order. */
  readonly events: readonly PathEvent[];
  /** Address, data and control dependencies, as pairs of indices into `events`, by taint (models.md section 0). */
  readonly addr: Pairs;
  readonly data: Pairs;
  readonly ctrl: Pairs;
  /** Dependencies that go through a choice between values. */
  readonly picks: PickDependencies;
  /** Read and write of each successful read-modify-write. */
  readonly rmw: Pairs;
  /** What has to hold for the thread to take this way, in the order in which it is found out. */
  readonly constraints: readonly PathConstraint[];
  /** Value of every register of the thread at the end. */
  readonly registers: readonly Expression[];
  readonly end: PathEnd;
  /** `WARN_ON`s that fire on the way. */
  readonly warnings: readonly { readonly site: Site; readonly message: string }[];
}

/** What an address, a stored value and a branch depend on by a conditional select or a compare and swap. */
export interface PickDependencies {
  readonly addr: Pairs;
  readonly data: Pairs;
  readonly ctrl: Pairs;
}

export type Pairs = readonly (readonly [number, number])[];

export const NO_PICKS: PickDependencies = { addr: [], data: [], ctrl: [] };

export interface PathConstraint {
  readonly expression: Expression;
  /** Whether the expression has to be different from 0, or 0. */
  readonly isTrue: boolean;
}

export type PathEnd =
  | { readonly kind: "finished" }
  /** A callback that nobody queued: `Thread.startedBy` has to be 0 at the end. */
  | { readonly kind: "never-started"; readonly location: Location }
  /** A loop reached its bound of rounds: the rest of the thread is not known. */
  | { readonly kind: "cut"; readonly site: Site; readonly bound: number }
  | { readonly kind: "fault"; readonly site: Site; readonly message: string };

interface EventBase {
  readonly site: Site;
  /** Number of the executed instruction on this path: both halves of what reads and writes have the same. */
  readonly instruction: number;
}

/** What both halves of a read-modify-write, and the read of a failed one, know of the whole operation. */
export interface RmwHalf {
  readonly read: ReadOrder;
  readonly write: WriteOrder;
  readonly isFull: boolean;
  readonly isNoReturn: boolean;
  /** It wrote nothing: there is only the read. */
  readonly isFailed: boolean;
  /** One instruction of an architecture: see `Rmw.isSingle`. */
  readonly isSingle?: boolean | undefined;
}

export interface PathRead extends EventBase {
  readonly kind: "read";
  readonly location: Location;
  readonly order: ReadOrder;
  /** A load-linked. */
  readonly isExclusive?: boolean | undefined;
  readonly role?: LockRole | undefined;
  readonly rmw?: RmwHalf | undefined;
  /** Of role `is-locked`: whether it finds the lock free. */
  readonly isFree?: boolean | undefined;
  /** On some way to it its address is computed from a value that was read: see `Load.isAddressDependent`. */
  readonly isAddressDependent?: boolean | undefined;
  /** `srcu_read_lock()` reads its domain. */
  readonly isSrcuLock?: boolean | undefined;
  /** Annotations of a user's macro file; they replace what the order would say. */
  readonly tags?: readonly string[] | undefined;
}

export interface PathWrite extends EventBase {
  readonly kind: "write";
  readonly location: Location;
  readonly order: WriteOrder;
  readonly value: Expression;
  /** A store-conditional that stored; what its status register flows into depends on it. */
  readonly isExclusive?: boolean | undefined;
  readonly role?: LockRole | undefined;
  readonly rmw?: RmwHalf | undefined;
  /** `srcu_read_unlock()` writes its domain. */
  readonly isSrcuUnlock?: boolean | undefined;
  readonly tags?: readonly string[] | undefined;
}

export interface PathFence extends EventBase {
  readonly kind: "fence";
  readonly fence:
    | FenceKind
    | "rcu-lock"
    | "rcu-unlock"
    | "sync-rcu"
    /** The full barriers that stand around a full read-modify-write, where the vocabulary wants them as events. */
    | "full-before"
    | "full-after"
    | "sync-srcu";
  /** The SRCU domain of `sync-srcu`, as a location (see `domainLocation`). */
  readonly location?: Location | undefined;
  readonly tags?: readonly string[] | undefined;
}

export type PathEvent = PathRead | PathWrite | PathFence;

/** The location that stands for SRCU domain `domain` (from 1): behind all locations of the program. */
export function domainLocation(locations: number, domain: number): Location {
  return locations + domain - 1;
}

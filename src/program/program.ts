import type { Span } from "../source/source.js";
import type { Condition } from "./condition.js";
import type { Expression, Register } from "./expression.js";
import type { Code, IntegerType, Values } from "./value.js";

/** A scalar location, numbered from 0 over the whole program. */
export type Location = number;

/** Ordering of a read. `acquirePc` is the kernel's, C11's and LDAPR's acquire, `acquire` is LDAR's (RCsc). */
export type ReadOrder = "plain" | "relaxed" | "acquirePc" | "acquire" | "sc";
export type WriteOrder = "plain" | "relaxed" | "release" | "sc";

/**
 * What a fence keeps in order is the model's business; the kinds are the source language's words.
 * Kernel: `mb rmb wmb before-atomic after-atomic after-spinlock after-unlock-lock after-srcu-read-unlock barrier`.
 * C11: the memory order of `atomic_thread_fence()`. Assembly: the instruction, see `ArchitectureFence`.
 */
export type FenceKind = KernelFence | C11Fence | ArchitectureFence;

export type KernelFence =
  | "mb"
  | "rmb"
  | "wmb"
  | "before-atomic"
  | "after-atomic"
  | "after-spinlock"
  | "after-unlock-lock"
  | "after-srcu-read-unlock"
  /** Compiler only: no machine sees it. */
  | "barrier";

export type C11Fence = "acquire" | "release" | "acquire-release" | "seq-cst";

/** Which accesses a fence of RISC-V speaks of. */
export type FenceAccesses = "r" | "w" | "rw";

/** Which accesses a barrier of AArch64 holds, and for whom: the whole system, or a domain of it. */
export type BarrierOption = "sy" | "ld" | "st" | `${"ish" | "nsh" | "osh"}${"" | "ld" | "st"}`;

/** Fence instructions, by their names in herd's models, in lower case. */
export type ArchitectureFence =
  /** x86 */
  | "mfence"
  | "sfence"
  | "lfence"
  /** Power */
  | "sync"
  | "lwsync"
  | "eieio"
  | "isync"
  /** RISC-V */
  | `fence.${FenceAccesses}.${FenceAccesses}`
  | "fence.tso"
  | "fence.i"
  /** AArch64 */
  | `${"dmb" | "dsb"}.${BarrierOption}`
  | "isb";

/**
 * What a spinlock does with an access, for the axioms of locks and for the words of a story. Other locks are ordinary
 * accesses to a model.
 */
export type LockRole =
  | "lock"
  | "trylock"
  | "unlock"
  | "is-locked"
  /** Takes a lock that is no spinlock (a mutex, a reader-writer lock): for words only. */
  | "other-lock";

/** What an access does to a lock of any kind, for explanations: no model looks at it. */
export type LockStep = "take" | "downgrade" | "give";

/**
 * Annotations that a user's macro file gives an event, where the orders here have no word for one of them: names of sets
 * of a cat model, with a capital first letter. For a model they stand in place of the order's; machines go by the order.
 */
export type Tags = readonly string[];

/** What every instruction carries: its place in the source and the words that the user wrote. */
export interface Site {
  /** The user's own line: for code of the prelude, the call in the user's text. */
  readonly span: Span;
  /** The primitive as the user named it, such as `smp_load_acquire`; empty for plain C. */
  readonly primitive: string;
  /** Calls of the user's own functions around it, outermost first: the spans of the call sites. */
  readonly calls: readonly Span[];
}

/**
 * An access to several neighbouring locations, the lowest of which is at its address, as one: accesses of several sizes
 * meet there, and this one is wider than the narrowest of them. The lowest location has the lowest bits.
 */
export interface Parts {
  readonly count: number;
  /** Of each location: 8, 16 or 32; it holds a number without a sign. */
  readonly bits: number;
  /** Of the whole value. */
  readonly type: IntegerType;
}

export interface Load {
  readonly op: "load";
  readonly register: Register;
  readonly address: Expression;
  readonly order: ReadOrder;
  /** A load-linked (LDXR, LR, LWARX): the next store-conditional of the thread pairs with it. */
  readonly isExclusive?: boolean;
  readonly role?: LockRole;
  /**
   * The only access of a loop that does nothing but wait: when the steps after it lead back to it, the read did not
   * happen. Set by `loops.ts`.
   */
  readonly spins?: boolean;
  /** The address is computed from a value that was read (an address dependency). Set by `taint.ts`. */
  readonly isAddressDependent?: boolean;
  readonly parts?: Parts;
  readonly tags?: Tags;
  readonly site: Site;
}

export interface Store {
  readonly op: "store";
  readonly address: Expression;
  readonly value: Expression;
  readonly order: WriteOrder;
  /**
   * A store-conditional (STXR, SC, STWCX.): the register that is 0 when it stored and 1 when it did not. It may fail at
   * will; it stores only where the thread's last exclusive load read, once for each such load.
   */
  readonly status?: Register;
  /** It is the second half of the instruction that the load before it began: an increment of x86 without LOCK. */
  readonly isSecondHalf?: boolean;
  readonly role?: LockRole;
  readonly lockStep?: LockStep;
  /** Over `old`, what the thread itself would read there: when false, the store is the fault `fault`. */
  readonly requires?: { readonly condition: Expression; readonly fault: string };
  /** Not of a store-conditional. */
  readonly parts?: Parts;
  readonly tags?: Tags;
  readonly site: Site;
}

/** An atomic read-modify-write of one location; `old` in its expressions is the value read. */
export interface Rmw {
  readonly op: "rmw";
  /** Receives the value read, null when nobody wants it. */
  readonly register: Register | null;
  readonly address: Expression;
  /** When it is false the operation fails: a read without a write. Absent: it never fails. */
  readonly guard?: Expression;
  /** The value written. */
  readonly value: Expression;
  /** Failing: a plain read of the value, ordered as `failure` says; a wait until it succeeds; or a fault. */
  readonly otherwise: "read" | "wait" | { readonly fault: string };
  /** Ordering of the read of one that fails; absent: none. */
  readonly failure?: ReadOrder;
  readonly read: ReadOrder;
  readonly write: WriteOrder;
  /** A kernel operation without suffix: on success as if between two full barriers. */
  readonly isFull: boolean;
  /** A kernel operation that returns nothing: its read is not ordered by smp_rmb(). */
  readonly isNoReturn: boolean;
  /** One instruction of an architecture (an AMO), where a pair of exclusives could stand for others. */
  readonly isSingle?: boolean;
  /**
   * That its guard holds is a choice, as `Branch.isChoice` has it: the write is no data of what was compared. And the
   * register, which then has the value already that it was compared with, may be left as it was.
   */
  readonly isChoice?: boolean;
  readonly role?: LockRole;
  readonly lockStep?: LockStep;
  readonly spins?: boolean;
  readonly isAddressDependent?: boolean;
  /** Of both halves, and of the read of one that fails. */
  readonly tags?: Tags;
  readonly site: Site;
}

export interface Fence {
  readonly op: "fence";
  readonly fence: FenceKind;
  readonly tags?: Tags;
  readonly site: Site;
}

/** RCU and SRCU: enter or leave a read-side section of a domain, or wait for a grace period. */
export interface Rcu {
  readonly op: "rcu";
  readonly action: "lock" | "unlock" | "synchronize";
  /** 0 is RCU itself; k > 0 is the k-th srcu_struct, index into `Program.rcuDomains`. */
  readonly domain: number;
  /** Entering a section of SRCU: receives the index to hand back. A machine gives 0. */
  readonly register?: Register | null;
  /** Leaving a section of SRCU: the index that is handed back, perhaps one that another thread was given. */
  readonly value?: Expression;
  readonly site: Site;
}

export interface Assign {
  readonly op: "assign";
  readonly register: Register;
  readonly value: Expression;
  readonly site: Site;
}

/** Gives a register 0 or 1, whichever: what a language leaves open, such as whether a weak compare-exchange fails. */
export interface Choose {
  readonly op: "choose";
  readonly register: Register;
  /** It is a part of a guess of a value (`explain/`): for words only. */
  readonly isGuess?: boolean;
  readonly site: Site;
}

/** Goes on at the next instruction when the condition is not 0, at `target` when it is. */
export interface Branch {
  readonly op: "branch";
  readonly condition: Expression;
  readonly target: number;
  /** Where both ways meet again in the source (end of the `if`), for C's control dependencies; -1 for assembly. */
  readonly join: number;
  /**
   * It only decides which values registers get before `join`, as a conditional select does: nothing is done or left
   * undone for it, so there is no control dependency on it, but a dependency by choice.
   */
  readonly isChoice?: boolean;
  /**
   * What comes later does not wait for what it goes by, as if that had been guessed, and rightly: no dependency on it. No
   * dialect makes one; `explain/` does to ask what a control dependency is good for.
   */
  readonly isGuessed?: boolean;
  readonly site: Site;
}

export interface Jump {
  readonly op: "jump";
  readonly target: number;
  readonly site: Site;
}

/** Counts one more round of a bounded loop in `counter`; past `bound` rounds the thread is cut off. */
export interface Iterate {
  readonly op: "iterate";
  readonly counter: Register;
  readonly bound: number;
  readonly site: Site;
}

/** The thread fails here: BUG_ON, a division by zero, an index out of range. Execution ends. */
export interface Fail {
  readonly op: "fail";
  readonly fault: string;
  readonly site: Site;
}

/** A WARN_ON that fired: reported, execution goes on. */
export interface Warn {
  readonly op: "warn";
  readonly message: string;
  readonly site: Site;
}

export type Instruction =
  | Load
  | Store
  | Rmw
  | Fence
  | Rcu
  | Assign
  | Choose
  | Branch
  | Jump
  | Iterate
  | Fail
  | Warn;

export interface RegisterInfo {
  /** As the user wrote it; temporaries start with `$`. */
  readonly name: string;
  /** Absent for a register without a declared type, which holds any value. */
  readonly type?: IntegerType | undefined;
  /** Value before the first instruction. */
  readonly initial: Code;
}

export interface Thread {
  readonly name: string;
  readonly code: readonly Instruction[];
  readonly registers: readonly RegisterInfo[];
  /**
   * A call_rcu() callback: the location that is not 0 once it was queued. While that is 0 at the end, the thread counts
   * as finished where it stands, at its first instruction.
   */
  readonly startedBy?: Location;
}

export interface LocationInfo {
  /** As a condition names it: `x`, `a[1]`, `vma.vm_refcnt`. */
  readonly name: string;
  readonly type?: IntegerType | undefined;
  readonly initial: Code;
  /** Made by the tool (a queued callback), shown to nobody. */
  readonly isHidden: boolean;
}

/** What is seen of a final state, in the order in which it is printed. `name` is as printed: `0:r1`, `x`. */
export type Observed =
  | {
      readonly kind: "register";
      readonly thread: number;
      readonly register: Register;
      readonly name: string;
    }
  | {
      readonly kind: "location";
      readonly location: Location;
      readonly name: string;
      /** Its value is that of several locations, of which `location` is the first. */
      readonly parts?: Parts | undefined;
    };

/** The only form that engines see: dense integers, with side tables of names and places for printing. */
export interface Program {
  readonly name: string;
  readonly threads: readonly Thread[];
  readonly locations: readonly LocationInfo[];
  readonly values: Values;
  /** Fields of an outcome: those of the condition and of the `locations` clause, registers before locations. */
  readonly observed: readonly Observed[];
  readonly condition: Condition;
  /** Final states for which it is false do not count. */
  readonly filter: Condition | null;
  /** Names of the RCU domains: `rcu`, then the srcu_structs. */
  readonly rcuDomains: readonly string[];
}

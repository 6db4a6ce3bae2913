import type { Program, Rcu } from "../program/program.js";
import { sharedDomains } from "../program/sections.js";
import { reachable } from "./independence.js";
import type { State } from "./machine.js";

/** Bits of a waiting word that stand for threads. */
const WORD_BITS = 32;

/**
 * Read-side sections and grace periods of RCU and SRCU (models.md 3.3; the operational reading of "a grace period ends
 * when every other thread has passed a quiescent state").
 *
 * Words of a thread: its nesting depth in each domain that it reads in; then, if it waits for grace periods, one bit a
 * thread that has not yet passed a quiescent state since the current one began. Its own bit says that one has begun.
 *
 * In a domain whose sections may be left by another thread than the one that entered (`sharedDomains`), the depths of the
 * threads are counted together, one alone may be below 0, and a grace period is one step, taken while nobody is inside
 * and all buffers are empty: a full barrier of every thread. Quiescent states one by one would not do: the reader that
 * enters might pass after the section and the one that leaves before it, with its stores still in its buffer.
 */
export class GracePeriods {
  /** Words that each thread needs. */
  readonly threadWords: readonly number[];
  readonly #program: Program;
  readonly #maskWords: number;
  /** By thread: offset of the nesting word of each domain, -1 for none. */
  readonly #depths: readonly (readonly number[])[];
  /** By thread: offset of the waiting words, -1 for none. */
  readonly #masks: readonly number[];
  readonly #isWaitedFor: readonly boolean[];
  readonly #isShared: readonly boolean[];
  #starts: readonly number[] = [];

  constructor(program: Program) {
    this.#program = program;
    this.#maskWords = Math.ceil(program.threads.length / WORD_BITS);
    const words: number[] = [];
    const depths: (readonly number[])[] = [];
    const masks: number[] = [];
    for (const { code } of program.threads) {
      let offset = 0;
      const uses = (domain: number): boolean =>
        code.some((i) => i.op === "rcu" && i.action !== "synchronize" && i.domain === domain);
      depths.push(program.rcuDomains.map((_, domain) => (uses(domain) ? offset++ : -1)));
      const waits = code.some((i) => i.op === "rcu" && i.action === "synchronize");
      masks.push(waits ? offset : -1);
      words.push(offset + (waits ? this.#maskWords : 0));
    }
    this.threadWords = words;
    this.#isShared = sharedDomains(program);
    this.#depths = depths;
    this.#masks = masks;
    this.#isWaitedFor = program.rcuDomains.map((_, domain) =>
      program.threads.some((t) =>
        t.code.some((i) => i.op === "rcu" && i.action === "synchronize" && i.domain === domain),
      ),
    );
  }

  /** Told once where the words of each thread stand. */
  place(starts: readonly number[]): void {
    this.#starts = starts;
  }

  /** Whether somebody in the program waits for grace periods of the domain: else a section concerns nobody. */
  isWaitedFor(domain: number): boolean {
    return this.#isWaitedFor[domain]!;
  }

  get hasShared(): boolean {
    return this.#isShared.includes(true);
  }

  /** Whether sections of the domain may be left by another thread than the one that entered. */
  isShared(domain: number): boolean {
    return this.#isShared[domain]!;
  }

  /** Sections that a grace period which `thread` begins would wait for before anything else. */
  inside(state: State, thread: number, domain: number): number {
    if (!this.#isShared[domain]!) return this.depth(state, thread, domain);
    let sum = 0;
    for (let j = 0; j < this.#depths.length; j++) sum += this.depth(state, j, domain);
    return sum;
  }

  /**
   * Whether the thread would leave a shared section that somebody has yet to enter. A filter says which executions are
   * meant, such as those where the index was handed over: then only those are looked at, and it is no fault.
   */
  hasToWait(state: State, thread: number, { action, domain }: Rcu): boolean {
    if (action !== "unlock" || this.#program.filter === null || !this.isShared(domain)) {
      return false;
    }
    return this.inside(state, thread, domain) === 0;
  }

  depth(state: State, thread: number, domain: number): number {
    const offset = this.#depths[thread]![domain]!;
    return offset < 0 ? 0 : state[this.#starts[thread]! + offset]!;
  }

  /** Enters (`by` = 1) or leaves (-1) a section. */
  nest(state: State, thread: number, domain: number, by: 1 | -1): void {
    state[this.#starts[thread]! + this.#depths[thread]![domain]!]! += by;
  }

  hasBegun(state: State, thread: number): boolean {
    return this.#bit(state, thread, thread);
  }

  /** Whether every other thread has passed a quiescent state since the grace period of `thread` began. */
  hasEnded(state: State, thread: number): boolean {
    const { length } = this.#program.threads;
    for (let j = 0; j < length; j++) if (j !== thread && this.#bit(state, thread, j)) return false;
    return true;
  }

  /** Begins a grace period of `thread`; `waitFor` adds the threads that it must wait for. */
  begin(state: State, thread: number): void {
    this.waitFor(state, thread, thread);
  }

  waitFor(state: State, thread: number, other: number): void {
    const at = this.#starts[thread]! + this.#masks[thread]! + (other >>> 5);
    state[at]! |= 1 << (other & 31);
  }

  end(state: State, thread: number): void {
    const at = this.#starts[thread]! + this.#masks[thread]!;
    state.fill(0, at, at + this.#maskWords);
  }

  /** Whether the grace period of `waiter` waits for `thread`. */
  waits(state: State, waiter: number, thread: number): boolean {
    return waiter !== thread && this.#bit(state, waiter, thread);
  }

  /** `thread` has passed a quiescent state of the grace period of `waiter`. */
  pass(state: State, waiter: number, thread: number): void {
    const at = this.#starts[waiter]! + this.#masks[waiter]! + (thread >>> 5);
    state[at]! &= ~(1 << (thread & 31));
  }

  #bit(state: State, thread: number, other: number): boolean {
    const mask = this.#masks[thread]!;
    if (mask < 0) return false;
    return (state[this.#starts[thread]! + mask + (other >>> 5)]! & (1 << (other & 31))) !== 0;
  }
}

/** The threads that wait for grace periods somewhere, and for whom they wait. */
export class Waiters {
  readonly threads: readonly number[];
  readonly #grace: GracePeriods;
  readonly #counters: readonly number[];
  /** By thread and program counter: not 0 when a grace period may begin from there on. */
  readonly #beginsFrom: readonly Int32Array[];

  /** `counters` are the words of the threads' program counters. */
  constructor(program: Program, grace: GracePeriods, counters: readonly number[]) {
    this.#grace = grace;
    this.#counters = counters;
    this.#beginsFrom = program.threads.map(({ code }) =>
      reachable(code, (i) => (i.op === "rcu" && i.action === "synchronize" ? 1 : 0)),
    );
    this.threads = counters.map((_, t) => t).filter((t) => this.#beginsFrom[t]![0] !== 0);
  }

  /** Whether a grace period of another thread waits for the thread, or may do so when it begins. */
  isAwaited(state: State, thread: number): boolean {
    for (let k = 0; k < this.threads.length; k++) {
      const waiter = this.threads[k]!;
      if (waiter === thread) continue;
      const pc = state[this.#counters[waiter]!]!;
      const next = this.#grace.hasBegun(state, waiter) ? pc + 1 : pc;
      const begins = this.#beginsFrom[waiter]![next] !== 0;
      if (begins || this.#grace.waits(state, waiter, thread)) return true;
    }
    return false;
  }
}

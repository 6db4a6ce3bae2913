import type { Program } from "../program/program.js";
import type { State } from "./machine.js";

/** Bits of a waiting word that stand for threads. */
const WORD_BITS = 32;

/**
 * Read-side sections and grace periods of RCU and SRCU (models.md 3.3; the operational reading of "a grace period ends
 * when every other thread has passed a quiescent state").
 *
 * Words of a thread: its nesting depth in each domain that it reads in; then, if it waits for grace periods, one bit a
 * thread that has not yet passed a quiescent state since the current one began. Its own bit says that one has begun.
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

import { evaluate } from "../program/evaluate.js";
import type {
  Assign,
  Branch,
  Iterate,
  Jump,
  Load,
  Location,
  Program,
  Rcu,
  Rmw,
  Store,
  Warn,
} from "../program/program.js";
import type { Code, Values } from "../program/value.js";
import { compile, Op, type ThreadCode } from "./code.js";
import { GracePeriods } from "./grace.js";
import type { Events, State } from "./machine.js";
import type { Storage } from "./storage.js";

/** Why a thread stopped before its end, at the instruction `pc`. */
export interface Stop {
  readonly kind: "fault" | "cut";
  readonly pc: number;
  readonly message: string;
}

/**
 * The threads of a packed state, and what they do by themselves between two steps that concern others.
 *
 * Layout of a state: for each thread its program counter, its register slots, its words of `GracePeriods`, its words of
 * the storage; then the shared words of the storage.
 *
 * A program counter up to the code's length means itself, the length being the end; above that, length + 1 + k means
 * that the thread stopped for the reason `stops[k]`.
 */
export class Threads {
  readonly words: number;
  /** First word of each thread, then of the shared part. */
  readonly parts: readonly number[];
  readonly codes: readonly ThreadCode[];
  /** Length of the code of each thread. */
  readonly lengths: readonly number[];
  /** The word of each thread's program counter; its slots follow. */
  readonly counters: readonly number[];
  readonly grace: GracePeriods;
  /** By thread; grows as reasons are met. */
  readonly stops: readonly Stop[][];
  readonly #program: Program;
  readonly #values: Values;
  readonly #storage: Storage;
  readonly #events: Events;
  /** Where each thread stands before its first step. */
  readonly #starts: readonly number[];

  constructor(program: Program, storage: Storage, events: Events, deadRegisters: boolean) {
    const { threads } = program;
    this.#program = program;
    this.#values = program.values;
    this.#storage = storage;
    this.#events = events;
    this.grace = new GracePeriods(program);
    this.lengths = threads.map((t) => t.code.length);
    this.codes = threads.map((_, t) =>
      compile(program, t, deadRegisters, (i) => {
        if (i.op === "fence") return storage.isNoFence(i.fence);
        if (i.op !== "rcu" || i.action === "synchronize") return false;
        return !this.grace.isWaitedFor(i.domain) && !this.grace.isShared(i.domain);
      }),
    );
    this.stops = threads.map(() => []);
    const counters: number[] = [];
    const graceAt: number[] = [];
    const storageAt: number[] = [];
    let words = 0;
    for (let t = 0; t < threads.length; t++) {
      counters.push(words);
      words += 1 + this.codes[t]!.slots;
      graceAt.push(words);
      words += this.grace.threadWords[t]!;
      storageAt.push(words);
      words += storage.threadWords[t]!;
    }
    this.counters = counters;
    this.grace.place(graceAt);
    storage.place({ shared: words, threads: storageAt, counters, events });
    this.parts = [...counters, words];
    this.words = Math.max(1, words + storage.sharedWords);
    const first = new Int32Array(this.words);
    this.initial(first);
    this.#starts = counters.map((at) => first[at]!);
  }

  initial(out: State): void {
    out.fill(0);
    this.#storage.initial(out);
    for (let t = 0; t < this.codes.length; t++) {
      const { initial } = this.codes[t]!;
      const at = this.counters[t]!;
      for (let s = 0; s < initial.length; s++) out[at + 1 + s] = initial[s]!;
      this.settle(out, t, 0);
    }
  }

  /** Whether the thread is a callback that nobody has queued: it counts as finished where it stands. */
  isNotStarted(state: State, thread: number): boolean {
    const { startedBy } = this.#program.threads[thread]!;
    return (
      startedBy !== undefined &&
      state[this.counters[thread]!] === this.#starts[thread] &&
      this.#storage.memory(state, startedBy) === 0
    );
  }

  /** Whether the thread has nothing more to do. */
  isFinished(state: State, thread: number): boolean {
    if (!this.#storage.isDrained(state, thread)) return false;
    const pc = state[this.counters[thread]!];
    return pc === this.lengths[thread] || this.isNotStarted(state, thread);
  }

  /** The thread that stopped before its end, if one did, and why. */
  stopped(state: State): { readonly thread: number; readonly stop: Stop } | null {
    for (let thread = 0; thread < this.counters.length; thread++) {
      const beyond = state[this.counters[thread]!]! - this.lengths[thread]! - 1;
      if (beyond >= 0) return { thread, stop: this.stops[thread]![beyond]! };
    }
    return null;
  }

  /** The location that the access at `pc` goes to, -1 when its address is none. */
  locate(state: State, thread: number, pc: number): Location {
    const code = this.codes[thread]!;
    const constant = code.locations[pc]!;
    if (constant >= 0) return constant;
    return this.#values.cell(this.#address(state, thread, pc), this.#program.locations.length);
  }

  #address(state: State, thread: number, pc: number): Code {
    const { address } = this.codes[thread]!.instructions[pc] as Load | Store | Rmw;
    return evaluate(address, state, this.counters[thread]! + 1, 0, this.#values);
  }

  /** In words, what a location that is none is accessed through. */
  noAddress(state: State, t: number, pc: number): string {
    const address = this.#values.decode(this.#address(state, t, pc));
    return address === 0n
      ? "access through 0 (NULL)"
      : `access through ${address}, which is no address`;
  }

  /** The program counter that says that the thread stopped at `pc` and why. */
  stopAt(t: number, kind: Stop["kind"], pc: number, message: string): number {
    const stops = this.stops[t]!;
    let k = stops.findIndex((s) => s.kind === kind && s.pc === pc && s.message === message);
    if (k < 0) k = stops.push({ kind, pc, message }) - 1;
    return this.lengths[t]! + 1 + k;
  }

  /** Enters or leaves a read-side section; gives the program counter after it. */
  section(state: State, t: number, pc: number, rcu: Rcu): number {
    if (rcu.action === "unlock" && this.grace.inside(state, t, rcu.domain) === 0) {
      const { primitive } = rcu.site;
      const message = `${primitive === "" ? "unlock" : `${primitive}()`} outside of a read-side section`;
      return this.stopAt(t, "fault", pc, message);
    }
    this.grace.nest(state, t, rcu.domain, rcu.action === "lock" ? 1 : -1);
    // The index: readers of a machine are counted, so that one index is enough.
    const target = this.codes[t]!.targets[pc]!;
    if (target >= 0) state[this.counters[t]! + 1 + target] = 0;
    return pc + 1;
  }

  /** Moves the thread to `pc` and on to its next step that concerns others; forgets what it needs no more there. */
  settle(state: State, t: number, pc: number): void {
    const code = this.codes[t]!;
    const length = this.lengths[t]!;
    while (pc < length && code.ops[pc] === Op.local) pc = this.#local(state, t, pc);
    const at = this.counters[t]!;
    state[at] = pc;
    if (pc > length) return;
    const dead = code.deadSlots[pc]!;
    for (let k = 0; k < dead.length; k++) state[at + 1 + dead[k]!] = 0;
    this.#storage.settled(state, t, pc);
  }

  /** Executes a local instruction; gives the program counter after it. */
  #local(state: State, t: number, pc: number): number {
    const code = this.codes[t]!;
    const instruction = code.instructions[pc]! as
      | Assign
      | Branch
      | Jump
      | Iterate
      | Warn
      | Rcu
      | { readonly op: "fence" };
    const registers = this.counters[t]! + 1;
    const target = code.targets[pc]!;
    switch (instruction.op) {
      case "assign":
        if (target >= 0) {
          state[registers + target] = evaluate(
            instruction.value,
            state,
            registers,
            0,
            this.#values,
          );
        }
        return pc + 1;
      case "branch":
        return evaluate(instruction.condition, state, registers, 0, this.#values) === 0
          ? instruction.target
          : pc + 1;
      case "jump":
        return instruction.target;
      case "iterate": {
        const rounds = state[registers + instruction.counter]! + 1;
        const { bound, site } = instruction;
        if (rounds > bound) {
          this.#events.add({ kind: "loop-bound", thread: t, site, bound });
          return this.stopAt(t, "cut", pc, "");
        }
        if (target >= 0) state[registers + target] = rounds;
        return pc + 1;
      }
      case "warn": {
        const { message, site } = instruction;
        this.#events.add({ kind: "warning", thread: t, site, message });
        return pc + 1;
      }
      case "rcu":
        return this.section(state, t, pc, instruction);
      case "fence":
        return pc + 1;
    }
  }
}

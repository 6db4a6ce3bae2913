import { evaluate } from "../program/evaluate.js";
import type { Register } from "../program/expression.js";
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
import type { InOrderOptions } from "./inorder.js";
import type { Events, Fault, MachineEvent, State } from "./machine.js";
import type { ThreadStorage } from "./storage.js";
import { Symmetry } from "./symmetry.js";
import { twins } from "./twins.js";

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
  /** By thread; grows as reasons are met. Threads that can change places have one list. */
  readonly stops: readonly Stop[][];
  /** Threads that can change places; null when there are none, or they are not looked for. */
  readonly symmetry: Symmetry | null;
  readonly #program: Program;
  readonly #values: Values;
  readonly #storage: ThreadStorage;
  readonly #events: Events;
  readonly #isFused: boolean;
  /** Local instructions are only tried, to see where they lead. */
  #isTrial = false;
  /** A state in which they are tried. */
  readonly #trial: State;
  /** Where each thread stands before its first step that is not local. */
  readonly #starts: readonly number[];

  constructor(program: Program, storage: ThreadStorage, events: Events, options: InOrderOptions) {
    const { threads } = program;
    this.#program = program;
    this.#isFused = options.fusedSteps;
    this.#values = program.values;
    this.#storage = storage;
    this.#events = events;
    this.grace = new GracePeriods(program);
    this.lengths = threads.map((t) => t.code.length);
    this.codes = threads.map((_, t) =>
      compile(program, t, options.deadRegisters, (i) => {
        if (i.op === "fence") return storage.isNoFence(i.fence);
        if (i.op !== "rcu" || i.action === "synchronize") return false;
        return !this.grace.isWaitedFor(i.domain) && !this.grace.isShared(i.domain);
      }),
    );
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
    const classes = options.identicalThreads ? twins(program, this.codes, storage.threadWords) : [];
    this.symmetry = classes.length === 0 ? null : new Symmetry(program, classes, this.parts);
    const stops: Stop[][] = threads.map(() => []);
    for (const members of classes) for (const t of members) stops[t] = stops[members[0]!]!;
    this.stops = stops;
    this.words = Math.max(1, words + storage.sharedWords);
    this.#trial = new Int32Array(this.words);
    this.#begin(this.#trial);
    this.#starts = counters.map((_, t) => this.#tryLocals(t, 0));
  }

  /** See `Machine.named`. */
  get named(): number {
    return this.stops.reduce((sum, { length }) => sum + length, this.#values.wideCount);
  }

  initial(out: State): void {
    this.#begin(out);
    for (let t = 0; t < this.codes.length; t++) this.settle(out, t, 0);
  }

  #begin(out: State): void {
    out.fill(0);
    this.#storage.initial(out);
    for (let t = 0; t < this.codes.length; t++) {
      const { initial } = this.codes[t]!;
      const at = this.counters[t]!;
      for (let s = 0; s < initial.length; s++) out[at + 1 + s] = initial[s]!;
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

  /** How the state ended early, if it did by a fault. */
  fault(state: State): Fault | null {
    const stopped = this.stopped(state);
    if (stopped === null || stopped.stop.kind !== "fault") return null;
    const { thread, stop } = stopped;
    const { site } = this.#program.threads[thread]!.code[stop.pc]!;
    return { thread, site, message: stop.message };
  }

  /** The index of the instruction at which a thread stands, or stopped. */
  position(state: State, thread: number): number {
    const pc = state[this.counters[thread]!]!;
    const beyond = pc - this.lengths[thread]! - 1;
    return beyond < 0 ? pc : this.stops[thread]![beyond]!.pc;
  }

  /** What a register holds; 0 where nobody needs that any more. */
  register(state: State, thread: number, register: Register): Code {
    const slot = this.codes[thread]!.slot(register, this.position(state, thread));
    return slot < 0 ? 0 : state[this.counters[thread]! + 1 + slot]!;
  }

  /** Writes the values that the program observes. */
  outcome(state: State, out: Int32Array): void {
    const { observed } = this.#program;
    for (let k = 0; k < observed.length; k++) {
      const o = observed[k]!;
      out[k] =
        o.kind === "location"
          ? this.#storage.memory(state, o.location)
          : this.register(state, o.thread, o.register);
    }
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

  /** What the assignment at `pc` computes. */
  assigned(state: State, t: number, pc: number): Code {
    const { value } = this.codes[t]!.instructions[pc] as Assign;
    return evaluate(value, state, this.counters[t]! + 1, 0, this.#values);
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

  /** Moves the thread to `pc` and, with fused steps, on to its next step that concerns others. */
  settle(state: State, t: number, pc: number): void {
    this.#stand(state, t, this.#isFused ? this.#locals(state, t, pc) : pc);
  }

  /**
   * Moves the thread on after a read at `pc` that led from `state` to `next`. False when that leads back to where the
   * thread was: then it may as well not have read. What the read did to its buffers only took choices away. `begin` is
   * where the operation begins that the read is the end of.
   */
  settleRead(
    state: State,
    next: State,
    t: number,
    pc: number,
    spins: boolean | undefined,
    begin = pc,
  ): boolean {
    const at = this.counters[t]!;
    if (this.#isFused) {
      this.settle(next, t, pc + 1);
      return next[at] !== begin || !(spins === true || this.#isSame(state, next, t));
    }
    const trial = this.#trial;
    const isBack = this.leadsTo(next, t, pc + 1) === begin;
    if (isBack && (spins === true || this.#isSame(state, trial, t))) return false;
    this.settle(next, t, pc + 1);
    return true;
  }

  /** Where the thread would come to by itself from `pc` on. */
  leadsTo(state: State, t: number, pc: number): number {
    this.#trial.set(state);
    return this.#tryLocals(t, pc);
  }

  /** Executes the local instruction at which the thread stands, as a step of its own. */
  stepLocal(state: State, t: number): void {
    this.#stand(state, t, this.#local(state, t, state[this.counters[t]!]!));
  }

  /** Executes all local instructions from `pc` on, without a word; gives the program counter after them. */
  #tryLocals(t: number, pc: number): number {
    this.#isTrial = true;
    const after = this.#locals(this.#trial, t, pc);
    this.#stand(this.#trial, t, after);
    this.#isTrial = false;
    return after;
  }

  #locals(state: State, t: number, from: number): number {
    const { ops } = this.codes[t]!;
    const length = this.lengths[t]!;
    let pc = from;
    while (pc < length && ops[pc] === Op.local) pc = this.#local(state, t, pc);
    return pc;
  }

  /** Puts the thread at `pc`, and forgets what it needs no more there. */
  #stand(state: State, t: number, pc: number): void {
    const at = this.counters[t]!;
    state[at] = pc;
    if (pc > this.lengths[t]!) return;
    const dead = this.codes[t]!.deadSlots[pc]!;
    for (let k = 0; k < dead.length; k++) state[at + 1 + dead[k]!] = 0;
    this.#storage.settled(state, t, pc);
  }

  /** Whether the registers of the thread hold the same. */
  #isSame(state: State, next: State, t: number): boolean {
    const at = this.counters[t]!;
    for (let i = at + this.codes[t]!.slots; i > at; i--) if (state[i] !== next[i]) return false;
    return true;
  }

  #report(event: MachineEvent): void {
    if (!this.#isTrial) this.#events.add(event);
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
        if (target >= 0) state[registers + target] = this.assigned(state, t, pc);
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
          this.#report({ kind: "loop-bound", thread: t, site, bound });
          return this.stopAt(t, "cut", pc, "");
        }
        if (target >= 0) state[registers + target] = rounds;
        return pc + 1;
      }
      case "warn": {
        const { message, site } = instruction;
        this.#report({ kind: "warning", thread: t, site, message });
        return pc + 1;
      }
      case "rcu":
        return this.section(state, t, pc, instruction);
      case "fence":
        return pc + 1;
    }
  }
}

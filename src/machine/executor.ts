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

/** Switches of an in-order machine. Every combination gives the same outcomes. */
export interface InOrderOptions {
  /** A store that only enters its thread's own buffer is taken at once, as the only step explored. */
  readonly eagerStores: boolean;
  /** Registers that nobody will read again are zero. */
  readonly deadRegisters: boolean;
}

/** Why a thread stopped before its end, at the instruction `pc`. */
export interface Stop {
  readonly kind: "fault" | "cut";
  readonly pc: number;
  readonly message: string;
}

/** What a thread or the storage did in one step. */
export type StepKind =
  | "read"
  | "write"
  | "update"
  | "failed-update"
  | "fence"
  | "rcu"
  | "quiesce"
  | "drain"
  | "fault";

/**
 * Runs threads in program order over a storage: the hot half of an in-order machine.
 *
 * Layout of a state: for each thread its program counter, its register slots, its words of `GracePeriods`, its words of
 * the storage; then the shared words of the storage.
 *
 * A program counter up to the code's length means itself, the length being the end; above that, length + 1 + k means
 * that the thread stopped for the reason `stops[k]`.
 */
export class Executor {
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

  /** The step that led to the last call of `emit`: who, what, and which value is read or which slot drains. */
  thread = -1;
  kind: StepKind = "read";
  choice = 0;

  readonly #program: Program;
  readonly #values: Values;
  readonly #locations: number;
  readonly #storage: Storage;
  readonly #events: Events;
  /** By thread and program counter: 1 for a store that may be taken as the only step. */
  readonly #isEager: readonly Uint8Array[];
  /** Threads that wait for grace periods somewhere. */
  readonly #waiters: readonly number[];
  /** Where each thread stands before its first step. */
  readonly #starts: readonly number[];

  constructor(program: Program, storage: Storage, events: Events, options: InOrderOptions) {
    const { threads } = program;
    this.#program = program;
    this.#values = program.values;
    this.#locations = program.locations.length;
    this.#storage = storage;
    this.#events = events;
    this.grace = new GracePeriods(program);
    this.lengths = threads.map((t) => t.code.length);
    this.codes = threads.map((_, t) =>
      compile(program, t, options.deadRegisters, (i) => {
        if (i.op === "fence") return storage.isNoFence(i.fence);
        return i.op === "rcu" && i.action !== "synchronize" && !this.grace.isWaitedFor(i.domain);
      }),
    );
    this.#waiters = threads.flatMap((t, k) =>
      t.code.some((i) => i.op === "rcu" && i.action === "synchronize") ? [k] : [],
    );
    this.#isEager = threads.map(({ code }, t) => {
      // A buffered store keeps a thread from being quiescent: others could tell when it was buffered.
      const isAwaited = this.#waiters.some((waiter) => waiter !== t);
      return Uint8Array.from(code, (i) => {
        const isEager =
          options.eagerStores && !isAwaited && i.op === "store" && storage.isBuffered(i);
        return isEager ? 1 : 0;
      });
    });
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
      this.#settle(out, t, 0);
    }
  }

  successors(state: State, next: State, emit: () => void): void {
    const counters = this.counters;
    const threads = counters.length;
    let hasEager = false;
    for (let t = 0; t < threads; t++) {
      const pc = state[counters[t]!]!;
      if (pc > this.lengths[t]!) return;
      if (this.#isEager[t]![pc] === 1) hasEager = true;
    }
    if (hasEager && this.#eagerStore(state, next)) {
      emit();
      return;
    }
    for (let t = 0; t < threads; t++) {
      const pc = state[counters[t]!]!;
      this.thread = t;
      switch (this.codes[t]!.ops[pc]) {
        case Op.load:
          this.#load(state, next, emit, pc);
          break;
        case Op.store:
          this.#store(state, next, emit, pc);
          break;
        case Op.rmw:
          this.#rmw(state, next, emit, pc);
          break;
        case Op.fence:
          this.#fence(state, next, emit, pc);
          break;
        case Op.rcu:
          this.#rcu(state, next, emit, pc);
          break;
        case Op.fail:
          this.#stop(state, next, emit, pc, faultOf(this.codes[t]!, pc));
          break;
      }
      if (!this.#storage.isDrained(state, t)) this.#drains(state, next, emit);
      else if (this.#waiters.length > 0) this.#quiesce(state, next, emit);
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
    return this.#values.cell(this.#address(state, thread, pc), this.#locations);
  }

  #address(state: State, thread: number, pc: number): Code {
    const { address } = this.codes[thread]!.instructions[pc] as Load | Store | Rmw;
    return evaluate(address, state, this.counters[thread]! + 1, 0, this.#values);
  }

  /** Takes the first store that may enter its buffer now; false when there is none that leads to a usual state. */
  #eagerStore(state: State, next: State): boolean {
    for (let t = 0; t < this.counters.length; t++) {
      const pc = state[this.counters[t]!]!;
      if (this.#isEager[t]![pc] !== 1) continue;
      const store = this.codes[t]!.instructions[pc] as Store;
      const location = this.locate(state, t, pc);
      if (location < 0 || !this.#storage.canWrite(state, t, location, store)) continue;
      if (this.#isRefused(state, t, location, store)) continue;
      copy(state, next);
      this.#storage.write(next, t, location, this.#evaluateFor(state, t, store), store);
      this.#settle(next, t, pc + 1);
      if (next[this.counters[t]!]! > this.lengths[t]!) continue;
      this.thread = t;
      this.kind = "write";
      return true;
    }
    return false;
  }

  #load(state: State, next: State, emit: () => void, pc: number): void {
    const t = this.thread;
    const location = this.locate(state, t, pc);
    if (location < 0) {
      this.#stop(state, next, emit, pc, this.#noAddress(state, t, pc));
      return;
    }
    const storage = this.#storage;
    const code = this.codes[t]!;
    const load = code.instructions[pc] as Load;
    const target = code.targets[pc]!;
    const at = this.counters[t]!;
    const choices = storage.readChoices(state, t, location, load);
    for (let c = 0; c < choices; c++) {
      copy(state, next);
      if (target >= 0) next[at + 1 + target] = storage.peek(state, t, location, c);
      storage.read(next, t, location, c, load);
      this.#settle(next, t, pc + 1);
      if (next[at] === pc && (load.spins === true || this.#isSame(state, next, t))) continue;
      this.kind = "read";
      this.choice = c;
      emit();
    }
  }

  #store(state: State, next: State, emit: () => void, pc: number): void {
    const t = this.thread;
    const location = this.locate(state, t, pc);
    if (location < 0) {
      this.#stop(state, next, emit, pc, this.#noAddress(state, t, pc));
      return;
    }
    const store = this.codes[t]!.instructions[pc] as Store;
    if (this.#isRefused(state, t, location, store)) {
      this.#stop(state, next, emit, pc, store.requires!.fault);
      return;
    }
    if (!this.#storage.canWrite(state, t, location, store)) return;
    copy(state, next);
    this.#storage.write(next, t, location, this.#evaluateFor(state, t, store), store);
    this.#settle(next, t, pc + 1);
    this.kind = "write";
    emit();
  }

  #evaluateFor(state: State, t: number, store: Store): Code {
    return evaluate(store.value, state, this.counters[t]! + 1, 0, this.#values);
  }

  #isRefused(state: State, t: number, location: Location, store: Store): boolean {
    if (store.requires === undefined) return false;
    const old = this.#storage.peek(state, t, location, 0);
    return (
      evaluate(store.requires.condition, state, this.counters[t]! + 1, old, this.#values) === 0
    );
  }

  #rmw(state: State, next: State, emit: () => void, pc: number): void {
    const t = this.thread;
    const location = this.locate(state, t, pc);
    if (location < 0) {
      this.#stop(state, next, emit, pc, this.#noAddress(state, t, pc));
      return;
    }
    const storage = this.#storage;
    const rmw = this.codes[t]!.instructions[pc] as Rmw;
    const registers = this.counters[t]! + 1;
    if (storage.canUpdate(state, t, location, rmw)) {
      const old = storage.memory(state, location);
      if (rmw.guard === undefined || this.#holds(rmw.guard, state, t, old)) {
        copy(state, next);
        const value = evaluate(rmw.value, state, registers, old, this.#values);
        storage.update(next, t, location, value, rmw);
        const target = this.codes[t]!.targets[pc]!;
        if (target >= 0) next[registers + target] = old;
        this.#settle(next, t, pc + 1);
        this.kind = "update";
        emit();
      }
    }
    if (rmw.guard !== undefined && rmw.otherwise !== "wait") {
      this.#failedRmw(state, next, emit, pc, location, rmw);
    }
  }

  #failedRmw(
    state: State,
    next: State,
    emit: () => void,
    pc: number,
    location: Location,
    rmw: Rmw,
  ): void {
    const t = this.thread;
    const storage = this.#storage;
    const at = this.counters[t]!;
    const target = this.codes[t]!.targets[pc]!;
    const choices = storage.failChoices(state, t, location, rmw);
    for (let c = 0; c < choices; c++) {
      const old = storage.peek(state, t, location, c);
      if (this.#holds(rmw.guard!, state, t, old)) continue;
      if (typeof rmw.otherwise === "object") {
        this.#stop(state, next, emit, pc, rmw.otherwise.fault);
        return;
      }
      copy(state, next);
      storage.read(next, t, location, c, rmw);
      if (target >= 0) next[at + 1 + target] = old;
      this.#settle(next, t, pc + 1);
      if (next[at] === pc && (rmw.spins === true || this.#isSame(state, next, t))) continue;
      this.kind = "failed-update";
      this.choice = c;
      emit();
    }
  }

  /**
   * Whether a read led the thread back to where it was: then it may as well not have read. What the read did to the
   * thread's buffers only took choices away.
   */
  #isSame(state: State, next: State, t: number): boolean {
    const at = this.counters[t]!;
    for (let i = at + this.codes[t]!.slots; i > at; i--) if (state[i] !== next[i]) return false;
    return true;
  }

  #holds(condition: Rmw["value"], state: State, t: number, old: Code): boolean {
    return evaluate(condition, state, this.counters[t]! + 1, old, this.#values) !== 0;
  }

  #fence(state: State, next: State, emit: () => void, pc: number): void {
    const t = this.thread;
    const instruction = this.codes[t]!.instructions[pc]!;
    if (instruction.op !== "fence") throw new Error(`no fence at ${pc}: ${instruction.op}`);
    if (!this.#storage.canFence(state, t, instruction.fence)) return;
    copy(state, next);
    this.#storage.fence(next, t, instruction.fence);
    this.#settle(next, t, pc + 1);
    this.kind = "fence";
    emit();
  }

  #rcu(state: State, next: State, emit: () => void, pc: number): void {
    const t = this.thread;
    const rcu = this.codes[t]!.instructions[pc] as Rcu;
    if (rcu.action === "synchronize") {
      this.#synchronize(state, next, emit, pc);
      return;
    }
    copy(state, next);
    this.#settle(next, t, this.#section(next, t, pc, rcu));
    this.kind = next[this.counters[t]!]! > this.lengths[t]! ? "fault" : "rcu";
    emit();
  }

  /** Enters or leaves a read-side section; gives the program counter after it. */
  #section(state: State, t: number, pc: number, rcu: Rcu): number {
    if (rcu.action === "unlock" && this.grace.depth(state, t, rcu.domain) === 0) {
      const { primitive } = rcu.site;
      const message = `${primitive === "" ? "unlock" : `${primitive}()`} outside of a read-side section`;
      return this.#stopAt(t, "fault", pc, message);
    }
    this.grace.nest(state, t, rcu.domain, rcu.action === "lock" ? 1 : -1);
    return pc + 1;
  }

  /** A grace period begins, or ends: both are full barriers. */
  #synchronize(state: State, next: State, emit: () => void, pc: number): void {
    const t = this.thread;
    const { grace } = this;
    if (!this.#storage.canFence(state, t, "mb")) return;
    const hasBegun = grace.hasBegun(state, t);
    if (hasBegun && !grace.hasEnded(state, t)) return;
    const { domain } = this.codes[t]!.instructions[pc] as Rcu;
    // Inside of its own section the thread waits for itself.
    if (grace.depth(state, t, domain) > 0) return;
    copy(state, next);
    this.#storage.fence(next, t, "mb");
    if (hasBegun) {
      grace.end(next, t);
      this.#settle(next, t, pc + 1);
    } else {
      grace.begin(next, t);
      for (let j = 0; j < this.counters.length; j++) {
        const isQuiescent = this.isFinished(state, j) && grace.depth(state, j, domain) === 0;
        if (j !== t && !isQuiescent) grace.waitFor(next, t, j);
      }
    }
    this.kind = "rcu";
    emit();
  }

  /** The thread, outside of read-side sections and with an empty buffer, lets grace periods go on: a full barrier. */
  #quiesce(state: State, next: State, emit: () => void): void {
    const t = this.thread;
    const { grace } = this;
    let isAwaited = false;
    for (let k = 0; k < this.#waiters.length; k++) {
      const waiter = this.#waiters[k]!;
      if (!grace.waits(state, waiter, t)) continue;
      const pc = state[this.counters[waiter]!]!;
      const { domain } = this.codes[waiter]!.instructions[pc] as Rcu;
      if (grace.depth(state, t, domain) > 0) continue;
      if (!isAwaited) copy(state, next);
      isAwaited = true;
      grace.pass(next, waiter, t);
    }
    if (!isAwaited) return;
    this.#storage.fence(next, t, "mb");
    this.kind = "quiesce";
    emit();
  }

  #drains(state: State, next: State, emit: () => void): void {
    const t = this.thread;
    const storage = this.#storage;
    const slots = storage.drainSlots(t);
    for (let slot = 0; slot < slots; slot++) {
      if (!storage.canDrain(state, t, slot)) continue;
      copy(state, next);
      storage.drain(next, t, slot);
      this.kind = "drain";
      this.choice = slot;
      emit();
    }
  }

  #stop(state: State, next: State, emit: () => void, pc: number, message: string): void {
    copy(state, next);
    next[this.counters[this.thread]!] = this.#stopAt(this.thread, "fault", pc, message);
    this.kind = "fault";
    emit();
  }

  /** The program counter that says that the thread stopped at `pc` and why. */
  #stopAt(t: number, kind: Stop["kind"], pc: number, message: string): number {
    const stops = this.stops[t]!;
    let k = stops.findIndex((s) => s.kind === kind && s.pc === pc && s.message === message);
    if (k < 0) k = stops.push({ kind, pc, message }) - 1;
    return this.lengths[t]! + 1 + k;
  }

  #noAddress(state: State, t: number, pc: number): string {
    const address = this.#values.decode(this.#address(state, t, pc));
    return address === 0n
      ? "access through 0 (NULL)"
      : `access through ${address}, which is no address`;
  }

  /** Moves the thread to `pc` and on to its next step that concerns others; forgets what it needs no more there. */
  #settle(state: State, t: number, pc: number): void {
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
          return this.#stopAt(t, "cut", pc, "");
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
        return this.#section(state, t, pc, instruction);
      case "fence":
        return pc + 1;
    }
  }
}

function faultOf(code: ThreadCode, pc: number): string {
  const instruction = code.instructions[pc]!;
  if (instruction.op !== "fail") throw new Error(`no failure at ${pc}: ${instruction.op}`);
  return instruction.fault;
}

function copy(from: State, to: State): void {
  for (let i = 0; i < from.length; i++) to[i] = from[i]!;
}

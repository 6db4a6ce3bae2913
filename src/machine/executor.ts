import { evaluate } from "../program/evaluate.js";
import type { Load, Location, Program, Rcu, Rmw, Store } from "../program/program.js";
import type { Code, Values } from "../program/value.js";
import { Op, type ThreadCode } from "./code.js";
import type { GracePeriods } from "./grace.js";
import type { State } from "./machine.js";
import type { Storage } from "./storage.js";
import type { Threads } from "./threads.js";

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

/** Takes the steps of threads that go in program order over a storage: the hot half of an in-order machine. */
export class Executor {
  /** The step that led to the last call of `emit`: who, what, and which value is read or which slot drains. */
  thread = -1;
  kind: StepKind = "read";
  choice = 0;

  readonly #threads: Threads;
  readonly #codes: readonly ThreadCode[];
  readonly #lengths: readonly number[];
  readonly #counters: readonly number[];
  readonly #grace: GracePeriods;
  readonly #values: Values;
  readonly #storage: Storage;
  /** By thread and program counter: 1 for a store that may be taken as the only step. */
  readonly #isEager: readonly Uint8Array[];
  /** Threads that wait for grace periods somewhere. */
  readonly #waiters: readonly number[];

  constructor(program: Program, storage: Storage, threads: Threads, eagerStores: boolean) {
    this.#threads = threads;
    this.#codes = threads.codes;
    this.#lengths = threads.lengths;
    this.#counters = threads.counters;
    this.#grace = threads.grace;
    this.#values = program.values;
    this.#storage = storage;
    this.#waiters = program.threads.flatMap((t, k) =>
      t.code.some((i) => i.op === "rcu" && i.action === "synchronize") ? [k] : [],
    );
    this.#isEager = program.threads.map(({ code }, t) => {
      // A buffered store keeps a thread from being quiescent: others could tell when it was buffered.
      const isAwaited = this.#waiters.some((waiter) => waiter !== t);
      return Uint8Array.from(code, (i) => {
        const isEager = eagerStores && !isAwaited && i.op === "store" && storage.isBuffered(i);
        return isEager ? 1 : 0;
      });
    });
  }

  /** As `Machine.successors`. */
  successors(state: State, next: State, emit: () => void): void {
    const counters = this.#counters;
    const threads = counters.length;
    let hasEager = false;
    for (let t = 0; t < threads; t++) {
      const pc = state[counters[t]!]!;
      if (pc > this.#lengths[t]!) return;
      if (this.#isEager[t]![pc] === 1) hasEager = true;
    }
    if (hasEager && this.#eagerStore(state, next)) {
      emit();
      return;
    }
    for (let t = 0; t < threads; t++) {
      const pc = state[counters[t]!]!;
      this.thread = t;
      switch (this.#codes[t]!.ops[pc]) {
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
          this.#stop(state, next, emit, pc, faultOf(this.#codes[t]!, pc));
          break;
      }
      if (!this.#storage.isDrained(state, t)) this.#drains(state, next, emit);
      else if (this.#waiters.length > 0) this.#quiesce(state, next, emit);
    }
  }

  /** Takes the first store that may enter its buffer now; false when there is none that leads to a usual state. */
  #eagerStore(state: State, next: State): boolean {
    for (let t = 0; t < this.#counters.length; t++) {
      const pc = state[this.#counters[t]!]!;
      if (this.#isEager[t]![pc] !== 1) continue;
      const store = this.#codes[t]!.instructions[pc] as Store;
      const location = this.#threads.locate(state, t, pc);
      if (location < 0 || !this.#storage.canWrite(state, t, location, store)) continue;
      if (this.#isRefused(state, t, location, store)) continue;
      copy(state, next);
      this.#storage.write(next, t, location, this.#evaluateFor(state, t, store), store);
      this.#threads.settle(next, t, pc + 1);
      if (next[this.#counters[t]!]! > this.#lengths[t]!) continue;
      this.thread = t;
      this.kind = "write";
      return true;
    }
    return false;
  }

  #load(state: State, next: State, emit: () => void, pc: number): void {
    const t = this.thread;
    const location = this.#threads.locate(state, t, pc);
    if (location < 0) {
      this.#stop(state, next, emit, pc, this.#threads.noAddress(state, t, pc));
      return;
    }
    const storage = this.#storage;
    const code = this.#codes[t]!;
    const load = code.instructions[pc] as Load;
    const target = code.targets[pc]!;
    const at = this.#counters[t]!;
    const choices = storage.readChoices(state, t, location, load);
    for (let c = 0; c < choices; c++) {
      copy(state, next);
      if (target >= 0) next[at + 1 + target] = storage.peek(state, t, location, c);
      storage.read(next, t, location, c, load);
      this.#threads.settle(next, t, pc + 1);
      if (next[at] === pc && (load.spins === true || this.#isSame(state, next, t))) continue;
      this.kind = "read";
      this.choice = c;
      emit();
    }
  }

  #store(state: State, next: State, emit: () => void, pc: number): void {
    const t = this.thread;
    const location = this.#threads.locate(state, t, pc);
    if (location < 0) {
      this.#stop(state, next, emit, pc, this.#threads.noAddress(state, t, pc));
      return;
    }
    const store = this.#codes[t]!.instructions[pc] as Store;
    if (this.#isRefused(state, t, location, store)) {
      this.#stop(state, next, emit, pc, store.requires!.fault);
      return;
    }
    if (!this.#storage.canWrite(state, t, location, store)) return;
    copy(state, next);
    this.#storage.write(next, t, location, this.#evaluateFor(state, t, store), store);
    this.#threads.settle(next, t, pc + 1);
    this.kind = "write";
    emit();
  }

  #evaluateFor(state: State, t: number, store: Store): Code {
    return evaluate(store.value, state, this.#counters[t]! + 1, 0, this.#values);
  }

  #isRefused(state: State, t: number, location: Location, store: Store): boolean {
    if (store.requires === undefined) return false;
    const old = this.#storage.peek(state, t, location, 0);
    return (
      evaluate(store.requires.condition, state, this.#counters[t]! + 1, old, this.#values) === 0
    );
  }

  #rmw(state: State, next: State, emit: () => void, pc: number): void {
    const t = this.thread;
    const location = this.#threads.locate(state, t, pc);
    if (location < 0) {
      this.#stop(state, next, emit, pc, this.#threads.noAddress(state, t, pc));
      return;
    }
    const storage = this.#storage;
    const rmw = this.#codes[t]!.instructions[pc] as Rmw;
    const registers = this.#counters[t]! + 1;
    if (storage.canUpdate(state, t, location, rmw)) {
      const old = storage.memory(state, location);
      if (rmw.guard === undefined || this.#holds(rmw.guard, state, t, old)) {
        copy(state, next);
        const value = evaluate(rmw.value, state, registers, old, this.#values);
        storage.update(next, t, location, value, rmw);
        const target = this.#codes[t]!.targets[pc]!;
        if (target >= 0) next[registers + target] = old;
        this.#threads.settle(next, t, pc + 1);
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
    const at = this.#counters[t]!;
    const target = this.#codes[t]!.targets[pc]!;
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
      this.#threads.settle(next, t, pc + 1);
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
    const at = this.#counters[t]!;
    for (let i = at + this.#codes[t]!.slots; i > at; i--) if (state[i] !== next[i]) return false;
    return true;
  }

  #holds(condition: Rmw["value"], state: State, t: number, old: Code): boolean {
    return evaluate(condition, state, this.#counters[t]! + 1, old, this.#values) !== 0;
  }

  #fence(state: State, next: State, emit: () => void, pc: number): void {
    const t = this.thread;
    const instruction = this.#codes[t]!.instructions[pc]!;
    if (instruction.op !== "fence") throw new Error(`no fence at ${pc}: ${instruction.op}`);
    if (!this.#storage.canFence(state, t, instruction.fence)) return;
    copy(state, next);
    this.#storage.fence(next, t, instruction.fence);
    this.#threads.settle(next, t, pc + 1);
    this.kind = "fence";
    emit();
  }

  #rcu(state: State, next: State, emit: () => void, pc: number): void {
    const t = this.thread;
    const rcu = this.#codes[t]!.instructions[pc] as Rcu;
    if (rcu.action === "synchronize") {
      this.#synchronize(state, next, emit, pc);
      return;
    }
    copy(state, next);
    this.#threads.settle(next, t, this.#threads.section(next, t, pc, rcu));
    this.kind = next[this.#counters[t]!]! > this.#lengths[t]! ? "fault" : "rcu";
    emit();
  }

  /** A grace period begins, or ends: both are full barriers. */
  #synchronize(state: State, next: State, emit: () => void, pc: number): void {
    const t = this.thread;
    const grace = this.#grace;
    if (!this.#storage.canFence(state, t, "mb")) return;
    const hasBegun = grace.hasBegun(state, t);
    if (hasBegun && !grace.hasEnded(state, t)) return;
    const { domain } = this.#codes[t]!.instructions[pc] as Rcu;
    // Inside of its own section the thread waits for itself.
    if (grace.depth(state, t, domain) > 0) return;
    copy(state, next);
    this.#storage.fence(next, t, "mb");
    if (hasBegun) {
      grace.end(next, t);
      this.#threads.settle(next, t, pc + 1);
    } else {
      grace.begin(next, t);
      for (let j = 0; j < this.#counters.length; j++) {
        const isQuiescent =
          this.#threads.isFinished(state, j) && grace.depth(state, j, domain) === 0;
        if (j !== t && !isQuiescent) grace.waitFor(next, t, j);
      }
    }
    this.kind = "rcu";
    emit();
  }

  /** The thread, outside of read-side sections and with an empty buffer, lets grace periods go on: a full barrier. */
  #quiesce(state: State, next: State, emit: () => void): void {
    const t = this.thread;
    const grace = this.#grace;
    let isAwaited = false;
    for (let k = 0; k < this.#waiters.length; k++) {
      const waiter = this.#waiters[k]!;
      if (!grace.waits(state, waiter, t)) continue;
      const pc = state[this.#counters[waiter]!]!;
      const { domain } = this.#codes[waiter]!.instructions[pc] as Rcu;
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
    next[this.#counters[this.thread]!] = this.#threads.stopAt(this.thread, "fault", pc, message);
    this.kind = "fault";
    emit();
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

import { evaluate } from "../program/evaluate.js";
import type { Load, Location, Program, Rcu, Rmw, Store } from "../program/program.js";
import type { Code, Values } from "../program/value.js";
import { faultOf, Op, type ThreadCode } from "./code.js";
import { type GracePeriods, Waiters } from "./grace.js";
import type { InOrderOptions } from "./inorder.js";
import type { State } from "./machine.js";
import type { Storage } from "./storage.js";
import type { Symmetry } from "./symmetry.js";
import type { Threads } from "./threads.js";
import { UnnoticedSteps } from "./unnoticed.js";

/** What a thread or the storage did in one step. */
export type StepKind =
  | "read"
  | "write"
  | "update"
  | "failed-update"
  | "fence"
  | "rcu"
  | "choose"
  | "quiesce"
  | "drain"
  | "local"
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
  readonly #isEager: boolean;
  readonly #unnoticedSteps: UnnoticedSteps;
  readonly #waiters: Waiters;
  /** Whether the code of a thread has a failure in it. */
  readonly #canFail: boolean;
  /** Looks at successors in place of `emit`: how many, the least place in the code that one leads to, the last one. */
  #ways = 0;
  #leastPc = 0;
  #probed: State = new Int32Array(0);
  readonly #lastWay: State;
  readonly #symmetry: Symmetry | null;
  /** All threads, in the order in which they are asked for a step, where none can change places with another. */
  readonly #order: Int32Array;
  readonly #probe = (): void => {
    const pc = this.#probed[this.#counters[this.thread]!]!;
    this.#ways++;
    copy(this.#probed, this.#lastWay);
    // One that stopped leads nowhere.
    this.#leastPc = pc > this.#lengths[this.thread]! ? -1 : Math.min(this.#leastPc, pc);
  };

  constructor(program: Program, storage: Storage, threads: Threads, options: InOrderOptions) {
    this.#threads = threads;
    this.#codes = threads.codes;
    this.#lengths = threads.lengths;
    this.#counters = threads.counters;
    this.#grace = threads.grace;
    this.#values = program.values;
    this.#storage = storage;
    this.#waiters = new Waiters(program, threads.grace, threads.counters);
    this.#canFail = threads.codes.some(({ ops }) => ops.includes(Op.fail));
    this.#lastWay = new Int32Array(threads.words);
    this.#isEager = options.eagerStores;
    this.#symmetry = threads.symmetry;
    this.#order = this.#symmetry?.still ?? Int32Array.from(threads.counters, (_, t) => t);
    this.#unnoticedSteps = new UnnoticedSteps(program, storage, threads, this.#waiters, options);
  }

  /** As `Machine.successors`. */
  successors(state: State, next: State, emit: () => void): void {
    this.#explore(state, next, emit, this.#symmetry?.order(state) ?? this.#order, true);
  }

  /** As `Machine.representatives`. */
  representatives(state: State, next: State, emit: () => void): void {
    this.#explore(state, next, emit, this.#order, this.#symmetry === null);
  }

  /** `order` has threads that are the same side by side; only the first of them goes on unless `isAll`. */
  #explore(state: State, next: State, emit: () => void, order: Int32Array, isAll: boolean): void {
    const counters = this.#counters;
    const { length } = counters;
    for (let t = 0; t < length; t++) if (state[counters[t]!]! > this.#lengths[t]!) return;
    // Before a failure nothing is put that has nothing to do with it: the way to it stays short.
    if (this.#isEager && !this.#fails(state) && this.#unnoticed(state, next, emit, order, isAll)) {
      return;
    }
    for (let i = 0; i < length; i++) {
      const t = order[i]!;
      if (!isAll && i > 0 && this.#symmetry!.isSame(state, order[i - 1]!, t)) continue;
      this.thread = t;
      this.#step(state, next, emit, state[counters[t]!]!);
      if (!this.#storage.isDrained(state, t)) this.#drains(state, next, emit);
      else if (this.#waiters.threads.length > 0) this.#quiesce(state, next, emit);
    }
  }

  /** Whether the instruction at which a thread stands can happen now, in some way. */
  canStep(state: State, next: State, thread: number): boolean {
    let count = 0;
    this.thread = thread;
    this.#step(state, next, () => count++, state[this.#counters[thread]!]!);
    return count > 0;
  }

  /** Whether a thread stands at a failure. */
  #fails(state: State): boolean {
    if (!this.#canFail) return false;
    for (let t = 0; t < this.#counters.length; t++) {
      if (this.#codes[t]!.ops[state[this.#counters[t]!]!] === Op.fail) return true;
    }
    return false;
  }

  /** The instruction at which `thread` stands. */
  #step(state: State, next: State, emit: () => void, pc: number): void {
    const code = this.#codes[this.thread]!;
    switch (code.ops[pc]) {
      case Op.local:
        this.#local(state, next, emit);
        break;
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
      case Op.choose:
        this.#choose(state, next, emit, pc);
        break;
      case Op.fail:
        this.#stop(state, next, emit, pc, faultOf(code, pc));
        break;
    }
  }

  /**
   * Takes one step that no other thread can ever notice, in all its ways; false when there is none. What else could
   * happen now can happen after it all the same. With `isAll`, threads that are the same take it in turn: which of them
   * is first is nothing that a state says.
   */
  #unnoticed(
    state: State,
    next: State,
    emit: () => void,
    order: Int32Array,
    isAll: boolean,
  ): boolean {
    this.#unnoticedSteps.look(state);
    this.#probed = next;
    for (let i = 0; i < order.length; i++) {
      if (!this.#unnoticedOf(state, next, emit, order[i]!)) continue;
      if (!isAll || this.#symmetry === null) return true;
      for (let j = i + 1; j < order.length; j++) {
        if (!this.#symmetry.isSame(state, order[i]!, order[j]!)) return true;
        this.#unnoticedOf(state, next, emit, order[j]!);
      }
      return true;
    }
    return false;
  }

  /** Takes such a step of one thread, if it has one. */
  #unnoticedOf(state: State, next: State, emit: () => void, t: number): boolean {
    const storage = this.#storage;
    this.thread = t;
    const pc = state[this.#counters[t]!]!;
    if (this.#unnoticedSteps.has(state, t, pc)) {
      this.#ways = 0;
      this.#leastPc = this.#lengths[t]!;
      this.#step(state, next, this.#probe, pc);
      // Only steps that go on in the code: a round of a loop must not starve the other threads.
      if (this.#ways > 0 && this.#leastPc > pc) {
        if (this.#ways > 1) this.#step(state, next, emit, pc);
        else {
          // `next` may hold a way that was tried after it and leads nowhere.
          copy(this.#lastWay, next);
          emit();
        }
        return true;
      }
    }
    if (!storage.isDrained(state, t)) {
      if (!this.#unnoticedDrain(state, next, t)) return false;
      emit();
      return true;
    }
    if (this.#waiters.threads.length === 0 || !storage.isOrdered(state, t)) return false;
    this.#ways = 0;
    this.#quiesce(state, next, this.#probe);
    if (this.#ways !== 1) return false;
    emit();
    return true;
  }

  #unnoticedDrain(state: State, next: State, t: number): boolean {
    const slot = this.#unnoticedSteps.drainSlot(state, t);
    if (slot < 0) return false;
    copy(state, next);
    this.#storage.drain(next, t, slot);
    this.kind = "drain";
    this.choice = slot;
    return true;
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
      if (!this.#threads.settleRead(state, next, t, pc, load.spins)) continue;
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
      if (!this.#threads.settleRead(state, next, t, pc, rmw.spins)) continue;
      this.kind = "failed-update";
      this.choice = c;
      emit();
    }
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

  #choose(state: State, next: State, emit: () => void, pc: number): void {
    const t = this.thread;
    const target = this.#codes[t]!.targets[pc]!;
    for (let c = 0; c < 2; c++) {
      copy(state, next);
      if (target >= 0) next[this.#counters[t]! + 1 + target] = c;
      this.#threads.settle(next, t, pc + 1);
      this.kind = "choose";
      this.choice = c;
      emit();
    }
  }

  #rcu(state: State, next: State, emit: () => void, pc: number): void {
    const t = this.thread;
    const rcu = this.#codes[t]!.instructions[pc] as Rcu;
    if (rcu.action === "synchronize") {
      this.#synchronize(state, next, emit, pc);
      return;
    }
    if (this.#grace.hasToWait(state, t, rcu)) return;
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
    if (grace.inside(state, t, domain) > 0) return;
    if (grace.isShared(domain)) {
      this.#synchronizeAll(state, next, emit, pc);
      return;
    }
    copy(state, next);
    this.#storage.fence(next, t, "mb");
    if (hasBegun) {
      grace.end(next, t);
      this.#threads.settle(next, t, pc + 1);
    } else {
      grace.begin(next, t);
      for (let j = 0; j < this.#counters.length; j++) {
        if (j !== t && !this.#isQuiescent(state, j, domain)) grace.waitFor(next, t, j);
      }
    }
    this.kind = "rcu";
    emit();
  }

  /** A whole grace period of a domain whose sections are shared, see `GracePeriods`. */
  #synchronizeAll(state: State, next: State, emit: () => void, pc: number): void {
    const { length } = this.#counters;
    for (let j = 0; j < length; j++) if (!this.#storage.canFence(state, j, "mb")) return;
    copy(state, next);
    for (let j = 0; j < length; j++) this.#storage.fence(next, j, "mb");
    this.#threads.settle(next, this.thread, pc + 1);
    this.kind = "rcu";
    emit();
  }

  /** Whether a grace period that begins now need not wait for the thread. */
  #isQuiescent(state: State, j: number, domain: number): boolean {
    if (this.#grace.depth(state, j, domain) > 0) return false;
    if (this.#isEager && this.#storage.isOrdered(state, j)) return true;
    return this.#threads.isFinished(state, j);
  }

  /** The thread, outside of read-side sections and with an empty buffer, lets grace periods go on: a full barrier. */
  #quiesce(state: State, next: State, emit: () => void): void {
    const t = this.thread;
    const grace = this.#grace;
    let isAwaited = false;
    for (let k = 0; k < this.#waiters.threads.length; k++) {
      const waiter = this.#waiters.threads[k]!;
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

  /** Only where local instructions are not executed together with the access before them. */
  #local(state: State, next: State, emit: () => void): void {
    copy(state, next);
    this.#threads.stepLocal(next, this.thread);
    this.kind = this.#threads.stopped(next)?.stop.kind === "fault" ? "fault" : "local";
    emit();
  }

  #stop(state: State, next: State, emit: () => void, pc: number, message: string): void {
    copy(state, next);
    next[this.#counters[this.thread]!] = this.#threads.stopAt(this.thread, "fault", pc, message);
    this.kind = "fault";
    emit();
  }
}

function copy(from: State, to: State): void {
  for (let i = 0; i < from.length; i++) to[i] = from[i]!;
}

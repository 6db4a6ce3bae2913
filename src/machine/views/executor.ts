import { evaluate } from "../../program/evaluate.js";
import type { Expression } from "../../program/expression.js";
import type { Load, Location, Program, Rmw, Site, Store } from "../../program/program.js";
import type { Code, Values } from "../../program/value.js";
import { faultOf, Op, type ThreadCode } from "../code.js";
import { bitOf } from "../independence.js";
import type { Events, State } from "../machine.js";
import type { Symmetry } from "../symmetry.js";
import type { Threads } from "../threads.js";
import type { Guess, Spelt } from "./full.js";
import type { ViewOptions } from "./machine.js";
import type { ViewMemory } from "./memory.js";
import {
  Mode,
  type ModeSet,
  modeOfFailure,
  modeOfFence,
  modeOfLoad,
  modeOfStore,
  modeOfUpdate,
} from "./modes.js";
import type { Suspect } from "./races.js";

export type ViewStepKind =
  | "read"
  | "write"
  | "update"
  | "failed-update"
  | "fence"
  | "choose"
  | "local"
  | "fault";

/** Takes the steps of threads that go in program order over messages: the hot half of the machine. */
export class ViewExecutor {
  /**
   * The step that led to the last call of `emit`: who and what; the place of the message that is read or before which one
   * is written; of a choice, what was chosen.
   */
  thread = -1;
  kind: ViewStepKind = "read";
  place = 0;
  /** The value that a write or an update wrote, and what the access raced with. */
  written: Code = 0;
  raced: Suspect | null = null;

  readonly #threads: Threads;
  readonly #codes: readonly ThreadCode[];
  readonly #lengths: readonly number[];
  readonly #counters: readonly number[];
  readonly #values: Values;
  readonly #memory: ViewMemory;
  readonly #events: Events;
  readonly #options: ViewOptions;
  readonly #guesses: readonly (readonly (Guess | null)[])[];
  readonly #begins: readonly (readonly number[])[];
  /** By thread and program counter: what the instruction is; of a read-modify-write also what one that fails is. */
  readonly #modes: readonly Int32Array[];
  readonly #failures: readonly Int32Array[];
  readonly #canFail: boolean;
  readonly #symmetry: Symmetry | null;
  /** All threads, in the order in which they are asked for a step, where none can change places with another. */
  readonly #order: Int32Array;
  /** Steps of the thread at hand that led on. */
  #steps = 0;

  constructor(
    spelt: Spelt,
    memory: ViewMemory,
    threads: Threads,
    events: Events,
    options: ViewOptions,
  ) {
    const { program, guesses, begins } = spelt;
    this.#threads = threads;
    this.#codes = threads.codes;
    this.#lengths = threads.lengths;
    this.#counters = threads.counters;
    this.#values = program.values;
    this.#memory = memory;
    this.#events = events;
    this.#options = options;
    this.#guesses = guesses;
    this.#begins = begins;
    this.#modes = modesIn(program);
    this.#failures = program.threads.map(({ code }) =>
      Int32Array.from(code, (i) => (i.op === "rmw" ? modeOfFailure(i) : 0)),
    );
    this.#symmetry = threads.symmetry;
    this.#order = this.#symmetry?.still ?? Int32Array.from(threads.counters, (_, t) => t);
    this.#canFail = threads.codes.some(({ ops }) => ops.includes(Op.fail));
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
    if (this.#options.eagerStores && !this.#fails(state)) {
      for (let i = 0; i < length; i++) {
        if (!this.#unnoticed(state, next, emit, order[i]!)) continue;
        // Which of several that are the same is first is nothing that a state says.
        for (let j = i + 1; isAll && j < length; j++) {
          if (this.#symmetry?.isSame(state, order[i]!, order[j]!) !== true) return;
          this.#unnoticed(state, next, emit, order[j]!);
        }
        return;
      }
    }
    for (let i = 0; i < length; i++) {
      const t = order[i]!;
      if (!isAll && i > 0 && this.#symmetry!.isSame(state, order[i - 1]!, t)) continue;
      this.#step(state, next, emit, t, state[counters[t]!]!);
    }
  }

  /** Takes the step of a thread if nobody else can notice it; false when there is none. */
  #unnoticed(state: State, next: State, emit: () => void, t: number): boolean {
    const pc = state[this.#counters[t]!]!;
    if (!this.#isUnnoticed(state, t, pc)) return false;
    this.#steps = 0;
    this.#step(state, next, emit, t, pc);
    return this.#steps > 0;
  }

  /** Whether the instruction at which a thread stands can happen now, in some way. */
  canStep(state: State, next: State, thread: number): boolean {
    let count = 0;
    this.#step(state, next, () => count++, thread, state[this.#counters[thread]!]!);
    return count > 0;
  }

  /** Whether the thread has guessed what will come of an operation, and may never see it. */
  isGuessing(state: State, thread: number): boolean {
    const guess = this.#guesses[thread]![state[this.#counters[thread]!]!];
    return guess !== undefined && guess !== null;
  }

  #fails(state: State): boolean {
    if (!this.#canFail) return false;
    for (let t = 0; t < this.#counters.length; t++) {
      if (this.#codes[t]!.ops[state[this.#counters[t]!]!] === Op.fail) return true;
    }
    return false;
  }

  #step(state: State, next: State, emit: () => void, thread: number, pc: number): void {
    this.thread = thread;
    const code = this.#codes[thread]!;
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
      case Op.choose:
        this.#choose(state, next, emit, pc);
        break;
      case Op.fail:
        this.#stop(state, next, emit, pc, faultOf(code, pc));
        break;
    }
  }

  /**
   * Whether the step of a thread concerns nobody else: whatever others do, now or later, they can do after it. A round of
   * a loop is none, for it must not starve the others.
   */
  #isUnnoticed(state: State, t: number, pc: number): boolean {
    const { needs } = this.#memory;
    if (pc >= this.#lengths[t]! || needs.isOnLoop[t]![pc] === 1) return false;
    switch (this.#codes[t]!.ops[pc]) {
      case Op.local:
      case Op.choose:
        return true;
      case Op.fence:
        return (
          (this.#modes[t]![pc]! & Mode.sc) === 0 || !this.#doOthers(state, t, needs.scFences, -1)
        );
      case Op.load:
        return this.#isAlone(state, t, pc, needs.writes);
      case Op.store:
      case Op.rmw:
        return (
          this.#guesses[t]![pc] === null &&
          (this.#isAlone(state, t, pc, needs.touches) || this.#isEarly(state, t, pc))
        );
      default:
        return false;
    }
  }

  /**
   * Whether a write can come before all that others may still do, although they may read the location. No other thread will
   * write there, so where it stands in the modification order does not depend on them; and a message takes nothing away:
   * what they could have read before it they can read after it, with the same view. Races are reported where they are
   * met, and sequentially consistent writes have an order with others: both are left alone. So are locations whose
   * messages may not all find room, since this way more of them are there at once.
   */
  #isEarly(state: State, t: number, pc: number): boolean {
    if (!this.#options.earlyWrites || (this.#modes[t]![pc]! & Mode.sc) !== 0) return false;
    const { needs, views } = this.#memory;
    const location = this.#threads.locate(state, t, pc);
    if (location < 0 || this.#doOthers(state, t, needs.writes, bitOf(location))) return false;
    return (needs.plain & bitOf(location)) === 0 && !views.isCut(location);
  }

  #isAlone(state: State, t: number, pc: number, uses: readonly Int32Array[]): boolean {
    if (!this.#options.loneAccesses) return false;
    const location = this.#threads.locate(state, t, pc);
    return location >= 0 && !this.#doOthers(state, t, uses, bitOf(location));
  }

  /** Whether another thread may still do something. */
  #doOthers(state: State, t: number, from: readonly Int32Array[], bits: number): boolean {
    for (let j = 0; j < this.#counters.length; j++) {
      if (j !== t && (from[j]![state[this.#counters[j]!]!]! & bits) !== 0) return true;
    }
    return false;
  }

  #load(state: State, next: State, emit: () => void, pc: number): void {
    const t = this.thread;
    const location = this.#locate(state, next, emit, pc);
    if (location < 0) return;
    const { views } = this.#memory;
    const code = this.#codes[t]!;
    const { spins, site } = code.instructions[pc] as Load;
    const target = code.targets[pc]!;
    const at = this.#counters[t]!;
    if (!this.#memory.hasRoom(state, t, -1, site)) return;
    const oldest = views.oldest(state, t, location);
    for (let place = views.count(state, location) - 1; place >= oldest; place--) {
      copy(state, next);
      if (target >= 0) next[at + 1 + target] = views.value(state, location, place);
      if (!this.#memory.load(next, t, location, place, this.#modes[t]![pc]!)) continue;
      const { raced } = this.#memory;
      if (!this.#threads.settleRead(state, next, t, pc, spins)) continue;
      this.#emit(emit, "read", place, site, raced);
    }
  }

  #store(state: State, next: State, emit: () => void, pc: number): void {
    const t = this.thread;
    const location = this.#locate(state, next, emit, pc);
    if (location < 0) return;
    const store = this.#codes[t]!.instructions[pc] as Store;
    if (store.requires !== undefined && !this.#passes(state, next, emit, pc, location, store))
      return;
    const { views } = this.#memory;
    if (!this.#memory.hasRoom(state, t, location, store.site)) return;
    const value = evaluate(store.value, state, this.#counters[t]! + 1, 0, this.#values);
    const oldest = views.oldest(state, t, location);
    for (let place = views.count(state, location); place > oldest; place--) {
      if (views.isClaimed(state, location, place - 1)) continue;
      copy(state, next);
      if (!this.#memory.store(next, t, location, place, value, this.#modes[t]![pc]!)) continue;
      const { raced } = this.#memory;
      this.#threads.settle(next, t, pc + 1);
      this.written = value;
      this.#emit(emit, "write", place, store.site, raced);
    }
  }

  /** Whether some value that the thread may find lets it store; one that does not is a fault. */
  #passes(
    state: State,
    next: State,
    emit: () => void,
    pc: number,
    location: Location,
    { requires }: Store,
  ): boolean {
    const t = this.thread;
    const { views } = this.#memory;
    const { condition, fault } = requires!;
    let isRefused = false;
    let isPassed = false;
    const count = views.count(state, location);
    for (let place = views.oldest(state, t, location); place < count; place++) {
      if (this.#holds(condition, state, t, views.value(state, location, place))) isPassed = true;
      else isRefused = true;
    }
    if (isRefused) this.#stop(state, next, emit, pc, fault);
    return isPassed;
  }

  #rmw(state: State, next: State, emit: () => void, pc: number): void {
    const t = this.thread;
    const location = this.#locate(state, next, emit, pc);
    if (location < 0) return;
    const rmw = this.#codes[t]!.instructions[pc] as Rmw;
    if (!this.#memory.hasRoom(state, t, location, rmw.site)) return;
    const guess = this.#guesses[t]![pc];
    if (guess !== "fails") this.#update(state, next, emit, pc, location, rmw);
    if (rmw.guard === undefined || rmw.otherwise === "wait" || guess === "succeeds") return;
    this.#failedRmw(state, next, emit, pc, location, rmw);
  }

  #update(
    state: State,
    next: State,
    emit: () => void,
    pc: number,
    location: Location,
    rmw: Rmw,
  ): void {
    const t = this.thread;
    const { views } = this.#memory;
    const registers = this.#counters[t]! + 1;
    const target = this.#codes[t]!.targets[pc]!;
    const oldest = views.oldest(state, t, location);
    for (let place = views.count(state, location) - 1; place >= oldest; place--) {
      if (views.isClaimed(state, location, place)) continue;
      const old = views.value(state, location, place);
      if (rmw.guard !== undefined && !this.#holds(rmw.guard, state, t, old)) continue;
      copy(state, next);
      const value = evaluate(rmw.value, state, registers, old, this.#values);
      const mode = this.#modes[t]![pc]!;
      if (!this.#memory.update(next, t, location, place, value, mode)) continue;
      const { raced } = this.#memory;
      if (target >= 0) next[registers + target] = old;
      // One that writes what it has found, and goes round, has only looked.
      const isIdle = rmw.spins === true && value === old;
      if (!this.#settleUpdate(next, pc, isIdle)) continue;
      this.written = value;
      this.#emit(emit, "update", place, rmw.site, raced);
    }
  }

  /** Moves the thread on after an update. False for one that need not have been: an idle one that leads back. */
  #settleUpdate(next: State, pc: number, isIdle: boolean): boolean {
    const t = this.thread;
    if (isIdle) {
      const begin = this.#begins[t]![pc]!;
      const behind = begin === pc ? pc + 1 : pc + 2;
      if (this.#threads.leadsTo(next, t, behind) === begin) return false;
    }
    this.#threads.settle(next, t, pc + 1);
    return true;
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
    const { views } = this.#memory;
    const at = this.#counters[t]!;
    const target = this.#codes[t]!.targets[pc]!;
    const oldest = views.oldest(state, t, location);
    for (let place = views.count(state, location) - 1; place >= oldest; place--) {
      const old = views.value(state, location, place);
      if (this.#holds(rmw.guard!, state, t, old)) continue;
      if (typeof rmw.otherwise === "object") {
        this.#stop(state, next, emit, pc, rmw.otherwise.fault);
        return;
      }
      copy(state, next);
      if (target >= 0) next[at + 1 + target] = old;
      const mode: ModeSet = this.#failures[t]![pc]!;
      if (!this.#memory.load(next, t, location, place, mode)) continue;
      const { raced } = this.#memory;
      const begin = this.#begins[t]![pc]!;
      if (!this.#threads.settleRead(state, next, t, pc, rmw.spins, begin)) continue;
      this.#emit(emit, "failed-update", place, rmw.site, raced);
    }
  }

  #holds(condition: Expression, state: State, t: number, old: Code): boolean {
    return evaluate(condition, state, this.#counters[t]! + 1, old, this.#values) !== 0;
  }

  #fence(state: State, next: State, emit: () => void, pc: number): void {
    const t = this.thread;
    const { site } = this.#codes[t]!.instructions[pc]!;
    if (!this.#memory.hasRoom(state, t, -1, site)) return;
    copy(state, next);
    this.#memory.fence(next, t, this.#modes[t]![pc]!);
    this.#threads.settle(next, t, pc + 1);
    this.#emit(emit, "fence", 0, site, null);
  }

  #choose(state: State, next: State, emit: () => void, pc: number): void {
    const t = this.thread;
    const { targets, instructions } = this.#codes[t]!;
    for (let c = 0; c < 2; c++) {
      copy(state, next);
      if (targets[pc]! >= 0) next[this.#counters[t]! + 1 + targets[pc]!] = c;
      this.#threads.settle(next, t, pc + 1);
      this.#emit(emit, "choose", c, instructions[pc]!.site, null);
    }
  }

  /** Only where local instructions are not executed together with the access before them. */
  #local(state: State, next: State, emit: () => void): void {
    const t = this.thread;
    const { site } = this.#codes[t]!.instructions[state[this.#counters[t]!]!]!;
    copy(state, next);
    this.#threads.stepLocal(next, t);
    const isFault = this.#threads.stopped(next)?.stop.kind === "fault";
    this.#emit(emit, isFault ? "fault" : "local", 0, site, null);
  }

  /** The location of an access; where it has none the thread fails, and it is -1. */
  #locate(state: State, next: State, emit: () => void, pc: number): Location {
    const location = this.#threads.locate(state, this.thread, pc);
    if (location >= 0) return location;
    this.#stop(state, next, emit, pc, this.#threads.noAddress(state, this.thread, pc));
    return -1;
  }

  #stop(state: State, next: State, emit: () => void, pc: number, message: string): void {
    const t = this.thread;
    copy(state, next);
    next[this.#counters[t]!] = this.#threads.stopAt(t, "fault", pc, message);
    this.#emit(emit, "fault", 0, this.#codes[t]!.instructions[pc]!.site, null);
  }

  #emit(
    emit: () => void,
    kind: ViewStepKind,
    place: number,
    site: Site,
    raced: Suspect | null,
  ): void {
    if (raced !== null) {
      const { thread, location } = raced;
      this.#events.add({ kind: "race", thread: this.thread, site, location, other: thread });
    }
    this.kind = kind;
    this.place = place;
    this.raced = raced;
    this.#steps++;
    emit();
  }
}

function modesIn({ threads }: Program): readonly Int32Array[] {
  return threads.map(({ code }) =>
    Int32Array.from(code, (i) => {
      switch (i.op) {
        case "load":
          return modeOfLoad(i);
        case "store":
          return modeOfStore(i);
        case "rmw":
          return modeOfUpdate(i);
        case "fence":
          return modeOfFence(i.fence);
        default:
          return 0;
      }
    }),
  );
}

function copy(from: State, to: State): void {
  for (let i = 0; i < from.length; i++) to[i] = from[i]!;
}

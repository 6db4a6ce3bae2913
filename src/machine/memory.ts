import type {
  FenceKind,
  Instruction,
  Load,
  Location,
  Program,
  Rmw,
  Store,
} from "../program/program.js";
import type { Code } from "../program/value.js";
import type { BufferedStore, Events, StaleValue, State } from "./machine.js";
import type { Layout, ReadSource, Storage } from "./storage.js";

/**
 * One memory without buffers: every access acts on it at once, nothing waits, no fence is needed. Storages with buffers
 * extend it.
 */
export class Memory implements Storage {
  threadWords: readonly number[];
  readonly sharedWords: number;
  readonly #initial: readonly Code[];
  /** First word of memory: the value of location 0. */
  protected at = 0;
  protected threadsAt: readonly number[] = [];
  protected counters: readonly number[] = [];
  protected events: Events | null = null;

  constructor(program: Program) {
    this.threadWords = program.threads.map(() => 0);
    this.sharedWords = program.locations.length;
    this.#initial = program.locations.map((l) => l.initial);
  }

  place(layout: Layout): void {
    this.at = layout.shared;
    this.threadsAt = layout.threads;
    this.counters = layout.counters;
    this.events = layout.events;
  }

  initial(state: State): void {
    state.set(this.#initial, this.at);
  }

  isNoFence(_fence: FenceKind): boolean {
    return true;
  }

  isBuffered(_store: Store): boolean {
    return false;
  }

  readChoices(_state: State, _thread: number, _location: Location, _load: Load): number {
    return 1;
  }

  failChoices(_state: State, _thread: number, _location: Location, _rmw: Rmw): number {
    return 1;
  }

  peek(state: State, _thread: number, location: Location, _choice: number): Code {
    return state[this.at + location]!;
  }

  source(_state: State, _thread: number, _location: Location, _choice: number): ReadSource {
    return "memory";
  }

  read(
    _state: State,
    _thread: number,
    _location: Location,
    _choice: number,
    _access: Load | Rmw,
  ): void {}

  canWrite(_state: State, _thread: number, _location: Location, _store: Store): boolean {
    return true;
  }

  write(state: State, _thread: number, location: Location, value: Code, _store: Store): void {
    state[this.at + location] = value;
  }

  canUpdate(_state: State, _thread: number, _location: Location, _rmw: Rmw): boolean {
    return true;
  }

  update(state: State, _thread: number, location: Location, value: Code, _rmw: Rmw): void {
    state[this.at + location] = value;
  }

  canFence(_state: State, _thread: number, _fence: FenceKind): boolean {
    return true;
  }

  fence(_state: State, _thread: number, _fence: FenceKind): void {}

  drainSlots(_thread: number): number {
    return 0;
  }

  canDrain(_state: State, _thread: number, _slot: number): boolean {
    return false;
  }

  drainLocation(_state: State, thread: number, slot: number): Location {
    throw new RangeError(`thread ${thread} has no slot ${slot}`);
  }

  drainValue(_state: State, thread: number, slot: number): Code {
    throw new RangeError(`thread ${thread} has no slot ${slot}`);
  }

  drain(_state: State, _thread: number, _slot: number): void {}

  isDrained(_state: State, _thread: number): boolean {
    return true;
  }

  obstacles(
    state: State,
    thread: number,
    _location: Location,
    _instruction: Instruction,
  ): readonly BufferedStore[] {
    return this.storeBuffer(state, thread);
  }

  buffered(_state: State, _thread: number): number {
    return 0;
  }

  isOrdered(state: State, thread: number): boolean {
    return this.isDrained(state, thread);
  }

  settled(_state: State, _thread: number, _pc: number): void {}

  memory(state: State, location: Location): Code {
    return state[this.at + location]!;
  }

  storeBuffer(_state: State, _thread: number): readonly BufferedStore[] {
    return [];
  }

  stale(_state: State, _thread: number): readonly StaleValue[] {
    return [];
  }
}

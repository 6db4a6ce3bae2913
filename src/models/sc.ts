import { inOrder } from "../machine/inorder.js";
import type { State } from "../machine/machine.js";
import type { Layout, Storage } from "../machine/storage.js";
import type { Program } from "../program/program.js";
import type { Model } from "./model.js";

/** Sequential consistency: one memory, no buffers; every access is one atomic step. */
export const sc: Model = {
  id: "sc",
  title: "Sequential consistency",
  source: "Lamport, How to make a multiprocessor computer (1979)",
  contains: [],
  machine: (program, options) => inOrder(program, new ScStorage(program), options),
};

class ScStorage implements Storage {
  readonly threadWords: readonly number[];
  readonly sharedWords: number;
  readonly #initial: readonly number[];
  #memory = 0;

  constructor(program: Program) {
    this.threadWords = program.threads.map(() => 0);
    this.sharedWords = program.locations.length;
    this.#initial = program.locations.map((l) => l.initial);
  }

  place(layout: Layout): void {
    this.#memory = layout.shared;
  }

  initial(state: State): void {
    state.set(this.#initial, this.#memory);
  }

  isNoFence(): boolean {
    return true;
  }

  isBuffered(): boolean {
    return false;
  }

  readChoices(): number {
    return 1;
  }

  failChoices(): number {
    return 1;
  }

  peek(state: State, _thread: number, location: number): number {
    return state[this.#memory + location]!;
  }

  source(): "memory" {
    return "memory";
  }

  read(): void {}

  canWrite(): boolean {
    return true;
  }

  write(state: State, _thread: number, location: number, value: number): void {
    state[this.#memory + location] = value;
  }

  canUpdate(): boolean {
    return true;
  }

  update(state: State, _thread: number, location: number, value: number): void {
    state[this.#memory + location] = value;
  }

  canFence(): boolean {
    return true;
  }

  fence(): void {}

  drainSlots(): number {
    return 0;
  }

  canDrain(): boolean {
    return false;
  }

  drainLocation(): number {
    throw new Error("nothing drains under sc");
  }

  drainValue(): number {
    throw new Error("nothing drains under sc");
  }

  drain(): void {}

  isDrained(): boolean {
    return true;
  }

  settled(): void {}

  memory(state: State, location: number): number {
    return state[this.#memory + location]!;
  }

  storeBuffer(): readonly never[] {
    return [];
  }

  stale(): readonly never[] {
    return [];
  }
}

import { bitOf } from "../machine/independence.js";
import { inOrder } from "../machine/inorder.js";
import type { BufferedStore, State } from "../machine/machine.js";
import { Memory } from "../machine/memory.js";
import { BUFFER_ENTRIES_MAX, type ReadSource, strength } from "../machine/storage.js";
import { entriesMax } from "../program/capacity.js";
import type { FenceKind, Instruction, Location, Program, Rmw, Store } from "../program/program.js";
import type { Code } from "../program/value.js";
import { tsoAxioms } from "./axioms-of-machines.js";
import type { MachineModel } from "./model.js";

/** Total store order: a store buffer per thread, first in, first out, that its own loads look into (models.md 1.2). */
export const tso: MachineModel = {
  id: "tso",
  title: "Total store order (x86)",
  source: "Owens, Sarkar, Sewell, A better x86 memory model: x86-TSO (TPHOLs 2009)",
  contains: ["sc"],
  axioms: tsoAxioms,
  machine: (program, options) => inOrder(program, new TsoStorage(program), options),
};

/**
 * Words of a thread: the entries of its buffer, oldest first, each the location plus 1, so that 0 is no entry, then the
 * value.
 */
const ENTRY_WORDS = 2;

class TsoStorage extends Memory {
  /** By thread: entries that its buffer has room for. */
  readonly #capacities: readonly number[];

  constructor(program: Program) {
    super(program);
    this.#capacities = program.threads.map(({ code }) =>
      entriesMax(
        code,
        { enters: (i) => i.op === "store" && i.order !== "sc", empties: empties },
        BUFFER_ENTRIES_MAX,
      ),
    );
    this.threadWords = this.#capacities.map((n) => n * ENTRY_WORDS);
  }

  override isNoFence(fence: FenceKind): boolean {
    return strength(fence) !== "mb";
  }

  override isBuffered(store: Store): boolean {
    return store.order !== "sc";
  }

  override peek(state: State, thread: number, location: Location, _choice: number): Code {
    const entry = this.#youngest(state, thread, location);
    return entry < 0 ? state[this.at + location]! : state[entry + 1]!;
  }

  override source(state: State, thread: number, location: Location, _choice: number): ReadSource {
    return this.#youngest(state, thread, location) < 0 ? "memory" : "store-buffer";
  }

  override failChoices(state: State, thread: number): number {
    return this.isDrained(state, thread) ? 1 : 0;
  }

  override canWrite(state: State, thread: number, _location: Location, store: Store): boolean {
    if (store.order === "sc") return this.isDrained(state, thread);
    const bound = this.#capacities[thread]!;
    if (state[this.threadsAt[thread]! + ENTRY_WORDS * (bound - 1)] === 0) return true;
    this.events?.add({ kind: "buffer-bound", thread, site: store.site, bound });
    return false;
  }

  override write(
    state: State,
    thread: number,
    location: Location,
    value: Code,
    store: Store,
  ): void {
    if (store.order === "sc") {
      state[this.at + location] = value;
      return;
    }
    let entry = this.threadsAt[thread]!;
    while (state[entry] !== 0) entry += ENTRY_WORDS;
    state[entry] = location + 1;
    state[entry + 1] = value;
  }

  /** A locked instruction drains the buffer first, whether it succeeds or not. */
  override canUpdate(state: State, thread: number, _location: Location, _rmw: Rmw): boolean {
    return this.isDrained(state, thread);
  }

  override canFence(state: State, thread: number, fence: FenceKind): boolean {
    return strength(fence) !== "mb" || this.isDrained(state, thread);
  }

  override drainSlots(thread: number): number {
    return this.#capacities[thread]! > 0 ? 1 : 0;
  }

  override canDrain(state: State, thread: number, _slot: number): boolean {
    return !this.isDrained(state, thread);
  }

  override drainLocation(state: State, thread: number, _slot: number): Location {
    return state[this.threadsAt[thread]!]! - 1;
  }

  override drainValue(state: State, thread: number, _slot: number): Code {
    return state[this.threadsAt[thread]! + 1]!;
  }

  override drain(state: State, thread: number, _slot: number): void {
    const first = this.threadsAt[thread]!;
    const last = first + ENTRY_WORDS * (this.#capacities[thread]! - 1);
    state[this.at + state[first]! - 1] = state[first + 1]!;
    for (let i = first; i < last; i++) state[i] = state[i + ENTRY_WORDS]!;
    state[last] = 0;
    state[last + 1] = 0;
  }

  override isDrained(state: State, thread: number): boolean {
    return this.#capacities[thread] === 0 || state[this.threadsAt[thread]!] === 0;
  }

  override buffered(state: State, thread: number): number {
    const first = this.threadsAt[thread]!;
    let set = 0;
    for (let k = 0; k < this.#capacities[thread]!; k++) {
      const location = state[first + ENTRY_WORDS * k]! - 1;
      if (location < 0) break;
      set |= bitOf(location);
    }
    return set;
  }

  override storeBuffer(state: State, thread: number): readonly BufferedStore[] {
    const first = this.threadsAt[thread]!;
    return Array.from({ length: this.#capacities[thread]! }, (_, k) => ({
      location: state[first + ENTRY_WORDS * k]! - 1,
      value: state[first + ENTRY_WORDS * k + 1]!,
      group: k,
    })).filter(({ location }) => location >= 0);
  }

  /** The word of the newest entry for a location, or -1. */
  #youngest(state: State, thread: number, location: Location): number {
    const first = this.threadsAt[thread]!;
    for (let k = this.#capacities[thread]! - 1; k >= 0; k--) {
      if (state[first + ENTRY_WORDS * k] === location + 1) return first + ENTRY_WORDS * k;
    }
    return -1;
  }
}

function empties(i: Instruction): boolean {
  switch (i.op) {
    case "fence":
      return strength(i.fence) === "mb";
    case "store":
      return i.order === "sc";
    case "rmw":
      return true;
    case "rcu":
      return i.action === "synchronize";
    default:
      return false;
  }
}

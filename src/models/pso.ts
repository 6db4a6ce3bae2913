import { bitOf } from "../machine/independence.js";
import { inOrder } from "../machine/inorder.js";
import type { BufferedStore, State } from "../machine/machine.js";
import { Memory } from "../machine/memory.js";
import { BUFFER_ENTRIES_MAX, type ReadSource, strength } from "../machine/storage.js";
import { entriesMax } from "../program/capacity.js";
import type { FenceKind, Instruction, Location, Program, Rmw, Store } from "../program/program.js";
import type { Code } from "../program/value.js";
import { psoAxioms } from "./axioms-of-machines.js";
import type { MachineModel } from "./model.js";

/**
 * Partial store order: as TSO, but buffered stores to different locations may leave in any order. A store barrier
 * divides the buffer into groups; only stores of the oldest group may leave (models.md 1.3, where the division is a
 * marker in the buffer).
 */
export const pso: MachineModel = {
  id: "pso",
  title: "Partial store order (SPARC)",
  source: "The SPARC Architecture Manual, version 8, appendix K (1992)",
  contains: ["sc", "tso"],
  axioms: psoAxioms,
  machine: (program, options) => inOrder(program, new PsoStorage(program), options),
};

/**
 * Words of a thread, none if it never buffers: the number of entries, doubled, plus 1 when a barrier stands behind the
 * last; then the entries, each a key, group * locations + location, and the value.
 *
 * Canonical form: entries are in order of their keys, those of one key in order of age, for the order of stores of one
 * group to different locations means nothing; the oldest group is 0; no barrier stands in an empty buffer.
 */
const ENTRY_WORDS = 2;

class PsoStorage extends Memory {
  /** By thread: entries that its buffer has room for. */
  readonly #capacities: readonly number[];
  readonly #locations: number;

  constructor(program: Program) {
    super(program);
    this.#locations = program.locations.length;
    this.#capacities = program.threads.map(({ code }) =>
      entriesMax(
        code,
        { enters: (i) => i.op === "store" && i.order !== "sc", empties },
        BUFFER_ENTRIES_MAX,
      ),
    );
    this.threadWords = this.#capacities.map((n) => (n === 0 ? 0 : 1 + n * ENTRY_WORDS));
  }

  override isNoFence(fence: FenceKind): boolean {
    return strength(fence) === "rmb" || strength(fence) === "barrier";
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

  override failChoices(state: State, thread: number, location: Location, rmw: Rmw): number {
    return this.canUpdate(state, thread, location, rmw) ? 1 : 0;
  }

  override canWrite(state: State, thread: number, _location: Location, store: Store): boolean {
    if (store.order === "sc") return this.isDrained(state, thread);
    const bound = this.#capacities[thread]!;
    if (this.#count(state, thread) < bound) return true;
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
    if (store.order === "release") this.#divide(state, thread);
    const head = this.threadsAt[thread]!;
    const count = this.#count(state, thread);
    const key = this.#nextGroup(state, thread) * this.#locations + location;
    let entry = head + 1 + ENTRY_WORDS * count;
    for (; entry > head + 1 && state[entry - ENTRY_WORDS]! > key; entry -= ENTRY_WORDS) {
      state[entry] = state[entry - ENTRY_WORDS]!;
      state[entry + 1] = state[entry - ENTRY_WORDS + 1]!;
    }
    state[entry] = key;
    state[entry + 1] = value;
    state[head] = 2 * (count + 1);
  }

  /** Acts on memory in the order of stores: after every barrier, and after stores to the same location. */
  override canUpdate(state: State, thread: number, location: Location, rmw: Rmw): boolean {
    if (this.isDrained(state, thread)) return true;
    if (rmw.isFull || rmw.write === "release" || rmw.write === "sc" || rmw.read === "sc") {
      return false;
    }
    return this.#nextGroup(state, thread) === 0 && this.#youngest(state, thread, location) < 0;
  }

  override canFence(state: State, thread: number, fence: FenceKind): boolean {
    return strength(fence) !== "mb" || this.isDrained(state, thread);
  }

  override fence(state: State, thread: number, fence: FenceKind): void {
    const kind = strength(fence);
    if (kind === "wmb" || kind === "rmb wmb") this.#divide(state, thread);
  }

  override drainSlots(thread: number): number {
    return this.#capacities[thread]!;
  }

  override canDrain(state: State, thread: number, slot: number): boolean {
    if (slot >= this.#count(state, thread)) return false;
    const entry = this.#entry(thread, slot);
    if (state[entry]! >= this.#locations) return false;
    return slot === 0 || state[entry - ENTRY_WORDS] !== state[entry];
  }

  override drainLocation(state: State, thread: number, slot: number): Location {
    return state[this.#entry(thread, slot)]! % this.#locations;
  }

  override drainValue(state: State, thread: number, slot: number): Code {
    return state[this.#entry(thread, slot) + 1]!;
  }

  override drain(state: State, thread: number, slot: number): void {
    const entry = this.#entry(thread, slot);
    state[this.at + state[entry]!] = state[entry + 1]!;
    const head = this.threadsAt[thread]!;
    const end = head + 1 + ENTRY_WORDS * this.#count(state, thread);
    for (let i = entry; i < end - ENTRY_WORDS; i++) state[i] = state[i + ENTRY_WORDS]!;
    state[end - 2] = 0;
    state[end - 1] = 0;
    state[head]! -= 2;
    if (state[head]! < 2) {
      state[head] = 0;
      return;
    }
    const first = state[head + 1]!;
    const gone = first - (first % this.#locations);
    if (gone === 0) return;
    for (let i = head + 1; i < end - ENTRY_WORDS; i += ENTRY_WORDS) state[i]! -= gone;
  }

  override isDrained(state: State, thread: number): boolean {
    return this.#count(state, thread) === 0;
  }

  override obstacles(
    state: State,
    thread: number,
    location: Location,
    instruction: Instruction,
  ): readonly BufferedStore[] {
    const held = this.storeBuffer(state, thread);
    if (instruction.op !== "rmw" || empties(instruction)) return held;
    const group = this.#nextGroup(state, thread);
    return held.filter((store) => store.group < group || store.location === location);
  }

  override buffered(state: State, thread: number): number {
    let set = 0;
    for (let k = this.#count(state, thread) - 1; k >= 0; k--) {
      set |= bitOf(this.drainLocation(state, thread, k));
    }
    return set;
  }

  override storeBuffer(state: State, thread: number): readonly BufferedStore[] {
    return Array.from({ length: this.#count(state, thread) }, (_, k) => {
      const key = state[this.#entry(thread, k)]!;
      return {
        location: key % this.#locations,
        value: state[this.#entry(thread, k) + 1]!,
        group: Math.floor(key / this.#locations),
      };
    });
  }

  #count(state: State, thread: number): number {
    return this.#capacities[thread] === 0 ? 0 : state[this.threadsAt[thread]!]! >> 1;
  }

  #entry(thread: number, slot: number): number {
    return this.threadsAt[thread]! + 1 + ENTRY_WORDS * slot;
  }

  /** The group that a store would enter now. */
  #nextGroup(state: State, thread: number): number {
    const count = this.#count(state, thread);
    if (count === 0) return 0;
    const last = state[this.#entry(thread, count - 1)]!;
    return (
      (last - (last % this.#locations)) / this.#locations + (state[this.threadsAt[thread]!]! & 1)
    );
  }

  /** Puts a barrier behind the last entry, if there is one. */
  #divide(state: State, thread: number): void {
    if (this.#count(state, thread) > 0) state[this.threadsAt[thread]!]! |= 1;
  }

  /** The word of the newest entry for a location, or -1. */
  #youngest(state: State, thread: number, location: Location): number {
    for (let k = this.#count(state, thread) - 1; k >= 0; k--) {
      const entry = this.#entry(thread, k);
      if (state[entry]! % this.#locations === location) return entry;
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
      return i.isFull || i.write === "release" || i.write === "sc" || i.read === "sc";
    case "rcu":
      return i.action === "synchronize";
    default:
      return false;
  }
}

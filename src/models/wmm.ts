import { bitOf } from "../machine/independence.js";
import { inOrder } from "../machine/inorder.js";
import type { BufferedStore, StaleValue, State } from "../machine/machine.js";
import { Memory } from "../machine/memory.js";
import {
  BUFFER_ENTRIES_MAX,
  type Layout,
  type ReadSource,
  STALE_VALUES_MAX,
  strength,
} from "../machine/storage.js";
import { entriesMax, mayTouch } from "../program/capacity.js";
import type {
  FenceKind,
  Instruction,
  Load,
  Location,
  Program,
  Rmw,
  Site,
  Store,
} from "../program/program.js";
import type { Code } from "../program/value.js";
import { wmmAxioms } from "./axioms-of-machines.js";
import type { MachineModel, MachineOptions } from "./model.js";
import { isAcquire, staleness } from "./staleness.js";

/**
 * A store buffer and an invalidation buffer per thread. The store buffer keeps stores of one location in order and
 * nothing else; the invalidation buffer holds values that others have overwritten and that the thread may still read
 * (models.md 1.4, with the read-modify-writes of its rule, and the kernel's orderings of section 3: an address that
 * depends on a read makes the thread drop its stale values before it reads there).
 */
export const wmm: MachineModel = {
  id: "wmm",
  title: "WMM: store buffers and invalidation buffers",
  source: "Zhang, Vijayaraghavan, Arvind, Weak memory models (PACT 2017)",
  contains: ["sc", "tso", "pso"],
  axioms: wmmAxioms,
  machine: (program, options) => inOrder(program, new WmmStorage(program, options), options),
};

/** A queue in the words of a thread: its length, then its values, oldest first, then zeros. */
interface Queue {
  readonly location: Location;
  readonly capacity: number;
  /** Where a value came from that did not fit. */
  readonly site: Site | null;
}

/**
 * Words of a thread: the number of all its buffered stores; a queue of buffered stores for each location that it may
 * store to; a queue of stale values for each location that it may read and others may write.
 *
 * Canonical form: the newest stale value is not the one in memory, for reading either is the same; neighbours in a queue
 * of stale values differ; stale values that the thread cannot read any more are dropped (`staleness`).
 */
class WmmStorage extends Memory {
  readonly #program: Program;
  /** By thread: its queues of stores, then of stale values. */
  readonly #stores: readonly (readonly Queue[])[];
  readonly #stale: readonly (readonly Queue[])[];
  /** By thread and location: the word of the queue, -1 for none. Known once the layout is. */
  readonly #storeAt: Int32Array[] = [];
  readonly #staleAt: Int32Array[] = [];
  /** By thread and location: how many stale values there is room for. */
  readonly #room: readonly Int32Array[];
  readonly #needed: readonly (readonly Uint8Array[])[];
  readonly #isForgetting: boolean;

  constructor(program: Program, { deadStaleValues }: MachineOptions) {
    super(program);
    this.#isForgetting = deadStaleValues;
    this.#program = program;
    const { threads, locations } = program;
    this.#needed = threads.map((_, t) => staleness(program, t));
    this.#stores = threads.map((_, t) => storeQueues(program, t));
    this.#stale = threads.map((_, t) =>
      staleQueues(program, t, (l) => this.#needed[t]!.some((needed) => needed[l] === 1)),
    );
    this.#room = threads.map((_, t) => {
      const room = new Int32Array(locations.length);
      for (const { location, capacity } of this.#stale[t]!) room[location] = capacity;
      return room;
    });
    this.threadWords = threads.map((_, t) => {
      const stores = this.#stores[t]!;
      const own = stores.length === 0 ? 0 : 1;
      return own + sum([...stores, ...this.#stale[t]!].map((q) => 1 + q.capacity));
    });
  }

  override place(layout: Layout): void {
    super.place(layout);
    const locations = this.#program.locations.length;
    this.#program.threads.forEach((_, t) => {
      let at = layout.threads[t]! + (this.#stores[t]!.length === 0 ? 0 : 1);
      const lay = (queues: readonly Queue[]): Int32Array => {
        const starts = new Int32Array(locations).fill(-1);
        for (const { location, capacity } of queues) {
          starts[location] = at;
          at += 1 + capacity;
        }
        return starts;
      };
      this.#storeAt.push(lay(this.#stores[t]!));
      this.#staleAt.push(lay(this.#stale[t]!));
    });
  }

  override isNoFence(fence: FenceKind): boolean {
    return strength(fence) === "barrier";
  }

  override isBuffered(): boolean {
    return true;
  }

  override readChoices(state: State, thread: number, location: Location, load: Load): number {
    if (load.order === "sc" && !this.isDrained(state, thread)) return 0;
    if (load.order === "sc" || load.isAddressDependent === true) return 1;
    return this.#choices(state, thread, location);
  }

  override failChoices(state: State, thread: number, location: Location, rmw: Rmw): number {
    if (rmw.failure === "sc" && !this.isDrained(state, thread)) return 0;
    if (rmw.failure === "sc" || rmw.isAddressDependent === true) return 1;
    return this.#choices(state, thread, location);
  }

  /** Choice 0 is the thread's own newest store or memory, choice k its k-th stale value, oldest first. */
  override peek(state: State, thread: number, location: Location, choice: number): Code {
    if (choice > 0) return state[this.#staleAt[thread]![location]! + choice]!;
    const queue = this.#storeAt[thread]![location]!;
    if (queue >= 0 && state[queue]! > 0) return state[queue + state[queue]!]!;
    return state[this.at + location]!;
  }

  override source(state: State, thread: number, location: Location, choice: number): ReadSource {
    if (choice > 0) return "invalidation-buffer";
    return this.#isBuffering(state, thread, location) ? "store-buffer" : "memory";
  }

  override read(
    state: State,
    thread: number,
    location: Location,
    choice: number,
    access: Load | Rmw,
  ): void {
    const order = access.op === "load" ? access.order : (access.failure ?? "relaxed");
    if (access.isAddressDependent === true || isAcquire(order)) {
      this.#reconcile(state, thread);
      return;
    }
    if (choice === 0) this.#forget(state, thread, location, -1);
    else this.#forget(state, thread, location, choice - 1);
  }

  override canWrite(state: State, thread: number, location: Location, store: Store): boolean {
    if ((store.order === "release" || store.order === "sc") && !this.isDrained(state, thread)) {
      return false;
    }
    const { capacity } = this.#stores[thread]!.find((q) => q.location === location)!;
    if (state[this.#storeAt[thread]![location]!]! < capacity) return true;
    this.events?.add({ kind: "buffer-bound", thread, site: store.site, bound: capacity });
    return false;
  }

  override write(state: State, thread: number, location: Location, value: Code): void {
    const queue = this.#storeAt[thread]![location]!;
    state[this.threadsAt[thread]!]! += 1;
    state[queue]! += 1;
    state[queue + state[queue]!] = value;
    this.#forget(state, thread, location, -1);
  }

  override canUpdate(state: State, thread: number, location: Location, rmw: Rmw): boolean {
    if (commits(rmw) && !this.isDrained(state, thread)) return false;
    return !this.#isBuffering(state, thread, location);
  }

  override update(state: State, thread: number, location: Location, value: Code, rmw: Rmw): void {
    if (rmw.isFull || isAcquire(rmw.read)) this.#reconcile(state, thread);
    else this.#forget(state, thread, location, -1);
    this.#writeMemory(state, thread, location, value);
  }

  override canFence(state: State, thread: number, fence: FenceKind): boolean {
    const kind = strength(fence);
    return kind === "rmb" || kind === "barrier" || this.isDrained(state, thread);
  }

  override fence(state: State, thread: number, fence: FenceKind): void {
    const kind = strength(fence);
    if (kind === "mb" || kind === "rmb" || kind === "rmb wmb") this.#reconcile(state, thread);
  }

  override drainSlots(thread: number): number {
    return this.#stores[thread]!.length;
  }

  override canDrain(state: State, thread: number, slot: number): boolean {
    return state[this.#slotAt(thread, slot)]! > 0;
  }

  override drainLocation(_state: State, thread: number, slot: number): Location {
    return this.#stores[thread]![slot]!.location;
  }

  override drainValue(state: State, thread: number, slot: number): Code {
    return state[this.#slotAt(thread, slot) + 1]!;
  }

  override drain(state: State, thread: number, slot: number): void {
    const queue = this.#slotAt(thread, slot);
    const value = state[queue + 1]!;
    shift(state, queue, 1);
    state[this.threadsAt[thread]!]! -= 1;
    this.#writeMemory(state, thread, this.#stores[thread]![slot]!.location, value);
  }

  override isDrained(state: State, thread: number): boolean {
    return this.#stores[thread]!.length === 0 || state[this.threadsAt[thread]!] === 0;
  }

  override obstacles(
    state: State,
    thread: number,
    location: Location,
    instruction: Instruction,
  ): readonly BufferedStore[] {
    const held = this.storeBuffer(state, thread);
    const isRmw = instruction.op === "rmw";
    if (isRmw ? commits(instruction) : empties(instruction)) return held;
    return held.filter((store) => store.location === location);
  }

  override buffered(state: State, thread: number): number {
    if (this.isDrained(state, thread)) return 0;
    const queues = this.#stores[thread]!;
    let set = 0;
    for (let slot = 0; slot < queues.length; slot++) {
      if (this.canDrain(state, thread, slot)) set |= bitOf(queues[slot]!.location);
    }
    return set;
  }

  override isOrdered(state: State, thread: number): boolean {
    if (!this.isDrained(state, thread)) return false;
    const queues = this.#stale[thread]!;
    for (let k = 0; k < queues.length; k++) {
      if (state[this.#staleAt[thread]![queues[k]!.location]!]! > 0) return false;
    }
    return true;
  }

  override settled(state: State, thread: number, pc: number): void {
    if (!this.#isForgetting) return;
    const queues = this.#stale[thread]!;
    const needed = this.#needed[thread]![pc]!;
    for (let k = 0; k < queues.length; k++) {
      const { location } = queues[k]!;
      if (needed[location] === 0) this.#forget(state, thread, location, -1);
    }
  }

  override storeBuffer(state: State, thread: number): readonly BufferedStore[] {
    return this.#stores[thread]!.flatMap(({ location }) => {
      const queue = this.#storeAt[thread]![location]!;
      const values = state.subarray(queue + 1, queue + 1 + state[queue]!);
      return Array.from(values, (value) => ({ location, value, group: 0 }));
    });
  }

  override stale(state: State, thread: number): readonly StaleValue[] {
    return this.#stale[thread]!.flatMap(({ location }) => {
      const queue = this.#staleAt[thread]![location]!;
      const values = state.subarray(queue + 1, queue + 1 + state[queue]!);
      return Array.from(values, (value) => ({ location, value }));
    });
  }

  #slotAt(thread: number, slot: number): number {
    return this.#storeAt[thread]![this.#stores[thread]![slot]!.location]!;
  }

  #isBuffering(state: State, thread: number, location: Location): boolean {
    const queue = this.#storeAt[thread]![location]!;
    return queue >= 0 && state[queue]! > 0;
  }

  #choices(state: State, thread: number, location: Location): number {
    const queue = this.#staleAt[thread]![location]!;
    return queue < 0 ? 1 : 1 + state[queue]!;
  }

  /** Drops the stale values of a location that are older than the `kept`-th; all of them for -1. */
  #forget(state: State, thread: number, location: Location, kept: number): void {
    const queue = this.#staleAt[thread]![location]!;
    if (queue < 0 || state[queue] === 0) return;
    shift(state, queue, kept < 0 ? state[queue]! : kept);
  }

  #reconcile(state: State, thread: number): void {
    const queues = this.#stale[thread]!;
    for (let k = 0; k < queues.length; k++) this.#forget(state, thread, queues[k]!.location, -1);
  }

  /** Memory takes a value; every other thread that buffers no store there keeps the old one as stale. */
  #writeMemory(state: State, writer: number, location: Location, value: Code): void {
    const old = state[this.at + location]!;
    if (old === value) return;
    state[this.at + location] = value;
    for (let t = 0; t < this.threadsAt.length; t++) {
      const room = this.#room[t]![location]!;
      if (t === writer || room === 0 || this.#isBuffering(state, t, location)) continue;
      const needed = this.#needed[t]![state[this.counters[t]!]!];
      if (needed === undefined || needed[location] === 0) continue;
      const queue = this.#staleAt[t]![location]!;
      if (state[queue] === room) this.#overflow(state, t, location, queue);
      state[queue]! += 1;
      state[queue + state[queue]!] = old;
    }
  }

  #overflow(state: State, thread: number, location: Location, queue: number): void {
    const { site, capacity } = this.#stale[thread]!.find((q) => q.location === location)!;
    if (site !== null) this.events?.add({ kind: "buffer-bound", thread, site, bound: capacity });
    shift(state, queue, 1);
  }
}

/** Drops the `count` oldest values of a queue. */
function shift(state: State, queue: number, count: number): void {
  const left = state[queue]! - count;
  for (let i = 1; i <= left; i++) state[queue + i] = state[queue + i + count]!;
  for (let i = left + 1; i <= left + count; i++) state[queue + i] = 0;
  state[queue] = left;
}

/** The queues of stores that a thread needs, by location. */
function storeQueues(program: Program, thread: number): readonly Queue[] {
  const { code } = program.threads[thread]!;
  return program.locations.flatMap((_, location) => {
    const enters = (i: Instruction): boolean => i.op === "store" && mayTouch(program, i, location);
    const capacity = entriesMax(code, { enters, empties }, BUFFER_ENTRIES_MAX);
    return capacity === 0 ? [] : [{ location, capacity, site: null }];
  });
}

/** The queues of stale values that a thread needs: of locations that it may read stale and that others may write. */
function staleQueues(
  program: Program,
  thread: number,
  isRead: (location: Location) => boolean,
): readonly Queue[] {
  return program.locations.flatMap((_, location) => {
    if (!isRead(location)) return [];
    const writes = (i: Instruction): boolean =>
      (i.op === "store" || i.op === "rmw") && mayTouch(program, i, location);
    const others = program.threads.filter((_, t) => t !== thread);
    const most = sum(
      others.map(({ code }) =>
        entriesMax(code, { enters: writes, empties: () => false }, STALE_VALUES_MAX),
      ),
    );
    const site = others.flatMap(({ code }) => code.filter(writes))[0]?.site ?? null;
    const capacity = Math.min(most, STALE_VALUES_MAX);
    return capacity === 0 ? [] : [{ location, capacity, site }];
  });
}

/** Whether a read-modify-write that succeeds waits until nothing is buffered. */
function commits(rmw: Rmw): boolean {
  return rmw.isFull || rmw.write === "release" || rmw.write === "sc" || rmw.read === "sc";
}

function empties(i: Instruction): boolean {
  switch (i.op) {
    case "fence":
      return !["rmb", "barrier"].includes(strength(i.fence));
    case "store":
      return i.order === "release" || i.order === "sc";
    case "load":
      return i.order === "sc";
    case "rmw":
      // One that may fail is then a mere load.
      return i.guard === undefined && (i.isFull || i.write === "release" || i.write === "sc");
    case "rcu":
      return i.action === "synchronize";
    default:
      return false;
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, n) => total + n, 0);
}

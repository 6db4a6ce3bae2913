import type { Location, Program } from "../../program/program.js";
import type { Code } from "../../program/value.js";
import type { Architecture } from "./architecture.js";
import { type Entry, type Part, type Progress, readOf } from "./entry.js";
import { Look, UNKNOWN } from "./look.js";
import type { Node } from "./node.js";
import { areDone, extended, isEntryDone, isPartDone } from "./progress.js";
import type { Action, ThreadState } from "./state.js";
import type { Unroller } from "./unroll.js";

/** Where steps lead: the ids of states, -1 where nothing comes of one. */
export interface Steps {
  enter(before: ThreadState, node: Node, progress: readonly Progress[]): number;
  read(before: ThreadState, node: Node, entry: number, value: Code, source: number): number;
  write(before: ThreadState, node: Node, entry: number): number;
}

/** Finds what a thread may do: the guards of the window machine (models.md 1.7). */
export class Actions {
  readonly #architecture: Architecture;
  readonly #unroller: Unroller;
  readonly #steps: Steps;
  readonly #look: Look;
  readonly #hasRcu: boolean;
  readonly #isReducing: boolean;
  #state!: ThreadState;
  #found: Action[] = [];

  /** With `isReducing`, some steps are left out of which others say all the same. */
  constructor(
    program: Program,
    architecture: Architecture,
    unroller: Unroller,
    steps: Steps,
    isReducing: boolean,
  ) {
    this.#isReducing = isReducing;
    this.#architecture = architecture;
    this.#unroller = unroller;
    this.#steps = steps;
    this.#look = new Look(program);
    this.#hasRcu = program.threads.some(({ code }) => code.some(({ op }) => op === "rcu"));
  }

  of(state: ThreadState): readonly Action[] {
    this.#state = state;
    this.#found = [];
    if (state.stop !== null || state.isFinished) return this.#found;
    const { kind } = state.node.fork ?? {};
    if (kind === "choose" || kind === "conditional") this.#choices();
    else this.#collect(state.node, 0);
    return this.#found;
  }

  /** A choice hangs on nothing: it is made as soon as the thread is there. */
  #choices(): void {
    const { node, progress } = this.#state;
    for (const choice of node.fork!.choices) {
      const child = this.#unroller.child(node, choice);
      if (child === null) continue;
      const next = this.#steps.enter(this.#state, child, extended(progress, child));
      if (next >= 0) this.#found.push({ kind: "choose", node: child, choice, next });
    }
  }

  /** What the entries of a node from `from` on may do, and all that may come behind it: by guesses. */
  #collect(node: Node, from: number): void {
    const progress = extended(this.#state.progress, node);
    this.#look.at(node, progress);
    for (let k = from; k < node.entries.length; k++) this.#entry(k);
    if (node.fork === null || node.barred.some((part) => !isPartDone(progress, part))) return;
    for (const choice of node.fork.choices) {
      const child = this.#unroller.child(node, choice);
      if (child !== null) this.#collect(child, node.entries.length);
    }
  }

  #entry(k: number): void {
    const { node, progress } = this.#look;
    const entry = node.entries[k]!;
    const { isRead, isWritten } = progress[k]!;
    if (entry.kind === "synchronize") {
      this.#gracePeriod(k);
      return;
    }
    const location = this.#look.location(k);
    if (location < 0) return;
    const canRead = entry.read !== null && !isRead && areDone(progress, entry.readAfter);
    const canWrite = entry.write !== null && !isWritten && areDone(progress, entry.writeAfter);
    if (entry.isOneStep) {
      if (!canRead || !canWrite || this.#isBehind(k, location)) return;
      const isSafe = this.#isSafe(k);
      this.#found.push({ kind: "update", node, entry: k, location, results: null, isSafe });
      return;
    }
    if (canRead && !this.#waitsForChoice(entry.barrierAfter)) this.#read(k, location);
    if (canWrite && !this.#waitsForChoice(entry.writeAfter)) this.#write(k, location);
  }

  #gracePeriod(k: number): void {
    const { node, progress } = this.#look;
    const { isRead, awaited } = progress[k]!;
    if (isRead || !areDone(progress, node.entries[k]!.readAfter)) return;
    if (awaited === null) this.#found.push({ kind: "begin", node, entry: k });
    else if (awaited.length === 0) {
      const next = this.#steps.read(this.#state, node, k, 0, NO_SOURCE);
      if (next >= 0) this.#found.push({ kind: "end", node, entry: k, next });
    }
  }

  #read(k: number, location: Location): void {
    const { node } = this.#look;
    const source = this.#ownSource(k, location);
    if (source < 0) {
      if (this.#isReducing && this.#mayReadFirst(k, location)) return;
      const isSafe = this.#isSafe(k);
      this.#found.push({ kind: "read", node, entry: k, location, results: null, isSafe });
    } else if (this.#canForward(k, source)) {
      const value = this.#look.data(source);
      const next = value === null ? -1 : this.#steps.read(this.#state, node, k, value, source);
      if (next >= 0) this.#found.push({ kind: "forward", node, entry: k, source, next });
    }
  }

  /**
   * Whether an older load of the same location could be satisfied now: as the two have to find the same write if the
   * younger one is first, nothing is lost when it is second.
   */
  #mayReadFirst(k: number, location: Location): boolean {
    const { node, progress } = this.#look;
    for (let o = 0; o < k; o++) {
      const { instruction, read, write, readAfter, domain } = node.entries[o]!;
      if (read === null || write !== null || domain >= 0 || progress[o]!.isRead) continue;
      // A load-linked keeps other threads from writing: that comes no sooner than it has to.
      if (instruction?.op === "load" && instruction.isExclusive === true) continue;
      if (areDone(progress, readAfter) && this.#look.location(o) === location) return true;
    }
    return false;
  }

  #write(k: number, location: Location): void {
    const { node } = this.#look;
    const { instruction } = node.entries[k]!;
    if (this.#isBehind(k, location)) return;
    const value = this.#look.data(k);
    if (value === null) return;
    const next = this.#steps.write(this.#state, node, k);
    if (next < 0) return;
    const isChecked = instruction?.op === "store" && instruction.requires !== undefined;
    const refusals = isChecked ? new Map<Code, number>() : null;
    const isSafe = !isChecked && this.#isSafe(k);
    this.#found.push({ kind: "write", node, entry: k, location, value, next, refusals, isSafe });
  }

  /** Whether the read of entry `k` may take the value of an own write that has not left the window. */
  #canForward(k: number, source: number): boolean {
    const { node, progress } = this.#look;
    const { addressAfter, dataAfter, isAtomic, linked } = node.entries[source]!;
    if (!areDone(progress, addressAfter) || !areDone(progress, dataAfter)) return false;
    if (!isAtomic) return true;
    const forwarding = this.#architecture.forwarding(node.entries[k]!.read!.marks);
    const read = linked >= 0 ? linked : source;
    return forwarding === "at-once" || (forwarding === "when-read" && progress[read]!.isRead);
  }

  /** The youngest older write to the location that has not left the window, -1 for none. */
  #ownSource(k: number, location: Location): number {
    const { node, progress } = this.#look;
    for (let o = k - 1; o >= 0; o--) {
      if (node.entries[o]!.write === null || progress[o]!.isWritten) continue;
      if (this.#look.location(o) === location) return o;
    }
    return -1;
  }

  /** Whether an older access to the location is not done, or one of which it is not known where it goes. */
  #isBehind(k: number, location: Location): boolean {
    const { node, progress } = this.#look;
    for (let o = 0; o < k; o++) {
      const older = node.entries[o]!;
      if (older.domain >= 0 || isEntryDone(older, progress[o]!)) continue;
      const at = this.#look.location(o);
      if (at === location || at < 0) return true;
    }
    return false;
  }

  /**
   * Whether an access of a location that nobody else uses can be taken at once. Not where older writes may turn out to go
   * to the same place; nor ahead of what may wait for ever, for then it would not be seen that an execution ends there.
   */
  #isSafe(k: number): boolean {
    const { node, progress } = this.#look;
    if (node !== this.#state.node) return false;
    for (let o = 0; o < k; o++) {
      const older = node.entries[o]!;
      if (isEntryDone(older, progress[o]!)) continue;
      if (this.#hasRcu || mayWait(older)) return false;
      if (older.write !== null && this.#look.location(o) === UNKNOWN) return false;
    }
    return true;
  }

  /**
   * Whether something is ordered behind a read that took its value from an own write before it was decided which value
   * that writes: by a conditional select or a compare and swap (`behind` in `models/cat/armv8.cat`). Beyond such a read it
   * is as if the choice were guessed.
   */
  #waitsForChoice(parts: readonly Part[]): boolean {
    const { node, progress } = this.#look;
    if (node.entries.every(({ chosenAfter }) => chosenAfter.length === 0)) return false;
    const seen = new Set(parts);
    for (const part of seen) {
      const k = part >> 1;
      const entry = node.entries[k]!;
      const isRead = part === readOf(k);
      for (const older of isRead ? entry.readAfter : entry.writeAfter) seen.add(older);
      const { source } = progress[k]!;
      if (!isRead || source < 0) continue;
      const { chosenAfter, addressAfter, dataAfter } = node.entries[source]!;
      if (!areDone(progress, chosenAfter)) return true;
      for (const older of [...addressAfter, ...dataAfter]) seen.add(older);
    }
    return false;
  }
}

/** Of what is no read of memory. */
const NO_SOURCE = -3;

/** Whether an entry may stay undone until another thread does something. */
function mayWait({ instruction, domain }: Entry): boolean {
  if (instruction === null) return domain >= 0;
  if (instruction.op === "store") return false;
  return (
    instruction.spins === true || (instruction.op === "rmw" && instruction.otherwise === "wait")
  );
}

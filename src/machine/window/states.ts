import type { Expression, Register } from "../../program/expression.js";
import type { Location, Program, Site } from "../../program/program.js";
import { substitute, supportOf, tryEvaluate } from "../../program/symbolic.js";
import type { Code } from "../../program/value.js";
import { bitOf, reachable, touched } from "../independence.js";
import type { Architecture } from "./architecture.js";
import { type Entry, type Part, type Progress, readOf, Source, UNTOUCHED } from "./entry.js";
import { type Context, type Node, Unroller } from "./unroll.js";

/** Why a thread goes no further, once all that it did before is done. */
export type Stop =
  | { readonly kind: "fault"; readonly site: Site; readonly message: string }
  | { readonly kind: "cut"; readonly site: Site; readonly bound: number };

/** One thing that a thread may do next. `entry` is a place in `node`, the way that it takes with that. */
export type Action =
  /** A read from memory; what comes of it depends on the value. */
  | {
      readonly kind: "read";
      readonly node: Node;
      readonly entry: number;
      readonly location: Location;
      /** By the value read: the state after it, -1 when nothing comes of it. */
      readonly results: Map<Code, number>;
      /** Nothing that the thread itself may do otherwise is lost when it does this first. */
      readonly isSafe: boolean;
    }
  /** Read and write in one step. */
  | {
      readonly kind: "update";
      readonly node: Node;
      readonly entry: number;
      readonly location: Location;
      readonly results: Map<Code, { readonly next: number; readonly written: Code }>;
      readonly isSafe: boolean;
    }
  /** A read of an own write that has not left the window. */
  | {
      readonly kind: "forward";
      readonly node: Node;
      readonly entry: number;
      readonly source: number;
      readonly next: number;
    }
  | {
      readonly kind: "write";
      readonly node: Node;
      readonly entry: number;
      readonly location: Location;
      readonly value: Code;
      readonly next: number;
      /** By what memory holds there: the state in which the store is refused, -1 when it is not. Null: never. */
      readonly refusals: Map<Code, number> | null;
      readonly isSafe: boolean;
    }
  | { readonly kind: "choose"; readonly node: Node; readonly choice: number; readonly next: number }
  | { readonly kind: "begin"; readonly node: Node; readonly entry: number }
  | {
      readonly kind: "end";
      readonly node: Node;
      readonly entry: number;
      readonly next: number;
    };

/** One state of one thread. States with the same id behave alike. */
export interface ThreadState {
  readonly id: number;
  readonly root: Root;
  readonly node: Node;
  /** By entry of the node. */
  readonly progress: readonly Progress[];
  readonly stop: Stop | null;
  readonly isFinished: boolean;
  /** Nothing has begun before all that is older was done, and nothing is guessed. */
  readonly isInOrder: boolean;
  /** By domain: the depths at which the thread may stand, where it is in order. */
  readonly least: readonly number[];
  readonly greatest: readonly number[];
  readonly warnings: readonly number[];
  /** Threads that its grace period waits for. */
  readonly awaited: readonly number[] | null;
  /** By location: the state after another thread wrote there, -1 when it may not. */
  readonly overwritten: Map<Location, number>;
  /** By the threads that its grace period is to wait for: the state in which it does. */
  readonly waiting: Map<string, number>;
  /** Locations that the thread may still write, and that it may still access: bits as in `Independence`. */
  readonly writes: number;
  readonly accesses: number;
  actions: readonly Action[] | null;
}

/** Where the oldest entry of a window stands, with all values known that it had then. */
export interface Root {
  readonly id: number;
  readonly context: Context;
  readonly node: Node | null;
}

/** What becomes of a state: `null` for one that cannot lead to an execution. */
type Settled = { readonly root: Root; readonly node: Node; readonly progress: Progress[] } | null;

const NOBODY = -1;

/** All states of one thread that were met, each once, and the steps between them. */
export class ThreadStates {
  readonly list: ThreadState[] = [];
  readonly unroller: Unroller;
  readonly #program: Program;
  readonly #architecture: Architecture;
  readonly #keepsRegisters: boolean;
  readonly #hasRcu: boolean;
  /** By program counter: the locations that the code from there on may write, and access. */
  readonly #writesFrom: Int32Array;
  readonly #accessesFrom: Int32Array;
  readonly #ids = new Map<string, number>();
  readonly #roots = new Map<string, Root>();
  /** Values that the entries of the state at hand have read. */
  #read: Int32Array = new Int32Array(64);

  constructor(
    program: Program,
    thread: number,
    architecture: Architecture,
    keepsRegisters: boolean,
  ) {
    this.#program = program;
    this.#architecture = architecture;
    this.#keepsRegisters = keepsRegisters;
    this.#hasRcu = program.threads.some((t) => t.code.some(({ op }) => op === "rcu"));
    this.unroller = new Unroller(program, thread, architecture);
    const { code } = program.threads[thread]!;
    this.#writesFrom = reachable(code, (i) => {
      return i.op === "store" || i.op === "rmw" ? touched(program, i) : 0;
    });
    this.#accessesFrom = reachable(code, (i) => touched(program, i));
    const root = this.#root(this.unroller.start());
    if (root.node === null) throw new Error("a thread that no way leads through");
    const settled = this.#settle(root, root.node, fresh(root.node.entries.length));
    if (settled === null) throw new Error("a thread that cannot begin");
    const { node, progress } = settled;
    if (this.#intern(settled.root, node, progress) !== 0)
      throw new Error("a thread that cannot begin");
  }

  /** What the thread may do. Computed once. */
  actions(state: ThreadState): readonly Action[] {
    state.actions ??= this.#actions(state);
    return state.actions;
  }

  /** The state after another thread has written to a location, -1 when it may not. */
  overwritten(state: ThreadState, location: Location): number {
    let next = state.overwritten.get(location);
    if (next === undefined) {
      next = this.#overwritten(state, location);
      state.overwritten.set(location, next);
    }
    return next;
  }

  /** The state after a read from memory, -1 when nothing comes of it. */
  read(state: ThreadState, action: Extract<Action, { kind: "read" }>, value: Code): number {
    let next = action.results.get(value);
    if (next === undefined) {
      next = this.#readFrom(state, action.node, action.entry, value, Source.memory);
      action.results.set(value, next);
    }
    return next;
  }

  /** The state after an update in one step and what it writes; -1 when nothing comes of it. */
  update(
    state: ThreadState,
    action: Extract<Action, { kind: "update" }>,
    value: Code,
  ): { readonly next: number; readonly written: Code } {
    let result = action.results.get(value);
    if (result === undefined) {
      result = this.#updateFrom(state, action, value);
      action.results.set(value, result);
    }
    return result;
  }

  /** The state in which a store is refused for what it finds, -1 when it is not. */
  refusal(state: ThreadState, action: Extract<Action, { kind: "write" }>, found: Code): number {
    const { refusals, node, entry } = action;
    if (refusals === null) return NOBODY;
    let next = refusals.get(found);
    if (next === undefined) {
      next = this.#refused(state, node, entry, found);
      refusals.set(found, next);
    }
    return next;
  }

  /** The state in which its grace period, the oldest entry, waits for some threads. */
  awaiting(state: ThreadState, awaited: readonly number[]): number {
    const key = awaited.join();
    let next = state.waiting.get(key);
    if (next === undefined) {
      const entry = state.node.entries.findIndex(({ domain }) => domain >= 0);
      const progress = [...state.progress];
      progress[entry] = { ...progress[entry]!, awaited };
      next = this.#enter(state, state.node, progress);
      state.waiting.set(key, next);
    }
    return next;
  }

  /** The value of a register where the thread stands, 0 when nobody needs it. */
  register(state: ThreadState, register: Register): Code {
    const { node, progress, root } = state;
    const isOver = node.end !== null && progress.every(isDone);
    const { registers, pc } = isOver ? node.context : root.context;
    if (!this.#keepsRegisters && !this.unroller.isLive(register, pc)) return 0;
    this.#load(progress);
    return this.evaluate(registers[register]!) ?? 0;
  }

  /** The location of an entry of a node, -1 as long as it is not known, -2 when its address is none. */
  location(node: Node, progress: readonly Progress[], entry: number): Location {
    this.#load(progress);
    return this.#location(node.entries[entry]!, progress);
  }

  /** What an entry writes, null as long as that is not known. */
  data(node: Node, progress: readonly Progress[], entry: number): Code | null {
    this.#load(progress);
    const { data } = node.entries[entry]!;
    return data === null ? null : this.#known(data, progress);
  }

  evaluate(e: Expression): Code | null {
    return tryEvaluate(e, this.#read, 0, this.#program.values);
  }

  // Steps of one entry.

  #readFrom(state: ThreadState, node: Node, entry: number, value: Code, source: number): number {
    const progress = extended(state.progress, node);
    progress[entry] = { ...progress[entry]!, isRead: true, value, source };
    this.#load(progress);
    if (!this.#fits(node, progress, entry)) return NOBODY;
    return this.#enter(state, node, progress);
  }

  #written(progress: Progress[], node: Node, entry: number): void {
    this.#load(progress);
    const location = this.#location(node.entries[entry]!, progress);
    progress.forEach((p, k) => {
      if (!p.isRead) return;
      if (p.source === entry) progress[k] = { ...p, source: Source.memory };
      else if (p.source === Source.memory && k !== entry) {
        if (this.#location(node.entries[k]!, progress) === location) {
          progress[k] = { ...p, source: Source.stale };
        }
      }
    });
    progress[entry] = { ...progress[entry]!, isWritten: true };
  }

  #updateFrom(
    state: ThreadState,
    { node, entry }: Extract<Action, { kind: "update" }>,
    value: Code,
  ): { readonly next: number; readonly written: Code } {
    const progress = extended(state.progress, node);
    // The read first: it has to fit to younger reads that were satisfied before it.
    progress[entry] = { ...progress[entry]!, isRead: true, value, source: Source.memory };
    this.#load(progress);
    if (!this.#fits(node, progress, entry)) return { next: NOBODY, written: 0 };
    const written = this.evaluate(node.entries[entry]!.data!) ?? 0;
    this.#written(progress, node, entry);
    return { next: this.#enter(state, node, progress), written };
  }

  #refused(state: ThreadState, node: Node, entry: number, found: Code): number {
    const { instruction, site } = node.entries[entry]!;
    if (instruction?.op !== "store" || instruction.requires === undefined) return NOBODY;
    const { condition, fault } = instruction.requires;
    this.#load(state.progress);
    const { registers } = node.contexts[entry]!;
    const old: Expression = { kind: "constant", code: found };
    const holds = this.evaluate(substitute(condition, registers, old, this.#program.values));
    if (holds !== 0) return NOBODY;
    return this.#stopAt(state, node, entry, { kind: "fault", site, message: fault });
  }

  /** The thread has failed at an entry: nothing of it or behind it happens. */
  #stopAt(state: ThreadState, node: Node, entry: number, end: Stop): number {
    const stopped: Node = {
      ...node,
      id: -1 - entry,
      entries: node.entries.slice(0, entry),
      contexts: node.contexts.slice(0, entry),
      fork: null,
      end,
    };
    return this.#enter(state, stopped, state.progress.slice(0, entry));
  }

  #overwritten(state: ThreadState, location: Location): number {
    const { node, progress } = state;
    this.#load(progress);
    let after: Progress[] | null = null;
    for (let k = 0; k < progress.length; k++) {
      const p = progress[k]!;
      if (!p.isRead || p.source >= 0) continue;
      const entry = node.entries[k]!;
      if (this.#location(entry, progress) !== location) continue;
      if (this.#isReserved(node, progress, k)) return NOBODY;
      const isBroken = p.isBroken || this.#isPending(node, progress, k);
      const source = p.source === Source.memory ? Source.stale : p.source;
      if (isBroken === p.isBroken && source === p.source) continue;
      after ??= [...progress];
      after[k] = { ...p, isBroken, source };
    }
    return after === null ? state.id : this.#enter(state, node, after);
  }

  /** Whether entry `k`, which has read, will write to the same place, with nobody else in between. */
  #isReserved(node: Node, progress: readonly Progress[], k: number): boolean {
    if (node.entries[k]!.kind === "update") return !progress[k]!.isWritten;
    return node.entries.some(({ linked }, w) => linked === k && !progress[w]!.isWritten);
  }

  /** Whether a store-conditional that comes later may pair with entry `k`. */
  #isPending(node: Node, progress: readonly Progress[], k: number): boolean {
    return node.end === null && node.context.reserved === k && progress[k]!.isRead;
  }

  // What a thread may do.

  #actions(state: ThreadState): readonly Action[] {
    const found: Action[] = [];
    if (state.stop !== null || state.isFinished) return found;
    const { fork } = state.node;
    if (fork !== null && (fork.kind === "choose" || fork.kind === "conditional")) {
      // A choice hangs on nothing: it is made as soon as the thread is there.
      for (const choice of [0, 1]) {
        const node = this.unroller.child(state.node, choice);
        if (node === null) continue;
        const next = this.#enter(state, node, extended(state.progress, node));
        if (next >= 0) found.push({ kind: "choose", node, choice, next });
      }
      return found;
    }
    this.#collect(state, state.node, 0, found);
    return found;
  }

  /** Actions of the entries of a node from `from` on, and of all that may come behind it. */
  #collect(state: ThreadState, node: Node, from: number, found: Action[]): void {
    const progress = extended(state.progress, node);
    for (let k = from; k < node.entries.length; k++)
      this.#tryEntry(state, node, progress, k, found);
    if (node.fork === null) return;
    this.#load(progress);
    if (node.barred.some((part) => !isPartDone(progress, part))) return;
    for (const choice of [0, 1]) {
      const child = this.unroller.child(node, choice);
      if (child !== null) this.#collect(state, child, node.entries.length, found);
    }
  }

  #tryEntry(
    state: ThreadState,
    node: Node,
    progress: readonly Progress[],
    k: number,
    found: Action[],
  ): void {
    const entry = node.entries[k]!;
    const { isRead, isWritten, awaited } = progress[k]!;
    if (entry.kind === "synchronize") {
      if (isRead || !areDone(progress, entry.readAfter)) return;
      if (awaited === null) found.push({ kind: "begin", node, entry: k });
      else if (awaited.length === 0) {
        const next = this.#readFrom(state, node, k, 0, Source.none);
        if (next >= 0) found.push({ kind: "end", node, entry: k, next });
      }
      return;
    }
    this.#load(progress);
    const location = this.#location(entry, progress);
    if (location < 0) return;
    if (entry.isOneStep) {
      if (isRead || !areDone(progress, entry.readAfter) || !areDone(progress, entry.writeAfter)) {
        return;
      }
      if (this.#isBehind(node, progress, k, location)) return;
      const isSafe = this.#isSafe(state, node, progress, k);
      found.push({ kind: "update", node, entry: k, location, results: new Map(), isSafe });
      return;
    }
    if (entry.read !== null && !isRead && areDone(progress, entry.readAfter)) {
      this.#tryRead(state, node, progress, k, location, found);
    }
    if (entry.write !== null && !isWritten && areDone(progress, entry.writeAfter)) {
      this.#tryWrite(state, node, progress, k, location, found);
    }
  }

  #tryRead(
    state: ThreadState,
    node: Node,
    progress: readonly Progress[],
    k: number,
    location: Location,
    found: Action[],
  ): void {
    const source = this.#ownSource(node, progress, k, location);
    if (source < 0) {
      const isSafe = this.#isSafe(state, node, progress, k);
      found.push({ kind: "read", node, entry: k, location, results: new Map(), isSafe });
      return;
    }
    const { addressAfter, dataAfter, data, isAtomic, linked } = node.entries[source]!;
    if (!areDone(progress, addressAfter) || !areDone(progress, dataAfter)) return;
    if (isAtomic) {
      const forwarding = this.#architecture.forwarding(node.entries[k]!.read!.marks);
      const read = linked >= 0 ? linked : source;
      if (forwarding === "never" || (forwarding === "when-read" && !progress[read]!.isRead)) return;
    }
    const value = this.#known(data!, progress);
    if (value === null) return;
    const next = this.#readFrom(state, node, k, value, source);
    if (next >= 0) found.push({ kind: "forward", node, entry: k, source, next });
  }

  #tryWrite(
    state: ThreadState,
    node: Node,
    progress: readonly Progress[],
    k: number,
    location: Location,
    found: Action[],
  ): void {
    const { data, instruction } = node.entries[k]!;
    if (this.#isBehind(node, progress, k, location)) return;
    const value = this.#known(data!, progress);
    if (value === null) return;
    const after = [...progress];
    this.#written(after, node, k);
    const next = this.#enter(state, node, after);
    if (next < 0) return;
    const isChecked = instruction?.op === "store" && instruction.requires !== undefined;
    const refusals = isChecked ? new Map<Code, number>() : null;
    this.#load(progress);
    const isSafe = !isChecked && this.#isSafe(state, node, progress, k);
    found.push({ kind: "write", node, entry: k, location, value, next, refusals, isSafe });
  }

  /**
   * Whether an access of a location that nobody else uses can be taken at once. Not where older writes may turn out to go
   * to the same place; nor ahead of what may wait for ever, for then it would not be seen that an execution ends there.
   */
  #isSafe(state: ThreadState, node: Node, progress: readonly Progress[], k: number): boolean {
    if (node !== state.node) return false;
    for (let o = 0; o < k; o++) {
      const older = node.entries[o]!;
      if (isEntryDone(older, progress[o]!)) continue;
      if (this.#hasRcu || mayWait(older)) return false;
      if (older.write !== null && this.#location(older, progress) < 0) return false;
    }
    return true;
  }

  /** The youngest older write to the location that has not left the window, -1 for none. */
  #ownSource(node: Node, progress: readonly Progress[], k: number, location: Location): number {
    for (let o = k - 1; o >= 0; o--) {
      const older = node.entries[o]!;
      if (older.write === null || progress[o]!.isWritten) continue;
      if (this.#location(older, progress) === location) return o;
    }
    return -1;
  }

  /** Whether an older access to the location is not done, or one of which it is not known where it goes. */
  #isBehind(node: Node, progress: readonly Progress[], k: number, location: Location): boolean {
    for (let o = 0; o < k; o++) {
      const older = node.entries[o]!;
      if (older.domain >= 0 || isEntryDone(older, progress[o]!)) continue;
      const at = this.#location(older, progress);
      if (at === location || at < 0) return true;
    }
    return false;
  }

  // What follows from a step by itself.

  /** The id of the state after a step, with all that follows from it: -1 when that cannot lead to an execution. */
  #enter(before: ThreadState, node: Node, progress: Progress[]): number {
    this.#load(progress);
    if (!this.#agrees(before, node, progress)) return NOBODY;
    const settled = this.#settle(before.root, node, progress);
    return settled === null ? NOBODY : this.#intern(settled.root, settled.node, settled.progress);
  }

  #settle(root: Root, node: Node, progress: Progress[]): Settled {
    let at = node;
    let now = progress;
    for (;;) {
      this.#load(now);
      const { fork } = at;
      if (fork?.kind !== "branch") break;
      const condition = this.#known(fork.condition!, now);
      if (condition === null) break;
      const child = this.unroller.child(at, condition === 0 ? 1 : 0);
      if (child === null) return null;
      now = extended(now, child);
      at = child;
    }
    if (!this.#isCoherent(at, now)) return null;
    const wild = at.entries.findIndex((entry, k) => {
      return entry.domain < 0 && !isEntryDone(entry, now[k]!) && this.#location(entry, now) === -2;
    });
    if (wild >= 0) {
      if (now.slice(wild).some((p) => p.isRead || p.isWritten)) return null;
      const entry = at.entries[wild]!;
      const message = this.#noAddress(entry);
      at = {
        ...at,
        id: -1 - wild,
        entries: at.entries.slice(0, wild),
        contexts: at.contexts.slice(0, wild),
        fork: null,
        end: { kind: "fault", site: entry.site, message },
      };
      now = now.slice(0, wild);
    }
    return this.#retire(root, at, now);
  }

  #noAddress({ address }: Entry): string {
    const value = this.#program.values.decode(this.evaluate(address)!);
    return value === 0n
      ? "access through 0 (NULL)"
      : `access through ${value}, which is no address`;
  }

  /** Whether what was read fits to the way that was taken. What was known before has been looked at then. */
  #agrees(before: ThreadState, node: Node, progress: readonly Progress[]): boolean {
    const count = before.node.claims.length;
    for (const [c, { expression, isTrue }] of node.claims.entries()) {
      if (c < count && areRead(expression, before.progress)) continue;
      const code = this.#known(expression, progress);
      if (code !== null && (code !== 0) !== isTrue) return false;
    }
    return node.entries.every(({ linked }, k) => {
      return linked < 0 || progress[k]!.isWritten || !progress[linked]!.isBroken;
    });
  }

  /** Whether reads of one location that were satisfied out of order still fit to each other. */
  #isCoherent(node: Node, progress: readonly Progress[]): boolean {
    for (let j = 1; j < progress.length; j++) {
      const { isRead, source } = progress[j]!;
      if (!isRead || source === Source.none) continue;
      const location = this.#location(node.entries[j]!, progress);
      for (let k = 0; k < j; k++) {
        // From an own write that is not older than k.
        if (source >= k) continue;
        const older = node.entries[k]!;
        if (older.write === null || progress[k]!.isWritten) continue;
        // When it read nobody knew that this write goes there too.
        if (this.#location(older, progress) === location) return false;
      }
    }
    return true;
  }

  /** Whether the read of entry `k`, just satisfied, fits to younger ones of the same location. */
  #fits(node: Node, progress: readonly Progress[], k: number): boolean {
    const { source } = progress[k]!;
    const location = this.#location(node.entries[k]!, progress);
    for (let j = k + 1; j < progress.length; j++) {
      const younger = progress[j]!;
      if (!younger.isRead || younger.source >= k || younger.source === source) continue;
      if (younger.source === Source.none) continue;
      if (this.#location(node.entries[j]!, progress) === location) return false;
    }
    return true;
  }

  /** Takes what is over from the window. */
  #retire(root: Root, node: Node, progress: Progress[]): Settled {
    const behindOf = (k: number): Context => node.contexts[k] ?? node.context;
    let count = 0;
    for (let k = 0; k < node.entries.length; k++) {
      if (!isEntryDone(node.entries[k]!, progress[k]!)) break;
      const isLast = k + 1 === node.entries.length && node.end !== null;
      if (isLast || behindOf(k + 1).reserved < 0) count = k + 1;
    }
    if (count === 0 || node.id < 0) return { root, node, progress };
    const behind = behindOf(count);
    const registers = behind.registers.map((e, r): Expression => {
      const isKept = this.#keepsRegisters || this.unroller.isLive(r, behind.pc);
      return { kind: "constant", code: isKept ? (this.evaluate(e) ?? 0) : 0 };
    });
    const next = this.#root({ ...behind, registers });
    const decisions = node.context.decisions.slice(behind.decisions.length);
    let at = next.node;
    while (at !== null && at.context.decisions.length < decisions.length) {
      at = this.unroller.child(at, Number(decisions[at.context.decisions.length]));
    }
    if (at === null) return null;
    const rest = progress.slice(count).map((p) => {
      return p.source >= 0 ? { ...p, source: p.source - count } : p;
    });
    return this.#settle(next, at, extended(rest, at));
  }

  #root(context: Context): Root {
    const constants = context.registers.map((e) => (e.kind === "constant" ? e.code : 0));
    const { pc, depths, warnings, waits, stretch } = context;
    const sections = `${depths};${stretch.least};${stretch.greatest}`;
    const key = `${pc};${constants};${sections};${warnings};${waits}`;
    let root = this.#roots.get(key);
    if (root === undefined) {
      const start: Context = {
        ...context,
        taints: context.taints.map(() => []),
        scopes: [],
        rounds: new Map(),
        reserved: -1,
        marks: 0,
        fences: [],
        addresses: [],
        decisions: "",
      };
      root = { id: this.#roots.size, context: start, node: this.unroller.root(start) };
      this.#roots.set(key, root);
    }
    return root;
  }

  #intern(root: Root, node: Node, settled: readonly Progress[]): number {
    const progress = this.#canonical(node, settled);
    let key = `${root.id};${node.id < 0 ? stopKey(node) : node.id}`;
    for (const p of progress) {
      key += `;${p.isRead ? 1 : 0}${p.isWritten ? 1 : 0}${p.isBroken ? 1 : 0}${p.value},${p.source}`;
      if (p.awaited !== null) key += `w${p.awaited}`;
    }
    let id = this.#ids.get(key);
    if (id === undefined) {
      id = this.list.length;
      this.#ids.set(key, id);
      this.list.push(this.#state(id, root, node, progress));
    }
    return id;
  }

  #state(id: number, root: Root, node: Node, progress: readonly Progress[]): ThreadState {
    const first = progress.findIndex((p, k) => !isEntryDone(node.entries[k]!, p));
    const isOver = first < 0;
    const isInOrder =
      isOver ||
      (progress.slice(first).every((p) => !p.isRead && !p.isWritten) &&
        progress.every((p, k) => !p.isRead || !this.#isReserved(node, progress, k)) &&
        node.claims.every((claim) => !claim.isGuess || areRead(claim.expression, progress)));
    const { end, context } = node;
    const stretch = isOver ? context.stretch : node.entries[first]!.before;
    const isStopped = isOver && (end?.kind === "fault" || end?.kind === "cut");
    return {
      id,
      root,
      node,
      progress,
      stop: isStopped ? (end as Stop) : null,
      isFinished: isOver && end?.kind === "finished",
      isInOrder,
      least: stretch.least,
      greatest: stretch.greatest,
      warnings: (isOver ? context : node.contexts[first]!).warnings,
      awaited: progress.find(({ awaited }) => awaited !== null)?.awaited ?? null,
      overwritten: new Map(),
      waiting: new Map(),
      writes: this.#mayTouch(node, progress, true),
      accesses: this.#mayTouch(node, progress, false),
      actions: null,
    };
  }

  #mayTouch(node: Node, progress: readonly Progress[], isWrite: boolean): number {
    const ahead = node.end === null || node.end.kind === "ahead";
    const from = isWrite ? this.#writesFrom : this.#accessesFrom;
    let bits = ahead ? from[node.context.pc]! : 0;
    node.entries.forEach((entry, k) => {
      const isOver = isWrite
        ? entry.write === null || progress[k]!.isWritten
        : isEntryDone(entry, progress[k]!);
      if (isOver || entry.domain >= 0) return;
      const location = this.#location(entry, progress);
      bits |= location >= 0 ? bitOf(location) : -1;
    });
    return bits;
  }

  /** Without what nobody will ask for. */
  #canonical(node: Node, progress: readonly Progress[]): readonly Progress[] {
    this.#load(progress);
    const isNeeded = this.#neededValues(node, progress);
    return progress.map((p, k) => {
      if (!p.isRead) return p;
      const value = isNeeded[k] === 1 ? p.value : 0;
      const source = this.#isSourceNeeded(node, progress, k) ? p.source : Source.none;
      const isOver = !this.#isReserved(node, progress, k) && !this.#isPending(node, progress, k);
      const isBroken = p.isBroken && !isOver;
      const { isRead, isWritten } = p;
      return { isRead, isWritten, value, source, isBroken, awaited: null };
    });
  }

  #isSourceNeeded(node: Node, progress: readonly Progress[], j: number): boolean {
    const { source } = progress[j]!;
    if (source === Source.none) return false;
    if (this.#isReserved(node, progress, j) || this.#isPending(node, progress, j)) return true;
    const location = this.#location(node.entries[j]!, progress);
    for (let k = Math.max(0, source + 1); k < j; k++) {
      const older = node.entries[k]!;
      const { isRead, isWritten } = progress[k]!;
      const at = this.#location(older, progress);
      if (at !== location && at !== -1) continue;
      if (older.read !== null && !isRead && older.domain < 0) return true;
      if (older.write !== null && !isWritten && at === -1) return true;
    }
    return false;
  }

  /** By entry: whether the value that it read may still be asked for. */
  #neededValues(node: Node, progress: readonly Progress[]): Uint8Array {
    const needed = new Uint8Array(progress.length);
    const need = (e: Expression | null): void => {
      if (e === null || e.kind === "constant") return;
      for (const k of supportOf(e)) needed[k] = 1;
    };
    node.entries.forEach((entry, k) => {
      const p = progress[k]!;
      if (!isEntryDone(entry, p) || p.source !== Source.none) need(entry.address);
      if (entry.write !== null && !p.isWritten) need(entry.data);
    });
    for (const { expression } of node.claims) {
      if (this.#known(expression, progress) === null) need(expression);
    }
    need(node.fork?.condition ?? null);
    const { context } = node;
    context.registers.forEach((e, r) => {
      if (this.#keepsRegisters || this.unroller.isLive(r, context.pc)) need(e);
    });
    // Of the places to which the oldest entry may come.
    node.contexts.forEach(({ registers, pc }, k) => {
      if (k === 0) return;
      registers.forEach((e, r) => {
        if (this.#keepsRegisters || this.unroller.isLive(r, pc)) need(e);
      });
    });
    return needed;
  }

  // Values.

  #load(progress: readonly Progress[]): void {
    if (this.#read.length < progress.length) this.#read = new Int32Array(2 * progress.length);
    for (let k = 0; k < progress.length; k++) this.#read[k] = progress[k]!.value;
  }

  /** The value of an expression, null as long as a read in it is not satisfied. */
  #known(e: Expression, progress: readonly Progress[]): Code | null {
    if (e.kind === "constant") return e.code;
    return areRead(e, progress) ? this.evaluate(e) : null;
  }

  /** -1 as long as the address is not known, -2 when it is none. */
  #location({ address }: Entry, progress: readonly Progress[]): Location {
    const { values, locations } = this.#program;
    const code = this.#known(address, progress);
    if (code === null) return -1;
    const cell = values.cell(code, locations.length);
    return cell < 0 ? -2 : cell;
  }
}

function isPartDone(progress: readonly Progress[], part: Part): boolean {
  const p = progress[part >> 1]!;
  return part === readOf(part >> 1) ? p.isRead : p.isWritten;
}

/** Whether all reads in an expression are satisfied. A thread that has failed does not come to those beyond. */
export function areRead(e: Expression, progress: readonly Progress[]): boolean {
  for (const k of supportOf(e)) if (progress[k]?.isRead !== true) return false;
  return true;
}

function areDone(progress: readonly Progress[], parts: readonly Part[]): boolean {
  for (let k = 0; k < parts.length; k++) if (!isPartDone(progress, parts[k]!)) return false;
  return true;
}

/** Whether nothing of an entry is left to do. */
export function isEntryDone({ read, write }: Entry, { isRead, isWritten }: Progress): boolean {
  return (read === null || isRead) && (write === null || isWritten);
}

function isDone(p: Progress): boolean {
  return p.isRead || p.isWritten;
}

/** Whether an entry may stay undone until another thread does something. */
function mayWait({ instruction, domain }: Entry): boolean {
  if (instruction === null) return domain >= 0;
  if (instruction.op === "store") return false;
  return (
    instruction.spins === true || (instruction.op === "rmw" && instruction.otherwise === "wait")
  );
}

function fresh(count: number): Progress[] {
  return new Array<Progress>(count).fill(UNTOUCHED);
}

/** The progress on a longer way. */
export function extended(progress: readonly Progress[], { entries }: Node): Progress[] {
  return [...progress, ...fresh(entries.length - progress.length)];
}

/** What tells the states of a thread that has failed apart. */
function stopKey({ id, end }: Node): string {
  return `${id} ${end?.kind === "fault" ? end.message : ""}`;
}

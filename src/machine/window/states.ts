import type { Expression, Register } from "../../program/expression.js";
import type { Location, Program } from "../../program/program.js";
import { substitute } from "../../program/symbolic.js";
import type { Code } from "../../program/value.js";
import { bitOf, reachable, touched } from "../independence.js";
import { Actions, type Steps } from "./actions.js";
import type { Architecture } from "./architecture.js";
import { Forgetting } from "./canonical.js";
import { type Progress, Source } from "./entry.js";
import { Look } from "./look.js";
import type { Node } from "./node.js";
import { areRead, extended, isEntryDone, isPending, isReserved } from "./progress.js";
import { type Settled, Settling } from "./settle.js";
import type { Action, Stop, ThreadState, Updated } from "./state.js";
import { Unroller } from "./unroll.js";

/** Switches of the machine. Every combination gives the same outcomes. */
export interface WindowOptions {
  /** Of two loads of one location the younger one is not satisfied first where both would find the same write. */
  readonly eagerStores: boolean;
  /** A step on a location that no other thread will ever access, or write where it only reads, is the only one explored. */
  readonly loneAccesses: boolean;
  /** Registers that nobody will read again are zero. */
  readonly deadRegisters: boolean;
  /** Of states that differ only in which of several threads with the same code is which, one is enough. */
  readonly identicalThreads: boolean;
}

const NOBODY = -1;

/** All states of one thread that were met, each once, and the steps between them: every step is worked out once. */
export class ThreadStates {
  readonly list: ThreadState[] = [];
  readonly #program: Program;
  readonly #unroller: Unroller;
  readonly #settling: Settling;
  readonly #forgetting: Forgetting;
  readonly #actions: Actions;
  readonly #look: Look;
  readonly #keepsRegisters: boolean;
  /** By program counter: the locations that the code from there on may write, and access. */
  readonly #writesFrom: Int32Array;
  readonly #accessesFrom: Int32Array;
  readonly #ids = new Map<string, number>();

  constructor(
    program: Program,
    thread: number,
    architecture: Architecture,
    options: WindowOptions,
  ) {
    const keepsRegisters = !options.deadRegisters;
    this.#program = program;
    this.#keepsRegisters = keepsRegisters;
    this.#unroller = new Unroller(program, thread, architecture);
    this.#settling = new Settling(program, this.#unroller, keepsRegisters);
    this.#forgetting = new Forgetting(program, this.#unroller, keepsRegisters);
    this.#look = new Look(program);
    const steps: Steps = {
      enter: (before, node, progress) => this.#enter(before, node, progress),
      read: (before, node, entry, value, source) => this.#read(before, node, entry, value, source),
      write: (before, node, entry) => this.#write(before, node, entry),
    };
    const isReducing = options.eagerStores;
    this.#actions = new Actions(program, architecture, this.#unroller, steps, isReducing);
    const { code } = program.threads[thread]!;
    this.#writesFrom = reachable(code, (i) => {
      return i.op === "store" || i.op === "rmw" ? touched(program, i) : 0;
    });
    this.#accessesFrom = reachable(code, (i) => touched(program, i));
    const start = this.#settling.start();
    if (start === null) throw new Error("a thread that no way leads through");
    this.#intern(start);
  }

  /** What the thread may do. */
  actions(state: ThreadState): readonly Action[] {
    state.actions ??= this.#actions.of(state);
    return state.actions;
  }

  /** The state after a read from memory, -1 when nothing comes of it. */
  read(state: ThreadState, action: Extract<Action, { kind: "read" }>, value: Code): number {
    action.results ??= new Map();
    let next = action.results.get(value);
    if (next === undefined) {
      next = this.#read(state, action.node, action.entry, value, Source.memory);
      action.results.set(value, next);
    }
    return next;
  }

  /** The state after an update in one step, -1 when nothing comes of it, and what it writes. */
  update(state: ThreadState, action: Extract<Action, { kind: "update" }>, value: Code): Updated {
    action.results ??= new Map();
    let result = action.results.get(value);
    if (result === undefined) {
      result = this.#update(state, action.node, action.entry, value);
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

  /** The state after another thread has written to a location, -1 when it may not. */
  overwritten(state: ThreadState, location: Location): number {
    state.overwritten ??= new Map();
    let next = state.overwritten.get(location);
    if (next === undefined) {
      next = this.#overwritten(state, location);
      state.overwritten.set(location, next);
    }
    return next;
  }

  /** The state in which its grace period waits for some threads. */
  awaiting(state: ThreadState, awaited: readonly number[]): number {
    const key = awaited.join();
    state.waiting ??= new Map();
    let next = state.waiting.get(key);
    if (next === undefined) {
      const entry = state.node.entries.findIndex(({ domain }) => domain >= 0);
      next = this.#enter(state, state.node, changed(state.progress, entry, { awaited }));
      state.waiting.set(key, next);
    }
    return next;
  }

  /**
   * The state without what has begun ahead of the oldest entry; -1 when that cannot be taken back, for others may know of
   * it. Reads can: nobody notices them.
   */
  recalled({ root, progress }: ThreadState): number {
    if (root.node === null || progress.some(({ isWritten }) => isWritten)) return NOBODY;
    const fresh = extended([], root.node);
    const { awaited = null } = progress[0] ?? {};
    return this.#intern({ root, node: root.node, progress: changed(fresh, 0, { awaited }) });
  }

  /** The value of a register where the oldest entry stands, 0 when nobody needs it. */
  register({ node, progress, root }: ThreadState, register: Register): Code {
    const isOver = node.entries.every((entry, k) => isEntryDone(entry, progress[k]!));
    const { registers, pc } = isOver && node.end !== null ? node.context : root.context;
    if (!this.#keepsRegisters && !this.#unroller.isLive(register, pc)) return 0;
    return this.#look.at(node, progress).evaluate(registers[register]!) ?? 0;
  }

  /** The window of a state, or how it would be on a longer way: valid until the next call of any method. */
  look(node: Node, progress: readonly Progress[]): Look {
    return this.#look.at(node, progress);
  }

  #read(before: ThreadState, node: Node, entry: number, value: Code, source: number): number {
    const longer = extended(before.progress, node);
    const progress = changed(longer, entry, { isRead: true, value, source });
    if (!this.#settling.fits(node, progress, entry)) return NOBODY;
    return this.#enter(before, node, progress);
  }

  #write(before: ThreadState, node: Node, entry: number): number {
    const progress = this.#propagated(node, extended(before.progress, node), entry);
    return this.#enter(before, node, progress);
  }

  #update(before: ThreadState, node: Node, entry: number, value: Code): Updated {
    const longer = extended(before.progress, node);
    const read = changed(longer, entry, { isRead: true, value, source: Source.memory });
    if (!this.#settling.fits(node, read, entry)) return { next: NOBODY, written: 0 };
    const written = this.#look.at(node, read).data(entry) ?? 0;
    const next = this.#enter(before, node, this.#propagated(node, read, entry));
    return { next, written };
  }

  /** The progress after the write of an entry has reached memory. */
  #propagated(node: Node, progress: readonly Progress[], entry: number): readonly Progress[] {
    const look = this.#look.at(node, progress);
    const location = look.location(entry);
    return progress.map((p, k) => {
      if (k === entry) return { ...p, isWritten: true };
      if (!p.isRead) return p;
      if (p.source === entry) return { ...p, source: Source.memory };
      const isOld = p.source === Source.memory && look.location(k) === location;
      return isOld ? { ...p, source: Source.stale } : p;
    });
  }

  #refused(state: ThreadState, node: Node, entry: number, found: Code): number {
    const { instruction, site } = node.entries[entry]!;
    if (instruction?.op !== "store" || instruction.requires === undefined) return NOBODY;
    const { condition, fault } = instruction.requires;
    const { registers } = node.contexts[entry]!;
    const old: Expression = { kind: "constant", code: found };
    const progress = extended(state.progress, node);
    const claim = substitute(condition, registers, old, this.#program.values);
    if (this.#look.at(node, progress).evaluate(claim) !== 0) return NOBODY;
    const stopped = this.#settling.cutAt(node, entry, { kind: "fault", site, message: fault });
    return this.#enter(state, stopped, progress.slice(0, entry));
  }

  #overwritten(state: ThreadState, location: Location): number {
    const { node, progress } = state;
    const look = this.#look.at(node, progress);
    let isChanged = false;
    const after: Progress[] = [];
    for (const [k, p] of progress.entries()) {
      after.push(p);
      if (!p.isRead || p.source >= 0 || look.location(k) !== location) continue;
      if (isReserved(node, progress, k)) return NOBODY;
      const isBroken = p.isBroken || isPending(node, k);
      const source = p.source === Source.memory ? Source.stale : p.source;
      if (isBroken === p.isBroken && source === p.source) continue;
      isChanged = true;
      after[k] = { ...p, isBroken, source };
    }
    return isChanged ? this.#enter(state, node, after) : state.id;
  }

  /** The id of the state after a step, with all that follows from it; -1 when that cannot lead to an execution. */
  #enter(before: ThreadState, node: Node, progress: readonly Progress[]): number {
    const settled = this.#settling.after(before, node, progress);
    return settled === null ? NOBODY : this.#intern(settled);
  }

  #intern({ root, node, progress }: Settled): number {
    const kept = this.#forgetting.canonical(node, progress);
    let key = `${root.id};${node.id < 0 ? stopKey(node) : node.id}`;
    for (const { isRead, isWritten, isBroken, value, source, awaited } of kept) {
      const bits = (isRead ? 1 : 0) | (isWritten ? 2 : 0) | (isBroken ? 4 : 0);
      key += `;${bits},${value},${source}`;
      if (awaited !== null) key += `w${awaited}`;
    }
    let id = this.#ids.get(key);
    if (id === undefined) {
      id = this.list.length;
      this.#ids.set(key, id);
      this.list.push(this.#state(id, { root, node, progress: kept }));
    }
    return id;
  }

  #state(id: number, { root, node, progress }: Settled): ThreadState {
    const first = progress.findIndex((p, k) => !isEntryDone(node.entries[k]!, p));
    const isOver = first < 0;
    const { end, context } = node;
    const stretch = isOver ? context.stretch : node.entries[first]!.before;
    const isStopped = isOver && (end?.kind === "fault" || end?.kind === "cut");
    return {
      id,
      root,
      node,
      progress,
      stop: isStopped ? (end as Stop) : null,
      isAhead: end?.kind === "ahead" && !isGuessing(node, progress),
      isFinished: isOver && end?.kind === "finished",
      isInOrder: isOver || isInOrderFrom(first, node, progress),
      least: stretch.least,
      greatest: stretch.greatest,
      warnings: (isOver ? context : node.contexts[first]!).warnings,
      awaited: progress.find(({ awaited }) => awaited !== null)?.awaited ?? null,
      overwritten: null,
      waiting: null,
      writes: this.#mayTouch(node, progress, true),
      accesses: this.#mayTouch(node, progress, false),
      actions: null,
    };
  }

  /** Locations that the thread may still write, or access. */
  #mayTouch(node: Node, progress: readonly Progress[], isWrite: boolean): number {
    const goesOn = node.end === null || node.end.kind === "ahead";
    const from = isWrite ? this.#writesFrom : this.#accessesFrom;
    let bits = goesOn ? from[node.context.pc]! : 0;
    const look = this.#look.at(node, progress);
    for (const [k, entry] of node.entries.entries()) {
      const { isWritten } = progress[k]!;
      const isOver = isWrite ? entry.write === null || isWritten : isEntryDone(entry, progress[k]!);
      if (isOver || entry.domain >= 0) continue;
      const location = look.location(k);
      bits |= location >= 0 ? bitOf(location) : -1;
    }
    return bits;
  }
}

function changed(
  progress: readonly Progress[],
  entry: number,
  change: Partial<Progress>,
): readonly Progress[] {
  return progress.map((p, k) => (k === entry ? { ...p, ...change } : p));
}

/** Whether nothing from entry `first` on has begun, which is the oldest that is not done, and nothing is guessed. */
function isInOrderFrom(first: number, node: Node, progress: readonly Progress[]): boolean {
  return (
    progress.slice(first).every(({ isRead, isWritten }) => !isRead && !isWritten) &&
    progress.every(({ isRead }, k) => !isRead || !isReserved(node, progress, k)) &&
    !isGuessing(node, progress)
  );
}

/** Whether the thread goes a way of which it is not known whether it is the right one. */
function isGuessing({ claims }: Node, progress: readonly Progress[]): boolean {
  return claims.some(({ isGuess, expression }) => isGuess && !areRead(expression, progress));
}

/** What tells the states of a thread that has failed apart. */
function stopKey({ id, end }: Node): string {
  return `${id} ${end?.kind === "fault" ? end.message : ""}`;
}

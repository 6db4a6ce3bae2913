import type { Location, Program, Site } from "../../program/program.js";
import { sharedDomains } from "../../program/sections.js";
import { unreachable } from "../../source/unreachable.js";
import { bitOf } from "../independence.js";
import {
  type Blocked,
  Events,
  type Fault,
  type Machine,
  type State,
  type Step,
  type View,
} from "../machine.js";
import { Symmetry } from "../symmetry.js";
import { windowTwins } from "../twins.js";
import type { Architecture } from "./architecture.js";
import type { Action, ThreadState } from "./state.js";
import { ThreadStates, type WindowOptions } from "./states.js";
import { waitingInWindow } from "./waits.js";
import { blockedInWords, stepInWords, threadView } from "./words.js";

/** The states of all threads and memory: a word for the state of each thread, then one for each location. */
export class Window {
  readonly program: Program;
  /** Threads that can change places have one object: then the words of a state mean the same of each. */
  readonly threads: readonly ThreadStates[];
  readonly symmetry: Symmetry | null;
  readonly events = new Events();
  readonly words: number;
  /** The step that led to the last call of `emit`. */
  thread = -1;
  action: Action | null = null;
  readonly #locations: number;
  /** By thread: the one for which its states are worked out. */
  readonly #firsts: readonly number[];
  /** All threads, those that can change places side by side. */
  readonly #order: Int32Array;
  readonly #shared: readonly boolean[];
  readonly #hasEvents: boolean;
  readonly #hasGracePeriods: boolean;
  /** By thread: whether it enters read-side sections, and a grace period may have to wait for it. */
  readonly #isReader: readonly boolean[];
  readonly #hasLoops: boolean;
  readonly #isEager: boolean;
  /** Calls of `emit` so far. */
  #emitted = 0;

  constructor(program: Program, architecture: Architecture, options: WindowOptions) {
    this.program = program;
    const classes = options.identicalThreads ? windowTwins(program) : [];
    const all = Array.from({ length: program.threads.length + 1 }, (_, t) => t);
    this.symmetry = classes.length === 0 ? null : new Symmetry(program, classes, all);
    this.#firsts = program.threads.map((_, t) => classes.find((c) => c.includes(t))?.[0] ?? t);
    this.#order = this.symmetry?.still ?? Int32Array.from(this.#firsts, (_, t) => t);
    const threads: ThreadStates[] = [];
    for (const [t, first] of this.#firsts.entries()) {
      threads.push(threads[first] ?? new ThreadStates(program, t, architecture, options));
    }
    this.threads = threads;
    this.#locations = program.locations.length;
    this.words = Math.max(1, this.threads.length + this.#locations);
    this.#isEager = options.loneAccesses;
    this.#shared = sharedDomains(program);
    const has = (...ops: readonly string[]) =>
      program.threads.some(({ code }) => code.some(({ op }) => ops.includes(op)));
    this.#hasEvents = has("warn", "iterate");
    this.#hasGracePeriods = has("rcu");
    this.#isReader = program.threads.map(({ code }) => {
      return code.some((i) => i.op === "rcu" && i.action === "lock");
    });
    this.#hasLoops = program.threads.some(({ code }) => {
      return code.some((i, pc) => (i.op === "jump" || i.op === "branch") && i.target <= pc);
    });
  }

  initial(out: State): void {
    out.fill(0);
    this.program.locations.forEach(({ initial }, l) => {
      out[this.threads.length + l] = initial;
    });
    this.#arrive(out, () => {});
  }

  memory(state: State, location: Location): number {
    return state[this.threads.length + location]!;
  }

  stateOf(state: State, t: number): ThreadState {
    return this.threads[t]!.list[state[t]!]!;
  }

  isFinished(state: State, t: number): boolean {
    if (this.stateOf(state, t).isFinished) return true;
    const { startedBy } = this.program.threads[t]!;
    return startedBy !== undefined && state[t] === 0 && this.memory(state, startedBy) === 0;
  }

  isFinal(state: State): boolean {
    for (let t = 0; t < this.threads.length; t++) if (!this.isFinished(state, t)) return false;
    return true;
  }

  /** Where a thread has what its states, which may have been worked out for another one, place at a site. */
  siteOf(t: number, site: Site): Site {
    const first = this.#firsts[t]!;
    return first === t ? site : (this.symmetry?.siteOf(site, first, t) ?? site);
  }

  /** Whether every thread has begun nothing before all that is older was done: then an execution leads here. */
  isInOrder(state: State): boolean {
    for (let t = 0; t < this.threads.length; t++) {
      if (!this.stateOf(state, t).isInOrder) return false;
    }
    return true;
  }

  /**
   * A state without successors in which no thread would get further in program order, either: without what has begun out of
   * order, nobody can take a step. Null when there is none: then a guess was wrong on the way.
   */
  deadlockIn(state: State): State | null {
    const stuck = state.slice();
    for (let t = 0; t < this.threads.length; t++) {
      const own = this.stateOf(state, t);
      if (own.isFinished) continue;
      stuck[t] = this.threads[t]!.recalled(own);
      if (stuck[t] === -1) return null;
    }
    const next = new Int32Array(this.words);
    this.#arrive(stuck, () => {});
    if (this.isFinal(stuck)) return null;
    this.#emitted = 0;
    for (let t = 0; t < this.threads.length; t++) {
      const own = this.stateOf(stuck, t);
      this.thread = t;
      for (const action of this.threads[t]!.actions(own)) {
        const isOldest = action.kind === "choose" || action.entry === 0;
        if (isOldest) this.#step(stuck, next, () => {}, own, action);
      }
    }
    return this.#emitted === 0 ? stuck : null;
  }

  /** The thread that has failed or was cut off, -1 for none. */
  stopped(state: State): number {
    for (let t = 0; t < this.threads.length; t++) {
      if (this.stateOf(state, t).stop !== null) return t;
    }
    return -1;
  }

  /** As `Machine.successors`. */
  successors(state: State, next: State, emit: () => void): void {
    this.#explore(state, next, emit, true);
  }

  /** As `Machine.representatives`. */
  representatives(state: State, next: State, emit: () => void): void {
    this.#explore(state, next, emit, false);
  }

  #explore(state: State, next: State, emit: () => void, isAll: boolean): void {
    if (this.isFinal(state) || (this.stopped(state) >= 0 && this.isInOrder(state))) return;
    if (this.#choose(state, next, emit, isAll)) return;
    if (this.#isEager && this.#unnoticed(state, next, emit, isAll)) return;
    for (let i = 0; i < this.#order.length; i++) {
      if (!isAll && this.#isTwin(state, i)) continue;
      const t = this.#order[i]!;
      this.#steps(state, next, emit, t, this.threads[t]!.actions(this.stateOf(state, t)));
    }
  }

  /** Whether the thread at a place of the order stands as the one before it, with which it can change places. */
  #isTwin(state: State, i: number): boolean {
    if (this.symmetry === null || i === 0) return false;
    return this.symmetry.isSame(state, this.#order[i - 1]!, this.#order[i]!);
  }

  /**
   * Whether what was found for the thread `found`, -1 for none, is all there is to take, now that `t` comes. Of threads
   * that can change places, all take what one may take alone: which of them is first is nothing that a state says.
   */
  #isEnough(found: number, t: number): boolean {
    return found >= 0 && this.symmetry?.isOfClass(found, t) !== true;
  }

  /** A choice comes before all else. */
  #choose(state: State, next: State, emit: () => void, isAll: boolean): boolean {
    let found = -1;
    for (let i = 0; i < this.#order.length; i++) {
      const t = this.#order[i]!;
      if (this.#isEnough(found, t)) break;
      const actions = this.threads[t]!.actions(this.stateOf(state, t));
      if (actions.length === 0 || actions[0]!.kind !== "choose") continue;
      found = t;
      if (isAll || !this.#isTwin(state, i)) this.#steps(state, next, emit, t, actions);
    }
    return found >= 0;
  }

  /** The thread that has a choice to make, which comes before all else; -1 for none. */
  chooser(state: State): number {
    return this.threads.findIndex((states, t) => {
      return states.actions(this.stateOf(state, t))[0]?.kind === "choose";
    });
  }

  /** Whether entry `k` of the way that a thread has taken can do something now. */
  canStep(state: State, next: State, t: number, k: number): boolean {
    return this.#can(state, next, t, (entry) => entry === k);
  }

  /** Whether something beyond the way that a thread has taken can happen now, by a guess. */
  canGuess(state: State, next: State, t: number): boolean {
    const { length } = this.stateOf(state, t).node.entries;
    return this.#can(state, next, t, (entry) => entry >= length);
  }

  #can(state: State, next: State, t: number, isMeant: (entry: number) => boolean): boolean {
    const own = this.stateOf(state, t);
    this.thread = t;
    this.#emitted = 0;
    for (const action of this.threads[t]!.actions(own)) {
      if (action.kind === "choose" || !isMeant(action.entry)) continue;
      this.#step(state, next, () => {}, own, action);
    }
    return this.#emitted > 0;
  }

  /**
   * Takes one step that no other thread can ever notice or disturb; false when there is none. What else could happen now
   * can happen after it all the same (a persistent set of one step, Godefroid 1996).
   */
  #unnoticed(state: State, next: State, emit: () => void, isAll: boolean): boolean {
    const { length } = this.threads;
    let writes = 0;
    let writesOfTwo = 0;
    let accesses = 0;
    let accessesOfTwo = 0;
    for (let t = 0; t < length; t++) {
      const own = this.stateOf(state, t);
      writesOfTwo |= writes & own.writes;
      writes |= own.writes;
      accessesOfTwo |= accesses & own.accesses;
      accesses |= own.accesses;
    }
    let found = -1;
    for (let i = 0; i < length; i++) {
      const t = this.#order[i]!;
      if (this.#isEnough(found, t)) break;
      // A step into a section is noticed by grace periods: they could have been over before it.
      if (this.#isReader[t]! && this.#mayPass(state, t)) continue;
      if (!isAll && this.#isTwin(state, i)) continue;
      const own = this.stateOf(state, t);
      const written = writesOfTwo | (writes & ~own.writes);
      const accessed = accessesOfTwo | (accesses & ~own.accesses);
      for (const action of this.threads[t]!.actions(own)) {
        if (!("isSafe" in action) || !action.isSafe) continue;
        const used = action.kind === "read" ? written : accessed;
        if ((used & bitOf(action.location)) !== 0) continue;
        this.thread = t;
        this.#emitted = 0;
        this.#step(state, next, emit, own, action);
        if (this.#emitted === 0) continue;
        found = t;
        break;
      }
    }
    return found >= 0;
  }

  #steps(state: State, next: State, emit: () => void, t: number, actions: readonly Action[]): void {
    const own = this.stateOf(state, t);
    this.thread = t;
    for (let a = 0; a < actions.length; a++) this.#step(state, next, emit, own, actions[a]!);
  }

  #step(state: State, next: State, emit: () => void, own: ThreadState, action: Action): void {
    const states = this.threads[this.thread]!;
    this.action = action;
    switch (action.kind) {
      case "read": {
        const found = state[this.threads.length + action.location]!;
        this.#move(state, next, emit, states.read(own, action, found));
        break;
      }
      case "forward":
      case "choose":
      case "end":
        this.#move(state, next, emit, action.next);
        break;
      case "write": {
        const { location, value } = action;
        const found = state[this.threads.length + location]!;
        const refused = action.refusals === null ? -1 : states.refusal(own, action, found);
        if (refused >= 0) this.#move(state, next, emit, refused);
        else this.#write(state, next, emit, location, value, action.next);
        break;
      }
      case "update": {
        const { location } = action;
        const found = state[this.threads.length + location]!;
        const { next: after, written } = states.update(own, action, found);
        if (after >= 0) this.#write(state, next, emit, location, written, after);
        break;
      }
      case "begin":
        this.#begin(state, next, emit, own, action.entry);
        break;
      default:
        unreachable(action);
    }
  }

  #move(state: State, next: State, emit: () => void, id: number): void {
    if (id < 0) return;
    copy(state, next);
    next[this.thread] = id;
    this.#arrive(next, emit);
  }

  #write(
    state: State,
    next: State,
    emit: () => void,
    location: Location,
    value: number,
    id: number,
  ): void {
    const { length } = this.threads;
    copy(state, next);
    for (let j = 0; j < length; j++) {
      if (j === this.thread) continue;
      const states = this.threads[j]!;
      const other = states.overwritten(states.list[state[j]!]!, location);
      if (other < 0) return;
      next[j] = other;
    }
    next[this.thread] = id;
    next[length + location] = value;
    this.#arrive(next, emit);
  }

  /** A grace period begins; one of a domain whose sections are shared is over at once. */
  #begin(state: State, next: State, emit: () => void, own: ThreadState, entry: number): void {
    const { domain } = own.node.entries[entry]!;
    const states = this.threads[this.thread]!;
    if (this.#shared[domain]!) {
      if (!this.isInOrder(state) || !this.#mayBeOutside(state, domain)) return;
      this.#move(state, next, emit, states.awaiting(own, []));
      return;
    }
    if (own.node.contexts[entry]!.depths[domain]! > 0) return;
    const awaited: number[] = [];
    for (let j = 0; j < this.threads.length; j++) {
      if (j !== this.thread && !this.#isQuiescent(state, j, domain)) awaited.push(j);
    }
    this.#move(state, next, emit, states.awaiting(own, awaited));
  }

  /** Whether the threads may stand so that together they are in no section of a shared domain. */
  #mayBeOutside(state: State, domain: number): boolean {
    let least = 0;
    let greatest = 0;
    for (let t = 0; t < this.threads.length; t++) {
      least += this.stateOf(state, t).least[domain]!;
      greatest += this.stateOf(state, t).greatest[domain]!;
    }
    return least <= 0 && greatest >= 0;
  }

  /** What follows from a step by itself: threads pass quiescent states, and what is to be reported is. */
  #arrive(next: State, emit: () => void): void {
    if (this.#hasGracePeriods) this.#quiesce(next);
    if (this.#hasEvents && this.isInOrder(next)) this.#report(next);
    if (this.#hasLoops) this.#reportAhead(next);
    this.#emitted++;
    emit();
  }

  /** Nothing changes for a thread that passes a quiescent state: each does so as early as it can. */
  #quiesce(next: State): void {
    for (let t = 0; t < this.threads.length; t++) {
      const { awaited, node } = this.stateOf(next, t);
      if (awaited === null) continue;
      const { domain } = node.entries.find((entry) => entry.domain >= 0)!;
      const rest = awaited.filter((j) => !this.#isQuiescent(next, j, domain));
      if (rest.length === awaited.length) continue;
      next[t] = this.threads[t]!.awaiting(this.stateOf(next, t), rest);
    }
  }

  /** Whether a thread stands outside of all sections of a domain, everything before done and nothing behind begun. */
  #isQuiescent(state: State, t: number, domain: number): boolean {
    const { isInOrder, least } = this.stateOf(state, t);
    return (isInOrder && least[domain]! === 0) || this.isFinished(state, t);
  }

  /** Whether a grace period of some domain would not have to wait for the thread. */
  #mayPass(state: State, t: number): boolean {
    return this.#shared.some((_, domain) => this.#isQuiescent(state, t, domain));
  }

  #reportAhead(state: State): void {
    for (let t = 0; t < this.threads.length; t++) {
      const { isAhead, node } = this.stateOf(state, t);
      if (!isAhead || node.end?.kind !== "ahead") continue;
      const { bound } = node.end;
      const site = this.siteOf(t, node.end.site);
      this.events.add({ kind: "window-bound", thread: t, site, bound });
    }
  }

  #report(state: State): void {
    for (let t = 0; t < this.threads.length; t++) {
      const { stop, warnings } = this.stateOf(state, t);
      if (stop?.kind === "cut") {
        const { bound } = stop;
        const site = this.siteOf(t, stop.site);
        this.events.add({ kind: "loop-bound", thread: t, site, bound });
      }
      for (const pc of warnings) {
        const i = this.program.threads[t]!.code[pc]!;
        if (i.op !== "warn") continue;
        this.events.add({ kind: "warning", thread: t, site: i.site, message: i.message });
      }
    }
  }
}

/** A machine whose threads execute out of order, within what an architecture allows. */
export function outOfOrder(
  program: Program,
  architecture: Architecture,
  options: WindowOptions,
): Machine {
  const window = new Window(program, architecture, options);
  const { threads, events, words } = window;
  return {
    words,
    parts: [],
    // A word of a state is the number that a part of it got when it came up first.
    named: () => Number.POSITIVE_INFINITY,
    events,
    initial: (out) => window.initial(out),
    symmetry: window.symmetry,
    successors: (state, next, emit) => window.successors(state, next, emit),
    representatives: (state, next, emit) => window.representatives(state, next, emit),
    isFinal: (state) => window.isFinal(state),
    fault(state): Fault | null {
      const thread = window.stopped(state);
      if (thread < 0 || !window.isInOrder(state)) return null;
      const { stop } = window.stateOf(state, thread);
      if (stop?.kind !== "fault") return null;
      return { thread, site: window.siteOf(thread, stop.site), message: stop.message };
    },
    isCut: (state) => window.stopped(state) >= 0 || window.deadlockIn(state) === null,
    outcome(state, out) {
      program.observed.forEach((o, k) => {
        out[k] =
          o.kind === "location"
            ? window.memory(state, o.location)
            : threads[o.thread]!.register(window.stateOf(state, o.thread), o.register);
      });
    },
    describe(state, step): Step {
      const next = new Int32Array(words);
      let count = 0;
      let found: Step | null = null;
      window.successors(state, next, () => {
        if (count++ === step) found = stepInWords(window, state, next);
      });
      if (found === null) throw new RangeError(`step ${step} of a state with ${count} successors`);
      return found;
    },
    view: (state): View => ({
      memory: program.locations.map((_, l) => window.memory(state, l)),
      threads: program.threads.map((_, t) => threadView(window, state, t)),
      notes: [],
    }),
    blocked(state): readonly Blocked[] {
      const stuck = window.deadlockIn(state);
      if (stuck === null) return [];
      return program.threads.flatMap((_, t) => blockedInWords(window, stuck, t));
    },
    waiting: (state) => waitingInWindow(window, architecture, state),
  };
}

function copy(from: State, to: State): void {
  for (let i = 0; i < from.length; i++) to[i] = from[i]!;
}

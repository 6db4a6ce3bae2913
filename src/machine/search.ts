import { WordSet } from "../program/wordset.js";
import { place } from "../source/diagnostic.js";
import type { Fault, Machine, MachineEvent, State } from "./machine.js";
import { StateSet } from "./stateset.js";
import { arrangedId, arrangementOf, type Symmetry, stateOf } from "./symmetry.js";

/** Bounds of one search. The caller keeps the time. */
export interface SearchLimits {
  /** Different states kept. */
  readonly statesMax: number;
  /** Transitions explored. */
  readonly stepsMax: number;
  /** Bytes of the state set. */
  readonly bytesMax: number;
}

/** Something that was found, with a state that shows it: an argument of `trace`. */
export interface Found<T> {
  readonly what: T;
  readonly state: number;
}

/** What a search knows; complete or not, at any time. */
export interface SearchResult {
  /** Distinct values of `program.observed` in final states, in the order in which they were found. */
  readonly outcomes: readonly { readonly values: readonly number[]; readonly state: number }[];
  readonly faults: readonly Found<Fault>[];
  readonly events: readonly Found<MachineEvent>[];
  /** States from which nothing is possible although a thread has not finished. */
  readonly deadlocks: number;
  /** The first of them. */
  readonly deadlock: number | null;
  readonly states: number;
  readonly transitions: number;
  readonly bytes: number;
  /** True when every reachable state was visited and no bound was hit: what is absent here is impossible. */
  readonly isComplete: boolean;
  /** The bounds that were hit, in words: `50,000,000 states`, `8 rounds of the loop at file:12:3`. */
  readonly bounds: readonly string[];
}

/** States that were found, by their ids, each with the one from which it was reached first: what a trace needs. */
export interface Explored {
  readonly machine: Machine;
  /**
   * The state from which `id` was reached first, -1 for the initial state: up to who is who, where threads can change
   * places.
   */
  parent(id: number): number;
  /** Copies state `id`, as it is arranged, to `out`. */
  load(id: number, out: State): void;
}

/** What divides a search among several (`shard.ts`): each keeps the states that are its own. */
export interface Share {
  /** Its number from 0, and how many there are. The ids of its states are congruent to its number. */
  readonly index: number;
  readonly count: number;
  /** Whether a state is another share's; then it is on its way there. */
  gives(state: State, parent: number): boolean;
}

const WHOLE: Share = { index: 0, count: 1, gives: () => false };

/** Bytes of what is made of an outcome for a report, and of each of its values, about. */
const OUTCOME_BYTES = 300;
const OUTCOME_VALUE_BYTES = 16;
/** Outcomes that are found between two looks at the memory, when a final state stands for many: a power of two. */
const LOOK_OUTCOMES = 4096;
/** States that are expanded between two looks at the memory: a power of two. */
const LOOK_STATES = 64;
/** Bytes of the parent that is kept for each state. */
const PARENT_BYTES = 4;
const PARENT_PAGE_BITS = 12;

/**
 * A breadth-first search of all reachable states of a machine: what it finds first has a shortest path. `advance` does a
 * part of the work, so that the caller can look at the clock, answer a user, or stop.
 */
export class Search implements Explored {
  readonly machine: Machine;
  readonly #share: Share;
  readonly #isWhole: boolean;
  /** Of a whole search: the ids of states among several shards have no room for arrangements. */
  readonly #symmetry: Symmetry | null;
  readonly #limits: SearchLimits;
  readonly #set: StateSet;
  readonly #parents: Int32Array[] = [];
  readonly #state: State;
  readonly #next: State;
  readonly #emit: () => void;
  readonly #outcome: Int32Array;
  readonly #outcomes: WordSet;
  readonly #outcomeStates: number[] = [];
  readonly #faults: Found<Fault>[] = [];
  readonly #eventStates: number[] = [];
  /** Witnesses of events whose last step led to a state that was known already, on another way. */
  readonly #detours: { readonly parent: number; readonly words: State }[] = [];
  /** The state that is being expanded: all before it are done. */
  #head = 0;
  #enabled = 0;
  #transitions = 0;
  #deadlocks = 0;
  #deadlock: number | null = null;
  #bound: string | null = null;

  /** `observed` is the number of values in an outcome. */
  constructor(machine: Machine, observed: number, limits: SearchLimits, share: Share = WHOLE) {
    this.machine = machine;
    this.#share = share;
    this.#isWhole = share === WHOLE;
    this.#symmetry = this.#isWhole ? machine.symmetry : null;
    this.#limits = limits;
    this.#set = new StateSet(machine.words, machine.parts);
    this.#state = new Int32Array(machine.words);
    this.#next = new Int32Array(machine.words);
    // A record has at least one word: without observed values the only outcome is one zero.
    this.#outcome = new Int32Array(Math.max(1, observed));
    this.#outcomes = new WordSet(this.#outcome.length);
    this.#observed = observed;
    this.#emit = () => this.#arrive(this.#idOf(this.#head));
    machine.initial(this.#next);
    this.#arrive(-1);
    this.#transitions = 0;
    this.#levelEnd = this.#isWhole ? Number.POSITIVE_INFINITY : this.#set.count;
  }

  readonly #observed: number;
  /** A share goes as far as here before it looks at what others have found: its states of one distance from the first. */
  #levelEnd = 0;

  get isFinished(): boolean {
    return this.#bound !== null || this.#head === this.#set.count;
  }

  /** Explores about `steps` more transitions. True when there is nothing more to do: all seen, or a bound hit. */
  advance(steps: number): boolean {
    const { machine } = this;
    const set = this.#set;
    const state = this.#state;
    const until = this.#transitions + steps;
    while (this.#head < Math.min(set.count, this.#levelEnd) && this.#transitions < until) {
      if (this.#isOverLimits()) return true;
      set.load(this.#head, state);
      this.#enabled = 0;
      if (this.#symmetry === null) machine.successors(state, this.#next, this.#emit);
      else machine.representatives(state, this.#next, this.#emit);
      if (this.#enabled === 0) this.#leaf();
      this.#head++;
    }
    return this.#head === Math.min(set.count, this.#levelEnd);
  }

  /** Takes in a state that another share has found: its words stand at `words[at]`. */
  receive(words: Int32Array, at: number, parent: number): void {
    const next = this.#next;
    for (let i = 0; i < next.length; i++) next[i] = words[at + i]!;
    this.#keep(parent);
  }

  /** Goes on to the states of the next distance; gives how many there are. */
  nextLevel(): number {
    this.#levelEnd = this.#set.count;
    return this.#levelEnd - this.#head;
  }

  /** What is known now. */
  result(): SearchResult {
    const { list } = this.machine.events;
    const cuts = list.flatMap((event) => boundInWords(event) ?? []);
    const bounds = this.#bound === null ? cuts : [this.#bound, ...cuts];
    const record = new Int32Array(this.#outcome.length);
    return {
      outcomes: this.#outcomeStates.map((state, id) => {
        this.#outcomes.load(id, record, 0);
        return { values: beginning(record, this.#observed), state: this.#idOf(state) };
      }),
      faults: this.#faults.map(({ what, state }) => ({ what, state: this.#idOf(state) })),
      events: this.#eventStates.map((state, k) => ({ what: list[k]!, state: this.#idOf(state) })),
      deadlocks: this.#deadlocks,
      deadlock: this.#deadlock === null ? null : this.#idOf(this.#deadlock),
      states: this.#set.count,
      transitions: this.#transitions,
      bytes: this.bytes,
      isComplete: this.#head === this.#set.count && bounds.length === 0,
      bounds,
    };
  }

  /** States and transitions so far. */
  get states(): number {
    return this.#set.count;
  }

  get transitions(): number {
    return this.#transitions;
  }

  /** Memory of the states with their parents, and of the outcomes. */
  get bytes(): number {
    const outcome = OUTCOME_BYTES + OUTCOME_VALUE_BYTES * this.#observed;
    const parents = this.#parents.length * (PARENT_BYTES << PARENT_PAGE_BITS);
    return this.#set.bytes + parents + this.#outcomeStates.length * outcome;
  }

  /** As `Explored.parent`. */
  parent(id: number): number {
    const local = this.#localOf(id);
    if (local < -1) return this.#detours[-2 - local]!.parent;
    return this.#parents[local >> PARENT_PAGE_BITS]![local & ((1 << PARENT_PAGE_BITS) - 1)]!;
  }

  /** As `Explored.load`. */
  load(id: number, out: State): void {
    const local = this.#localOf(id);
    if (local < -1) out.set(this.#detours[-2 - local]!.words);
    else this.#set.load(local, out);
    const symmetry = this.#symmetry;
    if (symmetry === null || arrangementOf(id) === 0) return;
    symmetry.arrange(out.slice(), symmetry.arrangement(arrangementOf(id)), out);
  }

  /** The id of one of its own states; negative for one that was met on another way. */
  #idOf(local: number): number {
    return this.#isWhole ? local : local * this.#share.count + this.#share.index;
  }

  #localOf(id: number): number {
    return this.#isWhole ? stateOf(id) : (id - this.#share.index) / this.#share.count;
  }

  /** Takes in the state in `#next`, reached from `parent`. */
  #arrive(parent: number): void {
    this.#enabled++;
    this.#transitions++;
    const { count } = this.machine.events;
    if (this.#symmetry !== null) {
      if (count > this.#eventStates.length) this.#witnessTwins(this.#symmetry, parent, count);
      this.#symmetry.sort(this.#next);
      this.#keep(parent);
      return;
    }
    const isGiven = !this.#isWhole && this.#share.gives(this.#next, parent);
    const id = isGiven ? null : this.#keep(parent);
    if (count > this.#eventStates.length) this.#witnessEvents(parent, id, count);
  }

  /** Keeps the state in `#next`; null when it was there. */
  #keep(parent: number): number | null {
    const set = this.#set;
    const id = set.add(this.#next);
    if (!set.isNew) return null;
    const offset = id & ((1 << PARENT_PAGE_BITS) - 1);
    if (offset === 0) this.#parents.push(new Int32Array(1 << PARENT_PAGE_BITS));
    this.#parents[id >> PARENT_PAGE_BITS]![offset] = parent;
    return id;
  }

  #witnessEvents(parent: number, id: number | null, count: number): void {
    const state = id ?? -1 - this.#detours.push({ parent, words: this.#next.slice() });
    while (this.#eventStates.length < count) this.#eventStates.push(state);
  }

  /** An event that one thread meets is one that the others meet that can change places with it. */
  #witnessTwins(symmetry: Symmetry, parent: number, count: number): void {
    const { events } = this.machine;
    const first = this.#eventStates.length;
    // Before it is sorted: what a thread does in a step stays that thread's.
    this.#witnessEvents(parent, null, count);
    for (const [k, event] of events.list.slice(first, count).entries()) {
      for (const thread of symmetry.othersOf(event.thread)) {
        const site = symmetry.siteOf(event.site, event.thread, thread);
        if (site === null) continue;
        events.add({ ...event, thread, site });
        if (events.count === this.#eventStates.length) continue;
        const exchanged = symmetry.exchange(event.thread, thread);
        this.#eventStates.push(arrangedId(this.#eventStates[first + k]!, exchanged));
      }
    }
  }

  /** Sorts a state without successors. */
  #leaf(): void {
    const { machine } = this;
    const state = this.#state;
    if (machine.isFinal(state)) {
      const next = this.#next;
      if (this.#symmetry === null) this.#end(state, this.#head);
      else {
        this.#symmetry.eachArranged(state, next, (arrangement) => {
          this.#end(next, arrangedId(this.#head, arrangement));
        });
      }
      return;
    }
    const fault = machine.fault(state);
    if (fault !== null) {
      this.#fail(fault, this.#head);
      this.#failTwins(fault);
      return;
    }
    if (machine.isCut(state)) return;
    this.#deadlocks++;
    this.#deadlock ??= this.#head;
  }

  /** Takes in what is observed of a final state. */
  #end(state: State, id: number): void {
    if (this.#bound !== null) return;
    this.machine.outcome(state, this.#outcome);
    this.#outcomes.add(this.#outcome, 0);
    if (!this.#outcomes.isNew) return;
    const count = this.#outcomeStates.push(id);
    if ((count & (LOOK_OUTCOMES - 1)) === 0) this.#lookAtMemory();
  }

  #fail(fault: Fault, state: number): void {
    const isKnown = this.#faults.some(({ what }) => isSameFault(what, fault));
    if (!isKnown) this.#faults.push({ what: fault, state });
  }

  #failTwins(fault: Fault): void {
    const symmetry = this.#symmetry;
    if (symmetry === null) return;
    for (const thread of symmetry.othersOf(fault.thread)) {
      const site = symmetry.siteOf(fault.site, fault.thread, thread);
      const exchanged = symmetry.exchange(fault.thread, thread);
      if (site !== null) this.#fail({ ...fault, thread, site }, arrangedId(this.#head, exchanged));
    }
  }

  #isOverLimits(): boolean {
    const limits = this.#limits;
    if (this.#bound !== null) return true;
    if (this.#set.count >= limits.statesMax) this.#bound = limitInWords(limits, "states");
    else if (this.#transitions >= limits.stepsMax) this.#bound = limitInWords(limits, "steps");
    else if ((this.#head & (LOOK_STATES - 1)) === 0) this.#lookAtMemory();
    return this.#bound !== null;
  }

  #lookAtMemory(): void {
    if (this.bytes > this.#limits.bytesMax) this.#bound = limitInWords(this.#limits, "bytes");
  }
}

/** Searches to the end, or to a bound. */
export function explore(machine: Machine, observed: number, limits: SearchLimits): SearchResult {
  const search = new Search(machine, observed, limits);
  while (!search.advance(1 << 20));
  return search.result();
}

/** The first `count` words. Not by `subarray`, which costs more than all else that is done for an outcome. */
function beginning(record: Int32Array, count: number): readonly number[] {
  const words: number[] = [];
  for (let k = 0; k < count; k++) words.push(record[k]!);
  return words;
}

/** The bound that a search has hit: `50,000,000 states`. */
export function limitInWords(limits: SearchLimits, what: "states" | "steps" | "bytes"): string {
  return `${inGroups(limits[`${what}Max`])} ${what}`;
}

function isSameFault(a: Fault, b: Fault): boolean {
  return a.thread === b.thread && a.site === b.site && a.message === b.message;
}

/** A bound that an event says was hit, null for an event that is no bound. */
export function boundInWords(event: MachineEvent): string | null {
  switch (event.kind) {
    case "warning":
    case "race":
      return null;
    case "loop-bound":
      return `${event.bound} rounds of the loop at ${place(event.site.span)}`;
    case "window-bound":
      return `${event.bound} rounds of the loop at ${place(event.site.span)} ahead of an access`;
    case "buffer-bound":
      return `${event.bound} buffered values at ${place(event.site.span)}`;
  }
}

/** `50,000,000`. Not by the locale: the same everywhere. */
function inGroups(n: number): string {
  return String(n).replace(/\B(?=(\d{3})+$)/g, ",");
}

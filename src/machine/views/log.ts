import { entriesMax } from "../../program/capacity.js";
import type { Instruction, Location, Program } from "../../program/program.js";
import type { State } from "../machine.js";
import type { Places } from "./layout.js";
import { Mode, type ModeSet } from "./modes.js";
import type { Needs } from "./needs.js";
import { type EventKind, eventWord, isRead, movedUp, ScOrder } from "./order.js";
import { byteAt, setByte, type Views } from "./views.js";

/** Most events of one thread that are kept. */
const EVENTS_MAX = 48;
/** Most reads of one round of a loop that are recognised as such. */
const PERIOD_MAX = 6;

/**
 * What has happened, for programs with sequentially consistent accesses: no rule about views is known that says exactly
 * what they may do (models.md 1.9), so that the events are kept, and a step after which the axioms' order of all
 * sequentially consistent events has a cycle is none.
 *
 * Words of a thread: the number of its events; then for each event what it is, its location and the place of the message
 * that it has read or written (an update has read the one before), and its clock: how many events of each thread happen
 * before it or are it. Views have that clock too, behind their places.
 */
export class ScLog {
  /** By thread: words that its events take. */
  readonly words: readonly number[];
  /** By thread: how many events it may have; one more than there is room for stands for all such numbers. */
  readonly #most: readonly number[];
  /** Words of an event. */
  readonly #stride: number;
  readonly #needs: Needs;
  #counters: readonly number[] = [];
  readonly #hasScFences: boolean;
  readonly #order: ScOrder;
  readonly #clockAt: number;
  #places: Places | null = null;

  /** `clockAt` is the first byte of a view that is a clock. */
  constructor(program: Program, needs: Needs, clockAt: number) {
    const isEvent = (i: Instruction): boolean => "address" in i || i.op === "fence";
    const use = { enters: isEvent, empties: () => false };
    // One more than there is room for, so that it is known when there is not.
    const most = program.threads.map(({ code }) => entriesMax(code, use, EVENTS_MAX + 1));
    this.#most = most;
    this.#stride = 1 + Math.ceil(program.threads.length / 4);
    this.words = most.map((n) => 1 + Math.min(EVENTS_MAX, n) * this.#stride);
    this.#needs = needs;
    this.#hasScFences = needs.scFences.some((from) => from[0] !== 0);
    this.#order = new ScOrder(program.threads.length);
    this.#clockAt = clockAt;
  }

  place(places: Places, counters: readonly number[]): void {
    this.#places = places;
    this.#counters = counters;
  }

  /**
   * Whether what happens now may still matter to the one order. Between accesses it is decided once both are there; two
   * fences may come to be ordered by what their threads do later.
   */
  isOpen(state: State): boolean {
    let sc = 0;
    let touches = 0;
    let events = 0;
    for (let t = 0; t < this.#counters.length; t++) {
      const pc = state[this.#counters[t]!]!;
      sc |= this.#needs.sc[t]![pc] ?? 0;
      touches |= this.#needs.touches[t]![pc] ?? 0;
      events += state[this.#places!.logs[t]!]!;
    }
    return sc !== 0 || (this.#hasScFences && events > 0 && touches !== 0);
  }

  /** A new event of the thread begins: whoever is behind the thread from now on is behind it. */
  tick(state: State, thread: number): void {
    const { current } = this.#places!.threads[thread]!;
    const at = this.#clockAt + thread;
    setByte(state, current, at, byteAt(state, current, at) + 1);
  }

  /** The most events of the thread that are kept, when there are as many; null while there is room. */
  limit(state: State, thread: number): number | null {
    const isFull = state[this.#places!.logs[thread]!] === EVENTS_MAX;
    return isFull && this.#most[thread]! > EVENTS_MAX ? EVENTS_MAX : null;
  }

  /** Keeps the event that has begun. */
  append(
    state: State,
    thread: number,
    kind: EventKind,
    mode: ModeSet,
    location: Location,
    place: number,
  ): void {
    const { threads, logs } = this.#places!;
    const log = logs[thread]!;
    const at = log + 1 + state[log]! * this.#stride;
    state[log]! += 1;
    state[at] = eventWord(kind, (mode & Mode.sc) !== 0, location, place);
    const { current } = threads[thread]!;
    for (let t = 0; t < this.#counters.length; t++) {
      setByte(state, at + 1, t, byteAt(state, current, this.#clockAt + t));
    }
  }

  /**
   * Forgets the last round of a loop that only looks, when the rounds before it say the same: reads of the same messages,
   * while nothing new became known. One more round then has no cycle that they have not. Of rounds with several reads it
   * takes two to say that each comes before and after the others.
   */
  foldRounds(state: State, thread: number): void {
    const log = this.#places!.logs[thread]!;
    for (let period = 1; period <= PERIOD_MAX; period++) {
      const rounds = period === 1 ? 2 : 3;
      if (rounds * period > state[log]! || !this.#repeats(state, thread, period, rounds)) continue;
      const left = state[log]! - period;
      state[log] = left;
      const at = log + 1 + left * this.#stride;
      state.fill(0, at, at + period * this.#stride);
      const { current } = this.#places!.threads[thread]!;
      const own = this.#clockAt + thread;
      setByte(state, current, own, byteAt(state, current, own) - period);
      return;
    }
  }

  /** Whether the last events of a thread are some equal rounds of reads. */
  #repeats(state: State, thread: number, period: number, rounds: number): boolean {
    const log = this.#places!.logs[thread]!;
    const last = log + 1 + (state[log]! - 1) * this.#stride;
    const events = period * rounds;
    for (let k = 0; k < events; k++) {
      const at = last - k * this.#stride;
      if (!isRead(state[at]!)) return false;
      if (k >= period && state[at] !== state[at + period * this.#stride]) return false;
      for (let t = 0; t < this.#counters.length; t++) {
        if (t !== thread && byteAt(state, at + 1, t) !== byteAt(state, last + 1, t)) return false;
      }
    }
    return true;
  }

  /** The messages of a location from `place` on move up by one. */
  insert(state: State, location: Location, place: number): void {
    const { logs } = this.#places!;
    for (let t = 0; t < logs.length; t++) {
      const log = logs[t]!;
      const end = log + 1 + state[log]! * this.#stride;
      for (let at = log + 1; at < end; at += this.#stride) {
        state[at] = movedUp(state[at]!, location, place);
      }
    }
  }

  /** Whether the sequentially consistent events can stand in one order. */
  isConsistent(state: State): boolean {
    const { logs } = this.#places!;
    let total = 0;
    for (let t = 0; t < logs.length; t++) total += state[logs[t]!]!;
    this.#order.begin(total);
    for (let t = 0; t < logs.length; t++) {
      const log = logs[t]!;
      const end = log + 1 + state[log]! * this.#stride;
      for (let at = log + 1; at < end; at += this.#stride) {
        this.#order.add(t, state[at]!, state, at + 1);
      }
    }
    return this.#order.isAcyclic();
  }

  /** Forgets all events. */
  close(state: State, views: Views): void {
    const { logs } = this.#places!;
    for (let t = 0; t < logs.length; t++) {
      const log = logs[t]!;
      if (state[log] !== 0) state.fill(0, log, log + this.words[t]!);
    }
    views.forEachView(state, (view) => {
      for (let t = 0; t < logs.length; t++) setByte(state, view, this.#clockAt + t, 0);
    });
  }
}

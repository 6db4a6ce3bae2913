import type { Location, Program } from "../../program/program.js";
import type { Code } from "../../program/value.js";
import { bitOf } from "../independence.js";
import type { State } from "../machine.js";
import { HISTORY_HEADER, type HistoryPlace, type Places, type ViewShape } from "./layout.js";
import { Mode, type ModeSet } from "./modes.js";
import type { Needs } from "./needs.js";

/**
 * Messages and views (models.md 1.9; Kang, Hur, Lahav, Vafeiadis, Dreyer, A promising semantics for relaxed-memory
 * concurrency, POPL 2017, without promises).
 *
 * The writes of a location are messages, in modification order. A view says for each location which messages are out of
 * date: it is the place of the oldest one that its owner may still read. A read may take any message from there on; a
 * write goes anywhere behind that place, but not between a message and the update that has read it.
 *
 * A view is a byte for each location, and behind those what it knows of events that the logs (`ScLog`) and races
 * (`Races`) tell apart. Places are counted from the oldest message that is kept. A message's view does not have the
 * message itself: who reads it sees its place.
 *
 * Canonical form: messages that nobody can read or follow any more are dropped, and what a view knows that can never make
 * a difference is 0 (`forget`).
 */
export class Views {
  readonly #program: Program;
  readonly #needs: Needs;
  readonly #shape: ViewShape;
  readonly #hasSequences: boolean;
  readonly #counters: readonly number[];
  readonly #places: Places;
  readonly #stride: number;
  /** By location: the word of the first message. */
  readonly #first: Int32Array;
  /** The union of what all threads but one touch, by thread; scratch. */
  readonly #touchedByOthers: Int32Array;

  constructor(
    program: Program,
    needs: Needs,
    shape: ViewShape,
    hasSequences: boolean,
    counters: readonly number[],
    places: Places,
  ) {
    this.#program = program;
    this.#needs = needs;
    this.#shape = shape;
    this.#hasSequences = hasSequences;
    this.#counters = counters;
    this.#places = places;
    this.#stride = 1 + shape.viewWords;
    this.#first = Int32Array.from(places.histories, ({ at }) => at + HISTORY_HEADER);
    this.#touchedByOthers = new Int32Array(program.threads.length);
  }

  initial(state: State): void {
    this.#program.locations.forEach(({ initial }, l) => {
      state[this.#history(l).at] = 1;
      state[this.#first[l]!] = initial;
    });
  }

  /** How many messages of the location are kept. */
  count(state: State, location: Location): number {
    return state[this.#history(location).at]!;
  }

  value(state: State, location: Location, place: number): Code {
    return state[this.#first[location]! + place * this.#stride]!;
  }

  /** The value of the last message in modification order. */
  memory(state: State, location: Location): Code {
    return this.value(state, location, this.count(state, location) - 1);
  }

  /** The most messages of a location that are kept, when there are as many; null while there is room. */
  limit(state: State, location: Location): number | null {
    const { at, capacity, isCut } = this.#history(location);
    return isCut && state[at]! === capacity ? capacity : null;
  }

  /** Whether the location may get more messages than there is room for. */
  isCut(location: Location): boolean {
    return this.#history(location).isCut;
  }

  /** The oldest message that the thread may read. */
  oldest(state: State, thread: number, location: Location): number {
    return this.placeIn(state, this.viewOfThread(thread), location);
  }

  /** Whether an update has read the message: no write may come right behind it. */
  isClaimed(state: State, location: Location, place: number): boolean {
    return (state[this.#history(location).at + 1]! & (1 << place)) !== 0;
  }

  /** The view of a message, as a place in the state. */
  viewOf(location: Location, place: number): number {
    return this.#first[location]! + place * this.#stride + 1;
  }

  /** What a thread knows, and what an acquire fence of it would take in: places in the state, -1 for none. */
  viewOfThread(thread: number): number {
    return this.#places.threads[thread]!.current;
  }

  acquirableOf(thread: number): number {
    return this.#places.threads[thread]!.acquirable;
  }

  /** What the sequentially consistent fences have in common; -1 for none. */
  get scView(): number {
    return this.#places.scView;
  }

  /** The place of the oldest message of a location that a view leaves. */
  placeIn(state: State, view: number, location: Location): number {
    return byteAt(state, view, location);
  }

  /** What a thread has learnt once it has read a message. */
  read(state: State, thread: number, location: Location, place: number, mode: ModeSet): void {
    const { current, acquirable } = this.#places.threads[thread]!;
    raise(state, current, location, place);
    if ((mode & Mode.atomic) === 0) return;
    const view = this.viewOf(location, place);
    if ((mode & Mode.acquire) !== 0) this.#join(state, current, view);
    else if (acquirable >= 0) this.#join(state, acquirable, view);
  }

  /**
   * Inserts a message at a place behind which all others move up. With `isUpdate` it continues what the message before
   * it has begun.
   */
  write(
    state: State,
    thread: number,
    location: Location,
    place: number,
    value: Code,
    mode: ModeSet,
    isUpdate: boolean,
  ): void {
    const { current, fenced, released } = this.#places.threads[thread]!;
    this.#insert(state, location, place);
    state[this.#first[location]! + place * this.#stride] = value;
    raise(state, current, location, place);
    const view = this.viewOf(location, place);
    if ((mode & Mode.release) !== 0) {
      this.#join(state, view, current);
      const own = released[location]!;
      if (own >= 0) this.#copy(state, own, current);
    } else if ((mode & Mode.atomic) !== 0) {
      if (fenced >= 0) this.#join(state, view, fenced);
      if (this.#hasSequences && released[location]! >= 0) {
        this.#join(state, view, released[location]!);
      }
    }
    if (isUpdate) {
      state[this.#history(location).at + 1]! |= 1 << (place - 1);
      this.#join(state, view, this.viewOf(location, place - 1));
    }
    setByte(state, view, location, 0);
  }

  /** The first half of a fence: what it learns. */
  acquire(state: State, thread: number, mode: ModeSet): void {
    const { current, acquirable } = this.#places.threads[thread]!;
    if ((mode & Mode.acquire) !== 0 && acquirable >= 0) this.#join(state, current, acquirable);
    const { scView } = this.#places;
    if ((mode & Mode.sc) === 0 || scView < 0) return;
    // Places alone: fences in the one order need not have happened before each other.
    for (let l = 0; l < this.#shape.locations; l++) {
      const place = Math.max(byteAt(state, scView, l), byteAt(state, current, l));
      setByte(state, scView, l, place);
      setByte(state, current, l, place);
    }
  }

  /** The second half: what later writes pass on. */
  release(state: State, thread: number, mode: ModeSet): void {
    const { current, fenced } = this.#places.threads[thread]!;
    if ((mode & Mode.release) !== 0 && fenced >= 0) this.#copy(state, fenced, current);
  }

  /** Makes the state canonical; `isLogging`: the log still speaks of all messages. */
  forget(state: State, isLogging: boolean): void {
    this.#lookAround(state);
    if (!isLogging) for (let l = 0; l < this.#shape.locations; l++) this.#dropOld(state, l);
    for (let l = 0; l < this.#shape.locations; l++) this.#simplify(state, l);
    for (let t = 0; t < this.#counters.length; t++) this.#forgetOf(state, t);
    const { scView } = this.#places;
    if (scView >= 0)
      this.#keep(state, scView, this.#any(state, this.#needs.scFences) ? this.#all : 0);
  }

  /** Every view in the state, each time. */
  forEachView(state: State, visit: (view: number) => void): void {
    const { views } = this.#places;
    for (let k = 0; k < views.length; k++) visit(views[k]!);
    for (let l = 0; l < this.#shape.locations; l++) {
      const count = this.count(state, l);
      for (let place = 0; place < count; place++) visit(this.viewOf(l, place));
    }
  }

  #all = 0;

  #history(location: Location): HistoryPlace {
    return this.#places.histories[location]!;
  }

  /** Takes `from` into `to`: the greater of two bytes, and all bits of both. */
  #join(state: State, to: number, from: number): void {
    const { byteWords, viewWords } = this.#shape;
    for (let k = 0; k < byteWords; k++) {
      const a = state[to + k]!;
      const b = state[from + k]!;
      if (b !== 0 && a !== b) state[to + k] = a === 0 ? b : greaterBytes(a, b);
    }
    for (let k = byteWords; k < viewWords; k++) state[to + k]! |= state[from + k]!;
  }

  #copy(state: State, to: number, from: number): void {
    for (let k = 0; k < this.#shape.viewWords; k++) state[to + k] = state[from + k]!;
  }

  /** Moves up the messages from `place` on, in every view too. */
  #insert(state: State, location: Location, place: number): void {
    const { at } = this.#history(location);
    const stride = this.#stride;
    const begin = this.#first[location]! + place * stride;
    const end = this.#first[location]! + state[at]! * stride;
    for (let k = end - 1; k >= begin; k--) state[k + stride] = state[k]!;
    for (let k = 0; k < stride; k++) state[begin + k] = 0;
    state[at]! += 1;
    const claimed = state[at + 1]!;
    const below = (1 << place) - 1;
    state[at + 1] = (claimed & below) | ((claimed & ~below) << 1);
    const word = location >> 2;
    const shift = (location & 3) << 3;
    const { views } = this.#places;
    for (let k = 0; k < views.length; k++) bump(state, views[k]! + word, shift, place);
    for (let l = 0; l < this.#shape.locations; l++) {
      let view = this.#first[l]! + 1 + word;
      for (let n = state[this.#history(l).at]!; n > 0; n--, view += stride) {
        bump(state, view, shift, place);
      }
    }
  }

  /** Forgets the `count` oldest messages of a location. */
  #drop(state: State, location: Location, count: number): void {
    const { at } = this.#history(location);
    const stride = this.#stride;
    const first = this.#first[location]!;
    const left = state[at]! - count;
    const end = first + left * stride;
    for (let k = first; k < end; k++) state[k] = state[k + count * stride]!;
    for (let k = end; k < end + count * stride; k++) state[k] = 0;
    state[at] = left;
    state[at + 1]! >>>= count;
    const word = location >> 2;
    const shift = (location & 3) << 3;
    const { views } = this.#places;
    for (let k = 0; k < views.length; k++) lower(state, views[k]! + word, shift, count);
    for (let l = 0; l < this.#shape.locations; l++) {
      let view = this.#first[l]! + 1 + word;
      for (let n = state[this.#history(l).at]!; n > 0; n--, view += stride) {
        lower(state, view, shift, count);
      }
    }
  }

  #lookAround(state: State): void {
    const counters = this.#counters;
    const others = this.#touchedByOthers;
    let one = 0;
    let two = 0;
    for (let t = 0; t < counters.length; t++) {
      const touched = this.#needs.touches[t]![state[counters[t]!]!]!;
      others[t] = touched;
      two |= one & touched;
      one |= touched;
    }
    for (let t = 0; t < counters.length; t++) others[t] = two | (one & ~others[t]!);
    this.#all = one;
  }

  /** What any thread may still do, from where it stands. */
  #any(state: State, from: readonly Int32Array[]): number {
    let set = 0;
    for (let t = 0; t < from.length; t++) set |= from[t]![state[this.#counters[t]!]!]!;
    return set;
  }

  /** Drops the messages that are out of date for everybody who may still come to the location. */
  #dropOld(state: State, location: Location): void {
    const count = this.count(state, location);
    if (count === 1) return;
    const bit = bitOf(location);
    let oldest = count - 1;
    for (let t = 0; oldest > 0 && t < this.#counters.length; t++) {
      if ((this.#needs.touches[t]![state[this.#counters[t]!]!]! & bit) === 0) continue;
      oldest = Math.min(oldest, this.oldest(state, t, location));
    }
    if (oldest > 0) this.#drop(state, location, oldest);
  }

  /** What nobody will look at in the messages of a location. */
  #simplify(state: State, location: Location): void {
    const bit = bitOf(location);
    const { at } = this.#history(location);
    const count = state[at]!;
    if (state[at + 1] !== 0 && (this.#any(state, this.#needs.writes) & bit) === 0)
      state[at + 1] = 0;
    if (count > 1 && (this.#any(state, this.#needs.reads) & bit) === 0) {
      for (let p = 0; p < count - 1; p++) state[this.#first[location]! + p * this.#stride] = 0;
    }
    const isAcquired = (this.#any(state, this.#needs.acquires) & bit) !== 0;
    for (let p = 0; p < count; p++) {
      this.#keep(state, this.viewOf(location, p), isAcquired ? this.#all : 0);
    }
  }

  #forgetOf(state: State, t: number): void {
    const needs = this.#needs;
    const { current, acquirable, fenced, released } = this.#places.threads[t]!;
    const pc = state[this.#counters[t]!]!;
    const others = this.#touchedByOthers[t]!;
    const kept = needs.touches[t]![pc]! | (needs.publishes[t]![pc]! & others);
    this.#keep(state, current, kept);
    if (acquirable >= 0) {
      this.#keep(state, acquirable, needs.acquireFences[t]![pc] === 0 ? 0 : kept);
      this.#subtract(state, acquirable, current);
    }
    if (fenced >= 0) this.#keep(state, fenced, needs.releaseFence[t]![pc] === 0 ? 0 : others);
    for (let l = 0; l < released.length; l++) {
      if (released[l]! < 0) continue;
      const isNeeded = (needs.sequences[t]![pc]! & bitOf(l)) !== 0;
      this.#keep(state, released[l]!, isNeeded ? others : 0);
    }
  }

  /** Leaves in a view what it says of some locations; for none it becomes empty. */
  #keep(state: State, view: number, locations: number): void {
    if (locations === 0) {
      for (let k = 0; k < this.#shape.viewWords; k++) state[view + k] = 0;
      return;
    }
    for (let l = 0; l < this.#shape.locations; l++) {
      if ((locations & bitOf(l)) === 0) setByte(state, view, l, 0);
    }
  }

  /** Takes out of a view what another one knows too. */
  #subtract(state: State, view: number, known: number): void {
    const { byteWords, viewWords } = this.#shape;
    for (let k = 0; k < byteWords; k++) {
      const a = state[view + k]!;
      if (a === 0) continue;
      const b = state[known + k]!;
      let left = 0;
      for (let shift = 0; shift < 32; shift += 8) {
        const byte = (a >>> shift) & 255;
        if (byte > ((b >>> shift) & 255)) left |= byte << shift;
      }
      state[view + k] = left;
    }
    for (let k = byteWords; k < viewWords; k++) state[view + k]! &= ~state[known + k]!;
  }
}

/** Byte `index` of a view. */
export function byteAt(state: State, view: number, index: number): number {
  return (state[view + (index >> 2)]! >>> ((index & 3) << 3)) & 255;
}

export function setByte(state: State, view: number, index: number, byte: number): void {
  const shift = (index & 3) << 3;
  const word = view + (index >> 2);
  state[word] = (state[word]! & ~(255 << shift)) | (byte << shift);
}

function raise(state: State, view: number, index: number, byte: number): void {
  if (byteAt(state, view, index) < byte) setByte(state, view, index, byte);
}

/** Byte by byte the greater of the two. */
function greaterBytes(a: number, b: number): number {
  let result = 0;
  for (let shift = 0; shift < 32; shift += 8) {
    const mask = 255 << shift;
    result |= (a & mask) >>> shift > (b & mask) >>> shift ? a & mask : b & mask;
  }
  return result;
}

function bump(state: State, word: number, shift: number, from: number): void {
  const byte = (state[word]! >>> shift) & 255;
  if (byte >= from) state[word] = (state[word]! + (1 << shift)) | 0;
}

function lower(state: State, word: number, shift: number, by: number): void {
  const byte = (state[word]! >>> shift) & 255;
  if (byte > 0) state[word] = (state[word]! - (Math.min(byte, by) << shift)) | 0;
}

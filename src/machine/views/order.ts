import type { State } from "../machine.js";
import { byteAt } from "./views.js";

/** What an event of the log is. */
export const EventKind = { read: 0, write: 1, update: 2, fence: 3 } as const;
export type EventKind = (typeof EventKind)[keyof typeof EventKind];

/** An event of the log in one word: its kind, whether it is sequentially consistent, its location and place. */
export function eventWord(kind: EventKind, isSc: boolean, location: number, place: number): number {
  return place | (kind << 8) | (isSc ? 1 << 10 : 0) | (location << 12);
}

export function isRead(event: number): boolean {
  return ((event >> 8) & 3) === EventKind.read;
}

/** Moves an event of a location up with the messages from `place` on. */
export function movedUp(event: number, location: number, place: number): number {
  const isThere = event >> 12 === location && ((event >> 8) & 3) !== EventKind.fence;
  return isThere && (event & 255) >= place ? event + 1 : event;
}

/**
 * The order of sequentially consistent accesses and fences (Lahav and others, Repairing sequential consistency in C/C++11,
 * PLDI 2017: psc), of the events of one log. Relations are rows of bits, one row an event.
 */
export class ScOrder {
  readonly #threads: number;
  /** Events; words of a row. */
  #n = 0;
  #row = 1;
  #thread = new Int32Array(0);
  #kind = new Int32Array(0);
  #location = new Int32Array(0);
  #place = new Int32Array(0);
  #isSc = new Uint8Array(0);
  #clocks = new Int32Array(0);
  /** Happens before, and its inverse; later of the thread at another location; coherence order and reads before. */
  #after = new Int32Array(0);
  #before = new Int32Array(0);
  #elsewhere = new Int32Array(0);
  #overwritten = new Int32Array(0);
  /** Coherence order, reads before and reads from, in any chain. */
  #communicates = new Int32Array(0);
  /** What must come after an event; which sequentially consistent events must. */
  #reach = new Int32Array(0);
  #next = new Int32Array(0);
  #scratch = new Int32Array(0);

  constructor(threads: number) {
    this.#threads = threads;
  }

  /** Begins with no event; as many as `total` will be added. */
  begin(total: number): void {
    if (total > this.#kind.length) this.#grow(2 * total);
    this.#n = 0;
    this.#row = (total + 31) >> 5;
  }

  /** Adds the next event, thread by thread and in program order, with its clock as a place in the state. */
  add(thread: number, event: number, state: State, clock: number): void {
    const e = this.#n++;
    this.#thread[e] = thread;
    this.#place[e] = event & 255;
    this.#kind[e] = (event >> 8) & 3;
    this.#isSc[e] = (event >> 10) & 1;
    this.#location[e] = this.#kind[e] === EventKind.fence ? -1 : event >> 12;
    for (let t = 0; t < this.#threads; t++) {
      this.#clocks[e * this.#threads + t] = byteAt(state, clock, t);
    }
  }

  /** Whether all events that were added fit into one order. */
  isAcyclic(): boolean {
    let nodes = 0;
    for (let e = 0; e < this.#n; e++) nodes += this.#isSc[e]!;
    if (nodes < 2) return true;
    this.#relate();
    this.#connect();
    return this.#hasNoCycle();
  }

  #grow(size: number): void {
    const words = size * ((size + 31) >> 5);
    this.#thread = new Int32Array(size);
    this.#kind = new Int32Array(size);
    this.#location = new Int32Array(size);
    this.#place = new Int32Array(size);
    this.#isSc = new Uint8Array(size);
    this.#clocks = new Int32Array(size * this.#threads);
    this.#after = new Int32Array(words);
    this.#before = new Int32Array(words);
    this.#elsewhere = new Int32Array(words);
    this.#overwritten = new Int32Array(words);
    this.#communicates = new Int32Array(words);
    this.#reach = new Int32Array(words);
    this.#next = new Int32Array(words);
    this.#scratch = new Int32Array((size + 31) >> 5);
  }

  /** The relations between any two events. */
  #relate(): void {
    const n = this.#n;
    const words = n * this.#row;
    this.#after.fill(0, 0, words);
    this.#before.fill(0, 0, words);
    this.#elsewhere.fill(0, 0, words);
    this.#overwritten.fill(0, 0, words);
    this.#communicates.fill(0, 0, words);
    let start = 0;
    for (let a = 0; a < n; a++) {
      const t = this.#thread[a]!;
      if (a === 0 || this.#thread[a - 1] !== t) start = a;
      const index = a - start;
      for (let b = 0; b < n; b++) {
        if (a === b) continue;
        if (this.#clocks[b * this.#threads + t]! > index) {
          this.#put(this.#after, a, b);
          this.#put(this.#before, b, a);
        }
        const isSameLocation = this.#location[a]! >= 0 && this.#location[a] === this.#location[b];
        if (this.#thread[b] === t && b > a && !isSameLocation) this.#put(this.#elsewhere, a, b);
        if (isSameLocation) this.#compare(a, b);
      }
    }
  }

  /** What coherence says of two events at one location. */
  #compare(a: number, b: number): void {
    const isWrite = this.#kind[b] !== EventKind.read;
    const isRead = this.#kind[b] !== EventKind.write;
    const place = this.#place[b]!;
    const found = this.#kind[b] === EventKind.update ? place - 1 : place;
    const least = this.#kind[a] === EventKind.read ? this.#place[a]! + 1 : this.#place[a]!;
    if (isRead && found >= least) this.#put(this.#communicates, a, b);
    if (!isWrite || place <= this.#place[a]!) return;
    this.#put(this.#overwritten, a, b);
    this.#put(this.#communicates, a, b);
  }

  /** The edges between sequentially consistent events. */
  #connect(): void {
    const n = this.#n;
    const row = this.#row;
    this.#reach.fill(0, 0, n * row);
    this.#next.fill(0, 0, n * row);
    for (let a = 0; a < n; a++) {
      if (this.#isSc[a] === 0) continue;
      this.#addScb(a, a);
      const isFence = this.#kind[a] === EventKind.fence;
      if (isFence) {
        for (let x = 0; x < n; x++) if (this.#has(this.#after, a, x)) this.#addScb(a, x);
      }
      for (let b = 0; b < n; b++) {
        if (this.#isSc[b] === 0) continue;
        const toFence = this.#kind[b] === EventKind.fence;
        let isNext = this.#has(this.#reach, a, b);
        if (!isNext && toFence) isNext = this.#meets(this.#reach, a, this.#before, b);
        if (!isNext && toFence && isFence) isNext = this.#isBetweenFences(a, b);
        if (isNext) this.#put(this.#next, a, b);
      }
    }
  }

  /** Adds to the reach of `a` what must come after `x`. */
  #addScb(a: number, x: number): void {
    const n = this.#n;
    const row = this.#row;
    const at = a * row;
    const location = this.#location[x]!;
    for (let b = 0; b < n; b++) {
      const isLater = this.#thread[b] === this.#thread[x] && b > x;
      const isSame = location >= 0 && location === this.#location[b];
      if (isLater || (isSame && this.#has(this.#after, x, b))) this.#put(this.#reach, a, b);
    }
    for (let k = 0; k < row; k++) this.#reach[at + k]! |= this.#overwritten[x * row + k]!;
    const scratch = this.#scratch;
    scratch.fill(0, 0, row);
    for (let c = 0; c < n; c++) {
      if (!this.#has(this.#elsewhere, x, c)) continue;
      for (let k = 0; k < row; k++) scratch[k]! |= this.#after[c * row + k]!;
    }
    for (let d = 0; d < n; d++) {
      if ((scratch[d >> 5]! & (1 << (d & 31))) === 0) continue;
      for (let k = 0; k < row; k++) this.#reach[at + k]! |= this.#elsewhere[d * row + k]!;
    }
  }

  #isBetweenFences(f: number, g: number): boolean {
    if (this.#has(this.#after, f, g)) return true;
    for (let x = 0; x < this.#n; x++) {
      if (!this.#has(this.#after, f, x)) continue;
      if (this.#meets(this.#communicates, x, this.#before, g)) return true;
    }
    return false;
  }

  /** Whether the events can be taken away one by one, each with nothing before it. */
  #hasNoCycle(): boolean {
    const n = this.#n;
    const row = this.#row;
    const left = this.#scratch;
    left.fill(0, 0, row);
    for (let e = 0; e < n; e++) if (this.#isSc[e] === 1) left[e >> 5]! |= 1 << (e & 31);
    for (let changed = true; changed; ) {
      changed = false;
      for (let e = 0; e < n; e++) {
        if ((left[e >> 5]! & (1 << (e & 31))) === 0) continue;
        let isLast = true;
        for (let k = 0; k < row; k++)
          if ((this.#next[e * row + k]! & left[k]!) !== 0) isLast = false;
        if (!isLast) continue;
        left[e >> 5]! &= ~(1 << (e & 31));
        changed = true;
      }
    }
    for (let k = 0; k < row; k++) if (left[k] !== 0) return false;
    return true;
  }

  #put(relation: Int32Array, a: number, b: number): void {
    relation[a * this.#row + (b >> 5)]! |= 1 << (b & 31);
  }

  #has(relation: Int32Array, a: number, b: number): boolean {
    return (relation[a * this.#row + (b >> 5)]! & (1 << (b & 31))) !== 0;
  }

  /** Whether row `a` of one relation and row `b` of another have an event in common. */
  #meets(one: Int32Array, a: number, other: Int32Array, b: number): boolean {
    const row = this.#row;
    for (let k = 0; k < row; k++) if ((one[a * row + k]! & other[b * row + k]!) !== 0) return true;
    return false;
  }
}

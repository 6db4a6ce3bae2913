import { evaluate } from "../program/evaluate.js";
import type { Code, Values } from "../program/value.js";
import { type Bits, hasEvent } from "./cat/relation.js";
import type { Graph } from "./graph.js";
import { type Choice, emptyChoice } from "./judge.js";
import { type Places, placesOf } from "./places.js";
import type { PathTables } from "./tables.js";

/** What a candidate takes for granted because its model does. */
export interface CandidateRules {
  /** Only coherent executions: `acyclic po-loc | rf | co | fr`. */
  readonly isCoherent: boolean;
  /** Nothing comes between the two halves of a read-modify-write. */
  readonly isAtomic: boolean;
}

/**
 * A partial execution over a graph: which writes are read (rf) and in which order the writes to a location stand (co),
 * as far as decided, with everything that follows of it (models.md 5.3): values along rf, and of a coherent execution
 * the orders of writes and the writes that a read can no longer read.
 *
 * All that changes is in one Int32Array, so that a search saves and restores a candidate by copying it:
 *
 *     rf       n rows   row of a write: the reads that read it
 *     co       n rows   row of a write: later writes to its location, transitive
 *     pred     n rows   co^-1
 *     sources  n rows   row of a read: the writes that it can still read
 *     rfOf     n words  the write that a read reads, -1 while undecided
 *     write    n words  value written, if its bit in `written` is set
 *     value    s words  value read in each slot, if its bit in `valued` is set
 *     written, valued   bits
 */
export class Candidate {
  readonly graph: Graph;
  /** See `Places`. */
  readonly reads: Int32Array;
  readonly writesAt: readonly Bits[];
  readonly state: Int32Array;
  readonly rf: Bits;
  readonly co: Bits;
  readonly sources: Bits;
  readonly rfOf: Int32Array;
  readonly values: Int32Array;
  readonly choice: Choice;
  readonly #pred: Bits;
  readonly #write: Int32Array;
  readonly #written: Int32Array;
  readonly #valued: Int32Array;
  readonly #tables: readonly PathTables[];
  readonly #codes: Values;
  readonly #rules: CandidateRules;
  readonly #places: Places;
  readonly #eventValues: Int32Array;
  readonly #n: number;
  readonly #w: number;

  constructor(
    graph: Graph,
    tables: readonly PathTables[],
    initial: (location: number) => Code,
    codes: Values,
    rules: CandidateRules,
  ) {
    this.graph = graph;
    this.#tables = tables;
    this.#codes = codes;
    // What is said of atomicity below follows for coherent executions only.
    this.#rules = { ...rules, isAtomic: rules.isAtomic && rules.isCoherent };
    const { events, space, slotCount } = graph;
    const n = events.length;
    const w = space.words;
    this.#n = n;
    this.#w = w;
    this.#places = placesOf(graph);
    this.reads = this.#places.reads;
    this.writesAt = this.#places.writesAt;
    const bits = (count: number): number => (count + 31) >>> 5;
    const sizes = [n * w, n * w, n * w, n * w, n, n, slotCount, bits(n), bits(slotCount)];
    this.state = new Int32Array(sizes.reduce((a, b) => a + b, 0));
    let at = 0;
    const part = (k: number): Int32Array => {
      at += sizes[k]!;
      return this.state.subarray(at - sizes[k]!, at);
    };
    this.rf = part(0);
    this.co = part(1);
    this.#pred = part(2);
    this.sources = part(3);
    this.rfOf = part(4).fill(-1);
    this.#write = part(5);
    this.values = part(6);
    this.#written = part(7);
    this.#valued = part(8);
    this.choice = emptyChoice(this.rf, this.co, n * w);
    this.#eventValues = new Int32Array(n);
    events.forEach((e, i) => {
      if (e.thread < 0) {
        this.#write[i] = initial(e.location);
        this.#written[i >>> 5]! |= 1 << (i & 31);
      }
    });
  }

  /** Takes in what holds before anything is decided. False: there is no execution at all. */
  begin(): boolean {
    const { events, paths, initials } = this.graph;
    const w = this.#w;
    for (const r of this.reads) {
      const own = this.#places.writeOfRead[r]!;
      const row = this.writesAt[r]!;
      for (let k = 0; k < w; k++) this.sources[r * w + k] = row[k]!;
      if (own >= 0) this.#drop(r, own);
      if (this.#rules.isCoherent) this.#dropOwnWrites(r);
    }
    for (let i = 0; i < this.#n; i++) {
      const e = events[i]!;
      if (e.write < 0 || e.thread < 0) continue;
      if (!this.order(initials[e.location]!, i)) return false;
      if (!this.#rules.isCoherent) continue;
      for (let j = 0; j < i; j++) {
        const f = events[j]!;
        const isOwn = f.thread === e.thread && f.location === e.location && f.write >= 0;
        if (isOwn && !this.order(j, i)) return false;
      }
    }
    for (let t = 0; t < paths.length; t++) {
      const tables = this.#tables[t]!;
      for (const c of tables.constraints) {
        if (c.reads.length === 0 && !this.#holds(t, c)) return false;
      }
      for (let k = 0; k < tables.writes.length; k++) {
        if (tables.writes[k]?.reads.length === 0 && !this.#compute(t, k)) return false;
      }
    }
    this.#dropImpossibleValues();
    return this.settle();
  }

  /** The value that an event writes; only when `isWritten`. */
  written(event: number): Code {
    return this.#write[event]!;
  }

  isWritten(event: number): boolean {
    return hasEvent(this.#written, event);
  }

  /** Whether the value of a slot is known. */
  isValued(slot: number): boolean {
    return hasEvent(this.#valued, slot);
  }

  isOrdered(a: number, b: number): boolean {
    return ((this.co[a * this.#w + (b >>> 5)]! >>> (b & 31)) & 1) === 1;
  }

  /** Of word `k`, from that of `a` on, of the set of events: later ones that write where `a` does and are not ordered with it. */
  undecidedAfter(a: number, k: number): number {
    const at = a * this.#w + k;
    const after = k === a >>> 5 ? -2 << (a & 31) : -1;
    return this.writesAt[a]![k]! & after & ~this.co[at]! & ~this.#pred[at]!;
  }

  /** How many writes read `r` can still read. */
  sourceCount(r: number): number {
    if (this.rfOf[r]! >= 0) return 1;
    let count = 0;
    for (let k = 0; k < this.#w; k++) {
      for (let rest = this.sources[r * this.#w + k]!; rest !== 0; rest &= rest - 1) count++;
    }
    return count;
  }

  /** The value of each event that reads or writes, what it reads first; 0 for a fence. All are known. */
  eventValues(): Int32Array {
    const values = this.#eventValues;
    this.graph.events.forEach((e, i) => {
      values[i] = e.slot >= 0 ? this.values[e.slot]! : this.#write[i]!;
    });
    return values;
  }

  /** Whether another write is known to come after write `a`. */
  hasLater(a: number): boolean {
    for (let k = 0; k < this.#w; k++) if (this.co[a * this.#w + k] !== 0) return true;
    return false;
  }

  /** How many writes are known to come before write `a`. */
  rank(a: number): number {
    let count = 0;
    for (let k = 0; k < this.#w; k++) {
      for (let rest = this.#pred[a * this.#w + k]!; rest !== 0; rest &= rest - 1) count++;
    }
    return count;
  }

  /** Decides that read `r` reads write `s`. False: a contradiction; the candidate is then of no use. */
  read(r: number, s: number): boolean {
    const w = this.#w;
    if (this.rfOf[r]! >= 0) return this.rfOf[r] === s;
    const row = r * w;
    if (((this.sources[row + (s >>> 5)]! >>> (s & 31)) & 1) === 0) return false;
    this.rfOf[r] = s;
    for (let k = 0; k < w; k++) this.sources[row + k] = 0;
    this.sources[row + (s >>> 5)] = 1 << (s & 31);
    this.rf[s * w + (r >>> 5)]! |= 1 << (r & 31);
    const own = this.#places.orderedWrite[r]!;
    if (own >= 0 && (this.#rules.isAtomic || this.#rules.isCoherent)) {
      if (!this.order(s, own)) return false;
    }
    if (this.#rules.isCoherent && !this.#cohere(r, s)) return false;
    return !this.isWritten(s) || this.#receive(r, this.#write[s]!);
  }

  /** Decides that write `a` comes before write `b` of the same location. False: a contradiction. */
  order(a: number, b: number): boolean {
    if (a === b || this.isOrdered(b, a)) return false;
    if (this.isOrdered(a, b)) return true;
    const w = this.#w;
    const { co } = this;
    const pred = this.#pred;
    this.#follow(co, a, b);
    for (let k = 0; k < w; k++) {
      for (let rest = pred[a * w + k]!; rest !== 0; rest &= rest - 1) {
        this.#follow(co, (k << 5) + 31 - Math.clz32(rest & -rest), b);
      }
    }
    this.#follow(pred, b, a);
    for (let k = 0; k < w; k++) {
      for (let rest = co[b * w + k]!; rest !== 0; rest &= rest - 1) {
        this.#follow(pred, (k << 5) + 31 - Math.clz32(rest & -rest), a);
      }
    }
    return true;
  }

  /**
   * Gives a symbol to values that hang on themselves only: reads that read copies of what they read. All reads are
   * decided. False: a value hangs on itself and is computed on the way, which has no solution here (models.md 5.3).
   */
  closeCycles(): boolean {
    let symbols = 0;
    for (const r of this.reads) {
      if (this.isValued(this.graph.events[r]!.slot)) continue;
      // As many steps as there are reads lead into the cycle.
      let at = r;
      for (let k = 0; k < this.reads.length && at >= 0; k++) at = this.#copied(at);
      if (at < 0 || !this.#receive(at, this.#codes.symbol(symbols))) return false;
      symbols++;
    }
    return true;
  }

  /** The read whose value, not known yet, read `r` reads a copy of; -1 when it is more than a copy. */
  #copied(r: number): number {
    const { thread, write } = this.graph.events[this.rfOf[r]!]!;
    let expression = this.#tables[thread]!.writes[write]!.expression;
    while (expression.kind === "cast" && expression.type !== "bool")
      expression = expression.operand;
    if (expression.kind !== "register") return -1;
    const event = this.graph.numbers[thread]![expression.register]!;
    return this.isValued(this.graph.events[event]!.slot) ? -1 : event;
  }

  /** Draws every conclusion. False: a contradiction. */
  settle(): boolean {
    for (let isChanged = true; isChanged; ) {
      isChanged = false;
      if (this.#rules.isAtomic && !this.#keepTogether()) return false;
      for (const r of this.reads) {
        if (this.rfOf[r]! >= 0) continue;
        if (this.#rules.isCoherent || this.#rules.isAtomic) this.#narrow(r);
        const only = this.#onlySource(r);
        if (only === -2) return false;
        if (only < 0) continue;
        if (!this.read(r, only)) return false;
        isChanged = true;
      }
    }
    return true;
  }

  /** Brings the bounds of `choice` up to date with what is decided. */
  updateBounds(): void {
    const { lower, upper } = this.choice;
    const w = this.#w;
    upper.rf.fill(0);
    lower.fr.fill(0);
    upper.fr.fill(0);
    for (let a = 0; a < this.#n; a++) {
      if (this.graph.events[a]!.write < 0) continue;
      const all = this.writesAt[a]!;
      for (let k = 0; k < w; k++) upper.co[a * w + k] = all[k]! & ~this.#pred[a * w + k]!;
      upper.co[a * w + (a >>> 5)]! &= ~(1 << (a & 31));
    }
    for (const r of this.reads) {
      const row = r * w;
      for (let k = 0; k < w; k++) lower.fr[row + k] = -1;
      for (let k = 0; k < w; k++) {
        for (let rest = this.sources[row + k]!; rest !== 0; rest &= rest - 1) {
          const s = ((k << 5) + 31 - Math.clz32(rest & -rest)) * w;
          upper.rf[s + (r >>> 5)]! |= 1 << (r & 31);
          for (let v = 0; v < w; v++) {
            lower.fr[row + v]! &= this.co[s + v]!;
            upper.fr[row + v]! |= upper.co[s + v]!;
          }
        }
      }
      // An event that reads and writes is not from-read before itself.
      lower.fr[row + (r >>> 5)]! &= ~(1 << (r & 31));
      upper.fr[row + (r >>> 5)]! &= ~(1 << (r & 31));
    }
  }

  /** Coherence of what read `r` of write `s` means for own accesses of the same location. */
  #cohere(r: number, s: number): boolean {
    const before = this.#places.before[r]!;
    const after = this.#places.after[r]!;
    if (before >= 0 && before !== s && !this.order(before, s)) return false;
    if (after >= 0 && !this.order(s, after)) return false;
    for (const sibling of this.#places.siblings[r]!) {
      const other = this.rfOf[sibling]!;
      if (other < 0 || other === s) continue;
      if (!(sibling < r ? this.order(other, s) : this.order(s, other))) return false;
    }
    return true;
  }

  /** What comes after a write that a read-modify-write read comes after its own write too, and the like before. */
  #keepTogether(): boolean {
    const w = this.#w;
    const { co } = this;
    const pred = this.#pred;
    for (let isChanged = true; isChanged; ) {
      isChanged = false;
      for (const [r, own] of this.#places.pairs) {
        const s = this.rfOf[r]!;
        if (s < 0 || !(this.graph.isReadFirst || this.isOrdered(s, own))) continue;
        for (let k = 0; k < w; k++) {
          const isOwn = own >>> 5 === k ? 1 << (own & 31) : 0;
          const isSource = s >>> 5 === k ? 1 << (s & 31) : 0;
          const later = co[s * w + k]! & ~co[own * w + k]! & ~isOwn;
          const earlier = pred[own * w + k]! & ~pred[s * w + k]! & ~isSource;
          if (later === 0 && earlier === 0) continue;
          isChanged = true;
          for (let rest = later; rest !== 0; rest &= rest - 1) {
            if (!this.order(own, (k << 5) + 31 - Math.clz32(rest & -rest))) return false;
          }
          for (let rest = earlier; rest !== 0; rest &= rest - 1) {
            if (!this.order((k << 5) + 31 - Math.clz32(rest & -rest), s)) return false;
          }
        }
      }
    }
    return true;
  }

  /** Takes away the writes that read `r` can no longer read. */
  #narrow(r: number): void {
    const w = this.#w;
    const row = r * w;
    const { sources, co } = this;
    const pred = this.#pred;
    if (this.#rules.isCoherent) {
      const before = this.#places.before[r]!;
      const after = this.#places.after[r]!;
      if (before >= 0) for (let k = 0; k < w; k++) sources[row + k]! &= ~pred[before * w + k]!;
      if (after >= 0) for (let k = 0; k < w; k++) sources[row + k]! &= ~co[after * w + k]!;
      for (const sibling of this.#places.siblings[r]!) {
        const other = this.rfOf[sibling]!;
        if (other < 0) continue;
        const hidden = sibling < r ? pred : co;
        for (let k = 0; k < w; k++) sources[row + k]! &= ~hidden[other * w + k]!;
      }
    }
    const own = this.#places.orderedWrite[r]!;
    if (own < 0) return;
    for (let k = 0; k < w; k++) sources[row + k]! &= ~co[own * w + k]!;
    if (!this.#rules.isAtomic) return;
    for (const [other] of this.#places.pairs) {
      const s = this.rfOf[other]!;
      if (other !== r && s >= 0) sources[row + (s >>> 5)]! &= ~(1 << (s & 31));
    }
  }

  /** The only write that read `r` can still read; -1 for several, -2 for none. */
  #onlySource(r: number): number {
    const w = this.#w;
    let found = -2;
    for (let k = 0; k < w; k++) {
      const bits = this.sources[r * w + k]!;
      if (bits === 0) continue;
      if (found !== -2 || (bits & (bits - 1)) !== 0) return -1;
      found = (k << 5) + 31 - Math.clz32(bits);
    }
    return found;
  }

  /** Read `r` has the value `code`: constraints and written values that needed it. */
  #receive(r: number, code: Code): boolean {
    const { thread, slot } = this.graph.events[r]!;
    if (this.isValued(slot)) return this.values[slot] === code;
    this.values[slot] = code;
    this.#valued[slot >>> 5]! |= 1 << (slot & 31);
    const tables = this.#tables[thread]!;
    const k = slot - this.graph.slots[thread]!;
    for (const c of tables.constraintsOf[k]!) {
      const constraint = tables.constraints[c]!;
      if (this.#areKnown(thread, constraint.reads) && !this.#holds(thread, constraint)) {
        return false;
      }
    }
    for (const write of tables.writesOf[k]!) {
      const isReady = this.#areKnown(thread, tables.writes[write]!.reads);
      if (isReady && !this.#compute(thread, write)) return false;
    }
    return true;
  }

  /** Computes the value that event `k` of a path writes, and hands it to who reads it. */
  #compute(thread: number, k: number): boolean {
    const i = this.graph.numbers[thread]![k]!;
    const code = this.evaluate(thread, this.#tables[thread]!.writes[k]!.expression);
    this.#write[i] = code;
    this.#written[i >>> 5]! |= 1 << (i & 31);
    const w = this.#w;
    for (let v = 0; v < w; v++) {
      for (let rest = this.rf[i * w + v]!; rest !== 0; rest &= rest - 1) {
        if (!this.#receive((v << 5) + 31 - Math.clz32(rest & -rest), code)) return false;
      }
    }
    return true;
  }

  /** The value of an expression of a path of which every read is known. */
  evaluate(thread: number, expression: Parameters<typeof evaluate>[0]): Code {
    return evaluate(expression, this.values, this.graph.slots[thread]!, 0, this.#codes);
  }

  #areKnown(thread: number, reads: readonly number[]): boolean {
    const slot = this.graph.slots[thread]!;
    for (const k of reads) if (!hasEvent(this.#valued, slot + k)) return false;
    return true;
  }

  #holds(thread: number, { expression, isTrue }: PathTables["constraints"][number]): boolean {
    return (this.evaluate(thread, expression) !== 0) === isTrue;
  }

  /** Takes away writes of a known value that a constraint over a single read does not let it read. */
  #dropImpossibleValues(): void {
    const w = this.#w;
    for (const r of this.reads) {
      const { thread, slot } = this.graph.events[r]!;
      const tables = this.#tables[thread]!;
      const k = slot - this.graph.slots[thread]!;
      for (const c of tables.constraintsOf[k]!) {
        const constraint = tables.constraints[c]!;
        if (constraint.reads.length !== 1) continue;
        for (let v = 0; v < w; v++) {
          for (let rest = this.sources[r * w + v]!; rest !== 0; rest &= rest - 1) {
            const s = (v << 5) + 31 - Math.clz32(rest & -rest);
            if (!this.isWritten(s)) continue;
            this.values[slot] = this.#write[s]!;
            if (!this.#holds(thread, constraint)) this.#drop(r, s);
          }
        }
      }
      this.values[slot] = 0;
    }
  }

  /** Event `x` gets the neighbour `y` in a transitive relation, and all of that one's. */
  #follow(relation: Bits, x: number, y: number): void {
    const w = this.#w;
    for (let k = 0; k < w; k++) relation[x * w + k]! |= relation[y * w + k]!;
    relation[x * w + (y >>> 5)]! |= 1 << (y & 31);
  }

  #drop(r: number, s: number): void {
    this.sources[r * this.#w + (s >>> 5)]! &= ~(1 << (s & 31));
  }

  /** A read never reads an own write that comes later, nor one that another own write hides. */
  #dropOwnWrites(r: number): void {
    const { events } = this.graph;
    const { thread, location } = events[r]!;
    events.forEach((e, i) => {
      if (e.thread !== thread || e.location !== location || e.write < 0) return;
      if (i >= r || i < this.#places.before[r]!) this.#drop(r, i);
    });
    const before = this.#places.before[r]!;
    if (before >= 0) this.#drop(r, this.graph.initials[location]!);
  }
}

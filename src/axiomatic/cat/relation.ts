/**
 * Sets of events and relations between events, as bits.
 *
 * With n events a set is `words = ceil(n / 32)` Int32 words, and a relation is n such rows, one
 * after the other: bit j of row i says that (i, j) is in it. Unused high bits of a row's last word
 * are always zero, so two equal sets or relations are equal word by word, and the word-wise
 * operations below serve both.
 *
 * Every operation writes to its first argument and allocates nothing. One and two words a row (up
 * to 64 events) have loops of their own; any number of events is correct.
 */

/** A set of events, `space.words` long, or a relation, `space.length` long. */
export type Bits = Int32Array;

/** The measures that all sets and relations over the same events share. */
export interface Space {
  /** Number of events, from 0. */
  readonly events: number;
  /** Words of a set, and of one row of a relation. */
  readonly words: number;
  /** Words of a relation. */
  readonly length: number;
  /** The bits of a row's last word that stand for events. */
  readonly lastMask: number;
  /** One row that operations may overwrite. */
  readonly scratch: Bits;
}

/** The measures for this many events. RangeError for a negative or fractional number. */
export function createSpace(events: number): Space {
  if (!Number.isInteger(events) || events < 0) {
    throw new RangeError(`a space needs a natural number of events, got ${events}`);
  }
  const words = Math.max(1, (events + 31) >>> 5);
  const used = events & 31;
  const lastMask = events === 0 ? 0 : used === 0 ? -1 : (1 << used) - 1;
  return { events, words, length: events * words, lastMask, scratch: new Int32Array(words) };
}

/** A new empty set. */
export function emptySet(space: Space): Bits {
  return new Int32Array(space.words);
}

/** A new empty relation. */
export function emptyRelation(space: Space): Bits {
  return new Int32Array(space.length);
}

/** Whether event `i` is in the set. */
export function hasEvent(set: Bits, i: number): boolean {
  return ((set[i >>> 5]! >>> (i & 31)) & 1) === 1;
}

/** Puts event `i` into the set. */
export function addEvent(set: Bits, i: number): void {
  set[i >>> 5]! |= 1 << (i & 31);
}

/** Takes event `i` out of the set. */
export function removeEvent(set: Bits, i: number): void {
  set[i >>> 5]! &= ~(1 << (i & 31));
}

/** Whether the pair (i, j) is in the relation. */
export function hasPair(space: Space, relation: Bits, i: number, j: number): boolean {
  return ((relation[i * space.words + (j >>> 5)]! >>> (j & 31)) & 1) === 1;
}

/** Puts the pair (i, j) into the relation. */
export function addPair(space: Space, relation: Bits, i: number, j: number): void {
  relation[i * space.words + (j >>> 5)]! |= 1 << (j & 31);
}

/** Takes the pair (i, j) out of the relation. */
export function removePair(space: Space, relation: Bits, i: number, j: number): void {
  relation[i * space.words + (j >>> 5)]! &= ~(1 << (j & 31));
}

/** out := a | b. Sets or relations; `out` may be `a` or `b`, here and in the next two. */
export function unite(out: Bits, a: Bits, b: Bits): void {
  for (let k = 0; k < out.length; k++) out[k] = a[k]! | b[k]!;
}

/** out := a & b. */
export function intersect(out: Bits, a: Bits, b: Bits): void {
  for (let k = 0; k < out.length; k++) out[k] = a[k]! & b[k]!;
}

/** out := a \ b. */
export function subtract(out: Bits, a: Bits, b: Bits): void {
  for (let k = 0; k < out.length; k++) out[k] = a[k]! & ~b[k]!;
}

/** out := ~a, within the events or the pairs of events. `out` may be `a`. */
export function complement(space: Space, out: Bits, a: Bits): void {
  const { words, lastMask } = space;
  for (let k = 0; k < out.length; k++) out[k] = ~a[k]!;
  for (let k = words - 1; k < out.length; k += words) out[k]! &= lastMask;
}

/** out := all events, or all pairs. */
export function fill(space: Space, out: Bits): void {
  const { words, lastMask } = space;
  out.fill(-1);
  for (let k = words - 1; k < out.length; k += words) out[k]! &= lastMask;
}

/** out := {(e, e) | e in set}. `out` and `set` differ. */
export function identityOn(space: Space, out: Bits, set: Bits): void {
  out.fill(0);
  for (let w = 0; w < space.words; w++) {
    for (let rest = set[w]!; rest !== 0; rest &= rest - 1) {
      const i = (w << 5) + 31 - Math.clz32(rest & -rest);
      out[i * space.words + w] = rest & -rest;
    }
  }
}

/** relation := relation | id, in place. */
export function addIdentity(space: Space, relation: Bits): void {
  for (let i = 0; i < space.events; i++) relation[i * space.words + (i >>> 5)]! |= 1 << (i & 31);
}

/** out := left * right, all pairs from a set to a set. */
export function product(space: Space, out: Bits, left: Bits, right: Bits): void {
  const { events, words } = space;
  for (let i = 0; i < events; i++) {
    const mask = -((left[i >>> 5]! >>> (i & 31)) & 1);
    for (let w = 0; w < words; w++) out[i * words + w] = right[w]! & mask;
  }
}

/** out := [left] ; relation ; [right]. `out` may be `relation`. */
export function restrict(space: Space, out: Bits, left: Bits, relation: Bits, right: Bits): void {
  const { events, words } = space;
  for (let i = 0; i < events; i++) {
    const mask = -((left[i >>> 5]! >>> (i & 31)) & 1);
    for (let w = 0; w < words; w++) {
      const k = i * words + w;
      out[k] = relation[k]! & right[w]! & mask;
    }
  }
}

/** out := the events that have a successor. `out` is a set. */
export function domainOf(space: Space, out: Bits, relation: Bits): void {
  const { events, words } = space;
  out.fill(0);
  for (let i = 0; i < events; i++) {
    let any = 0;
    for (let w = 0; w < words; w++) any |= relation[i * words + w]!;
    if (any !== 0) out[i >>> 5]! |= 1 << (i & 31);
  }
}

/** out := the events that have a predecessor. `out` is a set. */
export function rangeOf(space: Space, out: Bits, relation: Bits): void {
  const { words } = space;
  out.fill(0);
  for (let k = 0; k < relation.length; k += words) {
    for (let w = 0; w < words; w++) out[w]! |= relation[k + w]!;
  }
}

/** out := relation^-1. `out` and `relation` differ. */
export function invert(space: Space, out: Bits, relation: Bits): void {
  const { events, words } = space;
  out.fill(0);
  for (let i = 0; i < events; i++) {
    const column = i >>> 5;
    const bit = 1 << (i & 31);
    for (let w = 0; w < words; w++) {
      for (let rest = relation[i * words + w]!; rest !== 0; rest &= rest - 1) {
        const j = (w << 5) + 31 - Math.clz32(rest & -rest);
        out[j * words + column]! |= bit;
      }
    }
  }
}

/** out := a ; b. `out` differs from both. */
export function compose(space: Space, out: Bits, a: Bits, b: Bits): void {
  if (space.words === 1) composeOneWord(space.events, out, a, b);
  else if (space.words === 2) composeTwoWords(space.events, out, a, b);
  else composeManyWords(space, out, a, b);
}

function composeOneWord(events: number, out: Bits, a: Bits, b: Bits): void {
  for (let i = 0; i < events; i++) {
    let row = 0;
    for (let rest = a[i]!; rest !== 0; rest &= rest - 1) {
      row |= b[31 - Math.clz32(rest & -rest)]!;
    }
    out[i] = row;
  }
}

function composeTwoWords(events: number, out: Bits, a: Bits, b: Bits): void {
  for (let k = 0; k < events * 2; k += 2) {
    let low = 0;
    let high = 0;
    for (let rest = a[k]!; rest !== 0; rest &= rest - 1) {
      const j = (31 - Math.clz32(rest & -rest)) << 1;
      low |= b[j]!;
      high |= b[j + 1]!;
    }
    for (let rest = a[k + 1]!; rest !== 0; rest &= rest - 1) {
      const j = (63 - Math.clz32(rest & -rest)) << 1;
      low |= b[j]!;
      high |= b[j + 1]!;
    }
    out[k] = low;
    out[k + 1] = high;
  }
}

function composeManyWords(space: Space, out: Bits, a: Bits, b: Bits): void {
  const { events, words } = space;
  out.fill(0);
  for (let i = 0; i < events; i++) {
    const row = i * words;
    for (let w = 0; w < words; w++) {
      for (let rest = a[row + w]!; rest !== 0; rest &= rest - 1) {
        const from = ((w << 5) + 31 - Math.clz32(rest & -rest)) * words;
        for (let v = 0; v < words; v++) out[row + v]! |= b[from + v]!;
      }
    }
  }
}

/** relation := relation+, in place (Warshall's algorithm, a row at a time). */
export function closeTransitively(space: Space, relation: Bits): void {
  const { events, words } = space;
  if (words === 1) {
    for (let pivot = 0; pivot < events; pivot++) {
      const through = relation[pivot]!;
      if (through === 0) continue;
      for (let i = 0; i < events; i++) {
        relation[i]! |= through & -((relation[i]! >>> pivot) & 1);
      }
    }
    return;
  }
  for (let pivot = 0; pivot < events; pivot++) {
    const from = pivot * words;
    const column = pivot >>> 5;
    for (let i = 0; i < events; i++) {
      const row = i * words;
      if (((relation[row + column]! >>> (pivot & 31)) & 1) === 0) continue;
      for (let w = 0; w < words; w++) relation[row + w]! |= relation[from + w]!;
    }
  }
}

/**
 * Whether no path of the relation leads from an event back to itself: events without a successor
 * among the remaining ones are taken away until nothing changes (Kahn's algorithm on masks; no
 * closure is computed). Overwrites `space.scratch`.
 */
export function isAcyclic(space: Space, relation: Bits): boolean {
  return space.words === 1
    ? isAcyclicOneWord(space, relation)
    : isAcyclicManyWords(space, relation);
}

function isAcyclicOneWord(space: Space, relation: Bits): boolean {
  let alive = space.lastMask;
  for (;;) {
    const before = alive;
    for (let rest = alive; rest !== 0; ) {
      const i = 31 - Math.clz32(rest);
      rest &= ~(1 << i);
      if ((relation[i]! & alive) === 0) alive &= ~(1 << i);
    }
    if (alive === 0) return true;
    if (alive === before) return false;
  }
}

function isAcyclicManyWords(space: Space, relation: Bits): boolean {
  const { events, words, scratch: alive } = space;
  fill(space, alive);
  let remaining = events;
  while (remaining > 0) {
    const before = remaining;
    for (let i = events - 1; i >= 0; i--) {
      if (!hasEvent(alive, i)) continue;
      let successors = 0;
      for (let w = 0; w < words; w++) successors |= relation[i * words + w]! & alive[w]!;
      if (successors === 0) {
        removeEvent(alive, i);
        remaining--;
      }
    }
    if (remaining === before) return false;
  }
  return true;
}

/** Whether no event is related to itself. */
export function isIrreflexive(space: Space, relation: Bits): boolean {
  const { events, words } = space;
  for (let i = 0; i < events; i++) {
    if (((relation[i * words + (i >>> 5)]! >>> (i & 31)) & 1) === 1) return false;
  }
  return true;
}

/** Whether a set or relation is empty. */
export function isEmpty(bits: Bits): boolean {
  for (let k = 0; k < bits.length; k++) if (bits[k] !== 0) return false;
  return true;
}

/** Whether a is contained in b. Sets or relations. */
export function isSubset(a: Bits, b: Bits): boolean {
  for (let k = 0; k < a.length; k++) if ((a[k]! & ~b[k]!) !== 0) return false;
  return true;
}

/** Whether a and b are the same. Sets or relations. */
export function isEqual(a: Bits, b: Bits): boolean {
  for (let k = 0; k < a.length; k++) if (a[k] !== b[k]) return false;
  return true;
}

/** The events of a set, ascending. */
export function eventsOf(space: Space, set: Bits): number[] {
  const out: number[] = [];
  for (let i = 0; i < space.events; i++) if (hasEvent(set, i)) out.push(i);
  return out;
}

/** The pairs of a relation, in lexical order. */
export function pairsOf(space: Space, relation: Bits): [number, number][] {
  const out: [number, number][] = [];
  for (let i = 0; i < space.events; i++) {
    for (let j = 0; j < space.events; j++) {
      if (hasPair(space, relation, i, j)) out.push([i, j]);
    }
  }
  return out;
}

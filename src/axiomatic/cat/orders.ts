import {
  addPair,
  type Bits,
  closeTransitively,
  emptyRelation,
  eventsOf,
  hasPair,
  type Space,
} from "./relation.js";

/**
 * Every strict total order on the events of `set` that contains what `relation+` says about them;
 * paths through events outside the set count. None when `relation+` has a cycle in the set; exactly
 * one, the empty relation, for an empty set. Each order is a fresh relation. Orders come in the
 * lexical order of their event numbers.
 */
export function* linearExtensions(space: Space, set: Bits, relation: Bits): Generator<Bits> {
  const closed = relation.slice();
  closeTransitively(space, closed);
  const events = eventsOf(space, set);
  const chosen: number[] = [];
  const isUsed = new Uint8Array(space.events);

  function* extend(): Generator<Bits> {
    if (chosen.length === events.length) {
      yield totalOrder(space, chosen);
      return;
    }
    for (const e of events) {
      if (isUsed[e] === 1) continue;
      if (events.some((p) => isUsed[p] === 0 && hasPair(space, closed, p, e))) continue;
      isUsed[e] = 1;
      chosen.push(e);
      yield* extend();
      chosen.pop();
      isUsed[e] = 0;
    }
  }
  yield* extend();
}

/** The relation that orders the listed events as they stand. */
function totalOrder(space: Space, events: readonly number[]): Bits {
  const out = emptyRelation(space);
  events.forEach((later, at) => {
    for (let k = 0; k < at; k++) addPair(space, out, events[k]!, later);
  });
  return out;
}

/**
 * A shortest cycle of a relation as the list of its events, each related to the next and the last
 * to the first; null when the relation is acyclic. Among the shortest, the one through the lowest
 * event.
 */
export function findCycle(space: Space, relation: Bits): readonly number[] | null {
  let best: readonly number[] | null = null;
  for (let start = 0; start < space.events; start++) {
    const cycle = cycleThrough(space, relation, start);
    if (cycle !== null && (best === null || cycle.length < best.length)) best = cycle;
  }
  return best;
}

/** A shortest path from an event back to itself, by breadth-first search. */
function cycleThrough(space: Space, relation: Bits, start: number): readonly number[] | null {
  const parent = new Int32Array(space.events).fill(-1);
  const queue = [start];
  for (const at of queue) {
    if (hasPair(space, relation, at, start)) {
      const path = [at];
      for (let e = at; e !== start; e = parent[e]!) path.unshift(parent[e]!);
      return path;
    }
    for (let next = 0; next < space.events; next++) {
      if (next === start || parent[next] !== -1 || !hasPair(space, relation, at, next)) continue;
      parent[next] = at;
      queue.push(next);
    }
  }
  return null;
}

import type { Machine } from "./machine.js";
import {
  boundInWords,
  type Explored,
  limitInWords,
  type SearchLimits,
  type SearchResult,
} from "./search.js";
import type { ShardResult } from "./shard.js";
import { type Standing, Stop } from "./together.js";

/**
 * What the shards of a search know together. `explored` has the states of all of them, over a machine that has met no
 * event yet: this one meets those that the shards have met. There are no faults: a search that finds one is not divided
 * (`Machine.named`).
 */
export function combined(
  parts: readonly ShardResult[],
  explored: Explored,
  { states, bytes, stop }: Standing,
  limits: SearchLimits,
): SearchResult {
  const { machine } = explored;
  const distance = distanceIn(parts, explored);
  const nearest = (a: number, b: number): number => distance(a) - distance(b);
  const outcomes = new Map<string, SearchResult["outcomes"][number]>();
  const all = parts.flatMap((part) => part.outcomes);
  for (const outcome of all.sort((a, b) => nearest(a.state, b.state))) {
    const key = outcome.values.join();
    if (!outcomes.has(key)) outcomes.set(key, outcome);
  }
  const witnesses = parts.flatMap(({ eventStates }) => eventStates).sort(nearest);
  const events = eventsOf(explored, witnesses);
  const deadlocks = parts.flatMap(({ deadlock }) => deadlock ?? []).sort(nearest);
  const limit = limitOf(stop, limits);
  const cuts = machine.events.list.flatMap((event) => boundInWords(event) ?? []);
  const bounds = limit === null ? cuts : [limit, ...cuts];
  return {
    outcomes: [...outcomes.values()],
    faults: [],
    events,
    deadlocks: parts.reduce((sum, { deadlocks }) => sum + deadlocks, 0),
    deadlock: deadlocks[0] ?? null,
    states,
    transitions: parts.reduce((sum, { transitions }) => sum + transitions, 0),
    bytes,
    isComplete: stop === Stop.none && bounds.length === 0,
    bounds,
  };
}

/** How many steps a state is from the initial one: a shard keeps its states in this order. */
function distanceIn(parts: readonly ShardResult[], explored: Explored): (id: number) => number {
  const count = parts.length;
  const distance = (id: number): number => {
    // A state that was met on another way is kept apart, with the state before it.
    if (id < -1) return 1 + distance(explored.parent(id));
    const shard = id % count;
    const local = (id - shard) / count;
    const { distances } = parts[shard]!;
    let low = 0;
    let high = distances.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (distances[middle]! <= local) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return (id) => (id === -1 ? -1 : distance(id));
}

/** Meets the events again: each comes up when the state before its witness is expanded. */
function eventsOf(explored: Explored, witnesses: readonly number[]): SearchResult["events"] {
  const { machine } = explored;
  const state = new Int32Array(machine.words);
  const next = new Int32Array(machine.words);
  const found: { what: SearchResult["events"][number]["what"]; state: number }[] = [];
  for (const witness of witnesses) {
    meetAt(machine, explored, explored.parent(witness), state, next);
    for (const what of machine.events.list.slice(found.length))
      found.push({ what, state: witness });
  }
  return found;
}

function meetAt(
  machine: Machine,
  explored: Explored,
  parent: number,
  state: Int32Array,
  next: Int32Array,
): void {
  if (parent === -1) {
    machine.initial(next);
    return;
  }
  explored.load(parent, state);
  machine.successors(state, next, () => {});
}

function limitOf(stop: Stop, limits: SearchLimits): string | null {
  switch (stop) {
    case Stop.states:
      return limitInWords(limits, "states");
    case Stop.steps:
      return limitInWords(limits, "steps");
    case Stop.bytes:
      return limitInWords(limits, "bytes");
    default:
      return null;
  }
}

import type { Machine, State, Step } from "../../machine/machine.js";
import { StateSet } from "../../machine/stateset.js";

/** States that are looked at for the best of the shortest traces. In larger searches it is the first of the shortest ones. */
const STATES_MAX = 20_000;

/** A way into a state from one that is one step nearer to the start. */
interface Way {
  readonly from: number;
  readonly choice: number;
}

/** The best trace to a state whose last step is one thread's. */
interface Best {
  /** Disorders, and below them changes of thread. */
  readonly cost: number;
  readonly way: Way | null;
  /** The thread of the step before. */
  readonly before: number;
}

/** A trace, and the state that it ends in. */
export interface Shortest {
  /** The index of each step among the successors of its state. */
  readonly choices: readonly number[];
  readonly end: State;
}

/**
 * Of all traces of a machine that end in a final state which is wanted, one of those with the fewest steps; of these one
 * with the least out of order (older accesses that a step does not wait for, own stores in the buffer during an access,
 * reads of old values, writes behind others); of these one with the fewest changes from a thread to another; of these the
 * first in the order in which the machine takes its steps. Null when there is none within `stepsMax` steps, or more than 20,000 states would have to be looked at.
 */
export function shortestTrace(
  machine: Machine,
  isWanted: (state: State) => boolean,
  stepsMax: number,
): Shortest | null {
  const set = new StateSet(machine.words, machine.parts);
  const ways: Way[][] = [];
  const state = new Int32Array(machine.words);
  const next = new Int32Array(machine.words);
  machine.initial(next);
  set.add(next);
  ways.push([]);
  let layer = { begin: 0, end: 1 };
  for (let steps = 0; layer.begin < layer.end; steps++) {
    const ends: number[] = [];
    for (let id = layer.begin; id < layer.end; id++) {
      set.load(id, state);
      if (machine.isFinal(state) && isWanted(state)) ends.push(id);
    }
    if (ends.length > 0) return bestOf(machine, set, ways, ends);
    if (steps === stepsMax) return null;
    for (let from = layer.begin; from < layer.end; from++) {
      let choice = 0;
      set.load(from, state);
      machine.successors(state, next, () => {
        const id = set.add(next);
        if (set.isNew) ways.push([]);
        // Into the next layer only: other ways are longer ones.
        const isNearer = id >= layer.end && !ways[id]!.some((way) => way.from === from);
        if (isNearer) ways[id]!.push({ from, choice });
        choice++;
      });
      if (set.count > STATES_MAX) return null;
    }
    layer = { begin: layer.end, end: set.count };
  }
  return null;
}

function bestOf(
  machine: Machine,
  set: StateSet,
  ways: readonly (readonly Way[])[],
  ends: readonly number[],
): Shortest {
  const known = new Map<number, ReadonlyMap<number, Best>>();
  for (const id of useful(ways, ends)) known.set(id, bestWays(machine, set, ways[id]!, known));
  let end: { readonly id: number; readonly thread: number; readonly cost: number } | null = null;
  for (const id of ends) {
    for (const [thread, { cost }] of known.get(id)!) {
      if (end === null || cost < end.cost) end = { id, thread, cost };
    }
  }
  const choices: number[] = [];
  const last = new Int32Array(machine.words);
  set.load(end!.id, last);
  let { id, thread } = end!;
  for (;;) {
    const { way, before } = known.get(id)!.get(thread)!;
    if (way === null) return { choices: choices.reverse(), end: last };
    choices.push(way.choice);
    id = way.from;
    thread = before;
  }
}

/** The states on the ways to the ends, nearest to the start first. */
function useful(ways: readonly (readonly Way[])[], ends: readonly number[]): readonly number[] {
  const found = new Set(ends);
  for (const id of found) for (const { from } of ways[id]!) found.add(from);
  return [...found].sort((a, b) => a - b);
}

/** By thread of the last step the best trace to a state, from those to the states before it. */
function bestWays(
  machine: Machine,
  set: StateSet,
  ways: readonly Way[],
  known: ReadonlyMap<number, ReadonlyMap<number, Best>>,
): ReadonlyMap<number, Best> {
  if (ways.length === 0) return new Map([[-1, { cost: 0, way: null, before: -1 }]]);
  const best = new Map<number, Best>();
  const state = new Int32Array(machine.words);
  for (const way of ways) {
    set.load(way.from, state);
    const step = machine.describe(state, way.choice);
    const { thread } = step;
    const disorders = disordersOf(machine, state, step);
    for (const [before, { cost }] of known.get(way.from)!) {
      const isSwitch = before !== thread && before !== -1 && thread !== -1;
      const all = cost + disorders * DISORDER_COST + (isSwitch ? 1 : 0);
      if (all < (best.get(thread)?.cost ?? Number.POSITIVE_INFINITY)) {
        best.set(thread, { cost: all, way, before });
      }
    }
  }
  return best;
}

/** More than there are changes of thread in a trace. */
const DISORDER_COST = 1 << 16;

/** How much a step does out of order. */
function disordersOf(machine: Machine, state: State, { thread, access, overtakes }: Step): number {
  if (access === undefined || access.kind === "drain" || access.kind === "fence") return 0;
  const isOld = access.from === "invalidation-buffer" || (access.messagesAfter ?? 0) > 0;
  const isIssue = access.kind !== "write" && access.from !== undefined;
  const waiting = isIssue ? machine.view(state).threads[thread]!.storeBuffer.length : 0;
  return (overtakes?.length ?? 0) + (isOld ? 1 : 0) + waiting;
}

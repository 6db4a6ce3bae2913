import type { Machine, State } from "./machine.js";
import { Search, type SearchLimits, type SearchResult, type Share } from "./search.js";

/** What one shard tells at the end: numbers, which mean the same everywhere. */
export interface ShardResult {
  readonly outcomes: SearchResult["outcomes"];
  /** The states that show the events which its machine has met. */
  readonly eventStates: readonly number[];
  readonly deadlocks: number;
  readonly deadlock: number | null;
  readonly transitions: number;
  /** By distance from the initial state, from 1: how many states of the shard are nearer. */
  readonly distances: readonly number[];
}

/** Words of one batch of states on their way to another shard. */
const BATCH_WORDS = 1 << 14;
/** States that were given away last are not given away again: how many are remembered. */
const REMEMBERED = 1 << 12;

/** Limits are the whole search's, which no shard knows of. */
const UNLIMITED: SearchLimits = {
  statesMax: Number.POSITIVE_INFINITY,
  stepsMax: Number.POSITIVE_INFINITY,
  bytesMax: Number.POSITIVE_INFINITY,
};

/**
 * One of several searches that together are one: each keeps the states whose hash is its own, expands them, and gives
 * away the others (Stern and Dill, Parallelizing the Murphi verifier, CAV 1997). All go from one distance from the
 * initial state to the next together, so that ways stay the shortest, and what is found does not depend on who was fast:
 * a shard takes in what the others found when all have looked at all states of one distance, in the order of the shards.
 */
export class Shard implements Share {
  readonly index: number;
  readonly count: number;
  readonly search: Search;
  /** Words of a state with its parent before it. */
  readonly #stride: number;
  /** By shard: full batches, and the one that is being filled with the words that it has. */
  readonly #full: Int32Array[][];
  readonly #open: Int32Array[];
  readonly #filled: Int32Array;
  readonly #remembered: Int32Array;
  readonly #isRemembered: Uint8Array;
  /** Words that others were given since the last distance. */
  #given = 0;
  readonly #distances: number[] = [];

  /** `observed` is the number of values in an outcome. A RangeError for a machine whose states are its own. */
  constructor(machine: Machine, observed: number, index: number, count: number) {
    if (!Number.isFinite(machine.named())) {
      throw new RangeError("the states of this machine mean nothing to another");
    }
    this.index = index;
    this.count = count;
    this.#stride = 1 + machine.words;
    this.#full = Array.from({ length: count }, () => []);
    this.#open = Array.from({ length: count }, () => new Int32Array(0));
    this.#filled = new Int32Array(count);
    this.#remembered = new Int32Array(REMEMBERED * machine.words);
    this.#isRemembered = new Uint8Array(REMEMBERED);
    this.search = new Search(machine, observed, UNLIMITED, this);
  }

  gives(state: State, parent: number): boolean {
    const hash = hashOf(state);
    const owner = (hash >>> 16) % this.count;
    if (owner === this.index) return false;
    if (!this.#remembers(state, hash & (REMEMBERED - 1))) this.#give(owner, state, parent);
    return true;
  }

  /** Memory of its states, and of those that were given to others and not taken in yet. */
  get bytes(): number {
    return this.search.bytes + 4 * this.#given;
  }

  /** What is to be sent to another shard, or with `isAll` also what fills no batch; each is given once. */
  batchesFor(shard: number, isAll: boolean): readonly Int32Array[] {
    const batches = this.#full[shard]!.splice(0);
    const filled = this.#filled[shard]!;
    if (!isAll || filled === 0) return batches;
    batches.push(this.#open[shard]!.slice(0, filled));
    this.#filled[shard] = 0;
    return batches;
  }

  /** Goes on to the states of the next distance; gives how many there are. */
  nextLevel(): number {
    this.#given = 0;
    const count = this.search.nextLevel();
    this.#distances.push(this.search.states - count);
    return count;
  }

  /** What it has found, when all have ended. */
  result(): ShardResult {
    const { outcomes, events, deadlocks, deadlock, transitions } = this.search.result();
    const eventStates = [...new Set(events.map(({ state }) => state))];
    return { outcomes, eventStates, deadlocks, deadlock, transitions, distances: this.#distances };
  }

  /** Takes in what another shard has sent. */
  receive(batch: Int32Array): void {
    const stride = this.#stride;
    for (let at = 0; at < batch.length; at += stride) {
      this.search.receive(batch, at + 1, batch[at]!);
    }
  }

  #give(owner: number, state: State, parent: number): void {
    const stride = this.#stride;
    if (this.#filled[owner]! + stride > this.#open[owner]!.length) {
      if (this.#filled[owner]! > 0) {
        this.#full[owner]!.push(this.#open[owner]!.subarray(0, this.#filled[owner]));
      }
      this.#open[owner] = new Int32Array(Math.max(1, Math.floor(BATCH_WORDS / stride)) * stride);
      this.#filled[owner] = 0;
    }
    const batch = this.#open[owner]!;
    const at = this.#filled[owner]!;
    batch[at] = parent;
    for (let i = 0; i < state.length; i++) batch[at + 1 + i] = state[i]!;
    this.#filled[owner] = at + stride;
    this.#given += stride;
  }

  /** Whether a state was given away a short while ago; from now on it was. */
  #remembers(state: State, slot: number): boolean {
    const remembered = this.#remembered;
    const start = slot * state.length;
    let i = 0;
    while (i < state.length && remembered[start + i] === state[i]) i++;
    const isThere = i === state.length && this.#isRemembered[slot] === 1;
    for (; i < state.length; i++) remembered[start + i] = state[i]!;
    this.#isRemembered[slot] = 1;
    return isThere;
  }
}

/** Not the hash of the state set, whose tables would be half empty if all states in it had a bit in common. */
function hashOf(state: State): number {
  let hash = 0x9747b28c | 0;
  for (let i = 0; i < state.length; i++) {
    hash = Math.imul(hash ^ state[i]!, 0x5bd1e995);
    hash ^= hash >>> 15;
  }
  hash = Math.imul(hash, 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

import type { SearchLimits } from "./search.js";
import type { Shard } from "./shard.js";

/** Transitions between two looks at what the others do. */
const SLICE_STEPS = 20_000;

/** Words of the memory that the shards share, before those of each shard. */
const Word = { stop: 0, arrived: 1, round: 2, isDone: 3, shards: 4 } as const;
/** Words of one shard: states of the distance to look at next, states, transitions, kilobytes. */
const Own = { level: 0, states: 1, transitions: 2, kilobytes: 3, words: 4 } as const;

/** Why the shards stopped before they were done. */
export const Stop = {
  none: 0,
  asked: 1,
  states: 2,
  steps: 3,
  bytes: 4,
  /** A state means something else to every shard (`Machine.named`). */
  named: 5,
} as const;
export type Stop = (typeof Stop)[keyof typeof Stop];

/** Bytes of the memory that some shards share. */
export function sharedBytes(shards: number): number {
  return 4 * (Word.shards + shards * Own.words);
}

/** How far all shards together are. */
export interface Standing {
  readonly states: number;
  readonly transitions: number;
  readonly bytes: number;
  readonly stop: Stop;
  /** All shards have ended, done or stopped. */
  readonly isDone: boolean;
}

export function standingOf(shared: Int32Array, shards: number): Standing {
  const total = (own: number): number => {
    let sum = 0;
    for (let k = 0; k < shards; k++) sum += Atomics.load(shared, ownAt(k) + own);
    return sum;
  };
  return {
    states: total(Own.states),
    transitions: total(Own.transitions),
    bytes: 1024 * total(Own.kilobytes),
    stop: Atomics.load(shared, Word.stop) as Stop,
    isDone: Atomics.load(shared, Word.isDone) === 1,
  };
}

/** Asks all shards to end; what they know by then they tell. */
export function askToStop(shared: Int32Array): void {
  Atomics.compareExchange(shared, Word.stop, Stop.none, Stop.asked);
}

/** Waits until all shards have ended, but no longer than so many milliseconds. */
export function waitForEnd(shared: Int32Array, milliseconds: number): void {
  Atomics.wait(shared, Word.isDone, 0, milliseconds);
}

/** How a shard sends states to another one, and what was sent to it. */
export interface Mail {
  send(shard: number, batch: Int32Array): void;
  /** What shard `from` has sent and was not received yet, in that order; null when there is nothing more. */
  receive(from: number): Int32Array | null;
}

/** Runs a shard in its own thread to the end of the whole search, or to a stop. */
export function runShard(shard: Shard, shared: Int32Array, limits: SearchLimits, mail: Mail): void {
  const { search, index, count } = shard;
  const named = search.machine.named();
  const at = ownAt(index);
  const tell = (): void => {
    const { states, transitions } = search;
    Atomics.store(shared, at + Own.states, states);
    Atomics.store(shared, at + Own.transitions, transitions);
    Atomics.store(shared, at + Own.kilobytes, Math.ceil(shard.bytes / 1024));
  };
  const post = (isAll: boolean): void => {
    for (let k = 0; k < count; k++) {
      for (const batch of shard.batchesFor(k, isAll)) mail.send(k, batch);
    }
  };
  let isDone = false;
  while (!isDone) {
    for (let isLevelDone = false; !isLevelDone; ) {
      isLevelDone = search.advance(SLICE_STEPS);
      if (search.machine.named() !== named) stop(shared, Stop.named);
      tell();
      post(isLevelDone);
      if (isOverLimits(shared, count, limits)) break;
    }
    post(true);
    meet(shared, count, () => {});
    for (let k = 0; k < count; k++) {
      for (let batch = mail.receive(k); batch !== null; batch = mail.receive(k)) {
        shard.receive(batch);
      }
    }
    Atomics.store(shared, at + Own.level, shard.nextLevel());
    tell();
    // The last one decides for all, so that all do the same.
    meet(shared, count, () => {
      let left = 0;
      for (let k = 0; k < count; k++) left += Atomics.load(shared, ownAt(k) + Own.level);
      if (left === 0 || Atomics.load(shared, Word.stop) !== Stop.none) {
        Atomics.store(shared, Word.isDone, 1);
      }
    });
    isDone = Atomics.load(shared, Word.isDone) === 1;
  }
  Atomics.notify(shared, Word.isDone);
}

function ownAt(shard: number): number {
  return Word.shards + shard * Own.words;
}

function stop(shared: Int32Array, why: Stop): void {
  Atomics.compareExchange(shared, Word.stop, Stop.none, why);
}

/** Looks at the limits of all shards together; whether any of them has been told to end. */
function isOverLimits(
  shared: Int32Array,
  count: number,
  { statesMax, stepsMax, bytesMax }: SearchLimits,
): boolean {
  const { states, transitions, bytes } = standingOf(shared, count);
  if (states >= statesMax) stop(shared, Stop.states);
  else if (transitions >= stepsMax) stop(shared, Stop.steps);
  else if (bytes > bytesMax) stop(shared, Stop.bytes);
  return Atomics.load(shared, Word.stop) !== Stop.none;
}

/** Waits for all others to come here too; the last one does something before all go on. */
function meet(shared: Int32Array, count: number, last: () => void): void {
  const round = Atomics.load(shared, Word.round);
  if (Atomics.add(shared, Word.arrived, 1) === count - 1) {
    Atomics.store(shared, Word.arrived, 0);
    last();
    Atomics.add(shared, Word.round, 1);
    Atomics.notify(shared, Word.round);
    return;
  }
  while (Atomics.load(shared, Word.round) === round) Atomics.wait(shared, Word.round, round);
}

import {
  ARRIVED,
  type Arena,
  DECISION,
  GENERATION,
  LINE,
  loadedBy,
  metOf,
  openArena,
  REQUEST,
  RUNS,
} from "./arena.js";
import { type Frame, frameOf, loopOf } from "./loops.js";
import { type Mode, outcomesOf, type Plan, VALUE_MAX } from "./plan.js";

/** What a thread is told when it starts. */
export interface ThreadSetup {
  readonly plan: Plan;
  readonly mode: Mode;
  readonly buffer: SharedArrayBuffer;
  readonly thread: number;
  /** The threads end by themselves after at least so many runs; null: when they are told to. */
  readonly runsMax: number | null;
}

/** Iterations in which a thread looks whether the others have come, before it sleeps until they have. */
const SPINS = 1 << 10;
/** Milliseconds of a sleep after which it looks again. */
const SLEEP_MILLISECONDS = 100;

/** Iterations of waiting at the beginning of a round, as powers of two: the most, and the fewest. */
const PATIENCE_MAX = 18;
const PATIENCE_MIN = 8;

/** By how many iterations at most threads come too late at their runs: one of these for each round, by chance. */
const LATENESS: readonly number[] = [0, 0, 4, 16, 64];

/**
 * One of the threads of a test, until all of them end. Every round has `RUNS` runs of the test, each with cells of its
 * own, as litmus7 does it: the cells are reset; then all threads go through the runs side by side; then they count
 * together what came out. Nothing here takes part in the accesses that are looked at.
 */
export function runThread({ plan, mode, buffer, thread, runsMax }: ThreadSetup): void {
  const arena = openArena(plan, buffer);
  const { control } = arena;
  const count = plan.threads.length;
  const frame = frameOf(plan, arena, thread);
  const loop = loopOf(plan, thread, mode);
  const counter = new Counter(plan, arena, thread);
  const chance = chanceOf(thread);
  for (let round = 0; ; round++) {
    reset(plan, arena, thread, round);
    prepare(frame, chance, round);
    if (thread === 0) {
      const isEnough = runsMax !== null && round * RUNS >= runsMax;
      control[DECISION] = isEnough || Atomics.load(control, REQUEST) !== 0 ? 1 : 0;
    }
    barrier(control, count);
    if (control[DECISION] !== 0) return;
    loop(frame);
    control[metOf(thread)] = frame.met;
    // Whoever is still on its way need not wait for this thread.
    Atomics.store(control, frame.mine, RUNS);
    barrier(control, count);
    counter.count();
    barrier(control, count);
  }
}

/** All threads leave it after the last one has come; what they wrote before is then seen by all. */
function barrier(control: Int32Array, count: number): void {
  const generation = Atomics.load(control, GENERATION);
  if (Atomics.add(control, ARRIVED, 1) === count - 1) {
    Atomics.store(control, ARRIVED, 0);
    Atomics.add(control, GENERATION, 1);
    Atomics.notify(control, GENERATION);
    return;
  }
  for (let spins = SPINS; spins > 0; spins--) {
    if (Atomics.load(control, GENERATION) !== generation) return;
  }
  while (Atomics.load(control, GENERATION) === generation) {
    Atomics.wait(control, GENERATION, generation, SLEEP_MILLISECONDS);
  }
}

/**
 * Gives this thread's share of the cells their initial values: all cells of a location, and of another one in the next
 * round. Whose cache the cells are in decides how long a store takes, so that this varies what is seen.
 */
function reset({ threads, initial }: Plan, { cells }: Arena, thread: number, round: number): void {
  const stride = initial.length * LINE;
  for (const [location, value] of initial.entries()) {
    if ((location + round) % threads.length !== thread) continue;
    for (let at = location * LINE; at < cells.length; at += stride) cells[at] = value;
  }
}

/** Sets a frame for the next round. */
function prepare(frame: Frame, chance: () => number, round: number): void {
  // Where the others run at the same time, they come soon. On a busy machine nothing but chance brings them together:
  // long waiting is wasted then, but now and then it gets a thread to another processor.
  const isHopeful = round === 0 || frame.met > 0;
  const fewer = isHopeful ? 0 : chance() % (PATIENCE_MAX - PATIENCE_MIN + 1);
  frame.patience = 1 << (PATIENCE_MAX - fewer);
  frame.met = 0;
  frame.isAlone = false;
  frame.control[frame.mine] = 0;
  const late = LATENESS[chance() % LATENESS.length]!;
  for (let run = 0; run < RUNS; run++) frame.delays[run] = late === 0 ? 0 : chance() % late;
}

/** Numbers of 31 bits by chance (Marsaglia, Xorshift RNGs, 2003), others for each thread. */
function chanceOf(thread: number): () => number {
  let state = 0x9e3779b9 ^ (thread + 1);
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 1;
  };
}

/** Counts the outcomes of this thread's share of the runs. */
class Counter {
  readonly #arena: Arena;
  readonly #threads: number;
  readonly #thread: number;
  readonly #from: number;
  readonly #to: number;
  /** Of each field: where its values are, the words from one run to the next, and what each value adds. */
  readonly #fields: readonly {
    readonly words: Int32Array;
    readonly offset: number;
    readonly stride: number;
    readonly weights: Int32Array;
  }[];
  readonly #times: Int32Array;

  constructor(plan: Plan, arena: Arena, thread: number) {
    const { length } = plan.threads;
    this.#arena = arena;
    this.#threads = length;
    this.#thread = thread;
    this.#from = Math.floor((RUNS * thread) / length);
    this.#to = Math.floor((RUNS * (thread + 1)) / length);
    this.#times = new Int32Array(outcomesOf(plan));
    let weight = this.#times.length;
    this.#fields = plan.fields.map(({ place, values }) => {
      weight /= values.length;
      const weights = new Int32Array(VALUE_MAX + 1).fill(-1);
      for (const [digit, value] of values.entries()) weights[value] = digit * weight;
      if (place.kind === "location") {
        const stride = plan.initial.length * LINE;
        return { words: arena.cells, offset: place.location * LINE, stride, weights };
      }
      const offset = loadedBy(place.thread, place.access);
      return { words: arena.loaded, offset, stride: 1, weights };
    });
  }

  /** Throws an Error for a value that nobody has stored. */
  count(): void {
    const times = this.#times;
    times.fill(0);
    for (let run = this.#from; run < this.#to; run++) {
      let outcome = 0;
      for (const { words, offset, stride, weights } of this.#fields) {
        const value = words[offset + run * stride]!;
        const weight = weights[value] ?? -1;
        if (weight < 0) throw new Error(`a run came out with ${value}, which no thread stores`);
        outcome += weight;
      }
      times[outcome]!++;
    }
    const { counts } = this.#arena;
    for (let k = 0; k < times.length; k++) {
      if (times[k] !== 0) Atomics.add(counts, k, BigInt(times[k]!));
    }
    if (this.#thread === 0) Atomics.add(counts, times.length, BigInt(this.#together()));
  }

  /** Runs of the round that all threads began together. */
  #together(): number {
    let least = RUNS;
    for (let t = 0; t < this.#threads; t++) {
      least = Math.min(least, this.#arena.control[metOf(t)]!);
    }
    return least;
  }
}

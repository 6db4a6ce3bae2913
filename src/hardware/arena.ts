import { outcomesOf, type Plan } from "./plan.js";

/** Runs of the test in one round: their memory fits in the second-level cache of a processor. */
export const RUNS = 1024;

/**
 * Words between two things that must not share a cache line: 128 bytes, which some processors have as lines and others
 * fetch together.
 */
export const LINE = 32;

/** Words of control, each on its own line. */
export const ARRIVED = 0 * LINE;
export const GENERATION = 1 * LINE;
/** Not 0: somebody wants the threads to end. */
export const REQUEST = 2 * LINE;
/** Not 0: the first thread has seen that, and all end after the next barrier. */
export const DECISION = 3 * LINE;
/** Of each thread two lines: how far it is in the round, and how many runs of the last round it began with the others. */
const PROGRESS = 4 * LINE;
const PROGRESS_LINES = 2;

/** The word of a thread's progress. */
export function progressOf(thread: number): number {
  return PROGRESS + thread * PROGRESS_LINES * LINE;
}

/** The word of a thread's runs that it began with the others. */
export function metOf(thread: number): number {
  return progressOf(thread) + LINE;
}

/**
 * What the threads of a plan share, in one buffer:
 *
 *     counts    64 bits for each outcome, and one count more: runs that all threads began at the same time
 *     control   the words above
 *     cells     RUNS x locations, each on a line of its own
 *     loaded    threads x 2 accesses x RUNS
 */
export interface Arena {
  readonly buffer: SharedArrayBuffer;
  readonly counts: BigUint64Array;
  readonly control: Int32Array;
  readonly cells: Int32Array;
  readonly loaded: Int32Array;
}

/** Where in `loaded` a thread's access leaves what it read. */
export function loadedBy(thread: number, access: number): number {
  return (2 * thread + access) * RUNS;
}

const BYTES = 4;

/** Fresh memory for a plan. Throws what the platform throws where memory cannot be shared. */
export function createArena(plan: Plan): Arena {
  return openArena(plan, new SharedArrayBuffer(BYTES * sizesOf(plan).all));
}

/** Another thread's view of the memory that `createArena` made. */
export function openArena(plan: Plan, buffer: SharedArrayBuffer): Arena {
  const { counts, control, cells, loaded } = sizesOf(plan);
  const words = (from: number, length: number) => new Int32Array(buffer, BYTES * from, length);
  return {
    buffer,
    counts: new BigUint64Array(buffer, 0, outcomesOf(plan) + 1),
    control: words(counts, control),
    cells: words(counts + control, cells),
    loaded: words(counts + control + cells, loaded),
  };
}

/** Words of each part. */
function sizesOf(plan: Plan) {
  const counts = Math.ceil((2 * (outcomesOf(plan) + 1)) / LINE) * LINE;
  const control = progressOf(plan.threads.length);
  const cells = RUNS * plan.initial.length * LINE;
  const loaded = loadedBy(plan.threads.length, 0);
  return { counts, control, cells, loaded, all: counts + control + cells + loaded };
}

/** What was counted up to now. */
export interface Counts {
  /** By the number of the outcome. */
  readonly times: readonly number[];
  readonly runs: number;
  /** Runs that all threads began at the same time. */
  readonly together: number;
}

/** Reads the counts while the threads run: each is of a whole number of rounds. */
export function readCounts({ counts }: Arena): Counts {
  const all = Array.from(counts, (_, k) => Number(Atomics.load(counts, k)));
  const times = all.slice(0, -1);
  const runs = times.reduce((sum, count) => sum + count, 0);
  return { times, runs, together: Math.min(all.at(-1)!, runs) };
}

/** Tells the threads to end after their round. */
export function requestEnd({ control }: Arena): void {
  Atomics.store(control, REQUEST, 1);
}

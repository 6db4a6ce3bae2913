import { type Counts, createArena, readCounts, requestEnd } from "./arena.js";
import type { Mode, Plan } from "./plan.js";
import type { ThreadSetup } from "./thread.js";

/** A thread as the command line or the page starts it: one that calls `runThread` with what it is given. */
export interface StartedThread {
  /** Fulfilled when its code runs; rejected when it cannot. */
  readonly started: Promise<void>;
  /** Fulfilled when `runThread` has returned; rejected with what it threw. */
  readonly ended: Promise<void>;
  /** Ends it in the middle of whatever it does. */
  terminate(): void;
}

/** The threads of a test at work. */
export interface RunningThreads {
  readonly started: Promise<void>;
  readonly ended: Promise<void>;
  counts(): Counts;
  /** Asks them to end after their round, which takes milliseconds. */
  end(): void;
  /** Ends them now. */
  terminate(): void;
}

/** Starts a thread for each thread of a plan; they end after `runsMax` runs or when they are told to. */
export function startThreads(
  plan: Plan,
  mode: Mode,
  runsMax: number | null,
  start: (setup: ThreadSetup) => StartedThread,
): RunningThreads {
  const arena = createArena(plan);
  const { buffer } = arena;
  const threads = plan.threads.map((_, thread) => start({ plan, mode, buffer, thread, runsMax }));
  return {
    started: Promise.all(threads.map(({ started }) => started)).then(() => {}),
    ended: Promise.all(threads.map(({ ended }) => ended)).then(() => {}),
    counts: () => readCounts(arena),
    end: () => requestEnd(arena),
    terminate: () => {
      for (const thread of threads) thread.terminate();
    },
  };
}

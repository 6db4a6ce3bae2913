import type { Program } from "../program/program.js";
import { Executor } from "./executor.js";
import { type Blocked, Events, type Machine, type State, type Step, type View } from "./machine.js";
import type { Storage } from "./storage.js";
import { Threads } from "./threads.js";
import { waitingInOrder } from "./waits.js";
import { stepInWords, waitInWords } from "./words.js";

/** Switches of an in-order machine. Every combination gives the same outcomes. */
export interface InOrderOptions {
  /**
   * A store that only enters its thread's own buffer, and every other step that no other thread can ever notice, is
   * taken at once, as the only step explored.
   */
  readonly eagerStores: boolean;
  /** So is, with that, a step on a location that no other thread will ever access, or write where it only reads. */
  readonly loneAccesses: boolean;
  /** Registers that nobody will read again are zero. */
  readonly deadRegisters: boolean;
  /** What a thread does by itself after a step that concerns others is a part of that step. */
  readonly fusedSteps: boolean;
  /** Of states that differ only in which of several threads with the same code is which, one is enough. */
  readonly identicalThreads: boolean;
}

/** A machine whose threads issue in program order, over any storage. */
export function inOrder(program: Program, storage: Storage, options: InOrderOptions): Machine {
  const events = new Events();
  const threads = new Threads(program, storage, events, options);
  const executor = new Executor(program, storage, threads, options);
  const { counters, grace } = threads;

  return {
    words: threads.words,
    parts: threads.parts,
    symmetry: threads.symmetry,
    events,
    named: () => threads.named,
    initial: (out) => threads.initial(out),
    successors: (state, next, emit) => executor.successors(state, next, emit),
    representatives: (state, next, emit) => executor.representatives(state, next, emit),
    isFinal: (state) => counters.every((_, t) => threads.isFinished(state, t)),
    fault: (state) => threads.fault(state),
    isCut: (state) => threads.stopped(state)?.stop.kind === "cut",
    outcome: (state, out) => threads.outcome(state, out),
    describe(state, step): Step {
      const next = new Int32Array(threads.words);
      let count = 0;
      let found: Step | null = null;
      executor.successors(state, next, () => {
        if (count++ === step) found = stepInWords(program, storage, threads, executor, state, next);
      });
      if (found === null) throw new RangeError(`step ${step} of a state with ${count} successors`);
      return found;
    },
    view: (state): View => ({
      memory: program.locations.map((_, l) => storage.memory(state, l)),
      threads: program.threads.map((thread, t) => ({
        pc: threads.position(state, t),
        registers: thread.registers.map((_, r) => threads.register(state, t, r)),
        storeBuffer: storage.storeBuffer(state, t),
        stale: storage.stale(state, t),
        rcu: program.rcuDomains
          .map((_, domain) => ({ domain, depth: grace.depth(state, t, domain) }))
          .filter(({ depth }) => depth > 0),
        notes: [],
      })),
      notes: [],
    }),
    blocked: (state) =>
      program.threads.flatMap((_, t) =>
        waits(program, threads, state, t, threads.position(state, t)),
      ),
    waiting: (state) => waitingInOrder({ program, storage, threads, executor }, state),
  };
}

/** What a thread that stands at `pc` and can do nothing waits for; nothing when it is done. */
function waits(
  program: Program,
  threads: Threads,
  state: State,
  thread: number,
  pc: number,
): readonly Blocked[] {
  const { code } = program.threads[thread]!;
  if (threads.isFinished(state, thread) || pc === code.length) return [];
  const { site } = code[pc]!;
  return [{ thread, site, message: waitInWords(program, threads, state, thread, pc) }];
}

import type { Program } from "../../program/program.js";
import type { InOrderOptions } from "../inorder.js";
import { Events, type Machine, type Step, type View } from "../machine.js";
import { Threads } from "../threads.js";
import { ViewExecutor } from "./executor.js";
import { spellFullUpdates } from "./full.js";
import { ViewMemory, type ViewRules } from "./memory.js";
import { waitingOnViews } from "./waits.js";
import { messagesInWords, stepInWords, viewInWords, waitsInWords } from "./words.js";

/** Switches of a machine over messages and views. Every combination gives the same outcomes. */
export interface ViewOptions extends InOrderOptions {
  /** A write to a location that no other thread may still write is taken at once, as the only step explored. */
  readonly earlyWrites: boolean;
}

/** A machine whose threads issue in program order, over messages and views; for C11 and its like. */
export function viewMachine(program: Program, rules: ViewRules, options: ViewOptions): Machine {
  const spelt = spellFullUpdates(program);
  const events = new Events();
  const memory = new ViewMemory(spelt.program, rules);
  const identicalThreads = options.identicalThreads && !memory.namesThreads;
  const threads = new Threads(spelt.program, memory, events, { ...options, identicalThreads });
  const executor = new ViewExecutor(spelt, memory, threads, events, options);
  const source = { spelt, memory, threads };
  const { counters } = threads;

  return {
    words: threads.words,
    parts: threads.parts,
    events,
    named: () => threads.named,
    symmetry: threads.symmetry,
    initial: (out) => threads.initial(out),
    successors: (state, next, emit) => executor.successors(state, next, emit),
    representatives: (state, next, emit) => executor.representatives(state, next, emit),
    isFinal: (state) => counters.every((_, t) => threads.isFinished(state, t)),
    fault: (state) => threads.fault(state),
    // A thread that guessed wrong is not stuck: there is no such execution. One without room may go on in another machine.
    isCut: (state) =>
      threads.stopped(state)?.stop.kind === "cut" ||
      memory.isFull(state) ||
      counters.some((_, t) => executor.isGuessing(state, t)),
    outcome: (state, out) => threads.outcome(state, out),
    describe(state, step): Step {
      const next = new Int32Array(threads.words);
      let count = 0;
      let found: Step | null = null;
      executor.successors(state, next, () => {
        if (count++ === step) found = stepInWords(source, executor, state, next);
      });
      if (found === null) throw new RangeError(`step ${step} of a state with ${count} successors`);
      return found;
    },
    view: (state): View => ({
      memory: program.locations.map((_, l) => memory.memory(state, l)),
      threads: program.threads.map((thread, t) => ({
        pc: spelt.origins[t]![threads.position(state, t)]!,
        registers: thread.registers.map((_, r) => threads.register(state, t, r)),
        storeBuffer: [],
        stale: [],
        rcu: [],
        notes: viewInWords(source, state, t),
      })),
      notes: messagesInWords(source, state),
    }),
    blocked: (state) => waitsInWords(source, state),
    waiting: (state) => waitingOnViews(source, executor, state),
  };
}

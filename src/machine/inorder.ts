import type { Program } from "../program/program.js";
import type { Code } from "../program/value.js";
import { Executor, type InOrderOptions } from "./executor.js";
import { type Blocked, Events, type Machine, type State, type Step, type View } from "./machine.js";
import type { Storage } from "./storage.js";
import { stepInWords, waitInWords } from "./words.js";

/** A machine whose threads issue in program order, over any storage. */
export function inOrder(program: Program, storage: Storage, options: InOrderOptions): Machine {
  const events = new Events();
  const executor = new Executor(program, storage, events, options);
  const { counters, lengths, codes, grace } = executor;

  /** The index of the instruction at which a thread stands, or stopped. */
  function position(state: State, thread: number): number {
    const beyond = state[counters[thread]!]! - lengths[thread]! - 1;
    return beyond < 0 ? state[counters[thread]!]! : executor.stops[thread]![beyond]!.pc;
  }

  function register(state: State, thread: number, index: number): Code {
    const slot = codes[thread]!.slot(index, position(state, thread));
    return slot < 0 ? 0 : state[counters[thread]! + 1 + slot]!;
  }

  return {
    words: executor.words,
    parts: executor.parts,
    events,
    initial: (out) => executor.initial(out),
    successors: (state, next, emit) => executor.successors(state, next, emit),
    isFinal: (state) => counters.every((_, t) => executor.isFinished(state, t)),
    fault(state) {
      const stopped = executor.stopped(state);
      if (stopped === null || stopped.stop.kind !== "fault") return null;
      const { thread, stop } = stopped;
      const { site } = program.threads[thread]!.code[stop.pc]!;
      return { thread, site, message: stop.message };
    },
    isCut: (state) => executor.stopped(state)?.stop.kind === "cut",
    outcome(state, out) {
      program.observed.forEach((o, k) => {
        out[k] =
          o.kind === "location"
            ? storage.memory(state, o.location)
            : register(state, o.thread, o.register);
      });
    },
    describe(state, step): Step {
      const next = new Int32Array(executor.words);
      let count = 0;
      let found: Step | null = null;
      executor.successors(state, next, () => {
        if (count++ === step) found = stepInWords(program, storage, executor, state, next);
      });
      if (found === null) throw new RangeError(`step ${step} of a state with ${count} successors`);
      return found;
    },
    view: (state): View => ({
      memory: program.locations.map((_, l) => storage.memory(state, l)),
      threads: program.threads.map((thread, t) => ({
        pc: position(state, t),
        registers: thread.registers.map((_, r) => register(state, t, r)),
        storeBuffer: storage.storeBuffer(state, t),
        stale: storage.stale(state, t),
        rcu: program.rcuDomains
          .map((_, domain) => ({ domain, depth: grace.depth(state, t, domain) }))
          .filter(({ depth }) => depth > 0),
      })),
    }),
    blocked(state): readonly Blocked[] {
      return program.threads.flatMap((thread, t) => {
        if (executor.isFinished(state, t)) return [];
        const pc = position(state, t);
        if (pc === thread.code.length) return [];
        const { site } = thread.code[pc]!;
        return [{ thread: t, site, message: waitInWords(program, executor, state, t, pc) }];
      });
    },
  };
}

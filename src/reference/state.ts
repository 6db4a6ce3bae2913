import type { Draft } from "immer";
import type { Location, Program } from "../program/program.js";
import type { Code } from "../program/value.js";

/** A value for a location: a store on its way to memory, or a stale value that may still be read. */
export interface Entry {
  readonly location: Location;
  readonly value: Code;
}

/** A grace period that a thread waits for: the threads that have not yet been seen outside of a section. */
export interface GracePeriod {
  readonly domain: number;
  readonly waitsFor: readonly number[];
}

export interface ThreadState {
  /** Index of the next instruction. */
  readonly pc: number;
  /** `cut`: a bounded loop ran out of rounds, and the thread stands still from here on. */
  readonly status: "running" | "finished" | "cut";
  readonly registers: readonly Code[];
  /** sb, oldest first; `#` is the store barrier of PSO. */
  readonly storeBuffer: readonly (Entry | "#")[];
  /** ib of WMM: stale values, oldest first. */
  readonly staleValues: readonly Entry[];
  /** rn: depth of read-side sections by RCU domain. */
  readonly nesting: readonly number[];
  readonly gracePeriod: GracePeriod | null;
}

/** The whole state of a reference machine, ⟨m, threads⟩ in the papers; nothing in it is ever changed in place. */
export interface ReferenceState {
  readonly memory: readonly Code[];
  readonly threads: readonly ThreadState[];
  /** Why execution ended early, null while it did not. */
  readonly fault: string | null;
}

/** What one transition does to a state; immer makes the new state of it. */
export type Change = (state: Draft<ReferenceState>) => void;

/** Before the first step of any thread. */
export function initialState(program: Program): ReferenceState {
  return {
    memory: program.locations.map((location) => location.initial),
    threads: program.threads.map((thread) => ({
      pc: 0,
      status: thread.code.length === 0 ? "finished" : "running",
      registers: thread.registers.map((register) => register.initial),
      storeBuffer: [],
      staleValues: [],
      nesting: program.rcuDomains.map(() => 0),
      gracePeriod: null,
    })),
    fault: null,
  };
}

/** immer shares what did not change, so most threads of a new state have their key already. */
const threadKeys = new WeakMap<ThreadState, string>();

/** Equal for two states of one program if and only if they are equal. */
export function stateKey(state: ReferenceState): string {
  let key = state.fault === null ? "" : `${state.fault};`;
  for (const thread of state.threads) key += `${threadKey(thread)};`;
  return key + state.memory.join();
}

function threadKey(thread: ThreadState): string {
  let key = threadKeys.get(thread);
  if (key === undefined) {
    key = `${thread.pc}${thread.status}/${thread.registers.join()}/`;
    for (const e of thread.storeBuffer) key += e === "#" ? "#," : `${e.location}=${e.value},`;
    key += "/";
    for (const e of thread.staleValues) key += `${e.location}=${e.value},`;
    key += `/${thread.nesting.join()}/`;
    if (thread.gracePeriod !== null) {
      key += `${thread.gracePeriod.domain}:${thread.gracePeriod.waitsFor.join()}`;
    }
    threadKeys.set(thread, key);
  }
  return key;
}

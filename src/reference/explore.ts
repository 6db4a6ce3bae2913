import type { Program } from "../program/program.js";
import type { ReferenceModel } from "./model.js";
import { initialState, type ReferenceState, stateKey } from "./state.js";
import { isFinal, type Notice, outcome, successors } from "./threads.js";

/** Everything that can happen to a program under one model. */
export interface ReferenceResult {
  /** The values of `program.observed` in some final state, as integers with blanks between. */
  readonly outcomes: ReadonlySet<string>;
  /** `thread:pc: message` of every fault that ends a run. */
  readonly faults: ReadonlySet<string>;
  /** `thread: message` of every warning. */
  readonly warnings: ReadonlySet<string>;
  /** A bounded loop was cut off. */
  readonly isCut: boolean;
  /** A state is reachable from which nothing but waiting for ever is left: no end, no fault, no loop cut off. */
  readonly hasDeadlock: boolean;
  readonly states: number;
}

/** Visits every reachable state once: every step of a thread is one, local ones too. For a dozen accesses. */
export function exploreReference(program: Program, model: ReferenceModel): ReferenceResult {
  const warnings = new Set<string>();
  let isCut = false;
  const notice: Notice = (thread, instruction) => {
    if (instruction.op === "warn") warnings.add(`${thread}: ${instruction.message}`);
    else isCut = true;
  };
  const outcomes = new Set<string>();
  const faults = new Set<string>();
  const ids = new Map<string, number>();
  const predecessors: number[][] = [];
  const ends: number[] = [];
  const work: { id: number; state: ReferenceState }[] = [];
  const visit = (state: ReferenceState): number => {
    const key = stateKey(state);
    let id = ids.get(key);
    if (id === undefined) {
      id = ids.size;
      ids.set(key, id);
      predecessors.push([]);
      work.push({ id, state });
    }
    return id;
  };
  visit(initialState(program));
  for (let item = work.pop(); item !== undefined; item = work.pop()) {
    const { id, state } = item;
    const isOver = isFinal(program, state);
    if (isOver) outcomes.add(outcome(program, state));
    if (state.fault !== null) faults.add(state.fault);
    if (isOver || state.fault !== null || state.threads.some((t) => t.status === "cut")) {
      ends.push(id);
    }
    for (const next of successors(program, model, state, notice))
      predecessors[visit(next)]!.push(id);
  }
  const hasDeadlock = backwards(ends, predecessors) < ids.size;
  return { outcomes, faults, warnings, isCut, hasDeadlock, states: ids.size };
}

/** How many states lead to one of `ends`, these included. */
function backwards(ends: readonly number[], predecessors: readonly (readonly number[])[]): number {
  const reached = new Set(ends);
  for (const id of reached) for (const before of predecessors[id]!) reached.add(before);
  return reached.size;
}

import type { Machine, State } from "../machine/machine.js";

/** The state before the first step. */
export function initialState(machine: Machine): State {
  const state = new Int32Array(machine.words);
  machine.initial(state);
  return state;
}

/** Every state that one step leads to, in the order of the steps. */
export function successorsOf(machine: Machine, state: State): readonly State[] {
  const next = new Int32Array(machine.words);
  const states: State[] = [];
  machine.successors(state, next, () => states.push(next.slice()));
  return states;
}

/** A step that is not possible where it should be taken. */
export interface Misstep {
  /** How many steps come before it. */
  readonly at: number;
  readonly index: number;
  /** How many are possible there. */
  readonly count: number;
}

/** The states that steps lead through from a state on, or the first step that is not possible. */
export function walk(
  machine: Machine,
  from: State,
  path: readonly number[],
): { readonly states: readonly State[]; readonly misstep: Misstep | null } {
  const states: State[] = [];
  let state = from;
  for (const [at, index] of path.entries()) {
    const after = successorsOf(machine, state);
    const next = after[index];
    if (next === undefined) return { states, misstep: { at, index, count: after.length } };
    states.push(next);
    state = next;
  }
  return { states, misstep: null };
}

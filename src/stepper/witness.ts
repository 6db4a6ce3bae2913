import type { Machine, State, Step } from "../machine/machine.js";
import { DEFAULT_MACHINE_OPTIONS } from "../models/model.js";
import type { Subject } from "./subject.js";
import { initialState, successorsOf, walk } from "./walk.js";

/** States that are looked at for one witness: many times what any needs. */
const STATES_MAX = 20_000;

/**
 * The steps of a session that do what a witness of a search does. `choices` are those of a `Trace` of the machine as
 * searches reduce it, such as `litmus run --json` prints: there some steps belong to others or are left out. Null when
 * the choices are of another test, variant or model.
 */
export function stepsOfWitness(
  subject: Subject,
  choices: readonly number[],
): readonly number[] | null {
  const { asked, model, machineOptions } = subject;
  const wanted = stepsOf(model.machine(asked, DEFAULT_MACHINE_OPTIONS), choices);
  return wanted === null ? null : match(model.machine(asked, machineOptions), wanted);
}

/** The steps that choices stand for, null when there is no such step. */
function stepsOf(machine: Machine, choices: readonly number[]): readonly Step[] | null {
  const initial = initialState(machine);
  const { states, misstep } = walk(machine, initial, choices);
  if (misstep !== null) return null;
  return choices.map((choice, n) => machine.describe(n === 0 ? initial : states[n - 1]!, choice));
}

interface Reached {
  readonly state: State;
  /** Steps of the witness that are matched. */
  readonly count: number;
  readonly index: number;
  readonly from: Reached | null;
}

/** A way that takes the wanted steps in turn, and between them only what no reader of a witness would miss. */
function match(machine: Machine, wanted: readonly Step[]): readonly number[] | null {
  const open: Reached[] = [{ state: initialState(machine), count: 0, index: -1, from: null }];
  const seen = new Set<string>();
  while (open.length > 0 && seen.size < STATES_MAX) {
    const reached = open.pop()!;
    if (reached.count === wanted.length) return wayTo(reached);
    const key = `${reached.count};${reached.state.join()}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const want = wanted[reached.count]!;
    const matching: Reached[] = [];
    const between: Reached[] = [];
    for (const [index, state] of successorsOf(machine, reached.state).entries()) {
      const step = machine.describe(reached.state, index);
      const on = { state, index, from: reached };
      if (isSame(step, want)) matching.push({ ...on, count: reached.count + 1 });
      else if (step.access === undefined) between.push({ ...on, count: reached.count });
    }
    // The last is looked at first: a matching step before any other.
    open.push(...between.reverse(), ...matching.reverse());
  }
  return null;
}

function wayTo(reached: Reached): readonly number[] {
  const way: number[] = [];
  for (let at: Reached | null = reached; at !== null && at.from !== null; at = at.from) {
    way.push(at.index);
  }
  return way.reverse();
}

function isSame(a: Step, b: Step): boolean {
  if (a.thread !== b.thread || a.pc !== b.pc) return false;
  if (a.access === undefined || b.access === undefined) {
    return a.access === b.access && a.text === b.text;
  }
  return JSON.stringify(a.access) === JSON.stringify(b.access);
}

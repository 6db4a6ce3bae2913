import type { Program } from "../program/program.js";
import type { Machine, State, Step, View } from "./machine.js";
import type { Explored } from "./search.js";
import { arrangementOf, type Symmetry } from "./symmetry.js";

/** The way from the initial state to another. */
export interface Trace {
  readonly steps: readonly Step[];
  /** `views[0]` is the initial state, `views[n + 1]` the state after `steps[n]`. */
  readonly views: readonly View[];
  /** The index of each step among its state's successors: a link to the state. */
  readonly choices: readonly number[];
}

/**
 * The shortest way to a state that a search has found, by replay: a state keeps only its parent, and the step between
 * them is the first successor of the parent that equals it.
 */
export function trace(program: Program, search: Explored, state: number): Trace {
  const { machine } = search;
  const ids: number[] = [];
  for (let id = state; id !== -1; id = search.parent(id)) ids.push(id);
  ids.reverse();
  const found = ids.map((id) => {
    const out = new Int32Array(machine.words);
    search.load(id, out);
    return out;
  });
  const { symmetry } = machine;
  const states = symmetry === null ? found : asOneRun(machine, symmetry, found, state);
  const choices = states.slice(1).map((child, n) => choiceOf(machine, states[n]!, child));
  return told(program, machine, states, choices);
}

/**
 * The way that some steps take from the initial state: `choices` are the indices of each among its state's successors.
 * A RangeError when there is no such successor.
 */
export function replay(program: Program, machine: Machine, choices: readonly number[]): Trace {
  const initial = new Int32Array(machine.words);
  machine.initial(initial);
  const states: State[] = [initial];
  for (const choice of choices) states.push(successorOf(machine, states.at(-1)!, choice));
  return told(program, machine, states, choices);
}

function told(
  program: Program,
  machine: Machine,
  states: readonly State[],
  choices: readonly number[],
): Trace {
  const views = states.map((s) => machine.view(s));
  const steps = choices.map((choice, n) => machine.describe(states[n]!, choice));
  return { steps: withAges(program, steps, views), views, choices };
}

/**
 * A way up to who is who, as a run: from its end back, every state is arranged so that the step after it leads to the one
 * that is there. `last` is the id of the end, which alone is arranged as it should be.
 */
function asOneRun(
  machine: Machine,
  symmetry: Symmetry,
  found: readonly State[],
  last: number,
): readonly State[] {
  const states = [...found];
  // An event's witness is kept as its step left it, any other state is sorted.
  let by = symmetry.arrangement(arrangementOf(last));
  for (let n = found.length - 2; n >= 0; n--) {
    const isKeptApart = last < 0 && n === found.length - 2;
    if (!isKeptApart) {
      const child = n === found.length - 2 ? sorted(symmetry, found[n + 1]!) : found[n + 1]!;
      const sorting = sortingOf(machine, symmetry, found[n]!, child);
      by = by.map((t) => sorting[t]!);
    }
    const arranged = new Int32Array(machine.words);
    symmetry.arrange(found[n]!, by, arranged);
    states[n] = arranged;
  }
  return states;
}

function sorted(symmetry: Symmetry, state: State): State {
  const out = state.slice();
  symmetry.sort(out);
  return out;
}

/** What sorts the successor of `parent` that is `child` when it is sorted. */
function sortingOf(machine: Machine, symmetry: Symmetry, parent: State, child: State): Int32Array {
  const next = new Int32Array(machine.words);
  let found: Int32Array | null = null;
  machine.successors(parent, next, () => {
    if (found === null && isSame(sorted(symmetry, next), child)) found = symmetry.sorting(next);
  });
  if (found === null) throw new Error("a state is no successor of its parent");
  return found;
}

function isSame(a: State, b: State): boolean {
  return a.every((word, i) => word === b[i]);
}

function successorOf(machine: Machine, state: State, choice: number): State {
  const next = new Int32Array(machine.words);
  let count = 0;
  let found: State | null = null;
  machine.successors(state, next, () => {
    if (count++ === choice) found = next.slice();
  });
  if (found === null) throw new RangeError(`step ${choice} of a state with ${count} successors`);
  return found;
}

function choiceOf(machine: Machine, parent: State, child: State): number {
  const next = new Int32Array(machine.words);
  let count = 0;
  let choice = -1;
  machine.successors(parent, next, () => {
    if (choice < 0 && isSame(next, child)) choice = count;
    count++;
  });
  if (choice < 0) throw new Error("a state is no successor of its parent");
  return choice;
}

/** When a stale value was overwritten: the step, from 0; -1: before the first one, in a search that began later. */
type Ages = readonly number[];

/** Adds to each read of a stale value since when it is stale, and whose doing that is. */
function withAges(
  program: Program,
  steps: readonly Step[],
  views: readonly View[],
): readonly Step[] {
  let ages: readonly (readonly Ages[])[] = program.threads.map((_, t) =>
    program.locations.map((_location, l) => new Array(staleCount(views[0]!, t, l)).fill(-1)),
  );
  return steps.map((step, n) => {
    const before = ages;
    ages = before.map((thread, t) =>
      thread.map((old, location) => {
        const count = staleCount(views[n + 1]!, t, location);
        const pushed = step.thread !== t && count > 0 && isOverwritten(views, n, location);
        const all = pushed ? [...old, n] : old;
        return all.slice(all.length - count);
      }),
    );
    const { access, thread } = step;
    if (access?.place === undefined || access.location === null) return step;
    const since = before[thread]![access.location]![access.place]!;
    if (since < 0) return step;
    const by = program.threads[steps[since]!.thread]!.name;
    const text = `${step.text}, stale since step ${since + 1} (overwritten by ${by})`;
    return { ...step, text, access: { ...access, staleSince: since } };
  });
}

function isOverwritten(views: readonly View[], n: number, location: number): boolean {
  return views[n]!.memory[location] !== views[n + 1]!.memory[location];
}

function staleCount(view: View, thread: number, location: number): number {
  return view.threads[thread]!.stale.filter((s) => s.location === location).length;
}

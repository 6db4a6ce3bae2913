import { type Draft, enablePatches, Immer, type Patch } from "immer";
import type { Machine, State, Step } from "../machine/machine.js";
import { replay } from "../machine/trace.js";
import type { Location } from "../program/program.js";
import { type CodeLine, codeOf, lineOf } from "./code.js";
import type { Subject } from "./subject.js";
import { type LastWrite, type StepView, viewOf } from "./view.js";
import { initialState, walk } from "./walk.js";

/** A step that was taken, or that was undone and may be taken again. */
export interface HistoryStep {
  /** Its place among the successors of the state before it. */
  readonly index: number;
  /** -1 for none. */
  readonly thread: number;
  readonly text: string;
}

/** What a session is at one moment: an immutable value, of which parts that stay the same stay the same object. */
export interface SessionState {
  /** Steps in order: `at` of them are taken, those behind are there to be taken again. */
  readonly history: readonly HistoryStep[];
  readonly at: number;
  readonly view: StepView;
}

/** One step as changes of the session: `forward` takes it, `backward` takes it back. */
interface Move {
  readonly forward: readonly Patch[];
  readonly backward: readonly Patch[];
}

/**
 * A walk through the states of a machine, one step after the other, with undo and redo: what a page and a terminal show.
 * Each step is kept as the patches that it makes to what is shown, so that it is known what it changed.
 */
export class Stepper {
  readonly subject: Subject;
  /** The code of each thread. */
  readonly code: readonly (readonly CodeLine[])[];
  readonly #machine: Machine;
  readonly #immer = new Immer();
  /** Of the history: before the first step, and after each. */
  readonly #states: State[];
  readonly #moves: Move[] = [];
  #steps: readonly Step[] = [];
  #state: SessionState;

  constructor(subject: Subject) {
    enablePatches();
    this.subject = subject;
    this.code = codeOf(subject.test, subject.program);
    this.#machine = subject.model.machine(subject.asked, subject.machineOptions);
    const initial = initialState(this.#machine);
    this.#states = [initial];
    const view = viewOf(subject, this.#machine, initial, new Map());
    this.#state = this.#immer.produce({ history: [], at: 0, view } as SessionState, () => {});
  }

  get state(): SessionState {
    return this.#state;
  }

  /** The steps that are taken, as their places among the successors of each state. */
  get path(): readonly number[] {
    return this.#state.history.slice(0, this.#state.at).map(({ index }) => index);
  }

  /** What the last step did to what is shown, as the patches of `SessionState`; none at the start. */
  get changes(): readonly Patch[] {
    return this.#moves[this.#state.at - 1]?.forward ?? [];
  }

  /** What was shown before the last step; null at the start. */
  get before(): StepView | null {
    const move = this.#moves[this.#state.at - 1];
    return move === undefined ? null : this.#immer.applyPatches(this.#state, move.backward).view;
  }

  /** Whether the last step changed a part of the view, such as `threads, 0, storeBuffer`. */
  isChanged(...part: readonly (string | number)[]): boolean {
    return this.changes.some(({ path: [field, ...path] }) => {
      return field === "view" && part.every((key, i) => i >= path.length || path[i] === key);
    });
  }

  /** Whether a buffer, or what else only some models have, is not empty in a state of the history: it has a place then. */
  isUsed(thread: number, part: "storeBuffer" | "stale" | "sections" | "notes"): boolean {
    if (this.#state.view.threads[thread]![part].length > 0) return true;
    return this.#moves.some(({ forward }) => {
      return forward.some(({ path: [, field, t, of] }) => {
        return field === "threads" && t === thread && of === part;
      });
    });
  }

  /** The line of the thread's last step, if the last step of all is one of this thread; else null. */
  lastLine(thread: number): number | null {
    const step = this.#steps[this.#state.at - 1];
    if (step === undefined || step.thread !== thread || step.site === null) return null;
    return lineOf(step.site);
  }

  /** Takes a possible step. Undone steps are forgotten, unless it is the first of them. A RangeError for any other. */
  take(index: number): void {
    const { history, at, view } = this.#state;
    if (view.possible[index] === undefined) {
      throw new RangeError(`step ${index} of a state with ${view.possible.length}`);
    }
    if (history[at]?.index !== index) this.load([index]);
    this.redo();
  }

  /** Takes the last step back; false when there is none. */
  undo(): boolean {
    if (this.#state.at === 0) return false;
    const { backward } = this.#moves[this.#state.at - 1]!;
    this.#state = this.#immer.applyPatches(this.#state, backward);
    return true;
  }

  /** Takes the first of the undone steps again; false when there is none. */
  redo(): boolean {
    const move = this.#moves[this.#state.at];
    if (move === undefined) return false;
    this.#state = this.#immer.applyPatches(this.#state, move.forward);
    return true;
  }

  /** Goes to where `at` steps are taken. A RangeError when the history is not that long. */
  jump(at: number): void {
    const { length } = this.#state.history;
    if (!Number.isInteger(at) || at < 0 || at > length) {
      throw new RangeError(`step ${at} of a history of ${length}`);
    }
    while (this.#state.at > at) this.undo();
    while (this.#state.at < at) this.redo();
  }

  /**
   * Puts steps behind where the session is, to be taken by `redo`, in place of those that are there. Null, or what is
   * wrong with them: then nothing has changed.
   */
  load(indices: readonly number[]): string | null {
    const { at } = this.#state;
    const { states, misstep } = walk(this.#machine, this.#states[at]!, indices);
    if (misstep !== null) {
      const { count, index } = misstep;
      const there = count === 0 ? "no step is" : count === 1 ? "1 step is" : `${count} steps are`;
      return `step ${at + misstep.at + 1} is number ${index + 1}, but ${there} possible there`;
    }
    this.#replace(indices, states);
    return null;
  }

  /** Replaces what is behind the position by possible steps. */
  #replace(indices: readonly number[], states: readonly State[]): void {
    const { at } = this.#state;
    this.#states.length = at + 1;
    this.#moves.length = at;
    const path = [...this.path, ...indices];
    const { steps } = replay(this.subject.asked, this.#machine, path);
    this.#steps = steps;
    const history = steps.map(({ thread, text }, n) => ({ index: path[n]!, thread, text }));
    this.#state = this.#immer.produce(this.#state, (draft) => {
      draft.history = history;
    });
    let ahead = this.#state;
    for (const [k, state] of states.entries()) {
      const n = at + k;
      const view = viewOf(this.subject, this.#machine, state, this.#lastWrites(n + 1));
      const [after, forward, backward] = this.#immer.produceWithPatches(ahead, (draft) => {
        draft.at = n + 1;
        revise(draft.view, view);
      });
      this.#states.push(state);
      this.#moves.push({ forward, backward });
      ahead = after;
    }
  }

  /** By location, who wrote there last in the first `count` steps. */
  #lastWrites(count: number): ReadonlyMap<Location, LastWrite> {
    const writes = new Map<Location, LastWrite>();
    for (const [n, { access, thread }] of this.#steps.slice(0, count).entries()) {
      if (access === undefined || access.location === null || thread < 0) continue;
      const isWrite =
        access.kind === "update" ||
        access.kind === "drain" ||
        (access.kind === "write" && access.from !== "store-buffer");
      const { name } = this.subject.program.threads[thread]!;
      if (isWrite) writes.set(access.location, { name, at: n + 1 });
    }
    return writes;
  }
}

/** Makes a draft equal to a value and touches only what differs, so that the patches say what has changed. */
function revise<T extends object>(draft: Draft<T>, value: T): void {
  const target = draft as Record<string, unknown>;
  const source = value as Record<string, unknown>;
  if (Array.isArray(draft) && Array.isArray(value) && draft.length > value.length) {
    draft.length = value.length;
  }
  for (const [key, next] of Object.entries(source)) {
    const old = target[key];
    if (isTree(old) && isTree(next) && Array.isArray(old) === Array.isArray(next))
      revise(old, next);
    else if (old !== next) target[key] = next;
  }
  for (const key of Object.keys(target)) if (!(key in source)) delete target[key];
}

function isTree(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

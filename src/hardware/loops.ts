import { type Arena, LINE, loadedBy, progressOf, RUNS } from "./arena.js";
import type { Mode, Plan } from "./plan.js";

/**
 * The loops that a compiler of JavaScript makes machine code of: one for each shape of a thread, so that between two
 * accesses of a run there is nothing but the two instructions. What a thread loads, where, and which constants it stores
 * are numbers; that they are those of the test is by construction of the plan.
 */

/** Iterations for which a thread waits for the others at the beginning of a run, once they run at the same time. */
const PATIENCE = 2_000;

/** What a loop reads: offsets are in words. */
export interface Frame extends Pick<Arena, "cells" | "loaded" | "control"> {
  /** From the cells of one run to those of the next. */
  readonly stride: number;
  /** The cells of the two accesses in the first run; of one access, both the same. */
  readonly first: number;
  readonly second: number;
  /** What they store. */
  readonly firstValue: number;
  readonly secondValue: number;
  /** Where they leave what they load. */
  readonly firstLoaded: number;
  readonly secondLoaded: number;
  /** The word of this thread's progress, and those of the others'. */
  readonly mine: number;
  readonly others: Int32Array;
  /** Iterations that this thread loses at the beginning of each run, so that all threads' timing varies. */
  readonly delays: Int32Array;
  /** Iterations for which it waits for the others before the first run. */
  patience: number;
  /** Runs that it began together with the others; after the first one that it did not, it waits no more. */
  met: number;
  isAlone: boolean;
}

export type Loop = (frame: Frame) => void;

/** What a thread's loop works on. Throws a RangeError for a thread that the plan does not have. */
export function frameOf(plan: Plan, arena: Arena, thread: number): Frame {
  const accesses = plan.threads[thread];
  if (accesses === undefined) throw new RangeError(`there is no thread ${thread}`);
  const [one, two = one] = accesses;
  if (one === undefined || two === undefined) throw new RangeError("a thread makes no access");
  const others = plan.threads.flatMap((_, t) => (t === thread ? [] : [progressOf(t)]));
  return {
    ...{ cells: arena.cells, loaded: arena.loaded, control: arena.control },
    stride: plan.initial.length * LINE,
    first: one.location * LINE,
    second: two.location * LINE,
    firstValue: one.kind === "store" ? one.value : 0,
    secondValue: two.kind === "store" ? two.value : 0,
    firstLoaded: loadedBy(thread, 0),
    secondLoaded: loadedBy(thread, 1),
    mine: progressOf(thread),
    others: Int32Array.from(others),
    delays: new Int32Array(RUNS),
    ...{ patience: PATIENCE, met: 0, isAlone: false },
  };
}

/** The loop for a thread's accesses. */
export function loopOf(plan: Plan, thread: number, mode: Mode): Loop {
  const shape = plan.threads[thread]!.map(({ kind }) => (kind === "store" ? "S" : "L")).join("");
  const loop = LOOPS[mode].get(shape);
  if (loop === undefined) throw new RangeError(`there is no loop for the accesses ${shape}`);
  return loop;
}

/**
 * Waits until all threads are at the same run, as far as that is possible: on a machine that is busy another thread may
 * not run at all for milliseconds. The accesses here are of lines of their own and order nothing of what comes after.
 */
function meet(frame: Frame, run: number): void {
  if (frame.isAlone) return;
  const { control, others, mine, delays } = frame;
  control[mine] = run + 1;
  let patience = run === 0 ? frame.patience : PATIENCE;
  for (let k = 0; k < others.length; k++) {
    const other = others[k]!;
    while (Atomics.load(control, other) <= run) {
      if (--patience > 0) continue;
      frame.isAlone = true;
      return;
    }
  }
  frame.met++;
  for (let delay = delays[run]!; delay > 0; delay--) Atomics.load(control, mine);
}

function store(frame: Frame): void {
  const { cells, stride, first, firstValue } = frame;
  for (let run = 0, at = first; run < RUNS; run++, at += stride) {
    meet(frame, run);
    cells[at] = firstValue;
  }
}

function load(frame: Frame): void {
  const { cells, loaded, stride, first, firstLoaded } = frame;
  for (let run = 0, at = first; run < RUNS; run++, at += stride) {
    meet(frame, run);
    loaded[firstLoaded + run] = cells[at]!;
  }
}

function storeStore(frame: Frame): void {
  const { cells, stride, first, second, firstValue, secondValue } = frame;
  for (let run = 0, at = 0; run < RUNS; run++, at += stride) {
    meet(frame, run);
    cells[at + first] = firstValue;
    cells[at + second] = secondValue;
  }
}

function storeLoad(frame: Frame): void {
  const { cells, loaded, stride, first, second, firstValue, secondLoaded } = frame;
  for (let run = 0, at = 0; run < RUNS; run++, at += stride) {
    meet(frame, run);
    cells[at + first] = firstValue;
    loaded[secondLoaded + run] = cells[at + second]!;
  }
}

function loadStore(frame: Frame): void {
  const { cells, loaded, stride, first, second, secondValue, firstLoaded } = frame;
  for (let run = 0, at = 0; run < RUNS; run++, at += stride) {
    meet(frame, run);
    const value = cells[at + first]!;
    cells[at + second] = secondValue;
    loaded[firstLoaded + run] = value;
  }
}

function loadLoad(frame: Frame): void {
  const { cells, loaded, stride, first, second, firstLoaded, secondLoaded } = frame;
  for (let run = 0, at = 0; run < RUNS; run++, at += stride) {
    meet(frame, run);
    const one = cells[at + first]!;
    const two = cells[at + second]!;
    loaded[firstLoaded + run] = one;
    loaded[secondLoaded + run] = two;
  }
}

function atomicStore(frame: Frame): void {
  const { cells, stride, first, firstValue } = frame;
  for (let run = 0, at = first; run < RUNS; run++, at += stride) {
    meet(frame, run);
    Atomics.store(cells, at, firstValue);
  }
}

function atomicLoad(frame: Frame): void {
  const { cells, loaded, stride, first, firstLoaded } = frame;
  for (let run = 0, at = first; run < RUNS; run++, at += stride) {
    meet(frame, run);
    loaded[firstLoaded + run] = Atomics.load(cells, at);
  }
}

function atomicStoreStore(frame: Frame): void {
  const { cells, stride, first, second, firstValue, secondValue } = frame;
  for (let run = 0, at = 0; run < RUNS; run++, at += stride) {
    meet(frame, run);
    Atomics.store(cells, at + first, firstValue);
    Atomics.store(cells, at + second, secondValue);
  }
}

function atomicStoreLoad(frame: Frame): void {
  const { cells, loaded, stride, first, second, firstValue, secondLoaded } = frame;
  for (let run = 0, at = 0; run < RUNS; run++, at += stride) {
    meet(frame, run);
    Atomics.store(cells, at + first, firstValue);
    loaded[secondLoaded + run] = Atomics.load(cells, at + second);
  }
}

function atomicLoadStore(frame: Frame): void {
  const { cells, loaded, stride, first, second, secondValue, firstLoaded } = frame;
  for (let run = 0, at = 0; run < RUNS; run++, at += stride) {
    meet(frame, run);
    const value = Atomics.load(cells, at + first);
    Atomics.store(cells, at + second, secondValue);
    loaded[firstLoaded + run] = value;
  }
}

function atomicLoadLoad(frame: Frame): void {
  const { cells, loaded, stride, first, second, firstLoaded, secondLoaded } = frame;
  for (let run = 0, at = 0; run < RUNS; run++, at += stride) {
    meet(frame, run);
    const one = Atomics.load(cells, at + first);
    const two = Atomics.load(cells, at + second);
    loaded[firstLoaded + run] = one;
    loaded[secondLoaded + run] = two;
  }
}

/** By the mode and the thread's accesses: S for a store, L for a load. */
const LOOPS: Readonly<Record<Mode, ReadonlyMap<string, Loop>>> = {
  plain: new Map([
    ["S", store],
    ["L", load],
    ["SS", storeStore],
    ["SL", storeLoad],
    ["LS", loadStore],
    ["LL", loadLoad],
  ]),
  atomics: new Map([
    ["S", atomicStore],
    ["L", atomicLoad],
    ["SS", atomicStoreStore],
    ["SL", atomicStoreLoad],
    ["LS", atomicLoadStore],
    ["LL", atomicLoadLoad],
  ]),
};

import type { Witness } from "../../axiomatic/result.js";
import type { Trace } from "../../machine/trace.js";
import type { Location, Site } from "../../program/program.js";
import type { Code } from "../../program/value.js";
import { type Before, firstMissed, immediate, type Precedence } from "./order.js";

/** One access to memory of a story. */
export interface StoryAccess {
  readonly thread: number;
  readonly location: Location;
  /** An update reads and writes at once. */
  readonly kind: "read" | "write" | "update";
  /** Read; of a write written. */
  readonly value: Code;
  /** Written by an update, else null. */
  readonly written: Code | null;
  readonly site: Site | null;
  /** The access whose value it reads; null for an initial value, and for a write. */
  readonly source: number | null;
  /** The step of the trace at which its thread issued it, or the event of the execution. */
  readonly origin: number;
}

/**
 * How two accesses of a thread came to take effect against program order, or an access came to miss a write:
 * - `stale value`: the later one, a read, took a value that was overwritten before the earlier one took effect
 * - `early load`: the later one, a read, was satisfied before an earlier read
 * - `buffered store`: the earlier one, a store, was still buffered when the later read took its value
 * - `forwarded`: the same, and the later read took its value from that store
 * - `overtaken store`: stores left their buffer, or reached memory, out of order
 * - `early store`: a store took effect before an earlier read
 * - `not propagated`: a write had not propagated to the thread of a read
 * - `older write`: a write went in before another one that was there already
 */
export type Cause =
  | "stale value"
  | "early load"
  | "buffered store"
  | "forwarded"
  | "overtaken store"
  | "early store"
  | "not propagated"
  | "older write";

/** Something that did not happen in the order that one would think: places in the story's accesses. */
export interface Disorder {
  readonly cause: Cause;
  /**
   * Of a pair of a thread the earlier one in program order, which took effect later; else the access that missed a write.
   */
  readonly first: number;
  /** Of a pair of a thread the later one in program order; else the write that was missed. */
  readonly second: number;
  /** Of a stale value the write that overwrote it in the meantime; else null. */
  readonly overwrittenBy: number | null;
}

/** How an outcome comes about: accesses in the order in which they took effect, and what was out of order. */
export interface Plot {
  /** By thread, and in program order. */
  readonly accesses: readonly StoryAccess[];
  /** The writes of each location that has any, each overwritten by the next. */
  readonly writes: readonly (readonly number[])[];
  readonly precedence: Precedence;
  /** All accesses in an order in which they can have taken effect: every one after those that precede it. */
  readonly schedule: readonly number[];
  /** What is worth telling of `precedence.reordered` and `.unpropagated`: the rest follows. */
  readonly disorders: readonly Disorder[];
}

/** The story of an allowed outcome. */
export type Story = {
  readonly plot: Plot;
} & (
  | {
      readonly engine: "machine";
      /** The final state that it ends in. */
      readonly values: readonly Code[];
      readonly trace: Trace;
      /** Whether it was chosen among all that lead to the outcome (`shortestTrace`), or is the first with the fewest steps. */
      readonly isBest: boolean;
    }
  | {
      readonly engine: "axioms";
      readonly values: readonly Code[];
      readonly witness: Witness;
      /** Executions with the outcome that it was chosen among, and whether these are all that the model allows. */
      readonly executions: number;
      readonly isBest: boolean;
    }
);

/** The plot of accesses whose precedence is known. */
export function plotOf(
  accesses: readonly StoryAccess[],
  writes: readonly (readonly number[])[],
  precedence: Precedence,
  schedule: readonly number[],
): Plot {
  const threads = accesses.map(({ thread }) => thread);
  const { order, reordered, unpropagated } = precedence;
  const places = new Map(schedule.map((access, place) => [access, place]));
  const told = new Set(immediate(reordered, threads, order));
  // That a read was forwarded its value is worth telling even where more follows from it.
  const pairs = reordered.filter((pair) => told.has(pair) || isForwarded(accesses, pair));
  const disorders = [
    ...firstOfUpdates(accesses, pairs).map((pair) => causeOf(accesses, places, pair)),
    ...firstMissed(unpropagated, threads, order).map((pair) => missedBy(accesses, pair)),
  ];
  return { accesses, writes, precedence, schedule, disorders };
}

function isForwarded(accesses: readonly StoryAccess[], { from, to }: Before): boolean {
  return accesses[to]!.source === from;
}

/** Whether a pair is the two halves of one instruction. */
function isWithinUpdate(accesses: readonly StoryAccess[], { from, to }: Before): boolean {
  const [a, b] = [accesses[from]!, accesses[to]!];
  return a.site === b.site && to === from + 1 && a.kind === "read" && b.kind === "write";
}

/** One pair for two instructions: of an update in two halves the earlier one stands for both. */
function firstOfUpdates(
  accesses: readonly StoryAccess[],
  pairs: readonly Before[],
): readonly Before[] {
  const head = (i: number): number => {
    const isHalf = i > 0 && isWithinUpdate(accesses, { from: i - 1, to: i });
    return isHalf && accesses[i - 1]!.thread === accesses[i]!.thread ? i - 1 : i;
  };
  const isSame = (a: Before, b: Before) =>
    head(a.from) === head(b.from) && head(a.to) === head(b.to);
  return pairs.filter((pair, i) => {
    return pairs.findIndex((other) => isSame(pair, other)) === i;
  });
}

function causeOf(
  accesses: readonly StoryAccess[],
  places: ReadonlyMap<number, number>,
  { from, to }: Before,
): Disorder {
  const [first, second] = [accesses[from]!, accesses[to]!];
  const pair = { first: from, second: to, overwrittenBy: null };
  if (second.kind !== "read") {
    const cause = first.kind === "write" ? "overtaken store" : "early store";
    return { ...pair, cause };
  }
  if (first.kind === "write") {
    return { ...pair, cause: isForwarded(accesses, { from, to }) ? "forwarded" : "buffered store" };
  }
  const overwrittenBy = overwriteBetween(accesses, places, to, from);
  return { ...pair, cause: overwrittenBy === null ? "early load" : "stale value", overwrittenBy };
}

/** The first write that replaced what a read took, after the read and before another access took effect. */
function overwriteBetween(
  accesses: readonly StoryAccess[],
  places: ReadonlyMap<number, number>,
  read: number,
  until: number,
): number | null {
  const { location } = accesses[read]!;
  let found: number | null = null;
  for (const [i, access] of accesses.entries()) {
    const isWrite = access.location === location && access.kind !== "read";
    const isBetween = places.get(i)! > places.get(read)! && places.get(i)! < places.get(until)!;
    if (isWrite && isBetween && (found === null || places.get(i)! < places.get(found)!)) found = i;
  }
  return found;
}

function missedBy(accesses: readonly StoryAccess[], { from, to }: Before): Disorder {
  const cause = accesses[from]!.kind === "read" ? "not propagated" : "older write";
  return { cause, first: from, second: to, overwrittenBy: null };
}

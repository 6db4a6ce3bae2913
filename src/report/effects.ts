import type { Access } from "../machine/machine.js";
import type { Trace } from "../machine/trace.js";
import type { Location } from "../program/program.js";
import type { Code } from "../program/value.js";
import { delaysOf } from "./delays.js";

/** An access of a trace and the moment at which, for all other threads, it took effect. */
export interface Effect {
  readonly thread: number;
  readonly location: Location;
  /** The value read (read, update) or written (write). */
  readonly value: Code;
  readonly kind: "read" | "write" | "update";
  /** The step, from 0, at which the thread issued it. */
  readonly step: number;
  /**
   * When it took effect, counted in steps: a buffered store when it left the buffer, a read of a stale value just before
   * the value was overwritten, a read from the thread's own buffer just after that store.
   */
  readonly at: number;
  /** For a read of a stale value, the step that overwrote it; else -1. */
  readonly overwrittenAt: number;
}

/** Two accesses of one thread that took effect against program order. */
export interface Inversion {
  /** The older one. */
  readonly first: Effect;
  readonly second: Effect;
  /** What another thread did between the two: without any, nobody could tell. */
  readonly witnesses: readonly Effect[];
}

/** All accesses of a trace that took effect, in the order of their steps. */
export function effectsOf(trace: Trace): readonly Effect[] {
  const drains = new Map(delaysOf(trace).map(({ store, drain }) => [store, drain]));
  const effects: Effect[] = [];
  for (const [step, { thread, pc, access }] of trace.steps.entries()) {
    if (pc < 0 || !isMemoryAccess(access)) continue;
    const { location, value } = access;
    const common = { thread, location, value, step };
    if (access.kind === "write") {
      const at = drains.get(step) ?? step;
      effects.push({ ...common, kind: "write", at, overwrittenAt: -1 });
    } else if (access.kind === "update") {
      effects.push({ ...common, kind: "update", at: step, overwrittenAt: -1 });
    } else if (access.from === "invalidation-buffer") {
      const overwrittenAt = overwriteBefore(trace, step, location, value);
      effects.push({ ...common, kind: "read", at: overwrittenAt - 0.5, overwrittenAt });
    } else {
      const store = access.from === "store-buffer" ? lastStore(effects, thread, location) : null;
      const at = store === null ? step : store.at + 0.25;
      effects.push({ ...common, kind: "read", at, overwrittenAt: -1 });
    }
  }
  return effects;
}

/**
 * Pairs of accesses of one thread that took effect against program order, by the first and then by the second. Without
 * any, the order of the effects is an execution under sequential consistency.
 */
export function inversionsOf(effects: readonly Effect[]): readonly Inversion[] {
  return effects.flatMap((first) =>
    effects
      .filter((second) => second.thread === first.thread && second.step > first.step)
      .filter((second) => second.at < first.at)
      .map((second) => ({
        first,
        second,
        witnesses: effects.filter(
          (other) =>
            other.thread !== first.thread &&
            other.at > second.at &&
            other.at < first.at &&
            (isConflict(other, first) || isConflict(other, second)),
        ),
      })),
  );
}

/**
 * Pairs of accesses of one thread of which the older one took effect later, in a trace whose steps are those of an
 * out-of-order machine: it says itself what an access did not wait for.
 */
export function overtakingsOf(trace: Trace, effects: readonly Effect[]): readonly Inversion[] {
  return effects.flatMap((second) =>
    (trace.steps[second.step]!.overtakes ?? []).flatMap(({ pc, kind }): readonly Inversion[] => {
      const first = effects.find((other) => {
        const isHalf = other.kind === "update" || other.kind === kind;
        const isSame = other.thread === second.thread && trace.steps[other.step]!.pc === pc;
        return isSame && isHalf && other.step > second.step;
      });
      if (first === undefined) return [];
      const witnesses = effects.filter((other) => {
        const isBetween = other.step > second.step && other.step < first.step;
        const isSeen = isConflict(other, first) || isConflict(other, second);
        return other.thread !== first.thread && isBetween && isSeen;
      });
      return [{ first, second, witnesses }];
    }),
  );
}

/** Whether two accesses of different threads are of one location and one of them writes. */
export function isConflict(a: Effect, b: Effect): boolean {
  return a.location === b.location && (a.kind !== "read" || b.kind !== "read");
}

type MemoryAccess = Access & { readonly location: Location; readonly value: Code };

function isMemoryAccess(access: Access | undefined): access is MemoryAccess {
  return access !== undefined && access.location !== null && access.value !== null;
}

/** The last step before `before` that replaced the value in memory. */
function overwriteBefore(trace: Trace, before: number, location: Location, value: Code): number {
  for (let j = before - 1; j >= 0; j--) {
    const had = trace.views[j]!.memory[location] === value;
    if (had && trace.views[j + 1]!.memory[location] !== value) return j;
  }
  throw new Error(`step ${before} reads a stale value that memory never had`);
}

/** The store of a thread that its read of the location takes its value from. */
function lastStore(effects: readonly Effect[], thread: number, location: Location): Effect | null {
  const own = effects.filter((e) => e.thread === thread && e.location === location);
  return own.filter((e) => e.kind === "write").at(-1) ?? null;
}

import type { Step } from "../machine/machine.js";
import type { Trace } from "../machine/trace.js";

/** A store that waited in a buffer: the steps, from 0, at which it was issued and at which it reached memory. */
export interface Delay {
  readonly store: number;
  readonly drain: number;
}

/**
 * The stores of a trace that waited in a store buffer and left it, in the order in which they were issued. One thread's
 * stores to one location reach memory in that order, in every model with buffers.
 */
export function delaysOf(trace: Trace): readonly Delay[] {
  const waiting = new Map<string, number[]>();
  const found: Delay[] = [];
  for (const [i, { thread, access }] of trace.steps.entries()) {
    if (access === undefined) continue;
    const key = `${thread} ${access.location}`;
    if (access.kind === "write" && access.from === "store-buffer") {
      waiting.set(key, [...(waiting.get(key) ?? []), i]);
    } else if (access.kind === "drain") {
      const store = waiting.get(key)?.shift();
      if (store !== undefined) found.push({ store, drain: i });
    }
  }
  return found.sort((a, b) => a.store - b.store);
}

/** The step that issued what step `i` does: the store of a drain, every other step itself. */
export function issuerOf(trace: Trace, i: number): Step {
  const delay = delaysOf(trace).find((candidate) => candidate.drain === i);
  return trace.steps[delay?.store ?? i]!;
}

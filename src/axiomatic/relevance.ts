import type { Graph } from "./graph.js";
import type { RegisterFormula } from "./outcomes.js";
import type { PathTables } from "./tables.js";

/**
 * The reads of a graph whose choice can change an observed value: those that an observed register is computed from, and
 * those that a value is computed from which is written where it is observed, or read by such a read. By event, 1 for yes.
 */
export function relevantReads(
  graph: Graph,
  tables: readonly PathTables[],
  registers: readonly (RegisterFormula | null)[],
  locations: readonly number[],
): Uint8Array {
  const isRelevant = new Uint8Array(graph.events.length);
  const bySlot = new Int32Array(graph.slotCount);
  graph.events.forEach((e, i) => {
    if (e.slot >= 0) bySlot[e.slot] = i;
  });
  const reached = new Set<number>(locations);
  const want = (slot: number): void => {
    const event = bySlot[slot]!;
    isRelevant[event] = 1;
    reached.add(graph.events[event]!.location);
  };
  for (const register of registers) for (const slot of register?.slots ?? []) want(slot);
  // A Set is walked in the order of insertion, those added on the way among them.
  for (const location of reached) {
    for (const e of graph.events) {
      if (e.location !== location || e.write < 0 || e.thread < 0) continue;
      const slot = graph.slots[e.thread]!;
      for (const k of tables[e.thread]!.writes[e.write]!.reads) want(slot + k);
    }
  }
  return isRelevant;
}

import { addEvent, type Bits, emptySet } from "./cat/relation.js";
import type { Graph } from "./graph.js";

/** Where the accesses of a graph stand to each other. Everything is by event. */
export interface Places {
  /** Events that read, ascending. */
  readonly reads: Int32Array;
  /** Events that write at each event's location, itself among them; a shared row by location. */
  readonly writesAt: readonly Bits[];
  /**
   * Read and write of the read-modify-writes that nobody may come between, themselves included. (Between a pair of
   * exclusives their own thread may write.)
   */
  readonly pairs: readonly (readonly [number, number])[];
  /** For the read of one of the pairs: its write; else -1. */
  readonly writeOfRead: Int32Array;
  /** The same if what the read reads surely stands before that write: `Graph.isReadFirst`. */
  readonly orderedWrite: Int32Array;
  /**
   * For a read: the last own write before and the first own write after it at its location, -1 for none. What its own
   * instruction writes comes after it only if `Graph.isReadFirst`.
   */
  readonly before: Int32Array;
  readonly after: Int32Array;
  /** For a read: the other reads of its thread and location. */
  readonly siblings: readonly (readonly number[])[];
}

/** The places of a graph. */
export function placesOf(graph: Graph): Places {
  const { events, rmw, isReadFirst } = graph;
  const nowhere = (): Int32Array => new Int32Array(events.length).fill(-1);
  const [writeOfRead, before, after] = [nowhere(), nowhere(), nowhere()];
  const pairs = rmw.filter(([r, write]) => {
    const { thread, location } = events[r]!;
    const between = events.slice(r + 1, write);
    return !between.some((e) => e.thread === thread && e.location === location && e.write >= 0);
  });
  for (const [r, write] of pairs) writeOfRead[r] = write;
  const siblings = events.map((e, r) => {
    const found: number[] = [];
    if (e.slot < 0) return found;
    events.forEach((f, i) => {
      if (i === r || f.thread !== e.thread || f.location !== e.location) return;
      if (f.write >= 0 && i < r) before[r] = i;
      const isAfter = i > r && (isReadFirst || e.event?.instruction !== f.event?.instruction);
      if (f.write >= 0 && isAfter && after[r]! < 0) after[r] = i;
      if (f.slot >= 0) found.push(i);
    });
    return found;
  });
  const reads = Int32Array.from(events.keys()).filter((i) => events[i]!.slot >= 0);
  const orderedWrite = isReadFirst ? writeOfRead : nowhere();
  const writesAt = writesByLocation(graph);
  return { reads, writesAt, pairs, writeOfRead, orderedWrite, before, after, siblings };
}

function writesByLocation({ events, space }: Graph): readonly Bits[] {
  const byLocation = new Map<number, Bits>();
  const none = emptySet(space);
  events.forEach((e, i) => {
    if (e.write < 0) return;
    const set = byLocation.get(e.location) ?? emptySet(space);
    addEvent(set, i);
    byLocation.set(e.location, set);
  });
  return events.map((e) => byLocation.get(e.location) ?? none);
}

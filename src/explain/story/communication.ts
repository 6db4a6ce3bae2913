import type { Before } from "./order.js";
import type { StoryAccess } from "./story.js";

/** Who reads what and who overwrites what. */
export interface Communication {
  /** From a write to each read of another thread; a read of an own write may come before it took effect. */
  readonly rf: readonly Before[];
  /** From a write to all later ones of its location, nearest first. */
  readonly co: readonly Before[];
  /** From a read to all writes later than the one that it reads, nearest first. */
  readonly fr: readonly Before[];
}

/** The communication of accesses; `writes` has, by location, the writes in the order in which they overwrite each other. */
export function communicationOf(
  accesses: readonly StoryAccess[],
  writes: ReadonlyMap<number, readonly number[]>,
): Communication {
  const rf: Before[] = [];
  const co: { readonly pair: Before; readonly distance: number }[] = [];
  const fr: { readonly pair: Before; readonly distance: number }[] = [];
  for (const [i, { source, thread, kind, location }] of accesses.entries()) {
    const all = writes.get(location) ?? [];
    if (source !== null && accesses[source]!.thread !== thread) rf.push({ from: source, to: i });
    const isWrite = kind !== "read";
    const place = isWrite ? all.indexOf(i) : source === null ? -1 : all.indexOf(source);
    for (const [k, to] of all.slice(place + 1).entries()) {
      (isWrite ? co : fr).push({ pair: { from: i, to }, distance: k });
    }
  }
  const nearest = (list: typeof co) =>
    list.sort((a, b) => a.distance - b.distance).map(({ pair }) => pair);
  return { rf, co: nearest(co), fr: nearest(fr) };
}

/** The writes of each location, sorted. */
export function writesByLocation(
  accesses: readonly Pick<StoryAccess, "location" | "kind">[],
  compare: (a: number, b: number) => number,
): ReadonlyMap<number, readonly number[]> {
  const writes = new Map<number, number[]>();
  for (const [i, { location, kind }] of accesses.entries()) {
    if (kind !== "read") writes.set(location, [...(writes.get(location) ?? []), i]);
  }
  for (const list of writes.values()) list.sort(compare);
  return writes;
}

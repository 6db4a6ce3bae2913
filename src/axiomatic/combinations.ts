import type { Code } from "../program/value.js";
import type { ThreadPath } from "./path.js";
import { isSortedChoice, type SymmetryGroup } from "./symmetry.js";
import type { PathTables } from "./tables.js";

/** What a path offers to readers and asks of writers, to see early that paths do not fit together. */
interface Offer {
  /** Values that it writes for certain, by location; null: a value that is not known. */
  readonly writes: readonly { readonly location: number; readonly value: Code | null }[];
  /** Reads that only some values let go on: for each which ones do, of the values that are known to be written. */
  readonly needs: readonly { readonly location: number; accepts(value: Code): boolean }[];
}

/** Makes the values of an event known to `accepts`. */
export type Accepts = (tables: PathTables, event: number, value: Code) => boolean;

/**
 * One path for each thread, in every combination in which each read that needs a certain value could find it: in
 * lexical order of their indices. With symmetry groups, only combinations that are sorted within each group.
 */
export function* combinations(
  lists: readonly (readonly ThreadPath[])[],
  tables: readonly (readonly PathTables[])[],
  initial: (location: number) => Code,
  groups: readonly SymmetryGroup[],
  accepts: Accepts,
): Generator<readonly number[]> {
  const offers = lists.map((list, t) =>
    list.map((path, k) => offerOf(path, tables[t]![k]!, accepts)),
  );
  const indices = lists.map(() => -1);
  const canFind = (location: number, accept: (value: Code) => boolean): boolean => {
    if (accept(initial(location))) return true;
    return offers.some((list, t) => {
      const chosen = indices[t]!;
      return (chosen < 0 ? list : [list[chosen]!]).some((offer) =>
        offer.writes.some((w) => w.location === location && (w.value === null || accept(w.value))),
      );
    });
  };
  const fits = (): boolean =>
    indices.every(
      (index, t) =>
        index < 0 || offers[t]![index]!.needs.every((n) => canFind(n.location, n.accepts)),
    );
  function* choose(thread: number): Generator<readonly number[]> {
    if (thread === lists.length) {
      yield [...indices];
      return;
    }
    for (let k = 0; k < lists[thread]!.length; k++) {
      indices[thread] = k;
      if (isSortedChoice(indices, groups) && fits()) yield* choose(thread + 1);
    }
    indices[thread] = -1;
  }
  yield* choose(0);
}

function offerOf(path: ThreadPath, tables: PathTables, accepts: Accepts): Offer {
  const writes = path.events.flatMap((e) => {
    if (e.kind !== "write") return [];
    return [{ location: e.location, value: e.value.kind === "constant" ? e.value.code : null }];
  });
  const needs = path.events.flatMap((e, k) => {
    if (e.kind !== "read") return [];
    const single = tables.constraintsOf[k]!.some((c) => tables.constraints[c]!.reads.length === 1);
    if (!single) return [];
    return [{ location: e.location, accepts: (value: Code) => accepts(tables, k, value) }];
  });
  return { writes, needs };
}

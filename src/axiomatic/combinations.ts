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
 * lexical order of their indices. With symmetry groups, only combinations that are sorted within each group. No generator:
 * V8 keeps what an inner one can see until its next full collection.
 */
export class Combinations {
  readonly #lists: readonly (readonly ThreadPath[])[];
  readonly #offers: readonly (readonly Offer[])[];
  readonly #initial: (location: number) => Code;
  readonly #groups: readonly SymmetryGroup[];
  /** The path of each thread; -1 behind the thread for which one is chosen next. */
  readonly #indices: number[];
  /** For which a path is chosen next. */
  #thread = 0;

  constructor(
    lists: readonly (readonly ThreadPath[])[],
    tables: readonly (readonly PathTables[])[],
    initial: (location: number) => Code,
    groups: readonly SymmetryGroup[],
    accepts: Accepts,
  ) {
    this.#lists = lists;
    this.#offers = lists.map((list, t) =>
      list.map((path, k) => offerOf(path, tables[t]![k]!, accepts)),
    );
    this.#initial = initial;
    this.#groups = groups;
    this.#indices = lists.map(() => -1);
  }

  /** The indices of the next combination; null when there are no more. */
  next(): readonly number[] | null {
    const indices = this.#indices;
    while (this.#thread >= 0) {
      if (this.#thread === indices.length) return this.#found();
      const paths = this.#lists[this.#thread]!.length;
      indices[this.#thread]!++;
      if (indices[this.#thread] === paths) indices[this.#thread--] = -1;
      else if (isSortedChoice(indices, this.#groups) && this.#fits()) this.#thread++;
    }
    return null;
  }

  #found(): readonly number[] {
    this.#thread--;
    return [...this.#indices];
  }

  /** Whether each read of the chosen paths could find what it needs. */
  #fits(): boolean {
    return this.#indices.every(
      (index, t) =>
        index < 0 ||
        this.#offers[t]![index]!.needs.every((n) => this.#canFind(n.location, n.accepts)),
    );
  }

  #canFind(location: number, accepts: (value: Code) => boolean): boolean {
    if (accepts(this.#initial(location))) return true;
    return this.#offers.some((list, t) => {
      const chosen = this.#indices[t]!;
      return (chosen < 0 ? list : [list[chosen]!]).some((offer) =>
        offer.writes.some((w) => w.location === location && (w.value === null || accepts(w.value))),
      );
    });
  }
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

import type { Expression } from "../program/expression.js";
import { forEachRegister } from "../program/flow.js";
import type { ThreadPath } from "./path.js";

/** An expression of a path and the events whose read values it needs. */
export interface Formula {
  readonly expression: Expression;
  readonly reads: readonly number[];
}

/** What the values of a path depend on: made once for each path, used in every combination that it is part of. */
export interface PathTables {
  readonly constraints: readonly (Formula & { readonly isTrue: boolean })[];
  /** Value of each event that writes, null for the others. */
  readonly writes: readonly (Formula | null)[];
  /** For each event that reads: constraints and writes that need its value. */
  readonly constraintsOf: readonly (readonly number[])[];
  readonly writesOf: readonly (readonly number[])[];
}

/** The tables of a path. */
export function tablesOf(path: ThreadPath): PathTables {
  const constraints = path.constraints.map(({ expression, isTrue }) => {
    return { expression, reads: readsOf(expression), isTrue };
  });
  // A value that depends on a read is not known before it, though it be the same for every value: what hangs on itself
  // that way comes out of thin air (models.md 5.3).
  const writes = path.events.map((e, k): Formula | null => {
    if (e.kind !== "write") return null;
    // A dependency on a store-conditional is one on its success, which no value hangs on.
    const data = path.data.flatMap(([from, to]) =>
      to === k && path.events[from]!.kind === "read" ? [from] : [],
    );
    return { expression: e.value, reads: [...new Set([...readsOf(e.value), ...data])] };
  });
  const needing = (formulas: readonly (Formula | null)[], k: number): readonly number[] =>
    formulas.flatMap((f, i) => (f?.reads.includes(k) ? [i] : []));
  return {
    constraints,
    writes,
    constraintsOf: path.events.map((_, k) => needing(constraints, k)),
    writesOf: path.events.map((_, k) => needing(writes, k)),
  };
}

/** The events of a path whose read values an expression needs, each once. */
export function readsOf(expression: Expression): readonly number[] {
  const reads = new Set<number>();
  forEachRegister(expression, (k) => reads.add(k));
  return [...reads];
}

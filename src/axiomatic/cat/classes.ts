import { Members } from "./members.js";
import { linearExtensions } from "./orders.js";
import {
  addPair,
  type Bits,
  createSpace,
  emptyRelation,
  isAcyclic,
  pairsOf,
  type Space,
} from "./relation.js";
import { bitsKey, type ClassRelationValue } from "./values.js";

/**
 * Relations between classes, which are sets of events. Only models with page tables and mixed sizes
 * use them, so these are written for reading.
 */

/** The relation of these pairs of sets. */
export function classRelation(pairs: Iterable<readonly [Bits, Bits]>): ClassRelationValue {
  const entries = [...pairs].map(
    (pair) => [`${bitsKey(pair[0])}>${bitsKey(pair[1])}`, pair] as const,
  );
  return { kind: "class-relation", pairs: Members.of(entries) };
}

export function uniteClasses(relations: readonly ClassRelationValue[]): ClassRelationValue {
  return classRelation(relations.flatMap((r) => r.pairs.values()));
}

/** The pairs of `a` that are in `b`, or that are not. */
export function filterClasses(
  a: ClassRelationValue,
  b: ClassRelationValue,
  isKept: "common" | "other",
): ClassRelationValue {
  const pairs = a.pairs.filter((key) => b.pairs.has(key) === (isKept === "common"));
  return { kind: "class-relation", pairs };
}

export function composeClasses(a: ClassRelationValue, b: ClassRelationValue): ClassRelationValue {
  const out: [Bits, Bits][] = [];
  for (const [from, middle] of a.pairs.values()) {
    const key = bitsKey(middle);
    for (const [start, to] of b.pairs.values()) if (bitsKey(start) === key) out.push([from, to]);
  }
  return classRelation(out);
}

export function invertClasses(a: ClassRelationValue): ClassRelationValue {
  return classRelation(a.pairs.values().map(([from, to]) => [to, from] as const));
}

export function isAcyclicOnClasses(a: ClassRelationValue): boolean {
  const { space, relation } = numbered([], a);
  return isAcyclic(space, relation);
}

export function isIrreflexiveOnClasses(a: ClassRelationValue): boolean {
  return a.pairs.values().every(([from, to]) => bitsKey(from) !== bitsKey(to));
}

/** Every total order on `classes` that extends the relation. */
export function* linearExtensionsOfClasses(
  classes: readonly Bits[],
  a: ClassRelationValue,
): Generator<ClassRelationValue> {
  const { space, relation, nodes } = numbered(classes, a);
  const wanted = new Int32Array(space.words);
  for (const node of classes) {
    const i = nodes.findIndex((n) => bitsKey(n) === bitsKey(node));
    wanted[i >>> 5]! |= 1 << (i & 31);
  }
  for (const order of linearExtensions(space, wanted, relation)) {
    yield classRelation(pairsOf(space, order).map(([i, j]) => [nodes[i]!, nodes[j]!] as const));
  }
}

/**
 * The greatest bisimulation within `equivalence`: pairs of equivalent nodes whose every step to a
 * node is answered by the other with a step to an equivalent one, and back. Nodes are numbers;
 * `steps(n)` are the successors of n.
 */
export function bisimulation(
  equivalence: readonly (readonly [number, number])[],
  steps: (node: number) => readonly number[],
): readonly (readonly [number, number])[] {
  let pairs = equivalence;
  for (;;) {
    const keys = new Set(pairs.map(([a, b]) => `${a},${b}`));
    const isAnswered = (some: readonly number[], others: readonly number[]): boolean =>
      some.every((a) => others.some((b) => keys.has(`${b},${a}`)));
    const kept = pairs.filter(([a, b]) => {
      return a === b || (isAnswered(steps(a), steps(b)) && isAnswered(steps(b), steps(a)));
    });
    if (kept.length === pairs.length) return pairs;
    pairs = kept;
  }
}

/** The classes as events of a space of their own, and the relation between their numbers. */
export function numbered(
  extra: readonly Bits[],
  a: ClassRelationValue,
): { space: Space; relation: Bits; nodes: readonly Bits[] } {
  const nodes = new Map<string, Bits>();
  for (const node of [...extra, ...a.pairs.values().flat()]) nodes.set(bitsKey(node), node);
  const index = new Map([...nodes.keys()].map((key, i) => [key, i]));
  const space = createSpace(nodes.size);
  const relation = emptyRelation(space);
  for (const [from, to] of a.pairs.values()) {
    addPair(space, relation, index.get(bitsKey(from))!, index.get(bitsKey(to))!);
  }
  return { space, relation, nodes: [...nodes.values()] };
}

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findCycle, linearExtensions } from "../../../src/axiomatic/cat/orders.js";
import {
  addEvent,
  addIdentity,
  addPair,
  type Bits,
  closeTransitively,
  complement,
  compose,
  createSpace,
  domainOf,
  emptyRelation,
  emptySet,
  eventsOf,
  fill,
  hasEvent,
  hasPair,
  identityOn,
  intersect,
  invert,
  isAcyclic,
  isEmpty,
  isEqual,
  isIrreflexive,
  isSubset,
  pairsOf,
  product,
  rangeOf,
  removeEvent,
  removePair,
  restrict,
  type Space,
  subtract,
  unite,
} from "../../../src/axiomatic/cat/relation.js";

/** The obvious implementation: a set of `from,to`. */
type Naive = ReadonlySet<string>;
const naive = (pairs: Iterable<readonly [number, number]>): Naive =>
  new Set([...pairs].map(([i, j]) => `${i},${j}`));
const split = (pair: string): [number, number] => pair.split(",").map(Number) as [number, number];
const parts = (r: Naive): [number, number][] => [...r].map(split);

const toBits = (space: Space, r: Naive): Bits => {
  const out = emptyRelation(space);
  for (const [i, j] of parts(r)) addPair(space, out, i, j);
  return out;
};
const toSet = (space: Space, events: readonly number[]): Bits => {
  const out = emptySet(space);
  for (const e of events) addEvent(out, e);
  return out;
};
const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
const composeNaive = (a: Naive, b: Naive): Naive =>
  naive(
    parts(a).flatMap(([i, j]) =>
      parts(b)
        .filter(([k]) => k === j)
        .map(([, l]) => [i, l] as const),
    ),
  );
const closeNaive = (r: Naive): Naive => {
  let out = r;
  for (;;) {
    const next: Naive = new Set([...out, ...composeNaive(out, out)]);
    if (next.size === out.size) return out;
    out = next;
  }
};

/** Sizes on both sides of every word boundary. */
const size = fc.constantFrom(0, 1, 2, 3, 5, 31, 32, 33, 63, 64, 65, 96, 100);
const input = size.chain((n) => {
  const event = fc.nat({ max: Math.max(0, n - 1) });
  const relation = fc
    .array(fc.tuple(event, event), { maxLength: n === 0 ? 0 : 40 })
    .map((pairs) => naive(pairs));
  const set = fc.uniqueArray(event, { maxLength: n });
  return fc.record({
    n: fc.constant(n),
    a: relation,
    b: relation,
    s: n === 0 ? fc.constant<number[]>([]) : set,
    t: n === 0 ? fc.constant<number[]>([]) : set,
  });
});

type Input = typeof input extends fc.Arbitrary<infer T> ? T : never;

/** One claim: the operation on bits is the operation on sets of pairs, and no unused bit is set. */
function agrees(
  name: string,
  onBits: (space: Space, out: Bits, x: { a: Bits; b: Bits; s: Bits; t: Bits }) => void,
  onPairs: (x: Input) => Iterable<readonly [number, number]>,
): void {
  test(name, () => {
    fc.assert(
      fc.property(input, (x) => {
        const space = createSpace(x.n);
        const out = emptyRelation(space).fill(-1);
        const bits = {
          a: toBits(space, x.a),
          b: toBits(space, x.b),
          s: toSet(space, x.s),
          t: toSet(space, x.t),
        };
        onBits(space, out, bits);
        expect([...out]).toEqual([...toBits(space, naive(onPairs(x)))]);
      }),
      { numRuns: 150 },
    );
  });
}

const all = (n: number): [number, number][] =>
  range(n).flatMap((i) => range(n).map((j): [number, number] => [i, j]));

describe("operations on bits are operations on sets of pairs", () => {
  agrees(
    "union",
    (_, out, { a, b }) => unite(out, a, b),
    ({ a, b }) => [...parts(a), ...parts(b)],
  );
  agrees(
    "intersection",
    (_, out, { a, b }) => intersect(out, a, b),
    ({ a, b }) => parts(a).filter((p) => b.has(p.join(","))),
  );
  agrees(
    "difference",
    (_, out, { a, b }) => subtract(out, a, b),
    ({ a, b }) => parts(a).filter((p) => !b.has(p.join(","))),
  );
  agrees(
    "complement",
    (space, out, { a }) => complement(space, out, a),
    ({ n, a }) => all(n).filter((p) => !a.has(p.join(","))),
  );
  agrees(
    "everything",
    (space, out) => fill(space, out),
    ({ n }) => all(n),
  );
  agrees(
    "identity on a set",
    (space, out, { s }) => identityOn(space, out, s),
    ({ s }) => s.map((e) => [e, e] as const),
  );
  agrees(
    "reflexive",
    (space, out, { a }) => {
      out.set(a);
      addIdentity(space, out);
    },
    ({ n, a }) => [...parts(a), ...range(n).map((e) => [e, e] as const)],
  );
  agrees(
    "product",
    (space, out, { s, t }) => product(space, out, s, t),
    ({ s, t }) => s.flatMap((i) => t.map((j) => [i, j] as const)),
  );
  agrees(
    "restriction",
    (space, out, { s, a, t }) => restrict(space, out, s, a, t),
    ({ s, a, t }) => parts(a).filter(([i, j]) => s.includes(i) && t.includes(j)),
  );
  agrees(
    "inverse",
    (space, out, { a }) => invert(space, out, a),
    ({ a }) => parts(a).map(([i, j]) => [j, i] as const),
  );
  agrees(
    "sequence",
    (space, out, { a, b }) => compose(space, out, a, b),
    ({ a, b }) => parts(composeNaive(a, b)),
  );
  agrees(
    "transitive closure",
    (space, out, { a }) => {
      out.set(a);
      closeTransitively(space, out);
    },
    ({ a }) => parts(closeNaive(a)),
  );
});

describe("operations that give a set or a claim", () => {
  const holds = (claim: (x: Input, space: Space, a: Bits, b: Bits) => void): void => {
    fc.assert(
      fc.property(input, (x) => {
        const space = createSpace(x.n);
        claim(x, space, toBits(space, x.a), toBits(space, x.b));
      }),
      { numRuns: 300 },
    );
  };

  test("domain and range", () =>
    holds((x, space, a) => {
      const out = emptySet(space).fill(-1);
      domainOf(space, out, a);
      expect([...out]).toEqual([
        ...toSet(
          space,
          parts(x.a).map(([i]) => i),
        ),
      ]);
      rangeOf(space, out, a);
      expect([...out]).toEqual([
        ...toSet(
          space,
          parts(x.a).map(([, j]) => j),
        ),
      ]);
    }));

  test("acyclic, with a shortest cycle for what is not", () =>
    holds((x, space, a) => {
      const isCyclic = parts(closeNaive(x.a)).some(([i, j]) => i === j);
      expect(isAcyclic(space, a)).toBe(!isCyclic);
      const cycle = findCycle(space, a);
      expect(cycle !== null).toBe(isCyclic);
      cycle?.forEach((e, k) => {
        expect(hasPair(space, a, e, cycle[(k + 1) % cycle.length]!)).toBe(true);
      });
      expect(new Set(cycle).size).toBe(cycle?.length ?? 0);
    }));

  test("irreflexive, empty, contained, equal", () =>
    holds((x, space, a, b) => {
      expect(isIrreflexive(space, a)).toBe(parts(x.a).every(([i, j]) => i !== j));
      expect(isEmpty(a)).toBe(x.a.size === 0);
      expect(isSubset(a, b)).toBe([...x.a].every((p) => x.b.has(p)));
      expect(isSubset(a, a)).toBe(true);
      expect(isEqual(a, b)).toBe([...x.a].sort().join(" ") === [...x.b].sort().join(" "));
      expect(isEqual(a, a.slice())).toBe(true);
    }));

  test("members go in and out", () =>
    holds((x, space, a) => {
      expect(pairsOf(space, a)).toEqual(all(x.n).filter((p) => x.a.has(p.join(","))));
      for (const [i, j] of parts(x.a)) removePair(space, a, i, j);
      expect(isEmpty(a)).toBe(true);
      const set = toSet(space, x.s);
      expect(eventsOf(space, set)).toEqual([...x.s].sort((i, j) => i - j));
      for (const e of x.s) {
        expect(hasEvent(set, e)).toBe(true);
        removeEvent(set, e);
      }
      expect(isEmpty(set)).toBe(true);
    }));
});

test("a shortest cycle is found, and among the shortest the one through the lowest event", () => {
  const space = createSpace(8);
  const edges = [
    [0, 1],
    [1, 2],
    [2, 0],
    [3, 4],
    [4, 3],
    [5, 6],
    [6, 5],
  ] as const;
  expect(findCycle(space, toBits(space, naive(edges)))).toEqual([3, 4]);
  expect(findCycle(space, toBits(space, naive([[7, 7], ...edges])))).toEqual([7]);
});

describe("linear extensions", () => {
  const permutations = (list: readonly number[]): number[][] =>
    list.length === 0
      ? [[]]
      : list.flatMap((x) => permutations(list.filter((y) => y !== x)).map((rest) => [x, ...rest]));

  test("are the permutations that respect every path, also one through other events", () => {
    const event = fc.nat({ max: 6 });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(event, event), { maxLength: 6 }),
        fc.uniqueArray(event, { maxLength: 5 }),
        (pairs, wanted) => {
          const space = createSpace(7);
          const closed = closeNaive(naive(pairs));
          const isFine = (order: readonly number[]): boolean =>
            order.every((later, k) =>
              order.slice(0, k + 1).every((e) => !closed.has(`${later},${e}`)),
            );
          const expected = permutations([...wanted].sort((i, j) => i - j))
            .filter(isFine)
            .map((order) => {
              const total = order.flatMap((j, k) => order.slice(0, k).map((i) => [i, j] as const));
              return [...toBits(space, naive(total))];
            });
          const found = linearExtensions(space, toSet(space, wanted), toBits(space, naive(pairs)));
          expect([...found].map((order) => [...order])).toEqual(expected);
        },
      ),
      { numRuns: 300 },
    );
  });
});

test("a space needs a natural number of events", () => {
  expect(() => createSpace(-1)).toThrow("a space needs a natural number of events, got -1");
  expect(() => createSpace(1.5)).toThrow("a space needs a natural number of events, got 1.5");
});

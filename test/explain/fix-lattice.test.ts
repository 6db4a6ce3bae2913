import fc from "fast-check";
import { expect, test } from "vitest";
import { minima, type Point, type Site } from "../../src/explain/fix/lattice.js";

/** Levels of an access: relaxed, acquire, release, both. */
const ACCESS: Site = {
  isBelow: [
    [true, true, true, true],
    [false, true, false, true],
    [false, false, true, true],
    [false, false, false, true],
  ],
  costs: [0, 1, 1, 2],
};

/** Levels of a gap: nothing, two light fences, a full one. Light ones cost nothing more than nothing does. */
const GAP: Site = { isBelow: ACCESS.isBelow, costs: [0, 0, 0, 5] };

const CHAIN: Site = {
  isBelow: [
    [true, true],
    [false, true],
  ],
  costs: [0, 3],
};

const NO_LIMIT = { pointsMax: Number.POSITIVE_INFINITY, isOver: () => false };

function isBelow(sites: readonly Site[], a: Point, b: Point): boolean {
  return a.every((level, i) => sites[i]!.isBelow[level]![b[i]!]);
}

function allPoints(sites: readonly Site[]): readonly Point[] {
  return sites.reduce<readonly Point[]>(
    (points, { costs }) => points.flatMap((point) => costs.map((_, level) => [...point, level])),
    [[]],
  );
}

function costOf(sites: readonly Site[], point: Point): number {
  return point.reduce((sum, level, i) => sum + sites[i]!.costs[level]!, 0);
}

const sitesAndPoints = fc
  .array(fc.constantFrom(ACCESS, GAP, CHAIN), { minLength: 1, maxLength: 5 })
  .chain((sites) => {
    const levels = sites.map(({ costs }) => fc.nat(costs.length - 1));
    return fc.record({
      sites: fc.constant(sites),
      holding: fc.array(fc.tuple(...levels), { maxLength: 6 }),
    });
  });

test("all minimal points of what holds above some points are found, cheapest first", async () => {
  await fc.assert(
    fc.asyncProperty(sitesAndPoints, async ({ sites, holding }) => {
      const holds = (point: Point) => holding.some((other) => isBelow(sites, other, point));
      const wanted = allPoints(sites).filter(
        (point) =>
          holds(point) &&
          !allPoints(sites).some(
            (o) => o.join() !== point.join() && holds(o) && isBelow(sites, o, point),
          ),
      );
      const asked = new Set<string>();
      const found = await minima(
        sites,
        async (point) => {
          asked.add(point.join());
          return holds(point);
        },
        NO_LIMIT,
      );
      expect(found.isComplete).toBe(true);
      expect(found.points.map((p) => p.join()).sort()).toEqual(wanted.map((p) => p.join()).sort());
      const costs = found.points.map((point) => costOf(sites, point));
      expect(costs).toEqual([...costs].sort((a, b) => a - b));
      expect(asked.size).toBeLessThanOrEqual(allPoints(sites).length);
    }),
    { numRuns: 300, seed: 6 },
  );
});

test("what nobody can say leaves the answer open", async () => {
  const holds = async ([level]: Point) => (level === 3 ? true : null);
  const found = await minima([ACCESS], holds, NO_LIMIT);
  expect(found).toEqual({ points: [[3]], isComplete: false });
});

test("a bound ends the search, and is told", async () => {
  const holds = async (point: Point) => point.some((level) => level === 3);
  const sites = [ACCESS, ACCESS, ACCESS];
  const found = await minima(sites, holds, { ...NO_LIMIT, pointsMax: 2 });
  expect(found.points.length).toBe(2);
  expect(found.isComplete).toBe(false);
  let looks = 0;
  const none = await minima(sites, holds, { ...NO_LIMIT, isOver: () => looks++ > 0 });
  expect(none.isComplete).toBe(false);
});

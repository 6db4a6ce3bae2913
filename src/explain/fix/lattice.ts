/**
 * A choice of one level for each of several sites. Levels are numbered from 0; level 0 is below all others of its site. What
 * is above may be incomparable: acquire and release.
 */
export interface Site {
  /** For level a and level b whether a is b, or orders less. */
  readonly isBelow: readonly (readonly boolean[])[];
  /** Of each level; a level costs no less than those below it. */
  readonly costs: readonly number[];
}

/** The level of every site. */
export type Point = readonly number[];

/** Whether a point has what is wanted; null when nobody can say. */
export type Predicate = (point: Point) => Promise<boolean | null>;

export interface Minima {
  /** Points for which the predicate holds and below which it does not; cheapest first. */
  readonly points: readonly Point[];
  /** Whether these are all of them. */
  readonly isComplete: boolean;
}

/** What ends the search early. */
export interface MinimaLimits {
  readonly pointsMax: number;
  /** Asked before each look at a point. */
  isOver(): boolean;
}

/**
 * The minimal points of a predicate that holds above every point for which it holds. Points are tried in the order of their
 * cost; each for which it does not hold is first raised as far as it still does not, and nothing below that is tried again:
 * an implicit hitting set, models.md 6.3. What is not monotone can make it miss points, but never give a wrong one.
 */
export async function minima(
  sites: readonly Site[],
  holds: Predicate,
  { pointsMax, isOver }: MinimaLimits,
): Promise<Minima> {
  const points: Point[] = [];
  const failing: Point[] = [];
  let isComplete = true;
  const check = async (point: Point): Promise<boolean> => {
    const verdict = await holds(point);
    isComplete &&= verdict !== null;
    return verdict === true;
  };
  for (;;) {
    if (isOver() || points.length === pointsMax) return { points, isComplete: false };
    const next = cheapest(sites, failing, points);
    if (next === "too hard") return { points, isComplete: false };
    if (next === null) return { points, isComplete };
    if (await check(next)) points.push(next);
    else failing.push(await raised(sites, next, check, isOver));
  }
}

/** The highest point above one that fails which fails too; not all of the way when there is no time left. */
async function raised(
  sites: readonly Site[],
  start: Point,
  check: (point: Point) => Promise<boolean>,
  isOver: () => boolean,
): Promise<Point> {
  let point = start;
  const raise = async (some: readonly number[]): Promise<void> => {
    if (some.length === 0 || isOver()) return;
    const all = point.map((level, i) => (some.includes(i) ? highest(sites[i]!, level) : level));
    if (all.every((level, i) => level === point[i])) return;
    if (!(await check(all))) {
      point = all;
      return;
    }
    const [only] = some;
    if (some.length === 1) {
      point = await raisedAt(sites, point, only!, all[only!]!, check);
      return;
    }
    const half = some.length >> 1;
    await raise(some.slice(0, half));
    await raise(some.slice(half));
  };
  await raise(sites.map((_, i) => i));
  return point;
}

/** The point with one site raised as far as it still fails; it does not at level `top`. */
async function raisedAt(
  sites: readonly Site[],
  start: Point,
  site: number,
  top: number,
  check: (point: Point) => Promise<boolean>,
): Promise<Point> {
  let point = start;
  const { isBelow } = sites[site]!;
  for (let level = isBelow.length - 1; level >= 0; level--) {
    const now = point[site]!;
    if (level === now || level === top || !isBelow[now]![level]) continue;
    const higher = point.map((old, i) => (i === site ? level : old));
    if (!(await check(higher))) point = higher;
  }
  return point;
}

/** A level above which there is none; that of the greatest number when there are several. */
function highest({ isBelow }: Site, from: number): number {
  for (let level = isBelow.length - 1; level > from; level--) {
    const isTop = isBelow[level]!.every((below, other) => !below || other === level);
    if (isTop && isBelow[from]![level]) return level;
  }
  return from;
}

/** Partial points that are looked at for the cheapest one. */
const NODES_MAX = 200_000;

interface Node {
  readonly point: Point;
  readonly cost: number;
  /** Levels below those of the point: of points that cost the same the one with the fewest comes first. */
  readonly rank: number;
}

/** The cheapest point that is below none of `failing` and above none of `points`; null when there is none. */
function cheapest(
  sites: readonly Site[],
  failing: readonly Point[],
  points: readonly Point[],
): Point | "too hard" | null {
  const isBelow = (a: Point, b: Point) => a.every((level, i) => sites[i]!.isBelow[level]![b[i]!]);
  const ranks = sites.map((site) => site.costs.map((_, level) => rankOf(site, level)));
  const queue: Node[] = [];
  const seen = new Set<string>();
  const add = (point: Point): void => {
    const key = point.join();
    if (seen.has(key) || points.some((known) => isBelow(known, point))) return;
    seen.add(key);
    const cost = point.reduce((sum, level, i) => sum + sites[i]!.costs[level]!, 0);
    const rank = point.reduce((sum, level, i) => sum + ranks[i]![level]!, 0);
    const node = { point, cost, rank };
    // Kept in order, the cheapest last; of equal ones the one that was found first.
    let at = queue.length;
    while (at > 0 && compare(queue[at - 1]!, node) <= 0) at--;
    queue.splice(at, 0, node);
  };
  add(sites.map(() => 0));
  while (queue.length > 0) {
    if (seen.size > NODES_MAX) return "too hard";
    const { point } = queue.pop()!;
    const above = failing.find((other) => isBelow(point, other));
    if (above === undefined) return point;
    for (const [i, site] of sites.entries()) {
      for (const level of escapes(site, point[i]!, above[i]!)) {
        add(point.map((old, k) => (k === i ? level : old)));
      }
    }
  }
  return null;
}

function compare(a: Node, b: Node): number {
  return a.cost - b.cost || a.rank - b.rank;
}

/** How many levels are below one. */
function rankOf({ isBelow }: Site, level: number): number {
  return isBelow.filter((below) => below[level]).length - 1;
}

/** The lowest levels that are above `from` and not below `bound`. */
function escapes({ isBelow }: Site, from: number, bound: number): readonly number[] {
  const levels = isBelow.flatMap((above, level) => {
    return isBelow[from]![level] && !above[bound] ? [level] : [];
  });
  return levels.filter(
    (level) => !levels.some((other) => other !== level && isBelow[other]![level]),
  );
}

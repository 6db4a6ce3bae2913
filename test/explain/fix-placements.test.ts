import { expect, test } from "vitest";
import { type FixSite, sitesOf } from "../../src/explain/fix/sites.js";
import {
  fixesOf,
  forbidsAt,
  isBelow,
  minimalOf,
  pointsOf,
  repairTexts,
  subjectOf,
  textsOf,
} from "./fix-tests.js";

/**
 * models.md section 2: the writer marks the vma between two updates of the count, the reader looks at the mark after its
 * own. Nothing is ordered.
 */
const FENCE_LOSS = `C fence-loss
{ atomic_t c = ATOMIC_INIT(1); int s = 0; }
P0(atomic_t *c, int *s)
{
	int r9 = atomic_fetch_add_relaxed(4, c);
	WRITE_ONCE(*s, 1);
	int r8 = atomic_fetch_sub_relaxed(4, c);
}
P1(atomic_t *c, int *s)
{
	int r0 = atomic_cmpxchg_relaxed(c, 1, 2);
	int r1 = READ_ONCE(*s);
}
exists (1:r0=1 /\\ 0:r9=1 /\\ 0:r8=5 /\\ 1:r1=0)
`;

const subject = subjectOf(FENCE_LOSS);

/** The sites of the 1,296 placements: three updates with three orders each, three gaps with four, four and three. */
function placements(): readonly FixSite[] {
  const sites = sitesOf(subject, "stronger");
  const only = (site: FixSite, words: readonly string[]): FixSite => {
    const kept = site.levels.flatMap((level, i) => (words.includes(level.words) ? [i] : []));
    return {
      ...site,
      levels: kept.map((i) => site.levels[i]!),
      isBelow: kept.map((a) => kept.map((b) => site.isBelow[a]![b]!)),
    };
  };
  const chosen = sites.flatMap((site): readonly FixSite[] => {
    const { kind, words } = site.place;
    if (words === "atomic_fetch_add_relaxed") {
      return [only(site, [words, "atomic_fetch_add_acquire", "atomic_fetch_add"])];
    }
    if (words === "atomic_fetch_sub_relaxed") {
      return [only(site, [words, "atomic_fetch_sub_release", "atomic_fetch_sub"])];
    }
    if (words === "atomic_cmpxchg_relaxed") {
      return [only(site, [words, "atomic_cmpxchg_acquire", "atomic_cmpxchg"])];
    }
    if (kind !== "gap") return [];
    const isReader = site.place.span.start > FENCE_LOSS.indexOf("P1");
    return [isReader ? only(site, ["", "smp_rmb()", "smp_mb()"]) : site];
  });
  return chosen;
}

const MODELS = ["pso", "wmm", "armv8", "rvwmo", "lkmm"];

test("of 1,296 placements the minimal ones are two by two, and fix finds them", async () => {
  const sites = placements();
  const points = pointsOf(sites);
  expect(points.length).toBe(1_296);
  const forbidding: Record<string, (readonly number[])[]> = {};
  for (const id of MODELS) forbidding[id] = [];
  for (const point of points) {
    const verdicts = await forbidsAt(subject, sites, point, MODELS);
    expect(verdicts.size).toBe(MODELS.length);
    for (const [id, forbids] of verdicts) if (forbids) forbidding[id]!.push(point);
  }
  for (const id of MODELS) {
    const own = forbidding[id]!;
    // Stronger orders never bring the outcome back.
    const isMonotone = own.every((low) =>
      points.every((high) => !isBelow(sites, low, high) || own.includes(high)),
    );
    expect([id, isMonotone]).toEqual([id, true]);
    const minimal = textsOf(sites, minimalOf(sites, own));
    // PSO needs the writer's half only.
    expect([id, minimal.length]).toEqual([id, id === "pso" ? 2 : 4]);
    const fixes = (await fixesOf(subject, [id]))!;
    expect([id, repairTexts(fixes)]).toEqual([id, minimal]);
  }
}, 300_000);

import { describe, expect, test } from "vitest";
import { smallTests } from "./fix-cycles.js";
import {
  fixesOf,
  forbidsAt,
  minimalOf,
  pointsOf,
  repairTexts,
  sitesOf,
  subjectOf,
  textsOf,
} from "./fix-tests.js";

/** Every how many-th of the small tests is taken. */
const STEP = 23;

/** Tests of which the answers of `fix` are compared with all placements, in several files side by side. */
export function exhaustive(shard: number, shards: number): void {
  const all = smallTests(STEP);
  const own = all.filter((_, k) => k % shards === shard);

  describe(`fix = every placement, ${shard + 1} of ${shards}`, () => {
    test("there are at least 200 tests in all", () => {
      expect(all.length).toBeGreaterThanOrEqual(200);
      expect(new Set(all.map(({ text, model }) => `${model} ${text}`)).size).toBe(all.length);
    });

    test("the minimal placements, each certified", async () => {
      let repairs = 0;
      for (const { text, model } of own) {
        const subject = subjectOf(text);
        const sites = sitesOf(subject, "stronger");
        const forbidding: (readonly number[])[] = [];
        for (const point of pointsOf(sites)) {
          const verdicts = await forbidsAt(subject, sites, point, [model]);
          if (verdicts.get(model)) forbidding.push(point);
        }
        const wanted = textsOf(sites, minimalOf(sites, forbidding));
        const fixes = (await fixesOf(subject, [model]))!;
        const isAlready = wanted.length === 1 && wanted[0] === "";
        expect([model, text, isAlready ? [""] : repairTexts(fixes)]).toEqual([model, text, wanted]);
        expect(fixes.forbidding.length).toBe(isAlready ? 1 : 0);
        for (const repair of fixes.sets.flatMap((set) => set.repairs)) {
          repairs++;
          for (const cell of repair.certificate) {
            expect([cell.isComplete, cell.observation]).toEqual([true, "Never"]);
          }
          expect(repair.certificate.map((cell) => cell.model.id)).toEqual([model]);
          expect(repair.returns.length).toBeGreaterThanOrEqual(repair.changes.length);
          expect(repair.returns.every(({ outcome }) => outcome.satisfies)).toBe(true);
        }
      }
      expect(repairs).toBeGreaterThan(own.length / 2);
    }, 600_000);
  });
}

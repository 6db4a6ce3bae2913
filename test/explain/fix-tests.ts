import type { LoweringOptions } from "../../src/dialect/dialect.js";
import { type Fixes, fix } from "../../src/explain/fix/fix.js";
import type { Point } from "../../src/explain/fix/lattice.js";
import {
  type Direction,
  type FixSite,
  type Subject,
  sitesOf,
} from "../../src/explain/fix/sites.js";
import { readTest } from "../../src/harness/load.js";
import { runTest } from "../../src/harness/run.js";
import { isAskedFor } from "../../src/harness/verdict.js";
import { edited } from "../../src/source/edit.js";
import { Source } from "../../src/source/source.js";
import { optionsFor } from "./tests.js";

export const LOWERING: LoweringOptions = { loopRoundsMax: 8 };

/** A text with one program. */
export function subjectOf(text: string): Subject {
  const source = new Source("test.lit", text);
  const { test, diagnostics } = readTest(source, LOWERING);
  if (test === null) throw new Error(`${diagnostics[0]?.message}\n${text}`);
  return { source, test, program: test.variants[0]!.program, options: LOWERING };
}

/** The repairs of a text under one model. */
export function fixesOf(
  { test }: Subject,
  models: readonly string[],
  direction: Direction = "stronger",
): Promise<Fixes | null> {
  return fix(test, test.variants[0]!, {
    run: optionsFor(models),
    lowering: LOWERING,
    direction,
    repairsMax: 1_000,
    searchesMax: 1_000_000,
  });
}

/** Every point of a lattice of sites. */
export function pointsOf(sites: readonly FixSite[]): readonly Point[] {
  return sites.reduce<readonly Point[]>(
    (points, { levels }) => points.flatMap((point) => levels.map((_, level) => [...point, level])),
    [[]],
  );
}

/** By model whether it forbids what the test at a point asks about: the edited text read and searched as any test is. */
export async function forbidsAt(
  { source, test }: Subject,
  sites: readonly FixSite[],
  point: Point,
  models: readonly string[],
): Promise<ReadonlyMap<string, boolean>> {
  const edits = point.flatMap((level, i) => sites[i]!.levels[level]!.edits);
  const text = edited(source.text, edits);
  const { test: changed } = readTest(new Source(source.name, text), LOWERING);
  if (changed === null) throw new Error(`not a test:\n${text}`);
  const { variants } = await runTest({ ...changed, expectations: [] }, optionsFor(models));
  const { quantifier } = test.file.condition;
  const verdicts = variants[0]!.cells.map(({ model, outcomes, isComplete }) => {
    if (!isComplete) throw new Error("not complete");
    const isPossible = outcomes.some(({ satisfies }) => isAskedFor(quantifier, satisfies));
    return [model.id, !isPossible] as const;
  });
  return new Map(verdicts);
}

/** Whether a point is below another one, or the same. */
export function isBelow(sites: readonly FixSite[], a: Point, b: Point): boolean {
  return a.every((level, i) => sites[i]!.isBelow[level]![b[i]!]);
}

/** The minimal points of a set that is closed upwards, by comparing all with all. */
export function minimalOf(sites: readonly FixSite[], points: readonly Point[]): readonly Point[] {
  return points.filter((point) => {
    return !points.some((other) => other !== point && isBelow(sites, other, point));
  });
}

/** What a set of repairs changes, and what some points do, in one notation. */
export function textsOf(sites: readonly FixSite[], points: readonly Point[]): readonly string[] {
  const own = sites.map(({ levels }) => levels.findIndex(({ edits }) => edits.length === 0));
  const texts = points.map((point) => {
    const changed = point.flatMap((level, i) => {
      const { place, levels } = sites[i]!;
      const { words } = levels[level]!;
      return level === own[i] ? [] : [`${place.kind} ${place.span.start} ${words}`];
    });
    return changed.join(" & ");
  });
  return texts.sort();
}

export function repairTexts({ sets }: Fixes): readonly string[] {
  const texts = sets
    .flatMap(({ repairs }) => repairs)
    .map(({ changes }) => {
      const words = changes.map(({ place, to }) => `${place.kind} ${place.span.start} ${to.words}`);
      return words.join(" & ");
    });
  return texts.sort();
}

export { sitesOf };

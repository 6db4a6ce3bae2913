import type { Test, TestVariant } from "../harness/load.js";
import type { Cell } from "../harness/result.js";
import type { RunOptions } from "../harness/run.js";
import { type AxiomsModel, hasAxioms } from "../models/model.js";
import type { Proposition } from "../program/condition.js";
import type { Program } from "../program/program.js";
import { cellsOf, isForbidden } from "./ablate.js";
import { carriersOf } from "./carriers.js";
import { type Why, type WhyForbidden, whyForbidden } from "./forbidden.js";
import { isSamePlace, type Ordering, withStrength } from "./orderings.js";

/** Why the outcome of one variant's condition is possible or impossible under one model. */
export interface Explanation {
  readonly variant: TestVariant;
  readonly cell: Cell;
  /** Why it is impossible; null when it is possible, or nobody can say. */
  readonly why: Why | null;
  /** Orderings that the cycle rests on, and whether the outcome appears when they are gone. */
  readonly carriers: readonly Carrier[];
  /** What else forbids it once the carriers are gone: orderings of other circles. */
  readonly others: readonly Ordering[];
  /** Whether it appears when all of these are gone; null when there are none, or that is not known. */
  readonly appearsWithoutAll: boolean | null;
}

export interface Carrier {
  readonly ordering: Ordering;
  /** Null: a limit was hit before that was known. */
  readonly appears: boolean | null;
}

/** Explains every chosen variant under every chosen model. Errors are those of `runTest` and of the model's text. */
export async function explain(test: Test, options: RunOptions): Promise<readonly Explanation[]> {
  const explanations: Explanation[] = [];
  for (const variant of test.variants) {
    if (options.variants !== null && !options.variants.includes(variant.name ?? "")) continue;
    for (const cell of await cellsOf(test, variant, options)) {
      if (options.signal?.aborted) return explanations;
      explanations.push(await explainCell(test, variant, cell, options));
    }
  }
  return explanations;
}

async function explainCell(
  test: Test,
  variant: TestVariant,
  cell: Cell,
  options: RunOptions,
): Promise<Explanation> {
  const { model } = cell;
  const nothing = { variant, cell, why: null, carriers: [], others: [], appearsWithoutAll: null };
  if (!isForbidden(variant, cell) || !hasAxioms(model)) return nothing;
  const why = whyForbidden(variant.program, model, askedFor(variant));
  if (why.kind !== "forbidden") return { ...nothing, why };
  const own = carriersIn(variant.program, why);
  const carriers: Carrier[] = [];
  for (const ordering of own) {
    const appears = await appearsWithout(test, variant, model, [ordering], options);
    carriers.push({ ordering, appears });
  }
  const others = await remainingCarriers(test, variant, model, own, options);
  return { variant, cell, why, carriers, ...others };
}

/**
 * What still forbids the outcome when all that the first circle rests on is gone: the orderings of the circle that is then
 * found, and so on, until the outcome appears or a circle rests on nothing that can go.
 */
async function remainingCarriers(
  test: Test,
  variant: TestVariant,
  model: AxiomsModel,
  first: readonly Ordering[],
  options: RunOptions,
): Promise<Pick<Explanation, "others" | "appearsWithoutAll">> {
  if (first.length === 0) return { others: [], appearsWithoutAll: null };
  const gone = [...first];
  for (;;) {
    const appears = await appearsWithout(test, variant, model, gone, options);
    if (appears !== false) return { others: gone.slice(first.length), appearsWithoutAll: appears };
    const program = without(variant.program, gone);
    const why = whyForbidden(program, model, askedFor(variant));
    const next = why.kind === "forbidden" ? carriersIn(program, why) : [];
    if (next.length === 0) return { others: gone.slice(first.length), appearsWithoutAll: false };
    gone.push(...next);
  }
}

/** The orderings that a circle rests on, each once. */
function carriersIn(program: Program, why: WhyForbidden): readonly Ordering[] {
  const scene = { events: why.witness.events, merits: why.merits };
  const found = why.links.flatMap((link) => carriersOf(program, scene, link));
  const seen: Ordering[] = [];
  for (const ordering of found) {
    if (!seen.some(({ site }) => isSamePlace(site, ordering.site))) seen.push(ordering);
  }
  return seen;
}

function without(program: Program, orderings: readonly Ordering[]): Program {
  return orderings.reduce((left, one) => withStrength(left, one, one.weakest), program);
}

/** The final states that the condition asks about: those that contradict it when it is a `forall`. */
function askedFor({ program }: TestVariant): Proposition {
  const { quantifier, proposition } = program.condition;
  return quantifier === "forall" ? { kind: "not", operand: proposition } : proposition;
}

async function appearsWithout(
  test: Test,
  variant: TestVariant,
  model: AxiomsModel,
  orderings: readonly Ordering[],
  options: RunOptions,
): Promise<boolean | null> {
  const program = without(variant.program, orderings);
  const only = { ...options, models: [model], engine: "axioms" as const };
  const [cell] = await cellsOf(test, { ...variant, program }, only);
  if (cell === undefined) return null;
  if (isForbidden(variant, cell)) return false;
  return cell.isComplete || cell.observation === "Sometimes" ? true : null;
}

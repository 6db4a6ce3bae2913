import type { Test, TestVariant } from "../harness/load.js";
import type { Cell } from "../harness/result.js";
import { axiomsLack, programFor, type RunOptions } from "../harness/run.js";
import { hasAxioms, type Model } from "../models/model.js";
import type { Program } from "../program/program.js";
import { cellsOf, isForbidden } from "./ablate.js";
import { carriersOf } from "./carriers.js";
import { type Why, type WhyForbidden, whyForbidden } from "./forbidden.js";
import { askedFor } from "./outcome.js";
import type { Story } from "./story/story.js";
import { tell } from "./story/tell.js";
import { isSameSupport, type Support, supportsOf, weakened } from "./supports.js";

/** Why the outcome of one variant's condition is possible or impossible under one model. */
export interface Explanation {
  readonly variant: TestVariant;
  readonly cell: Cell;
  /** How it comes about; null when it does not, or the search for it was ended. */
  readonly story: Story | null;
  /** Why it is impossible; null when it is possible, or nobody can say. */
  readonly why: Why | null;
  /** What the program does that the model's axioms have no rules for, so that only its machine says no; else null. */
  readonly lacks: string | null;
  /** What each link of the cycle rests on, in the order of its links. */
  readonly edges: readonly Edge[];
  /** Orderings that the cycle rests on, and whether the outcome appears when they are gone. */
  readonly carriers: readonly Carrier[];
  /** What else forbids it once the carriers are gone: orderings of other circles. */
  readonly others: readonly Support[];
  /** Whether it appears when all of these are gone; null when there are none, or that is not known. */
  readonly appearsWithoutAll: boolean | null;
}

/** What one link of a cycle rests on. */
export interface Edge {
  /** None for one that holds whatever the program's author wrote: program order alone, or who reads and overwrites what. */
  readonly orderings: readonly Support[];
  /**
   * Whether the outcome appears when all of these are weakened to nothing and all else stays: no, when another circle
   * forbids it too. Null when there are none, or a limit was hit before that was known.
   */
  readonly appears: boolean | null;
}

export interface Carrier {
  readonly ordering: Support;
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
  const nothing = { variant, cell, story: null, why: null, lacks: null, edges: [], carriers: [] };
  const unknown = { ...nothing, others: [], appearsWithoutAll: null };
  if (!isForbidden(variant, cell)) return { ...unknown, story: tell(test, variant, cell, options) };
  if (!hasAxioms(model)) return unknown;
  const lacks = axiomsLack(model, variant.program);
  if (lacks !== null) return { ...unknown, lacks };
  const whyOf = (program: Program) => {
    const judged = programFor({ ...variant, program }, model, test.isCompiled);
    return whyForbidden(judged, model, askedFor(program));
  };
  const why = whyOf(variant.program);
  if (why.kind !== "forbidden") return { ...unknown, why };
  const removal = new Removal(test, variant, model, options);
  const byLink = carriersByLink(variant.program, why);
  const edges: Edge[] = [];
  for (const orderings of byLink) {
    const appears = orderings.length === 0 ? null : await removal.appearsWithout(orderings);
    edges.push({ orderings, appears });
  }
  const own = eachOnce(byLink.flat());
  const carriers: Carrier[] = [];
  for (const ordering of own) {
    carriers.push({ ordering, appears: await removal.appearsWithout([ordering]) });
  }
  const others = await remainingCarriers(variant.program, removal, whyOf, own);
  return { ...unknown, why, edges, carriers, ...others };
}

/**
 * What still forbids the outcome when all that the first circle rests on is gone: the orderings of the circle that is then
 * found, and so on, until the outcome appears or a circle rests on nothing that can go.
 */
async function remainingCarriers(
  program: Program,
  removal: Removal,
  whyOf: (program: Program) => Why,
  first: readonly Support[],
): Promise<Pick<Explanation, "others" | "appearsWithoutAll">> {
  if (first.length === 0) return { others: [], appearsWithoutAll: null };
  const gone = [...first];
  for (;;) {
    const appears = await removal.appearsWithout(gone);
    if (appears !== false) return { others: gone.slice(first.length), appearsWithoutAll: appears };
    const left = without(program, gone);
    const why = left === null ? null : whyOf(left);
    const isCircle = left !== null && why?.kind === "forbidden";
    const found = isCircle ? eachOnce(carriersByLink(left, why).flat()) : [];
    const next = found.filter((one) => !gone.some((other) => isSameSupport(other, one)));
    if (next.length === 0) return { others: gone.slice(first.length), appearsWithoutAll: false };
    gone.push(...next);
  }
}

/** The orderings that each link of a circle rests on. */
function carriersByLink(program: Program, why: WhyForbidden): readonly (readonly Support[])[] {
  const { merits, witness, links } = why;
  const scene = { events: witness.events, merits, supports: supportsOf(program) };
  return links.map((link) => carriersOf(scene, link));
}

function eachOnce(orderings: readonly Support[]): readonly Support[] {
  const seen: Support[] = [];
  for (const ordering of orderings) {
    if (!seen.some((other) => isSameSupport(other, ordering))) seen.push(ordering);
  }
  return seen;
}

/** The program without some of its supports; null when nobody can say what that would be. */
function without(program: Program, supports: readonly Support[]): Program | null {
  return supports.reduce((left: Program | null, one) => {
    return left === null ? null : weakened(left, one, one.weakest);
  }, program);
}

/** Asks a model about a variant without some of its orderings, each question once. */
class Removal {
  readonly #test: Test;
  readonly #variant: TestVariant;
  readonly #model: Model;
  readonly #options: RunOptions;
  readonly #known: { readonly gone: readonly Support[]; readonly appears: boolean | null }[] = [];

  constructor(test: Test, variant: TestVariant, model: Model, options: RunOptions) {
    this.#test = test;
    this.#variant = variant;
    this.#model = model;
    this.#options = options;
  }

  /** Whether the outcome appears when these are gone; null when a limit was hit before that was known. */
  async appearsWithout(gone: readonly Support[]): Promise<boolean | null> {
    const isIn = (one: Support, all: readonly Support[]) =>
      all.some((other) => isSameSupport(other, one));
    const known = this.#known.find((other) => {
      return other.gone.length === gone.length && gone.every((one) => isIn(one, other.gone));
    });
    if (known !== undefined) return known.appears;
    const appears = await this.#ask(gone);
    this.#known.push({ gone: [...gone], appears });
    return appears;
  }

  async #ask(gone: readonly Support[]): Promise<boolean | null> {
    const program = without(this.#variant.program, gone);
    if (program === null) return null;
    const variant = { ...this.#variant, program };
    const only = { ...this.#options, models: [this.#model], engine: "axioms" as const };
    const [cell] = await cellsOf(this.#test, variant, only);
    if (cell === undefined) return null;
    if (isForbidden(variant, cell)) return false;
    return cell.isComplete || cell.observation === "Sometimes" ? true : null;
  }
}

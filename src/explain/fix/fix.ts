import type { LoweringOptions } from "../../dialect/dialect.js";
import type { Place } from "../../dialect/places.js";
import { readTest, type Test, type TestVariant } from "../../harness/load.js";
import type { Cell, Outcome, VariantResult } from "../../harness/result.js";
import type { RunOptions } from "../../harness/run.js";
import { resolveVariant } from "../../litmus/resolve.js";
import type { Model } from "../../models/model.js";
import { compareOrders } from "../../program/strength.js";
import type { Edit } from "../../source/edit.js";
import { costOf } from "./costs.js";
import { findingOf, Judge } from "./judge.js";
import { minima, type Point, type Site } from "./lattice.js";
import { type Direction, type FixSite, type Level, type Subject, sitesOf } from "./sites.js";

/** How the orders of one variant of a test can be changed so that its outcome is impossible, and no more than that. */
export interface Fixes {
  readonly variant: TestVariant;
  readonly direction: Direction;
  /** Models under which the outcome is impossible as the test stands. */
  readonly forbidding: readonly Model[];
  /** Models of which it is not known, or that do not speak of the test. */
  readonly unknown: readonly Model[];
  /** For each different list of repairs the models that it is for; of these every one that was asked for is in one. */
  readonly sets: readonly RepairSet[];
  /** What is a repair under all models at once; null when that is one of `sets`, or there is nothing to repair. */
  readonly joint: RepairSet | null;
  /** Places of the text that could be changed. */
  readonly places: number;
  /** Searches that were made. */
  readonly searches: number;
}

export interface RepairSet {
  readonly models: readonly Model[];
  /** Cheapest first. None, when the search was complete: no such change of orders is enough. */
  readonly repairs: readonly Repair[];
  /** Whether these are all minimal repairs. */
  readonly isComplete: boolean;
}

/** Changes that together make the outcome impossible; without any one of them it is possible. */
export interface Repair {
  /** In the order of the text. When orders are weakened, what can go. */
  readonly changes: readonly Change[];
  /** The changes of the text that the test was resolved to. */
  readonly edits: readonly Edit[];
  /** What its orders cost under each model of its set, compared with the test as it stands. */
  readonly costs: readonly { readonly model: Model; readonly cost: number }[];
  /** What the models say of all final states of the changed test. */
  readonly certificate: readonly Cell[];
  /** For each order that is one step weaker still: what is possible then. */
  readonly returns: readonly Return[];
}

export interface Change {
  readonly place: Place;
  /** From 1. */
  readonly line: number;
  readonly from: Level;
  readonly to: Level;
}

export interface Return {
  readonly place: Place;
  readonly line: number;
  /** What the repair has there, and the weaker one. */
  readonly from: Level;
  readonly to: Level;
  readonly model: Model;
  readonly outcome: Outcome;
  /** The weaker test and its one cell, which has a witness of it; null when the other semantics has not. */
  readonly shown: VariantResult | null;
}

export interface FixOptions {
  readonly run: RunOptions;
  readonly lowering: LoweringOptions;
  readonly direction: Direction;
  /**
   * Whether repairs are only looked for that are enough under every model at once, in one set, and without certificates and
   * what returns: each is shown by one complete search under every model.
   */
  readonly isJoint?: boolean;
  /** Repairs that are looked for, of each set. */
  readonly repairsMax: number;
  /** Searches after which no further repair is looked for. */
  readonly searchesMax: number;
  /** Called before each search for repairs goes on: searches so far, and models of which it is for. */
  onProgress?(searches: number, models: readonly Model[]): void;
}

/**
 * Finds the minimal changes of orders for one variant: stronger accesses and fences in a test whose outcome is possible, or
 * weaker ones in a test whose outcome is not. Null when the variant's text cannot be changed (it is built with macros in a
 * way that text alone does not show). Errors are those of `runTest`.
 */
export async function fix(
  test: Test,
  variant: TestVariant,
  options: FixOptions,
): Promise<Fixes | null> {
  const subject = subjectOf(test, variant, options.lowering);
  if (subject === null) return null;
  const sites = sitesOf(subject, options.direction);
  return new Fixer(subject, sites, options).fixes(variant);
}

/** The variant's text on its own; null when it is not the variant's program. */
function subjectOf(test: Test, variant: TestVariant, options: LoweringOptions): Subject | null {
  const node = test.file.variants.find(({ name }) => name.text === variant.name) ?? null;
  const source = resolveVariant(test.file, node);
  const resolved = readTest(source, options, test).test;
  const program = resolved?.variants[0]?.program;
  if (!resolved || program === undefined) return null;
  if (compareOrders(program, variant.program) !== "equal") return null;
  return { source, test: resolved, program, options };
}

/** Points of a lattice, and the costs by which they were found. */
interface Found {
  readonly points: readonly Point[];
  readonly isComplete: boolean;
}

class Fixer {
  readonly #sites: readonly FixSite[];
  readonly #judge: Judge;
  readonly #options: FixOptions;
  /** The test as it stands. */
  readonly #own: Point;

  constructor(subject: Subject, sites: readonly FixSite[], options: FixOptions) {
    this.#sites = sites;
    this.#options = options;
    this.#judge = new Judge(subject, sites, options.run);
    this.#own = sites.map(({ levels }) => levels.findIndex(({ edits }) => edits.length === 0));
  }

  async fixes(variant: TestVariant): Promise<Fixes> {
    const { direction, run } = this.#options;
    const forbidding: Model[] = [];
    const allowing: Model[] = [];
    const unknown: Model[] = [];
    for (const model of run.models) {
      const forbids = await this.#judge.forbids(this.#own, model);
      (forbids === null ? unknown : forbids ? forbidding : allowing).push(model);
    }
    const wanted = { stronger: allowing, weaker: forbidding, any: [...forbidding, ...allowing] }[
      direction
    ];
    const groups: { readonly models: readonly Model[]; readonly found: Found }[] = [];
    const isJoint = this.#options.isJoint === true && allowing.length > 0;
    if (isJoint) groups.push({ models: run.models, found: await this.#search(allowing) });
    for (const model of isJoint ? [] : wanted) {
      const found = await this.#search([model]);
      const key = keyOf(found);
      const same = groups.find((group) => keyOf(group.found) === key);
      if (same === undefined) groups.push({ models: [model], found });
      else groups[groups.indexOf(same)] = { ...same, models: [...same.models, model] };
    }
    const sets: RepairSet[] = [];
    for (const { models, found } of groups) sets.push(await this.#repairs(models, found));
    const joint = groups.length < 2 ? null : await this.#search(wanted);
    return {
      ...{ variant, direction, forbidding, unknown, sets },
      joint: joint === null ? null : await this.#repairs(wanted, joint),
      places: this.#sites.length,
      searches: this.#judge.searches,
    };
  }

  /** The minimal points that all of some models forbid. */
  #search(models: readonly Model[]): Promise<Found> {
    const { repairsMax, searchesMax, run } = this.#options;
    const sites = this.#sites.map((site): Site => {
      const costs = site.levels.map((level) => sum(models.map(({ id }) => costOfLevel(level, id))));
      return { isBelow: site.isBelow, costs };
    });
    const holds = async (point: Point): Promise<boolean | null> => {
      let isKnown = true;
      // What allows most stands last.
      for (const model of [...models].reverse()) {
        const forbids = await this.#judge.forbids(point, model);
        if (forbids === false) return false;
        isKnown &&= forbids === true;
      }
      return isKnown ? true : null;
    };
    const limit = this.#judge.searches + searchesMax;
    const isOver = () => {
      this.#options.onProgress?.(this.#judge.searches, models);
      return this.#judge.searches > limit || run.signal?.aborted === true;
    };
    return minima(sites, holds, { pointsMax: repairsMax, isOver });
  }

  /** The repairs of points that were found, each asked about once more and with what returns without it. */
  async #repairs(models: readonly Model[], found: Found): Promise<RepairSet> {
    const repairs: Repair[] = [];
    let { isComplete } = found;
    for (const point of found.points) {
      if (this.#options.run.signal?.aborted) {
        isComplete = false;
        break;
      }
      const isJoint = this.#options.isJoint === true;
      const repair = await (isJoint ? this.#plain(models, point) : this.#repair(models, point));
      if (repair === null) isComplete = false;
      else repairs.push(repair);
    }
    return { models, repairs, isComplete };
  }

  /** A repair that all of some models forbid the outcome with, without certificate; null when it is none. */
  async #plain(models: readonly Model[], point: Point): Promise<Repair | null> {
    for (const model of models) if (!(await this.#judge.forbids(point, model))) return null;
    return { ...this.#described(models, point), certificate: [], returns: [] };
  }

  /** Null when some weaker point is a repair too, or the certificate says that this is none. */
  async #repair(models: readonly Model[], point: Point): Promise<Repair | null> {
    const certificate = await this.#judge.certify(point, models);
    const isCertain = certificate.every((cell) => {
      const { possible, isComplete } = findingOf(this.#judge.program(point)!, cell);
      return possible === null && isComplete;
    });
    if (!isCertain || certificate.length < models.length) return null;
    const returns: Return[] = [];
    for (const [i, site] of this.#sites.entries()) {
      for (const level of belowOf(site, point[i]!)) {
        const lower = point.map((own, k) => (k === i ? level : own));
        const shown = await this.#shown(lower, models);
        if (shown === null) return null;
        const from = site.levels[point[i]!]!;
        returns.push({ ...placed(site), from, to: site.levels[level]!, ...shown });
      }
    }
    return { ...this.#described(models, point), certificate, returns };
  }

  #described(models: readonly Model[], point: Point): Pick<Repair, "changes" | "costs" | "edits"> {
    const changes = this.#sites.flatMap((site, i): readonly Change[] => {
      const from = site.levels[this.#own[i]!]!;
      const to = site.levels[point[i]!]!;
      return from === to ? [] : [{ ...placed(site), from, to }];
    });
    const costs = models.map((model) => {
      return { model, cost: this.#cost(point, model) - this.#cost(this.#own, model) };
    });
    return { changes, edits: this.#judge.edits(point), costs };
  }

  /** The outcome at a point under the first of some models that allows it. */
  async #shown(
    point: Point,
    models: readonly Model[],
  ): Promise<Pick<Return, "model" | "outcome" | "shown"> | null> {
    for (const model of models) {
      const { possible } = await this.#judge.finding(point, model);
      if (possible === null) continue;
      return { model, outcome: possible, shown: await this.#judge.witnessed(point, model) };
    }
    return null;
  }

  #cost(point: Point, { id }: Model): number {
    return sum(point.map((level, i) => costOfLevel(this.#sites[i]!.levels[level]!, id)));
  }
}

function costOfLevel({ instruction }: Level, model: string): number {
  return instruction === null ? 0 : costOf(instruction, model);
}

/** The levels just below one. */
function belowOf({ isBelow }: FixSite, level: number): readonly number[] {
  const lower = isBelow.flatMap((below, i) => (i !== level && below[level] ? [i] : []));
  return lower.filter((i) => !lower.some((other) => other !== i && isBelow[i]![other]));
}

function placed({ place }: FixSite): Pick<Change, "place" | "line"> {
  return { place, line: place.span.source.position(place.span.start).line };
}

function keyOf({ points, isComplete }: Found): string {
  return `${isComplete} ${points
    .map((point) => point.join())
    .sort()
    .join(" ")}`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

import type { Program } from "../program/program.js";
import { type Dependency, type DependencyKind, dependenciesOf } from "./dependencies.js";
import { withoutDependency } from "./guesses.js";
import {
  isSamePlace,
  type Ordering,
  orderingsOf,
  type Strength,
  withStrength,
} from "./orderings.js";
import {
  type GracePeriod,
  gracePeriodsOf,
  type Section,
  sectionsOf,
  withSection,
} from "./sections.js";

/** Anything in a program that may keep its accesses in order or apart, and can be weakened. */
export type Support = Ordering | Dependency | Section | GracePeriod;

/** How strong a support is, or is to be. */
export type SupportStrength =
  | Strength
  | DependencyKind
  | Section["strength"]
  | GracePeriod["strength"]
  | "exclusion";

/**
 * Every support of a program, in the order of its text. What stands where a grace period does belongs to it: the barriers
 * around a callback of call_rcu(), and that it waits until it is queued.
 */
export function supportsOf(program: Program): readonly Support[] {
  const gracePeriods = gracePeriodsOf(program);
  const others = [...orderingsOf(program), ...sectionsOf(program), ...dependenciesOf(program)];
  const all: Support[] = [
    ...gracePeriods,
    ...others.filter(({ site }) => !gracePeriods.some((one) => isSamePlace(one.site, site))),
  ];
  return all.sort((a, b) => a.site.span.start - b.site.span.start);
}

/**
 * The program with one support at a weaker strength, one of its `weaker` or its `weakest`; null when nobody can say what
 * that would be.
 */
export function weakened(program: Program, support: Support, to: SupportStrength): Program | null {
  switch (support.kind) {
    case "address":
    case "data":
    case "control":
      return withoutDependency(program, support);
    case "lock":
    case "section":
    case "grace-period":
      return withSection(program, support, to as "exclusion" | "mb" | "removed");
    default:
      return withStrength(program, support, to as Strength);
  }
}

/** The steps down from a support: one, each way there is, and then nothing at all. */
export function stepsOf({ weaker, weakest }: Support): readonly SupportStrength[] {
  const steps: readonly SupportStrength[] = weaker;
  return steps.includes(weakest) ? steps : [...steps, weakest];
}

/** Whether two supports are the same of the same lines. */
export function isSameSupport(a: Support, b: Support): boolean {
  return a.kind === b.kind && isSamePlace(a.site, b.site);
}

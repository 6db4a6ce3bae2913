import { isSatisfied, type Proposition, type Term, termsOf } from "../program/condition.js";
import type { Observed, Program } from "../program/program.js";
import type { Code } from "../program/value.js";
import { WordSet } from "../program/wordset.js";
import type { Outcome } from "./result.js";

/** The program with the filter's terms observed too, behind all others: a search then tells them apart. */
export function withFilterTerms(program: Program): Program {
  if (program.filter === null) return program;
  const observed: Observed[] = [...program.observed];
  for (const term of termsOf(program.filter.proposition)) {
    if (term.kind !== "constant" && indexOf(observed, term) < 0) observed.push(term);
  }
  return { ...program, observed };
}

/**
 * The final states that the filter lets through, as the values that the program observes, each once: what `make` gives for
 * the first that was found. `asked` is `withFilterTerms(program)`, and `found` are different values of what that observes.
 */
export function countedOutcomes<F extends { readonly values: readonly Code[] }, O extends Outcome>(
  program: Program,
  asked: Program,
  found: readonly F[],
  make: (outcome: Outcome, found: F) => O,
): readonly O[] {
  const satisfies = tester(asked, program.condition.proposition);
  const passes = program.filter === null ? null : tester(asked, program.filter.proposition);
  const count = program.observed.length;
  const seen = new WordSet(Math.max(1, count));
  const words = new Int32Array(Math.max(1, count));
  const outcomes: O[] = [];
  for (const one of found) {
    const { values } = one;
    if (passes !== null) {
      if (!passes(values)) continue;
      for (let k = 0; k < count; k++) words[k] = values[k]!;
      seen.add(words, 0);
      if (!seen.isNew) continue;
    }
    const kept = values.length === count ? values : values.slice(0, count);
    outcomes.push(make({ values: kept, satisfies: satisfies(values) }, one));
  }
  return outcomes;
}

/** Negative when the values of `a` come before those of `b`: compared as integers, the first difference decides. */
export function compareValues(program: Program, a: readonly Code[], b: readonly Code[]): number {
  for (let i = 0; i < a.length; i++) {
    const order = program.values.compare(a[i]!, b[i]!);
    if (order !== 0) return order;
  }
  return 0;
}

/** Whether an outcome satisfies a proposition of which every term is observed. */
export function tester(
  program: Program,
  proposition: Proposition,
): (values: readonly Code[]) => boolean {
  const indices = new Map(termsOf(proposition).map((t) => [t, indexOf(program.observed, t)]));
  return (outcome) =>
    isSatisfied(
      proposition,
      (term) => (term.kind === "constant" ? term.code : outcome[indices.get(term)!]!),
      program.values,
    );
}

function indexOf(observed: readonly Observed[], term: Term): number {
  return observed.findIndex((candidate) => {
    if (candidate.kind === "register") {
      return (
        term.kind === "register" &&
        term.thread === candidate.thread &&
        term.register === candidate.register
      );
    }
    return term.kind === "location" && term.location === candidate.location;
  });
}

import type { AxiomaticCell } from "../../src/harness/result.js";
import type { Program } from "../../src/program/program.js";
import { normalize, outcomeText, type Row } from "./corpus.js";

/** Everything in which the answer of the axioms differs from a row: the row is all that may be seen, and all is seen. */
export function differences(program: Program, cell: AxiomaticCell, row: Row): readonly string[] {
  const found = cell.isComplete ? [] : [`not complete: ${cell.bounds.join(", ")}`];
  const { quantifier } = program.condition;
  const isUndefined = cell.flags.some(({ what }) => what === "undefined");
  const result = isUndefined ? "Undef" : resultOf(quantifier, cell);
  if (result !== row.result) found.push(`result is ${result}, expected ${row.result}`);
  if (row.states === undefined) return found;
  if (cell.observation !== row.observation) {
    found.push(`observation is ${cell.observation}, expected ${row.observation}`);
  }
  const flags = cell.flags.map(({ what }) => (what === "undefined" ? "*undef*" : what));
  const shown = cell.outcomes.map(({ values }) => outcomeText(program, values));
  return [
    ...found,
    ...compareSets("flag", flags, row.flags ?? []),
    ...compareSets("state", shown, row.states.map(normalize)),
  ];
}

function resultOf(
  quantifier: Program["condition"]["quantifier"],
  { observation, outcomes }: AxiomaticCell,
): string {
  const holds = {
    exists: observation !== "Never",
    "not-exists": observation === "Never",
    forall: observation === "Always" || outcomes.length === 0,
  }[quantifier];
  return holds ? "Ok" : "No";
}

function compareSets(
  what: string,
  actual: readonly string[],
  expected: readonly string[],
): readonly string[] {
  const present = new Set(actual);
  const wanted = new Set(expected);
  return [
    ...[...wanted].filter((one) => !present.has(one)).map((one) => `missing ${what} ${one}`),
    ...[...present].filter((one) => !wanted.has(one)).map((one) => `extra ${what} ${one}`),
  ];
}

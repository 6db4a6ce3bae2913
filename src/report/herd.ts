import { flagInHerd, resultOf, stateInHerd } from "../harness/notation.js";
import { compareValues } from "../harness/outcomes.js";
import {
  type Cell,
  flagsOf,
  type Outcome,
  type TestResult,
  type VariantResult,
} from "../harness/result.js";
import type { Condition } from "../program/condition.js";
import type { Report } from "./report.js";

/**
 * The log that herd7 prints, for tools that read it (mcompare7 and its relatives): a block for each cell. Numbers of
 * witnesses are of executions when all of them were counted, else of final states. Hashes are left out.
 */
export const herd: Report = (result) => {
  const blocks = result.variants.flatMap((variant) =>
    variant.cells.map((cell) => blockOf(result, variant, cell)),
  );
  return blocks.map((lines) => `${lines.join("\n")}\n\n`).join("");
};

const KINDS: Readonly<Record<Condition["quantifier"], string>> = {
  exists: "Allowed",
  "not-exists": "Forbidden",
  forall: "Required",
};

function blockOf(result: TestResult, variant: VariantResult, cell: Cell): readonly string[] {
  const { program } = variant;
  const { quantifier } = program.condition;
  const name = testName(result, variant);
  const outcomes: readonly Outcome[] = cell.outcomes;
  const states = [...outcomes].sort((a, b) => compareValues(program, a.values, b.values));
  const { positive, negative } = witnesses(cell);
  const isForbidding = quantifier === "not-exists";
  const flags = flagsOf(cell);
  return [
    `Test ${name} ${KINDS[quantifier]}`,
    `States ${states.length}`,
    ...states.map(({ values }) => stateInHerd(program, values)),
    // What was cut short has not shown all of its executions.
    `${cell.isComplete ? "" : "Loop "}${resultOf(quantifier, cell, flags)}`,
    "Witnesses",
    // What a test forbids is a witness against it.
    isForbidding
      ? `Positive: ${negative} Negative: ${positive}`
      : `Positive: ${positive} Negative: ${negative}`,
    ...flags.map((flag) => `Flag ${flagInHerd(flag)}`),
    `Condition ${result.condition}`,
    `Observation ${name} ${cell.observation} ${positive} ${negative}`,
    `Time ${name} ${(cell.milliseconds / 1000).toFixed(2)}`,
  ];
}

/** Names in a log have no spaces: `fence-loss+inc-relaxed`. */
function testName({ name }: TestResult, variant: VariantResult): string {
  return variant.name === null ? name : `${name}+${variant.name.replace(/\s+/g, "-")}`;
}

/** Those that satisfy the condition's proposition and those that do not. */
function witnesses(cell: Cell): { readonly positive: number; readonly negative: number } {
  if (cell.engine === "axioms" && cell.isCounting) return cell;
  const outcomes: readonly Outcome[] = cell.outcomes;
  const positive = outcomes.filter(({ satisfies }) => satisfies).length;
  return { positive, negative: outcomes.length - positive };
}

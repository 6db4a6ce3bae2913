import { compareValues } from "../harness/outcomes.js";
import type { Cell, Outcome, TestResult, VariantResult } from "../harness/result.js";
import type { Condition } from "../program/condition.js";
import type { Program } from "../program/program.js";
import type { Code } from "../program/value.js";
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
  const flags = cell.engine === "axioms" ? cell.flags.map(({ what }) => what) : [];
  return [
    `Test ${name} ${KINDS[quantifier]}`,
    `States ${states.length}`,
    ...states.map(({ values }) => stateText(program, values)),
    resultWord(cell, quantifier, flags),
    "Witnesses",
    // What a test forbids is a witness against it.
    isForbidding
      ? `Positive: ${negative} Negative: ${positive}`
      : `Positive: ${positive} Negative: ${negative}`,
    ...flags.map((flag) => `Flag ${flag === "undefined" ? "*undef*" : flag}`),
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

/** Whether the condition holds as it is quantified; with `Loop` before it when not all executions were seen. */
function resultWord(
  cell: Cell,
  quantifier: Condition["quantifier"],
  flags: readonly string[],
): string {
  const isOk = {
    exists: cell.observation !== "Never",
    "not-exists": cell.observation === "Never",
    forall: cell.observation === "Always" || cell.outcomes.length === 0,
  }[quantifier];
  const word = flags.includes("undefined") ? "Undef" : isOk ? "Ok" : "No";
  return cell.isComplete ? word : `Loop ${word}`;
}

/** `0:r0=1; [x]=2;`. */
function stateText(program: Program, values: readonly Code[]): string {
  const fields = program.observed.map(({ kind, name }, i) => {
    const field = kind === "location" ? `[${name}]` : name;
    return `${field}=${valueText(program, values[i]!)};`;
  });
  return fields.join(" ");
}

/** Decimal digits, or a location's name for its address. */
function valueText(program: Program, code: Code): string {
  const cell = program.values.cell(code, program.locations.length);
  return cell >= 0 ? program.locations[cell]!.name : `${program.values.decode(code)}`;
}

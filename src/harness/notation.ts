import type { Condition } from "../program/condition.js";
import type { Program } from "../program/program.js";
import type { Code } from "../program/value.js";
import type { Cell } from "./result.js";

/** How herd7 writes what it found: other tools read it so, and files of known answers are written so. */

/** Whether a condition holds as it is quantified; `Undef` where the model leaves an execution without meaning. */
export const RESULTS = ["Ok", "No", "Undef"] as const;

export type Result = (typeof RESULTS)[number];

/** What is said of a condition, given the flags that the model raises, by our names. */
export function resultOf(
  quantifier: Condition["quantifier"],
  { observation, outcomes }: Pick<Cell, "observation" | "outcomes">,
  flags: readonly string[],
): Result {
  if (flags.includes("undefined")) return "Undef";
  const holds = {
    exists: observation !== "Never",
    "not-exists": observation === "Never",
    forall: observation === "Always" || outcomes.length === 0,
  }[quantifier];
  return holds ? "Ok" : "No";
}

/** A flag of a model by the name that herd has for it. */
export function flagInHerd(name: string): string {
  return name === "undefined" ? "*undef*" : name;
}

/** `0:r0=1; [x]=2;`. */
export function stateInHerd(program: Program, values: readonly Code[]): string {
  const fields = program.observed.map(({ kind, name }, i) => {
    const field = kind === "location" ? `[${name}]` : name;
    return `${field}=${valueInHerd(program, values[i]!)};`;
  });
  return fields.join(" ");
}

/** Final states as `normalizeState` writes them. */
export function normalStates(
  program: Program,
  states: readonly (readonly Code[])[],
): readonly string[] {
  // The `=` behind a name decides between fields as it does when whole fields are sorted.
  const fields = program.observed
    .map(({ name }, i) => ({ start: `${name}=`, i }))
    .sort((a, b) => (a.start < b.start ? -1 : 1));
  return states.map((values) =>
    fields
      .map(({ start, i }) => normalizeField(start + valueInHerd(program, values[i]!)))
      .join("; "),
  );
}

/** Decimal digits, a location's name for its address, `S1` for a value of which nothing is known. */
function valueInHerd(program: Program, code: Code): string {
  const cell = program.values.cell(code, program.locations.length);
  if (cell >= 0) return program.locations[cell]!.name;
  const symbol = program.values.symbolIndex(code);
  return symbol >= 0 ? `S${symbol}` : `${program.values.decode(code)}`;
}

/**
 * A state as the set of its fields, in one order and one spelling, so that states of different writers can be compared:
 * `0:r0=1; x=2`. A value of which nothing is known is `S`, whatever its number.
 */
export function normalizeState(state: string): string {
  const fields: string[] = [];
  for (const part of state.split(";")) {
    const field = part.trim();
    if (field !== "") fields.push(normalizeField(field));
  }
  // Those who write states nearly always write them in order.
  const isSorted = fields.every((field, k) => k === 0 || fields[k - 1]! <= field);
  return (isSorted ? fields : fields.sort()).join("; ");
}

function normalizeField(field: string): string {
  // Most fields have neither.
  const bare = field.startsWith("[") ? field.replace(/^\[(.*)\]=/, "$1=") : field;
  return bare.includes("=S") ? bare.replace(/=S\d+$/, "=S") : bare;
}

import { compareValues } from "../harness/outcomes.js";
import type { Outcome, VariantResult } from "../harness/result.js";
import { valueInWords } from "../machine/words.js";
import { bordered } from "./bordered.js";
import { countLines } from "./counts.js";
import { conditionLines, hanging, type TextCell } from "./layout.js";
import type { Look } from "./look.js";
import { notesOf } from "./notes.js";
import type { Report } from "./report.js";
import { countText } from "./words.js";

/**
 * Every final state that any of the models allows, one table for each variant: a line for each state with its values,
 * a column for each model that says whether it allows the state, and whether the state satisfies the condition.
 */
export const outcomes: Report = (result, { look }) => {
  const lines: string[] = [look.paint("bold", result.name), ...conditionLines(result, look), ""];
  for (const variant of result.variants) lines.push(...variantTable(variant, look), "");
  lines.push(...countLines(result, look), "");
  for (const note of notesOf(result)) {
    if (note.kind !== "differs") lines.push(...hanging(note.kind.padEnd(8), note.text, look));
  }
  while (lines.at(-1) === "") lines.pop();
  return `${lines.join("\n")}\n`;
};

function variantTable(variant: VariantResult, look: Look): readonly string[] {
  const { program, cells } = variant;
  const rows = allOutcomes(variant);
  const counts = cells.map((cell) => `${cell.model.id} ${cell.outcomes.length}`).join(", ");
  const title = `${countText(rows.length, "final state")} (${counts})`;
  const header = [
    ...program.observed.map(({ name }) => name),
    ...cells.map((cell) => cell.model.id),
    "condition",
  ];
  const keys = cells.map((cell) => new Set(cell.outcomes.map((outcome) => outcome.values.join())));
  const body = rows.map((outcome): readonly TextCell[] => {
    const values = outcome.values.map((value) => ({ text: valueInWords(program, value) }));
    const key = outcome.values.join();
    const allowed = keys.map((known) => ({ text: known.has(key) ? "yes" : "-" }));
    const satisfies: TextCell = outcome.satisfies
      ? { text: "satisfied", format: "bold" }
      : { text: "-" };
    return [...values, ...allowed, satisfies];
  });
  const name = variant.name === null ? "" : `${look.paint("bold", variant.name)}: `;
  return [`${name}${title}`, bordered(header, body, look)];
}

/** The final states of all models together, in the order of their values. */
function allOutcomes({ program, cells }: VariantResult): readonly Outcome[] {
  const all = new Map<string, Outcome>();
  for (const cell of cells) {
    for (const outcome of cell.outcomes) all.set(outcome.values.join(), outcome);
  }
  return [...all.values()].sort((a, b) => compareValues(program, a.values, b.values));
}

import type { Cell, TestResult, VariantResult } from "../harness/result.js";
import { isSure } from "../harness/verdict.js";
import { lineOf, observationText, whereText } from "./words.js";

/** A line below the verdicts that a reader must not miss. */
export interface Note {
  /** One word: `differs`, `bounded`, `fault`, `warning`, `deadlock`, `empty`. */
  readonly kind: "differs" | "bounded" | "fault" | "warning" | "deadlock" | "empty";
  readonly text: string;
}

/** Everything beside the verdicts: differences from expectations, bounds that were hit, faults, warnings, deadlocks. */
export function notesOf(result: TestResult): readonly Note[] {
  const notes: Note[] = [];
  for (const { variant, model, expected, holds, place } of result.expectations) {
    if (holds !== false) continue;
    const cell = result.variants
      .find((candidate) => candidate.name === variant)
      ?.cells.find((candidate) => candidate.model.id === model);
    const found = cell === undefined ? "" : `, found ${observationText(cell)}`;
    const name = variant === null ? "" : `${variant} `;
    notes.push({
      kind: "differs",
      text: `${name}under ${model}: expected ${expected}${found} (${place})`,
    });
  }
  notes.push(...collect(result, "bounded", boundTexts));
  notes.push(...collect(result, "fault", faultTexts));
  notes.push(...collect(result, "warning", warningTexts));
  notes.push(...collect(result, "deadlock", deadlockTexts));
  notes.push(...collect(result, "empty", emptyTexts));
  return notes;
}

/** One note for each text that any cell has, with all the places where it has it. */
function collect(
  result: TestResult,
  kind: Note["kind"],
  texts: (cell: Cell, variant: VariantResult) => readonly string[],
): readonly Note[] {
  const all = result.variants.flatMap((v) => v.cells.flatMap((cell) => texts(cell, v)));
  return [...new Set(all)].map((text) => {
    const where = whereText(result.variants, (cell, variant) =>
      texts(cell, variant).includes(text),
    );
    return { kind, text: `${text}, ${where}` };
  });
}

function boundTexts(cell: Cell): readonly string[] {
  if (cell.isComplete) return [];
  // What stands without a question mark holds all the same: only the list of outcomes may be incomplete.
  const effect = isSure(cell) ? "further outcomes may exist" : "an answer with ? is not sure";
  return [`stopped at ${cell.bounds.join(" and ")}: ${effect}`];
}

function faultTexts(cell: Cell, { program }: VariantResult): readonly string[] {
  return cell.faults.map(({ what: { site, thread, message } }) => {
    return `line ${lineOf(site)}, ${program.threads[thread]!.name} can fail: ${message}`;
  });
}

function warningTexts(cell: Cell, { program }: VariantResult): readonly string[] {
  return cell.events.flatMap(({ what }) => {
    if (what.kind !== "warning") return [];
    return [
      `line ${lineOf(what.site)}, ${program.threads[what.thread]!.name}: ${what.message} can fire`,
    ];
  });
}

function deadlockTexts(cell: Cell, { program }: VariantResult): readonly string[] {
  if (cell.deadlock === null) return [];
  const waits = cell.deadlock.what.map(({ thread, site, message }) => {
    return `${program.threads[thread]!.name} ${message} at line ${lineOf(site)}`;
  });
  return [`an execution never ends: ${waits.join(", ")}`];
}

function emptyTexts(cell: Cell): readonly string[] {
  if (cell.outcomes.length > 0 || !cell.isComplete) return [];
  return ["no final state is reached that counts, so nothing satisfies the condition"];
}

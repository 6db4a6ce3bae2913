import { disagreementsIn } from "../harness/engines.js";
import { type Cell, type TestResult, type VariantResult, warningsOf } from "../harness/result.js";
import { isSure } from "../harness/verdict.js";
import type { Fault } from "../machine/machine.js";
import { MAPPINGS } from "../models/mappings.js";
import type { Engine, Model } from "../models/model.js";
import { flagTexts } from "./flags.js";
import { lineOf, observationText, outcomeText, whereText } from "./words.js";

/** A line below the verdicts that a reader must not miss. */
export interface Note {
  readonly kind: /** Machine and axioms of a model do not have the same outcomes: a bug in litmus. */
    | "bug"
    | "differs"
    | "bounded"
    | "skipped"
    | "fault"
    | "flag"
    | "warning"
    | "deadlock"
    | "empty"
    /** A model that the slow interpreter judges. */
    | "slow"
    /** By which instructions a model of hardware judges a test in C11. */
    | "mapping";
  readonly text: string;
}

/**
 * Everything beside the verdicts: what the two semantics of a model do not agree on, differences from expectations,
 * bounds that were hit, what could not be asked, faults, flags, warnings, deadlocks.
 */
export function notesOf(result: TestResult): readonly Note[] {
  return [
    ...bugs(result),
    ...differences(result),
    ...collect(result, "bounded", boundTexts),
    ...skips(result),
    ...collect(result, "fault", faultTexts),
    ...collect(result, "flag", flagTexts),
    ...collect(result, "warning", warningTexts),
    ...collect(result, "deadlock", deadlockTexts),
    ...collect(result, "empty", emptyTexts),
    ...slowModels(result),
    ...mappings(result),
  ];
}

function bugs(result: TestResult): readonly Note[] {
  return result.variants.flatMap((variant) =>
    disagreementsIn(variant).map(({ model, has, outcome, count }): Note => {
      const name = variant.name === null ? "" : `${variant.name} `;
      const values = outcomeText(variant.program, outcome.values);
      const more = count > 1 ? `, and ${count - 1} more` : "";
      const other: Engine = has === "machine" ? "axioms" : "machine";
      const text = `${name}under ${model.id}: the ${has} ${verb(has, "allow")} ${values}${more}, the ${other} ${verb(other, "do")} not`;
      return { kind: "bug", text: `${text}: please report this with the test` };
    }),
  );
}

/** Of the machine in the singular, of the axioms in the plural. */
function verb(engine: Engine, plural: "allow" | "do"): string {
  if (engine === "axioms") return plural;
  return plural === "do" ? "does" : "allows";
}

function differences(result: TestResult): readonly Note[] {
  return result.expectations.flatMap(({ variant, model, expected, holds, place }): Note[] => {
    if (holds !== false) return [];
    const cell = result.variants
      .find((candidate) => candidate.name === variant)
      ?.cells.find((candidate) => candidate.model.id === model);
    const found = cell === undefined ? "" : `, found ${observationText(cell)}`;
    const name = variant === null ? "" : `${variant} `;
    return [
      { kind: "differs", text: `${name}under ${model}: expected ${expected}${found} (${place})` },
    ];
  });
}

/** What the axioms of a model do not speak of; with a machine's answer there the comparison is what is missing. */
function skips(result: TestResult): readonly Note[] {
  const texts = result.variants.flatMap((variant) =>
    variant.skipped.map(({ model, engine, lacks }) => {
      const isAnswered = variant.cells.some((cell) => cell.model === model);
      const effect = isAnswered ? "not compared with the machine" : "no answer";
      const does = engine === "machine" ? "does" : "do";
      return `the ${engine} of ${model.id} ${does} not speak of ${lacks}: ${effect}`;
    }),
  );
  return [...new Set(texts)].map((text) => ({ kind: "skipped", text }));
}

function slowModels(result: TestResult): readonly Note[] {
  const all = result.variants.flatMap(({ cells }) => cells);
  const slow = new Map<Model, string>();
  for (const cell of all) {
    const axioms = cell.engine === "axioms" ? cell : cell.axioms;
    if (axioms?.interpreted != null) slow.set(cell.model, axioms.interpreted);
  }
  return [...slow].map(([model, what]) => {
    return { kind: "slow", text: `${model.id} is interpreted, not compiled: ${what}` };
  });
}

function mappings({ models, isCompiled }: TestResult): readonly Note[] {
  if (!isCompiled) return [];
  return models.flatMap(({ id }): readonly Note[] => {
    const mapping = MAPPINGS.get(id);
    if (mapping === undefined) return [];
    return [{ kind: "mapping", text: `${id}: C11 compiled with ${mapping.text}` }];
  });
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
  const faults: readonly { readonly what: Fault }[] = cell.faults;
  return faults.map(({ what: { site, thread, message } }) => {
    return `line ${lineOf(site)}, ${program.threads[thread]!.name} can fail: ${message}`;
  });
}

function warningTexts(cell: Cell, { program }: VariantResult): readonly string[] {
  return warningsOf(cell).map(({ site, thread, message }) => {
    return `line ${lineOf(site)}, ${program.threads[thread]!.name}: ${message} can fire`;
  });
}

function deadlockTexts(cell: Cell, { program }: VariantResult): readonly string[] {
  if (cell.engine === "axioms" || cell.deadlock === null) return [];
  const waits = cell.deadlock.what.map(({ thread, site, message }) => {
    return `${program.threads[thread]!.name} ${message} at line ${lineOf(site)}`;
  });
  return [`an execution never ends: ${waits.join(", ")}`];
}

function emptyTexts(cell: Cell): readonly string[] {
  if (cell.outcomes.length > 0 || !cell.isComplete) return [];
  return ["no final state is reached that counts, so nothing satisfies the condition"];
}

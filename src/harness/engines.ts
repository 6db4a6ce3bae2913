import { type Engine, enginesOf, type Model } from "../models/model.js";
import type { Code } from "../program/value.js";
import { compareValues } from "./outcomes.js";
import type { MachineCell, Outcome, VariantResult } from "./result.js";

/**
 * Which semantics to run: each model's own first one; the same, but both of a model that asks to be checked; one of the
 * two; or both and compare them.
 */
export type EngineChoice = "default" | "checked" | Engine | "both";

/** The semantics of a model that a choice means, in the order in which they run; none when it lacks one of them. */
export function chosenEngines(model: Model, choice: EngineChoice): readonly Engine[] {
  const engines = enginesOf(model);
  switch (choice) {
    case "default":
      return engines.slice(0, 1);
    case "checked":
      return model.isChecked === true ? engines : engines.slice(0, 1);
    case "both":
      return engines.length === 2 ? engines : [];
    default:
      return engines.filter((engine) => engine === choice);
  }
}

/** An outcome that one semantics of a model shows and the other, searched completely, does not: a bug in litmus. */
export interface Disagreement {
  readonly variant: string | null;
  readonly model: Model;
  readonly has: Engine;
  readonly outcome: Outcome;
  /** How many outcomes there are of which one semantics only knows. */
  readonly count: number;
}

/** Where machine and axioms of a variant differ; empty when they agree as far as both were searched. */
export function disagreementsIn(variant: VariantResult): readonly Disagreement[] {
  return variant.cells.flatMap((cell) => {
    const found = cell.engine === "machine" ? disagreement(variant, cell) : null;
    return found === null ? [] : [found];
  });
}

/**
 * Of the outcomes that only one side has, the one that differs in the fewest values from an outcome that both have; of
 * several such the smallest.
 */
function disagreement({ name, program }: VariantResult, cell: MachineCell): Disagreement | null {
  const { axioms } = cell;
  if (axioms === null) return null;
  const keys = (outcomes: readonly Outcome[]) => new Set(outcomes.map((o) => o.values.join()));
  const [ofMachine, ofAxioms] = [keys(cell.outcomes), keys(axioms.outcomes)];
  const common = cell.outcomes.filter((outcome) => ofAxioms.has(outcome.values.join()));
  const only: { readonly has: Engine; readonly outcome: Outcome }[] = [];
  for (const outcome of axioms.isComplete ? cell.outcomes : []) {
    if (!ofAxioms.has(outcome.values.join())) only.push({ has: "machine", outcome });
  }
  for (const outcome of cell.isComplete ? axioms.outcomes : []) {
    if (!ofMachine.has(outcome.values.join())) only.push({ has: "axioms", outcome });
  }
  const ranked = only.map((one) => ({ ...one, far: distance(one.outcome.values, common) }));
  ranked.sort((a, b) => {
    return a.far - b.far || compareValues(program, a.outcome.values, b.outcome.values);
  });
  const [first] = ranked;
  if (first === undefined) return null;
  const { has, outcome } = first;
  return { variant: name, model: cell.model, has, outcome, count: only.length };
}

/** In how many values an outcome differs from the nearest of some others; all of them when there is no other. */
function distance(values: readonly Code[], others: readonly Outcome[]): number {
  let least = values.length;
  for (const other of others) {
    let differing = 0;
    for (const [i, code] of values.entries()) if (code !== other.values[i]) differing++;
    least = Math.min(least, differing);
  }
  return least;
}

import type { Witness } from "../axiomatic/result.js";
import type {
  AxiomaticCell,
  Cell,
  MachineCell,
  MachineOutcome,
  Outcome,
  TestResult,
  VariantResult,
} from "../harness/result.js";
import { isAskedFor } from "../harness/verdict.js";

/** What a story tells: how one cell's asked-for outcome, a fault or a deadlock comes about. */
export type Subject = {
  readonly variant: VariantResult;
  readonly kind: "outcome" | "fault" | "deadlock";
  /** The final state that is told of; null for a fault and a deadlock. */
  readonly outcome: Outcome | null;
} & (
  | {
      readonly engine: "machine";
      readonly cell: MachineCell;
      /** The state in which the story ends. */
      readonly state: number;
    }
  | { readonly engine: "axioms"; readonly cell: AxiomaticCell; readonly witness: Witness }
);

/**
 * The most interesting cell of a result, or null when there is nothing to tell. In the order of the table, the first
 * cell of the first of these kinds that there is:
 * 1. one whose expectation does not hold, if it has the asked-for outcome;
 * 2. one with a reachable fault;
 * 3. one with the asked-for outcome while another cell of its row or column forbids it: that is a cell from which
 *    something can be learned by comparison;
 * 4. any with the asked-for outcome;
 * 5. one with a deadlock.
 * The asked-for outcome satisfies the condition of `exists` and `~exists`, and is a counterexample to `forall`.
 */
export function chooseSubject(result: TestResult): Subject | null {
  const all = result.variants.flatMap((variant) =>
    variant.cells.map((cell) => ({ variant, cell })),
  );
  type Place = (typeof all)[number];
  const isHere = ({ variant, cell }: Place) => happens(variant, cell);
  const differs = ({ variant, cell }: Place) =>
    result.expectations.some(
      (e) => e.holds === false && e.variant === variant.name && e.model === cell.model.id,
    );
  const isContrast = ({ variant, cell }: Place) =>
    all.some((other) => {
      const isNear = (other.variant === variant) !== (other.cell.model === cell.model);
      return isNear && forbids(other.variant, other.cell);
    });
  const kinds: readonly ((place: Place) => boolean)[] = [
    (place) => isHere(place) && differs(place),
    ({ cell }) => cell.faults.length > 0,
    (place) => isHere(place) && isContrast(place),
    isHere,
    ({ cell }) => cell.engine === "machine" && cell.deadlock !== null,
  ];
  for (const [i, isKind] of kinds.entries()) {
    const found = all.find(isKind);
    if (found === undefined) continue;
    // A cell that was chosen for its fault may have the asked-for outcome too.
    return i === 1 ? faultOf(found.variant, found.cell) : subjectOf(found.variant, found.cell);
  }
  return null;
}

/** What there is to tell of one cell: its asked-for outcome, else a fault, else a deadlock, else nothing. */
export function subjectOf(variant: VariantResult, cell: Cell): Subject | null {
  const { engine } = cell;
  if (engine === "axioms") {
    const outcome = cell.outcomes.find((candidate) => isWanted(variant, candidate));
    if (outcome === undefined) return faultOf(variant, cell);
    return { variant, engine, cell, kind: "outcome", witness: outcome.witness(), outcome };
  }
  // The one that the search met first has a shortest path.
  let outcome: MachineOutcome | null = null;
  for (const candidate of cell.outcomes) {
    if (!isWanted(variant, candidate)) continue;
    if (outcome === null || candidate.state < outcome.state) outcome = candidate;
  }
  if (outcome !== null) {
    return { variant, engine, cell, kind: "outcome", state: outcome.state, outcome };
  }
  const fault = faultOf(variant, cell);
  if (fault !== null || cell.deadlock === null) return fault;
  const { state } = cell.deadlock;
  return { variant, engine, cell, kind: "deadlock", state, outcome: null };
}

/** Whether a complete search found no asked-for outcome. */
export function forbids(variant: VariantResult, cell: Cell): boolean {
  return cell.isComplete && !happens(variant, cell);
}

function happens(variant: VariantResult, cell: Cell): boolean {
  const outcomes: readonly Outcome[] = cell.outcomes;
  return outcomes.some((outcome) => isWanted(variant, outcome));
}

function isWanted({ program }: VariantResult, { satisfies }: Outcome): boolean {
  return isAskedFor(program.condition.quantifier, satisfies);
}

function faultOf(variant: VariantResult, cell: Cell): Subject | null {
  const kind = "fault";
  if (cell.engine === "axioms") {
    const [fault] = cell.faults;
    if (fault === undefined) return null;
    const witness = fault.witness();
    return { variant, engine: cell.engine, cell, kind, witness, outcome: null };
  }
  const [fault] = cell.faults;
  if (fault === undefined) return null;
  return { variant, engine: cell.engine, cell, kind, state: fault.state, outcome: null };
}

/** A cell in words: `inc relaxed, under wmm`. */
export function cellName(variant: string | null, model: string): string {
  return variant === null ? `under ${model}` : `${variant}, under ${model}`;
}

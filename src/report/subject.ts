import type { Cell, Outcome, TestResult, VariantResult } from "../harness/result.js";
import { isAskedFor } from "../harness/verdict.js";

/** What a story tells: how one cell's asked-for outcome, a fault or a deadlock comes about. */
export interface Subject {
  readonly variant: VariantResult;
  readonly cell: Cell;
  readonly kind: "outcome" | "fault" | "deadlock";
  /** The state in which the story ends. */
  readonly state: number;
  /** The final state that is told of; null for a fault and a deadlock. */
  readonly outcome: Outcome | null;
}

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
  const happens = ({ variant, cell }: Place) => askedFor(variant, cell) !== null;
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
    (place) => happens(place) && differs(place),
    ({ cell }) => cell.faults.length > 0,
    (place) => happens(place) && isContrast(place),
    happens,
    ({ cell }) => cell.deadlock !== null,
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
  const outcome = askedFor(variant, cell);
  if (outcome !== null) return { variant, cell, kind: "outcome", state: outcome.state, outcome };
  const fault = faultOf(variant, cell);
  if (fault !== null) return fault;
  if (cell.deadlock === null) return null;
  return { variant, cell, kind: "deadlock", state: cell.deadlock.state, outcome: null };
}

/** Whether a complete search found no asked-for outcome. */
export function forbids(variant: VariantResult, cell: Cell): boolean {
  return cell.isComplete && askedFor(variant, cell) === null;
}

/** The asked-for outcome that the search met first, so by a shortest path; null when there is none. */
function askedFor(variant: VariantResult, cell: Cell): Outcome | null {
  const { quantifier } = variant.program.condition;
  let first: Outcome | null = null;
  for (const outcome of cell.outcomes) {
    if (!isAskedFor(quantifier, outcome.satisfies)) continue;
    if (first === null || outcome.state < first.state) first = outcome;
  }
  return first;
}

function faultOf(variant: VariantResult, cell: Cell): Subject | null {
  const fault = cell.faults[0];
  if (fault === undefined) return null;
  return { variant, cell, kind: "fault", state: fault.state, outcome: null };
}

import { relationsOf } from "../explain/compare.js";
import type { TitledComparison } from "./comparison.js";
import type { Heading } from "./explain-json.js";
import { FORMAT } from "./json.js";
import type { ValueText } from "./json-witness.js";

/** Final states side by side, as `compare --json` prints them. */
export interface ComparisonReport extends Heading {
  readonly format: typeof FORMAT;
  /** What the sides are. */
  readonly by: ComparedBy;
  readonly comparisons: readonly {
    /** The variant that all sides are of, or the model that all are under; empty for none. */
    readonly title: string;
    /** What all sides observe. */
    readonly observed: readonly string[];
    readonly sides: readonly {
      readonly label: string;
      readonly file: string;
      /** Null when it was not asked. */
      readonly model: string | null;
      readonly isComplete: boolean;
      readonly bounds: readonly string[];
      /** What it observes and another side does not; nothing of that is compared. */
      readonly unmatched: readonly string[];
    }[];
    readonly states: readonly {
      readonly values: readonly ValueText[];
      /** By side; null when it is not known. */
      readonly allowed: readonly (boolean | null)[];
    }[];
    /** Every two sides, as numbers of `sides`, with how many states only the one and only the other allows. */
    readonly relations: readonly {
      readonly a: number;
      readonly b: number;
      readonly kind: "equal" | "different" | "open";
      readonly onlyA: number;
      readonly onlyB: number;
    }[];
  }[];
}

/** What is compared: models about one test, its variants under one model, or tests under one model. */
export type ComparedBy = "model" | "variant" | "test";

/** One line of JSON. */
export function comparisonJson(
  heading: Heading,
  by: ComparedBy,
  comparisons: readonly TitledComparison[],
): string {
  const report: ComparisonReport = {
    format: FORMAT,
    ...heading,
    by,
    comparisons: comparisons.map(({ title, comparison }) => ({
      title,
      observed: comparison.observed,
      sides: comparison.sides.map(({ label, program, cell }, i) => ({
        label,
        file: program.condition.span.source.name,
        model: cell?.model.id ?? null,
        isComplete: cell?.isComplete ?? false,
        bounds: cell?.bounds ?? [],
        unmatched: comparison.unmatched[i]!,
      })),
      states: comparison.states.map(({ values, allowed }) => ({ values, allowed })),
      relations: relationsOf(comparison).map(({ a, b, kind, onlyA, onlyB }) => {
        return { a, b, kind, onlyA: onlyA.length, onlyB: onlyB.length };
      }),
    })),
  };
  return `${JSON.stringify(report)}\n`;
}

import { type Cell, flagsOf, type TestResult, type VariantResult } from "../harness/result.js";
import { isSure } from "../harness/verdict.js";
import { type Column, layOut, type TextCell } from "./layout.js";
import type { Format, Look } from "./look.js";
import { flagText, observationText } from "./words.js";

/** The verdict matrix: a line for each variant, a column for each model. */
export function matrix(result: TestResult, look: Look): readonly string[] {
  const isNamed = result.variants.some((variant) => variant.name !== null);
  const columns: readonly Column[] = [
    ...(isNamed ? [{ header: "", align: "left" } as const] : []),
    ...result.models.map((model) => ({ header: model.id, align: "left" }) as const),
  ];
  const rows = result.variants.map((variant): readonly TextCell[] => [
    ...(isNamed ? [{ text: variant.name ?? "" }] : []),
    ...result.models.map((model): TextCell => {
      const cell = variant.cells.find((candidate) => candidate.model === model);
      // Not run: the user interrupted before its turn came, or the model does not speak of the program.
      if (cell === undefined) return { text: "-" };
      const flags = flagsOf(cell).map(flagText);
      const text = [observationText(cell), ...flags].join(", ");
      return { text, format: format(result, variant, cell) };
    }),
  ]);
  return layOut(columns, rows, look);
}

/** Red: not what is expected; yellow: not sure; green: as expected; bold: happens, and nothing is expected. */
function format(result: TestResult, variant: VariantResult, cell: Cell): Format | undefined {
  const expectation = result.expectations.find((candidate) => {
    return candidate.variant === variant.name && candidate.model === cell.model.id;
  });
  if (expectation?.holds === false) return "red";
  if (!isSure(cell)) return "yellow";
  if (expectation?.holds === true) return "green";
  return cell.observation === "Never" ? undefined : "bold";
}

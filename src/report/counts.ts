import type { AxiomaticCell, TestResult } from "../harness/result.js";
import { layOut } from "./layout.js";
import type { Look } from "./look.js";
import { groupDigits } from "./words.js";

/** A line for each cell of which all executions were counted: how many there are, and how much was looked at for that. */
export function countLines(result: TestResult, look: Look): readonly string[] {
  const rows = result.variants.flatMap((variant) =>
    variant.cells.flatMap((cell) => {
      const axioms = cell.engine === "axioms" ? cell : cell.axioms;
      if (axioms === null || !axioms.isCounting) return [];
      const { executions, candidates, positive, negative } = axioms;
      const numbers = [executions, positive, negative, candidates].map(groupDigits);
      return [[variant.name ?? "", cell.model.id, ...numbers, ratioText(axioms)]];
    }),
  );
  if (rows.length === 0) return [];
  const headers = ["", "", "executions", "satisfying", "others", "candidates", "per execution"];
  const columns = headers.map((header, i) => {
    return { header, align: i < 2 ? ("left" as const) : ("right" as const) };
  });
  const isNamed = result.variants.some(({ name }) => name !== null);
  const cells = rows.map((row) => row.map((text) => ({ text })));
  const from = isNamed ? 0 : 1;
  return layOut(
    columns.slice(from),
    cells.map((row) => row.slice(from)),
    look,
  );
}

/** Candidates that were judged for each execution that is allowed. */
function ratioText({ candidates, executions }: AxiomaticCell): string {
  return executions === 0 ? "-" : (candidates / executions).toFixed(2);
}

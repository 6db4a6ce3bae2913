import type { Cell, TestResult, VariantResult } from "../../harness/result.js";
import { isSure } from "../../harness/verdict.js";
import { hasMachine } from "../../models/model.js";
import { outcomeText } from "../../report/words.js";
import type { CellShown, RunAnswer } from "../questions/protocol.js";

/** The table of verdicts and the final states of each of its cells. */
export function runAnswer(result: TestResult): RunAnswer {
  return {
    kind: "run",
    name: result.name,
    condition: result.condition,
    models: result.models.map((model) => {
      return { id: model.id, title: model.title, hasMachine: hasMachine(model) };
    }),
    rows: result.variants.map((variant) => ({
      name: variant.name,
      cells: variant.cells.map((cell) => cellShown(result, variant, cell)),
    })),
    isStopped: result.isInterrupted,
  };
}

function cellShown(result: TestResult, { name, program }: VariantResult, cell: Cell): CellShown {
  const { model, observation, bounds } = cell;
  const expectation = result.expectations.find((one) => {
    return one.variant === name && one.model === model.id;
  });
  return {
    model: model.id,
    observation,
    isSure: isSure(cell),
    isExpected: expectation?.holds ?? null,
    bounds,
    outcomes: cell.outcomes.map(({ values, satisfies }) => {
      return { text: outcomeText(program, values), satisfies };
    }),
  };
}

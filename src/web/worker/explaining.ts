import { explain } from "../../explain/explain.js";
import type { Test } from "../../harness/load.js";
import type { RunOptions } from "../../harness/run.js";
import { hasAxioms } from "../../models/model.js";
import { explanationLines } from "../../report/explanation.js";
import { diagramOf } from "../../report/graph/diagram.js";
import { layOutDiagram } from "../../report/graph/layout.js";
import { svg } from "../../report/graph/svg.js";
import { PLAIN } from "../../report/look.js";
import type { Answer, Place } from "../questions/protocol.js";
import { cellOptions } from "./options.js";

/** The story of a cell, or why it is impossible, and a picture. */
export async function explainAnswer(
  test: Test,
  place: Place,
  options: RunOptions,
): Promise<Answer> {
  const one = cellOptions(place, options);
  if (one === null) return { kind: "problem", message: `there is no model ${place.model}` };
  const [explanation] = await explain(test, one);
  if (explanation === undefined) {
    return { kind: "problem", message: `${place.model} does not speak of this test` };
  }
  const lines = explanationLines(explanation, PLAIN);
  let diagram = diagramOf(explanation);
  if (diagram === null && hasAxioms(one.model) && options.signal?.aborted !== true) {
    const [drawn] = await explain(test, { ...one, engine: "axioms" });
    diagram = drawn === undefined ? null : diagramOf(drawn);
  }
  const picture = diagram === null ? null : svg(layOutDiagram(diagram));
  return { kind: "explain", lines, picture };
}

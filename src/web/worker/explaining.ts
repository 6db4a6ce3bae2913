import { type Explanation, explain } from "../../explain/explain.js";
import { askingFor } from "../../harness/asking.js";
import { readTest, type Test } from "../../harness/load.js";
import type { RunOptions } from "../../harness/run.js";
import { hasAxioms } from "../../models/model.js";
import { explanationParts } from "../../report/explanation.js";
import { diagramOf } from "../../report/graph/diagram.js";
import { layOutDiagram } from "../../report/graph/layout.js";
import { spaceTime } from "../../report/graph/spacetime.js";
import { svg } from "../../report/graph/svg.js";
import { cellName } from "../../report/subject.js";
import { lineOf } from "../../report/words.js";
import { formatDiagnostic } from "../../source/diagnostic.js";
import { Source } from "../../source/source.js";
import type { Answer, Place } from "../questions/protocol.js";
import type { ExplainAnswer, PictureShown } from "../questions/told.js";
import { cellOptions, LOWERING } from "./options.js";

/** The story of an outcome of a cell, or why it is impossible, with pictures. */
export async function explainAnswer(
  test: Test,
  place: Place & { readonly outcome: string | null },
  options: RunOptions,
): Promise<Answer> {
  const one = cellOptions(place, options);
  if (one === null) return { kind: "problem", message: `there is no model ${place.model}` };
  const asked = place.outcome === null ? test : asking(test, place.outcome);
  if (typeof asked === "string") return { kind: "problem", message: asked };
  const [explanation] = await explain(asked, one);
  if (explanation === undefined) {
    return { kind: "problem", message: `${place.model} does not speak of this test` };
  }
  return { ...shown(explanation), pictures: await pictures(asked, explanation, one) };
}

/** The test that asks about a final state of the table; a problem in words when it cannot. */
function asking(test: Test, outcome: string): Test | string {
  const condition = outcome.trim().split(/\s+/).join(" /\\ ");
  const source = new Source("test", askingFor(test, condition));
  const { test: asked, diagnostics } = readTest(source, LOWERING);
  return asked ?? formatDiagnostic(diagnostics[0]!);
}

function shown(explanation: Explanation): Omit<ExplainAnswer, "pictures"> {
  const { title, brief, table, points } = explanationParts(explanation);
  return {
    kind: "explain",
    title,
    brief,
    table: table && {
      columns: table.columns.map(({ header, align }) => ({ header, align })),
      rows: table.rows.map((row) => row.map(({ text }) => text)),
    },
    points: points.map(({ label, text, sites }) => {
      const lines = [...new Set(sites.map(lineOf))].sort((a, b) => a - b);
      const source = sites[0]?.span.source;
      const quoted = lines.map((line) => ({ line, text: source?.line(line).trim() ?? "" }));
      return { label, text, lines: quoted };
    }),
  };
}

/** The execution, and a machine's story in space and time. */
async function pictures(
  test: Test,
  explanation: Explanation,
  options: NonNullable<ReturnType<typeof cellOptions>>,
): Promise<readonly PictureShown[]> {
  const { story, variant } = explanation;
  const drawn: PictureShown[] = [];
  let diagram = diagramOf(explanation);
  if (diagram === null && hasAxioms(options.model) && options.signal?.aborted !== true) {
    const [other] = await explain(test, { ...options, engine: "axioms" });
    diagram = other === undefined ? null : diagramOf(other);
  }
  if (diagram !== null) {
    const title = story === null ? "the circle that forbids it" : "the execution";
    drawn.push({ title, svg: svg(layOutDiagram(diagram)) });
  }
  if (story?.engine === "machine") {
    drawn.push({
      title: "step by step, in space and time",
      svg: svg(spaceTime(variant.program, story, cellName(variant.name, options.model.id))),
    });
  }
  return drawn;
}

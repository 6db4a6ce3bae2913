import { explain } from "../../explain/explain.js";
import { applied } from "../../explain/fix/apply.js";
import { fix } from "../../explain/fix/fix.js";
import { DEFAULT_LIMITS } from "../../harness/limits.js";
import { readTest, type Test } from "../../harness/load.js";
import type { Progress } from "../../harness/pace.js";
import type { Cell, TestResult, VariantResult } from "../../harness/result.js";
import { type RunOptions, runTest } from "../../harness/run.js";
import { isSure } from "../../harness/verdict.js";
import { DEFAULT_MACHINE_OPTIONS, hasAxioms, hasMachine, type Model } from "../../models/model.js";
import { defaultModels, models } from "../../models/models.js";
import { explanationLines } from "../../report/explanation.js";
import { diagramOf } from "../../report/graph/diagram.js";
import { layOutDiagram } from "../../report/graph/layout.js";
import { svg } from "../../report/graph/svg.js";
import { PLAIN } from "../../report/look.js";
import { changeText } from "../../report/repairs.js";
import { groupDigits, outcomeText } from "../../report/words.js";
import { type Diagnostic, formatDiagnostic } from "../../source/diagnostic.js";
import { Source } from "../../source/source.js";
import { unreachable } from "../../source/unreachable.js";
import type { Answer, CellShown, Mark, Place, Question, RunAnswer } from "../questions/protocol.js";
import { stepAnswer } from "./walking.js";

/** Memory that a page may take for states: beyond that browsers end it. */
const BYTES_MAX = 1024 ** 3;
const LIMITS = { ...DEFAULT_LIMITS, bytesMax: BYTES_MAX };
const LOWERING = { loopRoundsMax: LIMITS.loopRoundsMax };
/** What `litmus fix` looks for at most. */
const REPAIRS_MAX = 32;
const SEARCHES_MAX = 20_000;

type OnProgress = (message: string) => void;

/** Answers a question with the same code as the command line. The signal ends it with what is known. */
export async function answer(
  question: Question,
  signal: AbortSignal,
  progress: OnProgress,
): Promise<Answer> {
  const { test, diagnostics } = readTest(new Source("test", question.text), LOWERING);
  if (question.kind === "read") return { kind: "read", marks: diagnostics.map(markOf) };
  if (test === null) return problem(formatDiagnostic(diagnostics[0]!));
  const options = optionsFor(test, signal, progress);
  switch (question.kind) {
    case "run":
      return runAnswer(await runTest(test, options));
    case "explain":
      return explainAnswer(test, question, options);
    case "fix":
      return fixAnswer(test, question, options, progress);
    case "step":
      return stepAnswer(test, question, options, LOWERING);
    default:
      return unreachable(question);
  }
}

function problem(message: string): Answer {
  return { kind: "problem", message };
}

function optionsFor(test: Test, signal: AbortSignal, progress: OnProgress): RunOptions {
  const named = test.defaultModels;
  const chosen = named === null ? defaultModels : models.filter(({ id }) => named.includes(id));
  return {
    models: chosen,
    variants: null,
    limits: LIMITS,
    machineOptions: DEFAULT_MACHINE_OPTIONS,
    signal,
    clock: () => performance.now(),
    onProgress: (now) => progress(progressText(now)),
  };
}

function progressText({ variant, model, engine, steps }: Progress): string {
  const what = engine === "machine" ? "steps" : "executions";
  const where = variant === null ? model : `${variant}, ${model}`;
  return `${where}: ${groupDigits(steps)} ${what} looked at`;
}

function markOf({ span, severity, message, notes }: Diagnostic): Mark {
  return {
    start: span.start,
    end: Math.max(span.start + 1, span.end),
    line: span.source.position(span.start).line,
    severity,
    message: [message, ...notes.map((note) => note.message)].join("\n"),
  };
}

function runAnswer(result: TestResult): RunAnswer {
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

/** The options of a run for one cell; null for a model that is not there. */
function cellOptions(place: Place, options: RunOptions): (RunOptions & { model: Model }) | null {
  const model = models.find(({ id }) => id === place.model);
  if (model === undefined) return null;
  return { ...options, model, models: [model], variants: [place.variant ?? ""] };
}

async function explainAnswer(test: Test, place: Place, options: RunOptions): Promise<Answer> {
  const one = cellOptions(place, options);
  if (one === null) return problem(`there is no model ${place.model}`);
  const [explanation] = await explain(test, one);
  if (explanation === undefined) return problem(`${place.model} does not speak of this test`);
  const lines = explanationLines(explanation, PLAIN);
  let diagram = diagramOf(explanation);
  if (diagram === null && hasAxioms(one.model) && options.signal?.aborted !== true) {
    const [drawn] = await explain(test, { ...one, engine: "axioms" });
    diagram = drawn === undefined ? null : diagramOf(drawn);
  }
  const picture = diagram === null ? null : svg(layOutDiagram(diagram));
  return { kind: "explain", lines, picture };
}

async function fixAnswer(
  test: Test,
  place: Place,
  options: RunOptions,
  progress: OnProgress,
): Promise<Answer> {
  const one = cellOptions(place, options);
  const variant = test.variants.find(({ name }) => name === place.variant);
  if (one === null || variant === undefined) return problem("there is no such cell");
  const fixes = await fix(test, variant, {
    run: one,
    lowering: LOWERING,
    direction: "stronger",
    repairsMax: REPAIRS_MAX,
    searchesMax: SEARCHES_MAX,
    onProgress: (searches) => progress(`${groupDigits(searches)} programs tried`),
  });
  if (fixes === null) return problem("the orders of this test cannot be written in another way");
  const [set] = fixes.sets;
  return {
    kind: "fix",
    isComplete: set?.isComplete ?? fixes.unknown.length === 0,
    repairs: (set?.repairs ?? []).map((repair) => ({
      changes: repair.changes.map(changeText),
      text: applied(test, place.variant, repair),
    })),
  };
}

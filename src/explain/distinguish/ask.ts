import type { LoweringOptions } from "../../dialect/dialect.js";
import { readTest, type Test } from "../../harness/load.js";
import type { Cell } from "../../harness/result.js";
import { type RunOptions, runTest } from "../../harness/run.js";
import { hasAxioms, hasMachine, type Model } from "../../models/model.js";
import type { Program } from "../../program/program.js";
import { Source } from "../../source/source.js";

/** How models are asked: what `runTest` wants, but for the models. */
export type AskOptions = Omit<RunOptions, "models" | "variants" | "isCounting">;

/** What a model says of a program. */
export interface Answer {
  /** Final states, as decimal numbers in the order in which the text names what is seen. */
  readonly states: ReadonlySet<string>;
  readonly isComplete: boolean;
}

const LOWERING: LoweringOptions = { loopRoundsMax: 1, macros: null };

/** Reads a generated text. */
export function readGenerated(text: string): Test {
  const { test, diagnostics } = readTest(new Source("generated.lit", text), LOWERING);
  if (test !== null) return test;
  const problems = diagnostics.map(({ message }) => message).join("; ");
  throw new Error(`a generated program cannot be read: ${problems}\n${text}`);
}

/** Asks a model about a test; null when it does not speak of something that the test does. */
export async function ask(test: Test, model: Model, options: AskOptions): Promise<Answer | null> {
  const { engine = quickEngine(model) } = options;
  const choices = engine === "axioms" ? (["axioms", "default"] as const) : [engine];
  for (const choice of choices) {
    const result = await runTest(test, {
      ...{ ...options, models: [model], variants: null, engine: choice },
    });
    const { cells, program } = result.variants[0]!;
    const [cell] = cells;
    if (cell !== undefined) return answerOf(program, cell);
  }
  return null;
}

/** The semantics that is quicker to ask about a small program: machines in order are, others are not. */
function quickEngine(model: Model): "machine" | "axioms" {
  return hasMachine(model) && (model.isChecked !== true || !hasAxioms(model))
    ? "machine"
    : "axioms";
}

function answerOf({ values }: Program, { outcomes, isComplete }: Cell): Answer {
  const states = outcomes.map((outcome) => outcome.values.map((v) => values.decode(v)).join());
  return { states: new Set(states), isComplete };
}

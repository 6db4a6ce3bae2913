import { ModelFailure } from "../axiomatic/judge.js";
import type { LoweringOptions } from "../dialect/dialect.js";
import { lkmm } from "../models/lkmm.js";
import { type Engine, enginesOf, type Model } from "../models/model.js";
import { models } from "../models/models.js";
import { type Diagnostic, place } from "../source/diagnostic.js";
import type { Source } from "../source/source.js";
import type { KnownAnswer } from "./answers.js";
import { type Comparison, compareAnswer } from "./comparison.js";
import type { Limits } from "./limits.js";
import { readTest, type Test } from "./load.js";
import { type RunOptions, runTest } from "./run.js";

/** How tests are asked whose answers are known. */
export interface ConformanceOptions
  extends Pick<
    RunOptions,
    "machineOptions" | "axiomaticReductions" | "clock" | "signal" | "memory" | "onProgress"
  > {
  /** Which semantics of a model is asked. */
  readonly engine: Engine;
  readonly limits: Limits;
  readonly lowering: LoweringOptions;
  /** Judges every row in place of the model that its answer is for; null for none. */
  readonly ownModel: Model | null;
  /** Only rows that are answers for these; null for all. */
  readonly models: readonly Model[] | null;
}

/** How one row came out. */
export type RowResult =
  | {
      readonly kind: "compared";
      /** What the row's answer is for. */
      readonly answering: Model;
      /** What was asked: the same, if the user has no model of his own. */
      readonly model: Model;
      readonly comparison: Comparison;
    }
  /** There is nothing to compare: the test cannot be read, or no answer can be had. */
  | {
      readonly kind: "unsupported";
      readonly reason: string;
      readonly place: string;
      /** Null when the test cannot be read. */
      readonly answering: Model | null;
    }
  /** Its answer is for a model that nobody asked about. */
  | { readonly kind: "left out"; readonly answering: Model }
  /** The row names no model, the text of the test can be of several languages, and nobody said of which. */
  | { readonly kind: "uncertain" }
  | { readonly kind: "interrupted" };

/**
 * Asks the model that a row's answer is for, and compares. `usual` is the model of the rows around it,
 * where that is known: it says what a test is whose text can be of several languages.
 */
export async function checkAnswer(
  source: Source,
  answer: Omit<KnownAnswer, "file" | "span">,
  usual: Model | null,
  options: ConformanceOptions,
): Promise<RowResult> {
  const preferred = answer.model ?? usual;
  const lowering = preferred === null ? {} : { preferredModel: preferred.id };
  const { test, diagnostics } = readTest(source, { ...options.lowering, ...lowering });
  const isUncertain = test === null || !test.isLanguageCertain;
  if (isUncertain && preferred === null) return { kind: "uncertain" };
  if (test === null) return unsupported(diagnostics.find((d) => d.severity === "error")!, null);
  const answering = answer.model ?? ownModelOf(test);
  if (options.models !== null && !options.models.includes(answering)) {
    return { kind: "left out", answering };
  }
  const [variant, ...others] = test.variants;
  const without = (reason: string): RowResult => ({
    kind: "unsupported",
    reason,
    place: source.name,
    answering,
  });
  if (others.length > 0) return without("it has variants, and a row answers for one program");
  const model = options.ownModel ?? answering;
  if (!enginesOf(model).includes(options.engine)) {
    return without(`${model.id} has no ${options.engine}`);
  }
  try {
    const { variants, isInterrupted } = await runTest(test, {
      ...options,
      models: [model],
      variants: null,
    });
    if (isInterrupted) return { kind: "interrupted" };
    const { cells, skipped } = variants[0]!;
    const [cell] = cells;
    if (cell !== undefined) {
      const comparison = compareAnswer(variant!.program, cell, answer);
      return { kind: "compared", answering, model, comparison };
    }
    return without(`${model.id} has no ${options.engine} for ${skipped[0]!.lacks}`);
  } catch (failure) {
    if (failure instanceof ModelFailure) return unsupported(failure.diagnostic, answering);
    throw failure;
  }
}

/**
 * The model that an answer without a model is for, as far as the text of its test says it by itself: null when the text
 * can be of several languages, or cannot be read.
 */
export function answeringModel(source: Source, lowering: LoweringOptions): Model | null {
  const { test } = readTest(source, lowering);
  return test?.isLanguageCertain === true ? ownModelOf(test) : null;
}

function unsupported({ message, span }: Diagnostic, answering: Model | null): RowResult {
  return { kind: "unsupported", reason: message, place: place(span), answering };
}

/** The model that most of some answers are for; the kernel's for none. */
export function usualModel(answering: readonly Model[]): Model {
  const counts = new Map<Model, number>();
  for (const model of answering) counts.set(model, (counts.get(model) ?? 0) + 1);
  const [most] = [...counts].sort(([, a], [, b]) => b - a);
  return most?.[0] ?? lkmm;
}

/** The first of the models that a test's language asks for; the kernel's asks for that of the kernel. */
function ownModelOf({ defaultModels }: Test): Model {
  const [id = lkmm.id] = defaultModels ?? [];
  return models.find((model) => model.id === id)!;
}

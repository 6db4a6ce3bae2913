import type { ExpectationNode, LitmusFile, Observation } from "../litmus/file.js";
import { models } from "../models/models.js";
import { type Diagnostics, place } from "../source/diagnostic.js";
import { meant, nearest } from "../source/nearest.js";
import type { Span } from "../source/source.js";
import type { ExpectationResult, VariantResult } from "./result.js";
import { judge } from "./verdict.js";

/** What the author expects of one variant under one model. */
export interface Expectation {
  /** Null for a file without variants. */
  readonly variant: string | null;
  readonly model: string;
  readonly observation: Observation;
  readonly span: Span;
}

/**
 * One expectation for each variant and model that the file speaks of, in the order of the variants. One for a variant
 * by name beats one for all of them. A model that does not exist is an error, and so are two expectations that
 * contradict each other.
 */
export function resolveExpectations(
  file: LitmusFile,
  diagnostics: Diagnostics,
): readonly Expectation[] {
  const variants = file.variants.length > 0 ? file.variants.map((v) => v.name.text) : [null];
  const cells = new Map<string, ExpectationNode>();
  for (const node of file.expectations) {
    if (!isMeaningful(node, diagnostics)) continue;
    const key = cellKey(node.variant?.text ?? null, node.model.text);
    const earlier = cells.get(key);
    if (earlier === undefined) cells.set(key, node);
    else if (earlier.observation !== node.observation) {
      diagnostics.error(
        "expectation-twice",
        node.span,
        `\`${node.observation}\` is expected here for \`${node.model.text}\`, but elsewhere \`${earlier.observation}\``,
        { message: "the other one is here", span: earlier.span },
      );
    }
  }
  const modelIds = [...new Set(file.expectations.map((node) => node.model.text))];
  const resolved: Expectation[] = [];
  for (const variant of variants) {
    for (const model of modelIds) {
      const node = cells.get(cellKey(variant, model)) ?? cells.get(cellKey(null, model));
      if (node === undefined) continue;
      const { observation, span } = node;
      resolved.push({ variant, model, observation, span });
    }
  }
  return resolved;
}

/** Compares what was found with what was expected. Cells that were not run are not judged. */
export function judgeExpectations(
  expectations: readonly Expectation[],
  variants: readonly VariantResult[],
): readonly ExpectationResult[] {
  return expectations.map(({ variant, model, observation, span }) => {
    const cells = variants.find((result) => result.name === variant)?.cells;
    const cell = cells?.find((candidate) => candidate.model.id === model);
    return {
      variant,
      model,
      expected: observation,
      actual: cell?.observation ?? null,
      holds: cell === undefined ? null : judge(observation, cell),
      place: place(span),
    };
  });
}

/** Whether the model of an expectation can be meant; says what is wrong when not. */
function isMeaningful({ model }: ExpectationNode, diagnostics: Diagnostics): boolean {
  const ids = models.map((known) => known.id);
  if (ids.includes(model.text)) return true;
  const near = nearest(model.text, ids);
  const notes = near === undefined ? [`models: ${ids.join(", ")}`] : meant(near);
  diagnostics.error("unknown-model", model.span, `there is no model \`${model.text}\``, ...notes);
  return false;
}

function cellKey(variant: string | null, model: string): string {
  return `${variant === null ? "*" : `=${variant}`} ${model}`;
}

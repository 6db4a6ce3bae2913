import { DEFAULT_LIMITS } from "../../harness/limits.js";
import type { Test } from "../../harness/load.js";
import type { Progress } from "../../harness/pace.js";
import type { RunOptions } from "../../harness/run.js";
import { DEFAULT_MACHINE_OPTIONS, type Model } from "../../models/model.js";
import { defaultModels, models } from "../../models/models.js";
import { groupDigits } from "../../report/words.js";
import type { Place } from "../questions/protocol.js";

/** Memory that a page may take for states: beyond that browsers end it. */
const BYTES_MAX = 1024 ** 3;
const LIMITS = { ...DEFAULT_LIMITS, bytesMax: BYTES_MAX };

/** How tests are read: as the command line reads them. */
export const LOWERING = { loopRoundsMax: LIMITS.loopRoundsMax };

/** Tells the page in words how far a search is. */
export type OnProgress = (message: string) => void;

/** The options of a run of all variants under the models that the test is for. */
export function optionsFor(test: Test, signal: AbortSignal, progress: OnProgress): RunOptions {
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

/** How far a search is, in words. */
export function progressText({ variant, model, engine, steps }: Progress): string {
  const what = engine === "machine" ? "steps" : "executions";
  const where = variant === null ? model : `${variant}, ${model}`;
  return `${where}: ${groupDigits(steps)} ${what} looked at`;
}

/** The options of a run for one cell; null for a model that is not there. */
export function cellOptions(
  place: Place,
  options: RunOptions,
): (RunOptions & { readonly model: Model }) | null {
  const model = models.find(({ id }) => id === place.model);
  if (model === undefined) return null;
  return { ...options, model, models: [model], variants: [place.variant ?? ""] };
}

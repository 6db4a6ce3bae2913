import { MAPPINGS } from "./mappings.js";
import { type Engine, enginesOf } from "./model.js";
import { models } from "./models.js";

/** A model as a list of models shows it, and as `models --json` prints it. */
export interface ModelEntry {
  readonly id: string;
  readonly title: string;
  readonly source: string;
  /** Ids of models whose outcomes this one contains. */
  readonly contains: readonly string[];
  readonly engines: readonly Engine[];
  readonly note?: string;
  /** What a compiler makes of C11 for it, in words; for models of hardware. */
  readonly mapping?: string;
}

/** All models, in the order of the registry. */
export function modelEntries(): readonly ModelEntry[] {
  return models.map((model): ModelEntry => {
    const { id, title, source, contains, note } = model;
    const mapping = MAPPINGS.get(id)?.text;
    return {
      ...{ id, title, source, contains, engines: enginesOf(model) },
      ...(note === undefined ? {} : { note }),
      ...(mapping === undefined ? {} : { mapping }),
    };
  });
}

import { GENERIC } from "./generic.js";
import { KERNEL, KERNEL_V1, KERNEL_V2 } from "./kernel.js";
import type { Vocabulary } from "./vocabulary.js";

/** Every vocabulary, by its id: what `AxiomaticModel.vocabulary` names. */
export const VOCABULARIES: ReadonlyMap<string, Vocabulary> = new Map(
  [GENERIC, KERNEL, KERNEL_V1, KERNEL_V2].map((v) => [v.id, v]),
);

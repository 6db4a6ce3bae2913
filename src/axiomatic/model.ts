import type { Source } from "../source/source.js";
import type { FindFile } from "./cat/load.js";

/** An axiomatic model: one of the registry, or a user's own. */
export interface AxiomaticModel {
  /** The cat text. */
  readonly text: string;
  /** Name of the file, for messages: `lkmm.cat`. */
  readonly file: string;
  /** Names of the events; an id of `vocabulary/vocabularies.ts`. */
  readonly vocabulary: string;
  /** herd's variants that are on, such as `lkmmv2`. */
  readonly variants: readonly string[];
  /** What a program may do that the axioms do not speak of; absent: nothing. */
  readonly lacks?: readonly Feature[];
  /** Whether they know that the parts of an access are one: see `Load.parts`. */
  readonly hasParts?: boolean;
  /** What runs before the model; absent: nothing. */
  readonly bell?: Source;
  /** Finds what a user's model includes; absent: there is the built-in library only. */
  readonly findFile?: FindFile;
}

/** Something that not every model has rules for: read-side sections and grace periods of RCU and SRCU. */
export type Feature = "RCU";

/** An axiomatic model as the registry holds it. */
export interface AxiomaticModel {
  /** The cat text. */
  readonly text: string;
  /** Name of the file, for messages: `lkmm.cat`. */
  readonly file: string;
  /** Names of the events; an id of `vocabulary/vocabularies.ts`. */
  readonly vocabulary: string;
  /** herd's variants that are on, such as `lkmmv2`. */
  readonly variants: readonly string[];
}

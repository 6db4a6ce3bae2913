/** What another tool made of a row. */
export type Answer =
  /** It is not there, or has no program of this kind. */
  | { readonly kind: "none" }
  /** A smaller one of the same kind was cut off. */
  | { readonly kind: "not run" }
  | { readonly kind: "cut off"; readonly seconds: number }
  /** It does not take the program. */
  | { readonly kind: "refused" }
  | { readonly kind: "took"; readonly seconds: number; readonly count: number };

/** One search of another tool takes so many seconds at most. */
export const SECONDS_MAX = 60;

export const NONE: Answer = { kind: "none" };

import type { Span } from "../source/source.js";
import type { Register } from "./expression.js";
import type { Location } from "./program.js";
import type { Code } from "./value.js";

/** What a final state is asked for: a thread's register or a location. */
export type Term =
  | {
      readonly kind: "register";
      readonly thread: number;
      readonly register: Register;
      readonly name: string;
    }
  | { readonly kind: "location"; readonly location: Location; readonly name: string }
  | { readonly kind: "constant"; readonly code: Code; readonly name: string };

/** A proposition over final states. */
export type Proposition =
  | {
      readonly kind: "compare";
      readonly operator: "=" | "!=" | "<" | "<=" | ">" | ">=";
      readonly left: Term;
      readonly right: Term;
    }
  | {
      readonly kind: "and" | "or" | "implies";
      readonly left: Proposition;
      readonly right: Proposition;
    }
  | { readonly kind: "not"; readonly operand: Proposition }
  | { readonly kind: "constant"; readonly value: boolean };

/** A proposition with its quantifier, as the user wrote it. */
export interface Condition {
  readonly quantifier: "exists" | "not-exists" | "forall";
  readonly proposition: Proposition;
  /** The whole clause in the source. */
  readonly span: Span;
}

/** Whether a final state satisfies a proposition; `value` gives a term's code. Codes compare as integers. */
export type TermReader = (term: Term) => Code;

import type { Span } from "../source/source.js";
import { unreachable } from "../source/unreachable.js";
import type { Register } from "./expression.js";
import type { Location, Parts } from "./program.js";
import type { Code, Values } from "./value.js";

/** What a final state is asked for: a thread's register or a location. */
export type Term =
  | {
      readonly kind: "register";
      readonly thread: number;
      readonly register: Register;
      readonly name: string;
    }
  | {
      readonly kind: "location";
      readonly location: Location;
      readonly name: string;
      /** As in `Observed`. */
      readonly parts?: Parts | undefined;
    }
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

/** Gives a term's code in one final state. */
export type TermReader = (term: Term) => Code;

/** Whether a final state satisfies a proposition. Codes compare as the integers that they stand for. */
export function isSatisfied(proposition: Proposition, read: TermReader, values: Values): boolean {
  switch (proposition.kind) {
    case "constant":
      return proposition.value;
    case "not":
      return !isSatisfied(proposition.operand, read, values);
    case "and":
      return (
        isSatisfied(proposition.left, read, values) && isSatisfied(proposition.right, read, values)
      );
    case "or":
      return (
        isSatisfied(proposition.left, read, values) || isSatisfied(proposition.right, read, values)
      );
    case "implies":
      return (
        !isSatisfied(proposition.left, read, values) || isSatisfied(proposition.right, read, values)
      );
    case "compare": {
      const order = values.compare(read(proposition.left), read(proposition.right));
      return isInOrder(proposition.operator, order);
    }
    default:
      return unreachable(proposition);
  }
}

/** Every register and location that a proposition asks for, in the order of the text; a term may come twice. */
export function termsOf(proposition: Proposition): readonly Term[] {
  const terms: Term[] = [];
  addTerms(proposition, terms);
  return terms;
}

function addTerms(proposition: Proposition, terms: Term[]): void {
  switch (proposition.kind) {
    case "constant":
      return;
    case "not":
      addTerms(proposition.operand, terms);
      return;
    case "and":
    case "or":
    case "implies":
      addTerms(proposition.left, terms);
      addTerms(proposition.right, terms);
      return;
    case "compare":
      for (const term of [proposition.left, proposition.right]) {
        if (term.kind !== "constant") terms.push(term);
      }
      return;
    default:
      unreachable(proposition);
  }
}

type Comparison = Extract<Proposition, { kind: "compare" }>["operator"];

/** Whether what `Values.compare` says of two integers is what an operator asks for. */
function isInOrder(operator: Comparison, order: number): boolean {
  switch (operator) {
    case "=":
      return order === 0;
    case "!=":
      return order !== 0;
    case "<":
      return order < 0;
    case "<=":
      return order <= 0;
    case ">":
      return order > 0;
    case ">=":
      return order >= 0;
    default:
      return unreachable(operator);
  }
}

import type { Code, IntegerType } from "./value.js";

/** A register of one thread, numbered from 0. */
export type Register = number;

/** Operators with C's meaning; both operands are first converted to the node's type, the result wraps to it. */
export type BinaryOperator =
  | "+"
  | "-"
  | "*"
  | "/"
  | "%"
  | "&"
  | "|"
  | "^"
  | "<<"
  | ">>"
  | "=="
  | "!="
  | "<"
  | "<="
  | ">"
  | ">=";

export type UnaryOperator = "-" | "~" | "!";

/**
 * A pure expression over the registers of one thread. No memory access, no short circuit (those are instructions and
 * branches), no undefined behaviour: the lowering puts a check before a division or a shift that could go wrong.
 */
export type Expression =
  | { readonly kind: "constant"; readonly code: Code }
  | { readonly kind: "register"; readonly register: Register }
  /** The value that the enclosing read-modify-write or checked store finds at its location. */
  | { readonly kind: "old" }
  | {
      readonly kind: "unary";
      readonly operator: UnaryOperator;
      readonly type: IntegerType;
      readonly operand: Expression;
    }
  | {
      readonly kind: "binary";
      readonly operator: BinaryOperator;
      /** The type of the operands after the usual conversions; comparisons give 0 or 1. */
      readonly type: IntegerType;
      readonly left: Expression;
      readonly right: Expression;
    }
  /** Conversion of an integer to a type. */
  | { readonly kind: "cast"; readonly type: IntegerType; readonly operand: Expression };

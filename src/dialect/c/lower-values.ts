import { evaluate } from "../../program/evaluate.js";
import type {
  BinaryOperator,
  Expression,
  Register,
  UnaryOperator,
} from "../../program/expression.js";
import { INTEGER_TYPES, type IntegerType, type Values } from "../../program/value.js";
import type { Span } from "../../source/source.js";
import { ANY, integerOf, isWithin, type PointerType, type Type, VOID } from "./types.js";

/** What an expression of the source gives. */
export type Value =
  | { readonly kind: "scalar"; readonly expression: Expression; readonly type: Type }
  /** The address of a local variable: known while lowering, in no register and no location. */
  | { readonly kind: "local-address"; readonly place: LocalPlace; readonly type: PointerType };

export type ScalarValue = Extract<Value, { kind: "scalar" }>;

/** What can be read and written. */
export type Place = MemoryPlace | LocalPlace;

export interface MemoryPlace {
  readonly kind: "memory";
  readonly address: Expression;
  readonly type: Type;
}

/** A local variable, or a part of one: its cells from `at` on. */
export interface LocalPlace {
  readonly kind: "local";
  readonly variable: Variable;
  readonly at: number;
  readonly type: Type;
}

/** A variable of a function or thread: one register for each scalar in it. */
export interface Variable {
  readonly name: string;
  readonly type: Type;
  readonly registers: readonly Register[];
  readonly span: Span;
  /** Something has been assigned to it by the code so far, or it has been reported that nothing was. */
  isSet: boolean;
  /** Not declared by the text, but by the init block or by an assignment, as in herd's tests. */
  readonly isImplicit: boolean;
}

export function scalar(expression: Expression, type: Type): ScalarValue {
  return { kind: "scalar", expression, type };
}

/** What stands for a value after an error that was reported: no further errors come of it. */
export const POISON: ScalarValue = scalar({ kind: "constant", code: 0 }, ANY);

/** What gives no value. */
export const NOTHING: ScalarValue = scalar({ kind: "constant", code: 0 }, VOID);

export function constant(value: bigint, type: Type, values: Values): ScalarValue {
  const integer = integerOf(type);
  const code = values.encode(integer === null ? value : values.wrap(value, integer));
  return scalar({ kind: "constant", code }, type);
}

/** The integer that a value is known to be, or null. */
export function constantOf(value: Value, values: Values): bigint | null {
  if (value.kind !== "scalar" || value.expression.kind !== "constant") return null;
  return values.decode(value.expression.code);
}

export function binary(
  operator: BinaryOperator,
  type: IntegerType,
  left: Expression,
  right: Expression,
  values: Values,
): Expression {
  const whole: Expression = { kind: "binary", operator, type, left, right };
  if (left.kind !== "constant" || right.kind !== "constant") return whole;
  return folded(whole, values);
}

export function unary(
  operator: UnaryOperator,
  type: IntegerType,
  operand: Expression,
  values: Values,
): Expression {
  const whole: Expression = { kind: "unary", operator, type, operand };
  return operand.kind === "constant" ? folded(whole, values) : whole;
}

export function cast(type: IntegerType, operand: Expression, values: Values): Expression {
  const whole: Expression = { kind: "cast", type, operand };
  return operand.kind === "constant" ? folded(whole, values) : whole;
}

const NO_REGISTERS = new Int32Array(0);

function folded(expression: Expression, values: Values): Expression {
  return { kind: "constant", code: evaluate(expression, NO_REGISTERS, 0, 0, values) };
}

/**
 * A scalar as another scalar type holds it. A pointer takes an integer as it is, and an untyped place any value.
 */
export function converted(value: ScalarValue, to: Type, values: Values): ScalarValue {
  const target = integerOf(to);
  const { expression, type: from } = value;
  if (target === null) return scalar(expression, to);
  const source = integerOf(from);
  const isConstant = expression.kind === "constant";
  if (to.kind === "pointer" && !isConstant) return scalar(expression, to);
  if (source !== null && isWithin(source, target)) return scalar(expression, to);
  return scalar(cast(target, expression, values), to);
}

/** The width and sign in which an operator computes on a type; an untyped value is a long. */
export function computing(type: Type): IntegerType {
  return integerOf(type) ?? "s64";
}

/** Whether `count` shifts a value of the type by less than its width. */
export function isShiftCount(count: bigint, type: IntegerType): boolean {
  return count >= 0n && count < BigInt(INTEGER_TYPES[type].bits);
}

/** Whether evaluating the expression again later may give something else: it reads a register that is no temporary. */
export function mentionsRegister(
  expression: Expression,
  isNamed: (register: Register) => boolean,
): boolean {
  switch (expression.kind) {
    case "register":
      return isNamed(expression.register);
    case "unary":
    case "cast":
      return mentionsRegister(expression.operand, isNamed);
    case "binary":
      return (
        mentionsRegister(expression.left, isNamed) || mentionsRegister(expression.right, isNamed)
      );
    default:
      return false;
  }
}

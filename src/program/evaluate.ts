import { unreachable } from "../source/unreachable.js";
import type { BinaryOperator, Expression, UnaryOperator } from "./expression.js";
import { type Code, type IntegerType, SMALL_MIN, type Values } from "./value.js";

/** A packed state, or any array that holds the registers of a thread next to each other. */
type Registers = Int32Array;

/**
 * The code of a pure expression. The thread's register 0 stands at `registers[at]`; `old` is what the enclosing access
 * finds in memory. Small operands never leave the number type; only wide ones go through BigInt.
 */
export function evaluate(
  expression: Expression,
  registers: Registers,
  at: number,
  old: Code,
  values: Values,
): Code {
  switch (expression.kind) {
    case "constant":
      return expression.code;
    case "register":
      return registers[at + expression.register]!;
    case "old":
      return old;
    case "binary":
      return binary(
        expression.operator,
        expression.type,
        evaluate(expression.left, registers, at, old, values),
        evaluate(expression.right, registers, at, old, values),
        values,
      );
    case "unary":
      return unary(
        expression.operator,
        expression.type,
        evaluate(expression.operand, registers, at, old, values),
        values,
      );
    case "cast":
      return convert(
        evaluate(expression.operand, registers, at, old, values),
        expression.type,
        values,
      );
    default:
      return unreachable(expression);
  }
}

/** The code of an integer after conversion to a type. */
function convert(code: Code, type: IntegerType, values: Values): Code {
  if (code < SMALL_MIN) return values.encode(values.wrap(values.decode(code), type));
  switch (type) {
    case "s32":
    case "s64":
      return code;
    case "u32":
      return code >= 0 ? code : values.encode(code + 2 ** 32);
    case "u64":
      return code >= 0 ? code : values.encode(BigInt.asUintN(64, BigInt(code)));
    case "bool":
      return code === 0 ? 0 : 1;
    case "s8":
      return (code << 24) >> 24;
    case "u8":
      return code & 0xff;
    case "s16":
      return (code << 16) >> 16;
    case "u16":
      return code & 0xffff;
    default:
      return unreachable(type);
  }
}

function unary(operator: UnaryOperator, type: IntegerType, x: Code, values: Values): Code {
  if (operator === "!") return convert(x, type, values) === 0 ? 1 : 0;
  const value = values.wrap(values.decode(x), type);
  return values.encode(values.wrap(operator === "-" ? -value : ~value, type));
}

function binary(
  operator: BinaryOperator,
  type: IntegerType,
  a: Code,
  b: Code,
  values: Values,
): Code {
  if (a >= SMALL_MIN && b >= SMALL_MIN && isUnchangedBy(type, a, b)) {
    const result = small(operator, a, b);
    if (Number.isSafeInteger(result)) {
      if (type === "s32") return toCode(result | 0, values);
      if (type === "u32") return toCode(result >>> 0, values);
      // Adding 0 turns -0 into 0.
      if (type === "s64" || result >= 0) return toCode(result + 0, values);
    }
  }
  return wide(operator, type, a, b, values);
}

/** Whether small operands stay what they are when converted to a type of 32 or 64 bits. */
function isUnchangedBy(type: IntegerType, a: number, b: number): boolean {
  if (type === "s32" || type === "s64") return true;
  return (type === "u32" || type === "u64") && a >= 0 && b >= 0;
}

/** The result for operands of at most 32 bits: exact when it is a safe integer. */
function small(operator: BinaryOperator, a: number, b: number): number {
  switch (operator) {
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "/":
      return Math.trunc(a / divisor(b));
    case "%":
      return a % divisor(b);
    case "&":
      return a & b;
    case "|":
      return a | b;
    case "^":
      return a ^ b;
    case "<<":
      return a * 2 ** b;
    case ">>":
      return Math.floor(a / 2 ** b);
    case "==":
      return a === b ? 1 : 0;
    case "!=":
      return a !== b ? 1 : 0;
    case "<":
      return a < b ? 1 : 0;
    case "<=":
      return a <= b ? 1 : 0;
    case ">":
      return a > b ? 1 : 0;
    case ">=":
      return a >= b ? 1 : 0;
    default:
      return unreachable(operator);
  }
}

function wide(
  operator: BinaryOperator,
  type: IntegerType,
  left: Code,
  right: Code,
  values: Values,
): Code {
  const a = values.wrap(values.decode(left), type);
  const b = values.wrap(values.decode(right), type);
  const truth = comparison(operator, a, b);
  if (truth !== null) return truth ? 1 : 0;
  return values.encode(values.wrap(arithmetic(operator, a, b), type));
}

function comparison(operator: BinaryOperator, a: bigint, b: bigint): boolean | null {
  switch (operator) {
    case "==":
      return a === b;
    case "!=":
      return a !== b;
    case "<":
      return a < b;
    case "<=":
      return a <= b;
    case ">":
      return a > b;
    case ">=":
      return a >= b;
    default:
      return null;
  }
}

function arithmetic(operator: BinaryOperator, a: bigint, b: bigint): bigint {
  switch (operator) {
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "/":
      divisor(Number(b));
      return a / b;
    case "%":
      divisor(Number(b));
      return a % b;
    case "&":
      return a & b;
    case "|":
      return a | b;
    case "^":
      return a ^ b;
    case "<<":
      return a << b;
    case ">>":
      return a >> b;
    default:
      throw new Error(`not arithmetic: ${operator}`);
  }
}

/** Lowering puts a check before every division, so 0 never comes here. */
function divisor(b: number): number {
  if (b === 0) throw new Error("division by zero in an expression that was not checked");
  return b;
}

/** The code of a safe integer. */
function toCode(value: number, values: Values): Code {
  return value >= SMALL_MIN && value <= 0x7fffffff ? value : values.encode(value);
}

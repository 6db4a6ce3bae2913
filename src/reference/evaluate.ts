import type { Expression } from "../program/expression.js";
import { type Code, INTEGER_TYPES, type IntegerType, type Values } from "../program/value.js";
import { unreachable } from "../source/unreachable.js";

/**
 * The value of an expression, computed in unbounded integers as C defines it: convert the operands to the type of the
 * node, operate, wrap. `old` is what an enclosing read-modify-write found.
 */
export function evaluate(
  expression: Expression,
  registers: readonly Code[],
  values: Values,
  old?: Code,
): Code {
  if (expression.kind === "constant") return expression.code;
  if (expression.kind === "register") return registers[expression.register]!;
  return values.encode(integer(expression, registers, values, old));
}

function integer(
  e: Expression,
  registers: readonly Code[],
  values: Values,
  old: Code | undefined,
): bigint {
  const part = (operand: Expression): bigint => integer(operand, registers, values, old);
  switch (e.kind) {
    case "constant":
      return values.decode(e.code);
    case "register":
      return values.decode(registers[e.register]!);
    case "old":
      if (old === undefined) throw new RangeError("`old` outside of a read-modify-write");
      return values.decode(old);
    case "cast":
      return values.wrap(part(e.operand), e.type);
    case "unary": {
      const operand = values.wrap(part(e.operand), e.type);
      if (e.operator === "!") return operand === 0n ? 1n : 0n;
      return values.wrap(e.operator === "-" ? -operand : ~operand, e.type);
    }
    case "binary": {
      const left = values.wrap(part(e.left), e.type);
      const right = values.wrap(part(e.right), e.type);
      return values.wrap(binary(e.operator, left, right, e.type), e.type);
    }
    default:
      return unreachable(e);
  }
}

function binary(
  operator: Extract<Expression, { kind: "binary" }>["operator"],
  left: bigint,
  right: bigint,
  type: IntegerType,
): bigint {
  const truth = (holds: boolean): bigint => (holds ? 1n : 0n);
  switch (operator) {
    case "+":
      return left + right;
    case "-":
      return left - right;
    case "*":
      return left * right;
    case "/":
      return left / right;
    case "%":
      return left % right;
    case "&":
      return left & right;
    case "|":
      return left | right;
    case "^":
      return left ^ right;
    case "<<":
      return left << inWidth(right, type);
    case ">>":
      return left >> inWidth(right, type);
    case "==":
      return truth(left === right);
    case "!=":
      return truth(left !== right);
    case "<":
      return truth(left < right);
    case "<=":
      return truth(left <= right);
    case ">":
      return truth(left > right);
    case ">=":
      return truth(left >= right);
    default:
      return unreachable(operator);
  }
}

function inWidth(count: bigint, type: IntegerType): bigint {
  if (count >= 0n && count < INTEGER_TYPES[type].bits) return count;
  throw new RangeError(`shift of ${type} by ${count}: the lowering checks that before`);
}

import type { BinaryOperator, Expression } from "../../program/expression.js";
import { INTEGER_TYPES, type Values } from "../../program/value.js";
import type { Span } from "../../source/source.js";
import type { BinaryOperatorNode } from "./ast.js";
import type { ThreadLowering } from "./lower-context.js";
import {
  binary,
  computing,
  constant,
  constantOf,
  converted,
  isShiftCount,
  type ScalarValue,
  scalar,
  unary,
  type Value,
} from "./lower-values.js";
import {
  BOOL,
  cellCount,
  common,
  INT,
  integerOf,
  LONG,
  promoted,
  type Type,
  typeName,
  UNSIGNED_LONG,
} from "./types.js";

/** The arithmetic operators and comparisons, without the ones that are branches. */
export type Arithmetic = Exclude<BinaryOperatorNode, "&&" | "||">;

const COMPARISONS: ReadonlySet<string> = new Set(["==", "!=", "<", "<=", ">", ">="]);

/** Fails with `fault` when `isWrong` is not 0. */
export function check(
  thread: ThreadLowering,
  isWrong: Expression,
  fault: string,
  span: Span,
): void {
  const fine = thread.builder.label();
  const site = thread.site(span);
  thread.builder.branch(isWrong, fine, fine, site);
  thread.emit({ op: "fail", fault, site });
  thread.builder.place(fine);
}

/** `left operator right`, both evaluated; the checks that C's undefined behaviour asks for come before it. */
export function arithmetic(
  thread: ThreadLowering,
  operator: Arithmetic,
  left: Value,
  right: Value,
  span: Span,
): Value {
  if (left.kind === "local-address" || right.kind === "local-address") {
    return localArithmetic(thread, operator, left, right, span);
  }
  for (const { type } of [left, right]) {
    if (type.kind === "void") return thread.error("no-value", span, "this gives no value");
    if (type.kind === "struct") {
      return thread.error("not-scalar", span, `a whole ${typeName(type)} is no value here`);
    }
  }
  if (COMPARISONS.has(operator)) return compared(thread, operator, left, right);
  if (operator === "+" || operator === "-") {
    if (left.type.kind === "pointer" && right.type.kind === "pointer") {
      return distance(thread, operator, left, right, span);
    }
    if (left.type.kind === "pointer") return shifted(thread, left, right, operator, span);
    if (right.type.kind === "pointer" && operator === "+") {
      return shifted(thread, right, left, operator, span);
    }
  }
  if (operator === "<<" || operator === ">>") return shift(thread, operator, left, right, span);
  const type = common(left.type, right.type);
  const { values } = thread;
  const a = operand(left, type, values);
  const b = operand(right, type, values);
  if (operator === "/" || operator === "%") {
    if (!checkDivisor(thread, b, type, span)) return constant(0n, type, values);
  }
  return scalar(binary(operator, computing(type), a, b, values), type);
}

/** An operand of a node of that type: the node itself converts what is no constant. */
function operand(value: ScalarValue, type: Type, values: Values): Expression {
  if (value.expression.kind !== "constant") return value.expression;
  return converted(value, type, values).expression;
}

function compared(
  thread: ThreadLowering,
  operator: Arithmetic,
  left: ScalarValue,
  right: ScalarValue,
): Value {
  const type = common(left.type, right.type);
  const a = operand(left, type, thread.values);
  const b = operand(right, type, thread.values);
  return scalar(binary(operator as BinaryOperator, computing(type), a, b, thread.values), BOOL);
}

/** The difference of two pointers, in elements. */
function distance(
  thread: ThreadLowering,
  operator: Arithmetic,
  left: ScalarValue,
  right: ScalarValue,
  span: Span,
): Value {
  if (operator === "+") {
    return thread.error("wrong-pointer", span, "two pointers cannot be added");
  }
  const bytes = binary("-", "s64", left.expression, right.expression, thread.values);
  const size = constant(BigInt(8 * stepOf(left.type)), LONG, thread.values).expression;
  return scalar(binary("/", "s64", bytes, size, thread.values), LONG);
}

/** The pointer `index` elements on, or back. */
export function shifted(
  thread: ThreadLowering,
  pointer: Value,
  index: Value,
  operator: "+" | "-",
  span: Span,
): Value {
  const { values } = thread;
  const at = constantOf(index, values);
  if (pointer.kind === "local-address") {
    const { place, type } = pointer;
    if (at === null) {
      const message = `an index into the local variable \`${place.variable.name}\` must be a constant`;
      return thread.error("local-index", span, message, "declare it in the init block");
    }
    const steps = operator === "+" ? at : -at;
    const next = place.at + Number(steps) * stepOf(type);
    if (next >= 0 && next < place.variable.registers.length) {
      return { kind: "local-address", place: { ...place, at: next }, type };
    }
    const message = `index ${steps} is outside of \`${place.variable.name}\``;
    return thread.error("index-out-of-range", span, message);
  }
  if (index.kind === "local-address" || index.type.kind === "pointer") {
    return thread.error("wrong-pointer", span, "a pointer cannot be an index");
  }
  const type: Type =
    pointer.type.kind === "pointer" ? pointer.type : { kind: "pointer", to: pointer.type };
  const count = converted(index, integerOf(index.type) === "u64" ? UNSIGNED_LONG : LONG, values);
  const size = constant(BigInt(8 * stepOf(type)), LONG, values).expression;
  const bytes = binary("*", "s64", count.expression, size, values);
  return scalar(binary(operator, "u64", pointer.expression, bytes, values), type);
}

/** Cells between an element and the next. */
function stepOf(type: Type): number {
  return type.kind === "pointer" ? Math.max(1, cellCount(type.to)) : 1;
}

function localArithmetic(
  thread: ThreadLowering,
  operator: Arithmetic,
  left: Value,
  right: Value,
  span: Span,
): Value {
  const { values } = thread;
  if (operator === "==" || operator === "!=") {
    const isSame =
      left.kind === "local-address" &&
      right.kind === "local-address" &&
      left.place.variable === right.place.variable &&
      left.place.at === right.place.at;
    return constant(isSame === (operator === "==") ? 1n : 0n, INT, values);
  }
  if (left.kind === "local-address" && (operator === "+" || operator === "-")) {
    return shifted(thread, left, right, operator, span);
  }
  const local = left.kind === "local-address" ? left : right;
  const name = local.kind === "local-address" ? local.place.variable.name : "";
  return thread.error(
    "local-address",
    span,
    `no arithmetic on the address of the local \`${name}\``,
  );
}

function shift(
  thread: ThreadLowering,
  operator: "<<" | ">>",
  left: ScalarValue,
  right: ScalarValue,
  span: Span,
): Value {
  const { values } = thread;
  const type = left.type.kind === "integer" ? promoted(left.type) : common(left.type, INT);
  const integer = computing(type);
  const { bits } = INTEGER_TYPES[integer];
  const count = constantOf(right, values);
  if (count !== null && !isShiftCount(count, integer)) {
    const message = `a shift of ${typeName(type)} by ${count}: the count must be 0 to ${bits - 1}`;
    thread.error("shift-out-of-range", span, message);
    return constant(0n, type, values);
  }
  if (count === null) {
    const width = constant(BigInt(bits), UNSIGNED_LONG, values).expression;
    const isOutside = binary(">=", "u64", right.expression, width, values);
    check(thread, isOutside, `shift by a count outside of 0 to ${bits - 1}`, span);
  }
  const a = converted(left, type, values).expression;
  return scalar(binary(operator, integer, a, right.expression, values), type);
}

/** False when the divisor is the constant 0, which was then reported. */
function checkDivisor(
  thread: ThreadLowering,
  divisor: Expression,
  type: Type,
  span: Span,
): boolean {
  const { values } = thread;
  const known = constantOf(scalar(divisor, type), values);
  if (known === 0n) {
    thread.error("division-by-zero", span, "division by zero");
    return false;
  }
  if (known === null) {
    const zero = constant(0n, type, values).expression;
    const isZero = binary("==", computing(type), divisor, zero, values);
    check(thread, isZero, "division by zero", span);
  }
  return true;
}

/** `-x`, `+x`, `~x`, `!x`. */
export function negated(
  thread: ThreadLowering,
  operator: "-" | "+" | "~" | "!",
  operand: Value,
  span: Span,
): Value {
  const { values } = thread;
  if (operator === "!") return scalar(inverted(thread, operand), BOOL);
  if (operand.kind === "local-address") {
    return localArithmetic(thread, "*", operand, operand, span);
  }
  const type = operand.type.kind === "integer" ? promoted(operand.type) : common(operand.type, INT);
  const value = converted(operand, type, values);
  if (operator === "+") return value;
  return scalar(unary(operator, computing(type), value.expression, values), type);
}

/** An expression that is not 0 exactly when the value is not: what a branch looks at. */
export function truthOf(value: Value): Expression {
  if (value.kind === "local-address") return { kind: "constant", code: 1 };
  return value.expression;
}

/** 1 when the value is 0, else 0. */
export function inverted(thread: ThreadLowering, value: Value): Expression {
  return unary("!", computing(value.type), truthOf(value), thread.values);
}

/** 1 when the value is not 0, else 0. */
export function normalized(thread: ThreadLowering, value: Value): Expression {
  const expression = truthOf(value);
  if (value.type === BOOL) return expression;
  const zero: Expression = { kind: "constant", code: 0 };
  return binary("!=", computing(value.type), expression, zero, thread.values);
}

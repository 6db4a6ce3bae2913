import { evaluate } from "./evaluate.js";
import type { Expression, Register } from "./expression.js";
import type { Code, Values } from "./value.js";

const NOBODY = new Int32Array(0);

export function constant(code: Code): Expression {
  return { kind: "constant", code };
}

/**
 * An expression of the program as one over the reads of a path: each register becomes what it holds, `old` what the
 * access finds. Whatever has the same value on every run is a constant. Subtrees are shared.
 */
export function substitute(
  e: Expression,
  registers: readonly Expression[],
  old: Expression | null,
  values: Values,
): Expression {
  switch (e.kind) {
    case "constant":
      return e;
    case "register":
      return registers[e.register]!;
    case "old":
      return old ?? e;
    case "unary":
    case "cast": {
      const operand = substitute(e.operand, registers, old, values);
      const out = operand === e.operand ? e : { ...e, operand };
      return operand.kind === "constant" ? folded(out, values) : out;
    }
    case "binary": {
      const left = substitute(e.left, registers, old, values);
      const right = substitute(e.right, registers, old, values);
      const out = left === e.left && right === e.right ? e : { ...e, left, right };
      if (left.kind === "constant" && right.kind === "constant") return folded(out, values);
      const same = withoutValue(out);
      return same === null ? out : constant(same);
    }
  }
}

/** The constant that an expression without reads is; itself where C leaves it undefined, which no run comes to. */
function folded(e: Expression, values: Values): Expression {
  const code = tryEvaluate(e, NOBODY, 0, values);
  return code === null ? e : constant(code);
}

/** What an operation gives whatever its operands are, as in `r ^ r`; null when that depends. */
function withoutValue(e: Extract<Expression, { kind: "binary" }>): Code | null {
  switch (e.operator) {
    case "&":
    case "*":
      return isZero(e.left) || isZero(e.right) ? 0 : null;
    case "^":
    case "-":
    case "!=":
    case "<":
    case ">":
      return isSame(e.left, e.right) ? 0 : null;
    case "==":
    case "<=":
    case ">=":
      return isSame(e.left, e.right) ? 1 : null;
    default:
      return null;
  }
}

function isZero(e: Expression): boolean {
  return e.kind === "constant" && e.code === 0;
}

/** Whether two expressions are written alike. */
export function isSame(a: Expression, b: Expression): boolean {
  if (a === b) return true;
  switch (a.kind) {
    case "constant":
      return b.kind === "constant" && a.code === b.code;
    case "register":
      return b.kind === "register" && a.register === b.register;
    case "old":
      return b.kind === "old";
    case "cast":
      return b.kind === "cast" && a.type === b.type && isSame(a.operand, b.operand);
    case "unary":
      return (
        b.kind === "unary" &&
        a.operator === b.operator &&
        a.type === b.type &&
        isSame(a.operand, b.operand)
      );
    case "binary":
      return (
        b.kind === "binary" &&
        a.operator === b.operator &&
        a.type === b.type &&
        isSame(a.left, b.left) &&
        isSame(a.right, b.right)
      );
  }
}

/** The code of an expression, or null where C leaves its value undefined. */
export function tryEvaluate(
  e: Expression,
  registers: Int32Array,
  old: Code,
  values: Values,
): Code | null {
  try {
    return evaluate(e, registers, 0, old, values);
  } catch {
    return null;
  }
}

/** Registers that an expression is computed from, each once; for an expression of a path these are reads. */
export function supportOf(e: Expression): readonly Register[] {
  const found: Register[] = [];
  collect(e, found);
  return found;
}

function collect(e: Expression, found: Register[]): void {
  switch (e.kind) {
    case "constant":
    case "old":
      return;
    case "register":
      if (!found.includes(e.register)) found.push(e.register);
      return;
    case "unary":
    case "cast":
      collect(e.operand, found);
      return;
    case "binary":
      collect(e.left, found);
      collect(e.right, found);
  }
}

/** Whether the value that the enclosing access finds is part of an expression. */
export function usesOld(e: Expression): boolean {
  switch (e.kind) {
    case "old":
      return true;
    case "unary":
    case "cast":
      return usesOld(e.operand);
    case "binary":
      return usesOld(e.left) || usesOld(e.right);
    default:
      return false;
  }
}

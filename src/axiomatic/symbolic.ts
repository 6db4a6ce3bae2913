import { evaluate } from "../program/evaluate.js";
import type { Expression, Register } from "../program/expression.js";
import type { Code, Values } from "../program/value.js";

/** The values that something may have, without repetitions; null: any value at all. */
export type ValueSet = readonly Code[] | null;

/**
 * The reads that flowed into a value, sorted: the index of one that is part of what it was computed from, and `~index`
 * of one that had a part in choosing what that was.
 */
export type Taint = readonly number[];

export const UNTAINTED: Taint = [];

/** Values of one expression that are tried out before it counts as one that may be anything. */
const COMBINATIONS_MAX = 256;

const NOBODY = new Int32Array(0);

export function constant(code: Code): Expression {
  return { kind: "constant", code };
}

/** What both reads and registers are in an expression of a path: the value that event `index` reads. */
export function readValue(index: number): Expression {
  return { kind: "register", register: index };
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

/**
 * Calls `visit` with every value that an expression can have when each of its registers has one of its values; false
 * when these are not known or too many, and then some calls may be missing. Values that C leaves undefined are left out.
 */
export function forEachValue(
  e: Expression,
  setOf: (register: Register) => ValueSet,
  old: ValueSet,
  values: Values,
  visit: (code: Code) => void,
): boolean {
  if (e.kind === "constant") {
    visit(e.code);
    return true;
  }
  const support = supportOf(e);
  const sets: (readonly Code[])[] = [];
  let combinations = 1;
  let highest = 0;
  for (const register of support) {
    const set = setOf(register);
    if (set === null) return false;
    sets.push(set);
    combinations *= set.length;
    highest = Math.max(highest, register);
  }
  const olds = usesOld(e) ? old : [0];
  if (olds === null || combinations * olds.length > COMBINATIONS_MAX) return false;
  const registers = new Int32Array(highest + 1);
  const choose = (k: number): void => {
    if (k < support.length) {
      for (const code of sets[k]!) {
        registers[support[k]!] = code;
        choose(k + 1);
      }
      return;
    }
    for (const code of olds) {
      const result = tryEvaluate(e, registers, code, values);
      if (result !== null) visit(result);
    }
  };
  choose(0);
  return true;
}

/** The reads in either of two taints. */
export function union(a: Taint, b: Taint): Taint {
  if (a.length === 0 || a === b) return b;
  if (b.length === 0) return a;
  return [...new Set([...a, ...b])].sort((x, y) => x - y);
}

/** The same reads, as what has a part in a choice. */
export function choosing(taint: Taint): Taint {
  return [...new Set(taint.map((k) => (k < 0 ? k : ~k)))].sort((x, y) => x - y);
}

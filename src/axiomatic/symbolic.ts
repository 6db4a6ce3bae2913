import type { Expression, Register } from "../program/expression.js";
import { supportOf, tryEvaluate, usesOld } from "../program/symbolic.js";
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

/** What both reads and registers are in an expression of a path: the value that event `index` reads. */
export function readValue(index: number): Expression {
  return { kind: "register", register: index };
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

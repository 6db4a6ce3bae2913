import type { Span } from "../../source/source.js";
import type { Binding, Expression, FunctionExpression, Pattern } from "./ast.js";
import { bind, Lazy, type Scope } from "./environment.js";
import { fail } from "./failure.js";
import { isContained } from "./operators.js";
import type { Run } from "./run.js";
import { type ClosureValue, describe, EMPTY, type Value } from "./values.js";

/**
 * How an expression gets its value: `evaluate`, handed down so that this file need not import it.
 */
export type Evaluate = (run: Run, scope: Scope, expression: Expression) => Value;

/** A function as a value, in the scope of its definition. */
export function makeClosure(run: Run, scope: Scope, definition: FunctionExpression): ClosureValue {
  run.closures++;
  return { kind: "closure", id: run.closures, definition, scope };
}

/**
 * The scope after `let p = e and q = f`: both are evaluated when first needed, and in the scope
 * before.
 */
export function bindAll(
  run: Run,
  scope: Scope,
  bindings: readonly Binding[],
  evaluate: Evaluate,
): Scope {
  let out = scope;
  for (const { pattern, value } of bindings) {
    const origin = { expression: value, scope, older: null };
    out = bindPattern(out, pattern, new Lazy(() => evaluate(run, scope, value), origin));
  }
  return out;
}

/** Binds the names of a pattern to a value, or to its parts when that is needed. */
export function bindPattern(scope: Scope, pattern: Pattern, value: Lazy): Scope {
  if (pattern.kind === "single") return bind(scope, pattern.binder, value);
  const { binders, span } = pattern;
  let out = scope;
  binders.forEach((binder, k) => {
    const part = new Lazy(() => partsOf(value.force(), binders.length, span)[k]!);
    out = bind(out, binder, part);
  });
  return out;
}

/** The parts of a tuple or a pair, as many as there are names for; a Failure for another number. */
export function partsOf(value: Value, count: number, span: Span): readonly Value[] {
  const parts = componentsOf(value);
  if (parts.length === count) return parts;
  const names = count === 1 ? "1 name" : `${count} names`;
  return fail("arity", span, `${names} for ${describe(value)}`);
}

/** A tuple's items, a pair's events, or the value itself. */
export function componentsOf(value: Value): readonly Value[] {
  if (value.kind === "tuple") return value.items;
  if (value.kind !== "pair") return [value];
  return [
    { kind: "event", event: value.from },
    { kind: "event", event: value.to },
  ];
}

/**
 * The scope after `let rec`. Functions see themselves and each other. Other values start empty and
 * are computed again and again, each seeing the new values of those before it, until no value has
 * anything that it had not before; the last values count, also where a body is not monotone and
 * they are smaller. Null when `isAllowed` rejects the scope that a sweep has made.
 */
export function bindRecursively(
  run: Run,
  scope: Scope,
  bindings: readonly Binding[],
  evaluate: Evaluate,
  isAllowed: (scope: Scope) => boolean = () => true,
): Scope | null {
  const functions = bindings.filter((b) => b.value.kind === "function");
  const values = bindings.filter((b) => b.value.kind !== "function");
  const [first] = values;
  let old: readonly Lazy[] = values.map(({ pattern }) => Lazy.of(emptyFor(pattern)));
  let current = bindFunctions(run, bindValues(scope, values, old), functions);
  if (first === undefined) return current;
  for (let sweep = 0; sweep < run.limits.sweepsMax; sweep++) {
    const fresh: Lazy[] = [];
    for (const [k, { pattern, value }] of values.entries()) {
      const origin = { expression: value, scope: current, older: old[k]! };
      const computed = Lazy.of(evaluate(run, current, value), origin);
      fresh.push(computed);
      current = bindPattern(current, pattern, computed);
    }
    current = bindFunctions(run, bindValues(scope, values, fresh), functions);
    if (!isAllowed(current)) return null;
    const before = old;
    const isOver = values.every(({ span }, k) =>
      isSettled(run, before[k]!.force(), fresh[k]!.force(), span),
    );
    if (isOver) return current;
    old = fresh;
  }
  const message = `this recursion goes on after ${run.limits.sweepsMax} sweeps`;
  return fail("limit-sweeps", first.span, message);
}

function emptyFor(pattern: Pattern): Value {
  return pattern.kind === "single"
    ? EMPTY
    : { kind: "tuple", items: pattern.binders.map(() => EMPTY) };
}

function bindValues(scope: Scope, bindings: readonly Binding[], values: readonly Lazy[]): Scope {
  return bindings.reduce((out, { pattern }, k) => bindPattern(out, pattern, values[k]!), scope);
}

function bindFunctions(run: Run, scope: Scope, functions: readonly Binding[]): Scope {
  const closures: ClosureValue[] = [];
  let out = scope;
  for (const { pattern, value, span } of functions) {
    if (value.kind !== "function") continue;
    if (pattern.kind !== "single") fail("arity", span, "a tuple of names for a function");
    const closure = makeClosure(run, scope, value);
    closures.push(closure);
    out = bind(out, pattern.binder, Lazy.of(closure));
  }
  for (const closure of closures) closure.scope = out;
  return out;
}

/** Whether the new value of a recursive definition has nothing that the old one had not. */
function isSettled(run: Run, old: Value, fresh: Value, span: Span): boolean {
  if (fresh.kind === "tuple") {
    const parts = old.kind === "tuple" ? old.items : fresh.items.map(() => EMPTY);
    return fresh.items.every((item, k) => isSettled(run, parts[k] ?? EMPTY, item, span));
  }
  const settled = isContained(run, fresh, old);
  if (settled !== null) return settled;
  if (fresh.kind === "universe" && old.kind === "empty") return false;
  return fail(
    "recursion",
    span,
    `a recursive value must be a set or a relation, not ${describe(fresh)}`,
  );
}

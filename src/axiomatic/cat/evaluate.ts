import { meant, nearest } from "../../source/nearest.js";
import type { Span } from "../../source/source.js";
import { unreachable } from "../../source/unreachable.js";
import type { Condition, Expression, VariantCondition } from "./ast.js";
import { composeClasses } from "./classes.js";
import { bind, enumerationOf, Lazy, lookUp, namesIn, type Scope } from "./environment.js";
import { Failure, fail } from "./failure.js";
import { bindParts, splitSet } from "./match.js";
import {
  additionOf,
  applyUnary,
  asPair,
  differenceOf,
  explicitSet,
  intersectionOf,
  isContained,
  keyOf,
  type Operand,
  productOf,
  typeOfAll,
  unionOf,
} from "./operators.js";
import { bindAll, bindRecursively, componentsOf, makeClosure } from "./recursion.js";
import {
  type Bits,
  compose,
  hasEvent,
  hasPair,
  identityOn,
  intersect,
  isEmpty,
  restrict,
} from "./relation.js";
import { expectRelation, expectSet, fullSet, type Run, relationValue } from "./run.js";
import { KEYWORDS } from "./scanner.js";
import {
  type ClassRelationValue,
  type ClosureValue,
  commonType,
  describe,
  EMPTY,
  type TagValue,
  typeName,
  typeOf,
  UNIVERSE,
  type Value,
} from "./values.js";

type Node<Kind extends Expression["kind"]> = Extract<Expression, { kind: Kind }>;

/** The value of an expression. Throws a Failure for what herd would call an error. */
export function evaluate(run: Run, scope: Scope, e: Expression): Value {
  if (run.depth >= run.limits.depthMax) {
    fail("limit-depth", e.span, `this calculation nests deeper than ${run.limits.depthMax}`);
  }
  run.depth++;
  try {
    return evaluateInTurn(run, scope, e);
  } finally {
    run.depth--;
  }
}

/**
 * Goes on in the last expression of a body without nesting, so that functions which end in a call
 * can go on for long.
 */
function evaluateInTurn(run: Run, outer: Scope, expression: Expression): Value {
  let scope = outer;
  let e = expression;
  let caller: { readonly closure: ClosureValue; readonly span: Span } | null = null;
  try {
    for (;;) {
      if (e.kind === "apply") {
        const callee = evaluate(run, scope, e.callee);
        const argument = evaluate(run, scope, e.argument);
        if (callee.kind !== "closure") return applyPrimitive(callee, argument, e.span);
        countCall(run, e.span);
        scope = bindArgument(callee, argument, e.span);
        caller = { closure: callee, span: e.span };
        e = callee.definition.body;
      } else if (isReducible(e)) {
        ({ scope, expression: e } = reduced(run, scope, e));
      } else {
        return evaluateSimple(run, scope, e);
      }
    }
  } catch (failure) {
    if (caller !== null && failure instanceof Failure) {
      failure.addCall(nameOf(caller.closure), caller.span);
    }
    throw failure;
  }
}

/** An expression in a scope, of the same value as the one that it came from. */
export interface Reduced {
  readonly scope: Scope;
  readonly expression: Expression;
}

type Reducible = "let" | "if" | "match-tag" | "match-set";

function isReducible(e: Expression): e is Node<Reducible> {
  return ["let", "if", "match-tag", "match-set"].includes(e.kind);
}

/** The inner expression that has the value of one that binds or chooses. */
export function reduced(run: Run, scope: Scope, e: Node<Reducible>): Reduced {
  switch (e.kind) {
    case "let":
      return {
        scope: e.isRecursive
          ? bindRecursively(run, scope, e.bindings, evaluate)!
          : bindAll(run, scope, e.bindings, evaluate),
        expression: e.body,
      };
    case "if":
      return { scope, expression: holds(run, scope, e.condition) ? e.yes : e.no };
    case "match-tag":
      return { scope, expression: chosenClause(run, scope, e) };
    case "match-set": {
      const parts = splitSet(run, evaluate(run, scope, e.value), e);
      if (parts === null) return { scope, expression: e.empty };
      return { scope: bindParts(scope, parts, e.element), expression: e.element.body };
    }
    default:
      return unreachable(e);
  }
}

/** The body of a function where its argument is bound; null for what is no function of the model. */
export function applied(run: Run, scope: Scope, e: Node<"apply">): Reduced | null {
  const callee = evaluate(run, scope, e.callee);
  if (callee.kind !== "closure") return null;
  const argument = evaluate(run, scope, e.argument);
  const { parameter, body } = callee.definition;
  if (parameter.kind === "tuple") {
    return { scope: bindArgument(callee, argument, e.span), expression: body };
  }
  const origin = { expression: e.argument, scope, older: null };
  const given = Lazy.of(argument, origin);
  return { scope: bind(callee.scope, parameter.binder, given), expression: body };
}

function nameOf({ definition: { name } }: ClosureValue): string {
  return name === null ? "this function" : `\`${name}\``;
}

type InTurn = Reducible | "apply";

function evaluateSimple(run: Run, scope: Scope, e: Exclude<Expression, { kind: InTurn }>): Value {
  switch (e.kind) {
    case "zero":
      return relationValue(new Int32Array(run.space.length));
    case "universe":
      return UNIVERSE;
    case "name":
      return (lookUp(scope, e.name) ?? failUnknown(scope, e)).force();
    case "tag":
      return tagValue(scope, e);
    case "set":
      return explicitSet(run, operandsOf(run, scope, e.elements));
    case "tuple":
      return { kind: "tuple", items: e.items.map((item) => evaluate(run, scope, item)) };
    case "unary":
      return applyUnary(run, scope, e.operator, operand(run, scope, e.operand));
    case "binary":
      return evaluateBinary(run, scope, e);
    case "union":
      return unionOf(run, operandsOf(run, scope, e.operands), e.span);
    case "sequence":
      return evaluateSequence(run, scope, e.operands);
    case "function":
      return makeClosure(run, scope, e);
    case "try":
      return evaluateTry(run, scope, e);
    default:
      return unreachable(e);
  }
}

/** The value of an expression with its place, for messages. */
export function operand(run: Run, scope: Scope, e: Expression): Operand {
  return { value: evaluate(run, scope, e), span: e.span };
}

function operandsOf(run: Run, scope: Scope, list: readonly Expression[]): readonly Operand[] {
  return list.map((e) => operand(run, scope, e));
}

/** Names that a model gets from a file that it may have forgotten to include. */
const DEFINED_IN: ReadonlyMap<string, string> = new Map([
  ...["co", "coi", "coe", "fr", "fri", "fre"].map((name) => [name, "cos.cat"] as const),
  ...["cross", "co_locs", "generate_orders", "generate_cos"].map(
    (name) => [name, "cross.cat"] as const,
  ),
]);

function failUnknown(scope: Scope, { name, span }: Node<"name">): never {
  const near = nearest(name, namesIn(scope)) ?? nearest(name, KEYWORDS);
  const file = DEFINED_IN.get(name);
  const notes =
    file !== undefined
      ? [`\`include "${file}"\` defines it`]
      : near === undefined
        ? []
        : meant(near);
  return fail("unknown-name", span, `\`${name}\` is not defined`, ...notes);
}

function tagValue(scope: Scope, { tag, span }: Node<"tag">): Value {
  const enumeration = enumerationOf(scope, tag);
  if (enumeration !== undefined) return { kind: "tag", enumeration, tag };
  const near = nearest(tag, [...scope.enumerations.values()].flat());
  const notes = meant(near, `'${near}`);
  return fail("unknown-tag", span, `no enumeration has the tag \`'${tag}\``, ...notes);
}

function evaluateBinary(run: Run, scope: Scope, e: Node<"binary">): Value {
  if (e.operator === "intersection") {
    const masked = evaluateMask(run, scope, e);
    if (masked !== null) return masked;
  }
  const left = operand(run, scope, e.left);
  const right = operand(run, scope, e.right);
  switch (e.operator) {
    case "intersection":
      return intersectionOf(left, right, e.span);
    case "difference":
      return differenceOf(run, scope, left, right, e.span);
    case "product":
      return productOf(run, left, right);
    case "add":
      return additionOf(run, left, right);
    default:
      return unreachable(e.operator);
  }
}

/** `r & (S * T)` without the product; null for any other intersection. */
function evaluateMask(run: Run, scope: Scope, { left, right }: Node<"binary">): Value | null {
  const isProduct = (e: Expression): e is Node<"binary"> =>
    e.kind === "binary" && e.operator === "product";
  const box = isProduct(right) ? right : isProduct(left) ? left : null;
  if (box === null) return null;
  const other = box === right ? left : right;
  const relation = expectRelation(run, evaluate(run, scope, other), other.span);
  const rows = expectSet(run, evaluate(run, scope, box.left), box.left.span);
  const columns = expectSet(run, evaluate(run, scope, box.right), box.right.span);
  const bits = new Int32Array(run.space.length);
  restrict(run.space, bits, rows, relation, columns);
  return relationValue(bits);
}

/** What a sequence has come to so far. */
type Prefix =
  | { readonly kind: "identity"; readonly set: Bits }
  | { readonly kind: "relation"; readonly bits: Bits }
  | ClassRelationValue;

/**
 * `a ; b ; ...`: stops at the first empty operand or result, so what comes after it may have no
 * value.
 */
function evaluateSequence(run: Run, scope: Scope, operands: readonly Expression[]): Value {
  let prefix: Prefix | null = null;
  for (const e of operands) {
    const next = evaluateFactor(run, scope, e);
    if (next === null) return EMPTY;
    prefix = prefix === null ? next : joined(run, prefix, next, e.span);
    if (isEmptyPrefix(prefix)) return EMPTY;
  }
  if (prefix === null) throw new RangeError("a sequence has operands");
  if (prefix.kind !== "identity") return prefix;
  const bits = new Int32Array(run.space.length);
  identityOn(run.space, bits, prefix.set);
  return relationValue(bits);
}

/** One operand of a sequence; null for `{}`. `[S]` is kept as its set. */
function evaluateFactor(run: Run, scope: Scope, e: Expression): Prefix | null {
  if (e.kind === "unary" && e.operator === "identity") {
    const value = evaluate(run, scope, e.operand);
    if (value.kind === "empty") return null;
    if (value.kind === "event")
      fail("type", e.operand.span, "expected a set of events, found an event");
    return { kind: "identity", set: expectSet(run, value, e.operand.span) };
  }
  const value = evaluate(run, scope, e);
  if (value.kind === "empty") return null;
  if (value.kind === "class-relation") return value;
  return { kind: "relation", bits: expectRelation(run, value, e.span) };
}

function isEmptyPrefix(prefix: Prefix): boolean {
  if (prefix.kind === "class-relation") return false;
  return isEmpty(prefix.kind === "identity" ? prefix.set : prefix.bits);
}

function joined(run: Run, a: Prefix, b: Prefix, span: Span): Prefix {
  const { space } = run;
  if (a.kind === "class-relation" || b.kind === "class-relation") {
    if (a.kind === "class-relation" && b.kind === "class-relation") return composeClasses(a, b);
    return fail(
      "type",
      span,
      "a relation between classes does not compose with one between events",
    );
  }
  if (a.kind === "identity" && b.kind === "identity") {
    const set = new Int32Array(space.words);
    intersect(set, a.set, b.set);
    return { kind: "identity", set };
  }
  const bits = new Int32Array(space.length);
  if (a.kind === "identity" && b.kind === "relation") {
    restrict(space, bits, a.set, b.bits, fullSet(run));
  } else if (a.kind === "relation" && b.kind === "identity") {
    restrict(space, bits, fullSet(run), a.bits, b.set);
  } else if (a.kind === "relation" && b.kind === "relation") {
    compose(space, bits, a.bits, b.bits);
  }
  return { kind: "relation", bits };
}

function applyPrimitive(callee: Value, argument: Value, span: Span): Value {
  if (callee.kind === "primitive") return callee.apply(argument, span);
  return fail("type", span, `expected a function, found ${describe(callee)}`);
}

function countCall(run: Run, span: Span): void {
  run.calls++;
  if (run.calls > run.limits.callsMax) {
    fail("limit-calls", span, `more than ${run.limits.callsMax} calls: does this recursion end?`);
  }
}

/** The scope of a function's body for an argument. */
function bindArgument(closure: ClosureValue, argument: Value, span: Span): Scope {
  const { definition, scope } = closure;
  const { parameter } = definition;
  if (parameter.kind === "single") return bind(scope, parameter.binder, Lazy.of(argument));
  const given = componentsOf(argument);
  const { binders } = parameter;
  if (given.length !== binders.length) {
    fail(
      "arity",
      span,
      `${nameOf(closure)} takes ${binders.length} arguments, ${given.length} given`,
    );
  }
  return binders.reduce((inner, binder, k) => bind(inner, binder, Lazy.of(given[k]!)), scope);
}

/** The tag that a match is on; a Failure for anything else. */
export function expectTag(run: Run, scope: Scope, e: Expression): TagValue {
  const value = evaluate(run, scope, e);
  if (value.kind === "tag") return value;
  return fail("type", e.span, `expected a tag to match, found ${describe(value)}`);
}

function chosenClause(run: Run, scope: Scope, e: Node<"match-tag">): Expression {
  const { tag } = expectTag(run, scope, e.value);
  const clause = e.clauses.find((c) => c.tag.text === tag);
  const body = clause?.body ?? e.otherwise;
  return body ?? fail("no-clause", e.span, `no clause matches the tag \`'${tag}\``);
}

function evaluateTry(run: Run, scope: Scope, e: Node<"try">): Value {
  try {
    return evaluate(run, scope, e.attempt);
  } catch (failure) {
    if (!(failure instanceof Failure) || failure.isLimit) throw failure;
    return evaluate(run, scope, e.otherwise);
  }
}

function holds(run: Run, scope: Scope, condition: Condition): boolean {
  switch (condition.kind) {
    case "variant":
      return isVariantOn(run.variants, condition.variant);
    case "equal": {
      const left = operand(run, scope, condition.left);
      const right = operand(run, scope, condition.right);
      typeOfAll([left, right]);
      return keyOf(left) === keyOf(right);
    }
    case "subset": {
      const left = operand(run, scope, condition.left);
      const right = operand(run, scope, condition.right);
      typeOfAll([left, right]);
      const found = isContained(run, left.value, right.value);
      return found ?? fail("type", left.span, `expected a set, found ${describe(left.value)}`);
    }
    case "in":
      return isElement(
        run,
        operand(run, scope, condition.left),
        operand(run, scope, condition.right),
      );
    default:
      return unreachable(condition);
  }
}

function isElement(run: Run, element: Operand, set: Operand): boolean {
  const { value } = element;
  if (value.kind === "event") {
    return hasEvent(expectSet(run, set.value, set.span), value.event);
  }
  const pair = asPair(value);
  if (pair !== null) {
    return hasPair(run.space, expectRelation(run, set.value, set.span), pair[0], pair[1]);
  }
  if (set.value.kind === "empty") return false;
  if (set.value.kind !== "collection") {
    return fail("type", set.span, `expected a set, found ${describe(set.value)}`);
  }
  if (commonType(typeOf(value), set.value.element) === null) {
    const expected = typeName(set.value.element);
    fail("type", element.span, `expected ${expected}, found ${describe(value)}`);
  }
  return set.value.members.has(keyOf(element));
}

/** Whether a formula over variants holds; variants that nobody knows are off. */
export function isVariantOn(variants: ReadonlySet<string>, condition: VariantCondition): boolean {
  switch (condition.kind) {
    case "variant":
      return variants.has(condition.name.toLowerCase());
    case "not":
      return !isVariantOn(variants, condition.operand);
    case "and":
      return isVariantOn(variants, condition.left) && isVariantOn(variants, condition.right);
    case "or":
      return isVariantOn(variants, condition.left) || isVariantOn(variants, condition.right);
    default:
      return unreachable(condition);
  }
}

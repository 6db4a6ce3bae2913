import type { Span } from "../../source/source.js";
import { unreachable } from "../../source/unreachable.js";
import type { UnaryOperator } from "./ast.js";
import { filterClasses, invertClasses, uniteClasses } from "./classes.js";
import type { Scope } from "./environment.js";
import { fail } from "./failure.js";
import { Members } from "./members.js";
import {
  addEvent,
  addIdentity,
  addPair,
  type Bits,
  closeTransitively,
  complement,
  identityOn,
  intersect,
  invert,
  isEmpty,
  isEqual,
  isSubset,
  product,
  subtract,
  unite,
} from "./relation.js";
import {
  expectRelation,
  expectSet,
  fullRelation,
  fullSet,
  type Run,
  relationValue,
  setValue,
} from "./run.js";
import {
  type ClassRelationValue,
  type CollectionValue,
  collectionOf,
  commonType,
  describe,
  EMPTY,
  type Type,
  typeName,
  typeOf,
  UNIVERSE,
  type Value,
  valueKey,
} from "./values.js";

/**
 * The operators of cat on values. They are polymorphic: over events, pairs, tags and sets of these.
 */

/** A value with the place of its expression. */
export interface Operand {
  readonly value: Value;
  readonly span: Span;
}

export function applyUnary(
  run: Run,
  scope: Scope,
  operator: UnaryOperator,
  { value, span }: Operand,
): Value {
  switch (operator) {
    case "complement":
      return complementOf(run, scope, value, span);
    case "inverse":
      return inverseOf(run, value, span);
    case "identity": {
      if (value.kind === "empty") return EMPTY;
      if (value.kind === "event") fail("type", span, "expected a set of events, found an event");
      const bits = new Int32Array(run.space.length);
      identityOn(run.space, bits, expectSet(run, value, span));
      return relationValue(bits);
    }
    case "plus":
    case "star":
    case "option": {
      if (value.kind === "universe") return UNIVERSE;
      if (value.kind === "empty" && operator === "plus") return EMPTY;
      if (value.kind === "pair") fail("type", span, "expected a relation, found a pair of events");
      const bits = expectRelation(run, value, span).slice();
      if (operator !== "option") closeTransitively(run.space, bits);
      if (operator !== "plus") addIdentity(run.space, bits);
      return relationValue(bits);
    }
    default:
      return unreachable(operator);
  }
}

function inverseOf(run: Run, value: Value, span: Span): Value {
  if (value.kind === "empty" || value.kind === "universe") return value;
  if (value.kind === "pair") return { kind: "pair", from: value.to, to: value.from };
  if (value.kind === "class-relation") return invertClasses(value);
  const bits = new Int32Array(run.space.length);
  invert(run.space, bits, expectRelation(run, value, span));
  return relationValue(bits);
}

function complementOf(run: Run, scope: Scope, value: Value, span: Span): Value {
  if (value.kind === "empty") return UNIVERSE;
  if (value.kind === "universe") return EMPTY;
  if (value.kind === "set" || value.kind === "relation") {
    const bits = new Int32Array(value.bits.length);
    complement(run.space, bits, value.bits);
    return { kind: value.kind, bits };
  }
  if (value.kind === "collection")
    return differenceOfCollections(allTags(scope, value, span), value);
  return fail("type", span, `expected a set or a relation, found ${describe(value)}`);
}

/** All tags of the enumeration that the members of a collection are of. */
function allTags(scope: Scope, { element }: CollectionValue, span: Span): CollectionValue {
  if (typeof element === "string" || !("enumeration" in element)) {
    return fail("type", span, `there is no universe of ${typeName({ element })}`);
  }
  const { enumeration } = element;
  const tags = scope.enumerations.get(enumeration) ?? [];
  return collectionOf(
    element,
    tags.map((tag) => ({ kind: "tag", enumeration, tag })),
  );
}

/** `a | b | ...`: of sets, relations, collections; tags stand for the sets of themselves. */
export function unionOf(run: Run, operands: readonly Operand[], span: Span): Value {
  const present = operands
    .filter((o) => o.value.kind !== "empty")
    .map((o) => ({ ...o, value: tagAsCollection(o.value) }));
  if (present.some((o) => o.value.kind === "universe")) return UNIVERSE;
  const [first, ...others] = present;
  if (first === undefined) return EMPTY;
  const type = typeOfAll([first, ...others]);
  if (type === "relation" || type === "events") {
    const bits = bitsOf(first.value).slice();
    for (const other of others) unite(bits, bits, bitsOf(other.value));
    return type === "relation" ? relationValue(bits) : setValue(bits);
  }
  if (type === "class-relation") {
    return uniteClasses(present.map((o) => o.value).filter((v) => v.kind === "class-relation"));
  }
  if (typeof type !== "string" && "element" in type) {
    const entries = present.flatMap(({ value }) =>
      value.kind === "collection" ? value.members.entries() : [],
    );
    const members = Members.of(entries);
    checkSize(run, members.size, span);
    return { kind: "collection", element: type.element, members };
  }
  return fail("type", first.span, `expected sets or relations, found ${typeName(type)}`);
}

/** The common type of the operands; a Failure at the first that differs. */
export function typeOfAll(operands: readonly Operand[]): Type {
  let type = typeOf(operands[0]!.value);
  for (const { value, span } of operands) {
    const common = commonType(type, typeOf(value));
    if (common === null) fail("type", span, `expected ${typeName(type)}, found ${describe(value)}`);
    type = common;
  }
  return type;
}

function bitsOf(value: Value): Bits {
  if (value.kind !== "set" && value.kind !== "relation") {
    throw new RangeError(`a set or relation is needed, not ${describe(value)}`);
  }
  return value.bits;
}

/** Fails when a set of so many members would be past the limit. */
export function checkSize(run: Run, members: number, span: Span): void {
  const { membersMax } = run.limits;
  if (members > membersMax) {
    fail("limit-members", span, `this set has more than ${membersMax} members`);
  }
}

/** `a & b`. */
export function intersectionOf(a: Operand, b: Operand, span: Span): Value {
  const left = tagAsCollection(a.value);
  const right = tagAsCollection(b.value);
  if (left.kind === "universe") return checkSetLike(right, b.span);
  if (right.kind === "universe") return checkSetLike(left, a.span);
  if (left.kind === "empty" || right.kind === "empty") return EMPTY;
  if (left.kind === "class-relation" && right.kind === "class-relation") {
    return filterClasses(left, right, "common");
  }
  if (left.kind === "collection" && right.kind === "collection") {
    checkSameElements(left, right, b.span);
    return { ...left, members: left.members.filter((key) => right.members.has(key)) };
  }
  if (isBits(left) && isBits(right) && left.kind === right.kind) {
    const bits = new Int32Array(left.bits.length);
    intersect(bits, left.bits, right.bits);
    return { kind: left.kind, bits };
  }
  return failMixed("intersection", { ...a, value: left }, { ...b, value: right }, span);
}

/** `a \ b`. */
export function differenceOf(run: Run, scope: Scope, a: Operand, b: Operand, span: Span): Value {
  const left = tagAsCollection(a.value);
  const right = tagAsCollection(b.value);
  if (left.kind === "universe") return complementOf(run, scope, right, b.span);
  if (left.kind === "empty" || right.kind === "universe") {
    checkSetLike(left, a.span);
    checkSetLike(right, b.span);
    return EMPTY;
  }
  if (right.kind === "empty") return checkSetLike(left, a.span);
  if (left.kind === "class-relation" && right.kind === "class-relation") {
    return filterClasses(left, right, "other");
  }
  if (left.kind === "collection" && right.kind === "collection") {
    checkSameElements(left, right, b.span);
    return differenceOfCollections(left, right);
  }
  if (isBits(left) && isBits(right) && left.kind === right.kind) {
    const bits = new Int32Array(left.bits.length);
    subtract(bits, left.bits, right.bits);
    return { kind: left.kind, bits };
  }
  return failMixed("difference", { ...a, value: left }, { ...b, value: right }, span);
}

function differenceOfCollections(left: CollectionValue, right: CollectionValue): CollectionValue {
  return { ...left, members: left.members.filter((key) => !right.members.has(key)) };
}

function isBits(value: Value): value is Extract<Value, { kind: "set" | "relation" }> {
  return value.kind === "set" || value.kind === "relation";
}

function isSetLike(value: Value): boolean {
  return (
    isBits(value) || ["empty", "universe", "class-relation", "collection"].includes(value.kind)
  );
}

function checkSetLike(value: Value, span: Span): Value {
  if (isSetLike(value)) return value;
  return fail("type", span, `expected a set or a relation, found ${describe(value)}`);
}

function checkSameElements(left: CollectionValue, right: CollectionValue, span: Span): void {
  if (commonType(typeOf(left), typeOf(right)) === null) {
    fail("type", span, `expected ${describe(left)}, found ${describe(right)}`);
  }
}

function failMixed(operation: string, a: Operand, b: Operand, span: Span): never {
  checkSetLike(a.value, a.span);
  checkSetLike(b.value, b.span);
  const what = `${describe(a.value)} and ${describe(b.value)}`;
  return fail("type", span, `there is no ${operation} of ${what}`);
}

/** `S * T`. */
export function productOf(run: Run, a: Operand, b: Operand): Value {
  const bits = new Int32Array(run.space.length);
  product(run.space, bits, expectSet(run, a.value, a.span), expectSet(run, b.value, b.span));
  return relationValue(bits);
}

/**
 * `e ++ S`: one more element. Added to the empty set, an event makes a set, a pair a relation, all
 * else a collection.
 */
export function additionOf(run: Run, a: Operand, b: Operand): Value {
  const element = a.value;
  const set = b.value;
  if (element.kind === "universe") fail("type", a.span, "`_` cannot be an element of a set");
  switch (set.kind) {
    case "universe":
      return UNIVERSE;
    case "empty":
      if (element.kind === "event") return setValue(expectSet(run, element, a.span).slice());
      if (element.kind === "pair") return relationValue(expectRelation(run, element, a.span));
      return collect(run, typeOf(element), [a], a.span);
    case "set": {
      if (element.kind !== "event") return failElement("an event", a);
      const bits = set.bits.slice();
      addEvent(bits, element.event);
      return setValue(bits);
    }
    case "relation": {
      const pair = asPair(element);
      if (pair === null) return failElement("a pair of events", a);
      const bits = set.bits.slice();
      addPair(run.space, bits, pair[0], pair[1]);
      return relationValue(bits);
    }
    case "collection": {
      const type = commonType(typeOf(element), set.element);
      if (type === null) return failElement(typeName(set.element), a);
      const members = set.members.add(keyOf(a), element);
      checkSize(run, members.size, a.span);
      return { kind: "collection", element: type, members };
    }
    default:
      return fail("type", b.span, `expected a set, found ${describe(set)}`);
  }
}

function failElement(expected: string, { value, span }: Operand): never {
  return fail("type", span, `expected ${expected}, found ${describe(value)}`);
}

/** The two events of a pair, or of a tuple of two events; null for anything else. */
export function asPair(value: Value): readonly [number, number] | null {
  if (value.kind === "pair") return [value.from, value.to];
  if (value.kind !== "tuple" || value.items.length !== 2) return null;
  const [from, to] = value.items;
  return from?.kind === "event" && to?.kind === "event" ? [from.event, to.event] : null;
}

/** `{a, b, ...}`. */
export function explicitSet(run: Run, operands: readonly Operand[]): Value {
  const first = operands[0];
  if (first === undefined) return EMPTY;
  for (const { value, span } of operands) {
    if (value.kind === "universe") fail("type", span, "`_` cannot be an element of a set");
  }
  const type = typeOfAll(operands);
  if (type === "event") {
    const bits = new Int32Array(run.space.words);
    for (const { value } of operands) if (value.kind === "event") addEvent(bits, value.event);
    return setValue(bits);
  }
  if (type === "pair") {
    const bits = new Int32Array(run.space.length);
    for (const { value } of operands) {
      if (value.kind === "pair") addPair(run.space, bits, value.from, value.to);
    }
    return relationValue(bits);
  }
  return collect(run, type, operands, first.span);
}

function collect(
  run: Run,
  element: Type,
  operands: readonly Operand[],
  span: Span,
): CollectionValue {
  checkSize(run, operands.length, span);
  const members = Members.of(operands.map((o) => [keyOf(o), o.value] as const));
  return { kind: "collection", element, members };
}

/** The key of a value as a member of a set; a Failure for what no set can hold. */
export function keyOf({ value, span }: Operand): string {
  return valueKey(value) ?? fail("type", span, `${describe(value)} cannot be an element of a set`);
}

/** A tag stands for the set of itself where a set is needed. */
export function tagAsCollection(value: Value): Value {
  if (value.kind !== "tag") return value;
  return collectionOf({ enumeration: value.enumeration }, [value]);
}

/** Whether a value is contained in another of the same type. Null when they cannot be compared. */
export function isContained(run: Run, a: Value, b: Value): boolean | null {
  if (a.kind === "empty" || b.kind === "universe") return true;
  if (a.kind === "universe") {
    if (b.kind === "set") return isEqual(b.bits, fullSet(run));
    return b.kind === "relation" ? isEqual(b.bits, fullRelation(run)) : null;
  }
  if (b.kind === "empty") return isBits(a) ? isEmpty(a.bits) : valueKey(a) === "";
  if (isBits(a) && isBits(b) && a.kind === b.kind) {
    return isSubset(a.bits, b.bits);
  }
  const members = membersOf(a);
  const others = membersOf(b);
  if (members === null || others === null || a.kind !== b.kind) return null;
  return members.keys().every((key) => others.has(key));
}

function membersOf(value: Value): CollectionValue["members"] | ClassRelationValue["pairs"] | null {
  if (value.kind === "collection") return value.members;
  return value.kind === "class-relation" ? value.pairs : null;
}

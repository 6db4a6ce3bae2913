import type { Span } from "../../source/source.js";
import { unreachable } from "../../source/unreachable.js";
import type { FunctionExpression, Instruction, Pattern } from "./ast.js";
import type { Scope } from "./environment.js";
import { Members } from "./members.js";
import type { Bits } from "./relation.js";

/** What a cat expression stands for (lib/interpreter.ml of herdtools7). */
export type Value =
  /** `{}`: the empty set, relation or collection, as its use asks. */
  | { readonly kind: "empty" }
  /** `_`: every event, every pair or every tag, as its use asks. */
  | { readonly kind: "universe" }
  | { readonly kind: "event"; readonly event: number }
  | { readonly kind: "pair"; readonly from: number; readonly to: number }
  | SetValue
  | RelationValue
  | ClassRelationValue
  | TagValue
  | { readonly kind: "tuple"; readonly items: readonly Value[] }
  | CollectionValue
  | ClosureValue
  | PrimitiveValue
  | ProcedureValue;

export interface SetValue {
  readonly kind: "set";
  readonly bits: Bits;
}

export interface RelationValue {
  readonly kind: "relation";
  readonly bits: Bits;
}

/** A relation between sets of events. */
export interface ClassRelationValue {
  readonly kind: "class-relation";
  /** By the keys of both sets. */
  readonly pairs: Members<readonly [Bits, Bits]>;
}

export interface TagValue {
  readonly kind: "tag";
  readonly enumeration: string;
  readonly tag: string;
}

/**
 * A set of tags, of sets, of relations, ...: all of one type. Members are kept in the order of
 * their arrival.
 */
export interface CollectionValue {
  readonly kind: "collection";
  readonly element: Type;
  /** By `valueKey`. */
  readonly members: Members<Value>;
}

export interface ClosureValue {
  readonly kind: "closure";
  readonly id: number;
  readonly definition: FunctionExpression;
  /**
   * The scope of the definition. Written once more when a recursive definition has its own name in
   * scope.
   */
  scope: Scope;
}

export interface PrimitiveValue {
  readonly kind: "primitive";
  readonly name: string;
  /** Throws a Failure at `span` when the argument is of the wrong type. */
  readonly apply: (argument: Value, span: Span) => Value;
}

export interface ProcedureValue {
  readonly kind: "procedure";
  readonly name: string;
  readonly parameter: Pattern;
  readonly body: readonly Instruction[];
  scope: Scope;
}

export const EMPTY: Value = { kind: "empty" };
export const UNIVERSE: Value = { kind: "universe" };

export type Type =
  | "empty"
  | "universe"
  | "event"
  | "events"
  | "pair"
  | "relation"
  | "class-relation"
  | "function"
  | "procedure"
  | { readonly enumeration: string }
  | { readonly element: Type }
  | { readonly items: readonly Type[] };

export function typeOf(value: Value): Type {
  switch (value.kind) {
    case "set":
      return "events";
    case "closure":
    case "primitive":
      return "function";
    case "tag":
      return { enumeration: value.enumeration };
    case "tuple":
      return { items: value.items.map(typeOf) };
    case "collection":
      return { element: value.element };
    case "empty":
    case "universe":
    case "event":
    case "pair":
    case "relation":
    case "class-relation":
    case "procedure":
      return value.kind;
    default:
      return unreachable(value);
  }
}

/** The type that both values can have, or null: an empty one fits every type of set. */
export function commonType(a: Type, b: Type): Type | null {
  if (a === "empty" && isSetType(b)) return b;
  if (b === "empty" && isSetType(a)) return a;
  if (typeof a === "string" || typeof b === "string") return a === b ? a : null;
  if ("enumeration" in a && "enumeration" in b) return a.enumeration === b.enumeration ? a : null;
  if ("element" in a && "element" in b) {
    const element = commonType(a.element, b.element);
    return element === null ? null : { element };
  }
  if (!("items" in a && "items" in b) || a.items.length !== b.items.length) return null;
  const items: Type[] = [];
  for (const [k, item] of a.items.entries()) {
    const common = commonType(item, b.items[k]!);
    if (common === null) return null;
    items.push(common);
  }
  return { items };
}

function isSetType(type: Type): boolean {
  if (typeof type !== "string") return "element" in type;
  return ["empty", "events", "relation", "class-relation"].includes(type);
}

/** A type in words, with its article: `a set of events`. */
export function typeName(type: Type): string {
  if (typeof type !== "string") {
    if ("enumeration" in type) return `a tag of ${type.enumeration}`;
    if ("element" in type) return `a set of ${pluralName(type.element)}`;
    return type.items.length === 0 ? "()" : `a tuple of ${type.items.length}`;
  }
  const names: Readonly<Record<typeof type, string>> = {
    empty: "the empty set",
    universe: "the universe `_`",
    event: "an event",
    events: "a set of events",
    pair: "a pair of events",
    relation: "a relation",
    "class-relation": "a relation between classes",
    function: "a function",
    procedure: "a procedure",
  };
  return names[type];
}

function pluralName(type: Type): string {
  if (type === "relation") return "relations";
  if (type === "events" || type === "empty") return "sets";
  if (typeof type !== "string" && "enumeration" in type) return `tags of ${type.enumeration}`;
  return typeof type !== "string" && "element" in type ? "sets" : "values";
}

/** The type of a value in words. */
export function describe(value: Value): string {
  return typeName(typeOf(value));
}

/**
 * A string that two values have in common exactly if they are equal. Every empty value has the same
 * key, whatever its type. Null for what cannot be compared: a universe or a procedure.
 */
export function valueKey(value: Value): string | null {
  switch (value.kind) {
    case "empty":
      return "";
    case "event":
      return `e${value.event}`;
    case "pair":
      return `p${value.from},${value.to}`;
    case "set":
    case "relation":
      return bitsKey(value.bits);
    case "class-relation":
      return [...value.pairs.keys()].sort().join(";");
    case "tag":
      return `'${value.tag}`;
    case "tuple":
      return keysOf(value.items, "(");
    case "collection":
      return value.members.size === 0 ? "" : `{${[...value.members.keys()].sort().join("}{")}}`;
    case "closure":
      return `f${value.id}`;
    case "primitive":
      return `f${value.name}`;
    case "universe":
    case "procedure":
      return null;
    default:
      return unreachable(value);
  }
}

function keysOf(values: readonly Value[], separator: string): string | null {
  const keys = values.map(valueKey);
  return keys.includes(null) ? null : separator + keys.join(separator);
}

/** The non-zero words with their places. */
export function bitsKey(bits: Bits): string {
  let key = "";
  for (let k = 0; k < bits.length; k++) if (bits[k] !== 0) key += `${k}:${bits[k]},`;
  return key;
}

/** A collection of these values, which are of this type; equal ones are kept once. */
export function collectionOf(element: Type, values: readonly Value[]): CollectionValue {
  const entries = values.map((value): readonly [string, Value] => {
    const key = valueKey(value);
    if (key === null) throw new RangeError(`${describe(value)} cannot be a member of a set`);
    return [key, value];
  });
  return { kind: "collection", element, members: Members.of(entries) };
}

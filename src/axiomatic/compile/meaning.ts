import type { Binder, Expression, FunctionExpression, Instruction, Pattern } from "../cat/ast.js";
import type { Node } from "./graph.js";

/** What an expression stands for before there is an execution. */
export type Meaning =
  /** `{}`: the empty set, relation or set of tags, as its use asks. */
  | { readonly kind: "empty" }
  /** `_`: everything, as its use asks. */
  | { readonly kind: "universe" }
  /** A set of events or a relation. */
  | { readonly kind: "node"; readonly node: Node }
  | TagMeaning
  /** A set of tags of one enumeration. */
  | { readonly kind: "tags"; readonly enumeration: string; readonly tags: readonly string[] }
  | { readonly kind: "tuple"; readonly items: readonly Meaning[] }
  | ClosureMeaning
  | { readonly kind: "primitive"; readonly name: string }
  | ProcedureMeaning;

interface TagMeaning {
  readonly kind: "tag";
  readonly enumeration: string;
  readonly tag: string;
}

export interface ClosureMeaning {
  readonly kind: "closure";
  readonly definition: FunctionExpression;
  /** Written once more when the function is recursive. */
  scope: Names;
}

export interface ProcedureMeaning {
  readonly kind: "procedure";
  readonly parameter: Pattern;
  readonly body: readonly Instruction[];
  scope: Names;
}

export const EMPTY: Meaning = { kind: "empty" };
export const UNIVERSE: Meaning = { kind: "universe" };

/** What a node of the graph means. */
export function nodeMeaning(node: Node): Meaning {
  return { kind: "node", node };
}

/** A meaning that is worked out when it is first asked for. */
export type Pending = () => Meaning;

/** Names in scope; never changed. */
export interface Names {
  readonly newest: Entry | null;
  /** Tags of every enumeration. */
  readonly enumerations: ReadonlyMap<string, readonly string[]>;
}

export interface Entry {
  readonly name: string;
  readonly value: Pending;
  /** What the name was bound to; null for what is not bound to an expression. */
  readonly definition: Definition | null;
  readonly older: Entry | null;
}

/** An expression and the names that it is about. */
export interface Definition {
  readonly names: Names;
  readonly expression: Expression;
}

export const NO_NAMES: Names = { newest: null, enumerations: new Map() };

/** The scope with one more name. */
export function withName(
  names: Names,
  name: string,
  value: Pending,
  definition: Definition | null = null,
): Names {
  return { ...names, newest: { name, value, definition, older: names.newest } };
}

/** The scope with the name of a binder; the scope itself for `_`. */
export function withBinder(
  names: Names,
  binder: Binder,
  value: Pending,
  definition: Definition | null = null,
): Names {
  return binder === null ? names : withName(names, binder.text, value, definition);
}

/** What a name stands for, or undefined. */
export function find(names: Names, name: string): Pending | undefined {
  return entryOf(names, name)?.value;
}

/** The newest entry of a name, or undefined. */
export function entryOf(names: Names, name: string): Entry | undefined {
  for (let entry = names.newest; entry !== null; entry = entry.older) {
    if (entry.name === name) return entry;
  }
  return undefined;
}

/** A meaning worked out once. What cannot be worked out fails each time. */
export function once(compute: Pending): Pending {
  let known: Meaning | null = null;
  return () => {
    known ??= compute();
    return known;
  };
}

/** Something that only an execution can decide: the model is left to the interpreter. */
export class NotCompiled extends Error {}

/** A model that is wrong here, which `try` may still save. */
export class WrongHere extends Error {}

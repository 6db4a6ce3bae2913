import { unreachable } from "../../source/unreachable.js";
import type { Condition, Expression } from "../cat/ast.js";
import {
  type Definition,
  type Entry,
  entryOf,
  type Meaning,
  type Names,
  NotCompiled,
  WrongHere,
} from "./meaning.js";

/**
 * What an expression may come to use: every name in scope that it may look up, itself or in a
 * function that it calls. Null for a name that has no meaning before there is an execution.
 */
export type Uses = ReadonlyMap<Entry, Meaning | null>;

/** What an expression uses. Throws NotCompiled for what the interpreter could not make out alone. */
export function usesOf(definition: Definition): Uses {
  const uses = new Map<Entry, Meaning | null>();
  const visit = (names: Names, e: Expression): void => {
    for (const name of namesIn(e)) {
      const entry = entryOf(names, name);
      if (entry === undefined || uses.has(entry)) continue;
      const meaning = meaningOf(entry);
      uses.set(entry, meaning);
      if (meaning?.kind === "node") continue;
      if (entry.definition !== null) visit(entry.definition.names, entry.definition.expression);
      else if (meaning !== null) visitMeaning(meaning);
    }
  };
  const visitMeaning = (meaning: Meaning): void => {
    if (meaning.kind === "closure") visit(meaning.scope, meaning.definition);
    if (meaning.kind === "tuple") meaning.items.forEach(visitMeaning);
  };
  visit(definition.names, definition.expression);
  return uses;
}

/** Whether the frame alone decides what the uses are. */
export function isDecidedByFrame(uses: Uses): boolean {
  return [...uses.values()].every((meaning) => meaning === null || isFixed(meaning));
}

function isFixed(meaning: Meaning): boolean {
  if (meaning.kind === "node") return meaning.node.isStatic;
  if (meaning.kind === "tuple") return meaning.items.every(isFixed);
  return meaning.kind !== "primitive" || meaning.name !== "different-values";
}

function meaningOf({ name, value, definition }: Entry): Meaning | null {
  try {
    return value();
  } catch (problem) {
    if (problem instanceof WrongHere) return null;
    if (!(problem instanceof NotCompiled)) throw problem;
    if (definition === null) throw new NotCompiled(`\`${name}\`, a part of a tuple`);
    return null;
  }
}

/** The names in an expression, those that it binds itself among them. */
function namesIn(e: Expression): readonly string[] {
  if (e.kind === "name") return [e.name];
  return partsOf(e).flatMap(namesIn);
}

function partsOf(e: Expression): readonly Expression[] {
  switch (e.kind) {
    case "zero":
    case "universe":
    case "name":
    case "tag":
      return [];
    case "set":
      return e.elements;
    case "tuple":
      return e.items;
    case "unary":
      return [e.operand];
    case "binary":
      return [e.left, e.right];
    case "union":
    case "sequence":
      return e.operands;
    case "apply":
      return [e.callee, e.argument];
    case "function":
      return [e.body];
    case "let":
      return [...e.bindings.map((b) => b.value), e.body];
    case "match-tag":
      return [e.value, ...e.clauses.map((c) => c.body), ...(e.otherwise ? [e.otherwise] : [])];
    case "match-set":
      return [e.value, e.empty, e.element.body];
    case "try":
      return [e.attempt, e.otherwise];
    case "if":
      return [...operandsOf(e.condition), e.yes, e.no];
    default:
      return unreachable(e);
  }
}

function operandsOf(condition: Condition): readonly Expression[] {
  return condition.kind === "variant" ? [] : [condition.left, condition.right];
}

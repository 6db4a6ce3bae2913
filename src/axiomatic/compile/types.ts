import type { Binding, Expression } from "../cat/ast.js";
import type { NodeType } from "./graph.js";
import { find, type Meaning, type Names, WrongHere } from "./meaning.js";

/** Types of names of a `let rec`; a name without one is not known yet. */
type Types = ReadonlyMap<string, NodeType>;

/**
 * Whether the names of a `let rec` are sets or relations, as far as the form of their definitions
 * tells; relations where it does not.
 */
export function guessTypes(names: Names, bindings: readonly Binding[]): readonly NodeType[] {
  const types = new Map<string, NodeType>();
  for (let isChanged = true; isChanged; ) {
    isChanged = false;
    for (const { pattern, value } of bindings) {
      if (pattern.kind !== "single" || pattern.binder === null) continue;
      const { text } = pattern.binder;
      const type = types.has(text) ? null : guess(names, types, isOwn(bindings), value);
      if (type === null) continue;
      types.set(text, type);
      isChanged = true;
    }
  }
  return bindings.map(({ pattern: p }) =>
    p.kind === "single" && p.binder !== null
      ? (types.get(p.binder.text) ?? "relation")
      : "relation",
  );
}

function isOwn(bindings: readonly Binding[]): (name: string) => boolean {
  const own = new Set(
    bindings.flatMap(({ pattern: p }) => (p.kind === "single" ? (p.binder?.text ?? []) : [])),
  );
  return (name) => own.has(name);
}

/** Null for what is not known. */
function guess(
  names: Names,
  types: Types,
  isRecursive: (name: string) => boolean,
  e: Expression,
): NodeType | null {
  const first = (operands: readonly Expression[]): NodeType | null => {
    for (const operand of operands) {
      const type = guess(names, types, isRecursive, operand);
      if (type !== null) return type;
    }
    return null;
  };
  switch (e.kind) {
    case "zero":
    case "sequence":
      return "relation";
    case "name": {
      if (isRecursive(e.name)) return types.get(e.name) ?? null;
      const value = known(names, e.name);
      return value?.kind === "node" ? value.node.type : null;
    }
    case "unary":
      return e.operator === "complement" ? first([e.operand]) : "relation";
    case "binary":
      return e.operator === "product" ? "relation" : first([e.left, e.right]);
    case "union":
      return first(e.operands);
    case "apply": {
      if (e.callee.kind !== "name" || isRecursive(e.callee.name)) return null;
      const callee = known(names, e.callee.name);
      if (callee?.kind === "closure") {
        return guess(callee.scope, new Map(), () => false, callee.definition.body);
      }
      if (callee?.kind !== "primitive") return null;
      return SETS_BY.includes(callee.name) ? "set" : "relation";
    }
    case "try":
      return first([e.attempt, e.otherwise]);
    case "let":
      return first([e.body]);
    default:
      return null;
  }
}

/** What a name means; undefined for what has no meaning here. */
function known(names: Names, name: string): Meaning | undefined {
  try {
    return find(names, name)?.();
  } catch (problem) {
    if (problem instanceof WrongHere) return undefined;
    throw problem;
  }
}

/** Primitives whose value is a set of events. */
const SETS_BY = ["domain", "range", "tag2events", "loc2events"];

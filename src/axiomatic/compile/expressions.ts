import { unreachable } from "../../source/unreachable.js";
import type { Binding, Condition, Expression, Pattern } from "../cat/ast.js";
import { isVariantOn } from "../cat/evaluate.js";
import { Graph, type Node, type NodeType } from "./graph.js";
import {
  type ClosureMeaning,
  type Definition,
  EMPTY,
  find,
  type Meaning,
  type Names,
  NotCompiled,
  nodeMeaning,
  once,
  type Pending,
  UNIVERSE,
  WrongHere,
  withBinder,
} from "./meaning.js";
import { applyPrimitive } from "./primitives.js";
import { completeRecursion } from "./recursion.js";
import { guessTypes } from "./types.js";

type Of<Kind extends Expression["kind"]> = Extract<Expression, { kind: Kind }>;

/** Calls inside one another: a recursion that goes deeper is left to the interpreter. */
const DEPTH_MAX = 200;

/** Calls in all. */
const CALLS_MAX = 20_000;

/**
 * Turns expressions into nodes of a graph: names are resolved, functions are put in at their
 * calls.
 */
export class Translator {
  readonly graph = new Graph();
  readonly variants: ReadonlySet<string>;
  /** Sets that a frame has. */
  readonly setNames: ReadonlySet<string>;
  #depth = 0;
  #calls = 0;

  constructor(variants: ReadonlySet<string>, setNames: ReadonlySet<string>) {
    this.variants = variants;
    this.setNames = setNames;
  }

  /** What an expression stands for. Throws NotCompiled or WrongHere. */
  translate(names: Names, e: Expression): Meaning {
    if (this.#depth >= DEPTH_MAX) throw new NotCompiled("functions that call one another too deep");
    this.#depth++;
    try {
      return this.#expression(names, e);
    } finally {
      this.#depth--;
    }
  }

  #expression(names: Names, e: Expression): Meaning {
    const { graph } = this;
    switch (e.kind) {
      case "zero":
        return nodeMeaning(graph.none("relation"));
      case "universe":
        return UNIVERSE;
      case "name": {
        const found = find(names, e.name);
        if (found === undefined) throw new WrongHere(`\`${e.name}\` is not defined`);
        return found();
      }
      case "tag":
        return tagMeaning(names, e.tag);
      case "set":
        return this.#explicitSet(e.elements.map((item) => this.translate(names, item)));
      case "tuple":
        return { kind: "tuple", items: e.items.map((item) => this.translate(names, item)) };
      case "unary":
        return this.#unary(e.operator, this.translate(names, e.operand), names);
      case "binary":
        return this.#binary(names, e);
      case "union":
        return this.#union(e.operands.map((item) => this.translate(names, item)));
      case "sequence":
        return this.#sequence(names, e.operands);
      case "apply":
        return this.#apply(this.translate(names, e.callee), this.translate(names, e.argument));
      case "function":
        return { kind: "closure", definition: e, scope: names };
      case "let":
        return this.translate(
          e.isRecursive ? this.bindRecursively(names, e.bindings) : this.bind(names, e.bindings),
          e.body,
        );
      case "match-tag": {
        const clause = this.clauseOf(this.translate(names, e.value), e.clauses);
        const body = clause?.body ?? e.otherwise;
        if (body === null) throw new WrongHere("no clause matches");
        return this.translate(names, body);
      }
      case "match-set":
        return this.#matchSet(names, e);
      case "try":
        return this.#try(names, e);
      case "if":
        return this.translate(names, this.#holds(names, e.condition) ? e.yes : e.no);
      default:
        return unreachable(e);
    }
  }

  /** The clause for a tag; undefined when there is none. */
  clauseOf<Clause extends { readonly tag: { readonly text: string } }>(
    value: Meaning,
    clauses: readonly Clause[],
  ): Clause | undefined {
    if (value.kind !== "tag") throw new WrongHere("expected a tag to match");
    return clauses.find((c) => c.tag.text === value.tag);
  }

  /** A meaning as a relation. */
  relation(value: Meaning): Node {
    return this.#typed(value, "relation");
  }

  /** A meaning as a set of events. */
  set(value: Meaning): Node {
    return this.#typed(value, "set");
  }

  #typed(value: Meaning, type: NodeType): Node {
    if (value.kind === "empty") return this.graph.none(type);
    if (value.kind === "universe") return this.graph.all(type);
    if (value.kind === "node" && value.node.type === type) return value.node;
    throw new WrongHere(`expected a ${type}`);
  }

  /** The scope after `let a = ... and b = ...`. */
  bind(names: Names, bindings: readonly Binding[]): Names {
    return bindings.reduce(
      (inner, { pattern, value }) =>
        bindPattern(
          inner,
          pattern,
          once(() => this.translate(names, value)),
          { names, expression: value },
        ),
      names,
    );
  }

  /** The scope after `let rec`. */
  bindRecursively(names: Names, bindings: readonly Binding[]): Names {
    const values = bindings.filter((b) => b.value.kind !== "function");
    if (values.length === 0) return bindFunctions(names, bindings);
    return this.#fixpoint(names, bindings, values, guessTypes(names, values));
  }

  #fixpoint(
    names: Names,
    bindings: readonly Binding[],
    values: readonly Binding[],
    types: readonly NodeType[],
  ): Names {
    const recursion = this.graph.recursion(types, bindings[0]!.span);
    const bound = (results: readonly Node[]): Names => {
      const inner = values.reduce((scope, { pattern }, k) => {
        if (pattern.kind !== "single") throw new NotCompiled("a recursive tuple");
        const meaning = nodeMeaning(results[k]!);
        return withBinder(scope, pattern.binder, () => meaning);
      }, names);
      return bindFunctions(
        inner,
        bindings.filter((b) => b.value.kind === "function"),
      );
    };
    const inside = bound(recursion.variables);
    const bodies = values.map(({ value }, k) =>
      this.#typed(this.translate(inside, value), types[k]!),
    );
    completeRecursion(recursion, bodies);
    return bound(values.map((_, k) => this.graph.recursive(recursion, k)));
  }

  #explicitSet(items: readonly Meaning[]): Meaning {
    const [first] = items;
    if (first === undefined) return EMPTY;
    if (first.kind !== "tag") throw new NotCompiled("a set of other things than tags");
    return this.#union(items);
  }

  #unary(operator: Of<"unary">["operator"], value: Meaning, names: Names): Meaning {
    const { graph } = this;
    switch (operator) {
      case "complement":
        return this.#complement(value, names);
      case "inverse":
        if (value.kind === "empty" || value.kind === "universe") return value;
        return nodeMeaning(graph.inverse(this.relation(value)));
      case "identity":
        return value.kind === "empty" ? EMPTY : nodeMeaning(graph.identity(this.set(value)));
      case "plus":
        if (value.kind === "empty" || value.kind === "universe") return value;
        return nodeMeaning(graph.closure(this.relation(value)));
      case "star":
        if (value.kind === "universe") return value;
        return nodeMeaning(graph.union([graph.id, graph.closure(this.relation(value))]));
      case "option":
        if (value.kind === "universe") return value;
        return nodeMeaning(graph.union([graph.id, this.relation(value)]));
      default:
        return unreachable(operator);
    }
  }

  #complement(value: Meaning, names: Names): Meaning {
    if (value.kind === "empty") return UNIVERSE;
    if (value.kind === "universe") return EMPTY;
    if (value.kind === "node") return nodeMeaning(this.graph.complement(value.node));
    if (value.kind !== "tags") throw new WrongHere("expected a set or a relation");
    const { enumeration, tags } = value;
    const all = names.enumerations.get(enumeration) ?? [];
    return { kind: "tags", enumeration, tags: all.filter((t) => !tags.includes(t)) };
  }

  #binary(names: Names, e: Of<"binary">): Meaning {
    const left = this.translate(names, e.left);
    const right = this.translate(names, e.right);
    const { graph } = this;
    switch (e.operator) {
      case "product":
        return nodeMeaning(graph.product(this.set(left), this.set(right)));
      case "intersection":
        return this.#intersection(asTags(left), asTags(right));
      case "difference":
        return this.#difference(asTags(left), asTags(right), names);
      case "add":
        if (left.kind !== "tag" || (right.kind !== "tags" && right.kind !== "empty")) {
          throw new NotCompiled("`++` on other things than tags");
        }
        return this.#union([right, left]);
      default:
        return unreachable(e.operator);
    }
  }

  #union(operands: readonly Meaning[]): Meaning {
    const present = operands.filter((o) => o.kind !== "empty").map(asTags);
    const [first] = present;
    if (first === undefined) return EMPTY;
    if (present.some((o) => o.kind === "universe")) return UNIVERSE;
    if (first.kind === "node") {
      const { type } = first.node;
      return nodeMeaning(this.graph.union(present.map((o) => this.#typed(o, type))));
    }
    if (first.kind !== "tags") throw new WrongHere("expected sets or relations");
    const { enumeration } = first;
    const tags = present.flatMap((o) => tagsOf(o, enumeration));
    return { kind: "tags", enumeration, tags: [...new Set(tags)] };
  }

  #intersection(left: Meaning, right: Meaning): Meaning {
    if (left.kind === "universe") return setLike(right);
    if (right.kind === "universe") return setLike(left);
    if (left.kind === "empty" || right.kind === "empty") return EMPTY;
    if (left.kind === "node" && right.kind === "node" && left.node.type === right.node.type) {
      return nodeMeaning(this.graph.intersection(left.node, right.node));
    }
    if (left.kind !== "tags") throw new WrongHere("there is no intersection of these");
    const { enumeration } = left;
    const others = tagsOf(right, enumeration);
    return { kind: "tags", enumeration, tags: left.tags.filter((t) => others.includes(t)) };
  }

  #difference(left: Meaning, right: Meaning, names: Names): Meaning {
    if (left.kind === "universe") return this.#complement(right, names);
    if (left.kind === "empty" || right.kind === "universe") {
      setLike(left);
      setLike(right);
      return EMPTY;
    }
    if (right.kind === "empty") return setLike(left);
    if (left.kind === "node" && right.kind === "node" && left.node.type === right.node.type) {
      return nodeMeaning(this.graph.difference(left.node, right.node));
    }
    if (left.kind !== "tags") throw new WrongHere("there is no difference of these");
    const { enumeration } = left;
    const others = tagsOf(right, enumeration);
    return { kind: "tags", enumeration, tags: left.tags.filter((t) => !others.includes(t)) };
  }

  /**
   * What follows an empty operand is not evaluated by the language, so what is wrong there may
   * never come to light: only the interpreter can tell.
   */
  #sequence(names: Names, operands: readonly Expression[]): Meaning {
    const factors: Meaning[] = [];
    for (const e of operands) {
      const factor = factors.length === 0 ? this.translate(names, e) : this.#later(names, e);
      if (factor.kind === "empty") return EMPTY;
      factors.push(factor);
    }
    return nodeMeaning(this.graph.sequence(factors.map((f) => this.relation(f))));
  }

  #later(names: Names, e: Expression): Meaning {
    try {
      return this.translate(names, e);
    } catch (problem) {
      if (!(problem instanceof WrongHere)) throw problem;
      throw new NotCompiled(problem.message);
    }
  }

  #apply(callee: Meaning, argument: Meaning): Meaning {
    if (callee.kind === "primitive") return applyPrimitive(this, callee.name, argument);
    if (callee.kind !== "closure") throw new WrongHere("expected a function");
    this.#calls++;
    if (this.#calls > CALLS_MAX) throw new NotCompiled("too many calls of functions");
    const { definition, scope } = callee;
    return this.translate(bindArgument(scope, definition.parameter, argument), definition.body);
  }

  #matchSet(names: Names, e: Of<"match-set">): Meaning {
    const value = asTags(this.translate(names, e.value));
    if (value.kind === "empty") return this.translate(names, e.empty);
    if (value.kind !== "tags" || e.element.before !== undefined) {
      throw new NotCompiled("a match on a set that an execution decides");
    }
    const { enumeration, tags } = value;
    const [tag, ...rest] = tags;
    if (tag === undefined) return this.translate(names, e.empty);
    const { element, rest: others, body } = e.element;
    const inner = withBinder(names, element, () => ({ kind: "tag", enumeration, tag }));
    return this.translate(
      withBinder(inner, others, () => ({ kind: "tags", enumeration, tags: rest })),
      body,
    );
  }

  #try(names: Names, e: Of<"try">): Meaning {
    try {
      return this.translate(names, e.attempt);
    } catch (problem) {
      if (!(problem instanceof WrongHere)) throw problem;
      return this.translate(names, e.otherwise);
    }
  }

  #holds(names: Names, condition: Condition): boolean {
    if (condition.kind === "variant") return isVariantOn(this.variants, condition.variant);
    const left = this.translate(names, condition.left);
    const right = this.translate(names, condition.right);
    if (left.kind === "tag" && right.kind === "tags" && condition.kind === "in") {
      return right.enumeration === left.enumeration && right.tags.includes(left.tag);
    }
    throw new NotCompiled("an `if` that an execution decides");
  }
}

/** A tag stands for the set of itself. */
function asTags(value: Meaning): Meaning {
  if (value.kind !== "tag") return value;
  return { kind: "tags", enumeration: value.enumeration, tags: [value.tag] };
}

function tagsOf(value: Meaning, enumeration: string): readonly string[] {
  if (value.kind === "tags" && value.enumeration === enumeration) return value.tags;
  throw new WrongHere(`expected tags of ${enumeration}`);
}

function setLike(value: Meaning): Meaning {
  if (["node", "tags", "empty", "universe"].includes(value.kind)) return value;
  throw new WrongHere("expected a set or a relation");
}

function tagMeaning(names: Names, tag: string): Meaning {
  let enumeration: string | null = null;
  for (const [name, tags] of names.enumerations) if (tags.includes(tag)) enumeration = name;
  if (enumeration === null) throw new WrongHere(`no enumeration has the tag \`'${tag}\``);
  return { kind: "tag", enumeration, tag };
}

/** Binds the names of a pattern; a tuple is taken apart when one of its names is needed. */
function bindPattern(
  names: Names,
  pattern: Pattern,
  value: Pending,
  definition: Definition | null = null,
): Names {
  if (pattern.kind === "single") return withBinder(names, pattern.binder, value, definition);
  const { binders } = pattern;
  return binders.reduce(
    (inner, binder, k) => withBinder(inner, binder, () => partsOf(value(), binders.length)[k]!),
    names,
  );
}

/** Binds the parameter of a function or a procedure. */
export function bindArgument(names: Names, parameter: Pattern, argument: Meaning): Names {
  if (parameter.kind === "tuple") partsOf(argument, parameter.binders.length);
  return bindPattern(names, parameter, () => argument);
}

function partsOf(value: Meaning, count: number): readonly Meaning[] {
  const parts = value.kind === "tuple" ? value.items : [value];
  if (parts.length !== count) throw new WrongHere(`expected ${count} values`);
  return parts;
}

function bindFunctions(names: Names, bindings: readonly Binding[]): Names {
  const closures: ClosureMeaning[] = [];
  let out = names;
  for (const { pattern, value } of bindings) {
    if (value.kind !== "function") continue;
    if (pattern.kind !== "single") throw new WrongHere("a tuple of names for a function");
    const closure: ClosureMeaning = { kind: "closure", definition: value, scope: names };
    closures.push(closure);
    out = withBinder(out, pattern.binder, () => closure);
  }
  for (const closure of closures) closure.scope = out;
  return out;
}

import { unreachable } from "../../source/unreachable.js";
import type { Expression } from "../cat/ast.js";
import { bindName, EMPTY_SCOPE, Lazy, type Scope } from "../cat/environment.js";
import { evaluate } from "../cat/evaluate.js";
import { Failure, fail } from "../cat/failure.js";
import { primitivesOf } from "../cat/primitives.js";
import type { Bits } from "../cat/relation.js";
import { expectRelation, expectSet, type Run, relationValue, setValue } from "../cat/run.js";
import { startRun } from "../cat/start.js";
import {
  collectionOf,
  describe,
  EMPTY,
  type PrimitiveValue,
  UNIVERSE,
  type Value,
} from "../cat/values.js";
import { type Choice, type Frame, ModelFailure } from "../judge.js";
import type { Evaluator } from "./evaluator.js";
import type { Translator } from "./expressions.js";
import type { Node, NodeType } from "./graph.js";
import { executionOf, type KnownNames } from "./interpreted.js";
import { type Definition, type Entry, entryOf, type Meaning, type Names } from "./meaning.js";
import { isDecidedByFrame, type Uses, usesOf } from "./uses.js";

/** A choice that a model makes for itself: `with x from E`. */
export interface Pick {
  /**
   * What is chosen. Where the frame decides what there is to choose from it is a set or relation of
   * the frame, under a name that no model can write; else a node of its own kind.
   */
  readonly node: Node;
  /** What it is chosen from. */
  readonly from: Definition;
  readonly uses: Uses;
}

/** The choice number `place` of a model. Throws NotCompiled. */
export function pickOf(translator: Translator, from: Definition, place: number): Pick {
  const uses = usesOf(from);
  const type = elementType(translator, from.names, from.expression);
  const name = `with ${place}`;
  const { graph } = translator;
  const node = isDecidedByFrame(uses) ? graph.base(name, type) : graph.picked(name, type);
  return { node, from, uses };
}

/** What the members of a set are, as far as the form of an expression tells; else relations. */
function elementType(translator: Translator, names: Names, e: Expression): NodeType {
  if (e.kind === "set" && e.elements[0] !== undefined) {
    const first = translator.translate(names, e.elements[0]);
    return first.kind === "node" ? first.node.type : "relation";
  }
  if (e.kind === "name") {
    const definition = entryOf(names, e.name)?.definition ?? null;
    if (definition !== null)
      return elementType(translator, definition.names, definition.expression);
  }
  if (e.kind !== "apply") return "relation";
  const callee = translator.translate(names, e.callee);
  return callee.kind === "primitive" && callee.name.startsWith("classes") ? "set" : "relation";
}

/** Where elements are worked out. */
export interface Place {
  readonly names: KnownNames;
  readonly frame: Frame;
  readonly choice: Choice;
  /** Has turned to the frame and begun a look at it. */
  readonly evaluator: Evaluator;
}

/**
 * What there is to choose from, worked out by the interpreter from what the evaluator knows of the
 * names. Throws a ModelFailure.
 */
export function elementsOf(pick: Pick, place: Place): readonly Bits[] {
  try {
    return new Elements(pick, place).list();
  } catch (failure) {
    if (failure instanceof Failure) throw new ModelFailure(failure.diagnostic);
    throw failure;
  }
}

class Elements {
  readonly #pick: Pick;
  readonly #evaluator: Evaluator;
  readonly #run: Run;
  readonly #primitives: ReadonlyMap<string, PrimitiveValue>;
  readonly #scopes = new Map<Entry, Scope>();

  constructor(pick: Pick, { names, frame, choice, evaluator }: Place) {
    this.#pick = pick;
    this.#evaluator = evaluator;
    this.#run = startRun(executionOf(names, frame, choice), names);
    this.#primitives = primitivesOf(this.#run);
  }

  list(): readonly Bits[] {
    const { from, node } = this.#pick;
    const { span } = from.expression;
    const value = this.#evaluate(from);
    if (value.kind === "empty") return [];
    if (value.kind !== "collection") {
      fail("type", span, `expected a set to choose from, found ${describe(value)}`);
    }
    const expect = node.type === "set" ? expectSet : expectRelation;
    return value.members.values().map((member) => expect(this.#run, member, span).slice());
  }

  #evaluate({ names, expression }: Definition): Value {
    return evaluate(this.#run, this.#scopeOf(names), expression);
  }

  /** The names that are used, as the interpreter knows names. */
  #scopeOf(names: Names): Scope {
    const { uses } = this.#pick;
    const fresh: Entry[] = [];
    let known: Scope | undefined;
    for (let at = names.newest; at !== null && known === undefined; at = at.older) {
      known = this.#scopes.get(at);
      if (known === undefined && uses.has(at)) fresh.push(at);
    }
    let scope = known ?? EMPTY_SCOPE;
    for (const entry of fresh.reverse()) {
      scope = bindName(scope, entry.name, new Lazy(() => this.#valueOfEntry(entry)));
      this.#scopes.set(entry, scope);
    }
    return { ...scope, enumerations: names.enumerations };
  }

  #valueOfEntry(entry: Entry): Value {
    const meaning = this.#pick.uses.get(entry) ?? null;
    if (meaning?.kind === "node") return this.#valueOf(meaning);
    if (entry.definition !== null) return this.#evaluate(entry.definition);
    if (meaning !== null) return this.#valueOf(meaning);
    return fail("type", this.#pick.from.expression.span, `\`${entry.name}\` has no value`);
  }

  #valueOf(meaning: Meaning): Value {
    switch (meaning.kind) {
      case "empty":
        return EMPTY;
      case "universe":
        return UNIVERSE;
      case "node": {
        const bits = this.#evaluator.copyOf(meaning.node);
        return meaning.node.type === "set" ? setValue(bits) : relationValue(bits);
      }
      case "tag":
        return meaning;
      case "tags": {
        const { enumeration, tags } = meaning;
        const members = tags.map((tag): Value => ({ kind: "tag", enumeration, tag }));
        return collectionOf({ enumeration }, members);
      }
      case "tuple":
        return { kind: "tuple", items: meaning.items.map((item) => this.#valueOf(item)) };
      case "closure": {
        const { definition, scope } = meaning;
        const id = this.#run.closures++;
        return { kind: "closure", id, definition, scope: this.#scopeOf(scope) };
      }
      case "primitive":
        return this.#primitives.get(meaning.name)!;
      case "procedure":
        return fail("type", this.#pick.from.expression.span, "a procedure has no value");
      default:
        return unreachable(meaning);
    }
  }
}

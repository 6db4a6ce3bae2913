import type { Span } from "../../source/source.js";
import { unreachable } from "../../source/unreachable.js";
import type { Instruction, TestRole } from "../cat/ast.js";
import { isVariantOn } from "../cat/evaluate.js";
import type { Program } from "../cat/load.js";
import { bindArgument, type Translator } from "./expressions.js";
import type { Graph, Node } from "./graph.js";
import {
  find,
  type Names,
  NotCompiled,
  nodeMeaning,
  type ProcedureMeaning,
  WrongHere,
  withBinder,
  withName,
} from "./meaning.js";
import { type Pick, pickOf } from "./picks.js";

/** One test of a model, ready for any frame. */
export interface Check {
  readonly role: TestRole;
  readonly property: "acyclic" | "irreflexive" | "empty";
  /** The test holds when the property does not. */
  readonly isNegated: boolean;
  readonly node: Node;
  /** Bit of its flag in a judgement; -1 for a filter or an assertion. */
  readonly flag: number;
  readonly name: string | null;
  readonly span: Span;
}

/** The tests and choices of a model in the order of its text, and the names of its flags. */
export interface Checks {
  readonly checks: readonly Check[];
  readonly picks: readonly Pick[];
  readonly flags: readonly string[];
}

/** Procedure calls inside one another. */
const CALL_DEPTH_MAX = 100;

/** Reads the instructions of a program. Throws NotCompiled or WrongHere. */
export function readChecks(translator: Translator, program: Program, names: Names): Checks {
  const reader = new Reader(translator, program);
  let scope = names;
  const { prelude, bell, model } = program;
  scope = reader.read(prelude.instructions, scope);
  // What the prelude says of `FW` is true of every `co` that is chosen, and costs nothing like this.
  const final = nodeMeaning(finalWrites(translator.graph));
  scope = withName(scope, "FW", () => final);
  for (const file of bell === null ? [model] : [bell, model]) {
    scope = reader.read(file.instructions, scope);
  }
  return reader;
}

/**
 * The writes whose values are the final ones that a test asks for, locks' among them: the last ones
 * of `co` at observed locations.
 */
function finalWrites(graph: Graph): Node {
  const co = graph.chosen("co");
  const writes = graph.union([graph.base("IW", "set"), graph.end("range", co)]);
  const last = graph.difference(writes, graph.end("domain", co));
  return graph.intersection(graph.base("Observed", "set"), last);
}

class Reader implements Checks {
  readonly checks: Check[] = [];
  readonly picks: Pick[] = [];
  readonly flags: string[] = [];
  readonly #translator: Translator;
  readonly #program: Program;
  #depth = 0;

  constructor(translator: Translator, program: Program) {
    this.#translator = translator;
    this.#program = program;
  }

  read(list: readonly Instruction[], names: Names): Names {
    return list.reduce((scope, instruction) => this.#step(instruction, scope), names);
  }

  #step(instruction: Instruction, names: Names): Names {
    switch (instruction.kind) {
      case "let":
        return this.#let(instruction, names);
      case "test":
        this.#test(instruction, names);
        return names;
      case "include": {
        const file = this.#program.files.get(instruction.file.text);
        if (file === undefined) throw new WrongHere(`no file "${instruction.file.text}"`);
        return this.read(file.instructions, names);
      }
      case "procedure": {
        const { name, parameter, body, isRecursive } = instruction;
        const meaning: ProcedureMeaning = { kind: "procedure", parameter, body, scope: names };
        const after = withBinder(names, name, () => meaning);
        if (isRecursive) meaning.scope = after;
        return after;
      }
      case "call":
        this.#call(instruction, names);
        return names;
      case "if": {
        const isOn = isVariantOn(this.#translator.variants, instruction.condition);
        return this.read(isOn ? instruction.yes : instruction.no, names);
      }
      case "forall":
        this.#forall(instruction, names);
        return names;
      case "match-tag": {
        const value = this.#translator.translate(names, instruction.value);
        const clause = this.#translator.clauseOf(value, instruction.clauses);
        const body = clause?.body ?? instruction.otherwise;
        if (body === null) throw new WrongHere("no clause matches");
        return this.read(body, names);
      }
      case "enum": {
        const { text: enumeration } = instruction.name;
        const tags = instruction.tags.map((t) => t.text);
        const enumerations = new Map(names.enumerations);
        enumerations.delete(enumeration);
        const declared = { ...names, enumerations: enumerations.set(enumeration, tags) };
        return withBinder(declared, instruction.name, () => ({ kind: "tags", enumeration, tags }));
      }
      case "with":
        return this.#with(instruction, names);
      case "show":
      case "show-as":
      case "unshow":
      case "debug":
      case "instructions":
        return names;
      default:
        return unreachable(instruction);
    }
  }

  #let(instruction: Extract<Instruction, { kind: "let" }>, names: Names): Names {
    const { bindings, isRecursive, guard } = instruction;
    if (!isRecursive) return this.#translator.bind(names, bindings);
    if (guard !== null) throw new NotCompiled("`let rec` with `when`");
    return this.#translator.bindRecursively(names, bindings);
  }

  #with({ name, set }: Extract<Instruction, { kind: "with" }>, names: Names): Names {
    // Where there is nothing to choose, what stands before is judged all the same.
    if (this.checks.some((c) => c.role === "assert")) {
      throw new NotCompiled(`an assertion before \`with ${name.text} from\``);
    }
    const pick = pickOf(this.#translator, { names, expression: set }, this.picks.length);
    this.picks.push(pick);
    return withName(names, name.text, () => nodeMeaning(pick.node));
  }

  #test({ role, test }: Extract<Instruction, { kind: "test" }>, names: Names): void {
    const { property, isNegated, span } = test;
    const value = this.#translator.translate(names, test.value);
    const isSet = value.kind === "node" && value.node.type === "set";
    if (isSet && property !== "empty") throw new WrongHere("expected a relation");
    const node = isSet ? value.node : this.#translator.relation(value);
    const name = test.name?.text ?? null;
    const flag = this.#flagOf(role, name);
    if (role === "flag" && flag < 0) return;
    // A closure is never needed in order to look for cycles.
    const isOpened = property !== "empty" && node.kind === "closure";
    const check = isOpened
      ? { role, property: "acyclic" as const, isNegated, node: node.operands[0]!, flag, name, span }
      : { role, property, isNegated, node, flag, name, span };
    this.checks.push(check);
  }

  #flagOf(role: TestRole, name: string | null): number {
    if (role === "filter" || role === "assert") return -1;
    const flag = role === "flag" ? name : "undefined";
    if (flag === null) return -1;
    const known = this.flags.indexOf(flag);
    return known >= 0 ? known : this.flags.push(flag) - 1;
  }

  #call(instruction: Extract<Instruction, { kind: "call" }>, names: Names): void {
    const found = find(names, instruction.procedure.text)?.();
    if (found?.kind !== "procedure") throw new WrongHere("expected a procedure");
    if (this.#depth >= CALL_DEPTH_MAX)
      throw new NotCompiled("procedures that call one another too deep");
    const argument = this.#translator.translate(names, instruction.argument);
    this.#depth++;
    this.read(found.body, bindArgument(found.scope, found.parameter, argument));
    this.#depth--;
  }

  #forall(instruction: Extract<Instruction, { kind: "forall" }>, names: Names): void {
    const { name, set, body } = instruction;
    const value = this.#translator.translate(names, set);
    if (value.kind === "empty") return;
    if (value.kind !== "tags")
      throw new NotCompiled("`forall` over a set that an execution decides");
    const { enumeration } = value;
    for (const tag of value.tags) {
      this.read(
        body,
        withBinder(names, name, () => ({ kind: "tag", enumeration, tag })),
      );
    }
  }
}

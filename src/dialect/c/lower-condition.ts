import type { LitmusFile, PathNode, PropositionNode, TermNode } from "../../litmus/file.js";
import type { Proposition, Term } from "../../program/condition.js";
import type { Observed } from "../../program/program.js";
import type { IntegerType } from "../../program/value.js";
import { meant, nearest } from "../../source/nearest.js";
import type { Span } from "../../source/source.js";
import { type Question, questionOf, type Terms } from "../question.js";
import type { ThreadLowering } from "./lower-context.js";
import type { Part } from "./lower-locations.js";
import type { Unit } from "./lower-unit.js";
import { cells, isScalar, type Type, typeName } from "./types.js";

/** Resolves the condition, the filter and the `locations` clause; what they name wrongly is reported. */
export function lowerQuestion(
  unit: Unit,
  file: LitmusFile,
  threads: readonly ThreadLowering[],
): Question {
  const resolver = new Resolver(unit, threads);
  return questionOf(file, resolver, () => {
    for (const term of file.locations) resolver.observe(term);
  });
}

/** A term with the type that a constant beside it is converted to; null for none. */
interface Typed {
  readonly term: Term;
  readonly type: IntegerType | null;
}

const WRONG: Typed = { term: { kind: "constant", code: 0, name: "0" }, type: null };

class Resolver implements Terms {
  readonly #unit: Unit;
  readonly #threads: readonly ThreadLowering[];
  readonly #seen = new Map<string, Observed>();

  constructor(unit: Unit, threads: readonly ThreadLowering[]) {
    this.#unit = unit;
    this.#threads = threads;
  }

  seen(): Iterable<Observed> {
    return this.#seen.values();
  }

  compare({ operator, ...node }: Extract<PropositionNode, { kind: "compare" }>): Proposition {
    const left = this.#term(node.left);
    const right = this.#term(node.right);
    return {
      kind: "compare",
      operator,
      left: this.#converted(left, right),
      right: this.#converted(right, left),
    };
  }

  /** A constant as the other side's type holds it. */
  #converted({ term }: Typed, other: Typed): Term {
    if (term.kind !== "constant" || other.type === null) return term;
    const { values } = this.#unit;
    return { ...term, code: values.encode(values.wrap(values.decode(term.code), other.type)) };
  }

  /** A term of the `locations` clause: a whole struct or array stands for its cells. */
  observe(node: TermNode): void {
    if (node.kind === "register" && this.#isAbsent(node.thread, node.name.text)) {
      this.#observeAbsent(node.thread, node.name.text, node.span);
      return;
    }
    if (node.kind !== "location" && node.kind !== "address") {
      this.#term(node);
      return;
    }
    const part = this.#resolve(node.path);
    if (part === undefined) return;
    for (const [i, { path, type }] of cells(part.type).entries()) {
      this.#location(part.cell + i, `${part.name}${path}`, type);
    }
  }

  #isAbsent(thread: number, name: string): boolean {
    const lowering = this.#threads[thread];
    if (lowering === undefined) return false;
    const isVariable = lowering.variables.has(name) || lowering.givenRegister(name) !== undefined;
    return !isVariable && lowering.lookup(name) === undefined;
  }

  /** herd prints a register that its thread lacks as 0; published tests have such `locations` clauses. */
  #observeAbsent(thread: number, name: string, span: Span): void {
    const { builder, variables } = this.#threads[thread]!;
    const near = nearest(name, variables.keys());
    const notes = meant(near, `${thread}:${near}`);
    const message = `P${thread} has no register called \`${name}\`: it is 0 in every final state`;
    this.#unit.diagnostics.warning("absent-register", span, message, ...notes);
    const register = builder.register(name);
    this.#see({ kind: "register", thread, register, name: `${thread}:${name}` });
  }

  #term(node: TermNode): Typed {
    const { values } = this.#unit;
    switch (node.kind) {
      case "number":
        return {
          term: { kind: "constant", code: values.encode(node.value), name: String(node.value) },
          type: null,
        };
      case "register":
        return this.#register(node.thread, node.name.text, node.span);
      case "address":
        return this.#address(node.path, node.span);
      case "location": {
        const part = this.#resolve(node.path);
        if (part === undefined) return WRONG;
        if (isScalar(part.type)) return this.#location(part.cell, part.name, part.type);
        const message = `\`${part.name}\` is a whole ${typeName(part.type)}: name one scalar of it`;
        this.#unit.diagnostics.error("not-scalar", node.span, message);
        return WRONG;
      }
    }
  }

  #location(location: number, name: string, type: Type): Typed {
    const term = { kind: "location", location, name } as const;
    this.#see(term);
    return { term, type: type.kind === "integer" ? type.integer : null };
  }

  #see(observed: Observed): void {
    const key =
      observed.kind === "register"
        ? `${observed.thread}:${observed.register}`
        : `[${observed.location}]`;
    if (!this.#seen.has(key)) this.#seen.set(key, observed);
  }

  /** `x` on the right of a comparison: an address, or a constant's name. */
  #address(path: PathNode, span: Span): Typed {
    const { locations, constants } = this.#unit;
    const { text } = path.name;
    const number = locations.get(text) === undefined ? constants.get(text) : undefined;
    if (number !== undefined) {
      const code = this.#unit.values.encode(number);
      return { term: { kind: "constant", code, name: text }, type: null };
    }
    const part = this.#resolve(path);
    if (part === undefined) return WRONG;
    const code = locations.address(part.cell);
    const name = span.source.text[span.start] === "&" ? `&${part.name}` : part.name;
    return { term: { kind: "constant", code, name }, type: null };
  }

  /** The part of a location that a path names, or undefined after a diagnostic. */
  #resolve(path: PathNode): Part | undefined {
    const { text, span } = path.name;
    const { locations, diagnostics } = this.#unit;
    const owner = this.#threads.findIndex((thread) => thread.variables.has(text));
    if (owner < 0 || locations.get(text) !== undefined) return locations.resolve(path, diagnostics);
    const note = `for the variable of P${owner} write \`${owner}:${text}\``;
    diagnostics.error("unknown-location", span, `no location is called \`${text}\``, note);
    return undefined;
  }

  #register(thread: number, name: string, span: Span): Typed {
    const { diagnostics } = this.#unit;
    const lowering = this.#threads[thread];
    if (lowering === undefined) {
      const message = `there is no thread P${thread}`;
      diagnostics.error("unknown-thread", span, message);
      return WRONG;
    }
    const isParameter = lowering.lookup(name)?.kind === "value";
    const variable =
      lowering.variables.get(name) ?? (isParameter ? undefined : lowering.givenRegister(name));
    if (variable === undefined) return this.#parameter(lowering, thread, name, span);
    if (!isScalar(variable.type)) {
      const message = `\`${name}\` is a whole ${typeName(variable.type)}: a condition asks for scalars`;
      diagnostics.error("not-scalar", span, message);
      return WRONG;
    }
    const register = variable.registers[0]!;
    const term = { kind: "register", thread, register, name: `${thread}:${name}` } as const;
    this.#see(term);
    const { type } = variable;
    return { term, type: type.kind === "integer" ? type.integer : null };
  }

  /** A parameter that is never assigned is no register, but a condition may compare it. */
  #parameter(lowering: ThreadLowering, thread: number, name: string, span: Span): Typed {
    const meaning = lowering.lookup(name);
    const value = meaning?.kind === "value" ? meaning.value : undefined;
    if (value?.kind === "scalar" && value.expression.kind === "constant") {
      const { code } = value.expression;
      return { term: { kind: "constant", code, name: `${thread}:${name}` }, type: null };
    }
    const near = nearest(name, lowering.variables.keys());
    const notes = meant(near, `${thread}:${near}`);
    const message = `P${thread} has no register called \`${name}\``;
    this.#unit.diagnostics.error("unknown-register", span, message, ...notes);
    return WRONG;
  }
}

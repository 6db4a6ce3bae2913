import type { Word } from "../../../litmus/file.js";
import type { DiagnosticCode } from "../../../source/codes.js";
import type { Diagnostics } from "../../../source/diagnostic.js";
import { meant, nearest } from "../../../source/nearest.js";
import type { Source, Span } from "../../../source/source.js";
import { unreachable } from "../../../source/unreachable.js";
import type { FunctionDefinition } from "../../c/ast.js";
import type { MacroTable } from "../../c/language.js";
import { Prelude } from "../../c/prelude.js";
import { KERNEL } from "../language.js";
import {
  OPERATIONS,
  type Operation,
  type OperationParameter,
  SRCU_TAGS,
  srcuOperation,
} from "./operations.js";
import {
  type Macro,
  type MacroArgument,
  type MacroExpression,
  type MacroStatement,
  parseMacros,
} from "./syntax.js";

/**
 * Reads a macro file such as linux-kernel.def. Null after an error; every problem is reported, with its place in the
 * file. As in herd, a macro's parameters stand for the text of the arguments.
 */
export function readMacros(source: Source, diagnostics: Diagnostics): MacroTable | null {
  const before = diagnostics.list.length;
  const macros = parseMacros(source, diagnostics);
  const prelude = new Prelude(KERNEL);
  const writer = new Writer(macros, prelude, diagnostics);
  const parts = writer.write();
  const isWrong = diagnostics.list.slice(before).some((d) => d.severity === "error");
  if (isWrong) return null;
  const texts = new Map(parts.map(({ name, text }) => [name, text]));
  const parsed = new Map<string, FunctionDefinition>();
  const part = (name: string): FunctionDefinition | undefined => {
    const text = texts.get(name);
    if (text === undefined) return undefined;
    const known = parsed.get(name) ?? prelude.parse(name, text);
    parsed.set(name, known);
    return known;
  };
  const names = macros.map((macro) => macro.name.text);
  return {
    names: () => names,
    part,
    lookup: (name) => {
      const at = names.indexOf(name);
      return at < 0 ? undefined : part(macroName(at));
    },
  };
}

/** The name under which a macro's definition is known; a user's may be any word, of C too. */
function macroName(index: number): string {
  return `__macro_${index}`;
}

interface Part {
  readonly name: string;
  readonly text: string;
}

/** What the names of one macro's body are in its definition. */
type Names = ReadonlyMap<string, string>;

/** Leaves a macro in which something is wrong. */
class MacroFailure extends Error {}

/** Checks macros and writes them in the language of the prelude. */
class Writer {
  readonly #macros: readonly Macro[];
  readonly #diagnostics: Diagnostics;
  readonly #prelude: Prelude;
  readonly #indices = new Map<string, number>();
  /** Operations by what they are called with. */
  readonly #operations = new Map<string, Part>();
  /** By macro: the macros that it calls. */
  readonly #calls = new Map<number, Set<number>>();
  #current = 0;

  constructor(macros: readonly Macro[], prelude: Prelude, diagnostics: Diagnostics) {
    this.#prelude = prelude;
    this.#macros = macros;
    this.#diagnostics = diagnostics;
  }

  /** The definitions of all macros and of the operations in them. */
  write(): readonly Part[] {
    for (const [index, { name }] of this.#macros.entries()) {
      const first = this.#indices.get(name.text);
      if (first === undefined) {
        this.#indices.set(name.text, index);
        continue;
      }
      const note = { message: "the first one is here", span: this.#macros[first]!.name.span };
      const message = `the macro \`${name.text}\` is there twice`;
      this.#diagnostics.error("redefined", name.span, message, note);
    }
    const parts = this.#macros.flatMap((macro, index) => {
      try {
        this.#current = index;
        this.#calls.set(index, new Set());
        return [{ name: macroName(index), text: this.#definition(macro, index) }];
      } catch (failure) {
        if (!(failure instanceof MacroFailure)) throw failure;
        return [];
      }
    });
    for (const index of this.#macros.keys()) this.#checkRecursion(index);
    return [...parts, ...this.#operations.values()];
  }

  #definition({ name, parameters, body }: Macro, index: number): string {
    const names = new Map<string, string>();
    for (const { text, span } of parameters) {
      if (names.has(text)) {
        this.#fail("redefined", span, `\`${name.text}\` has two parameters \`${text}\``);
      }
      names.set(text, `argument${names.size}`);
    }
    const list = [...names.values()].map((own) => `expression ${own}`).join(", ");
    const head = `${macroName(index)}(${list === "" ? "void" : list})`;
    if (body.kind === "expression") {
      return `any ${head} { return ${this.#value(body.expression, names)}; }`;
    }
    const locals: string[] = [];
    this.#declare(body.statements, names, locals);
    const declared = locals.map((local) => `long ${local};`);
    return `void ${head} { ${[...declared, this.#block(body.statements, names)].join(" ")} }`;
  }

  /** Gives every name that is assigned and is no parameter a variable. */
  #declare(
    statements: readonly MacroStatement[],
    names: Map<string, string>,
    locals: string[],
  ): void {
    for (const statement of statements) {
      if (statement.kind === "assign" && statement.target.kind === "name") {
        const { name } = statement.target;
        if (names.has(name)) continue;
        const local = `local${locals.length}`;
        locals.push(local);
        names.set(name, local);
      } else if (statement.kind === "if") {
        this.#declare([...statement.yes, ...statement.no], names, locals);
      } else if (statement.kind === "while") {
        this.#declare(statement.body, names, locals);
      }
    }
  }

  #block(statements: readonly MacroStatement[], names: Names): string {
    return statements.map((statement) => this.#statement(statement, names)).join(" ");
  }

  #statement(statement: MacroStatement, names: Names): string {
    switch (statement.kind) {
      case "evaluate": {
        const { expression } = statement;
        if (expression.kind === "call") return `${this.#call(expression, names)};`;
        return `${this.#value(expression, names)};`;
      }
      case "assign": {
        const target = this.#value(statement.target, names);
        return `${target} = ${this.#value(statement.value, names)};`;
      }
      case "if": {
        const condition = this.#value(statement.condition, names);
        const yes = this.#block(statement.yes, names);
        return `if (${condition}) { ${yes} } else { ${this.#block(statement.no, names)} }`;
      }
      case "while": {
        const condition = this.#value(statement.condition, names);
        return `while (${condition}) { ${this.#block(statement.body, names)} }`;
      }
      default:
        return unreachable(statement);
    }
  }

  #value(e: MacroExpression, names: Names): string {
    switch (e.kind) {
      case "number":
        return e.value < 0n ? `(${e.value})` : String(e.value);
      case "name": {
        const own = names.get(e.name);
        if (own !== undefined) return own;
        const message = `\`${e.name}\` is no parameter of the macro, nor assigned in it`;
        return this.#fail("unknown-name", e.span, message, nearest(e.name, names.keys()));
      }
      case "dereference":
        return `*(${this.#value(e.address, names)})`;
      case "binary":
        return `(${this.#value(e.left, names)} ${e.operator} ${this.#value(e.right, names)})`;
      case "call": {
        if (this.#isStatement(e)) {
          this.#fail("no-value", e.span, `\`${e.callee.text}\` gives no value`);
        }
        return this.#call(e, names);
      }
      default:
        return unreachable(e);
    }
  }

  /** Whether a call can only stand as a statement. */
  #isStatement(call: CallExpression): boolean {
    const index = this.#indices.get(call.callee.text);
    if (index !== undefined) return this.#macros[index]!.body.kind === "statements";
    return this.#operation(call)?.givesValue === false;
  }

  #operation({ callee, tags }: CallExpression): Operation | undefined {
    if (callee.text !== "__srcu") return OPERATIONS.get(callee.text);
    return srcuOperation(tags?.[0]?.text ?? "");
  }

  #call(call: CallExpression, names: Names): string {
    const { callee, tags, arguments: given } = call;
    const index = this.#indices.get(callee.text);
    if (index !== undefined && tags === null) {
      this.#calls.get(this.#current)!.add(index);
      const { parameters } = this.#macros[index]!;
      this.#checkCount(call, parameters.length, parameters);
      return `${macroName(index)}(${this.#arguments(given ?? [], names).join(", ")})`;
    }
    const operation = this.#operation(call);
    if (operation !== undefined) return this.#operationCall(call, operation, names);
    if (callee.text === "__srcu") this.#failTag(call);
    if (tags === null && given !== null && this.#prelude.has(callee.text)) {
      return `${callee.text}(${this.#arguments(given, names).join(", ")})`;
    }
    const known = [...OPERATIONS.keys(), "__srcu", ...this.#indices.keys()];
    const near = nearest(callee.text, [...known, ...this.#prelude.names()]);
    const message = `no operation, macro or primitive is called \`${callee.text}\``;
    return this.#fail("unknown-function", callee.span, message, near);
  }

  #failTag({ callee, tags }: CallExpression): never {
    const tag = tags?.[0];
    const message = `\`__srcu\` has one of the tags ${SRCU_TAGS.map((t) => `\`${t}\``).join(", ")}`;
    const near = tag === undefined ? undefined : nearest(tag.text, SRCU_TAGS);
    return this.#fail("unknown-name", tag?.span ?? callee.span, message, near);
  }

  /** Arguments of a macro or a primitive: an operator is none. */
  #arguments(given: readonly MacroArgument[], names: Names): readonly string[] {
    return given.map((argument) => {
      if (argument.kind !== "operator") return this.#value(argument, names);
      const message = `the operator \`${argument.operator}\` is no value`;
      return this.#fail("wrong-arguments", argument.span, message);
    });
  }

  #operationCall(call: CallExpression, operation: Operation, names: Names): string {
    const { callee, span } = call;
    const tags = (call.tags ?? []).map((tag) => tag.text);
    if (operation.tags === "required" && tags.length === 0) {
      const message = `\`${callee.text}\` has tags: \`${callee.text}{once}\``;
      this.#fail("wrong-arguments", callee.span, message);
    }
    if (operation.tags === "none" && call.tags !== null) {
      this.#fail("wrong-arguments", span, `\`${callee.text}\` has no tags`);
    }
    this.#checkCount(call, operation.parameters.length, null);
    let operator = "";
    const values: string[] = [];
    for (const [k, parameter] of operation.parameters.entries()) {
      const argument = call.arguments![k]!;
      this.#checkArgument(callee, parameter, argument);
      if (argument.kind !== "operator") values.push(this.#value(argument, names));
      else operator = argument.operator === "&~" ? "& ~" : argument.operator;
    }
    const key = `${callee.text}{${tags.join()}}${operator}`;
    let part = this.#operations.get(key);
    if (part === undefined) {
      const name = `__operation_${this.#operations.size}`;
      const text = operation.text(name, tags, operator);
      if (text === null) {
        this.#fail("wrong-arguments", span, `these tags of \`${callee.text}\` do not go together`);
      }
      part = { name, text };
      this.#operations.set(key, part);
    }
    return `${part.name}(${values.join(", ")})`;
  }

  #checkArgument(callee: Word, parameter: OperationParameter, argument: MacroArgument): void {
    const isOperator = argument.kind === "operator";
    if (isOperator !== (parameter === "operator")) {
      const wanted = isOperator ? "a value" : "an operator such as `+`";
      this.#fail("wrong-arguments", argument.span, `\`${callee.text}\` takes ${wanted} here`);
    }
    if (parameter !== "place" || argument.kind === "name" || argument.kind === "dereference")
      return;
    const message = `\`${callee.text}\` takes a place here: a parameter, or \`*\` of a pointer`;
    this.#fail("wrong-arguments", argument.span, message);
  }

  #checkCount(
    { callee, arguments: given, span }: CallExpression,
    wanted: number,
    parameters: readonly Word[] | null,
  ): void {
    const count = given?.length ?? 0;
    if (count === wanted && (given !== null || wanted === 0)) return;
    const list = parameters?.map((p) => p.text).join(", ");
    const form = list === undefined ? "" : `: ${callee.text}(${list})`;
    const noun = wanted === 1 ? "argument" : "arguments";
    const message = `\`${callee.text}\` takes ${wanted} ${noun}, not ${count}${form}`;
    this.#fail("wrong-arguments", span, message);
  }

  #checkRecursion(index: number): void {
    const reached = new Set(this.#calls.get(index));
    for (const next of reached) {
      for (const further of this.#calls.get(next) ?? []) reached.add(further);
    }
    if (!reached.has(index)) return;
    const { name } = this.#macros[index]!;
    const message = `the macro \`${name.text}\` comes back to itself`;
    this.#diagnostics.error("recursion", name.span, message);
  }

  #fail(code: DiagnosticCode, span: Span, message: string, near?: string): never {
    const notes = meant(near);
    this.#diagnostics.error(code, span, message, ...notes);
    throw new MacroFailure();
  }
}

type CallExpression = Extract<MacroExpression, { kind: "call" }>;

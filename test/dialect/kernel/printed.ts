/** Prints trees and diagnostics of kernel C on one line each, so that tests are tables. */
import type {
  BlockNode,
  Declarator,
  ExpressionNode,
  FunctionDefinition,
  Initializer,
  StatementNode,
  TranslationUnit,
  TypeNode,
} from "../../../src/dialect/c/ast.js";
import type { Macro } from "../../../src/dialect/c/directives.js";
import { parseTranslationUnit } from "../../../src/dialect/c/parser.js";
import { bindingMacro, preprocess, scanPieces } from "../../../src/dialect/c/preprocessor.js";
import { type Diagnostic, Diagnostics, place } from "../../../src/source/diagnostic.js";
import { Source, type Span } from "../../../src/source/source.js";
import { unreachable } from "../../../src/source/unreachable.js";

/** What a text is read with. */
export interface ReadOptions {
  /** `NAME = text` of a variant. */
  readonly bindings?: Readonly<Record<string, string>>;
  /** Built-in macros: the text after `#define`. */
  readonly builtin?: readonly string[];
  readonly isPrelude?: boolean;
}

const TYPE_NAMES = new Set("atomic_t refcount_t spinlock_t u8 u32 u64 intptr_t size_t".split(" "));

/** A text as tokens after preprocessing. */
export function preprocessed(
  text: string,
  options: ReadOptions = {},
  diagnostics = new Diagnostics(),
) {
  const builtin = new Map((options.builtin ?? []).flatMap((d) => [...defined(`#define ${d}`)]));
  const bindings = Object.entries(options.bindings ?? {}).map(([name, value]) =>
    bindingMacro(
      { name: { text: name, span: whole("variant", name) }, value: whole("variant", value) },
      diagnostics,
    ),
  );
  const source = { lookup: (name: string) => builtin.get(name) };
  const tokens = scanPieces([whole("t.lit", text)], diagnostics);
  const result = preprocess(tokens, bindings, source, diagnostics);
  return { ...result, diagnostics };
}

function defined(text: string): ReadonlyMap<string, Macro> {
  const diagnostics = new Diagnostics();
  const tokens = scanPieces([whole("prelude", text)], diagnostics);
  return preprocess(tokens, [], { lookup: () => undefined }, diagnostics).macros;
}

function whole(name: string, text: string): Span {
  return { source: new Source(name, text), start: 0, end: text.length };
}

/** A text as a tree, and what is wrong with it. */
export function read(text: string, options: ReadOptions = {}) {
  const { tokens, diagnostics } = preprocessed(text, options);
  const parserOptions = { typeNames: TYPE_NAMES, allowsIntrinsics: options.isPrelude === true };
  const unit = parseTranslationUnit(tokens, parserOptions, diagnostics);
  return { unit, problems: diagnostics.list.map(printProblem) };
}

/**
 * `line:column "text" code: message (note)`: the place, what is underlined there, and all that is
 * said.
 */
function printProblem({ span, code, message, notes }: Diagnostic): string {
  const { line, column } = span.source.position(span.start);
  const said = notes.map(
    (n) => ` (${n.span === undefined ? "" : `${place(n.span)} `}${n.message})`,
  );
  const text = span.source.text.slice(span.start, span.end);
  return `${line}:${column} ${JSON.stringify(text)} ${code}: ${message}${said.join("")}`;
}

/** What is wrong with a text. */
export function problems(text: string, options: ReadOptions = {}): readonly string[] {
  return read(text, options).problems;
}

/** What is wrong with the statements of a body, with lines as if they stood alone. */
export function inBody(statements: string): readonly string[] {
  return problems(`P0() {\n${statements}\n}`).map((problem) =>
    problem.replace(/^\d+/, (line) => String(Number(line) - 1)),
  );
}

/** The statements of a body, printed; fails on any diagnostic. */
export function body(statements: string, options: ReadOptions = {}): string {
  const { unit, problems } = read(`P0() { ${statements} }`, options);
  if (problems.length > 0) throw new Error(problems.join("\n"));
  return printBlock(unit.threads[0]!.body).slice(1, -1);
}

/** A whole text, printed; fails on any diagnostic. */
export function unit(text: string, options: ReadOptions = {}): string {
  const result = read(text, options);
  if (result.problems.length > 0) throw new Error(result.problems.join("\n"));
  return printUnit(result.unit);
}

function printUnit({ structs, typedefs, constants, functions, threads }: TranslationUnit): string {
  return [
    ...structs.map((s) => `${s.kind} ${s.tag} {${s.fields.map(printDeclarator).join("; ")}}`),
    ...typedefs.map((t) => `typedef ${t.name} ${printType(t.type)}`),
    ...constants.map((c) => `const ${c.name}${c.value === null ? "" : ` ${print(c.value)}`}`),
    ...functions.map(printFunction),
    ...threads.map((t) => `thread ${printFunction(t)}`),
  ].join("\n");
}

function printFunction(f: FunctionDefinition): string {
  const parameters = f.parameters.map(printDeclarator).join(", ");
  return `${printType(f.result)} ${f.name}(${parameters}) ${printBlock(f.body)}`;
}

/** A type from the name outwards: `*int` is a pointer to an int, `[2]*int` an array of pointers. */
export function printType(type: TypeNode): string {
  switch (type.kind) {
    case "named":
      return type.name;
    case "struct":
      return `struct ${type.tag}`;
    case "pointer":
      return `*${printType(type.to)}`;
    case "array":
      return `[${type.length === null ? "" : print(type.length)}]${printType(type.of)}`;
    case "typeof":
      return `typeof(${print(type.expression)})`;
    default:
      return unreachable(type);
  }
}

function printDeclarator({ name, type, initial }: Declarator): string {
  const value = initial === null ? "" : ` = ${printInitializer(initial)}`;
  return `${name}: ${printType(type)}${value}`;
}

function printInitializer(initial: Initializer): string {
  if (initial.kind === "expression") return print(initial.expression);
  const items = initial.items.map(({ field, index, value }) => {
    const place = field !== null ? `.${field} = ` : index !== null ? `[${print(index)}] = ` : "";
    return place + printInitializer(value);
  });
  return `{${items.join(", ")}}`;
}

function printBlock({ statements }: BlockNode): string {
  return `{${statements.map(printStatement).join("; ")}}`;
}

function printStatement(s: StatementNode): string {
  switch (s.kind) {
    case "block":
      return printBlock(s);
    case "declaration":
      return `let ${s.declarators.map(printDeclarator).join(", ")}`;
    case "expression":
      return print(s.expression);
    case "if": {
      const otherwise = s.otherwise === null ? "" : ` else ${printStatement(s.otherwise)}`;
      return `if ${print(s.condition)} ${printStatement(s.then)}${otherwise}`;
    }
    case "while":
      return `while ${print(s.condition)} ${printStatement(s.body)}`;
    case "do":
      return `do ${printStatement(s.body)} while ${print(s.condition)}`;
    case "for": {
      const initial = s.initial === null ? "-" : printStatement(s.initial);
      const condition = s.condition === null ? "-" : print(s.condition);
      const step = s.step === null ? "-" : print(s.step);
      return `for ${initial} ${condition} ${step} ${printStatement(s.body)}`;
    }
    case "switch":
      return `switch ${print(s.value)} ${printStatement(s.body)}`;
    case "case":
      return `case ${print(s.value)}`;
    case "label":
      return `label ${s.name}`;
    case "goto":
      return `goto ${s.name}`;
    case "return":
      return s.value === null ? "return" : `return ${print(s.value)}`;
    case "default":
    case "break":
    case "continue":
    case "empty":
      return s.kind;
    default:
      return unreachable(s);
  }
}

/** An expression with every operator before its operands, in parentheses. */
export function print(e: ExpressionNode): string {
  switch (e.kind) {
    case "number":
      return `${e.value}${e.suffix}`;
    case "string":
      return JSON.stringify(e.value);
    case "name":
      return e.name;
    case "unary":
      return `(${e.operator} ${print(e.operand)})`;
    case "increment":
      return `(${e.isPrefix ? `${e.operator}_` : `_${e.operator}`} ${print(e.operand)})`;
    case "binary":
      return `(${e.operator} ${print(e.left)} ${print(e.right)})`;
    case "conditional": {
      const then = e.then === null ? "-" : print(e.then);
      return `(? ${print(e.condition)} ${then} ${print(e.otherwise)})`;
    }
    case "assign":
      return `(${e.operator ?? ""}= ${print(e.target)} ${print(e.value)})`;
    case "comma":
      return `(, ${print(e.left)} ${print(e.right)})`;
    case "call":
      return `(${[e.name, ...e.arguments.map(print)].join(" ")})`;
    case "intrinsic": {
      const words = [`${e.name}[${e.modifiers.join(" ")}]`, ...e.arguments.map(print)];
      return `(${words.join(" ")})`;
    }
    case "index":
      return `([] ${print(e.base)} ${print(e.index)})`;
    case "member":
      return `(${e.isArrow ? "->" : "."}${e.field} ${print(e.base)})`;
    case "cast":
      return `(cast ${printType(e.type)} ${print(e.operand)})`;
    case "sizeof":
      return `(sizeof ${e.type === null ? print(e.operand!) : `<${printType(e.type)}>`})`;
    case "container-of":
      return `(container_of ${print(e.pointer)} ${printType(e.type)} ${e.field})`;
    case "statements":
      return `(${printBlock(e.body)})`;
    default:
      return unreachable(e);
  }
}

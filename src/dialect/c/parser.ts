import type { Token } from "../../litmus/scanner.js";
import type { Diagnostics } from "../../source/diagnostic.js";
import type { Span } from "../../source/source.js";
import type { FunctionDefinition, TranslationUnit, TypeNode } from "./ast.js";
import { Cursor, type Grammar, type ParserOptions } from "./parser-cursor.js";
import { GLOBALS, parseParameters, parseTypedef } from "./parser-declarations.js";
import { parseAssignment, parseExpression } from "./parser-expressions.js";
import { parseBlock } from "./parser-statements.js";
import { parseDeclarator, parseSpecifiers, skipDropped } from "./parser-types.js";
import { refuseUnsupported } from "./parser-words.js";
import { type MacroSource, preprocess, scanPieces } from "./preprocessor.js";

const GRAMMAR: Grammar = {
  expression: parseExpression,
  assignment: parseAssignment,
  block: parseBlock,
};

/** A piece of the prelude: its macros are expanded, and intrinsics may be used. */
export function parsePreludeText(
  text: Span,
  macros: MacroSource,
  typeNames: ReadonlySet<string>,
  diagnostics: Diagnostics,
): TranslationUnit {
  const { tokens } = preprocess(scanPieces([text], diagnostics), [], macros, diagnostics);
  return parseTranslationUnit(tokens, { typeNames, allowsIntrinsics: true }, diagnostics);
}

/**
 * Reads declarations, functions and threads out of preprocessed tokens, the last of which is `end`.
 * Everything wrong is added to `diagnostics`, and what it stood in is left out; reading goes on
 * after it, so that several errors are found at once.
 */
export function parseTranslationUnit(
  tokens: readonly Token[],
  options: ParserOptions,
  diagnostics: Diagnostics,
): TranslationUnit {
  const cursor = new Cursor(tokens, GRAMMAR, options, diagnostics);
  const functions: FunctionDefinition[] = [];
  const threads: FunctionDefinition[] = [];
  while (!cursor.isAtEnd) {
    const { index } = cursor;
    const definition = cursor.attempt(parseExternal);
    if (definition === undefined) cursor.skipStatement(index);
    else if (definition !== null)
      (isThread(definition.name) ? threads : functions).push(definition);
  }
  const { structs, typedefs, constants } = cursor.declared;
  return { structs, typedefs, constants, functions, threads };
}

function isThread(name: string): boolean {
  return /^P\d+$/.test(name);
}

/** One declaration or function; null when it is no function. */
function parseExternal(cursor: Cursor): FunctionDefinition | null {
  const { token } = cursor;
  if (cursor.accept(";")) return null;
  if (cursor.is("}")) cursor.refuse("unexpected-token", token.span, "this `}` closes nothing");
  refuseUnsupported(cursor);
  const next = cursor.ahead(1).text;
  if (isThread(token.text) && (next === "(" || next === "{")) return parseThread(cursor);
  if (cursor.isName && next === "(" && !cursor.typeNames.has(token.text))
    return parseUntyped(cursor);
  const specifiers = parseSpecifiers(cursor);
  if (specifiers.storage === "typedef") {
    parseTypedef(cursor, specifiers);
    return null;
  }
  if (specifiers.type === null) cursor.fail("a type");
  // `struct s { ... }` without its `;` would be the type of what starts the next line.
  const lacksEnd = specifiers.isWhole && cursor.previous.text === "}" && cursor.token.startsLine;
  if (lacksEnd) cursor.expectEnd(";");
  if (lacksEnd || (specifiers.isWhole && cursor.accept(";"))) return null;
  const { name, type } = parseDeclarator(cursor, specifiers.type);
  if (name === null) return cursor.fail("the name of a function");
  if (cursor.is("(")) return parseFunction(cursor, type, name);
  const message = `\`${name.text}\` is declared outside of the functions`;
  return cursor.refuse("unsupported-global", name.span, message, GLOBALS);
}

/** `P0(...) { ... }` */
function parseThread(cursor: Cursor): FunctionDefinition | null {
  const name = cursor.take();
  return parseFunction(cursor, { kind: "named", name: "void", span: name.span }, name);
}

/**
 * `name(...)` without a type: a macro that declares something, or what is meant as a thread or
 * function.
 */
function parseUntyped(cursor: Cursor): FunctionDefinition | null {
  const name = cursor.take();
  const { text, span } = name;
  const { index } = cursor;
  cursor.skipParenthesis();
  if (/^EXPORT_SYMBOL/.test(text) && cursor.accept(";")) return null;
  if (!cursor.is("{")) {
    const message = `\`${text}(...)\` declares nothing that is known`;
    cursor.refuse("unsupported-global", span, message, GLOBALS);
  }
  const notes = [
    "threads are named `P0`, `P1`, ...; a function starts with its type, such as `void`",
  ];
  cursor.error("unexpected-token", span, `\`${text}\` is no thread, and has no type`, ...notes);
  cursor.rewind(index);
  return parseFunction(cursor, { kind: "named", name: "void", span }, name);
}

/** From the `(` after the name; null for a function without a body, which says nothing. */
function parseFunction(cursor: Cursor, result: TypeNode, name: Token): FunctionDefinition | null {
  const parameters = parseParameters(cursor);
  skipDropped(cursor);
  if (!isThread(name.text) && cursor.accept(";")) return null;
  for (const parameter of parameters) {
    if (parameter.name !== "") continue;
    cursor.error("unexpected-token", parameter.span, "this parameter has no name");
  }
  const body = parseBlock(cursor);
  return {
    name: name.text,
    nameSpan: name.span,
    result,
    parameters,
    body,
    span: cursor.spanFrom(result.span),
  };
}

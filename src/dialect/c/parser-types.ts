import type { Token } from "../../litmus/scanner.js";
import { place } from "../../source/diagnostic.js";
import { meant, nearest } from "../../source/nearest.js";
import type { Span } from "../../source/source.js";
import type { Declarator, ExpressionNode, TypeNode } from "./ast.js";
import { type Cursor, covered } from "./parser-cursor.js";
import {
  DROPPED_CALLS,
  DROPPED_WORDS,
  refuseUnsupported,
  UNSUPPORTED_TYPES,
} from "./parser-words.js";

/** What stands before the names of a declaration. */
export interface Specifiers {
  /** Null for `__auto_type`: the type is that of the initial value. */
  readonly type: TypeNode | null;
  readonly storage: "typedef" | "static" | "extern" | null;
  /** Whether they stand for something without a declared name after them: `struct s { ... };`. */
  readonly isWhole: boolean;
  readonly span: Span;
}

/** A declared name with its type. */
export interface Named {
  /** Null where a type stands without a name, as in a cast. */
  readonly name: Token | null;
  readonly type: TypeNode;
}

const INTEGER_WORDS: ReadonlySet<string> = new Set(
  "void char short int long signed unsigned bool _Bool __signed __signed__".split(" "),
);
const TYPEOF_WORDS: ReadonlySet<string> = new Set(
  "typeof __typeof __typeof__ typeof_unqual __unqual_scalar_typeof".split(" "),
);
const AUTO_WORDS: ReadonlySet<string> = new Set(["auto", "__auto_type"]);
const STORAGE_WORDS: ReadonlySet<string> = new Set(["typedef", "static", "extern"]);
const TAG_WORDS: ReadonlySet<string> = new Set(["struct", "union", "enum"]);

/** Whether the token `distance` after the next one starts a declaration or the type in a cast. */
export function startsType(cursor: Cursor, distance = 0): boolean {
  const { kind, text } = cursor.ahead(distance);
  return (
    kind === "identifier" &&
    (INTEGER_WORDS.has(text) ||
      cursor.typeNames.has(text) ||
      TAG_WORDS.has(text) ||
      DROPPED_WORDS.has(text) ||
      DROPPED_CALLS.has(text) ||
      STORAGE_WORDS.has(text) ||
      TYPEOF_WORDS.has(text) ||
      AUTO_WORDS.has(text) ||
      UNSUPPORTED_TYPES.has(text))
  );
}

/** Passes over qualifiers and attributes. */
export function skipDropped(cursor: Cursor): void {
  while (cursor.token.kind === "identifier") {
    if (DROPPED_CALLS.has(cursor.token.text)) {
      // `__attribute__((cleanup(f)))` calls a function.
      if (cursor.ahead(3).text.includes("cleanup")) {
        const message = "the attribute `cleanup` is not supported";
        const note = "call the function where the variable goes out of scope";
        cursor.refuse("unsupported-word", cursor.ahead(3).span, message, note);
      }
      cursor.take();
      if (!cursor.is("(")) continue;
      cursor.skipParenthesis();
      if (cursor.previous.text !== ")") cursor.expectEnd(")");
    } else if (DROPPED_WORDS.has(cursor.token.text)) {
      cursor.take();
    } else {
      return;
    }
  }
}

/** Reads the words before the declared names: storage, qualifiers and one type, in any order. */
export function parseSpecifiers(cursor: Cursor): Specifiers {
  cursor.enter();
  const specifiers = parseSpecifiersInside(cursor);
  cursor.leave();
  return specifiers;
}

function parseSpecifiersInside(cursor: Cursor): Specifiers {
  const start = cursor.token.span;
  const words: Token[] = [];
  let type: TypeNode | null = null;
  let storage: Specifiers["storage"] = null;
  let isAuto = false;
  let isWhole = false;
  while (true) {
    skipDropped(cursor);
    const { kind, text, span } = cursor.token;
    if (kind !== "identifier") break;
    isWhole ||= TAG_WORDS.has(text);
    if (STORAGE_WORDS.has(text)) storage = cursor.take().text as Specifiers["storage"];
    else if (AUTO_WORDS.has(text)) isAuto = cursor.take() !== null;
    else if (UNSUPPORTED_TYPES.has(text)) refuseUnsupported(cursor);
    else if (type !== null) break;
    else if (INTEGER_WORDS.has(text)) words.push(cursor.take());
    else if (words.length > 0) break;
    else if (TAG_WORDS.has(text)) type = parseTagged(cursor);
    else if (TYPEOF_WORDS.has(text)) type = parseTypeof(cursor);
    else if (cursor.typeNames.has(text)) type = { kind: "named", name: cursor.take().text, span };
    else break;
  }
  if (words.length > 0) type = integerType(cursor, words);
  if (type === null && !isAuto) refuseUnknownType(cursor);
  return { type, storage, isWhole, span: cursor.spanFrom(start) };
}

/** Reports the next token, which stands where a type should. */
export function refuseUnknownType(cursor: Cursor): never {
  const { text, span } = cursor.token;
  if (!cursor.isName || cursor.ahead(1).text === "(") cursor.fail("a type");
  const near = nearest(text, [...INTEGER_WORDS, ...cursor.typeNames]);
  cursor.refuse("unknown-type", span, `\`${text}\` is no known type`, ...meant(near));
}

/** The type that words such as `long unsigned int` name, whatever their order. */
function integerType(cursor: Cursor, words: readonly Token[]): TypeNode {
  const span = covered(words[0]!.span, words.at(-1)!.span);
  const texts = words.map((w) => w.text.replace(/^__signed(__)?$/, "signed"));
  const signs = texts.filter((w) => w === "signed" || w === "unsigned");
  const sizes = texts.filter((w) => w !== "signed" && w !== "unsigned" && w !== "int");
  const size = sizes.join(" ");
  const ints = texts.length - signs.length - sizes.length;
  const isWhole = ["", "short", "long", "long long"].includes(size);
  const isAlone = size === "void" || size === "bool" || size === "_Bool";
  const isType = isWhole
    ? ints <= 1 && signs.length <= 1
    : ints === 0 && (isAlone ? signs.length === 0 : size === "char" && signs.length <= 1);
  if (!isType) {
    const text = words.map((w) => w.text).join(" ");
    cursor.error("unknown-type", span, `\`${text}\` is no type of C`);
    return { kind: "named", name: "int", span };
  }
  const plain = size === "" ? "int" : size === "_Bool" ? "bool" : size;
  const sign = signs[0] === "unsigned" || size === "char" ? signs[0] : undefined;
  return { kind: "named", name: sign === undefined ? plain : `${sign} ${plain}`, span };
}

function parseTypeof(cursor: Cursor): TypeNode {
  const { span: start } = cursor.take();
  cursor.expect("(");
  if (startsType(cursor)) {
    const type = parseTypeName(cursor);
    cursor.expectEnd(")");
    return type;
  }
  const expression = cursor.grammar.expression(cursor);
  cursor.expectEnd(")");
  return { kind: "typeof", expression, span: cursor.spanFrom(start) };
}

/**
 * `struct s`, `union u { ... }`, `enum e { ... }`: what is in the braces goes to `cursor.declared`.
 */
function parseTagged(cursor: Cursor): TypeNode {
  const word = cursor.take();
  skipDropped(cursor);
  const name = cursor.isName ? cursor.take() : null;
  const span = cursor.spanFrom(word.span);
  if (cursor.is("{")) {
    if (word.text === "enum") parseEnumerators(cursor);
  } else if (name === null) {
    cursor.fail(`the name of the ${word.text}`);
  }
  if (word.text === "enum") return { kind: "named", name: "int", span };
  const kind = word.text === "union" ? "union" : "struct";
  const tag = name?.text ?? `#${++cursor.unnamedStructs} at ${place(word.span)}`;
  if (cursor.is("{")) {
    const fields = parseFields(cursor);
    cursor.declared.structs.push({ kind, tag, fields, span });
    skipDropped(cursor);
  }
  return { kind: "struct", tag, span };
}

function parseEnumerators(cursor: Cursor): void {
  cursor.expect("{");
  while (!cursor.is("}")) {
    const { text: name, span } = cursor.name("the name of a constant");
    const value = cursor.accept("=") ? cursor.grammar.assignment(cursor) : null;
    cursor.declared.constants.push({ name, value, span });
    if (!cursor.accept(",")) break;
  }
  cursor.expectEnd("}");
}

function parseFields(cursor: Cursor): readonly Declarator[] {
  const open = cursor.expect("{");
  const fields: Declarator[] = [];
  while (!cursor.is("}")) {
    if (cursor.isAtEnd) cursor.refuse("unclosed", open.span, "this `{` is never closed");
    const { index } = cursor;
    if (!cursor.attempt((c) => parseField(c, fields))) cursor.skipStatement(index);
  }
  cursor.take();
  return fields;
}

/**
 * `int a, *b;` and C11's members without a name, whose own members belong to what they stand in.
 */
function parseField(cursor: Cursor, fields: Declarator[]): true {
  const { type, span } = parseSpecifiers(cursor);
  if (type === null) cursor.refuse("unexpected-token", span, "expected a type for the field");
  if (cursor.is(";") && type.kind === "struct")
    fields.push({ name: "", type, initial: null, span });
  else {
    do {
      const field = parseDeclarator(cursor, type);
      if (field.name === null) cursor.fail("the name of a field");
      if (cursor.is(":")) {
        const message = "bit-fields are not supported";
        const note = "give the field an integer type of its own, or use masks on a whole word";
        cursor.refuse("unsupported-bit-field", cursor.token.span, message, note);
      }
      if (cursor.is("(")) refuseFunctionPointer(cursor, field.name.span);
      skipDropped(cursor);
      fields.push({
        name: field.name.text,
        type: field.type,
        initial: null,
        span: field.name.span,
      });
    } while (cursor.accept(","));
  }
  cursor.expectEnd(";");
  return true;
}

/** The type of a cast or of `sizeof`: a declaration without a name. */
export function parseTypeName(cursor: Cursor): TypeNode {
  const { type, span } = parseSpecifiers(cursor);
  if (type === null) return cursor.refuse("unexpected-token", span, "expected a type");
  const declared = parseDeclarator(cursor, type);
  if (declared.name !== null) {
    cursor.refuse("unexpected-token", declared.name.span, "expected a type without a name");
  }
  return declared.type;
}

/**
 * Reads what stands around and after a declared name: `*p`, `a[2]`, `(*p)[2]`; stops at `(`, `=`,
 * `:`.
 */
export function parseDeclarator(cursor: Cursor, base: TypeNode): Named {
  cursor.enter();
  const declared = parseDeclaratorInside(cursor, base);
  cursor.leave();
  return declared;
}

function parseDeclaratorInside(cursor: Cursor, base: TypeNode): Named {
  let to = base;
  skipDropped(cursor);
  while (cursor.is("*")) {
    const { span } = cursor.take();
    to = { kind: "pointer", to, span: covered(base.span, span) };
    cursor.countOperator();
    skipDropped(cursor);
  }
  // `(*p)[2]`: what follows the parenthesis binds before what is in it.
  if (cursor.is("(") && (cursor.ahead(1).text === "*" || cursor.ahead(1).text === "(")) {
    const { index: inside, token: open } = cursor;
    cursor.skipParenthesis();
    if (cursor.is("(")) refuseFunctionPointer(cursor, cursor.spanFrom(open.span));
    const outer = parseArrays(cursor, to);
    const end = cursor.index;
    cursor.rewind(inside);
    cursor.take();
    const declared = parseDeclarator(cursor, outer);
    cursor.expectEnd(")");
    cursor.rewind(end);
    return declared;
  }
  const name = cursor.isName && !startsType(cursor) ? cursor.take() : null;
  return { name, type: parseArrays(cursor, to) };
}

/** Reports a pointer to a function. */
export function refuseFunctionPointer(cursor: Cursor, span: Span): never {
  const message = "pointers to functions are not supported";
  const note = "call the function by its name; `variants` can bind that name to one of several";
  cursor.refuse("unsupported-function-pointer", span, message, note);
}

/** `[2][3]` after a name. */
function parseArrays(cursor: Cursor, of: TypeNode): TypeNode {
  if (!cursor.is("[")) return of;
  cursor.enter();
  const { span: start } = cursor.take();
  const length: ExpressionNode | null = cursor.is("]") ? null : cursor.grammar.assignment(cursor);
  cursor.expectEnd("]");
  const span = cursor.spanFrom(start);
  const array = { kind: "array", of: parseArrays(cursor, of), length, span } as const;
  cursor.leave();
  return array;
}

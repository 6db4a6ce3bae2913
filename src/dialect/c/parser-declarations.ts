import type { Declarator, ExpressionNode, Initializer, InitializerItem, TypeNode } from "./ast.js";
import { type Cursor, covered } from "./parser-cursor.js";
import {
  parseDeclarator,
  parseSpecifiers,
  refuseFunctionPointer,
  type Specifiers,
  skipDropped,
} from "./parser-types.js";
import { refuseUnsupported } from "./parser-words.js";

/**
 * The variables of a declaration inside of a function, up to and with its `;`. A type that it
 * declares goes to `cursor.declared`.
 */
export function parseLocals(cursor: Cursor): readonly Declarator[] {
  const specifiers = parseSpecifiers(cursor);
  if (specifiers.storage === "typedef") {
    parseTypedef(cursor, specifiers);
    return [];
  }
  if (specifiers.storage !== null) {
    const message = `\`${specifiers.storage}\` variables are shared by all threads`;
    cursor.error("unsupported-global", specifiers.span, message, GLOBALS);
  }
  const declarators: Declarator[] = [];
  if (!cursor.is(";") || !specifiers.isWhole) {
    do declarators.push(parseLocal(cursor, specifiers.type));
    while (cursor.accept(","));
  }
  cursor.expectEnd(";");
  return declarators;
}

/** What to write instead of a variable outside of functions. */
export const GLOBALS = "declare it in the init block `{ ... }`, and give threads its address";

/** `x = 1` after the type; a null type is that of the initial value. */
function parseLocal(cursor: Cursor, base: TypeNode | null): Declarator {
  if (base === null) {
    const { text: name, span } = cursor.name("the name of a variable");
    cursor.expect("=");
    const expression = cursor.grammar.assignment(cursor);
    const type = { kind: "typeof", expression, span: expression.span } as const;
    return { name, type, initial: { kind: "expression", expression }, span };
  }
  if (cursor.allowsReferences && cursor.is("&")) {
    const message = "a reference can only be a parameter";
    cursor.refuse(
      "unsupported-reference",
      cursor.token.span,
      message,
      "use the name that it would stand for",
    );
  }
  const { name, type } = parseDeclarator(cursor, base);
  if (name === null) cursor.fail("the name of a variable");
  if (cursor.is("(")) {
    const message = "a function cannot be declared inside of a function";
    cursor.refuse("unsupported-nested-function", name.span, message);
  }
  skipDropped(cursor);
  refuseUnsupported(cursor);
  const initial = cursor.accept("=") ? parseInitializer(cursor) : null;
  return { name: name.text, type, initial, span: name.span };
}

function parseInitializer(cursor: Cursor): Initializer {
  if (!cursor.is("{")) {
    return { kind: "expression", expression: cursor.grammar.assignment(cursor) };
  }
  cursor.enter();
  const { span: start } = cursor.take();
  const items: InitializerItem[] = [];
  while (!cursor.is("}")) {
    items.push(parseInitializerItem(cursor));
    if (!cursor.accept(",")) break;
  }
  cursor.expectEnd("}");
  cursor.leave();
  return { kind: "list", items, span: cursor.spanFrom(start) };
}

/** `.field = value`, `[index] = value`, or a value in its turn. */
function parseInitializerItem(cursor: Cursor): InitializerItem {
  let field: string | null = null;
  let index: ExpressionNode | null = null;
  if (cursor.accept(".")) {
    field = cursor.name("the name of a field").text;
  } else if (cursor.accept("[")) {
    index = cursor.grammar.assignment(cursor);
    if (cursor.is("...")) {
      const note = "write one `[index] = value` for each element";
      cursor.refuse("unsupported-range", cursor.token.span, "ranges are not supported", note);
    }
    cursor.expectEnd("]");
  }
  if (field !== null || index !== null) {
    if (cursor.is(".") || cursor.is("[")) {
      const note = "write a list in the list: `.a = { .b = 1 }`";
      cursor.fail("`=`", note);
    }
    cursor.expect("=");
  }
  return { field, index, value: parseInitializer(cursor) };
}

/** The names after `typedef type`, up to and with the `;`. */
export function parseTypedef(cursor: Cursor, { type: base, span }: Specifiers): void {
  if (base === null) cursor.refuse("unexpected-token", span, "expected a type");
  do {
    // A name may be declared twice, as C11 has it; then it is a known type already.
    const isKnown = cursor.token.kind === "identifier" && cursor.typeNames.has(cursor.token.text);
    const known = isKnown ? cursor.take() : null;
    const { name: own, type } = parseDeclarator(cursor, base);
    const name = known ?? own;
    if (name === null) cursor.fail("the name of the type");
    if (cursor.is("(")) refuseFunctionPointer(cursor, name.span);
    skipDropped(cursor);
    cursor.declared.typedefs.push({ name: name.text, type, span: name.span });
    cursor.typeNames.add(name.text);
  } while (cursor.accept(","));
  cursor.expectEnd(";");
}

/**
 * The parameters of a function, with their parentheses. An array is a pointer to its first element.
 */
export function parseParameters(cursor: Cursor): readonly Declarator[] {
  return cursor.parenthesized(parseParameterList) ?? [];
}

function parseParameterList(cursor: Cursor): readonly Declarator[] {
  const parameters: Declarator[] = [];
  if (cursor.is(")")) return parameters;
  if (cursor.is("void") && cursor.ahead(1).text === ")") {
    cursor.take();
    return parameters;
  }
  do parameters.push(parseParameter(cursor));
  while (cursor.accept(","));
  return parameters;
}

function parseParameter(cursor: Cursor): Declarator {
  if (cursor.is("...")) {
    const message = "functions with a variable number of arguments are not supported";
    cursor.refuse("unsupported-variadic", cursor.token.span, message);
  }
  const { type: base, span } = parseSpecifiers(cursor);
  if (base === null)
    return cursor.refuse("unexpected-token", span, "expected the parameter's type");
  const { name, type } = parseDeclarator(cursor, base);
  if (name === null && cursor.allowsReferences && cursor.is("&")) {
    return parseReference(cursor, type);
  }
  if (cursor.is("(")) refuseFunctionPointer(cursor, cursor.token.span);
  skipDropped(cursor);
  const decayed: TypeNode =
    type.kind === "array" ? { kind: "pointer", to: type.of, span: type.span } : type;
  return { name: name?.text ?? "", type: decayed, initial: null, span: name?.span ?? span };
}

/** `&x`: a pointer to what it is a name of. */
function parseReference(cursor: Cursor, to: TypeNode): Declarator {
  const { span } = cursor.take();
  skipDropped(cursor);
  const { text: name, span: nameSpan } = cursor.name("the name of a parameter");
  const type: TypeNode = { kind: "pointer", to, span: covered(to.span, span) };
  return { name, type, isReference: true, initial: null, span: nameSpan };
}

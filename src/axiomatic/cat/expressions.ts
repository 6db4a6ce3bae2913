import { cover, type Span } from "../../source/source.js";
import { unreachable } from "../../source/unreachable.js";
import type {
  Binder,
  Binding,
  Condition,
  ElementClause,
  Expression,
  Pattern,
  TagClause,
  UnaryOperator,
  VariantCondition,
} from "./ast.js";
import { type Cursor, SyntaxFailure } from "./cursor.js";
import type { Punctuation, Token } from "./scanner.js";

/**
 * Parses the expressions of cat. From loose to tight: `|`, `++`, `;` (all to the right), `\` (to
 * the left), `&`, then `S * T`, the postfix `* + ?` and the prefix `~`, which do not mix without
 * parentheses, then `^-1`, then application.
 */

/**
 * An expression, with an unparenthesised tuple at its end if there is one. Throws a SyntaxFailure.
 */
export function parseExpression(cursor: Cursor): Expression {
  const start = cursor.peek().span;
  if (cursor.takeKeyword("let")) {
    const isRecursive = cursor.takeKeyword("rec");
    const bindings = parseBindings(cursor);
    cursor.expectKeyword("in");
    const body = parseExpression(cursor);
    return { kind: "let", isRecursive, bindings, body, span: cursor.since(start) };
  }
  if (cursor.takeKeyword("fun")) {
    const parameter = parseParameter(cursor);
    cursor.expectSymbol("->");
    const body = parseExpression(cursor);
    return { kind: "function", name: null, parameter, body, span: cursor.since(start) };
  }
  if (cursor.takeKeyword("try")) {
    const attempt = parseExpression(cursor);
    cursor.expectKeyword("with");
    const otherwise = parseExpression(cursor);
    return { kind: "try", attempt, otherwise, span: cursor.since(start) };
  }
  if (cursor.takeKeyword("if")) {
    const condition = parseCondition(cursor);
    cursor.expectKeyword("then");
    const yes = parseExpression(cursor);
    cursor.expectKeyword("else");
    const no = parseExpression(cursor);
    return { kind: "if", condition, yes, no, span: cursor.since(start) };
  }
  if (cursor.takeKeyword("match")) return parseMatch(cursor, start);
  return parseTuple(cursor);
}

function parseTuple(cursor: Cursor): Expression {
  const first = parseOperation(cursor);
  if (!cursor.isSymbol(",")) return first;
  const items = [first];
  while (cursor.takeSymbol(",")) items.push(parseOperation(cursor));
  return { kind: "tuple", items, span: cursor.since(first.span) };
}

/** `p = e and q = e ...`, after `let` or `let rec`. */
export function parseBindings(cursor: Cursor): readonly Binding[] {
  const bindings = [parseBinding(cursor)];
  while (cursor.takeKeyword("and")) bindings.push(parseBinding(cursor));
  return bindings;
}

function parseBinding(cursor: Cursor): Binding {
  const start = cursor.peek().span;
  const isFunction =
    cursor.peek().kind === "name" &&
    (cursor.peek(1).kind === "name" || cursor.isSymbol("_", 1) || cursor.isSymbol("(", 1));
  if (isFunction) {
    const name = cursor.expectWord("name", "a name");
    const parameter = parseParameter(cursor);
    cursor.expectSymbol("=");
    const body = parseExpression(cursor);
    const span = cursor.since(start);
    return {
      pattern: { kind: "single", binder: name, span: name.span },
      value: { kind: "function", name: name.text, parameter, body, span },
      span,
    };
  }
  const pattern = cursor.isSymbol("(") ? parseParameter(cursor) : parseBarePattern(cursor);
  cursor.expectSymbol("=");
  const value = parseExpression(cursor);
  return { pattern, value, span: cursor.since(start) };
}

/** `a, b`: a pattern without parentheses. */
function parseBarePattern(cursor: Cursor): Pattern {
  const start = cursor.peek().span;
  const binders = [parseBinder(cursor)];
  while (cursor.takeSymbol(",")) binders.push(parseBinder(cursor));
  return patternOf(binders, cursor.since(start));
}

/** What a function or procedure takes: a name, `_`, or names in parentheses. */
export function parseParameter(cursor: Cursor): Pattern {
  const start = cursor.peek().span;
  if (!cursor.takeSymbol("(")) return patternOf([parseBinder(cursor)], start);
  const binders: Binder[] = [];
  if (!cursor.isSymbol(")")) {
    do binders.push(parseBinder(cursor));
    while (cursor.takeSymbol(","));
  }
  cursor.expectSymbol(")");
  return patternOf(binders, cursor.since(start));
}

function patternOf(binders: readonly Binder[], span: Span): Pattern {
  return binders.length === 1
    ? { kind: "single", binder: binders[0]!, span }
    : { kind: "tuple", binders, span };
}

function parseBinder(cursor: Cursor): Binder {
  return cursor.takeSymbol("_") ? null : cursor.expectWord("name", "a name to bind");
}

function parseMatch(cursor: Cursor, start: Span): Expression {
  const value = parseExpression(cursor);
  cursor.expectKeyword("with");
  cursor.takeSymbol("||");
  if (startsTagClause(cursor)) {
    const { clauses, otherwise } = parseTagClauses(cursor, parseExpression);
    cursor.expectKeyword("end");
    return { kind: "match-tag", value, clauses, otherwise, span: cursor.since(start) };
  }
  let empty: Expression | null = null;
  let element: ElementClause | null = null;
  do {
    if (cursor.isSymbol("{") && empty === null) empty = parseEmptyClause(cursor);
    else if (element === null) element = parseElementClause(cursor);
    else cursor.fail("`end`");
  } while (cursor.takeSymbol("||"));
  if (empty === null) cursor.fail("`|| {} -> ...`");
  if (element === null) cursor.fail("`|| x ++ xs -> ...`");
  cursor.expectKeyword("end");
  return { kind: "match-set", value, empty, element, span: cursor.since(start) };
}

function startsTagClause(cursor: Cursor): boolean {
  return cursor.peek().kind === "tag" || (cursor.isSymbol("_") && cursor.isSymbol("->", 1));
}

/** `'a -> body || 'b -> body || _ -> body`; the clause of `_` is the last. */
export function parseTagClauses<Body>(
  cursor: Cursor,
  parseBody: (cursor: Cursor) => Body,
): { clauses: readonly TagClause<Body>[]; otherwise: Body | null } {
  const clauses: TagClause<Body>[] = [];
  do {
    if (cursor.takeSymbol("_")) {
      cursor.expectSymbol("->");
      return { clauses, otherwise: parseBody(cursor) };
    }
    const tag = cursor.expectWord("tag", "a tag such as `'name`");
    cursor.expectSymbol("->");
    clauses.push({ tag, body: parseBody(cursor) });
  } while (cursor.takeSymbol("||"));
  return { clauses, otherwise: null };
}

function parseEmptyClause(cursor: Cursor): Expression {
  cursor.expectSymbol("{");
  cursor.expectSymbol("}");
  cursor.expectSymbol("->");
  return parseExpression(cursor);
}

function parseElementClause(cursor: Cursor): ElementClause {
  const first = parseBinder(cursor);
  if (cursor.takeSymbol("|")) {
    const element = parseBinder(cursor);
    cursor.expectSymbol("++");
    const rest = parseBinder(cursor);
    cursor.expectSymbol("->");
    return { before: first, element, rest, body: parseExpression(cursor) };
  }
  cursor.expectSymbol("++");
  const rest = parseBinder(cursor);
  cursor.expectSymbol("->");
  return { element: first, rest, body: parseExpression(cursor) };
}

function parseCondition(cursor: Cursor): Condition {
  if (startsVariant(cursor)) return { kind: "variant", variant: parseVariant(cursor) };
  const start = cursor.peek().span;
  const left = parseExpression(cursor);
  const kind = cursor.takeSymbol("=")
    ? "equal"
    : cursor.takeKeyword("subset")
      ? "subset"
      : cursor.takeKeyword("in")
        ? "in"
        : cursor.fail("`=`, `subset` or `in`");
  const right = parseExpression(cursor);
  return { kind, left, right, span: cursor.since(start) };
}

/** Whether a formula over variants follows: strings, `variant` and `not` stand nowhere else. */
function startsVariant(cursor: Cursor): boolean {
  let ahead = 0;
  while (cursor.isSymbol("(", ahead)) ahead++;
  return (
    cursor.peek(ahead).kind === "string" ||
    cursor.isKeyword("variant", ahead) ||
    cursor.isKeyword("not", ahead)
  );
}

/** A formula over names of variants: `||` is looser than `&&`, which is looser than `not`. */
export function parseVariant(cursor: Cursor): VariantCondition {
  let left = parseVariantConjunction(cursor);
  while (cursor.takeSymbol("||")) {
    left = { kind: "or", left, right: parseVariantConjunction(cursor) };
  }
  return left;
}

function parseVariantConjunction(cursor: Cursor): VariantCondition {
  let left = parseVariantAtom(cursor);
  while (cursor.takeSymbol("&&")) {
    left = { kind: "and", left, right: parseVariantAtom(cursor) };
  }
  return left;
}

function parseVariantAtom(cursor: Cursor): VariantCondition {
  if (cursor.takeKeyword("not")) return { kind: "not", operand: parseVariantAtom(cursor) };
  if (cursor.takeSymbol("(")) {
    const inner = parseVariant(cursor);
    cursor.expectSymbol(")");
    return inner;
  }
  cursor.takeKeyword("variant");
  const { text: name, span } = cursor.expectWord("string", 'the name of a variant, such as `"v"`');
  return { kind: "variant", name, span };
}

/** Binding strength of the operators between two operands. */
const INFIX = { "|": 1, "++": 2, ";": 3, "\\": 4, "&": 5 } as const;
/** Strength of `S * T`, the postfix operators and `~`. */
const POSTFIX_LEVEL = 6;

const POSTFIX: Readonly<Partial<Record<Punctuation, UnaryOperator>>> = {
  "*": "star",
  "+": "plus",
  "?": "option",
};

/** An expression without tuples and binders: operators of strength `minimum` and up. */
export function parseOperation(cursor: Cursor, minimum = 1): Expression {
  let isClosed = cursor.isSymbol("~");
  let left = parseOperand(cursor);
  for (;;) {
    const token = cursor.peek();
    if (token.kind !== "symbol") return left;
    if (token.text === "^") {
      cursor.next();
      cursor.expectSymbol("-1");
      left = unary("inverse", left, cursor.since(left.span));
      continue;
    }
    const postfix = POSTFIX[token.text];
    if (postfix !== undefined) {
      if (minimum > POSTFIX_LEVEL) return left;
      if (isClosed) failAmbiguous(token);
      cursor.next();
      if (token.text === "*" && startsOperand(cursor)) {
        left = binary("product", left, parseOperation(cursor, POSTFIX_LEVEL + 1));
        isClosed = true;
      } else {
        left = unary(postfix, left, cursor.since(left.span));
      }
      continue;
    }
    const infix = infixOf(token);
    if (infix === null || INFIX[infix] < minimum) return left;
    cursor.next();
    const right = parseOperation(cursor, infix === "\\" ? INFIX[infix] + 1 : INFIX[infix]);
    left = combine(infix, left, right);
    isClosed = false;
  }
}

function infixOf(token: Token): keyof typeof INFIX | null {
  return Object.hasOwn(INFIX, token.text) ? (token.text as keyof typeof INFIX) : null;
}

function failAmbiguous(token: Token): never {
  const rule = "`~`, `*`, `+` and `?` do not mix with a product or a complement";
  throw new SyntaxFailure(token.span, `${rule}: write parentheses before \`${token.text}\``);
}

function combine(infix: keyof typeof INFIX, left: Expression, right: Expression): Expression {
  switch (infix) {
    case "|":
      return flat("union", left, right);
    case ";":
      return flat("sequence", left, right);
    case "++":
      return binary("add", left, right);
    case "\\":
      return binary("difference", left, right);
    case "&":
      return binary("intersection", left, right);
    default:
      return unreachable(infix);
  }
}

function flat(kind: "union" | "sequence", left: Expression, right: Expression): Expression {
  const operandsOf = (e: Expression): readonly Expression[] => (e.kind === kind ? e.operands : [e]);
  const operands = [...operandsOf(left), ...operandsOf(right)];
  return { kind, operands, span: cover(left.span, right.span) };
}

function unary(operator: UnaryOperator, operand: Expression, span: Span): Expression {
  return { kind: "unary", operator, operand, span };
}

function binary(
  operator: "intersection" | "difference" | "product" | "add",
  left: Expression,
  right: Expression,
): Expression {
  return { kind: "binary", operator, left, right, span: cover(left.span, right.span) };
}

/** Whether what follows `*` is its right operand; otherwise the star is a postfix. */
function startsOperand(cursor: Cursor): boolean {
  if (!cursor.isSymbol("~")) return cursor.peek().kind === "name" || startsSimple(cursor);
  return !["acyclic", "irreflexive", "empty"].includes(cursor.peek(1).text);
}

function startsSimple(cursor: Cursor): boolean {
  const token = cursor.peek();
  if (token.kind === "tag") return true;
  if (token.kind === "keyword") return token.text === "begin";
  return token.kind === "symbol" && ["0", "_", "{", "(", "["].includes(token.text);
}

function parseOperand(cursor: Cursor): Expression {
  const start = cursor.peek().span;
  if (cursor.takeSymbol("~")) {
    const operand = parseOperation(cursor, POSTFIX_LEVEL + 1);
    return unary("complement", operand, cursor.since(start));
  }
  if (cursor.peek().kind !== "name") return parseSimple(cursor);
  let result = parseName(cursor);
  while (cursor.peek().kind === "name" || startsSimple(cursor)) {
    const argument = cursor.peek().kind === "name" ? parseName(cursor) : parseSimple(cursor);
    result = { kind: "apply", callee: result, argument, span: cover(start, argument.span) };
  }
  return result;
}

function parseName(cursor: Cursor): Expression {
  const { text: name, span } = cursor.expectWord("name", "a name");
  return { kind: "name", name, span };
}

/**
 * An expression that may be an argument: a constant, a tag, or something in brackets. Throws a
 * SyntaxFailure.
 */
export function parseSimple(cursor: Cursor): Expression {
  const start = cursor.peek().span;
  if (cursor.peek().kind === "tag") {
    const { text: tag, span } = cursor.expectWord("tag", "a tag");
    return { kind: "tag", tag, span };
  }
  if (cursor.takeSymbol("0")) return { kind: "zero", span: start };
  if (cursor.takeSymbol("_")) return { kind: "universe", span: start };
  if (cursor.takeSymbol("{")) {
    const elements = parseList(cursor, "}");
    return { kind: "set", elements, span: cursor.since(start) };
  }
  if (cursor.takeSymbol("(")) {
    if (cursor.takeSymbol(")")) return { kind: "tuple", items: [], span: cursor.since(start) };
    const inner = parseExpression(cursor);
    cursor.expectSymbol(")");
    return { ...inner, span: cursor.since(start) };
  }
  if (cursor.takeKeyword("begin")) {
    const inner = parseExpression(cursor);
    cursor.expectKeyword("end");
    return { ...inner, span: cursor.since(start) };
  }
  if (cursor.takeSymbol("[")) {
    const operand = parseExpression(cursor);
    cursor.expectSymbol("]");
    return unary("identity", operand, cursor.since(start));
  }
  return cursor.fail("an expression");
}

/** Operations with commas between, up to and with the closing bracket. */
export function parseList(cursor: Cursor, close: "}" | "]"): readonly Expression[] {
  const items: Expression[] = [];
  if (!cursor.isSymbol(close)) {
    do items.push(parseOperation(cursor));
    while (cursor.takeSymbol(","));
  }
  cursor.expectSymbol(close);
  return items;
}

import type { BlockNode, ExpressionNode, StatementNode } from "./ast.js";
import type { Cursor } from "./parser-cursor.js";
import { parseLocals } from "./parser-declarations.js";
import { parseAssignment, parseExpression } from "./parser-expressions.js";
import { refuseUnknownType, skipDropped, startsType } from "./parser-types.js";
import { refuseUnsupported } from "./parser-words.js";

/** `{ ... }`. A wrong statement is reported and left out, and the next one is read. */
export function parseBlock(cursor: Cursor): BlockNode {
  const open = cursor.expect("{");
  const statements: StatementNode[] = [];
  while (!cursor.accept("}")) {
    // A thread cannot stand in a block: a `}` is missing before it.
    if (cursor.isAtEnd || cursor.startsThread) {
      const { token } = cursor;
      const note = { message: `\`${token.text}\` starts inside of it`, span: token.span };
      const notes = cursor.isAtEnd ? [] : [note];
      cursor.error("unclosed", open.span, "this `{` is never closed", ...notes);
      break;
    }
    const { index } = cursor;
    const statement = cursor.attempt(parseStatement);
    if (statement !== undefined) statements.push(statement);
    else if (!cursor.startsThread) cursor.skipStatement(index);
  }
  return { kind: "block", statements, span: cursor.spanFrom(open.span) };
}

function parseStatement(cursor: Cursor): StatementNode {
  cursor.enterStatement();
  const statement = parseStatementInside(cursor);
  cursor.leave();
  return statement;
}

function parseStatementInside(cursor: Cursor): StatementNode {
  const { text, span: start } = cursor.token;
  switch (text) {
    case "{":
      return parseBlock(cursor);
    case ";":
      return { kind: "empty", span: cursor.take().span };
    case "if":
      return parseIf(cursor);
    case "while": {
      cursor.take();
      const condition = parseHeader(cursor);
      const body = parseBody(cursor);
      return { kind: "while", condition, body, span: cursor.spanFrom(start) };
    }
    case "do":
      return parseDo(cursor);
    case "for":
      return parseFor(cursor);
    case "switch": {
      cursor.take();
      const value = parseHeader(cursor);
      const body = parseBody(cursor);
      return { kind: "switch", value, body, span: cursor.spanFrom(start) };
    }
    default:
      return parseSimple(cursor);
  }
}

/** A statement without statements in it. */
function parseSimple(cursor: Cursor): StatementNode {
  const { kind, text, span: start } = cursor.token;
  const next = cursor.ahead(1).text;
  switch (text) {
    case "case":
      return parseCase(cursor);
    case "default":
      cursor.take();
      cursor.expect(":");
      return { kind: "default", span: start };
    case "goto": {
      cursor.take();
      const { text: name } = cursor.name("the name of a label");
      cursor.expectEnd(";");
      return { kind: "goto", name, span: cursor.spanFrom(start) };
    }
    case "break":
    case "continue":
    case "fallthrough":
      // herd's tests may have registers of these names.
      if (next !== ";" && !cursor.ahead(1).startsLine) break;
      cursor.take();
      cursor.expectEnd(";");
      return { kind: text === "fallthrough" ? "empty" : text, span: cursor.spanFrom(start) };
    case "return": {
      cursor.take();
      const value = cursor.is(";") ? null : parseExpression(cursor);
      cursor.expectEnd(";");
      return { kind: "return", value, span: cursor.spanFrom(start) };
    }
    case "else":
      cursor.refuse("unexpected-token", start, "this `else` has no `if` before it");
  }
  if (kind === "identifier" && next === ":" && cursor.isName) {
    cursor.take();
    cursor.take();
    return { kind: "label", name: text, span: start };
  }
  refuseUnsupported(cursor);
  if (text === "__attribute__") {
    skipDropped(cursor);
    if (cursor.accept(";")) return { kind: "empty", span: cursor.spanFrom(start) };
  }
  if (startsType(cursor)) {
    const declarators = parseLocals(cursor);
    if (declarators.length === 0) return { kind: "empty", span: cursor.spanFrom(start) };
    return { kind: "declaration", declarators, span: cursor.spanFrom(start) };
  }
  if (declaresUnknown(cursor)) refuseUnknownType(cursor);
  return parseExpressionStatement(cursor);
}

/**
 * Whether what is next can only be a declaration, of a type that is not known: `foo x`, `foo *p =
 * ...`.
 */
function declaresUnknown(cursor: Cursor): boolean {
  if (!cursor.isName || cursor.is("__extension__")) return false;
  let distance = 1;
  while (cursor.ahead(distance).text === "*") distance++;
  const { kind, startsLine } = cursor.ahead(distance);
  if (kind !== "identifier" || startsLine) return false;
  return distance === 1 || cursor.ahead(distance + 1).text === "=" || /_t$/.test(cursor.token.text);
}

function parseExpressionStatement(cursor: Cursor): StatementNode {
  const expression = parseExpression(cursor);
  if (cursor.is("{") && expression.kind === "call") {
    const message = `\`${expression.name}\` is no loop or guard that is known`;
    const note = "write it out as `for`, `while` or a block, or `#define` it";
    cursor.error("unknown-macro", expression.nameSpan, message, note);
    return { kind: "expression", expression, span: expression.span };
  }
  cursor.expectEnd(";");
  return { kind: "expression", expression, span: cursor.spanFrom(expression.span) };
}

/**
 * The statement that `if`, a loop or `switch` controls; a label belongs to the statement after it.
 */
function parseBody(cursor: Cursor): StatementNode {
  const first = parseStatement(cursor);
  if (!isLabel(first)) return first;
  const statements = [first];
  while (isLabel(statements.at(-1)!) && !cursor.is("}")) statements.push(parseStatement(cursor));
  return { kind: "block", statements, span: cursor.spanFrom(first.span) };
}

function isLabel({ kind }: StatementNode): boolean {
  return kind === "label" || kind === "case" || kind === "default";
}

/** `(condition)`; after an error in it the body is read as if it were right. */
function parseHeader(cursor: Cursor): ExpressionNode {
  const { span } = cursor.token;
  return cursor.parenthesized(parseExpression) ?? { kind: "number", value: 0n, suffix: "", span };
}

function parseIf(cursor: Cursor): StatementNode {
  const { span: start } = cursor.take();
  const condition = parseHeader(cursor);
  const then = parseBody(cursor);
  const otherwise = cursor.accept("else") ? parseBody(cursor) : null;
  return { kind: "if", condition, then, otherwise, span: cursor.spanFrom(start) };
}

function parseDo(cursor: Cursor): StatementNode {
  const { span: start } = cursor.take();
  const body = parseBody(cursor);
  cursor.expect("while");
  const condition = parseHeader(cursor);
  cursor.expectEnd(";");
  return { kind: "do", body, condition, span: cursor.spanFrom(start) };
}

function parseFor(cursor: Cursor): StatementNode {
  const { span: start } = cursor.take();
  const header = cursor.parenthesized(parseForHeader, true);
  const body = parseBody(cursor);
  const parts = header ?? { initial: null, condition: null, step: null };
  return { kind: "for", ...parts, body, span: cursor.spanFrom(start) };
}

type ForHeader = Pick<StatementNode & { kind: "for" }, "initial" | "condition" | "step">;

function parseForHeader(cursor: Cursor): ForHeader {
  const initial = cursor.is(";") ? null : parseForInitial(cursor);
  if (initial === null) cursor.take();
  const condition = cursor.is(";") ? null : parseExpression(cursor);
  cursor.expect(";");
  const step = cursor.is(")") ? null : parseExpression(cursor);
  return { initial, condition, step };
}

/** The first part of a `for`, with its `;`. */
function parseForInitial(cursor: Cursor): StatementNode {
  const { span: start } = cursor.token;
  refuseUnsupported(cursor);
  if (startsType(cursor)) {
    const declarators = parseLocals(cursor);
    return { kind: "declaration", declarators, span: cursor.spanFrom(start) };
  }
  if (declaresUnknown(cursor)) refuseUnknownType(cursor);
  const expression = parseExpression(cursor);
  cursor.expect(";");
  return { kind: "expression", expression, span: cursor.spanFrom(start) };
}

function parseCase(cursor: Cursor): StatementNode {
  const { span: start } = cursor.take();
  const value = parseAssignment(cursor);
  if (cursor.is("...")) {
    const note = "write one `case` for each value";
    cursor.error("unsupported-range", cursor.token.span, "ranges are not supported", note);
    cursor.take();
    parseAssignment(cursor);
  }
  cursor.expect(":");
  return { kind: "case", value, span: cursor.spanFrom(start) };
}

import type { Span } from "../../source/source.js";
import type { BinaryOperatorNode, ExpressionNode, TypeNode } from "./ast.js";
import { type Cursor, covered } from "./parser-cursor.js";
import { parseTypeName, refuseUnknownType, startsType } from "./parser-types.js";
import { refuseUnsupported } from "./parser-words.js";

/** How tightly each binary operator binds; all of them group from the left. */
const PRECEDENCE: ReadonlyMap<string, number> = new Map(
  [["||"], ["&&"], ["|"], ["^"], ["&"], ["==", "!="], ["<", "<=", ">", ">="], ["<<", ">>"]]
    .concat([
      ["+", "-"],
      ["*", "/", "%"],
    ])
    .flatMap((operators, level) => operators.map((o) => [o, level + 1] as const)),
);

type AssignmentOperator = (ExpressionNode & { kind: "assign" })["operator"];
const ASSIGNMENTS: ReadonlyMap<string, AssignmentOperator> = new Map<string, AssignmentOperator>([
  ["=", null],
  ["+=", "+"],
  ["-=", "-"],
  ["*=", "*"],
  ["/=", "/"],
  ["%=", "%"],
  ["&=", "&"],
  ["|=", "|"],
  ["^=", "^"],
  ["<<=", "<<"],
  [">>=", ">>"],
]);

type PrefixOperator = (ExpressionNode & { kind: "unary" })["operator"];
const PREFIXES: ReadonlySet<string> = new Set(["&", "*", "-", "+", "!", "~"]);

/**
 * The kernel's names for the same thing: from the address of a field to that of the struct around
 * it.
 */
const CONTAINER_OF: ReadonlySet<string> = new Set(
  "container_of container_of_const list_entry hlist_entry llist_entry rb_entry".split(" "),
);

/** An expression with the comma operator. */
export function parseExpression(cursor: Cursor): ExpressionNode {
  let left = parseAssignment(cursor);
  while (cursor.is(",")) {
    cursor.take();
    cursor.countOperator();
    const right = parseAssignment(cursor);
    left = { kind: "comma", left, right, span: covered(left.span, right.span) };
  }
  return left;
}

/** An expression without a comma operator: an argument, an initial value. */
export function parseAssignment(cursor: Cursor): ExpressionNode {
  const target = parseConditional(cursor);
  const operator = ASSIGNMENTS.get(cursor.token.text);
  if (operator === undefined) return target;
  requirePlace(cursor, target, "nothing can be assigned to it");
  cursor.take();
  cursor.enter();
  const value = parseAssignment(cursor);
  cursor.leave();
  return { kind: "assign", operator, target, value, span: covered(target.span, value.span) };
}

/** Reports an operand that is no variable, field, element or `*p`. */
function requirePlace(cursor: Cursor, operand: ExpressionNode, reason: string): void {
  const { kind } = operand;
  if (kind === "name" || kind === "index" || kind === "member") return;
  if (kind === "unary" && operand.operator === "*") return;
  cursor.error("not-a-variable", operand.span, `this is no variable: ${reason}`);
}

function parseConditional(cursor: Cursor): ExpressionNode {
  const condition = parseBinary(cursor, 1);
  if (!cursor.is("?")) return condition;
  cursor.take();
  cursor.enter();
  const then = cursor.is(":") ? null : parseExpression(cursor);
  cursor.expect(":");
  const otherwise = parseConditional(cursor);
  cursor.leave();
  const span = covered(condition.span, otherwise.span);
  return { kind: "conditional", condition, then, otherwise, span };
}

function parseBinary(cursor: Cursor, weakest: number): ExpressionNode {
  let left = parseUnary(cursor);
  while (true) {
    const precedence = PRECEDENCE.get(cursor.token.text) ?? 0;
    if (precedence < weakest) return left;
    const operator = cursor.take().text as BinaryOperatorNode;
    cursor.countOperator();
    const right = parseBinary(cursor, precedence + 1);
    left = { kind: "binary", operator, left, right, span: covered(left.span, right.span) };
  }
}

function parseUnary(cursor: Cursor): ExpressionNode {
  cursor.enter();
  const node = parseUnaryInside(cursor);
  cursor.leave();
  return node;
}

function parseUnaryInside(cursor: Cursor): ExpressionNode {
  const { text, span: start } = cursor.token;
  if (PREFIXES.has(text)) {
    cursor.take();
    const operand = parseUnary(cursor);
    const operator = text as PrefixOperator;
    if (operator === "&") requirePlace(cursor, operand, "it has no address");
    return { kind: "unary", operator, operand, span: covered(start, operand.span) };
  }
  if (text === "++" || text === "--") {
    cursor.take();
    const operand = parseUnary(cursor);
    requirePlace(cursor, operand, "it cannot be changed");
    const span = covered(start, operand.span);
    return { kind: "increment", operator: text, isPrefix: true, operand, span };
  }
  if (text === "(" && startsType(cursor, 1)) return parseCast(cursor);
  if (text === "sizeof") return parseSizeof(cursor);
  if (text === "__extension__") {
    cursor.take();
    return parseUnary(cursor);
  }
  return parsePostfix(cursor);
}

function parseCast(cursor: Cursor): ExpressionNode {
  const { span: start } = cursor.expect("(");
  const type = parseTypeName(cursor);
  cursor.expectEnd(")");
  if (cursor.is("{")) {
    const message = "a value `(type){ ... }` is not supported";
    const note = "declare a variable with this initial value, and use its name here";
    cursor.refuse("unsupported-compound-literal", cursor.spanFrom(start), message, note);
  }
  const operand = parseUnary(cursor);
  return { kind: "cast", type, operand, span: covered(start, operand.span) };
}

function parseSizeof(cursor: Cursor): ExpressionNode {
  const { span: start } = cursor.take();
  let type: TypeNode | null = null;
  let operand: ExpressionNode | null = null;
  if (cursor.is("(") && startsType(cursor, 1)) {
    cursor.take();
    type = parseTypeName(cursor);
    cursor.expectEnd(")");
  } else {
    operand = parseUnary(cursor);
  }
  return { kind: "sizeof", type, operand, span: cursor.spanFrom(start) };
}

function parsePostfix(cursor: Cursor): ExpressionNode {
  let base = parsePrimary(cursor);
  while (true) {
    const { text, span } = cursor.token;
    if (text === "[") {
      cursor.take();
      const index = parseExpression(cursor);
      cursor.expectEnd("]");
      base = { kind: "index", base, index, span: cursor.spanFrom(base.span) };
    } else if (text === "." || text === "->") {
      cursor.take();
      const field = cursor.name("the name of a field");
      const isArrow = text === "->";
      base = {
        kind: "member",
        base,
        field: field.text,
        isArrow,
        span: covered(base.span, field.span),
      };
    } else if (text === "++" || text === "--") {
      cursor.take();
      requirePlace(cursor, base, "it cannot be changed");
      const whole = covered(base.span, span);
      base = { kind: "increment", operator: text, isPrefix: false, operand: base, span: whole };
    } else if (text === "(") {
      base = parseCall(cursor, base);
    } else {
      return base;
    }
    cursor.countOperator();
  }
}

function parseCall(cursor: Cursor, callee: ExpressionNode): ExpressionNode {
  if (callee.kind === "member" && cursor.method(callee.field, -1) !== undefined) {
    return parseMethodCall(cursor, callee);
  }
  if (callee.kind === "member" && cursor.allowsReferences) {
    const message = `no method is called \`${callee.field}\``;
    const note =
      "there are those of atomics and mutexes: `load`, `store`, `exchange`, `fetch_add`, ...";
    return cursor.refuse("unknown-function", callee.span, message, note);
  }
  if (callee.kind !== "name") {
    const note = "`variants` can bind the name of a function to one of several";
    const message = "only a function's own name can be called";
    return cursor.refuse("unsupported-function-pointer", callee.span, message, note);
  }
  const { name, span: nameSpan } = callee;
  if (CONTAINER_OF.has(name)) return parseContainerOf(cursor, nameSpan);
  const list = parseArguments(cursor);
  return { kind: "call", name, nameSpan, arguments: list, span: cursor.spanFrom(nameSpan) };
}

/** `x.store(1)`, `p->store(1)`. */
function parseMethodCall(
  cursor: Cursor,
  { base, field, isArrow, span: nameSpan }: Extract<ExpressionNode, { kind: "member" }>,
): ExpressionNode {
  const [first, ...others] = parseArguments(cursor);
  const span = cursor.spanFrom(nameSpan);
  const count = first === undefined ? 0 : others.length + 1;
  const method = cursor.method(field, count);
  if (method === undefined) {
    const message = `\`${field}\` does not take ${count} ${count === 1 ? "argument" : "arguments"}`;
    cursor.refuse("wrong-arguments", span, message);
  }
  const list = [isArrow ? base : reference(base)];
  if (first !== undefined) list.push(method.takesReference ? reference(first) : first, ...others);
  return { kind: "call", name: method.name, nameSpan, arguments: list, span };
}

/** What is taken by reference, as a pointer. */
function reference(operand: ExpressionNode): ExpressionNode {
  return { kind: "unary", operator: "&", operand, isReference: true, span: operand.span };
}

/** `(a, "text", b)`: only here may a string stand. */
function parseArguments(cursor: Cursor): readonly ExpressionNode[] {
  cursor.expect("(");
  const list: ExpressionNode[] = [];
  if (!cursor.is(")")) {
    do list.push(cursor.token.kind === "string" ? parseString(cursor) : parseAssignment(cursor));
    while (cursor.accept(","));
  }
  cursor.expectEnd(")");
  return list;
}

/** One string, or several that stand beside each other. */
function parseString(cursor: Cursor): ExpressionNode {
  const { span: start } = cursor.token;
  let value = "";
  while (cursor.token.kind === "string") value += cursor.take().text.slice(1, -1);
  return { kind: "string", value, span: cursor.spanFrom(start) };
}

/**
 * `(p, struct s, field)` after `container_of` or its like; the field may be one in a field: `a.b`.
 */
function parseContainerOf(cursor: Cursor, start: Span): ExpressionNode {
  cursor.expect("(");
  const pointer = parseAssignment(cursor);
  cursor.expect(",");
  const type = parseTypeName(cursor);
  cursor.expect(",");
  let field = cursor.name("the name of a field").text;
  while (cursor.accept(".")) field += `.${cursor.name("the name of a field").text}`;
  cursor.expectEnd(")");
  return { kind: "container-of", pointer, type, field, span: cursor.spanFrom(start) };
}

function parsePrimary(cursor: Cursor): ExpressionNode {
  const { kind, text, span } = cursor.token;
  if (kind === "number") {
    const { value, suffix } = cursor.take();
    return { kind: "number", value: value ?? 0n, suffix: suffix ?? "", span };
  }
  if (kind === "string") {
    const message = "a string is no value here";
    cursor.error(
      "unsupported-string",
      span,
      message,
      'it may be an argument, as in `pr_info("...")`',
    );
    return parseString(cursor);
  }
  if (text === "(")
    return cursor.ahead(1).text === "{" ? parseStatements(cursor) : parseGroup(cursor);
  refuseUnsupported(cursor);
  if (cursor.allowsIntrinsics && text.startsWith("__") && cursor.ahead(1).text === "[") {
    return parseIntrinsic(cursor);
  }
  if (startsType(cursor)) cursor.fail("an expression");
  cursor.name("an expression");
  return { kind: "name", name: text, span };
}

/** `(a + b)`: the span has the parentheses. */
function parseGroup(cursor: Cursor): ExpressionNode {
  const { span: start } = cursor.take();
  if (isUnknownCast(cursor)) refuseUnknownType(cursor);
  const inside = parseExpression(cursor);
  cursor.expectEnd(")");
  return { ...inside, span: cursor.spanFrom(start) };
}

/** After `(`: a name, perhaps with stars, and `)` before what can only be the operand of a cast. */
function isUnknownCast(cursor: Cursor): boolean {
  if (!cursor.isName) return false;
  let distance = 1;
  while (cursor.ahead(distance).text === "*") distance++;
  if (cursor.ahead(distance).text !== ")") return false;
  const { kind, startsLine } = cursor.ahead(distance + 1);
  return distance > 1 || ((kind === "identifier" || kind === "number") && !startsLine);
}

/** GNU C's `({ ... })`. */
function parseStatements(cursor: Cursor): ExpressionNode {
  const { span: start } = cursor.take();
  cursor.expressionBlocks++;
  const body = cursor.grammar.block(cursor);
  cursor.expressionBlocks--;
  cursor.expectEnd(")");
  return { kind: "statements", body, span: cursor.spanFrom(start) };
}

/** `__rmw[acquire, ...](arguments)`: a modifier may have hyphens. */
function parseIntrinsic(cursor: Cursor): ExpressionNode {
  const { text: name, span: start } = cursor.take();
  cursor.expect("[");
  const modifiers: string[] = [];
  while (!cursor.is("]") && !cursor.isAtEnd) {
    let modifier = "";
    while (!cursor.is(",") && !cursor.is("]") && !cursor.isAtEnd) modifier += cursor.take().text;
    modifiers.push(modifier);
    cursor.accept(",");
  }
  cursor.expect("]");
  const list = parseArguments(cursor);
  return { kind: "intrinsic", name, modifiers, arguments: list, span: cursor.spanFrom(start) };
}

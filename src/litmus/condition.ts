import type { Diagnostics } from "../source/diagnostic.js";
import { cover } from "../source/source.js";
import type { ConditionNode, PathNode, PropositionNode, TermNode } from "./file.js";
import {
  readInteger,
  readLocation,
  readPath,
  readRegister,
  readThread,
  startsInteger,
} from "./path.js";
import { TokenReader } from "./reader.js";
import type { TokenClause } from "./sections.js";

const OPERATORS: ReadonlyMap<string, "=" | "!=" | "<" | "<=" | ">" | ">="> = new Map([
  ["=", "="],
  ["==", "="],
  ["!=", "!="],
  ["<>", "!="],
  ["<", "<"],
  ["<=", "<="],
  [">", ">"],
  [">=", ">="],
]);

const TYPE_WORD =
  /^(?:const|volatile|unsigned|signed|char|short|int|long|bool|_Bool|struct|union|[us](?:8|16|32|64)|\w+_t)$/;
/** What follows the name of a location that is spelled like a type. */
const ENDS_ITEM = /^[\];.[]?$/;

/** Reads `exists (...)`, `~exists (...)` or `forall (...)`. Null after an error. */
export function readCondition(clause: TokenClause, diagnostics: Diagnostics): ConditionNode | null {
  if (clause.kind === "locations" || clause.kind === "filter") return null;
  const proposition = readWhole(clause, diagnostics);
  if (proposition === null) return null;
  const span = cover(clause.keyword, clause.tokens.at(-1)!.span);
  return { quantifier: clause.kind, proposition, span };
}

/** Reads the proposition of `filter (...)`. Null after an error. */
export function readFilter(clause: TokenClause, diagnostics: Diagnostics): PropositionNode | null {
  return readWhole(clause, diagnostics);
}

/** Reads `locations [x; 0:r0; int y;]`. An item that is wrong is reported and left out. */
export function readLocations(clause: TokenClause, diagnostics: Diagnostics): readonly TermNode[] {
  const reader = new TokenReader(clause.tokens, diagnostics);
  const terms: TermNode[] = [];
  const open = reader.token;
  if (!reader.expect("[")) return terms;
  while (!reader.is("]") && !reader.isAtEnd) {
    if (reader.accept(";")) continue;
    skipType(reader);
    const term = readTerm(reader, "location");
    if (term !== null) terms.push(term);
    if (term === null || !(reader.is("]") || reader.expect(";"))) skipListed(reader);
  }
  if (reader.expect("]", { message: "to match this `[`", span: open.span })) readEnd(reader);
  return terms;
}

/** `int` of `int x` and `struct s *` of `struct s *p`: the type of what is listed is known without it. */
function skipType(reader: TokenReader): void {
  while (TYPE_WORD.test(reader.token.text) && !ENDS_ITEM.test(reader.ahead(1).text)) {
    const isTagged = reader.is("struct") || reader.is("union");
    reader.next();
    if (isTagged && reader.token.kind === "identifier") reader.next();
  }
}

/** Goes on after a listed item that was wrong. */
function skipListed(reader: TokenReader): void {
  while (!reader.isAtEnd && !reader.is("]") && !reader.is(";")) reader.next();
}

function readWhole(clause: TokenClause, diagnostics: Diagnostics): PropositionNode | null {
  const reader = new TokenReader(clause.tokens, diagnostics);
  const proposition = readImplication(reader);
  return proposition !== null && readEnd(reader) ? proposition : null;
}

/** Nothing more stands in the clause; a `;` at its end is as good as none. */
function readEnd(reader: TokenReader): boolean {
  reader.accept(";");
  if (reader.isAtEnd) return true;
  const operators = reader.previous.text === "]" ? "" : "`/\\`, `\\/`, ";
  reader.unexpected(`${operators}another clause or the end of the file`);
  return false;
}

/** herd's order: `~` binds tightest, then `/\`, then `\/`, then `=>`, which goes to the right. */
function readImplication(reader: TokenReader): PropositionNode | null {
  return reader.deeper(() => {
    const left = readMany(reader, "or");
    if (left === null || !reader.accept("=>")) return left;
    const right = readImplication(reader);
    return right && { kind: "implies", left, right, span: cover(left.span, right.span) };
  });
}

/** Operands joined by one operator. They are joined as a balanced tree: there can be thousands. */
function readMany(reader: TokenReader, kind: "and" | "or"): PropositionNode | null {
  const operands: PropositionNode[] = [];
  do {
    const operand = kind === "or" ? readMany(reader, "and") : readNegation(reader);
    if (operand === null) return null;
    operands.push(operand);
  } while (kind === "or" ? acceptOr(reader) : acceptAnd(reader));
  return balanced(kind, operands, 0, operands.length);
}

function acceptAnd(reader: TokenReader): boolean {
  return reader.accept("/\\") || reader.accept("&&");
}

function acceptOr(reader: TokenReader): boolean {
  return reader.accept("\\/") || reader.accept("||");
}

function balanced(
  kind: "and" | "or",
  operands: readonly PropositionNode[],
  start: number,
  end: number,
): PropositionNode {
  if (end - start === 1) return operands[start]!;
  const middle = (start + end) >> 1;
  const left = balanced(kind, operands, start, middle);
  const right = balanced(kind, operands, middle, end);
  return { kind, left, right, span: cover(left.span, right.span) };
}

function readNegation(reader: TokenReader): PropositionNode | null {
  const { token } = reader;
  if (reader.accept("~") || reader.accept("!") || reader.accept("not")) {
    const operand = reader.deeper(() => readNegation(reader));
    return operand && { kind: "not", operand, span: cover(token.span, operand.span) };
  }
  if (reader.accept("(")) {
    const inside = readImplication(reader);
    if (inside === null) return null;
    const isClosed = reader.expect(")", { message: "to match this `(`", span: token.span });
    return isClosed ? inside : null;
  }
  if (token.text === "true" || token.text === "false") {
    reader.next();
    return { kind: "constant", value: token.text === "true", span: token.span };
  }
  return readComparison(reader);
}

function readComparison(reader: TokenReader): PropositionNode | null {
  const left = readTerm(reader, "location");
  if (left === null) return null;
  const operator = OPERATORS.get(reader.token.text);
  if (operator === undefined) return reader.unexpected("`=` or another comparison");
  reader.next();
  if (operator === "=" && left.kind === "location" && reader.is("{")) {
    return readElements(reader, left.path);
  }
  const right = readTerm(reader, "address");
  return right && { kind: "compare", operator, left, right, span: cover(left.span, right.span) };
}

/** `t = {1, 2}`: each element that is listed has its value. */
function readElements(
  reader: TokenReader,
  { name, steps, span }: PathNode,
): PropositionNode | null {
  const open = reader.next();
  const elements: PropositionNode[] = [];
  do {
    const right = readTerm(reader, "address");
    if (right === null) return null;
    const step = { kind: "index", index: elements.length, span: right.span } as const;
    const path = { name, steps: [...steps, step], span };
    const left = { kind: "location", path, span } as const;
    elements.push({ kind: "compare", operator: "=", left, right, span: cover(span, right.span) });
  } while (reader.accept(","));
  const isClosed = reader.expect("}", { message: "to match this `{`", span: open.span });
  return isClosed ? balanced("and", elements, 0, elements.length) : null;
}

/** `bare` says what a name alone means: a location's value on the left of a comparison, its address on the right. */
function readTerm(reader: TokenReader, bare: "location" | "address"): TermNode | null {
  const { token } = reader;
  const { span } = token;
  const thread = readThread(reader);
  if (thread !== null) {
    const name = readRegister(reader);
    return name && { kind: "register", thread, name, span: reader.from(span) };
  }
  if (reader.accept("&")) {
    const path = readPath(reader, "a location");
    return path && { kind: "address", path, span: reader.from(span) };
  }
  if (startsInteger(token)) return readInteger(reader);
  if (bare === "address" && (token.text === "true" || token.text === "false")) {
    reader.next();
    return { kind: "number", value: token.text === "true" ? 1n : 0n, span };
  }
  const isValue = token.text === "*" || token.text === "[";
  const expected = bare === "address" ? "a value" : "a register such as `0:r0`, or a location";
  const path = readLocation(reader, expected);
  return path && { kind: isValue ? "location" : bare, path, span: reader.from(span) };
}

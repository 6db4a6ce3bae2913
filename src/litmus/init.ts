import type { Diagnostics } from "../source/diagnostic.js";
import type { InitItem, InitListItem, InitValue, PathNode, Word } from "./file.js";
import {
  readIndex,
  readInteger,
  readLocation,
  readPath,
  readRegister,
  readThread,
  startsInteger,
} from "./path.js";
import { TokenReader, toWord } from "./reader.js";
import type { Token } from "./scanner.js";

/** After a number or a name: what follows makes it a larger expression. */
const OPERATORS: ReadonlySet<string> = new Set("+ - * / % & | ^ << >>".split(" "));

/**
 * Reads the items of an init block: `x = 1; int *p = &x; struct s v = { .f = 1 }; 0:r0 = x;`. An item that is wrong is
 * reported and left out.
 */
export function readInit(tokens: readonly Token[], diagnostics: Diagnostics): readonly InitItem[] {
  const reader = new TokenReader(tokens, diagnostics);
  const items: InitItem[] = [];
  while (!reader.isAtEnd) {
    if (reader.accept(";")) continue;
    if (!readDeclaration(reader, items)) reader.skipItem();
  }
  checkOnce(items, diagnostics);
  return items;
}

/** Reports a value that takes the place of an earlier one. A part may differ from the whole that was given before it. */
function checkOnce(items: readonly InitItem[], diagnostics: Diagnostics): void {
  const given = new Map<string, InitItem>();
  for (const item of items) {
    if (item.value === null) continue;
    const { name, steps, span } = item.target;
    let path = item.thread === null ? name.text : `${item.thread}:${name.text}`;
    const paths = [path];
    for (const step of steps) {
      path += step.kind === "field" ? `.${step.field.text}` : `[${step.index}]`;
      paths.push(path);
    }
    const earlier = given.get(path);
    if (earlier !== undefined) {
      const note = { message: "the first value is here", span: earlier.target.span };
      diagnostics.error("redefined", span, `\`${path}\` is given a value twice`, note);
    }
    for (const prefix of paths) if (!given.has(prefix)) given.set(prefix, item);
  }
}

/** What the declarators of one declaration share. */
interface Shared {
  readonly first: Token;
  readonly type: Word | null;
}

/** Everything up to a `;` or the end of the block. False after an error. */
function readDeclaration(reader: TokenReader, items: InitItem[]): boolean {
  const shared = { first: reader.token, type: readType(reader) };
  while (true) {
    const item = readItem(reader, shared);
    if (item === null) return false;
    items.push(item);
    if (shared.type === null || !reader.accept(",")) break;
  }
  if (reader.isAtEnd || reader.accept(";")) return true;
  reader.unexpected("`;`");
  // Only the `;` is missing when something else starts on the next line.
  return reader.token.startsLine;
}

/** All words before the name that is declared; null when the name comes first. */
function readType(reader: TokenReader): Word | null {
  let count = 0;
  // A name on the next line is not of this type: a `;` was forgotten.
  while (
    reader.ahead(count).kind === "identifier" &&
    !(count > 0 && reader.ahead(count).startsLine)
  ) {
    count++;
  }
  let stars = 0;
  while (reader.ahead(count + stars).text === "*") stars++;
  const follower = reader.ahead(count + stars);
  const isNamedAfterStars =
    stars > 0 && (follower.kind === "identifier" || follower.kind === "number");
  // In `int 0:r1` the number starts the name, in `int x` the last word is it, in `int P0:r1` too.
  const isNamed = isNamedAfterStars || (count > 0 && follower.kind === "number");
  const words = isNamed ? count : count - 1;
  if (words <= 0) return null;
  const first = reader.next();
  const texts = [first.text];
  while (texts.length < words) texts.push(reader.next().text);
  return { text: texts.join(" "), span: reader.from(first.span) };
}

function readItem(reader: TokenReader, shared: Shared): InitItem | null {
  const start = shared.type === null ? shared.first.span : reader.token.span;
  let pointers = 0;
  if (shared.type !== null) while (reader.accept("*")) pointers++;
  const thread = readThread(reader);
  const declared = readTarget(reader, thread, shared.type !== null);
  if (declared === null) return null;
  let value: InitValue | null = null;
  if (reader.accept("=")) {
    value = readValue(reader);
    if (value === null) return null;
  }
  const { type } = shared;
  const span = reader.from(start);
  return { thread, type, pointers, ...declared, value, span };
}

interface DeclaredTarget {
  readonly target: PathNode;
  readonly elements: number | null;
  readonly inner?: readonly number[];
}

/** What is given a value, and how many elements it is declared with. */
function readTarget(
  reader: TokenReader,
  thread: number | null,
  isTyped: boolean,
): DeclaredTarget | null {
  if (thread !== null) {
    const name = readRegister(reader);
    return name && { target: { name, steps: [], span: name.span }, elements: null };
  }
  if (!isTyped) {
    const target = readLocation(reader, "a location or `0:r0`");
    return target && { target, elements: null };
  }
  const name = reader.word("the name of a location");
  if (name === null) return null;
  const target = { name, steps: [], span: name.span };
  if (!reader.accept("[")) return { target, elements: null };
  const elements = reader.accept("]") ? -1 : readLength(reader);
  if (elements === null) return null;
  const inner: number[] = [];
  while (reader.accept("[")) {
    const length = readLength(reader);
    if (length === null) return null;
    inner.push(length);
  }
  return { target, elements, ...(inner.length === 0 ? {} : { inner }) };
}

/** `2]` after the bracket of an array. */
function readLength(reader: TokenReader): number | null {
  const length = readIndex(reader, "the number of elements");
  return length !== null && reader.expect("]") ? length : null;
}

function readValue(reader: TokenReader): InitValue | null {
  return reader.deeper(() => readShallowValue(reader));
}

function readShallowValue(reader: TokenReader): InitValue | null {
  const { token } = reader;
  if (token.text === "{") return readList(reader);
  const isSigned = token.text === "-" || token.text === "+";
  const isOperator = isSigned && reader.ahead(1).kind !== "number";
  const isExpression = isOperator || ["(", "~", "sizeof"].includes(token.text);
  if (isExpression) return readExpression(reader, token);
  const value = readSimpleValue(reader, token);
  const isConstant = value?.kind === "number" || (value?.kind === "name" && !value.isAddress);
  return isConstant && OPERATORS.has(reader.token.text) ? readExpression(reader, token) : value;
}

/** A constant expression that starts at `first`, some of which may have been read. */
function readExpression(reader: TokenReader, first: Token): InitValue | null {
  const open: Token[] = [];
  for (; !reader.isAtEnd && !reader.is(";"); reader.next()) {
    const { text } = reader.token;
    if (open.length === 0 && (text === "," || text === ")" || text === "}")) break;
    if (text === "(") open.push(reader.token);
    if (text === ")") open.pop();
  }
  const unclosed = open.at(-1);
  if (unclosed !== undefined) {
    return reader.unexpected("`)`", { message: "to match this `(`", span: unclosed.span });
  }
  if (reader.token === first) return reader.unexpected("a value");
  const span = reader.from(first.span);
  return { kind: "expression", text: span.source.text.slice(span.start, span.end), span };
}

function readSimpleValue(reader: TokenReader, token: Token): InitValue | null {
  if (startsInteger(token)) return readInteger(reader);
  if (reader.accept("&")) {
    const path = readLocation(reader, "a location");
    return path && { kind: "name", path, isAddress: true, span: reader.from(token.span) };
  }
  if (token.kind === "identifier" && reader.ahead(1).text === "(") return readCall(reader);
  if (token.text === "true" || token.text === "false") {
    reader.next();
    return { kind: "number", value: token.text === "true" ? 1n : 0n, span: token.span };
  }
  const path = readPath(reader, "a value");
  return path && { kind: "name", path, isAddress: false, span: path.span };
}

/** `ATOMIC_INIT(0)` */
function readCall(reader: TokenReader): InitValue | null {
  const name = toWord(reader.next());
  const open = reader.next();
  const values: InitValue[] = [];
  while (!reader.is(")")) {
    const value = readValue(reader);
    if (value === null) return null;
    values.push(value);
    if (!reader.accept(",")) break;
  }
  if (!reader.expect(")", { message: "to match this `(`", span: open.span })) return null;
  return { kind: "call", name, arguments: values, span: reader.from(name.span) };
}

/** `{ 1, 2 }`, `{ .f = 1, [2] = 3 }` */
function readList(reader: TokenReader): InitValue | null {
  const open = reader.next();
  const items: InitListItem[] = [];
  while (!reader.is("}")) {
    const designator = readDesignator(reader);
    if (designator === undefined) return null;
    const value = readValue(reader);
    if (value === null) return null;
    items.push({ designator, value });
    if (!reader.accept(",")) break;
  }
  if (!reader.expect("}", { message: "to match this `{`", span: open.span })) return null;
  return { kind: "list", items, span: reader.from(open.span) };
}

/** `.f =` or `[2] =`; null for none, undefined after an error. */
function readDesignator(reader: TokenReader): Word | null | undefined {
  let designator: Word | null = null;
  if (reader.accept(".")) {
    designator = reader.word("the name of a field");
    if (designator === null) return undefined;
  } else if (reader.accept("[")) {
    const index = reader.token;
    if (readIndex(reader, "the index of an element") === null || !reader.expect("]")) {
      return undefined;
    }
    designator = { text: String(index.value), span: index.span };
  } else {
    return null;
  }
  return reader.expect("=") ? designator : undefined;
}

import type { Span } from "../source/source.js";
import type { PathNode, Word } from "./file.js";
import { type TokenReader, toWord } from "./reader.js";
import type { Token } from "./scanner.js";

/** Largest array index and thread number that is read; which of them exist is for the dialect to say. */
const INDEX_MAX = 1n << 24n;

/** `x`, `a[1]`, `v.f`, `v.a[2].g`. Null after an error. */
export function readPath(reader: TokenReader, expected: string): PathNode | null {
  const name = reader.word(expected);
  if (name === null) return null;
  const steps: PathNode["steps"][number][] = [];
  while (true) {
    if (reader.accept(".")) {
      const field = reader.word("the name of a field");
      if (field === null) return null;
      steps.push({ kind: "field", field });
    } else if (reader.is("[")) {
      const open = reader.next();
      const index = readIndex(reader, "the index of an element");
      if (index === null || !reader.expect("]")) return null;
      steps.push({ kind: "index", index, span: reader.from(open.span) });
    } else {
      return { name, steps, span: reader.from(name.span) };
    }
  }
}

/** A plain number from 0. Null after an error. */
export function readIndex(reader: TokenReader, expected: string): number | null {
  const { token } = reader;
  if (token.kind !== "number" || token.value! > INDEX_MAX) return reader.unexpected(expected);
  reader.next();
  return Number(token.value);
}

/** An integer constant with its sign, as init blocks and conditions have it. */
interface IntegerNode {
  readonly kind: "number";
  readonly value: bigint;
  readonly span: Span;
}

/** Whether a token starts what `readInteger` reads. */
export function startsInteger(token: Token): boolean {
  return token.kind === "number" || token.text === "-" || token.text === "+";
}

/** `1`, `-0x10`. Null after an error. */
export function readInteger(reader: TokenReader): IntegerNode | null {
  const { span } = reader.token;
  const isNegative = reader.accept("-");
  if (!isNegative) reader.accept("+");
  if (reader.token.kind !== "number") return reader.unexpected("a number");
  const value = reader.next().value!;
  return { kind: "number", value: isNegative ? -value : value, span: reader.from(span) };
}

/** What `0:` or `P0:` says, and passes over it; null, with nothing read, when neither stands here. */
export function readThread(reader: TokenReader): number | null {
  if (reader.ahead(1).text !== ":") return null;
  const { token } = reader;
  let thread: number;
  if (token.kind === "number" && token.value! <= INDEX_MAX) thread = Number(token.value);
  else if (/^P[0-9]{1,7}$/.test(token.text)) thread = Number(token.text.slice(1));
  else return null;
  reader.next();
  reader.next();
  return thread;
}

/** A location as init blocks and conditions also write it: `[x]` and `*x`, which mean `x`. */
export function readLocation(reader: TokenReader, expected: string): PathNode | null {
  if (reader.is("*")) {
    reader.next();
    return reader.deeper(() => readLocation(reader, expected));
  }
  if (reader.accept("[")) {
    const path = readPath(reader, expected);
    return path !== null && reader.expect("]") ? path : null;
  }
  return readPath(reader, expected);
}

/** The register of a thread, after its `0:`. Null after an error. */
export function readRegister(reader: TokenReader): Word | null {
  return reader.token.kind === "identifier"
    ? toWord(reader.next())
    : reader.unexpected("the name of a register");
}

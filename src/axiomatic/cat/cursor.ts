import { cover, type Span } from "../../source/source.js";
import type { Word } from "./ast.js";
import type { Keyword, Punctuation, Token } from "./scanner.js";

/** A place in the words of a cat file, from which the parser reads on. */
export class Cursor {
  readonly tokens: readonly Token[];
  #at = 0;

  /** `tokens` ends with a token of kind `end`. */
  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  /** Index of the next token. */
  get index(): number {
    return this.#at;
  }

  /** The token `ahead` places on, without taking it. */
  peek(ahead = 0): Token {
    return this.tokens[Math.min(this.#at + ahead, this.tokens.length - 1)]!;
  }

  /** Takes the next token; the end is never passed. */
  next(): Token {
    const token = this.peek();
    if (token.kind !== "end") this.#at++;
    return token;
  }

  isSymbol(symbol: Punctuation, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.kind === "symbol" && token.text === symbol;
  }

  isKeyword(keyword: Keyword, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.kind === "keyword" && token.text === keyword;
  }

  takeSymbol(symbol: Punctuation): boolean {
    if (!this.isSymbol(symbol)) return false;
    this.#at++;
    return true;
  }

  takeKeyword(keyword: Keyword): boolean {
    if (!this.isKeyword(keyword)) return false;
    this.#at++;
    return true;
  }

  expectSymbol(symbol: Punctuation): Token {
    if (!this.isSymbol(symbol)) this.fail(`\`${symbol}\``);
    return this.next();
  }

  expectKeyword(keyword: Keyword): Token {
    if (!this.isKeyword(keyword)) this.fail(`\`${keyword}\``);
    return this.next();
  }

  /** Takes a name, a tag or a string; `what` says in the message what it should have been. */
  expectWord(kind: "name" | "tag" | "string", what: string): Word {
    const token = this.peek();
    if (token.kind !== kind) this.fail(what);
    this.#at++;
    return { text: token.text, span: token.span };
  }

  /** The span from `start` to the last token taken. */
  since(start: Span): Span {
    const last = this.tokens[this.#at - 1];
    return last === undefined || last.span.start < start.start ? start : cover(start, last.span);
  }

  /** Gives up the current statement at the next token. */
  fail(expected: string): never {
    const token = this.peek();
    throw new SyntaxFailure(token.span, `expected ${expected}, found ${describeToken(token)}`);
  }
}

/**
 * Leaves a statement that cannot be parsed; the parser turns it into a diagnostic and goes on at
 * the next one.
 */
export class SyntaxFailure extends Error {
  readonly span: Span;

  constructor(span: Span, message: string) {
    super(message);
    this.span = span;
  }
}

function describeToken(token: Token): string {
  if (token.kind === "end") return "the end of the file";
  if (token.kind === "string") return `the string "${token.text}"`;
  return token.kind === "tag" ? `the tag \`'${token.text}\`` : `\`${token.text}\``;
}

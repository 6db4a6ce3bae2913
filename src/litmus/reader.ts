import type { Diagnostics, Note } from "../source/diagnostic.js";
import { cover, type Span } from "../source/source.js";
import type { Word } from "./file.js";
import type { Token } from "./scanner.js";

/** Deepest nesting of brackets and operators that is read: deeper text is a mistake, and must not end the stack. */
const DEPTH_MAX = 500;

/**
 * Goes through the tokens of one part of a file. Once a part is misread, `unexpected` has said so and the reading
 * functions give null up to whoever can go on with the next item.
 */
export class TokenReader {
  readonly diagnostics: Diagnostics;
  /** The token that is read next. */
  token: Token;
  readonly #tokens: readonly Token[];
  #index = 0;
  #depth = 0;

  /** `tokens` ends in an end token, whose text (if any) is what stands there. */
  constructor(tokens: readonly Token[], diagnostics: Diagnostics) {
    this.#tokens = tokens;
    this.token = tokens[0]!;
    this.diagnostics = diagnostics;
  }

  get isAtEnd(): boolean {
    return this.token.kind === "end";
  }

  /** The token `distance` after the next one; the end token when there are no more. */
  ahead(distance: number): Token {
    return this.#tokens[this.#index + distance] ?? this.#tokens.at(-1)!;
  }

  /** The token that was read last; the next one when none was. */
  get previous(): Token {
    return this.#tokens[Math.max(0, this.#index - 1)]!;
  }

  next(): Token {
    const { token } = this;
    if (token.kind !== "end") this.token = this.#tokens[++this.#index]!;
    return token;
  }

  /** Whether the next token is this word or punctuator. */
  is(text: string): boolean {
    return this.token.text === text && isWritten(this.token);
  }

  /** Passes over the next token if it is this one. */
  accept(text: string): boolean {
    if (!this.is(text)) return false;
    this.next();
    return true;
  }

  /** Passes over a token that has to stand here. */
  expect(text: string, ...notes: readonly (string | Note)[]): boolean {
    if (this.accept(text)) return true;
    this.unexpected(`\`${text}\``, ...notes);
    return false;
  }

  /** Reads a name, whatever it is. */
  word(expected: string): Word | null {
    if (this.token.kind !== "identifier") return this.unexpected(expected);
    return toWord(this.next());
  }

  /** Says what should have stood here. Gives null, for the caller to return. */
  unexpected(expected: string, ...notes: readonly (string | Note)[]): null {
    const { token } = this;
    const found = token.text === "" ? "the end of the file" : `\`${token.text}\``;
    this.diagnostics.error(
      "unexpected-token",
      token.span,
      `expected ${expected}, found ${found}`,
      ...notes,
    );
    return null;
  }

  /** Runs a reading function one level deeper; null when that is too deep. */
  deeper<T>(read: () => T | null): T | null {
    if (this.#depth === DEPTH_MAX) {
      const message = `more than ${DEPTH_MAX} levels of nesting`;
      this.diagnostics.error("too-deep", this.token.span, message);
      return null;
    }
    this.#depth++;
    const result = read();
    this.#depth--;
    return result;
  }

  /** Passes over everything up to and including a `;`, or up to the end. */
  skipItem(): void {
    while (!this.isAtEnd && this.next().text !== ";");
  }

  /** From a token to the one that was read last. */
  from(start: Span): Span {
    const { span } = this.previous;
    return span.start < start.start ? start : cover(start, span);
  }
}

/** The token as a word of a litmus file. */
export function toWord(token: Token): Word {
  return { text: token.text, span: token.span };
}

/** Not a string or the end, whose text could look like a punctuator. */
function isWritten(token: Token): boolean {
  return token.kind === "identifier" || token.kind === "punctuator";
}

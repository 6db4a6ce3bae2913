import type { Diagnostics } from "../source/diagnostic.js";
import type { Source, Span } from "../source/source.js";

export type TokenKind = "identifier" | "number" | "string" | "punctuator" | "end";

/** One word of C or of a clause. `text` is as written, with the quotes of a string and the suffix of a number. */
export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly span: Span;
  /** Number tokens (character constants are numbers): below 2^64. */
  readonly value?: bigint;
  /** Number tokens: as written, such as `UL`; empty for none. */
  readonly suffix?: string;
  /** First token of its line. A line that a backslash continues is no new line. */
  readonly startsLine: boolean;
  /** White space or a comment before it on its line. */
  readonly hasSpace: boolean;
}

export interface ScanOptions {
  /** First and one past the last character to look at. */
  readonly start: number;
  readonly end: number;
  /**
   * Where `(*` opens a comment. `outside-braces` means: not inside of any brace or parenthesis and not on a line that
   * starts with `#`, so that `READ_ONCE(*x)` is a dereference wherever C has one.
   */
  readonly ocamlComments: "never" | "always" | "outside-braces";
}

/**
 * All tokens of a range; the last one has kind `end`. Adds `stray-character`, `unterminated-comment`,
 * `unterminated-string` and `bad-number`, and goes on after each.
 */
export function scan(
  source: Source,
  options: ScanOptions,
  diagnostics: Diagnostics,
): readonly Token[] {
  const scanner = new Scanner(source, options.start, options.end, diagnostics);
  const position = new Nesting();
  const tokens: Token[] = [];
  const mode = options.ocamlComments;
  while (true) {
    const token = scanner.next(
      mode === "always" || (mode === "outside-braces" && position.isOutside),
    );
    tokens.push(token);
    if (token.kind === "end") return tokens;
    position.add(token, scanner);
  }
}

/** Offset of the `*)` that closes the `(*` at `start`, with nesting; -1 when there is none before `end`. */
function ocamlCommentEnd(text: string, start: number, end: number): number {
  let depth = 0;
  for (let i = start; i < end - 1; i++) {
    if (text[i] === "(" && text[i + 1] === "*") {
      depth++;
      i++;
    } else if (text[i] === "*" && text[i + 1] === ")") {
      if (--depth === 0) return i;
      i++;
    }
  }
  return -1;
}

/** +1 for an opening brace, bracket or parenthesis, -1 for a closing one, 0 for any other token. */
export function nesting(token: Token): -1 | 0 | 1 {
  if (token.kind !== "punctuator") return 0;
  if (token.text === "{" || token.text === "(" || token.text === "[") return 1;
  return token.text === "}" || token.text === ")" || token.text === "]" ? -1 : 0;
}

/** Where in C a reader stands: how deep in braces and parentheses, and whether on a preprocessor line. */
export class Nesting {
  /** Open parentheses and brackets, since the innermost open brace. */
  #parentheses = 0;
  /** For each open brace, the parentheses open around it. */
  readonly #around: number[] = [];
  #isDirective = false;

  /** Open braces. */
  get braces(): number {
    return this.#around.length;
  }

  /** Outside of every brace, parenthesis and preprocessor line: where `(*` can be no dereference. */
  get isOutside(): boolean {
    return this.#parentheses === 0 && this.#around.length === 0 && !this.#isDirective;
  }

  get isDirective(): boolean {
    return this.#isDirective;
  }

  /** Takes in the token that `scanner` gave last. What is on a preprocessor line opens and closes nothing. */
  add(token: Token, scanner: Scanner): void {
    if (token.startsLine) this.#isDirective = token.text === "#";
    if (this.#isDirective) this.#isDirective = !scanner.isAtLineEnd();
    else if (token.kind === "punctuator") this.#count(token.text);
  }

  #count(text: string): void {
    if (text === "{") {
      this.#around.push(this.#parentheses);
      this.#parentheses = 0;
    } else if (text === "}") {
      this.#parentheses = this.#around.pop() ?? 0;
      if (this.#around.length === 0) this.#parentheses = 0;
    } else if (text === "(" || text === "[") {
      this.#parentheses++;
    } else if (text === ")" || text === "]") {
      this.#parentheses = Math.max(0, this.#parentheses - 1);
    } else if (text === ";" && this.#around.length === 0) {
      this.#parentheses = 0;
    }
  }
}

/** A comment that was passed over. */
export interface Comment {
  /** Without its opening and closing marks. */
  readonly text: string;
  readonly span: Span;
}

const IDENTIFIER = /[A-Za-z_][A-Za-z0-9_]*/y;
/** C's preprocessing number without exponents: the longest run that could be meant as one number. */
const NUMBER = /[0-9][A-Za-z0-9_]*(?:\.[0-9A-Za-z_]*)?/y;
/** Nearly all numbers. */
const SMALL_NUMBER = /^(?:0|[1-9][0-9]{0,14})$/;
const NUMBER_PARTS =
  /^(0[xX][0-9a-fA-F]+|0[bB][01]+|0[0-7]*|[1-9][0-9]*)((?:[uU][lL]{0,2}|[lL]{1,2}[uU]?)?)$/;
/** More digits than any 64-bit number needs in any base. */
const DIGITS_MAX = 80;
const STRING = /"(?:[^"\\\r\n]|\\(?:\r\n|[^\r]))*"/y;
const CHARACTER = /'(?:[^'\\\r\n]|\\x[0-9a-fA-F]{1,2}|\\[0-7]{1,3}|\\[^\r\nx0-7])'/uy;
/** Blanks and comments up to the end of the line. One way to match only: two would be 2^n for n comments. */
const LINE_REST = /(?:[ \t\r]|\/\*(?:[^*\n]|\*(?!\/))*\*\/)*(?:\/\/[^\n]*)?(?:\n|$)/y;
const CONTINUATION = /\\\r?\n/y;
const PUNCTUATOR =
  /<<=|>>=|<>|\.\.\.|->|\+\+|--|<<|>>|<=|>=|==|=>|!=|&&|\|\||\*=|\/=|%=|\+=|-=|&=|\^=|\|=|##|\/\\|\\\/|[[\](){}.&*+\-~!/%<>^|?:;=,#]/y;
const STRAY = /[^\sA-Za-z0-9_[\](){}.&*+\-~!/%<>^|?:;=,#"']+/uy;

const ESCAPES: ReadonlyMap<string, bigint> = new Map([
  ["n", 10n],
  ["t", 9n],
  ["r", 13n],
  ["a", 7n],
  ["b", 8n],
  ["f", 12n],
  ["v", 11n],
]);

/** Reads tokens one at a time, for a reader that decides as it goes whether `(*` opens a comment. */
export class Scanner {
  /** Every comment that was passed over, in order. */
  readonly comments: Comment[] = [];
  readonly #source: Source;
  readonly #text: string;
  readonly #end: number;
  /** Where problems go; a reader may change it between two tokens. */
  diagnostics: Diagnostics;
  #offset: number;
  #startsLine = true;
  #hasSpace = false;
  #isOcamlUnclosed = false;

  constructor(source: Source, start: number, end: number, diagnostics: Diagnostics) {
    this.#source = source;
    // Cutting the text here lets no pattern look past the end of the range.
    this.#text = end < source.text.length ? source.text.slice(0, end) : source.text;
    this.#end = this.#text.length;
    this.diagnostics = diagnostics;
    this.#offset = start;
  }

  /** The next token; at the end of the range an `end` token, as often as it is asked for. */
  next(allowsOcamlComments: boolean): Token {
    while (true) {
      this.#skipSpace(allowsOcamlComments);
      if (this.#offset >= this.#end) return this.#token("end", 0);
      const token = this.#word();
      if (token !== null) return token;
    }
  }

  /** Whether nothing but blanks and comments stands between here and the end of the line. */
  isAtLineEnd(): boolean {
    LINE_REST.lastIndex = this.#offset;
    return LINE_REST.test(this.#text);
  }

  /** Offset of the first character that was not read. */
  get offset(): number {
    return this.#offset;
  }

  /** Goes on at an offset, which starts a line. */
  seek(offset: number): void {
    this.#offset = offset;
    this.#startsLine = true;
    this.#hasSpace = false;
  }

  /** The `(*` that was never closed was none: the next one may open a comment again. */
  forgiveComment(): void {
    this.#isOcamlUnclosed = false;
  }

  /** The token at the offset, or null after what is none was reported and passed over. */
  #word(): Token | null {
    const c = this.#text.charCodeAt(this.#offset);
    if (isDigit(c)) return this.#number();
    if (c === QUOTE) return this.#string();
    if (c === APOSTROPHE) return this.#character();
    if (isLetter(c)) return this.#token("identifier", this.#match(IDENTIFIER));
    let length = this.#match(PUNCTUATOR);
    if (length > 0) return this.#token("punctuator", length);
    length = Math.max(1, this.#match(STRAY));
    const stray = this.#text.slice(this.#offset, this.#offset + length);
    this.diagnostics.error(
      "stray-character",
      this.#span(length),
      `${shown(stray)} has no meaning here`,
    );
    this.#offset += length;
    this.#hasSpace = true;
    return null;
  }

  /** Passes over white space, comments and continued line ends. */
  #skipSpace(allowsOcamlComments: boolean): void {
    while (this.#offset < this.#end) {
      // Most of what is looked at here is the beginning of a word.
      const c = this.#text.charCodeAt(this.#offset);
      if (isBlank(c)) {
        this.#offset++;
        this.#hasSpace = true;
      } else if (c === NEWLINE) {
        this.#offset++;
        this.#startsLine = true;
        this.#hasSpace = false;
      } else if (c === BACKSLASH && this.#match(CONTINUATION) > 0) {
        this.#offset += this.#match(CONTINUATION);
        this.#hasSpace = true;
      } else if (c === SLASH && this.#text.startsWith("//", this.#offset)) {
        this.#skipLineComment();
      } else if (c === SLASH && this.#text.startsWith("/*", this.#offset)) {
        this.#skipComment(this.#text.indexOf("*/", this.#offset + 2));
      } else if (allowsOcamlComments && this.#startsOcamlComment()) {
        const close = ocamlCommentEnd(this.#text, this.#offset, this.#end);
        if (close < 0) {
          this.#unterminated("`(*` outside of functions opens a comment, and it is never closed");
          // More likely a dereference than a comment: read on as if it were one. The next could not be closed either.
          this.#isOcamlUnclosed = true;
          return;
        }
        this.#skipComment(close);
      } else {
        return;
      }
    }
  }

  #startsOcamlComment(): boolean {
    return !this.#isOcamlUnclosed && this.#text.startsWith("(*", this.#offset);
  }

  #skipLineComment(): void {
    const newline = this.#text.indexOf("\n", this.#offset);
    const end = newline < 0 ? this.#end : newline;
    this.#keepComment(end, 0);
    this.#offset = end;
  }

  /** Passes over a comment whose closing mark is at `close`; a negative one: it is never closed. */
  #skipComment(close: number): void {
    if (close < 0) {
      this.#unterminated("this comment is never closed");
      this.#offset = this.#end;
      return;
    }
    this.#keepComment(close + 2, 2);
    this.#offset = close + 2;
    this.#hasSpace = true;
  }

  #unterminated(message: string): void {
    this.diagnostics.error("unterminated-comment", this.#span(2), message);
  }

  #keepComment(end: number, markLength: number): void {
    const span = { source: this.#source, start: this.#offset, end };
    this.comments.push({ text: this.#text.slice(this.#offset + 2, end - markLength), span });
  }

  #number(): Token {
    const length = this.#match(NUMBER);
    const text = this.#text.slice(this.#offset, this.#offset + length);
    if (SMALL_NUMBER.test(text)) return this.#token("number", length, BigInt(text), "");
    const parts = NUMBER_PARTS.exec(text);
    if (parts === null) {
      this.#badNumber(length, `\`${text}\` is no integer constant`);
      return this.#token("number", length, 0n, "");
    }
    const digits = parts[1]!;
    const isWide = digits.length > DIGITS_MAX;
    const value = isWide ? 1n << 64n : BigInt(digits.replace(/^0(?=[0-7])/, "0o"));
    if (value >= 1n << 64n) this.#badNumber(length, `\`${text}\` does not fit in 64 bits`);
    return this.#token("number", length, BigInt.asUintN(64, value), parts[2]!);
  }

  #badNumber(length: number, message: string): void {
    this.diagnostics.error("bad-number", this.#span(length), message);
  }

  #string(): Token {
    const length = this.#match(STRING);
    if (length > 0) return this.#token("string", length);
    return this.#unclosed('"', "this string is not closed on its line", "string");
  }

  #character(): Token {
    const length = this.#match(CHARACTER);
    if (length === 0) return this.#unclosed("'", "this is no character constant", "number");
    const inside = this.#text.slice(this.#offset + 1, this.#offset + length - 1);
    return this.#token("number", length, characterValue(inside), "");
  }

  /** Reports a quote without its partner and takes all up to the end of the line, or to the partner, as the token. */
  #unclosed(quote: string, message: string, kind: "string" | "number"): Token {
    const newline = this.#text.indexOf("\n", this.#offset);
    const lineEnd = newline < 0 ? this.#end : newline;
    const partner = this.#text.indexOf(quote, this.#offset + 1);
    const end = partner >= 0 && partner < lineEnd ? partner + 1 : lineEnd;
    const length = end - this.#offset;
    this.diagnostics.error("unterminated-string", this.#span(length), message);
    return kind === "string" ? this.#token(kind, length) : this.#token(kind, length, 0n, "");
  }

  #token(kind: TokenKind, length: number, value?: bigint, suffix?: string): Token {
    const span = this.#span(length);
    const text = this.#text.slice(span.start, span.end);
    const startsLine = this.#startsLine;
    const hasSpace = this.#hasSpace;
    this.#offset += length;
    this.#startsLine = false;
    this.#hasSpace = false;
    if (value === undefined) return { kind, text, span, startsLine, hasSpace };
    return { kind, text, span, value, suffix: suffix ?? "", startsLine, hasSpace };
  }

  #span(length: number): Span {
    return { source: this.#source, start: this.#offset, end: this.#offset + length };
  }

  /** Length of what a sticky pattern matches at the offset; 0 for no match. */
  #match(pattern: RegExp): number {
    pattern.lastIndex = this.#offset;
    return pattern.test(this.#text) ? pattern.lastIndex - this.#offset : 0;
  }
}

const NEWLINE = 0x0a;
const QUOTE = 0x22;
const APOSTROPHE = 0x27;
const SLASH = 0x2f;
const BACKSLASH = 0x5c;
const UNDERSCORE = 0x5f;
/** Within ASCII: what makes a lower-case letter of a capital. */
const LOWER_CASE = 0x20;

function isDigit(c: number): boolean {
  return c >= 0x30 && c <= 0x39;
}

/** Whether a C identifier can start with it. */
function isLetter(c: number): boolean {
  const lower = c | LOWER_CASE;
  return (lower >= 0x61 && lower <= 0x7a) || c === UNDERSCORE;
}

/** White space within a line: blank, tab, `\v`, `\f`, `\r`, a blank that does not break and a byte order mark. */
function isBlank(c: number): boolean {
  return c === 0x20 || c === 0x09 || (c >= 0x0b && c <= 0x0d) || c === 0xa0 || c === 0xfeff;
}

/** Characters as a message shows them: those without a shape of their own by their number. */
function shown(text: string): string {
  if (/^[\p{L}\p{N}\p{P}\p{S}]+$/u.test(text)) return `\`${text}\``;
  const points = Array.from(text, (c) => c.codePointAt(0)!.toString(16).toUpperCase());
  return points.map((hex) => `U+${hex.padStart(4, "0")}`).join(" ");
}

/** The value of what stands between the quotes of a character constant. */
function characterValue(inside: string): bigint {
  if (!inside.startsWith("\\")) return BigInt(inside.codePointAt(0)!);
  const rest = inside.slice(1);
  if (rest.startsWith("x")) return BigInt(Number.parseInt(rest.slice(1), 16));
  if (/^[0-7]/.test(rest)) return BigInt(Number.parseInt(rest, 8));
  return ESCAPES.get(rest) ?? BigInt(rest.codePointAt(0)!);
}

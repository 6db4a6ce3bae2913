import { nesting, type Token } from "../../litmus/scanner.js";
import type { DiagnosticCode } from "../../source/codes.js";
import type { Diagnostics, Note } from "../../source/diagnostic.js";
import { cover, type Span } from "../../source/source.js";
import type {
  BlockNode,
  EnumConstant,
  ExpressionNode,
  StructDeclaration,
  TypedefDeclaration,
} from "./ast.js";

/** Levels of blocks, parentheses and prefix operators; each costs some ten frames of the stack. */
const NESTING_MAX = 200;

/** Operators of one expression: `a + a + ...` grows a deep tree without any nesting. */
const OPERATORS_MAX = 1_000;

/**
 * Thrown where no sense can be made of what follows, after it was reported; `Cursor.attempt`
 * catches it.
 */
const syntaxFailure: unique symbol = Symbol("syntax failure");

/** The parts of the grammar that refer to each other across files. */
export interface Grammar {
  readonly expression: (cursor: Cursor) => ExpressionNode;
  /** An expression without a comma operator. */
  readonly assignment: (cursor: Cursor) => ExpressionNode;
  readonly block: (cursor: Cursor) => BlockNode;
}

/** What a text declares apart from functions, wherever it does. */
export interface Declared {
  readonly structs: StructDeclaration[];
  readonly typedefs: TypedefDeclaration[];
  readonly constants: EnumConstant[];
}

/** Which words a text may use. */
export interface ParserOptions {
  /** Names of types beside C's own words. */
  readonly typeNames: ReadonlySet<string>;
  /** Whether `__word[modifier](arguments)` is an intrinsic: in the prelude only. */
  readonly allowsIntrinsics: boolean;
  /** Whether a parameter may be a reference, as in C++. */
  readonly allowsReferences?: boolean;
  /** The function that `x.name(...)` with so many arguments calls; undefined for no such method. */
  readonly method?: (name: string, count: number) => Method | undefined;
}

/** What a method of C++ is in C: a function that takes the address of the object first. */
export interface Method {
  readonly name: string;
  /** Whether the first argument is taken by reference. */
  readonly takesReference: boolean;
}

/** Words of C that are no names. `continue` and `break` may be registers in herd's tests. */
const RESERVED: ReadonlySet<string> = new Set(
  (
    "auto case char const default do double else enum extern float for goto if inline int long " +
    "register restrict return short signed sizeof static struct switch typedef union unsigned " +
    "void volatile while _Bool"
  ).split(" "),
);

/** Where the parser stands in a text, and how it says what is wrong. */
export class Cursor {
  /** The token to be read next; after the last one, the `end` token. */
  token: Token;
  /** Names of types: the given ones and the text's own. */
  readonly typeNames: Set<string>;
  readonly allowsIntrinsics: boolean;
  readonly allowsReferences: boolean;
  readonly method: NonNullable<ParserOptions["method"]>;
  readonly grammar: Grammar;
  readonly diagnostics: Diagnostics;
  readonly declared: Declared = { structs: [], typedefs: [], constants: [] };
  /** How many `({ ... })` are open. */
  expressionBlocks = 0;
  /** How many structs without a name there were. */
  unnamedStructs = 0;
  readonly #tokens: readonly Token[];
  #index = 0;
  #depth = 0;
  #operators = 0;
  #errorIndex = -1;

  constructor(
    tokens: readonly Token[],
    grammar: Grammar,
    options: ParserOptions,
    diagnostics: Diagnostics,
  ) {
    this.#tokens = tokens;
    this.token = tokens[0]!;
    this.grammar = grammar;
    this.typeNames = new Set(options.typeNames);
    this.allowsIntrinsics = options.allowsIntrinsics;
    this.allowsReferences = options.allowsReferences ?? false;
    this.method = options.method ?? (() => undefined);
    this.diagnostics = diagnostics;
  }

  get isAtEnd(): boolean {
    return this.token.kind === "end";
  }

  /** Index of the token to be read next: for `rewind`, and to see whether anything was read. */
  get index(): number {
    return this.#index;
  }

  /** The last token that was read. */
  get previous(): Token {
    return this.#tokens[Math.max(0, this.#index - 1)]!;
  }

  /** The token `distance` after the next one. */
  ahead(distance: number): Token {
    return this.#tokens[Math.min(this.#index + distance, this.#tokens.length - 1)]!;
  }

  /** Reads one token; the `end` token is never passed. */
  take(): Token {
    const token = this.token;
    if (token.kind !== "end") this.token = this.#tokens[++this.#index]!;
    return token;
  }

  rewind(index: number): void {
    this.#index = index;
    this.token = this.#tokens[index]!;
  }

  /** Whether the next token is this word or mark. */
  is(text: string): boolean {
    return this.token.text === text;
  }

  /** Reads the token when it is this one. */
  accept(text: string): boolean {
    if (this.token.text !== text) return false;
    this.take();
    return true;
  }

  expect(text: string): Token {
    return this.is(text) ? this.take() : this.fail(`\`${text}\``);
  }

  /**
   * Reads a `;`, `)`, `]` or `}`. A missing one is reported where it should stand; when what
   * follows is plainly something new, reading goes on as if it stood there.
   */
  expectEnd(text: ";" | ")" | "]" | "}"): void {
    if (this.accept(text)) return;
    const { source, end } = this.previous.span;
    const message = `expected \`${text}\`, found ${described(this.token)}`;
    this.error("unexpected-token", { source, start: end, end }, message);
    const isNew = this.token.startsLine || this.is("{") || this.is("}") || this.is(";");
    if (!isNew || this.isAtEnd) throw syntaxFailure;
  }

  /** Whether the next token can name a variable, function, field or label. */
  get isName(): boolean {
    return this.token.kind === "identifier" && !RESERVED.has(this.token.text);
  }

  /** Whether `P1(...) {` at the start of a line is next. */
  get startsThread(): boolean {
    const { token } = this;
    if (!token.startsLine || !/^P\d+$/.test(token.text) || this.ahead(1).text !== "(") return false;
    let distance = 2;
    for (let depth = 1; depth > 0; distance++) {
      const { kind, text } = this.ahead(distance);
      if (kind === "end" || text === ";" || text === "{") return false;
      depth += text === "(" ? 1 : text === ")" ? -1 : 0;
    }
    return this.ahead(distance).text === "{";
  }

  /** Reads a name; `what` says of what, with its article. */
  name(what: string): Token {
    return this.isName ? this.take() : this.fail(what);
  }

  /** Reports the next token: `expected` should stand there. */
  fail(expected: string, ...notes: readonly string[]): never {
    const message = `expected ${expected}, found ${described(this.token)}`;
    this.refuse("unexpected-token", this.token.span, message, ...notes);
  }

  /**
   * Reports something after which reading goes on. Says nothing when something was said at this
   * token before.
   */
  error(
    code: DiagnosticCode,
    span: Span,
    message: string,
    ...notes: readonly (string | Note)[]
  ): void {
    if (this.#errorIndex === this.#index) return;
    this.#errorIndex = this.#index;
    this.diagnostics.error(code, span, message, ...notes);
  }

  /** Reports something and gives up what is being read, up to the `attempt` around it. */
  refuse(
    code: DiagnosticCode,
    span: Span,
    message: string,
    ...notes: readonly (string | Note)[]
  ): never {
    this.error(code, span, message, ...notes);
    throw syntaxFailure;
  }

  /** Runs `read`; undefined when it gave up, which has then been reported. */
  attempt<T>(read: (cursor: Cursor) => T): T | undefined {
    const depth = this.#depth;
    const { expressionBlocks } = this;
    try {
      return read(this);
    } catch (failure) {
      if (failure !== syntaxFailure) throw failure;
      this.#depth = depth;
      this.expressionBlocks = expressionBlocks;
      return undefined;
    }
  }

  /** From a token that was read to the last one that was. */
  spanFrom(start: Span): Span {
    return covered(start, this.previous.span);
  }

  /** One level deeper; every `enter` has its `leave` unless the reading gives up. */
  enter(): void {
    if (++this.#depth > NESTING_MAX) this.#stop(`nested more than ${NESTING_MAX} levels deep`);
  }

  /** As `enter`, and counts operators anew unless the statement is part of an expression. */
  enterStatement(): void {
    this.enter();
    if (this.expressionBlocks === 0) this.#operators = 0;
  }

  leave(): void {
    this.#depth--;
  }

  /** Counts an operator that makes an expression's tree deeper without a level of nesting. */
  countOperator(): void {
    if (++this.#operators > OPERATORS_MAX) {
      this.#stop(`more than ${OPERATORS_MAX} operators in one expression`);
    }
  }

  /**
   * Reports a limit and reads nothing more: the pieces of something so large would make no sense.
   */
  #stop(message: string): never {
    this.error("too-deep", this.token.span, message);
    this.rewind(this.#tokens.length - 1);
    this.#errorIndex = this.#index;
    throw syntaxFailure;
  }

  /**
   * Reads `(`, what `read` reads, and `)`. After an error in it, goes on behind the `)`, or where
   * one must have been forgotten; then the result is undefined.
   */
  parenthesized<T>(read: (cursor: Cursor) => T, allowsSemicolons = false): T | undefined {
    const { index } = this;
    this.expect("(");
    const result = this.attempt(() => {
      const inside = read(this);
      this.expectEnd(")");
      return inside;
    });
    if (result !== undefined || this.isAtEnd) return result;
    this.rewind(index);
    this.skipParenthesis(allowsSemicolons);
    return undefined;
  }

  /**
   * Passes over the `(` that is next, to behind its `)`. Where that was forgotten, stops before a
   * brace that is not part of `({ ... })` and, unless one may stand there, a `;`.
   */
  skipParenthesis(allowsSemicolons = false): void {
    let depth = 0;
    do {
      const { text } = this.token;
      const isGnu = text === "{" && this.previous.text === "(";
      if (isGnu) this.#skipBraces();
      else if (text === "{" || text === "}" || (text === ";" && !allowsSemicolons)) return;
      else depth += nesting(this.take());
    } while (depth > 0 && !this.isAtEnd);
  }

  #skipBraces(): void {
    let depth = 0;
    do depth += braces(this.take());
    while (depth > 0 && !this.isAtEnd);
  }

  /**
   * After an error in the statement or declaration that starts at `index`: goes on behind its `;`,
   * behind a block of it that ends a line, or before the `}` of what is around it. At least one
   * token of it is passed over.
   */
  skipStatement(index: number): void {
    let depth = 0;
    for (let i = index; i < this.#index; i++) depth += braces(this.#tokens[i]!);
    if (this.#index === index) depth += braces(this.take());
    if (depth < 0) return;
    while (!this.isAtEnd && !this.startsThread && (depth > 0 || !this.is("}"))) {
      const { text } = this.take();
      if (text === ";" && depth === 0) return;
      if (text === "{") depth++;
      else if (text !== "}") continue;
      else if (--depth === 0 && this.token.startsLine && !this.is("else")) return;
    }
  }
}

/** +1 for an opening brace, -1 for a closing one. */
function braces(token: Token): number {
  return token.text === "{" ? 1 : token.text === "}" ? -1 : 0;
}

/** The smallest span of both; the first when they are of different texts. */
export function covered(a: Span, b: Span): Span {
  return a.source === b.source ? cover(a, b) : a;
}

/** A token as a message names it. */
export function described(token: Token): string {
  return token.kind === "end" ? "the end of the text" : `\`${token.text}\``;
}

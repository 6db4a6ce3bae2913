import type { Word } from "../../../litmus/file.js";
import type { Diagnostics } from "../../../source/diagnostic.js";
import { cover, type Source, type Span } from "../../../source/source.js";

/**
 * Macro files of C models, such as linux-kernel.def: what the functions of a test stand for, in
 * terms of herd's primitives. `smp_mb() { __fence{mb}; }` is a macro that stands for a statement,
 * `xchg(X,V) __xchg{mb}(X,V)` one that stands for an expression. Parsed here; `table.ts` gives the
 * primitives their meaning. Grammar: lib/CParser.mly of herdtools7.
 */
export interface Macro {
  readonly name: Word;
  readonly parameters: readonly Word[];
  readonly body:
    | { readonly kind: "expression"; readonly expression: MacroExpression }
    | { readonly kind: "statements"; readonly statements: readonly MacroStatement[] };
  readonly span: Span;
}

export type MacroExpression =
  | { readonly kind: "number"; readonly value: bigint; readonly span: Span }
  /** A parameter, a register or a constant of the language, such as `memory_order_seq_cst`. */
  | { readonly kind: "name"; readonly name: string; readonly span: Span }
  /** `*e`: what is at an address. */
  | { readonly kind: "dereference"; readonly address: MacroExpression; readonly span: Span }
  | {
      readonly kind: "binary";
      readonly operator: MacroOperator;
      readonly left: MacroExpression;
      readonly right: MacroExpression;
      readonly span: Span;
    }
  /**
   * `f(a, b)` or `__f{tag, tag}(a, b)`; the tags are null when there are no braces, the arguments
   * for `__fence{mb}`.
   */
  | {
      readonly kind: "call";
      readonly callee: Word;
      readonly tags: readonly Word[] | null;
      readonly arguments: readonly MacroArgument[] | null;
      readonly span: Span;
    };

/** An argument; the atomic primitives take an operator as one: `__atomic_op{tag}(X, +, V)`. */
export type MacroArgument =
  | MacroExpression
  | { readonly kind: "operator"; readonly operator: AtomicOperator; readonly span: Span };

const BINARY_OPERATORS = [
  ["|"],
  ["^"],
  ["&"],
  ["==", "!=", "<", "<=", ">", ">="],
  ["+", "-"],
  ["*", "/"],
] as const;

export type MacroOperator = (typeof BINARY_OPERATORS)[number][number];

const ATOMIC_OPERATORS = ["&~", "+", "-", "&", "^", "|"] as const;

export type AtomicOperator = (typeof ATOMIC_OPERATORS)[number];

export type MacroStatement =
  | { readonly kind: "evaluate"; readonly expression: MacroExpression; readonly span: Span }
  /** `r = e;`, `int r = e;` or `*p = e;`; the type is null when it declares nothing. */
  | {
      readonly kind: "assign";
      readonly type: string | null;
      readonly target: MacroExpression;
      readonly value: MacroExpression;
      readonly span: Span;
    }
  | {
      readonly kind: "if";
      readonly condition: MacroExpression;
      readonly yes: readonly MacroStatement[];
      readonly no: readonly MacroStatement[];
      readonly span: Span;
    }
  | {
      readonly kind: "while";
      readonly condition: MacroExpression;
      readonly body: readonly MacroStatement[];
      readonly span: Span;
    };

/**
 * The macros of a file, in order. The first problem ends the reading of its macro; it goes on at
 * the next line's name.
 */
export function parseMacros(source: Source, diagnostics: Diagnostics): readonly Macro[] {
  const reader = new MacroReader(source, diagnostics);
  const macros: Macro[] = [];
  while (!reader.isAtEnd()) {
    const macro = reader.readMacro();
    if (macro !== null) macros.push(macro);
  }
  return macros;
}

interface MacroToken {
  readonly kind: "name" | "number" | "symbol" | "end";
  readonly text: string;
  readonly span: Span;
}

const BLANK = /(?:\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/)+/y;
const WORD = /[A-Za-z_][A-Za-z0-9_]*|[0-9]+|==|!=|<=|>=|[-+*/^&|~(){};,=<>]/y;

function scanMacros(source: Source, diagnostics: Diagnostics): readonly MacroToken[] {
  const { text } = source;
  const tokens: MacroToken[] = [];
  let at = 0;
  while (at < text.length) {
    BLANK.lastIndex = at;
    const blank = BLANK.exec(text);
    if (blank !== null) {
      at += blank[0].length;
      continue;
    }
    WORD.lastIndex = at;
    const found = WORD.exec(text)?.[0];
    const word = found ?? text[at]!;
    const span = { source, start: at, end: at + word.length };
    at = span.end;
    if (found === undefined) {
      diagnostics.error("stray-character", span, `\`${word}\` is not part of the macro language`);
      continue;
    }
    const kind = /^[0-9]/.test(word) ? "number" : /^\w/.test(word) ? "name" : "symbol";
    tokens.push({ kind, text: word, span });
  }
  tokens.push({ kind: "end", text: "", span: { source, start: text.length, end: text.length } });
  return tokens;
}

/** Leaves a macro that cannot be parsed. */
class MacroFailure extends Error {}

class MacroReader {
  readonly #tokens: readonly MacroToken[];
  readonly #diagnostics: Diagnostics;
  #at = 0;

  constructor(source: Source, diagnostics: Diagnostics) {
    this.#tokens = scanMacros(source, diagnostics);
    this.#diagnostics = diagnostics;
  }

  isAtEnd(): boolean {
    return this.#peek().kind === "end";
  }

  /** Null when the macro was reported and skipped. */
  readMacro(): Macro | null {
    const first = this.#at;
    try {
      return this.#macro();
    } catch (failure) {
      if (!(failure instanceof MacroFailure)) throw failure;
      if (this.#at === first) this.#at++;
      while (!this.isAtEnd() && !this.#startsLine()) this.#at++;
      return null;
    }
  }

  #startsLine(): boolean {
    const { kind, span } = this.#peek();
    return kind === "name" && span.source.position(span.start).column === 1;
  }

  #macro(): Macro {
    const start = this.#peek().span;
    const name = this.#word("the name of a macro");
    this.#expect("(");
    const parameters: Word[] = [];
    if (!this.#is(")")) {
      do parameters.push(this.#word("the name of a parameter"));
      while (this.#take(","));
    }
    this.#expect(")");
    if (this.#is("{")) {
      const body = { kind: "statements", statements: this.#block() } as const;
      return { name, parameters, body, span: this.#since(start) };
    }
    const body = { kind: "expression", expression: this.#expression() } as const;
    return { name, parameters, body, span: this.#since(start) };
  }

  #block(): readonly MacroStatement[] {
    this.#expect("{");
    const statements: MacroStatement[] = [];
    while (!this.#is("}")) statements.push(...this.#statement());
    this.#expect("}");
    return statements;
  }

  /** One statement, or those of a block. */
  #statement(): readonly MacroStatement[] {
    if (this.#is("{")) return this.#block();
    const start = this.#peek().span;
    if (this.#take("if")) {
      const condition = this.#parenthesised();
      const yes = this.#statement();
      const no = this.#take("else") ? this.#statement() : [];
      return [{ kind: "if", condition, yes, no, span: this.#since(start) }];
    }
    if (this.#take("while")) {
      const condition = this.#parenthesised();
      const body = this.#statement();
      return [{ kind: "while", condition, body, span: this.#since(start) }];
    }
    const type = this.#peek().kind === "name" && this.#peek(1).kind === "name";
    const typeName = type ? this.#word("a type").text : null;
    const target = this.#operand();
    if (this.#take("=")) {
      const value = this.#expression();
      this.#expect(";");
      return [{ kind: "assign", type: typeName, target, value, span: this.#since(start) }];
    }
    const expression = this.#operations(target, 0);
    this.#expect(";");
    return [{ kind: "evaluate", expression, span: this.#since(start) }];
  }

  #parenthesised(): MacroExpression {
    this.#expect("(");
    const inner = this.#expression();
    this.#expect(")");
    return inner;
  }

  #expression(level = 0): MacroExpression {
    return this.#operations(this.#operand(), level);
  }

  /** Goes on after an operand with operators of `level` and tighter. */
  #operations(first: MacroExpression, level: number): MacroExpression {
    let left = first;
    for (;;) {
      const { text } = this.#peek();
      const at = BINARY_OPERATORS.findIndex((ops) => ops.some((o) => o === text));
      const operator = BINARY_OPERATORS[at]?.find((o) => o === text);
      if (at < level || operator === undefined) return left;
      this.#at++;
      const right = this.#expression(at + 1);
      left = { kind: "binary", operator, left, right, span: cover(left.span, right.span) };
    }
  }

  #operand(): MacroExpression {
    const { kind, text, span } = this.#peek();
    if (this.#take("(")) {
      const inner = this.#expression();
      this.#expect(")");
      return inner;
    }
    if (this.#take("*")) {
      const address = this.#operand();
      return { kind: "dereference", address, span: cover(span, address.span) };
    }
    if (this.#take("-")) {
      const number = this.#peek();
      if (number.kind !== "number") return this.#fail("a number");
      this.#at++;
      return { kind: "number", value: -BigInt(number.text), span: cover(span, number.span) };
    }
    if (kind === "number") {
      this.#at++;
      return { kind: "number", value: BigInt(text), span };
    }
    const callee = this.#word("an expression");
    const tags = this.#is("{") ? this.#tags() : null;
    const given = this.#is("(") ? this.#arguments() : null;
    if (tags === null && given === null) return { kind: "name", name: text, span };
    return { kind: "call", callee, tags, arguments: given, span: this.#since(span) };
  }

  /** `{once}`, `{rcu-lock, x}`: a tag may have `-` in it. */
  #tags(): readonly Word[] {
    const tags: Word[] = [];
    this.#expect("{");
    do {
      let { text, span } = this.#word("a tag");
      while (this.#take("-")) {
        const part = this.#word("the rest of the tag");
        text += `-${part.text}`;
        span = cover(span, part.span);
      }
      tags.push({ text, span });
    } while (this.#take(","));
    this.#expect("}");
    return tags;
  }

  #arguments(): readonly MacroArgument[] {
    const out: MacroArgument[] = [];
    this.#expect("(");
    if (!this.#is(")")) {
      do out.push(this.#atomicOperator() ?? this.#expression());
      while (this.#take(","));
    }
    this.#expect(")");
    return out;
  }

  /** An operator that stands alone between commas. */
  #atomicOperator(): MacroArgument | null {
    const { span } = this.#peek();
    const isAndNot = this.#is("&") && this.#peek(1).text === "~";
    const text = isAndNot ? "&~" : this.#peek().text;
    const operator = ATOMIC_OPERATORS.find((o) => o === text);
    const after = this.#peek(isAndNot ? 2 : 1);
    if (operator === undefined || (after.text !== "," && after.text !== ")")) return null;
    this.#at += isAndNot ? 2 : 1;
    return { kind: "operator", operator, span: this.#since(span) };
  }

  #word(what: string): Word {
    const { kind, text, span } = this.#peek();
    if (kind !== "name") return this.#fail(what);
    this.#at++;
    return { text, span };
  }

  #peek(ahead = 0): MacroToken {
    return this.#tokens[Math.min(this.#at + ahead, this.#tokens.length - 1)]!;
  }

  #is(text: string): boolean {
    return this.#peek().text === text;
  }

  #take(text: string): boolean {
    if (!this.#is(text)) return false;
    this.#at++;
    return true;
  }

  #expect(text: string): void {
    if (!this.#take(text)) this.#fail(`\`${text}\``);
  }

  #since(start: Span): Span {
    return cover(start, this.#tokens[this.#at - 1]!.span);
  }

  #fail(expected: string): never {
    const { kind, text, span } = this.#peek();
    const found = kind === "end" ? "the end of the file" : `\`${text}\``;
    this.#diagnostics.error("syntax", span, `expected ${expected}, found ${found}`);
    throw new MacroFailure();
  }
}

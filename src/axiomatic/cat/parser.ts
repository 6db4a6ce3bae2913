import { Diagnostics } from "../../source/diagnostic.js";
import { nearest } from "../../source/nearest.js";
import type { Source, Span } from "../../source/source.js";
import type { Instruction, ModelFile, Test, TestRole, Word } from "./ast.js";
import { Cursor, SyntaxFailure } from "./cursor.js";
import {
  parseBindings,
  parseExpression,
  parseList,
  parseOperation,
  parseParameter,
  parseSimple,
  parseTagClauses,
  parseVariant,
} from "./expressions.js";
import { type Keyword, scan, type Token } from "./scanner.js";

/** Keywords that begin an instruction. */
const STATEMENT_KEYWORDS = [
  "acyclic",
  "assert",
  "call",
  "debug",
  "default",
  "empty",
  "enum",
  "flag",
  "forall",
  "if",
  "include",
  "instructions",
  "irreflexive",
  "let",
  "match",
  "procedure",
  "show",
  "undefined_unless",
  "unshow",
  "with",
] as const satisfies readonly Keyword[];

const STATEMENT_SET: ReadonlySet<string> = new Set(STATEMENT_KEYWORDS);

/**
 * Parses a cat or bell file. Whatever is wrong is reported, several problems at once: after one,
 * reading goes on at the next keyword that begins a line and is indented no deeper than the
 * statement that failed. The result holds the statements that were read; use it only when nothing
 * was reported.
 */
export function parseModel(source: Source, diagnostics: Diagnostics): ModelFile {
  const lexical = new Diagnostics();
  const cursor = new Cursor(scan(source, lexical));
  diagnostics.list.push(...lexical.list);
  const { architecture, title } = parseIdentity(cursor);
  // Files from before herd 7.44 say that they want no coherence order made for them; now that is
  // always so.
  if (cursor.peek().text === "withoutco") cursor.next();
  const isCatdep = cursor.takeKeyword("catdep");
  const block = new Block(cursor, diagnostics);
  return { source, architecture, title, isCatdep, instructions: block.parseFile() };
}

/**
 * The names before the first instruction: `NAME "title"`, `NAME NAME`, `NAME`, `"title"` or
 * nothing.
 */
function parseIdentity(cursor: Cursor): Pick<ModelFile, "architecture" | "title"> {
  if (cursor.peek().kind === "string") return { architecture: null, title: cursor.next().text };
  if (cursor.peek().kind !== "name") return { architecture: null, title: null };
  const architecture = cursor.next().text;
  const { kind, text } = cursor.peek();
  if ((kind !== "name" && kind !== "string") || text === "withoutco")
    return { architecture, title: architecture };
  return { architecture, title: cursor.next().text };
}

/** Reads instructions and recovers from the ones that cannot be read. */
class Block {
  readonly #cursor: Cursor;
  readonly #diagnostics: Diagnostics;

  constructor(cursor: Cursor, diagnostics: Diagnostics) {
    this.#cursor = cursor;
    this.#diagnostics = diagnostics;
  }

  /** Instructions up to the end of the file. */
  parseFile(): readonly Instruction[] {
    const out: Instruction[] = [];
    while (this.#cursor.peek().kind !== "end") {
      const instruction = this.#recovering(0, () => this.#parseTopInstruction());
      if (instruction !== null) out.push(instruction);
    }
    return out;
  }

  /** Instructions up to a word that cannot begin one: `end`, `else`, `||`. */
  #parseBody(): readonly Instruction[] {
    const out: Instruction[] = [];
    while (!this.#endsBody()) {
      const instruction = this.#recovering(1, () => this.#parseInstruction());
      if (instruction !== null) out.push(instruction);
    }
    return out;
  }

  #endsBody(): boolean {
    const cursor = this.#cursor;
    return (
      cursor.peek().kind === "end" ||
      cursor.isKeyword("end") ||
      cursor.isKeyword("else") ||
      cursor.isSymbol("||")
    );
  }

  /**
   * Null when the instruction was reported and skipped. A body gives up when its statements seem to
   * be over.
   */
  #recovering(depth: number, parse: () => Instruction): Instruction | null {
    const cursor = this.#cursor;
    const first = cursor.index;
    try {
      return parse();
    } catch (failure) {
      if (!(failure instanceof SyntaxFailure)) throw failure;
      this.#report(failure);
      const column = columnOf(cursor.tokens[first]!.span);
      if (cursor.index === first) cursor.next();
      while (!resumesAt(cursor, column, depth > 0)) cursor.next();
      const resumed = columnOf(cursor.peek().span);
      if (depth > 0 && resumed < column && !this.#endsBody()) {
        throw new AlreadyReported(failure.span, failure.message);
      }
      return null;
    }
  }

  #report(failure: SyntaxFailure): void {
    if (failure instanceof AlreadyReported) return;
    const notes = misspelledKeywords(this.#cursor);
    this.#diagnostics.error("syntax", failure.span, failure.message, ...notes);
  }

  #parseTopInstruction(): Instruction {
    const cursor = this.#cursor;
    if (!cursor.isKeyword("enum")) return this.#parseInstruction();
    const start = cursor.next().span;
    const name = cursor.expectWord("name", "the name of the enumeration");
    cursor.expectSymbol("=");
    cursor.takeSymbol("||");
    const tags: Word[] = [];
    do tags.push(cursor.expectWord("tag", "a tag such as `'name`"));
    while (cursor.takeSymbol("||"));
    return { kind: "enum", name, tags, span: cursor.since(start) };
  }

  #parseInstruction(): Instruction {
    const cursor = this.#cursor;
    const token = cursor.peek();
    if (token.kind === "symbol" && token.text === "~") return this.#parseTestInstruction("filter");
    if (token.kind !== "keyword") return cursor.fail("a statement");
    switch (token.text) {
      case "acyclic":
      case "irreflexive":
      case "empty":
        return this.#parseTestInstruction("filter");
      case "flag":
        cursor.next();
        return this.#parseTestInstruction("flag", token.span);
      case "undefined_unless":
        cursor.next();
        return this.#parseTestInstruction("undefined-unless", token.span);
      case "assert":
        cursor.next();
        return this.#parseTestInstruction("assert", token.span);
      case "enum":
        return cursor.fail("a statement (`enum` stands at the top of a file only)");
      default:
        return this.#parseOther(token.text);
    }
  }

  #parseOther(keyword: Keyword): Instruction {
    const cursor = this.#cursor;
    const start = cursor.peek().span;
    switch (keyword) {
      case "let":
        return this.#parseLet();
      case "show":
        return this.#parseShow();
      case "unshow":
        cursor.next();
        return { kind: "unshow", names: this.#parseNames(), span: cursor.since(start) };
      case "include": {
        cursor.next();
        const file = cursor.expectWord("string", 'the name of a file, such as `"cos.cat"`');
        return { kind: "include", file, span: cursor.since(start) };
      }
      case "procedure":
        return this.#parseProcedure();
      case "call": {
        cursor.next();
        const procedure = cursor.expectWord("name", "the name of a procedure");
        const argument = cursor.peek().kind === "name" ? cursor.fail("`(`") : parseSimple(cursor);
        const label = this.#parseLabel();
        return { kind: "call", procedure, argument, label, span: cursor.since(start) };
      }
      case "forall":
        return this.#parseForall();
      case "with": {
        cursor.next();
        const name = cursor.expectWord("name", "a name to bind");
        cursor.expectKeyword("from");
        return { kind: "with", name, set: parseExpression(cursor), span: cursor.since(start) };
      }
      case "match":
        return this.#parseMatch();
      case "if":
        return this.#parseIf();
      case "debug":
        cursor.next();
        return { kind: "debug", value: parseExpression(cursor), span: cursor.since(start) };
      case "instructions":
      case "default": {
        cursor.next();
        const eventType = cursor.expectWord("name", "an event type such as `R`");
        cursor.expectSymbol("[");
        const annotations = parseList(cursor, "]");
        const isDefault = keyword === "default";
        const span = cursor.since(start);
        return { kind: "instructions", isDefault, eventType, annotations, span };
      }
      default:
        return cursor.fail("a statement");
    }
  }

  #parseTestInstruction(role: TestRole, start = this.#cursor.peek().span): Instruction {
    const test = this.#parseTest();
    const span = this.#cursor.since(start);
    if (role === "flag" && test.name === null) {
      const message = "this flag has no name, so nobody will see it: write `as name` after it";
      this.#diagnostics.warning("unnamed-flag", span, message);
    }
    return { kind: "test", role, test, span };
  }

  #parseTest(): Test {
    const cursor = this.#cursor;
    const start = cursor.peek().span;
    const isNegated = cursor.takeSymbol("~");
    const property = cursor.peek().text;
    if (property !== "acyclic" && property !== "irreflexive" && property !== "empty") {
      return cursor.fail("`acyclic`, `irreflexive` or `empty`");
    }
    cursor.next();
    const value = parseExpression(cursor);
    const name = this.#parseLabel();
    return { property, isNegated, value, name, span: cursor.since(start) };
  }

  /** `as name`, or null. */
  #parseLabel(): Word | null {
    return this.#cursor.takeKeyword("as") ? this.#cursor.expectWord("name", "a name") : null;
  }

  #parseLet(): Instruction {
    const cursor = this.#cursor;
    const start = cursor.next().span;
    const isRecursive = cursor.takeKeyword("rec");
    const bindings = parseBindings(cursor);
    const guard = isRecursive && cursor.takeKeyword("when") ? this.#parseTest() : null;
    cursor.takeKeyword("in");
    return { kind: "let", isRecursive, bindings, guard, span: cursor.since(start) };
  }

  #parseShow(): Instruction {
    const cursor = this.#cursor;
    const start = cursor.next().span;
    const isList = cursor.peek().kind === "name" && !startsOperator(cursor);
    if (isList) return { kind: "show", names: this.#parseNames(), span: cursor.since(start) };
    const value = parseOperation(cursor);
    cursor.expectKeyword("as");
    const name = cursor.expectWord("name", "a name");
    return { kind: "show-as", value, name, span: cursor.since(start) };
  }

  #parseNames(): readonly Word[] {
    const names: Word[] = [];
    do names.push(this.#cursor.expectWord("name", "a name"));
    while (this.#cursor.takeSymbol(","));
    return names;
  }

  #parseProcedure(): Instruction {
    const cursor = this.#cursor;
    const start = cursor.next().span;
    const isRecursive = cursor.takeKeyword("rec");
    const name = cursor.expectWord("name", "the name of the procedure");
    const parameter = parseParameter(cursor);
    cursor.expectSymbol("=");
    const body = this.#parseBody();
    cursor.expectKeyword("end");
    const span = cursor.since(start);
    return { kind: "procedure", name, isRecursive, parameter, body, span };
  }

  #parseForall(): Instruction {
    const cursor = this.#cursor;
    const start = cursor.next().span;
    const name = cursor.expectWord("name", "a name to bind");
    cursor.expectKeyword("in");
    const set = parseExpression(cursor);
    cursor.expectKeyword("do");
    const body = this.#parseBody();
    cursor.expectKeyword("end");
    return { kind: "forall", name, set, body, span: cursor.since(start) };
  }

  #parseMatch(): Instruction {
    const cursor = this.#cursor;
    const start = cursor.next().span;
    const value = parseExpression(cursor);
    cursor.expectKeyword("with");
    cursor.takeSymbol("||");
    const { clauses, otherwise } = parseTagClauses(cursor, () => this.#parseBody());
    cursor.expectKeyword("end");
    return { kind: "match-tag", value, clauses, otherwise, span: cursor.since(start) };
  }

  #parseIf(): Instruction {
    const cursor = this.#cursor;
    const start = cursor.next().span;
    const condition = parseVariant(cursor);
    const yes = this.#parseBody();
    const no = cursor.takeKeyword("else") ? this.#parseBody() : [];
    cursor.expectKeyword("end");
    return { kind: "if", condition, yes, no, span: cursor.since(start) };
  }
}

/** Gives up the block around a statement that has been reported. */
class AlreadyReported extends SyntaxFailure {}

/** Whether more than a name follows `show`: an expression, to be shown `as` something. */
function startsOperator(cursor: Cursor): boolean {
  const after = cursor.peek(1);
  if (after.kind === "keyword") return after.text === "as" || after.text === "begin";
  return (
    after.kind !== "end" && !(after.kind === "symbol" && [",", "~", "||"].includes(after.text))
  );
}

function columnOf(span: Span): number {
  return span.source.position(span.start).column;
}

function isFirstOnLine({ span }: Token): boolean {
  const { text } = span.source;
  const lineStart = text.lastIndexOf("\n", span.start - 1) + 1;
  return text.slice(lineStart, span.start).trim() === "";
}

/** Whether reading may go on at the next token after a statement at `column` failed. */
function resumesAt(cursor: Cursor, column: number, isInBody: boolean): boolean {
  const token = cursor.peek();
  if (token.kind === "end") return true;
  if (token.kind !== "keyword" || !isFirstOnLine(token)) return false;
  if (columnOf(token.span) > column) return false;
  return STATEMENT_SET.has(token.text) || (isInBody && ["end", "else"].includes(token.text));
}

/**
 * Notes on words that begin a line and look like a keyword, from the last statement whose keyword
 * was read.
 */
function misspelledKeywords(
  cursor: Cursor,
): readonly { readonly message: string; readonly span: Span }[] {
  const read = cursor.tokens.slice(0, cursor.index + 1);
  const start = read.findLastIndex(
    (t, k) => k < cursor.index && STATEMENT_SET.has(t.text) && isFirstOnLine(t),
  );
  const notes: { message: string; span: Span }[] = [];
  for (const token of read.slice(start + 1)) {
    if (token.kind !== "name" || !isFirstOnLine(token)) continue;
    const keyword = nearest(token.text, STATEMENT_KEYWORDS);
    if (keyword === undefined) continue;
    const message = `\`${token.text}\` is not a keyword: did you mean \`${keyword}\`?`;
    notes.push({ message, span: token.span });
  }
  return notes;
}

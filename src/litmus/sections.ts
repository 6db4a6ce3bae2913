import type { Diagnostics } from "../source/diagnostic.js";
import { meant, nearest } from "../source/nearest.js";
import type { Source, Span } from "../source/source.js";
import type { Word } from "./file.js";
import { type Header, readHeader } from "./header.js";
import { type IndentedLine, indentedLines } from "./lines.js";
import { type Comment, Nesting, Scanner, type Token } from "./scanner.js";

/** A file cut into its parts; no part is read yet. */
export interface Sections {
  readonly dialect: Word;
  readonly name: Word;
  readonly layout: Header["layout"];
  readonly description: string;
  readonly metadata: ReadonlyMap<string, string>;
  /** All comments of the file. */
  readonly comments: readonly Comment[];
  /** Those that stand before the threads and outside of every brace. */
  readonly leadingComments: readonly Comment[];
  /** What stands between the braces of the init block; the end token is the closing brace. Null: there is none. */
  readonly init: readonly Token[] | null;
  readonly body: readonly Span[];
  readonly clauses: readonly Clause[];
}

export type Clause = TokenClause | LineClause;

/** A clause whose line ends mean nothing. The end token stands for the clause that follows, or the end of the file. */
export interface TokenClause {
  readonly kind: "locations" | "filter" | "exists" | "not-exists" | "forall";
  readonly keyword: Span;
  readonly tokens: readonly Token[];
}

/** A clause made of lines. */
export interface LineClause {
  readonly kind: "variants" | "expect";
  readonly keyword: Span;
  readonly lines: readonly IndentedLine[];
}

const KEYWORD = /(?:(?:~|not\b)\s*exists|exists|forall|locations|filter|variants|expect)\b/y;
const KEYWORDS = ["exists", "forall", "locations", "filter", "variants", "expect"];
/** As `exists` in assembly files of older tools. */
const FINAL = /final\b/y;
/** What such files have at their end: quantifiers by model, and commands of a tool. */
const LEFTOVER = /(?:with\b|<<)/y;
/** What no line of a function body starts with in the first column: a brace was forgotten before it. */
const TOP_LEVEL = /(?:(?:~\s*|not\s+)?exists|forall)\s*\(|locations\s*\[|P[0-9]+\s*\(/y;
/** Where the table of an assembly file ends; the first alternative is a comment to pass over. */
const TABLE_END =
  /\(\*|^[ \t]*(?:(?:~|not\b)\s*exists|exists|forall|final|locations|filter|variants|expect)\b/gm;
/** Words that no C declaration starts with before a brace. */
const PROSE = /^(?!struct\b|union\b|enum\b|typedef\b|static\b|const\b)[\w\s.,:'+>-]*$/;
const METADATA = /([A-Za-z][\w-]*)[ \t]*=([^\n]*)/y;

/**
 * Cuts a file into its parts. Problems of the words inside of function bodies go to `bodyDiagnostics`: the dialect reads
 * these words again. Null: not even a header.
 */
export function cutSections(
  source: Source,
  diagnostics: Diagnostics,
  bodyDiagnostics: Diagnostics,
): Sections | null {
  const scanner = new Scanner(source, 0, source.text.length, diagnostics);
  const header = readHeader(source, scanner, diagnostics);
  if (header === null) return null;
  return new Cutter(source, scanner, header, diagnostics, bodyDiagnostics).sections();
}

class Cutter {
  readonly #source: Source;
  readonly #scanner: Scanner;
  readonly #header: Header;
  readonly #diagnostics: Diagnostics;
  readonly #bodyDiagnostics: Diagnostics;
  readonly #description: string[] = [];
  readonly #metadata = new Map<string, string>();
  readonly #leadingComments: Comment[];
  readonly #lineComments: Comment[] = [];
  readonly #body: Span[] = [];
  readonly #clauses: Clause[] = [];
  #init: readonly Token[] | null = null;
  #initBrace: Span | null = null;
  /** Whether a thread was seen: comments after it are no description. */
  #hasThread = false;
  /** Whether the last part was body text, which what follows is then joined to. */
  #isInBody = false;
  /** The first token that is in no part yet. */
  #token: Token;

  constructor(
    source: Source,
    scanner: Scanner,
    header: Header,
    diagnostics: Diagnostics,
    bodyDiagnostics: Diagnostics,
  ) {
    this.#source = source;
    this.#scanner = scanner;
    this.#header = header;
    this.#diagnostics = diagnostics;
    this.#bodyDiagnostics = bodyDiagnostics;
    this.#leadingComments = [...scanner.comments];
    this.#token = this.#nextOutside();
  }

  sections(): Sections {
    while (this.#token.kind !== "end") this.#part();
    return {
      dialect: this.#header.dialect,
      name: this.#header.name,
      layout: this.#header.layout,
      description: this.#description.join("\n"),
      metadata: this.#metadata,
      comments: [...this.#scanner.comments, ...this.#lineComments],
      leadingComments: this.#leadingComments,
      init: this.#init,
      body: this.#body,
      clauses: this.#clauses,
    };
  }

  /** Reads one part, whatever it is; at least one token long. */
  #part(): void {
    const token = this.#token;
    const keyword = this.#keyword(token);
    const isBeforeInit = this.#initBrace === null && this.#body.length === 0;
    if (keyword !== null) this.#clause(keyword);
    else if (token.text === "{") this.#initBlock();
    else if (isBeforeInit && token.kind === "string") this.#quoted();
    else if (isBeforeInit && this.#isMetadata(token)) this.#metadataLine();
    else if (this.#clauses.length > 0 && this.#isLeftover(token)) this.#leftover();
    else if (this.#clauses.some((c) => c.kind !== "variants")) this.#trailing();
    else if (isBeforeInit && this.#isFreeText(token)) this.#freeText();
    else if (this.#header.layout === "columns") this.#table();
    else if (/^[)}\]]$/.test(token.text)) this.#unmatched();
    else this.#item();
  }

  #keyword(token: Token): RegExpExecArray | null {
    // Most tokens are neither a word nor the mark that a keyword can start with.
    if (token.kind !== "identifier" && token.text !== "~") return null;
    const isTable = this.#header.layout === "columns" && token.startsLine;
    return this.#match(KEYWORD, token) ?? (isTable ? this.#match(FINAL, token) : null);
  }

  /** Whether a token behind or inside of a clause is the first that is not meant for this tool. */
  #isLeftover(token: Token): boolean {
    const isTable = this.#header.layout === "columns" && token.startsLine;
    return isTable && this.#match(LEFTOVER, token) !== null;
  }

  #leftover(): void {
    const source = this.#source;
    const { start } = this.#token.span;
    const span = { source, start, end: start + lineLength(source.text, start) };
    const message = "from here on the file speaks to other tools: nothing of it is read";
    this.#diagnostics.warning("ignored-text", span, message);
    this.#seek(source.text.length);
  }

  #isMetadata(token: Token): boolean {
    return token.startsLine && this.#match(METADATA, token) !== null;
  }

  #unmatched(): void {
    const { text, span } = this.#token;
    this.#diagnostics.error("unmatched-brace", span, `this \`${text}\` closes nothing`);
    this.#token = this.#nextOutside();
  }

  /** The next token, outside of every brace. */
  #nextOutside(): Token {
    const known = this.#scanner.comments.length;
    this.#scanner.diagnostics = this.#diagnostics;
    const token = this.#scanner.next(true);
    if (!this.#hasThread) this.#leadingComments.push(...this.#scanner.comments.slice(known));
    return token;
  }

  #quoted(): void {
    this.#description.push(this.#token.text.replace(/^"|"$/g, ""));
    this.#token = this.#nextOutside();
  }

  #metadataLine(): void {
    const [, key, value] = this.#match(METADATA, this.#token)!;
    const earlier = this.#metadata.get(key!);
    const text = value!.trim();
    this.#metadata.set(key!, earlier === undefined ? text : `${earlier}\n${text}`);
    this.#skipLine();
  }

  /** Goes on at the start of the next line. */
  #skipLine(): void {
    const newline = this.#source.text.indexOf("\n", this.#token.span.start);
    this.#seek(newline < 0 ? this.#source.text.length : newline + 1);
  }

  #seek(offset: number): void {
    this.#scanner.seek(offset);
    this.#token = this.#nextOutside();
  }

  /** Whether a line stands before the init block of an assembly file, where herd lets anything stand. */
  #isFreeText({ text, span }: Token): boolean {
    const isTable = this.#header.layout === "columns";
    return isTable && !/^P[0-9]/.test(text) && this.#source.text.includes("{", span.start);
  }

  /** A line of prose; from a comment that is never closed on, all up to the init block is prose. */
  #freeText(): void {
    const { text } = this.#source;
    const { start } = this.#token.span;
    const { list } = this.#diagnostics;
    const comment = list.findIndex(
      (d) => d.code === "unterminated-comment" && d.span.start === start,
    );
    if (comment < 0) {
      this.#description.push(text.slice(start, start + lineLength(text, start)).trim());
      this.#skipLine();
      return;
    }
    list.splice(comment, 1);
    this.#scanner.forgiveComment();
    const brace = text.indexOf("{", start);
    this.#description.push(text.slice(start + 2, brace).trim());
    this.#seek(brace);
  }

  /** The words between the braces of the init block. */
  #initBlock(): void {
    const brace = this.#token;
    if (this.#initBrace !== null) {
      this.#diagnostics.error("init-twice", brace.span, "a second init block", {
        message: "the first one is here",
        span: this.#initBrace,
      });
    } else if (this.#clauses.some((c) => c.kind !== "variants")) {
      this.#diagnostics.error(
        "trailing-text",
        brace.span,
        "expected the end of the file: the init block stands before the clauses",
      );
    }
    const tokens: Token[] = [];
    let depth = 0;
    let token = this.#scanner.next(true);
    while (depth > 0 || token.text !== "}" || token.kind !== "punctuator") {
      if (token.kind === "end" || this.#isTopLevel(token)) {
        this.#unclosed(brace, token);
        break;
      }
      if (token.text === "{") depth++;
      if (token.text === "}") depth--;
      tokens.push(token);
      token = this.#scanner.next(true);
    }
    const isClosed = token.kind === "punctuator" && token.text === "}";
    tokens.push({ ...token, kind: "end" });
    this.#token = isClosed ? this.#nextOutside() : token;
    this.#init ??= tokens;
    this.#initBrace ??= brace.span;
    this.#isInBody = false;
  }

  /** A brace that is never closed, unless a comment is not either: then that has hidden the closing one. */
  #unclosed(brace: Token, found: Token): void {
    const inBodies = this.#bodyDiagnostics.list;
    const comment = inBodies.findIndex((d) => d.code === "unterminated-comment");
    if (comment >= 0) {
      this.#diagnostics.list.push(...inBodies.splice(comment, 1));
      return;
    }
    const isEnd = found.kind === "end";
    this.#diagnostics.error("unclosed-brace", brace.span, "this `{` is never closed", {
      message: `expected \`}\` before ${isEnd ? "the end of the file" : `\`${found.text}\``}`,
      ...(isEnd ? {} : { span: found.span }),
    });
  }

  /** Whether a token that must lie inside of braces starts what stands outside only. */
  #isTopLevel(token: Token): boolean {
    if (!token.startsLine || this.#source.position(token.span.start).column > 1) return false;
    return this.#match(TOP_LEVEL, token) !== null;
  }

  /** One declaration, function or preprocessor line of C: body text. */
  #item(): void {
    const first = this.#token;
    const isLine = first.text === "#" && first.startsLine;
    const position = new Nesting();
    let brace: Token | null = null;
    let end = first.span.end;
    if (/^P[0-9]+$/.test(first.text)) this.#hasThread = true;
    for (let isDone = false; !isDone; ) {
      const token = this.#token;
      if (this.#isProse(first, token, end)) return;
      if (token.kind === "end" || (token !== first && this.#cutsItem(token, position))) {
        if (position.braces > 0) this.#unclosed(brace ?? first, token);
        else this.#unfinished(first, token);
        break;
      }
      if (position.braces === 0 && token.text === "{") brace = token;
      position.add(token, this.#scanner);
      end = token.span.end;
      if (isLine) isDone = !position.isDirective;
      else isDone = position.braces === 0 && (token.text === ";" || token.text === "}");
      this.#token = isDone ? this.#nextOutside() : this.#nextInItem(position);
    }
    this.#addBody(first.span.start, end);
  }

  /**
   * Whether all since `first` was prose, as herd allows before the init block: lines of words, and then the block's brace
   * on a line of its own. Such words are kept with the description.
   */
  #isProse(first: Token, token: Token, end: number): boolean {
    if (token.text !== "{" || !token.startsLine || this.#initBrace !== null) return false;
    const words = this.#source.text.slice(first.span.start, end);
    if (!PROSE.test(words)) return false;
    this.#description.push(words.trim());
    return true;
  }

  /** The next token of an item. Outside of braces too its problems are the dialect's to report. */
  #nextInItem(position: Nesting): Token {
    this.#scanner.diagnostics = this.#bodyDiagnostics;
    return this.#scanner.next(position.isOutside);
  }

  /** Whether a token inside of an item shows that the item was not finished. */
  #cutsItem(token: Token, position: Nesting): boolean {
    if (position.braces > 0) return this.#isTopLevel(token);
    return token.startsLine && this.#match(KEYWORD, token) !== null;
  }

  #unfinished(first: Token, found: Token): void {
    const near = first.text.length > 3 ? nearest(first.text, KEYWORDS) : undefined;
    const end = found.kind === "end" ? "the end of the file" : `\`${found.text}\``;
    this.#diagnostics.error(
      "unfinished-declaration",
      first.span,
      `\`${first.text}\` starts neither a clause nor a declaration that ends in \`;\` or \`}\` before ${end}`,
      ...meant(near),
    );
  }

  #addBody(start: number, end: number): void {
    const last = this.#body.at(-1);
    if (this.#isInBody && last !== undefined) start = this.#body.pop()!.start;
    this.#body.push({ source: this.#source, start, end });
    this.#isInBody = true;
  }

  /** The table of threads of an assembly file: all text up to a line that starts with a clause. */
  #table(): void {
    const { text } = this.#source;
    const { start } = this.#token.span;
    if (this.#initBrace === null) {
      // Before the init block herd takes any line as words about the test.
      this.#description.push(text.slice(start, start + lineLength(text, start)));
      this.#skipLine();
      return;
    }
    this.#hasThread = true;
    TABLE_END.lastIndex = start;
    let end = text.length;
    for (let found = TABLE_END.exec(text); found !== null; found = TABLE_END.exec(text)) {
      if (found[0] !== "(*") {
        end = found.index;
        break;
      }
      const close = text.indexOf("*)", found.index);
      TABLE_END.lastIndex = close < 0 ? text.length : close + 2;
    }
    this.#addBody(start, start + text.slice(start, end).trimEnd().length);
    this.#seek(end);
  }

  #clause(match: RegExpExecArray): void {
    const { start } = this.#token.span;
    const word = match[0];
    const keyword = { source: this.#source, start, end: start + word.length };
    const kind = clauseKind(word);
    this.#isInBody = false;
    if (kind === "variants" || kind === "expect") {
      const { lines, comments, end } = indentedLines(keyword);
      this.#lineComments.push(...comments);
      this.#clauses.push({ kind, keyword, lines });
      this.#seek(end);
    } else {
      while (this.#token.span.start < keyword.end) this.#token = this.#nextOutside();
      this.#clauses.push({ kind, keyword, tokens: this.#clauseTokens() });
    }
  }

  /** The tokens up to the next clause, wherever that starts. */
  #clauseTokens(): readonly Token[] {
    const tokens: Token[] = [];
    let depth = 0;
    let end = this.#token.span.start;
    while (this.#token.kind !== "end" && !this.#startsNextClause(depth)) {
      const { text } = this.#token;
      if (text === "(" || text === "[") depth++;
      if (text === ")" || text === "]") depth = Math.max(0, depth - 1);
      tokens.push(this.#token);
      end = this.#token.span.end;
      this.#token = this.#nextOutside();
    }
    const span = { source: this.#source, start: end, end };
    tokens.push({ ...this.#token, kind: "end", span });
    return tokens;
  }

  #startsNextClause(depth: number): boolean {
    if (depth === 0 && this.#isLeftover(this.#token)) return true;
    const match = this.#keyword(this.#token);
    if (match === null) return false;
    const isQuantifier = /exists|forall|final/.test(match[0]);
    if (depth === 0) return isQuantifier || this.#token.startsLine;
    return this.#token.startsLine && this.#source.position(this.#token.span.start).column === 1;
  }

  /** Text after the clauses that is none itself. */
  #trailing(): void {
    const { text } = this.#source;
    const { start } = this.#token.span;
    const near = this.#token.text.length > 3 ? nearest(this.#token.text, KEYWORDS) : undefined;
    this.#diagnostics.error(
      "trailing-text",
      { source: this.#source, start, end: start + lineLength(text, start) },
      "expected a clause or the end of the file: the code stands before the clauses",
      ...meant(near),
    );
    this.#token = this.#nextOutside();
    while (this.#token.kind !== "end") {
      if (this.#token.startsLine && this.#match(KEYWORD, this.#token) !== null) return;
      this.#scanner.diagnostics = this.#bodyDiagnostics;
      this.#token = this.#scanner.next(false);
    }
  }

  #match(pattern: RegExp, token: Token): RegExpExecArray | null {
    pattern.lastIndex = token.span.start;
    return pattern.exec(this.#source.text);
  }
}

function clauseKind(word: string): Clause["kind"] {
  if (word === "final") return "exists";
  if (word !== "exists" && word.endsWith("exists")) return "not-exists";
  return word as Clause["kind"];
}

/** Characters from an offset to the end of its line, without trailing blanks; at least one. */
function lineLength(text: string, start: number): number {
  const newline = text.indexOf("\n", start);
  const line = text.slice(start, newline < 0 ? text.length : newline);
  return Math.max(1, line.trimEnd().length);
}

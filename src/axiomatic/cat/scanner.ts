import type { Diagnostics } from "../../source/diagnostic.js";
import type { Source, Span } from "../../source/source.js";

/**
 * Words of the cat language. `-` and `.` are letters inside a name (`po-loc`, `DMB.SY`,
 * `Before-atomic`), so there is no infix minus and `fun x->e` needs a space before its arrow.
 * Rules: lib/modelLexer.mll of herdtools7 7.58.
 */

/** What a keyword is. Nothing else may be named so. */
export const KEYWORDS = [
  "acyclic",
  "and",
  "as",
  "assert",
  "begin",
  "call",
  "catdep",
  "debug",
  "default",
  "do",
  "else",
  "empty",
  "end",
  "enum",
  "flag",
  "forall",
  "from",
  "fun",
  "if",
  "in",
  "include",
  "instructions",
  "irreflexive",
  "let",
  "match",
  "not",
  "procedure",
  "rec",
  "show",
  "subset",
  "then",
  "try",
  "undefined_unless",
  "unshow",
  "variant",
  "when",
  "with",
] as const;

export type Keyword = (typeof KEYWORDS)[number];

/** Longest first: the scanner takes the first that fits. */
const SYMBOLS = [
  "->",
  "-1",
  "||",
  "&&",
  "++",
  "(",
  ")",
  "{",
  "}",
  "[",
  "]",
  "_",
  "0",
  "|",
  "&",
  "*",
  "~",
  "+",
  "^",
  "\\",
  "?",
  "=",
  ";",
  ",",
] as const;

export type Punctuation = (typeof SYMBOLS)[number];

/**
 * A word with its place. `text` is the name, the tag without its quote, or the string without its
 * quotes.
 */
export type Token =
  | { readonly kind: "name" | "tag" | "string"; readonly text: string; readonly span: Span }
  | { readonly kind: "keyword"; readonly text: Keyword; readonly span: Span }
  | { readonly kind: "symbol"; readonly text: Punctuation; readonly span: Span }
  | { readonly kind: "end"; readonly text: ""; readonly span: Span };

const SPACE = /[ \t\r\n]+/y;
const LINE_COMMENT = /(?:\/\/|#)[^\n]*/y;
const NAME = /_?[A-Za-z][A-Za-z0-9_.-]*'?/y;
const TAG = /'(_?[A-Za-z][A-Za-z0-9_.-]*'?)/y;
const STRING = /"([^"]*)"/y;

const KEYWORD_SET: ReadonlySet<string> = new Set(KEYWORDS);

/**
 * The words of a source, the last of kind `end`. Characters that belong to no word are reported,
 * the same ones once in a file, and skipped.
 */
export function scan(source: Source, diagnostics: Diagnostics): readonly Token[] {
  const { text } = source;
  const tokens: Token[] = [];
  const strays = new Set<string>();
  let at = 0;
  while (at < text.length) {
    const past = skipBlank(source, at, diagnostics);
    if (past > at) {
      at = past;
      continue;
    }
    const token = tokenAt(source, at);
    if (token === null) {
      at = skipStray(source, at, tokens.at(-1), strays, diagnostics);
      continue;
    }
    tokens.push(token);
    at = token.span.end;
  }
  tokens.push({ kind: "end", text: "", span: { source, start: text.length, end: text.length } });
  return tokens;
}

/** The offset after a blank or a comment at `at`, or `at` itself when there is none. */
function skipBlank(source: Source, at: number, diagnostics: Diagnostics): number {
  const { text } = source;
  const plain = matchAt(SPACE, text, at) ?? matchAt(LINE_COMMENT, text, at);
  if (plain !== null) return at + plain[0].length;
  if (text.startsWith("/*", at)) return skipCComment(source, at, diagnostics);
  if (!text.startsWith("(*", at)) return at;
  let depth = 1;
  let i = at + 2;
  while (i < text.length && depth > 0) {
    if (text.startsWith("(*", i)) depth++;
    else if (text.startsWith("*)", i)) depth--;
    else {
      i++;
      continue;
    }
    i += 2;
  }
  if (depth > 0) {
    const span = { source, start: at, end: at + 2 };
    diagnostics.error("unclosed-comment", span, "this comment has no end `*)`");
  }
  return i;
}

/** Reports a comment as C writes it, and skips it so that its words are not reported as well. */
function skipCComment(source: Source, at: number, diagnostics: Diagnostics): number {
  const span = { source, start: at, end: at + 2 };
  const note = "comments of cat are `(* ... *)`, `// ...` and `# ...`";
  diagnostics.error("stray-character", span, "`/*` does not begin a comment in cat", note);
  const end = source.text.indexOf("*/", at);
  return end < 0 ? source.text.length : end + 2;
}

function tokenAt(source: Source, at: number): Token | null {
  const { text } = source;
  const name = matchAt(NAME, text, at);
  if (name !== null) {
    const word = name[0];
    const span = { source, start: at, end: at + word.length };
    return isKeyword(word)
      ? { kind: "keyword", text: word, span }
      : { kind: "name", text: word, span };
  }
  const tag = matchAt(TAG, text, at);
  if (tag !== null) {
    return { kind: "tag", text: tag[1]!, span: { source, start: at, end: at + tag[0].length } };
  }
  const string = matchAt(STRING, text, at);
  if (string !== null) {
    const span = { source, start: at, end: at + string[0].length };
    return { kind: "string", text: string[1]!, span };
  }
  const symbol = SYMBOLS.find((s) => text.startsWith(s, at));
  if (symbol === undefined) return null;
  return { kind: "symbol", text: symbol, span: { source, start: at, end: at + symbol.length } };
}

/** Reports what cannot begin a word, if it is new, and returns the offset after it. */
function skipStray(
  source: Source,
  at: number,
  previous: Token | undefined,
  strays: Set<string>,
  diagnostics: Diagnostics,
): number {
  const { text } = source;
  if (text[at] === '"') {
    const end = text.indexOf("\n", at);
    const span = { source, start: at, end: end < 0 ? text.length : end };
    diagnostics.error("unclosed-string", span, "this string has no closing quote");
    return text.length;
  }
  let end = at + 1;
  while (end < text.length && !/\s/.test(text[end]!) && tokenAt(source, end) === null) end++;
  const span = { source, start: at, end };
  const stray = text.slice(at, end);
  if (strays.has(stray)) return end;
  strays.add(stray);
  const isArrow = stray.startsWith(">") && previous?.span.end === at && previous.text.endsWith("-");
  const notes = isArrow
    ? [`\`-\` is a letter of the name \`${previous.text}\`: write a space before \`->\``]
    : [];
  diagnostics.error(
    "stray-character",
    span,
    `\`${stray}\` is not part of the cat language`,
    ...notes,
  );
  return end;
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

function isKeyword(word: string): word is Keyword {
  return KEYWORD_SET.has(word);
}

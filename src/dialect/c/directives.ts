import type { Token } from "../../litmus/scanner.js";
import type { Diagnostics, Note } from "../../source/diagnostic.js";
import type { Span } from "../../source/source.js";

/** A `#define`, a variant's binding, or a macro of the prelude. */
export interface Macro {
  readonly name: string;
  /** Null for a macro without a parameter list. */
  readonly parameters: readonly string[] | null;
  readonly replacement: readonly Token[];
  /** Where it is defined. */
  readonly span: Span;
}

/** The macros of a text while it is read. */
export interface MacroTable {
  /** Defined by the text, or bound by the variant. */
  readonly macros: Map<string, Macro>;
  /** Taken away by `#undef`: a built-in macro of this name is not looked for. */
  readonly removed: Set<string>;
  readonly diagnostics: Diagnostics;
}

/** Reads the directive whose `#` stands at `index`; gives the index of the first token after it. */
export function readDirective(tokens: readonly Token[], index: number, table: MacroTable): number {
  const end = lineEnd(tokens, index + 1);
  const word = tokens[index + 1];
  if (word === undefined || index + 1 === end) return end;
  const line = tokens.slice(index + 2, end);
  switch (word.text) {
    case "define":
      define(word, line, table);
      return end;
    case "undef":
      undefine(word, line, table);
      return end;
    case "include":
      return end;
    case "if":
    case "ifdef":
    case "ifndef":
      unsupported(
        word,
        table,
        "keep one of the alternatives; what differs can be a name that `variants` binds",
      );
      return conditionalEnd(tokens, end);
    default:
      unsupported(word, table);
      return end;
  }
}

function unsupported(word: Token, table: MacroTable, ...notes: readonly string[]): void {
  const message = `\`#${word.text}\` is not supported`;
  table.diagnostics.error("unsupported-directive", word.span, message, ...notes);
}

/** Index of the first token of the next line. */
function lineEnd(tokens: readonly Token[], index: number): number {
  let end = index;
  while (end < tokens.length && !tokens[end]!.startsLine) end++;
  return end;
}

/**
 * Index after the `#endif` that closes the condition before `index`; the end of the text when there
 * is none.
 */
function conditionalEnd(tokens: readonly Token[], index: number): number {
  let depth = 1;
  for (let i = index; i < tokens.length; i++) {
    if (tokens[i]!.text !== "#" || !tokens[i]!.startsLine) continue;
    const word = tokens[i + 1]?.text;
    if (word === "if" || word === "ifdef" || word === "ifndef") depth++;
    else if (word === "endif" && --depth === 0) return lineEnd(tokens, i + 1);
  }
  return tokens.length;
}

function undefine(directive: Token, line: readonly Token[], table: MacroTable): void {
  const name = macroName(directive, line, table);
  if (name === undefined) return;
  table.macros.delete(name.text);
  table.removed.add(name.text);
}

function macroName(directive: Token, line: readonly Token[], table: MacroTable): Token | undefined {
  const name = line[0];
  if (name?.kind === "identifier") return name;
  const message = `expected the name of a macro after \`#${directive.text}\``;
  table.diagnostics.error("bad-directive", (name ?? directive).span, message);
  return undefined;
}

function define(directive: Token, line: readonly Token[], table: MacroTable): void {
  const name = macroName(directive, line, table);
  if (name === undefined) return;
  const hasParameters = line[1]?.text === "(" && !line[1].hasSpace;
  const close = hasParameters ? line.findIndex((t) => t.text === ")") : 0;
  const parameters = hasParameters
    ? readParameters(name, line.slice(2, close), close, table)
    : null;
  if (parameters === undefined) return;
  const replacement = line.slice(close + 1);
  const macro: Macro = { name: name.text, parameters, replacement, span: name.span };
  const known = table.macros.get(name.text);
  if (known !== undefined && !isSame(known, macro)) {
    const note: Note = { message: "the first one is here", span: known.span };
    const message = `\`${name.text}\` is defined twice`;
    table.diagnostics.error("macro-redefined", name.span, message, note);
    return;
  }
  table.macros.set(name.text, macro);
}

/**
 * The names in a macro's parameter list, whose tokens are `line`; undefined when something is wrong
 * with it.
 */
function readParameters(
  name: Token,
  line: readonly Token[],
  close: number,
  table: MacroTable,
): readonly string[] | undefined {
  if (close < 0) {
    const message = `the parameters of macro \`${name.text}\` are not closed: expected \`)\``;
    table.diagnostics.error("bad-directive", name.span, message);
    return undefined;
  }
  const names: string[] = [];
  for (const [i, token] of line.entries()) {
    if (i % 2 === 0 && token.kind === "identifier") {
      names.push(token.text);
    } else if (token.text === "...") {
      const message = "a macro with a variable number of arguments is not supported";
      table.diagnostics.error("unsupported-variadic", token.span, message);
      return undefined;
    } else if (i % 2 === 0 || token.text !== "," || i === line.length - 1) {
      const message = `expected ${i % 2 === 0 ? "the name of a parameter" : "`,` or `)`"}`;
      table.diagnostics.error("bad-directive", token.span, message);
      return undefined;
    }
  }
  return names;
}

function isSame(a: Macro, b: Macro): boolean {
  const text = (m: Macro): string => m.replacement.map((t) => t.text).join(" ");
  return a.parameters?.join() === b.parameters?.join() && text(a) === text(b);
}

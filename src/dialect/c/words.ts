import type { LitmusFile } from "../../litmus/file.js";
import type { Token } from "../../litmus/scanner.js";
import { Diagnostics } from "../../source/diagnostic.js";
import type { Span } from "../../source/source.js";
import type { Language } from "./language.js";
import type { Prelude } from "./prelude.js";
import { bindingMacro, scanPieces } from "./preprocessor.js";

/**
 * The words of a dialect that a file uses, each with its first place: primitives that are called or bound to a variant's
 * name, methods that are called, types, and names that are numbers. A name that the file itself defines is none, and
 * neither is one that anything may have (`Language.commonWords`).
 */
export function wordsOf(
  file: LitmusFile,
  language: Language,
  prelude: Prelude,
): ReadonlyMap<string, Span> {
  const found = new Map<string, Span>();
  const ignored = new Diagnostics();
  const body = scanPieces(file.body, ignored);
  const defined = definedNames(body);
  const isNamed = (text: string) => language.types.has(text) || language.constants.has(text);
  const add = ({ text, span }: Pick<Token, "text" | "span">): void => {
    if (language.commonWords.has(text) || defined.has(text) || found.has(text)) return;
    found.set(text, span);
  };
  for (const { type, value } of file.init) {
    const [word] = type?.text.match(/\w+$/) ?? [];
    if (type !== null && word !== undefined && isNamed(word)) add({ text: word, span: type.span });
    if (value?.kind === "call" && isNamed(value.name.text)) add(value.name);
  }
  for (const [k, token] of body.entries()) {
    if (token.kind !== "identifier") continue;
    const { text } = token;
    const isCalled = body[k + 1]?.text === "(";
    if (isPart(body[k - 1])) {
      if (isCalled && language.methods.has(text)) add(token);
    } else if (isNamed(text) || language.qualifiers.has(text) || (isCalled && prelude.has(text))) {
      add(token);
    }
  }
  for (const binding of file.variants.flatMap(({ bindings }) => bindings)) {
    for (const token of bindingMacro(binding, ignored).replacement) {
      if (isNamed(token.text) || prelude.has(token.text)) add(token);
    }
  }
  return found;
}

/** Whether a name behind this is a field, a method or a tag. */
function isPart(before: Token | undefined): boolean {
  return (
    before !== undefined && [".", "->", "struct", "union", "enum", "goto"].includes(before.text)
  );
}

/** The functions and macros of a text. */
function definedNames(tokens: readonly Token[]): ReadonlySet<string> {
  const names = new Set<string>();
  let depth = 0;
  for (const [k, { text, kind }] of tokens.entries()) {
    if (text === "{" || text === "(") {
      if (text === "(" && depth === 0 && k > 0) names.add(tokens[k - 1]!.text);
      depth++;
    } else if (text === "}" || text === ")") depth--;
    else if (kind === "identifier" && tokens[k - 1]?.text === "define") names.add(text);
  }
  return names;
}

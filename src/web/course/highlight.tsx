import type { ComponentChildren } from "preact";

/** Comments and strings, numbers, words; a word before a bracket is called. */
const TOKEN = /(\/\*[\s\S]*?\*\/|\/\/.*|"[^"\n]*")|\b(\d\w*)|\b([A-Za-z_]\w*)(\s*\()?/g;

const KEYWORDS: ReadonlySet<string> = new Set([
  ...["exists", "forall", "filter", "locations"],
  ...["int", "long", "bool", "unsigned", "void", "struct", "static", "inline"],
  ...["if", "else", "while", "for", "do", "return", "break", "continue", "switch", "case", "goto"],
]);

/** The words of a test in the colours of the editor: what is called is what reads, writes and orders. */
export function highlighted(text: string): ComponentChildren {
  const parts: ComponentChildren[] = [];
  let at = 0;
  for (const match of text.matchAll(TOKEN)) {
    const [, quiet, number, word, call] = match;
    const shown = quiet ?? number ?? word!;
    const style = styleOf(quiet, number, word, call !== undefined);
    if (style === null) continue;
    parts.push(text.slice(at, match.index));
    parts.push(<span class={style}>{shown}</span>);
    at = match.index + shown.length;
  }
  parts.push(text.slice(at));
  return parts;
}

function styleOf(
  quiet: string | undefined,
  number: string | undefined,
  word: string | undefined,
  isCalled: boolean,
): string | null {
  if (quiet !== undefined) return "hl-quiet";
  if (number !== undefined) return "hl-number";
  if (KEYWORDS.has(word!) || /^P\d+$/.test(word!)) return "hl-keyword";
  return isCalled ? "hl-primitive" : null;
}

import type { ComponentChildren } from "preact";

/** Comments and strings, numbers, words; a word before a bracket is called. */
const TOKEN = /(\/\*[\s\S]*?\*\/|\/\/.*|"[^"\n]*")|\b(\d\w*)|\b([A-Za-z_]\w*)(\()?/g;

const KEYWORDS: ReadonlySet<string> = new Set([
  ...["exists", "forall", "filter", "locations"],
  ...["int", "long", "bool", "unsigned", "void", "struct", "static", "inline"],
  ...["if", "else", "while", "for", "do", "return", "break", "continue", "switch", "case", "goto"],
]);

/** A stretch of a test's text in one colour; null for that of the text. */
interface Piece {
  readonly style: string | null;
  readonly text: string;
}

/** A test in the colours of the editor: what is called is what reads, writes and orders. */
export function highlighted(text: string): ComponentChildren {
  return piecesOf(text).map(shown);
}

/** The same, line by line. */
export function highlightedLines(text: string): readonly ComponentChildren[] {
  const lines: Piece[][] = [[]];
  for (const { style, text: words } of piecesOf(text)) {
    for (const [i, line] of words.split("\n").entries()) {
      if (i > 0) lines.push([]);
      lines.at(-1)!.push({ style, text: line });
    }
  }
  return lines.map((line) => line.map(shown));
}

function shown({ style, text }: Piece, key: number): ComponentChildren {
  if (style === null) return text;
  return (
    <span key={key} class={style}>
      {text}
    </span>
  );
}

function piecesOf(text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const match of text.matchAll(TOKEN)) {
    const [, quiet, number, word, call] = match;
    const own = quiet ?? number ?? word!;
    pieces.push({ style: null, text: text.slice(at, match.index) });
    pieces.push({ style: styleOf(quiet, number, word, call !== undefined), text: own });
    at = match.index + own.length;
  }
  pieces.push({ style: null, text: text.slice(at) });
  return pieces;
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

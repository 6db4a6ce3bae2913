import type { Format, Look } from "./look.js";

/** A piece of a line in one format. */
export interface Piece {
  readonly text: string;
  readonly format?: Format | undefined;
}

/** One line of a screen. */
export type Pieces = readonly Piece[];

const ELLIPSIS = "…";

export function piece(text: string, format?: Format): Piece {
  return { text, format };
}

/** The line painted, cut at `width` and, if asked, filled up to it. */
export function painted(line: Pieces, width: number, look: Look, isFilled: boolean): string {
  const length = line.reduce((sum, { text }) => sum + text.length, 0);
  const pieces = length <= width ? line : [...cut(line, width - 1), piece(ELLIPSIS, "dim")];
  const text = pieces.map((p) => (p.format === undefined ? p.text : look.paint(p.format, p.text)));
  return text.join("") + (isFilled ? " ".repeat(Math.max(0, width - length)) : "");
}

function cut(line: Pieces, width: number): Pieces {
  const kept: Piece[] = [];
  let room = width;
  for (const { text, format } of line) {
    if (room <= 0) break;
    kept.push(piece(text.slice(0, room), format));
    room -= text.length;
  }
  return kept;
}

/** Words one after the other, broken into lines; the first line has a label, further ones are indented as far. */
export function flowed(label: string, words: Pieces, width: number, gap = 1): readonly Pieces[] {
  const indent = " ".repeat(label.length);
  const lines: Piece[][] = [[piece(label, "dim")]];
  let used = label.length;
  for (const word of words) {
    const isFirst = lines.at(-1)!.length === 1;
    const space = isFirst ? 0 : gap;
    if (!isFirst && used + space + word.text.length > width) {
      lines.push([piece(indent), word]);
      used = indent.length + word.text.length;
    } else {
      lines.at(-1)!.push(piece(" ".repeat(space)), word);
      used += space + word.text.length;
    }
  }
  return lines;
}

/** The words of a text, each a piece. */
export function wordsOf(text: string, format?: Format): Pieces {
  return text.split(" ").map((word) => piece(word, format));
}

/** Columns side by side, two spaces apart, each filled up to its width. */
export function sideBySide(
  columns: readonly (readonly Pieces[])[],
  width: number,
  look: Look,
): readonly string[] {
  const height = Math.max(...columns.map((column) => column.length));
  return Array.from({ length: height }, (_, y) => {
    const cells = columns.map((column, i) => {
      return painted(column[y] ?? [], width, look, i + 1 < columns.length);
    });
    return cells.join("  ").trimEnd();
  });
}

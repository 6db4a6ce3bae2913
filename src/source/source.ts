/** A piece of text that a user (or the built-in prelude) wrote, with its line index. */
export class Source {
  readonly name: string;
  readonly text: string;
  readonly #lineStarts: readonly number[];

  constructor(name: string, text: string) {
    this.name = name;
    this.text = text;
    const starts = [0];
    for (let i = text.indexOf("\n"); i >= 0; i = text.indexOf("\n", i + 1)) starts.push(i + 1);
    this.#lineStarts = starts;
  }

  /** Line and column, both from 1, of a character offset. A tab counts as one column. */
  position(offset: number): Position {
    const starts = this.#lineStarts;
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - starts[low]! + 1 };
  }

  /** The text of line `line` (from 1), without its end; empty past the last line. */
  line(line: number): string {
    const start = this.#lineStarts[line - 1];
    if (start === undefined) return "";
    const end = this.#lineStarts[line];
    return this.text.slice(start, end === undefined ? undefined : end - 1).replace(/\r$/, "");
  }
}

/** Line and column in a source, both from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A range of characters of a source: `start` inclusive, `end` exclusive. */
export interface Span {
  readonly source: Source;
  readonly start: number;
  readonly end: number;
}

/** The smallest span that covers both; they must be of one source. */
export function cover(a: Span, b: Span): Span {
  return {
    source: a.source,
    start: Math.min(a.start, b.start),
    end: Math.max(a.end, b.end),
  };
}

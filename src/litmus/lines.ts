import type { Span } from "../source/source.js";
import type { Comment } from "./scanner.js";

/** One line of a clause that is made of lines. */
export interface IndentedLine {
  /** With spaces for comments and for the clause's keyword, so that columns stay. */
  readonly text: string;
  /** Offset of the first character of the line in the source. */
  readonly start: number;
  /** Columns of white space before the first word; a tab goes to the next multiple of 8. */
  readonly indent: number;
}

/**
 * The lines of the clause that a keyword starts: the rest of its own line and all that follow, up to a blank line or a
 * line that starts no deeper than the keyword. Lines with nothing but a comment are passed over. `end` is where the
 * first line stands that is no part of the clause.
 */
export function indentedLines(keyword: Span): {
  readonly lines: readonly IndentedLine[];
  readonly comments: readonly Comment[];
  readonly end: number;
} {
  const { text } = keyword.source;
  const lines: IndentedLine[] = [];
  const comments: Comment[] = [];
  let start = text.lastIndexOf("\n", keyword.start - 1) + 1;
  const outer = indentOf(text.slice(start, keyword.start).replace(/\S/g, " "));
  let isInComment = false;
  while (start < text.length) {
    const newline = text.indexOf("\n", start);
    const end = newline < 0 ? text.length : newline;
    const raw = text.slice(start, end);
    const isFirst = start <= keyword.start;
    const kept = isFirst ? blank(raw, 0, keyword.end - start) : raw;
    const line = blankComments(kept, isInComment);
    const isEmpty = line.text.trim() === "";
    if (!isFirst && !isInComment) {
      if (raw.trim() === "" || (!isEmpty && indentOf(line.text) <= outer)) break;
    }
    for (const [from, to] of line.comments) {
      const span = { source: keyword.source, start: start + from, end: start + to };
      comments.push({ text: raw.slice(from, to).replace(/^\/[/*]|\*\/$/g, ""), span });
    }
    if (!isEmpty) lines.push({ text: line.text, start, indent: indentOf(line.text) });
    isInComment = line.isInComment;
    start = end + 1;
  }
  return { lines, comments, end: Math.min(start, text.length) };
}

/** Puts spaces for the comments of one line; the second argument says whether it starts inside of one. */
function blankComments(line: string, startsInComment: boolean) {
  const comments: (readonly [number, number])[] = [];
  let text = line;
  let isInComment = startsInComment;
  let at = 0;
  while (true) {
    const open = isInComment ? at : line.slice(at).search(/\/[/*]/) + at;
    if (open < at) break;
    const isWholeLine = !isInComment && line[open + 1] === "/";
    const close = isWholeLine ? -1 : line.indexOf("*/", isInComment ? open : open + 2);
    const end = close < 0 ? line.length : close + 2;
    comments.push([open, end]);
    text = blank(text, open, end);
    isInComment = close < 0 && !isWholeLine;
    if (close < 0) break;
    at = end;
  }
  return { text, comments, isInComment };
}

/** The text with a space for every character of a range that is no tab. */
function blank(text: string, start: number, end: number): string {
  return text.slice(0, start) + text.slice(start, end).replace(/[^\t]/g, " ") + text.slice(end);
}

function indentOf(text: string): number {
  let column = 0;
  for (const c of text) {
    if (c === "\t") column += 8 - (column % 8);
    else if (c === " ") column++;
    else break;
  }
  return column;
}

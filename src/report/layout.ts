import type { Format, Look } from "./look.js";

/** One column of a text table. */
export interface Column {
  readonly header: string;
  readonly align: "left" | "right";
}

/** Text of one cell, all of it in one format. It may be broken at spaces. */
export interface TextCell {
  readonly text: string;
  readonly format?: Format | undefined;
}

/** A table before it is laid out: rows have a cell for each column. */
export interface Table {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly TextCell[])[];
}

/** A space at which a line is not broken. */
const NO_BREAK = "\u00a0";

const INDENT = 2;
const GAP = 2;
/** A column is not made narrower than this: its long words are cut instead. */
const NARROWEST = 8;

/**
 * Aligned plain columns, two spaces apart and indented by two, without borders. When the natural widths do not fit in
 * `look.width`, the widest columns are narrowed and their cells wrap. No line ends in spaces.
 */
export function layOut(
  columns: readonly Column[],
  rows: readonly (readonly TextCell[])[],
  look: Look,
): readonly string[] {
  const widths = columnWidths(columns, rows, look.width);
  const header = columns.map((column): TextCell => ({ text: column.header, format: "dim" }));
  const hasHeader = columns.some((column) => column.header !== "");
  const all = hasHeader ? [header, ...rows] : rows;
  return all.flatMap((row) => layOutRow(row, columns, widths, look));
}

function layOutRow(
  row: readonly TextCell[],
  columns: readonly Column[],
  widths: readonly number[],
  look: Look,
): readonly string[] {
  const wrapped = row.map((cell, i) => wrap(cell.text, widths[i]!));
  const height = Math.max(1, ...wrapped.map((lines) => lines.length));
  return Array.from({ length: height }, (_, y) => {
    let line = " ".repeat(INDENT);
    // Spaces are held back until something follows them.
    let pending = "";
    for (const [i, cell] of row.entries()) {
      const text = (wrapped[i]![y] ?? "").replaceAll(NO_BREAK, " ");
      const padding = " ".repeat(widths[i]! - text.length);
      const isRight = columns[i]!.align === "right";
      if (text === "") pending += padding;
      else {
        const painted = cell.format === undefined ? text : look.paint(cell.format, text);
        line += pending + (isRight ? padding : "") + painted;
        pending = isRight ? "" : padding;
      }
      pending += " ".repeat(GAP);
    }
    return line.trimEnd();
  });
}

/** A width for each column such that a line takes at most `width`, if the columns can be made that narrow. */
function columnWidths(
  columns: readonly Column[],
  rows: readonly (readonly TextCell[])[],
  width: number,
): readonly number[] {
  const texts = columns.map((column, i) => [column.header, ...rows.map((row) => row[i]!.text)]);
  const widths = texts.map((column) => Math.max(...column.map((text) => text.length)));
  const available = width - INDENT - GAP * (columns.length - 1);
  const longestWords = texts.map((column) =>
    Math.max(...column.flatMap((text) => text.split(" ")).map((word) => word.length)),
  );
  const narrowest = widths.map((natural) => Math.min(natural, NARROWEST));
  // First only as far as words stay whole, then, if need be, further.
  for (const floors of [longestWords, narrowest]) narrow(widths, floors, available);
  return widths;
}

/** Takes columns from the widest until all fit or none may lose any more. */
function narrow(widths: number[], floors: readonly number[], available: number): void {
  while (widths.reduce((sum, width) => sum + width, 0) > available) {
    let widest = -1;
    for (const [i, width] of widths.entries()) {
      if (width > floors[i]! && (widest < 0 || width > widths[widest]!)) widest = i;
    }
    if (widest < 0) return;
    widths[widest]!--;
  }
}

/** Breaks a text at spaces into lines of at most `width`; a longer word is cut. */
function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    let rest = word;
    if (line !== "" && line.length + 1 + rest.length <= width) {
      line += ` ${rest}`;
      continue;
    }
    if (line !== "") lines.push(line);
    while (rest.length > width) {
      lines.push(rest.slice(0, width));
      rest = rest.slice(width);
    }
    line = rest;
  }
  if (line !== "") lines.push(line);
  return lines;
}

/** A label and a text that hangs beside it, wrapped to the width: `why   line 31 and line 34 ...`. */
export function hanging(label: string, text: string, look: Look): readonly string[] {
  const gap = label.length + 2;
  const lines = wrap(keepEquations(text), Math.max(NARROWEST, look.width - gap));
  return lines.map((line, i) => {
    const words = line.replaceAll(NO_BREAK, " ");
    return i === 0 ? `${look.paint("bold", label)}  ${words}` : " ".repeat(gap) + words;
  });
}

/** The text with every `x = 0` kept on one line. */
export function keepEquations(text: string): string {
  return text.replaceAll(" = ", `${NO_BREAK}=${NO_BREAK}`);
}

/** The condition of a test; further lines of a long one are indented. */
export function conditionLines(
  result: { readonly condition: string },
  look: Look,
): readonly string[] {
  return wrap(result.condition, look.width - INDENT).map((line, i) => {
    return (i === 0 ? "" : " ".repeat(INDENT)) + line;
  });
}

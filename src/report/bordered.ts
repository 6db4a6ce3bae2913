import { getBorderCharacters, table } from "table";
import type { TextCell } from "./layout.js";
import type { Look } from "./look.js";

const BORDER = getBorderCharacters("norc");
/** Texts of which every character takes one column. */
const PLAIN = /^[ -~]*$/;

/**
 * A table with lines around it, around its header and between its columns, however wide. What takes long is to measure
 * characters of other scripts: where all are of ASCII, only the frame is drawn with that care.
 */
export function bordered(
  header: readonly string[],
  rows: readonly (readonly TextCell[])[],
  look: Look,
): string {
  const paint = ({ text, format }: TextCell): string =>
    format === undefined ? text : look.paint(format, text);
  const widths = header.map((text) => text.length);
  const isPlain = rows.length > 0 && header.every((text) => PLAIN.test(text));
  if (!isPlain || !measure(rows, widths)) {
    return draw([header, ...rows.map((row) => row.map(paint))]);
  }
  const [top, names, rule, , bottom] = draw([header, widths.map((n) => "-".repeat(n))]).split("\n");
  const body = rows.map((row) => {
    const cells = row.map((cell, i) => paint(cell) + " ".repeat(widths[i]! - cell.text.length));
    return `${BORDER.bodyLeft} ${cells.join(` ${BORDER.bodyJoin} `)} ${BORDER.bodyRight}`;
  });
  return [top, names, rule, ...body, bottom].join("\n");
}

/** Makes columns as wide as what is in them; false when there is a text that has to be measured with more care. */
function measure(rows: readonly (readonly TextCell[])[], widths: number[]): boolean {
  for (const row of rows) {
    for (let i = 0; i < row.length; i++) {
      const { text } = row[i]!;
      if (!PLAIN.test(text)) return false;
      if (text.length > widths[i]!) widths[i] = text.length;
    }
  }
  return true;
}

function draw(rows: readonly (readonly string[])[]): string {
  const drawn = table(
    rows.map((row) => [...row]),
    { border: BORDER, drawHorizontalLine: (line, count) => line <= 1 || line === count },
  );
  return drawn.trimEnd();
}

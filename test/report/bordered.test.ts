import { getBorderCharacters, table } from "table";
import { describe, expect, test } from "vitest";
import { bordered } from "../../src/report/bordered.js";
import type { TextCell } from "../../src/report/layout.js";
import { type Look, PLAIN } from "../../src/report/look.js";

const HEADER = ["0:r0", "x", "condition"];
/** Bold as a terminal has it: characters that take no column. */
const BOLD: Look = { width: 100, paint: (_, text) => `\u001b[1m${text}\u001b[22m` };

/** The same, every text measured. */
function measured(rows: readonly (readonly TextCell[])[], { paint }: Look): string {
  const painted = rows.map((row) =>
    row.map(({ text, format }) => (format === undefined ? text : paint(format, text))),
  );
  const drawn = table([HEADER, ...painted], {
    border: getBorderCharacters("norc"),
    drawHorizontalLine: (line, count) => line <= 1 || line === count,
  });
  return drawn.trimEnd();
}

describe("a table with borders", () => {
  const row = (...texts: readonly string[]): readonly TextCell[] => [
    ...texts.map((text) => ({ text })),
    { text: "satisfied", format: "bold" },
  ];
  const cases: Readonly<Record<string, readonly (readonly TextCell[])[]>> = {
    "of ASCII": [row("0", "1"), row("-12345", ""), row("&x[1]", "a longer text")],
    "with one line": [row("0", "1")],
    "with no line": [],
    "with characters that take two columns": [row("0", "1"), row("漢字", "2")],
    "with letters of two code points": [row("0", "e\u0301"), row("1", "22")],
  };
  test.each(Object.entries(cases))("%s is as if every text were measured", (_, rows) => {
    for (const look of [PLAIN, BOLD]) {
      expect(bordered(HEADER, rows, look)).toBe(measured(rows, look));
    }
  });
});

import { expect, test } from "vitest";
import { Diagnostics, formatDiagnostic } from "../../src/source/diagnostic.js";
import { nearest } from "../../src/source/nearest.js";
import { Source } from "../../src/source/source.js";

/** What is said of the characters between two offsets of a text. */
function shown(text: string, start: number, end: number): string {
  const diagnostics = new Diagnostics();
  const source = new Source("t.lit", text);
  diagnostics.error("unexpected-token", { source, start, end }, "expected this", "a note", {
    message: "the start",
    span: { source, start: 0, end: 1 },
  });
  return diagnostics.list.map(formatDiagnostic).join("\n");
}

test("place, line, caret and notes", () => {
  expect(shown("first\n\tsecond line\n", 7, 13)).toBe(
    [
      "t.lit:2:2: error: expected this",
      "  \tsecond line",
      "  \t^~~~~~",
      "  a note",
      "t.lit:1:1: note: the start",
      "  first",
      "  ^",
    ].join("\n"),
  );
});

test.each([
  ["a span over lines is marked to the end of its first", "ab\ncd", 1, 5, "  ab\n   ^"],
  ["the end of a file has a place", "ab", 2, 2, "  ab\n    ^"],
  ["a Windows line end is not shown", "ab\r\ncd", 0, 4, "  ab\n  ^~"],
])("%s", (_, text, start, end, expected) => {
  expect(shown(text, start, end).split("\n").slice(1, 3).join("\n")).toBe(expected);
});

test("of a long line the part around the caret is shown", () => {
  const line = `${"a".repeat(500)}bcd${"e".repeat(500)}`;
  const [, text, caret] = shown(line, 500, 503).split("\n");
  expect(text).toBe(`  ...${"a".repeat(69)}bcd${"e".repeat(68)}...`);
  expect(caret).toBe(`${" ".repeat(74)}^~~`);
  const [, start, mark] = shown(line, 0, 1_000).split("\n");
  expect(start).toBe(`  ${"a".repeat(140)}...`);
  expect(mark).toBe(`  ^${"~".repeat(139)}`);
});

test.each([
  ["exist", "exists"],
  ["exsits", "exists"],
  ["x", undefined],
  ["locations[", "locations"],
  ["everything", undefined],
])("the name nearest to %s", (name, expected) => {
  expect(nearest(name, ["forall", "exists", "locations", "y"])).toBe(expected);
});

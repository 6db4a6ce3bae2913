import { expect, test } from "vitest";
import { preprocess, scanPieces } from "../../../src/dialect/c/preprocessor.js";
import { builtinMacros } from "../../../src/dialect/kernel/macros.js";
import { Diagnostics } from "../../../src/source/diagnostic.js";
import { Source } from "../../../src/source/source.js";

test.each([
  ["min_t(int, x, 1)", "({ int __a = (x); int __b = (1); __a < __b ? __a : __b; })"],
  ["max_t(u8, x, 1)", "({ u8 __a = (x); u8 __b = (1); __a > __b ? __a : __b; })"],
  ["swap(x, y);", "do { __auto_type __a = (x); (x) = (y); (y) = __a; } while (0);"],
  ["ARRAY_SIZE(a)", "(sizeof(a) / sizeof((a)[0]))"],
  ["list_first_entry(l, struct s, f)", "container_of((l)->next, struct s, f)"],
  ['printk(KERN_ERR "x")', 'printk("3" "x")'],
  ["min(x, 1)", "min(x, 1)"],
])("%s", (text, expected) => {
  const source = new Source("t.lit", text);
  const diagnostics = new Diagnostics();
  const written = scanPieces([{ source, start: 0, end: text.length }], diagnostics);
  const { tokens } = preprocess(written, [], builtinMacros, diagnostics);
  expect(diagnostics.list).toEqual([]);
  expect(tokens.map((t) => t.text).join("")).toBe(expected.replaceAll(" ", ""));
});

test("an argument is evaluated once", () => {
  const text = "clamp_t(int, f(), 1, 2)";
  const source = new Source("t.lit", text);
  const diagnostics = new Diagnostics();
  const written = scanPieces([{ source, start: 0, end: text.length }], diagnostics);
  const { tokens } = preprocess(written, [], builtinMacros, diagnostics);
  expect(tokens.filter((t) => t.text === "f").length).toBe(1);
});

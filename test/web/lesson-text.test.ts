import { expect, test } from "vitest";
import { blocksOf, runsOf } from "../../src/web/course/blocks.js";

const plain = (text: string) => ({ kind: "plain", text });

test.each([
  ["a line\nand more", [{ kind: "paragraph", text: "a line and more" }]],
  [
    "## Title\ntext",
    [
      { kind: "heading", level: 2, text: "Title" },
      { kind: "paragraph", text: "text" },
    ],
  ],
  ["```c\nx = *y;\n\n# no heading\n```", [{ kind: "code", text: "x = *y;\n\n# no heading" }]],
  ["- one\n  goes on\n- two", [{ kind: "list", isOrdered: false, items: ["one goes on", "two"] }]],
  ["1. one\n2. two", [{ kind: "list", isOrdered: true, items: ["one", "two"] }]],
  [
    "text\n- item",
    [
      { kind: "paragraph", text: "text" },
      { kind: "list", isOrdered: false, items: ["item"] },
    ],
  ],
  [
    "| a | b |\n|---|:-:|\n| `x \\| y` | 2 |",
    [{ kind: "table", head: ["a", "b"], rows: [["`x | y`", "2"]] }],
  ],
  ["``` \nnever closed", [{ kind: "code", text: "never closed" }]],
] as const)("%j is %j", (text, blocks) => {
  expect(blocksOf(text)).toEqual(blocks);
});

test.each([
  ["a `b*c*` d", [plain("a "), { kind: "code", text: "b*c*" }, plain(" d")]],
  ["**a *b***", [{ kind: "strong", runs: [plain("a *b")] }, plain("*")]],
  ["*a*", [{ kind: "emphasis", runs: [plain("a")] }]],
  ["2 * 3 * 4", [plain("2 * 3 * 4")]],
  ["[a](https://b.c)", [{ kind: "link", target: "https://b.c", runs: [plain("a")] }]],
  ["[a](javascript:alert(1))", [plain("[a](javascript:alert(1))")]],
  ["[a](javascript:b)", [plain("[a](javascript:b)")]],
  ["<img src=x onerror=y>", [plain("<img src=x onerror=y>")]],
] as const)("the line %j is %j", (text, runs) => {
  expect(runsOf(text)).toEqual(runs);
});

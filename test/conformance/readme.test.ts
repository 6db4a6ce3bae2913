import { existsSync, readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { emptyTally } from "../../src/harness/tally.js";
import { COLUMNS, tableIn, tableOf, withTable } from "./readme.js";

const page = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
const corpus = new URL("../../../shared/corpus/", import.meta.url);
const number = (text: string | undefined) => Number((text ?? "").replaceAll(",", ""));

test("a table that is written can be read, and the rest of the page stays", () => {
  const tally = { ...emptyTally("x86"), tests: 1263, equal: 1260, different: 1, bounded: 1 };
  const table = tableOf([{ ...tally, unsupported: 1, models: ["tso", "x86"], milliseconds: 1234 }]);
  const written = withTable(page, table);
  expect(tableIn(written)).toEqual([
    COLUMNS,
    ["---", "---:", "---:", "---:", "---:", "---:", "---"],
    ["x86", "1,263", "1,260", "2", "1", "1.2", "tso, x86"],
    ["all", "1,263", "1,260", "2", "1", "1.2", ""],
  ]);
  const own = tableIn(page).map((cells) => `| ${cells.join(" | ")} |`);
  expect(withTable(written, own.join("\n"))).toBe(page);
});

test("the README's table adds up", () => {
  const [header, , ...rows] = tableIn(page);
  expect(header).toEqual(COLUMNS);
  for (const [folder, tests, equal, different, unsupported, seconds] of rows) {
    const sum = number(equal) + number(different) + number(unsupported);
    expect([folder, sum]).toEqual([folder, number(tests)]);
    expect(seconds).toMatch(/^\d+\.\d$/);
  }
  const [all, ...folders] = rows.toReversed();
  const sums = [1, 2, 3, 4].map((k) => folders.reduce((sum, cells) => sum + number(cells[k]), 0));
  expect(all!.slice(0, 5)).toEqual(["all", ...sums.map((sum) => sum.toLocaleString("en"))]);
});

test.skipIf(!existsSync(corpus))("the README's table is about every row of the corpus", () => {
  const rowsOf = (folder: string) =>
    readFileSync(new URL(`${folder}/expected.jsonl`, corpus), "utf8")
      .trim()
      .split("\n");
  const folders = readdirSync(corpus).filter((name) =>
    existsSync(new URL(`${name}/expected.jsonl`, corpus)),
  );
  const rows = tableIn(page).slice(2, -1);
  expect(rows.map(([folder, tests]) => [folder, number(tests)])).toEqual(
    folders.sort().map((folder) => [folder, rowsOf(folder).length]),
  );
});

import { describe, expect, test } from "vitest";
import {
  type CatalogueFile,
  describeTest,
  filesIn,
  findTest,
  searchTests,
} from "../../src/harness/catalogue.js";

const file = (path: string, text: string): CatalogueFile => ({ path, text: () => text });

const litmus = (name: string, description: string) =>
  `C ${name}\n${description}\n{}\nP0(int *x) { WRITE_ONCE(*x, 1); }\nexists (x=1)\n`;

const files = [
  file("classic/SB.lit", litmus("SB", '"store buffering"')),
  file("classic/MP.litmus", litmus("MP+poonceonces", "/* Message passing. More. */")),
  file("kernel/MP.lit", litmus("MP+kernel", "")),
  file("vma-lock/fence-loss.lit", litmus("fence-loss", '"both hold the vma"')),
  file("invalid/no-header.lit", ""),
];

const found = (name: string): unknown => {
  const result = findTest(name, files);
  switch (result.kind) {
    case "found":
      return result.file.path;
    case "ambiguous":
      return result.files.map(({ path }) => path);
    case "unknown":
      return { near: result.near };
  }
};

describe("a shipped test is found by", () => {
  test.each([
    ["vma-lock/fence-loss.lit", "vma-lock/fence-loss.lit"],
    ["litmus/vma-lock/fence-loss.lit", "vma-lock/fence-loss.lit"],
    ["./litmus/vma-lock/fence-loss", "vma-lock/fence-loss.lit"],
    ["fence-loss.lit", "vma-lock/fence-loss.lit"],
    ["fence-loss", "vma-lock/fence-loss.lit"],
    ["MP+poonceonces", "classic/MP.litmus"],
    ["sb", "classic/SB.lit"],
    ["kernel/MP", "kernel/MP.lit"],
    ["MP", ["classic/MP.litmus", "kernel/MP.lit"]],
    ["fence-los.lit", { near: "fence-loss" }],
    ["nothing-like-it", { near: undefined }],
  ])("%s", (name, expected) => {
    expect(found(name)).toEqual(expected);
  });
});

test("a folder stands for the tests below it", () => {
  const paths = (folder: string) => filesIn(folder, files).map(({ path }) => path);
  expect(paths("classic")).toEqual(["classic/SB.lit", "classic/MP.litmus"]);
  expect(paths("litmus/kernel/")).toEqual(["kernel/MP.lit"]);
  expect(paths("litmus")).toHaveLength(files.length);
  expect(paths("class")).toEqual([]);
});

test("a test is described by its string, else by its first comment, else by what is wrong with it", () => {
  expect(files.slice(0, 3).map(describeTest)).toEqual([
    { path: "classic/SB.lit", name: "SB", description: "store buffering" },
    { path: "classic/MP.litmus", name: "MP+poonceonces", description: "Message passing" },
    { path: "kernel/MP.lit", name: "MP+kernel", description: "" },
  ]);
  expect(describeTest(files[4]!)).toMatchObject({
    name: "",
    description: expect.stringMatching(/^invalid: ./),
  });
});

test("words are looked for in path, name and description, whatever the case", () => {
  const entries = files.map(describeTest);
  const paths = (...words: string[]) => searchTests(words, entries).map(({ path }) => path);
  expect(paths("VMA", "hold")).toEqual(["vma-lock/fence-loss.lit"]);
  expect(paths("poonceonces")).toEqual(["classic/MP.litmus"]);
  expect(paths()).toHaveLength(files.length);
});

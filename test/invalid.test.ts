import { existsSync, readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { DEFAULT_LIMITS } from "../src/harness/limits.js";
import { readTest } from "../src/harness/load.js";
import { TEST_CODES } from "../src/source/codes.js";
import { type Diagnostic, fixesOf, formatDiagnostic } from "../src/source/diagnostic.js";
import { edited } from "../src/source/edit.js";
import { Source, type Span } from "../src/source/source.js";

const folder = new URL("../litmus/invalid/", import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith(".lit"));

/** Everything that is wrong with a file of `litmus/invalid/`. */
function problems(file: string) {
  const source = new Source(file, readFileSync(new URL(file, folder), "utf8"));
  return readTest(source, DEFAULT_LIMITS).diagnostics;
}

test.each(files)("%s says what is wrong, and nothing else", async (file) => {
  const expected = new URL(file.replace(/\.lit$/, ".expected"), folder);
  expect(existsSync(expected), `no ${expected.pathname}`).toBe(true);
  const text = problems(file).map(formatDiagnostic).join("\n");
  await expect(`${text}\n`).toMatchFileSnapshot(expected.pathname);
});

const lineOf = ({ source, start }: Span) => source.position(start).line;

test("what is suggested in place of a name mends what is wrong with it", () => {
  let count = 0;
  for (const file of files) {
    const text = readFileSync(new URL(file, folder), "utf8");
    const before = problems(file);
    for (const { message, span, notes } of before) {
      const onLine = (one: Diagnostic) => lineOf(one.span) === lineOf(span);
      for (const { edit } of fixesOf({ span, notes })) {
        const { diagnostics } = readTest(new Source(file, edited(text, [edit])), DEFAULT_LIMITS);
        const left = diagnostics.filter(onLine).map((one) => one.message);
        expect(left, `${file}: ${message}`).not.toContain(message);
        expect(left.length, `${file}: ${message}`).toBeLessThan(before.filter(onLine).length);
        count++;
      }
    }
  }
  expect(count).toBeGreaterThan(20);
});

test.each(TEST_CODES)("%s has a file that is named after it and shows it", (code) => {
  const named = files.filter((file) => file.startsWith(code));
  expect(named).not.toEqual([]);
  const shown = named.flatMap(problems).map((diagnostic) => diagnostic.code);
  expect(shown).toContain(code);
});

test("every file is named after a kind of problem", () => {
  const known = (file: string) => TEST_CODES.some((code) => file.startsWith(code));
  expect(files.filter((file) => !known(file))).toEqual([]);
});

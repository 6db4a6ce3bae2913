import { readFileSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import { Litmus, withoutTimes } from "./cli/litmus.js";

/** What the pages show of the program's output is what it prints: every block that starts with `$ litmus ...`. */

const litmus = new Litmus();
afterAll(() => litmus.dispose());

const PAGES = ["README.md", "litmus/README.md", "litmus/vma-lock/README.md"];

interface Excerpt {
  readonly page: string;
  readonly command: string;
  readonly lines: readonly string[];
}

/** The blocks of a page that show a command; a line `...` stands for lines that the page leaves out. */
function excerptsOf(page: string): readonly Excerpt[] {
  const text = readFileSync(new URL(`../${page}`, import.meta.url), "utf8");
  const blocks = text.matchAll(/^```\n\$ (?:npx )?litmus (.*)\n([\s\S]*?)^```$/gm);
  return Array.from(blocks, ([, command, lines]) => ({
    page,
    command: command!,
    lines: lines!.trimEnd().split("\n"),
  }));
}

/** The first line of an excerpt that the output does not have, in the excerpt's order; null when it has all. */
function missingLine(excerpt: readonly string[], output: readonly string[]): string | null {
  let at = 0;
  for (const line of excerpt) {
    if (line.trim() === "" || line.trim() === "...") continue;
    const found = output.indexOf(line, at);
    if (found < 0) return line;
    at = found + 1;
  }
  return null;
}

const excerpts = PAGES.flatMap(excerptsOf);

test("the pages show commands", () => {
  expect(new Set(excerpts.map((e) => e.page))).toEqual(
    new Set(["README.md", "litmus/vma-lock/README.md"]),
  );
});

describe.each(excerpts)("$page: litmus $command", ({ command, lines }) => {
  test("prints what the page shows", () => {
    const name = command.replace(/^(\w+) litmus\/vma-lock\//, "$1 ");
    const { out, err } = litmus.shell(`litmus ${name}`);
    expect(err).toBe("");
    const output = withoutTimes(out).split("\n");
    expect(missingLine(withoutTimes(lines.join("\n")).split("\n"), output)).toBeNull();
  });
});

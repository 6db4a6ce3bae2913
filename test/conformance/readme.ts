import { type FolderTally, totalOf } from "../../src/harness/tally.js";
import { groupDigits } from "../../src/report/words.js";

/** The conformance table of the README: `table.ts` writes it, and `readme.test.ts` reads it. */

/** What stands before and behind the table. */
const BEGIN = "<!-- written by npm run conformance:table -->\n";
const END = "\n<!-- end of what npm run conformance:table writes -->";

/** Columns of the table. */
export const COLUMNS: readonly string[] = [
  "folder",
  "tests",
  "equal",
  "different",
  "unsupported",
  "seconds",
  "model",
];

/** The table of a run, in Markdown. */
export function tableOf(folders: readonly FolderTally[]): string {
  const rows = [...folders, totalOf("all", folders)].map((tally) => [
    tally.name,
    // What was not answered within the limits is not known to be equal.
    ...[tally.tests, tally.equal, tally.different + tally.bounded, tally.unsupported].map(
      groupDigits,
    ),
    (tally.milliseconds / 1000).toFixed(1),
    tally.models.join(", "),
  ]);
  const rules = COLUMNS.map((name) => (["folder", "model"].includes(name) ? "---" : "---:"));
  return [COLUMNS, rules, ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** The page with another table in the place of the one that it has. */
export function withTable(page: string, table: string): string {
  const { start, end } = placeIn(page);
  return page.slice(0, start) + table + page.slice(end);
}

/** The cells of the table that a page has: header, rule and rows. */
export function tableIn(page: string): readonly (readonly string[])[] {
  const { start, end } = placeIn(page);
  const lines = page.slice(start, end).split("\n");
  return lines.map((line) => line.replace(/^\| | \|$/g, "").split(" | "));
}

function placeIn(page: string): { readonly start: number; readonly end: number } {
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END, begin);
  if (begin < 0 || end < 0) throw new Error(`the page lacks ${BEGIN.trim()} or ${END.trim()}`);
  return { start: begin + BEGIN.length, end };
}

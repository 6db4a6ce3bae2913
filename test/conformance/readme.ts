import { type FolderTally, totalOf } from "../../src/harness/tally.js";
import { groupDigits } from "../../src/report/words.js";
import { cellsIn, partOf, withPart } from "../page.js";

/** The conformance table of the README: `table.ts` writes it, and `readme.test.ts` reads it. */

const PART = partOf("npm run conformance:table");

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
export const withTable = (page: string, table: string): string => withPart(page, PART, table);

/** The cells of the table that a page has: header, rule and rows. */
export const tableIn = (page: string): readonly (readonly string[])[] => cellsIn(page, PART);

import { type ExpectationRow, expectationRow } from "../harness/campaign/row.js";
import type { Standing } from "../harness/verdict.js";
import type { Format, Look } from "./look.js";
import { notesOf } from "./notes.js";
import type { Report } from "./report.js";
import { expectationsText } from "./summary.js";
import { secondsText } from "./words.js";

/** Words that are longer than the column. */
const WORDS: Readonly<Partial<Record<Standing, string>>> = { disagrees: "bug" };

const FORMATS: Readonly<Record<string, Format>> = {
  bug: "red",
  ok: "green",
  bounded: "yellow",
  differs: "red",
  fault: "red",
  invalid: "red",
  crashed: "red",
};

/** One test in one line of `check`; under a test that is not ok, what is wrong with it. */
export const line: Report = (result, { look }) => {
  const { file, milliseconds } = result;
  const about = { test: file, file, index: 1, text: "", milliseconds };
  return rowLine(expectationRow(about, result, notesOf(result)), look);
};

/** As `line`, of the row of a test. */
export function rowLine(row: ExpectationRow, look: Look): string {
  const { standing, file, expectations, notes, problems, milliseconds } = row;
  if (standing === "invalid") {
    const [first] = problems;
    const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : "";
    return `${standingLine(standing, file, problemText(file, first!) + more, look)}\n`;
  }
  if (standing === "crashed") {
    const texts = notes.map(({ text }) => text).join("; ");
    return `${standingLine(standing, file, texts, look)}\n`;
  }
  const about = `${expectationsText(expectations)}   ${secondsText(milliseconds)}`;
  const first = standingLine(WORDS[standing] ?? standing, file, about, look);
  const below = notes.map(({ kind, text }) => `${" ".repeat(9)}${kind}: ${text}`);
  return `${[first, ...below].join("\n")}\n`;
}

/** `3:12: no function is called foo`: without the name of the file that the line begins with. */
function problemText(file: string, { place, message }: ExpectationRow["problems"][number]) {
  const where = place.startsWith(`${file}:`) ? place.slice(file.length + 1) : place;
  return where === file ? message : `${where}: ${message}`;
}

/** A line about a file: how it came out, in one of the words of `check`, and something about it. */
export function standingLine(word: string, file: string, about: string, look: Look): string {
  const format = FORMATS[word];
  const padding = " ".repeat(7 - word.length);
  return `${(format === undefined ? word : look.paint(format, word)) + padding}  ${file}   ${about}`;
}

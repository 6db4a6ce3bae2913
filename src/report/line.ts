import { type Standing, standing } from "../harness/verdict.js";
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
};

/** One test in one line of `check`; under a test that is not ok, what is wrong with it. */
export const line: Report = (result, { look }) => {
  const how = standing(result);
  const about = `${expectationsText(result.expectations)}   ${secondsText(result.milliseconds)}`;
  const first = standingLine(WORDS[how] ?? how, result.file, about, look);
  if (how === "ok") return `${first}\n`;
  const notes = notesOf(result).filter(({ kind }) =>
    ["bug", "differs", "fault", "bounded", "skipped"].includes(kind),
  );
  const below = notes.map(({ kind, text }) => `${" ".repeat(9)}${kind}: ${text}`);
  return `${[first, ...below].join("\n")}\n`;
};

/** A line about a file: how it came out, in one of the words of `check`, and something about it. */
export function standingLine(word: string, file: string, about: string, look: Look): string {
  const format = FORMATS[word];
  const padding = " ".repeat(7 - word.length);
  return `${(format === undefined ? word : look.paint(format, word)) + padding}  ${file}   ${about}`;
}

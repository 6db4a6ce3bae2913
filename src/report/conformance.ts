import type { KnownAnswer } from "../harness/answers.js";
import type { AnswerRow } from "../harness/campaign/row.js";
import type { Comparison, FoundAnswer } from "../harness/comparison.js";
import { type ConformanceSummary, type FolderTally, totalOf } from "../harness/tally.js";
import { place } from "../source/diagnostic.js";
import { type Column, layOut } from "./layout.js";
import { standingLine } from "./line.js";
import type { Look } from "./look.js";
import { countText, groupDigits, secondsText } from "./words.js";

/** What a test that does not come out equal differs in; nothing when it does, or when nothing could be compared. */
export function rowLines(answer: KnownAnswer, row: AnswerRow, look: Look): string {
  const { standing, file, cells, missing, additional, reason } = row;
  const [cell] = cells;
  if (standing === "crashed" || (standing === "bounded" && cell === undefined)) {
    return `${standingLine(standing, file, reason ?? "", look)}\n`;
  }
  if (cell === undefined || standing === "equal") return "";
  const label = (word: string) => " ".repeat(9) + word.padEnd(10);
  const found = { ...cell, result: row.result! };
  const text = answerText(answer.states === null ? { result: found.result } : found);
  const lines = [
    standingLine(standing, file, cell.model, look),
    `${label("expected")}  ${answerText({ result: answer.result, ...answer.states })}`,
    ...(standing === "bounded" ? [] : [`${label("found")}  ${text}`]),
    ...partLines(label("missing"), missing),
    ...partLines(label("additional"), additional),
    ...(cell.bounds.length === 0 ? [] : [`${label("stopped at")}  ${cell.bounds.join(", ")}`]),
  ];
  return `${lines.join("\n")}\n`;
}

/** `Sometimes (Ok), 4 states, data-race`; of an answer that is no more than a result `Ok`. */
function answerText({ result, observation, states, flags = [] }: Partial<FoundAnswer>): string {
  if (observation === undefined || states === undefined) return `${result}`;
  return [`${observation} (${result})`, countText(states.length, "state"), ...flags].join(", ");
}

/** States that a difference names; of more it gives the number. */
const STATES_MAX = 5;

function partLines(label: string, { states, flags }: Comparison["missing"]): readonly string[] {
  const shown = states.slice(0, STATES_MAX).map((state) => `${label}  ${state}`);
  const more = states.length - shown.length;
  return [
    ...flags.map((flag) => `${label}  flag ${flag}`),
    ...shown,
    ...(more > 0 ? [`${label}  ${countText(more, "more state")}`] : []),
  ];
}

/** Everything but the differences: what could not be compared and why, and a table by folder. */
export function summaryLines(summary: ConformanceSummary, look: Look): readonly string[] {
  const { folders, wanted, isInterrupted, milliseconds, leftOut, unsupportedMax } = summary;
  const all = totalOf("all", folders);
  const counts = [
    `${groupDigits(all.equal)} equal`,
    `${groupDigits(all.different)} different`,
    ...(all.bounded > 0 ? [`${groupDigits(all.bounded)} bounded`] : []),
    `${groupDigits(all.unsupported)} unsupported${unsupportedMax > 0 ? ` of at most ${groupDigits(unsupportedMax)}` : ""}`,
    ...(leftOut > 0 ? [`${groupDigits(leftOut)} for other models`] : []),
  ];
  const done = isInterrupted
    ? `interrupted after ${groupDigits(all.tests)} of ${countText(wanted, "test")}`
    : countText(all.tests, "test");
  return [
    ...problemLines(summary),
    ...tableLines(folders.length > 1 ? [...folders, all] : folders, look),
    "",
    `${done}: ${counts.join(", ")}   ${secondsText(milliseconds)}`,
  ];
}

/** Why tests have not been compared; ends in an empty line when there is anything to say. */
function problemLines({
  unsupported,
  withoutRow,
  withoutTest,
}: ConformanceSummary): readonly string[] {
  const lines = [
    ...unsupported.flatMap(({ folder, reason, count, place: first }) => [
      `unsupported  ${groupDigits(count).padStart(5)}  ${folder}: ${reason}`,
      `${" ".repeat(20)}${count === 1 ? "" : "first: "}${first}`,
    ]),
    ...namedLines("no row", withoutRow),
    ...namedLines(
      "no test",
      withoutTest.map(({ file, span }) => `${file}   ${place(span)}`),
    ),
  ];
  return lines.length === 0 ? [] : [...lines, ""];
}

/** Tests or rows that have nothing to be compared with: their number, and the first of them. */
function namedLines(label: string, names: readonly string[]): readonly string[] {
  const [first] = names;
  if (first === undefined) return [];
  const more = names.length === 1 ? "" : ", the first of them";
  return [`${label.padEnd(11)}  ${groupDigits(names.length).padStart(5)}  ${first}${more}`];
}

/** A line for each folder. A column for bounded tests stands there only if there are any. */
function tableLines(folders: readonly FolderTally[], look: Look): readonly string[] {
  const isBounded = folders.some(({ bounded }) => bounded > 0);
  const numbers = [
    "tests",
    "equal",
    "different",
    ...(isBounded ? ["bounded"] : []),
    "unsupported",
    "seconds",
  ];
  const columns: readonly Column[] = [
    { header: "folder", align: "left" },
    ...numbers.map((header) => ({ header, align: "right" }) as const),
    { header: "model", align: "left" },
  ];
  const rows = folders.map((tally) => [
    { text: tally.name },
    { text: groupDigits(tally.tests) },
    { text: groupDigits(tally.equal) },
    {
      text: groupDigits(tally.different),
      format: tally.different > 0 ? "red" : undefined,
    } as const,
    ...(isBounded ? [{ text: groupDigits(tally.bounded), format: "yellow" } as const] : []),
    { text: groupDigits(tally.unsupported) },
    { text: (tally.milliseconds / 1000).toFixed(1) },
    { text: tally.models.join(", ") },
  ]);
  return layOut(columns, rows, look);
}

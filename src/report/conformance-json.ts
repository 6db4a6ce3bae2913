import type { KnownAnswer } from "../harness/answers.js";
import type { AnswerRow } from "../harness/campaign/row.js";
import type { ConformanceSummary } from "../harness/tally.js";
import { place } from "../source/diagnostic.js";
import { FORMAT } from "./json.js";

/** One line of JSON about a row; nothing about one that was not compared because nobody asked. */
export function rowJson(answer: KnownAnswer, row: AnswerRow, version: string): string {
  const { file, standing, reason, place: where, missing, additional } = row;
  const common = { format: FORMAT, version, file };
  const milliseconds = Math.round(row.milliseconds);
  if (reason !== null) {
    return jsonLine({ ...common, standing, reason, place: where, milliseconds });
  }
  const [cell] = row.cells;
  if (cell === undefined) return "";
  const { model, observation, states, flags, bounds } = cell;
  const details = {
    expected: { result: answer.result, ...answer.states },
    found: { result: row.result, observation, states, flags },
    missing,
    additional,
    bounds,
  };
  const compared = { ...common, model, standing, milliseconds };
  return jsonLine(standing === "equal" ? compared : { ...compared, ...details });
}

/** The last line of JSON: what the text says behind the differences. */
export interface ConformanceReport extends Omit<ConformanceSummary, "withoutTest"> {
  readonly format: typeof FORMAT;
  /** Version of litmus. */
  readonly version: string;
  readonly withoutTest: readonly { readonly file: string; readonly place: string }[];
}

/** The line of a `ConformanceReport`. */
export function summaryJson(summary: ConformanceSummary, version: string): string {
  const report: ConformanceReport = {
    format: FORMAT,
    version,
    ...summary,
    milliseconds: Math.round(summary.milliseconds),
    folders: summary.folders.map((f) => ({ ...f, milliseconds: Math.round(f.milliseconds) })),
    withoutTest: summary.withoutTest.map(({ file, span }) => ({ file, place: place(span) })),
  };
  return jsonLine(report);
}

function jsonLine(value: object): string {
  return `${JSON.stringify(value)}\n`;
}

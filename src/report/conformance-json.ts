import type { KnownAnswer } from "../harness/answers.js";
import type { RowResult } from "../harness/conformance.js";
import type { ConformanceSummary } from "../harness/tally.js";
import { place } from "../source/diagnostic.js";
import { FORMAT } from "./json.js";

/** One line of JSON about a row; nothing about one that was not compared because nobody asked. */
export function rowJson(
  file: string,
  answer: KnownAnswer,
  result: RowResult,
  about: { readonly version: string; readonly milliseconds: number },
): string {
  const common = { format: FORMAT, version: about.version, file };
  const milliseconds = Math.round(about.milliseconds);
  if (result.kind === "unsupported") {
    const { reason, place: where } = result;
    return jsonLine({ ...common, standing: "unsupported", reason, place: where, milliseconds });
  }
  if (result.kind !== "compared") return "";
  const { model, comparison } = result;
  const { standing, found, missing, additional, bounds } = comparison;
  const details = {
    expected: { result: answer.result, ...answer.states },
    found,
    missing,
    additional,
    bounds,
  };
  const compared = { ...common, model: model.id, standing, milliseconds };
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

import type { Merged } from "../harness/campaign/merge.js";
import type { ExpectationRow } from "../harness/campaign/row.js";
import { FORMAT } from "./json.js";

/** What `check --json` prints of a test that it has no report of: it cannot be read, or its process ended. */
export interface UnansweredReport {
  readonly format: typeof FORMAT;
  /** Version of litmus. */
  readonly version: string;
  readonly file: string;
  /** `bounded`: its process needed more time or memory than it may have. */
  readonly standing: "invalid" | "crashed" | "bounded";
  /** How its process ended, in words. */
  readonly notes: readonly string[];
  /** What is wrong in its text. */
  readonly problems: ExpectationRow["problems"];
}

/** The line of an `UnansweredReport`; nothing for a test that came out in another way. */
export function unansweredJson(row: ExpectationRow, version: string): string {
  const { file, standing, notes, problems } = row;
  if (standing !== "crashed" && standing !== "bounded" && standing !== "invalid") return "";
  const texts = notes.map(({ text }) => text);
  const report: UnansweredReport = {
    ...{ format: FORMAT, version, file, standing, notes: texts, problems },
  };
  return `${JSON.stringify(report)}\n`;
}

/** What `merge --json` prints, beside the file that it writes. */
export interface MergeReport {
  readonly format: typeof FORMAT;
  /** Version of litmus. */
  readonly version: string;
  readonly files: readonly string[];
  /** How many tests the campaign has. */
  readonly tests: number;
  /** Of how many there is a row. */
  readonly rows: number;
  /** How many rows stood in a second file and said the same. */
  readonly duplicates: number;
  /** Tests about which two files do not say the same. */
  readonly conflicts: Merged["conflicts"];
  /** Tests that no file has a row for. */
  readonly gaps: Merged["gaps"];
}

/** The line of a `MergeReport`. */
export function mergeJson(merged: Merged, files: readonly string[], version: string): string {
  const { header, rows, duplicates, conflicts, gaps } = merged;
  const counts = { tests: header.tests, rows: rows.length, duplicates, conflicts, gaps };
  const report: MergeReport = { format: FORMAT, version, files, ...counts };
  return `${JSON.stringify(report)}\n`;
}

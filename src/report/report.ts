import type { TestResult } from "../harness/result.js";
import type { Look } from "./look.js";

/** What a report may ask of whoever prints it. */
export interface ReportContext {
  readonly look: Look;
  readonly story: StoryChoice;
  /** Version of litmus. */
  readonly version: string;
  /** Below the story: what would make its outcome impossible. */
  readonly fix?: string;
}

/** Which story a screen tells: none, that of the most interesting cell, or that of one cell. */
export type StoryChoice =
  | "none"
  | "most interesting"
  | { readonly variant: string | null; readonly model: string };

/** A format: the text for one result, with its last line ended. */
export type Report = (result: TestResult, context: ReportContext) => string;

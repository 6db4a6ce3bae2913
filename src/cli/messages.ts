import type { KnownAnswer } from "../harness/answers.js";
import type { Row } from "../harness/campaign/row.js";
import type { EngineFlags } from "./engines.js";
import type { SearchFlags } from "./options.js";

/** What the process of a campaign and its workers tell each other; all of it can be written as JSON. */

/** How every test is run. */
export interface Setup {
  readonly flags: PlainFlags;
  readonly mode: "expectations" | "answers";
  /** The report of each test that is wanted beside its row; null when the row is enough. */
  readonly format: "json" | "herd" | null;
  /** Whether somebody asks later if a test is still the same: a row has the fingerprint of its text. */
  readonly areTextsKnown: boolean;
  /** Bytes of the states of a test. */
  readonly stateBytesMax: number;
  /** Bytes of the whole process. */
  readonly processBytesMax: number;
}

/** Options as the command line has them, with models by their ids. */
export type PlainFlags = Omit<SearchFlags & EngineFlags, "model"> & {
  readonly model: readonly string[] | null;
};

/** A test to run, or to look at. */
export interface Task {
  /** `language`: only which model a test's own language is for. */
  readonly kind: "check" | "language";
  readonly test: string;
  readonly file: string;
  readonly index: number;
  /** Where its text is; null when that is `text`. */
  readonly path: string | null;
  readonly text: string | null;
  /** What it is compared with, in a campaign of known answers. */
  readonly answer: PlainAnswer | null;
  /** The model that most answers around it are for, when that is known and needed. */
  readonly usual: string | null;
}

/** A known answer, with its model by id. */
export type PlainAnswer = Pick<KnownAnswer, "result" | "states"> & {
  readonly model: string | null;
};

/** What came of a task. */
export type Outcome =
  /** `text`: the report that `Setup.format` asks for. */
  | { readonly kind: "row"; readonly row: Row; readonly text: string }
  /** Ctrl-C came first: the row is what is known. */
  | { readonly kind: "interrupted"; readonly row: Row | null; readonly text: string }
  /** The language of the test depends on that of the tests around it. */
  | { readonly kind: "uncertain" }
  | { readonly kind: "language"; readonly model: string | null };

import type { KnownAnswer } from "./answers.js";
import type { AnswerRow } from "./campaign/row.js";

/** What is known of all rows of one file. */
export interface FolderTally {
  readonly name: string;
  /** The models that judged its tests, in the order of their first test. */
  readonly models: readonly string[];
  /** Rows that were asked for and have a test; those of an interrupted run as far as it came. */
  readonly tests: number;
  readonly equal: number;
  readonly different: number;
  /** No answer within the limits, and nothing seen until then that differs. */
  readonly bounded: number;
  readonly unsupported: number;
  readonly milliseconds: number;
}

/** Nothing yet. */
export function emptyTally(name: string): FolderTally {
  const counts = { tests: 0, equal: 0, different: 0, bounded: 0, unsupported: 0 };
  return { name, models: [], ...counts, milliseconds: 0 };
}

/**
 * A tally with one more row. Of a test whose process ended nothing is known: it is among those that could not be
 * compared.
 */
export function addRow(tally: FolderTally, row: AnswerRow): FolderTally {
  const sum = { ...tally, milliseconds: tally.milliseconds + row.milliseconds };
  if (row.standing === "left out") return sum;
  const counted = COUNTED[row.standing];
  const asked = row.cells.map(({ model }) => model).filter((id) => !sum.models.includes(id));
  const known = [...sum.models, ...asked];
  return { ...sum, models: known, tests: sum.tests + 1, [counted]: sum[counted] + 1 };
}

const COUNTED = {
  equal: "equal",
  differs: "different",
  bounded: "bounded",
  unsupported: "unsupported",
  crashed: "unsupported",
} as const;

/** All folders together. */
export function totalOf(name: string, tallies: readonly FolderTally[]): FolderTally {
  return tallies.reduce(
    (sum, tally) => ({
      name,
      models: [],
      tests: sum.tests + tally.tests,
      equal: sum.equal + tally.equal,
      different: sum.different + tally.different,
      bounded: sum.bounded + tally.bounded,
      unsupported: sum.unsupported + tally.unsupported,
      milliseconds: sum.milliseconds + tally.milliseconds,
    }),
    emptyTally(name),
  );
}

/** What is known when the last test of a conformance run is done, or when it was interrupted. */
export interface ConformanceSummary {
  readonly folders: readonly FolderTally[];
  /** Why tests could not be compared, most frequent first. */
  readonly unsupported: readonly UnsupportedReason[];
  /** How many of them there may be. */
  readonly unsupportedMax: number;
  /** Tests that no row answers. */
  readonly withoutRow: readonly string[];
  /** Rows that name no test. */
  readonly withoutTest: readonly KnownAnswer[];
  /** Rows that were not asked for: their answer is for another model. */
  readonly leftOut: number;
  /** How many tests were to be compared. */
  readonly wanted: number;
  readonly isInterrupted: boolean;
  readonly milliseconds: number;
}

export interface UnsupportedReason {
  readonly folder: string;
  readonly reason: string;
  readonly count: number;
  /** The first test of which it is true. */
  readonly place: string;
}

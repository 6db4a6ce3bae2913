import type { AnswerRow, Row } from "../harness/campaign/row.js";
import type { Look } from "./look.js";

/** A campaign as its reports see it. */
export interface CampaignResult {
  /** What is known, in the order of the list of tests. */
  readonly rows: readonly Row[];
  /** How many tests there are; more than rows when the campaign was interrupted. */
  readonly wanted: number;
  readonly isInterrupted: boolean;
  /** Tests that ran when the user interrupted: their rows are what was known then. */
  readonly interrupted: ReadonlySet<string>;
  /** Wall time of this run. */
  readonly milliseconds: number;
}

/** What a report of a campaign may ask of whoever prints it. */
export interface CampaignContext {
  readonly look: Look;
  /** Version of litmus. */
  readonly version: string;
  /** How many tests there are. */
  readonly wanted: number;
}

/** A format of a whole campaign: text before its first test, for each test in the order of the list, and at the end. */
export interface CampaignReport {
  begin(context: CampaignContext): string;
  row(row: Row, context: CampaignContext, number: number): string;
  end(result: CampaignResult, context: CampaignContext): string;
}

/** How much a row has to worry about; every format has its own words for these. */
export type Severity =
  /** As expected. */
  | "ok"
  /** Not compared, because it cannot be or because nobody asked. */
  | "skipped"
  /** No answer within the limits. */
  | "bounded"
  /** Not as expected. */
  | "failed"
  /** The test cannot be read, or its process ended. */
  | "error";

/** How bad a row is. */
export function severityOf({ standing }: Row): Severity {
  switch (standing) {
    case "ok":
    case "equal":
      return "ok";
    case "unsupported":
    case "left out":
      return "skipped";
    case "bounded":
      return "bounded";
    case "differs":
    case "fault":
    case "disagrees":
      return "failed";
    case "invalid":
    case "crashed":
      return "error";
    default:
      return standing satisfies never;
  }
}

/** Something that is wrong with a test, at the place that it is about. */
export interface Finding {
  /** A stable name of its kind: `differs`, `fault`, `bounded`, `invalid`. */
  readonly kind: string;
  readonly message: string;
  /** `file`, or `file:line:column`. */
  readonly place: string;
}

/** Everything that is wrong with a test, each with the place where an editor should show it. */
export function findingsOf(row: Row): readonly Finding[] {
  const { file, standing } = row;
  if (standing === "ok" || standing === "equal" || standing === "left out") return [];
  if ("missing" in row) return [{ kind: standing, message: answerText(row), place: file }];
  const { expectations, notes, problems, cells } = row;
  const differing = expectations.flatMap(({ holds, variant, model, expected, actual, place }) => {
    if (holds !== false) return [];
    const message = `${underText(variant, model)}: expected ${expected}, found ${actual}`;
    return [{ kind: "differs", message, place }];
  });
  const faults = cells.flatMap(({ variant, model, faults: found }) =>
    found.map(({ place, message }) => {
      return { kind: "fault", message: `${underText(variant, model)}: ${message}`, place };
    }),
  );
  const others = notes
    .filter(({ kind }) => kind !== "differs" && kind !== "fault")
    .map(({ kind, text }) => ({ kind, message: text, place: file }));
  const invalid = problems.map(({ code, message, place }) => ({ kind: code, message, place }));
  return [...differing, ...faults, ...others, ...invalid];
}

/** `inc relaxed under wmm`, `under wmm`. */
export function underText(variant: string | null, model: string): string {
  return `${variant === null ? "" : `${variant} `}under ${model}`;
}

/** What a test differs in from its known answer, or why it was not compared, on one line. */
function answerText(row: AnswerRow): string {
  const { cells, reason, result, missing, additional } = row;
  const [cell] = cells;
  if (cell === undefined) return reason ?? row.standing;
  const under = underText(null, cell.model);
  if (row.standing === "bounded") return `${under}: stopped at ${cell.bounds.join(", ")}`;
  const part = (word: string, { states, flags }: typeof missing) => {
    const all = [...flags.map((flag) => `flag ${flag}`), ...states];
    const more = all.length > PARTS_MAX ? ` and ${all.length - PARTS_MAX} more` : "";
    return all.length === 0 ? [] : [`${word} ${all.slice(0, PARTS_MAX).join(" | ")}${more}`];
  };
  const parts = [...part("missing", missing), ...part("additional", additional)];
  return `${under}: ${cell.observation} (${result})${parts.map((text) => `, ${text}`).join("")}`;
}

/** States that one line names. */
const PARTS_MAX = 3;

/** File, line and column of `file:line:column`; without them, the first line. */
export function placeParts(place: string): {
  readonly file: string;
  readonly line: number;
  readonly column: number;
} {
  const [, file, line, column] = /^(.*):(\d+):(\d+)$/.exec(place) ?? [];
  if (file === undefined) return { file: place, line: 1, column: 1 };
  return { file, line: Number(line), column: Number(column) };
}

import { comparableStates, type KnownAnswer } from "../harness/answers.js";
import type { AnswerRow } from "../harness/campaign/row.js";
import type { FoundAnswer } from "../harness/comparison.js";
import type { ConformanceSummary } from "../harness/tally.js";
import { place } from "../source/diagnostic.js";
import { FORMAT } from "./json.js";

/** What `check --expected --json` prints of a test. */
export type ConformanceRow = ComparedReport | NotComparedReport;

interface TestHeading {
  readonly format: typeof FORMAT;
  /** Version of litmus. */
  readonly version: string;
  readonly file: string;
  readonly milliseconds: number;
}

/** Nothing was compared. */
interface NotComparedReport extends TestHeading {
  readonly standing: "unsupported" | "crashed" | "bounded";
  readonly reason: string;
  readonly place: string | null;
}

/** What is the case when the test does not come out equal, beside what is said of every test. */
interface ComparedReport extends TestHeading {
  readonly standing: "equal" | "differs" | "bounded";
  readonly model: string;
  readonly expected?: Partial<FoundAnswer>;
  readonly found?: FoundAnswer;
  /** Only the known answer has it. */
  readonly missing?: AnswerRow["missing"];
  /** The known answer lacks it. */
  readonly additional?: AnswerRow["additional"];
  readonly bounds?: readonly string[];
}

/** One line of JSON about a row; nothing about one that was not compared because nobody asked. */
export function rowJson(answer: KnownAnswer, row: AnswerRow, version: string): string {
  const { file, standing, reason, place: where, missing, additional, result } = row;
  const common = { format: FORMAT, version, file } as const;
  const milliseconds = Math.round(row.milliseconds);
  if (standing === "left out") return "";
  const [cell] = row.cells;
  if (standing === "unsupported" || standing === "crashed" || cell === undefined) {
    const how = standing === "unsupported" || standing === "crashed" ? standing : "bounded";
    const report: NotComparedReport = {
      ...{ ...common, standing: how, reason: reason ?? "", place: where, milliseconds },
    };
    return jsonLine(report);
  }
  const { model, observation, states, flags, bounds } = cell;
  const compared = { ...common, model, standing, milliseconds };
  const known = answer.states;
  const details = {
    expected:
      known === null
        ? { result: answer.result }
        : { result: answer.result, ...known, states: comparableStates(known) },
    found: { result: result!, observation, states, flags },
    missing,
    additional,
    bounds,
  };
  const report: ComparedReport = standing === "equal" ? compared : { ...compared, ...details };
  return jsonLine(report);
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

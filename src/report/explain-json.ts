import type { Explanation } from "../explain/explain.js";
import type { Observation } from "../litmus/file.js";
import { place } from "../source/diagnostic.js";
import { type SupportReport, supportReport } from "./ablation-json.js";
import { eventText } from "./execution.js";
import { becauseText } from "./explanation.js";
import { FORMAT } from "./json.js";
import { type StoryReport, storyReport } from "./story-json.js";
import { lineOf } from "./words.js";

/** What every JSON answer about a test says first. */
export interface Heading {
  readonly version: string;
  readonly file: string;
  readonly name: string;
}

/** Why one variant's outcome is possible or impossible under one model, as `explain --json` prints it. */
export interface ExplanationReport {
  readonly variant: string | null;
  readonly model: string;
  readonly observation: Observation;
  readonly isComplete: boolean;
  /** How it comes about; null when it is impossible, or not known. */
  readonly story: StoryReport | null;
  /** What the test does that the model's axioms have no rules for: its machine alone says no. Else null. */
  readonly lacks: string | null;
  /** Null when it is possible, or not known. */
  readonly why:
    | { readonly kind: "no-execution" }
    | {
        readonly kind: "forbidden";
        /** The test of the model that fails, and where it stands. */
        readonly test: string | null;
        readonly place: string;
        /** Executions with the outcome that were looked at, and whether these were all. */
        readonly executions: number;
        readonly isComplete: boolean;
        /** Each event comes before the next, the last before the first. */
        readonly circle: readonly {
          /** Null for the start. */
          readonly thread: string | null;
          readonly line: number | null;
          readonly text: string;
          readonly because: string;
          /** The definition in the model, and its words. */
          readonly name: string | null;
          readonly rule: string;
          /** What of the text it rests on; none when no line carries it. */
          readonly restsOn: readonly SupportReport[];
          /** Whether the outcome appears when all of that is weakened to nothing; null: there is none, or not known. */
          readonly appearsWithout: boolean | null;
        }[];
        readonly restsOn: readonly (SupportReport & {
          readonly appearsWithout: boolean | null;
        })[];
        readonly others: readonly SupportReport[];
        readonly appearsWithoutAll: boolean | null;
      }
    | null;
}

/** What `explain --json` prints. */
export interface ExplanationAnswer extends Heading {
  readonly format: typeof FORMAT;
  readonly explanations: readonly ExplanationReport[];
}

/** One line of JSON: the explanations of a test. */
export function explanationJson(heading: Heading, explanations: readonly Explanation[]): string {
  const own = { explanations: explanations.map(explanationReport) };
  const report: ExplanationAnswer = { format: FORMAT, ...heading, ...own };
  return `${JSON.stringify(report)}\n`;
}

function explanationReport(explanation: Explanation): ExplanationReport {
  const { variant, cell, story } = explanation;
  const { observation, isComplete } = cell;
  return {
    ...{ variant: variant.name, model: cell.model.id, observation, isComplete },
    story: story === null ? null : storyReport(variant.program, story),
    lacks: explanation.lacks,
    why: whyReport(explanation),
  };
}

function whyReport({
  variant,
  why,
  edges,
  carriers,
  others,
  appearsWithoutAll,
}: Explanation): ExplanationReport["why"] {
  if (why === null || why.kind === "allowed") return null;
  if (why.kind === "no-execution") return why;
  const { program } = variant;
  const { test, span, executions, isComplete, witness, links } = why;
  return {
    ...{ kind: "forbidden", test, place: place(span), executions, isComplete },
    circle: links.map((link, k) => {
      const event = witness.events[link.from]!;
      return {
        thread: event.thread < 0 ? null : program.threads[event.thread]!.name,
        line: event.site === null ? null : lineOf(event.site),
        text: eventText(program, event),
        because: becauseText(why, link, edges[k]!),
        name: link.name,
        rule: link.isInverse ? `(${link.text})^-1` : link.text,
        restsOn: edges[k]!.orderings.map(supportReport),
        appearsWithout: edges[k]!.appears,
      };
    }),
    restsOn: carriers.map(({ ordering, appears }) => {
      return { ...supportReport(ordering), appearsWithout: appears };
    }),
    others: others.map(supportReport),
    appearsWithoutAll,
  };
}

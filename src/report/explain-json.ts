import type { Explanation } from "../explain/explain.js";
import type { Ordering } from "../explain/orderings.js";
import type { Observation } from "../litmus/file.js";
import { place } from "../source/diagnostic.js";
import { eventText } from "./execution.js";
import { becauseText } from "./explanation.js";
import { FORMAT } from "./json.js";
import { lineOf } from "./words.js";

/** What every JSON answer about a test says first. */
export interface Heading {
  readonly version: string;
  readonly file: string;
  readonly name: string;
}

/** An ordering by its place in the text. */
interface OrderingReport {
  readonly line: number;
  readonly primitive: string;
  readonly strength: string;
}

/** Why one variant's outcome is impossible under one model, as `explain --json` prints it. */
export interface ExplanationReport {
  readonly variant: string | null;
  readonly model: string;
  readonly observation: Observation;
  readonly isComplete: boolean;
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
        }[];
        readonly restsOn: readonly (OrderingReport & {
          readonly appearsWithout: boolean | null;
        })[];
        readonly others: readonly OrderingReport[];
        readonly appearsWithoutAll: boolean | null;
      }
    | null;
}

/** One line of JSON: the explanations of a test. */
export function explanationJson(heading: Heading, explanations: readonly Explanation[]): string {
  const report = { format: FORMAT, ...heading, explanations: explanations.map(explanationReport) };
  return `${JSON.stringify(report)}\n`;
}

function explanationReport(explanation: Explanation): ExplanationReport {
  const { variant, cell } = explanation;
  const { observation, isComplete } = cell;
  const why = whyReport(explanation);
  return { variant: variant.name, model: cell.model.id, observation, isComplete, why };
}

function whyReport({
  variant,
  why,
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
    circle: links.map((link) => {
      const event = witness.events[link.from]!;
      return {
        thread: event.thread < 0 ? null : program.threads[event.thread]!.name,
        line: event.site === null ? null : lineOf(event.site),
        text: eventText(program, event),
        because: becauseText(program, why, link),
        name: link.name,
        rule: link.isInverse ? `(${link.text})^-1` : link.text,
      };
    }),
    restsOn: carriers.map(({ ordering, appears }) => {
      return { ...orderingReport(ordering), appearsWithout: appears };
    }),
    others: others.map(orderingReport),
    appearsWithoutAll,
  };
}

function orderingReport({ site, strength }: Ordering): OrderingReport {
  return { line: lineOf(site), primitive: site.primitive, strength };
}

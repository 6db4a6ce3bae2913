import type { Ablation } from "../explain/ablate.js";
import type { Explanation } from "../explain/explain.js";
import type { Ordering } from "../explain/orderings.js";
import type { Observation } from "../litmus/file.js";
import { place } from "../source/diagnostic.js";
import { eventText } from "./execution.js";
import { becauseText } from "./explanation.js";
import { FORMAT } from "./json.js";
import { type ValueText, valuesInWords } from "./json-witness.js";
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

/** What the orderings of one variant do, as `ablate --json` prints it. */
export interface AblationReport {
  readonly variant: string | null;
  readonly models: readonly { readonly model: string; readonly observation: Observation }[];
  readonly steps: readonly (OrderingReport & {
    readonly to: string;
    readonly effects: readonly {
      readonly model: string;
      readonly kind: "needed" | "free" | "open";
      readonly appears: readonly ValueText[] | null;
    }[];
  })[];
  readonly together: readonly {
    readonly model: string;
    readonly free: readonly OrderingReport[];
    readonly isFree: boolean | null;
  }[];
}

/** One line of JSON: the ablations of a test. */
export function ablationJson(heading: Heading, ablations: readonly Ablation[]): string {
  const report = { format: FORMAT, ...heading, ablations: ablations.map(ablationReport) };
  return `${JSON.stringify(report)}\n`;
}

function ablationReport({ variant, unchanged, rows, together }: Ablation): AblationReport {
  return {
    variant: variant.name,
    models: unchanged.map(({ model, observation }) => ({ model: model.id, observation })),
    steps: rows.map(({ ordering, to, effects }) => ({
      ...orderingReport(ordering),
      to,
      effects: effects.map(({ model, kind, appears }) => ({
        ...{ model: model.id, kind },
        appears: appears === null ? null : valuesInWords(variant.program, appears.values),
      })),
    })),
    together: together.map(({ model, free, isFree }) => {
      return { model: model.id, free: free.map(orderingReport), isFree };
    }),
  };
}

function orderingReport({ site, strength }: Ordering): OrderingReport {
  return { line: lineOf(site), primitive: site.primitive, strength };
}

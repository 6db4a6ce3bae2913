import type { Ablation, Effect } from "../explain/ablate.js";
import type { Support } from "../explain/supports.js";
import type { Observation } from "../litmus/file.js";
import type { Heading } from "./explain-json.js";
import { FORMAT } from "./json.js";
import {
  type ExecutionReport,
  executionReport,
  type TraceReport,
  traceReport,
  type ValueText,
  valuesInWords,
} from "./json-witness.js";
import { lineOf } from "./words.js";

/** What one variant rests on, as `ablate --json` prints it. */
export interface AblationReport {
  readonly variant: string | null;
  /** False: interrupted before all was asked. */
  readonly isComplete: boolean;
  readonly models: readonly { readonly model: string; readonly observation: Observation }[];
  readonly steps: readonly (SupportReport & {
    /** What it was weakened to; `removed` is nothing at all. */
    readonly to: string;
    readonly effects: readonly EffectReport[];
  })[];
  readonly together: readonly {
    readonly model: string;
    /** What is free when it is removed alone. */
    readonly free: readonly SupportReport[];
    /** Whether all of that is free when it is removed at once; null when it is not known. */
    readonly isFree: boolean | null;
    /** When not: some of it that is not free together, though any one of them less is. */
    readonly clash: readonly SupportReport[];
    /** What can go at once. */
    readonly most: readonly SupportReport[];
  }[];
}

/** What is weakened, by its place in the text. */
export interface SupportReport {
  readonly kind: Support["kind"];
  readonly line: number;
  /** All lines of a section; else `line` alone. */
  readonly lines: readonly number[];
  readonly primitive: string;
  readonly strength: string;
  /** Of a dependency: the lines of the reads that it depends on; else empty. */
  readonly dependsOn: readonly number[];
}

interface EffectReport {
  readonly model: string;
  readonly kind: Effect["kind"];
  /** Why it is open; else null. */
  readonly reason: Effect["reason"];
  readonly appears: readonly ValueText[] | null;
  readonly failure: string | null;
  /** How the outcome or the failure comes about. */
  readonly witness: TraceReport | ExecutionReport | null;
}

/** What `ablate --json` prints. */
export interface AblationAnswer extends Heading {
  readonly format: typeof FORMAT;
  readonly ablations: readonly AblationReport[];
}

/** One line of JSON: the ablations of a test. */
export function ablationJson(heading: Heading, ablations: readonly Ablation[]): string {
  const own = { ablations: ablations.map(ablationReport) };
  const report: AblationAnswer = { format: FORMAT, ...heading, ...own };
  return `${JSON.stringify(report)}\n`;
}

function ablationReport(ablation: Ablation): AblationReport {
  const { variant, unchanged, rows, together, isInterrupted } = ablation;
  return {
    variant: variant.name,
    isComplete: !isInterrupted,
    models: unchanged.map(({ model, observation }) => ({ model: model.id, observation })),
    steps: rows.map(({ ordering, to, effects }) => ({
      ...supportReport(ordering),
      to,
      effects: effects.map(effectReport),
    })),
    together: together.map(({ model, free, isFree, clash, most }) => ({
      model: model.id,
      free: free.map(supportReport),
      isFree,
      clash: clash.map(supportReport),
      most: most.map(supportReport),
    })),
  };
}

function effectReport({ model, kind, reason, appears, failure, shown }: Effect): EffectReport {
  const end = { kind: appears === null ? "fault" : "outcome", outcome: appears } as const;
  let witness: EffectReport["witness"] = null;
  if (shown?.engine === "machine") witness = traceReport(shown.program, end, shown.trace);
  else if (shown !== null) {
    witness = executionReport(shown.program, { ...end, witness: shown.witness });
  }
  return {
    ...{ model: model.id, kind, reason, failure, witness },
    appears: appears === null ? null : valuesInWords(shown!.program, appears.values),
  };
}

/** A support by its place in the text. */
export function supportReport(support: Support): SupportReport {
  const { kind, site, strength } = support;
  const sites = "sites" in support ? support.sites : [site];
  const sources = "sources" in support ? support.sources : [];
  return {
    ...{ kind, strength, line: lineOf(site), primitive: site.primitive },
    lines: sites.map(lineOf),
    dependsOn: sources.map(lineOf),
  };
}

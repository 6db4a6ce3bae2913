import type { Change, Fixes, Repair, RepairSet } from "../explain/fix/fix.js";
import type { Direction } from "../explain/fix/sites.js";
import type { VariantResult } from "../harness/result.js";
import type { Program } from "../program/program.js";
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
import { changeText } from "./repairs.js";
import { subjectOf } from "./subject.js";

/** What makes the outcome of a test impossible, as `fix --json` prints it. */
export interface FixReport extends Heading {
  readonly format: typeof FORMAT;
  readonly direction: Direction;
  readonly variants: readonly VariantFixReport[];
}

export interface VariantFixReport {
  /** Null for a file without variants. */
  readonly variant: string | null;
  /** Names of the fields of an outcome. */
  readonly observed: readonly string[];
  /** Ids of the models under which the outcome is impossible as the test stands. */
  readonly forbidding: readonly string[];
  /** Ids of those of which that is not known. */
  readonly unknown: readonly string[];
  /** Places of the text that could be changed, and searches that were made. */
  readonly places: number;
  readonly searches: number;
  /** One for each group of models that have the same repairs. */
  readonly sets: readonly RepairSetReport[];
  /** For all models at once; null when that is one of `sets`. */
  readonly joint: RepairSetReport | null;
}

export interface RepairSetReport {
  readonly models: readonly string[];
  /** Whether these are all minimal repairs. */
  readonly isComplete: boolean;
  /** Cheapest first. */
  readonly repairs: readonly RepairReport[];
}

export interface RepairReport {
  readonly changes: readonly ChangeReport[];
  readonly costs: readonly { readonly model: string; readonly cost: number }[];
  /** The complete searches of the changed test. */
  readonly certificate: readonly {
    readonly model: string;
    readonly engines: readonly string[];
    readonly outcomes: number;
  }[];
  /** What is possible again when one of its orders is one step weaker. */
  readonly returns: readonly {
    readonly line: number;
    readonly from: string;
    readonly to: string;
    readonly model: string;
    readonly values: readonly ValueText[];
    /** How it comes about in the weaker text: the steps of a machine, or an execution. Lines are of that text. */
    readonly witness: TraceReport | ExecutionReport | null;
  }[];
}

export interface ChangeReport {
  readonly kind: "access" | "fence" | "gap";
  readonly line: number;
  /** What stands there, and what should; empty for nothing. */
  readonly from: string;
  readonly to: string;
  readonly text: string;
}

/** One line of JSON. */
export function fixJson(heading: Heading, direction: Direction, all: readonly Fixes[]): string {
  const report: FixReport = {
    format: FORMAT,
    ...heading,
    direction,
    variants: all.map(variantReport),
  };
  return `${JSON.stringify(report)}\n`;
}

function variantReport(fixes: Fixes): VariantFixReport {
  const { variant, forbidding, unknown, places, searches, sets, joint } = fixes;
  const { program } = variant;
  return {
    variant: variant.name,
    observed: program.observed.map(({ name }) => name),
    forbidding: forbidding.map(({ id }) => id),
    unknown: unknown.map(({ id }) => id),
    places,
    searches,
    sets: sets.map((set) => setReport(program, set)),
    joint: joint === null ? null : setReport(program, joint),
  };
}

function setReport(program: Program, { models, isComplete, repairs }: RepairSet): RepairSetReport {
  return {
    models: models.map(({ id }) => id),
    isComplete,
    repairs: repairs.map((repair) => repairReport(program, repair)),
  };
}

function repairReport(program: Program, repair: Repair): RepairReport {
  return {
    changes: repair.changes.map(changeReport),
    costs: repair.costs.map(({ model, cost }) => ({ model: model.id, cost })),
    certificate: repair.certificate.map((cell) => ({
      model: cell.model.id,
      engines:
        cell.engine === "machine" && cell.axioms !== null ? ["machine", "axioms"] : [cell.engine],
      outcomes: cell.outcomes.length,
    })),
    returns: repair.returns.map(({ line, from, to, model, outcome, shown }) => ({
      line,
      from: from.words,
      to: to.words,
      model: model.id,
      values: valuesInWords(program, outcome.values),
      witness: shown === null ? null : witnessReport(shown),
    })),
  };
}

function witnessReport(shown: VariantResult): TraceReport | ExecutionReport | null {
  const { program, cells } = shown;
  const subject = subjectOf(shown, cells[0]!);
  if (subject === null) return null;
  if (subject.engine === "axioms") return executionReport(program, subject);
  return traceReport(program, subject, subject.cell.trace(subject.state));
}

function changeReport(change: Change): ChangeReport {
  const { place, line, from, to } = change;
  return { kind: place.kind, line, from: from.words, to: to.words, text: changeText(change) };
}

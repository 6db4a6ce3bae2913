import { disagreementsIn } from "../harness/engines.js";
import {
  type AxiomaticCell,
  type Cell,
  type MachineCell,
  type TestResult,
  type VariantResult,
  warningsOf,
} from "../harness/result.js";
import { isSure, type Standing, standing } from "../harness/verdict.js";
import type { Observation } from "../litmus/file.js";
import { MAPPINGS } from "../models/mappings.js";
import { type Engine, enginesOf } from "../models/model.js";
import type { Program, Site } from "../program/program.js";
import { place } from "../source/diagnostic.js";
import {
  type ExecutionReport,
  executionReport,
  type TraceReport,
  traceReport,
  type ValueText,
  valuesInWords,
} from "./json-witness.js";
import type { Report } from "./report.js";
import { subjectOf } from "./subject.js";

/** Grows when a field changes its meaning or goes away; a new field leaves it as it is. */
export const FORMAT = 1;

/** What every command prints with `--json` about a file that is no test. */
export interface InvalidReport {
  readonly format: typeof FORMAT;
  /** Version of litmus. */
  readonly version: string;
  readonly file: string;
  readonly standing: "invalid";
  readonly problems: readonly {
    readonly code: string;
    readonly message: string;
    readonly place: string;
  }[];
}

/** The answer for one test, as `--json` prints it. Everything is in the order of the file and of the registry. */
export interface TestReport {
  readonly format: typeof FORMAT;
  /** Version of litmus. */
  readonly version: string;
  readonly file: string;
  readonly name: string;
  readonly description: string;
  readonly condition: string;
  /** What is odd in the text of the test, and no error. */
  readonly warnings: readonly { readonly place: string; readonly message: string }[];
  readonly standing: Standing;
  readonly isInterrupted: boolean;
  readonly milliseconds: number;
  /** What the answers are for: title and source of every model, with its version. */
  readonly models: readonly {
    readonly id: string;
    readonly title: string;
    readonly source: string;
    readonly engines: readonly Engine[];
    /** The instructions that a compiler makes of C11 for it; for tests in C11 and models of hardware only. */
    readonly mapping?: string;
  }[];
  readonly variants: readonly {
    /** Null for a file without variants. */
    readonly name: string | null;
    /** Names of the fields of an outcome, such as `0:r1` and `x`. */
    readonly observed: readonly string[];
    readonly models: readonly CellReport[];
    /** What could not be asked, because the model does not speak of something in the program. */
    readonly skipped: readonly {
      readonly model: string;
      readonly engine: Engine;
      readonly lacks: string;
    }[];
    /** Outcomes that only one semantics of a model has: bugs in litmus. Looked for with `--engine both`. */
    readonly disagreements: readonly {
      readonly model: string;
      readonly has: Engine;
      readonly values: readonly ValueText[];
    }[];
  }[];
  readonly expectations: readonly {
    readonly variant: string | null;
    readonly model: string;
    readonly expected: Observation;
    /** Null when it was not run. */
    readonly actual: Observation | null;
    /** Null when it was not judged, or not decided within the limits. */
    readonly holds: boolean | null;
    readonly place: string;
  }[];
}

/** One variant under one model. */
type CellReport = MachineReport | AxiomsReport;

interface CellBase {
  readonly model: string;
  readonly observation: Observation;
  /** Whether a longer search could not change the observation. */
  readonly isSure: boolean;
  /** Whether the search saw everything: no bound was hit. */
  readonly isComplete: boolean;
  readonly bounds: readonly string[];
  readonly outcomes: readonly {
    readonly values: readonly ValueText[];
    readonly satisfies: boolean;
  }[];
  readonly faults: readonly PlacedReport[];
  readonly warnings: readonly PlacedReport[];
  readonly milliseconds: number;
}

interface MachineReport extends CellBase {
  readonly engine: "machine";
  readonly deadlocks: number;
  readonly states: number;
  readonly transitions: number;
  /** Memory of the states and outcomes, and what that is for each state. */
  readonly bytes: number;
  readonly bytesPerState: number;
  /** How the asked-for outcome comes about, else the first fault or deadlock; null when there is none of them. */
  readonly witness: TraceReport | null;
  /** What the model's axioms say of the same program, when both were asked. */
  readonly axioms: AxiomsReport | null;
}

interface AxiomsReport extends CellBase {
  readonly engine: "axioms";
  /** What the model says of executions that it allows: `data-race`; `undefined` for undefined behaviour. */
  readonly flags: readonly string[];
  readonly candidates: number;
  /** Allowed executions that were seen; all of them when `isCounting`. */
  readonly executions: number;
  readonly positive: number;
  readonly negative: number;
  readonly isCounting: boolean;
  /** What of the model the slow interpreter judged; null when nothing. */
  readonly interpreted: string | null;
  /** An execution with the asked-for outcome, else with the first fault; null when there is none of them. */
  readonly witness: ExecutionReport | null;
}

interface PlacedReport {
  readonly thread: string;
  readonly place: string;
  readonly message: string;
}

/** The report of one test as one line of JSON. */
export const json: Report = (result, { version }) => {
  return `${JSON.stringify(testReport(result, version))}\n`;
};

function testReport(result: TestResult, version: string): TestReport {
  const { file, name, description, condition, isInterrupted, milliseconds } = result;
  return {
    format: FORMAT,
    version,
    file,
    name,
    description,
    condition,
    warnings: result.warnings.map(({ span, message }) => ({ place: place(span), message })),
    standing: standing(result),
    isInterrupted,
    milliseconds: Math.round(milliseconds),
    models: result.models.map((model) => {
      const { id, title, source } = model;
      const mapping = result.isCompiled ? MAPPINGS.get(id)?.text : undefined;
      const engines = enginesOf(model);
      return { id, title, source, engines, ...(mapping === undefined ? {} : { mapping }) };
    }),
    variants: result.variants.map((variant) => ({
      name: variant.name,
      observed: variant.program.observed.map(({ name }) => name),
      models: variant.cells.map((cell) => cellReport(variant, cell)),
      skipped: variant.skipped.map(({ model, engine, lacks }) => ({
        model: model.id,
        engine,
        lacks,
      })),
      disagreements: disagreementsIn(variant).map(({ model, has, outcome }) => ({
        model: model.id,
        has,
        values: valuesInWords(variant.program, outcome.values),
      })),
    })),
    expectations: result.expectations,
  };
}

function cellReport(variant: VariantResult, cell: Cell): CellReport {
  return cell.engine === "machine" ? machineReport(variant, cell) : axiomsReport(variant, cell);
}

function machineReport(variant: VariantResult, cell: MachineCell): MachineReport {
  const { engine, deadlocks, states, transitions, bytes, axioms } = cell;
  const subject = subjectOf(variant, cell);
  return {
    ...cellBase(variant.program, cell),
    engine,
    deadlocks,
    states,
    transitions,
    bytes,
    bytesPerState: Math.round(bytes / Math.max(1, states)),
    witness:
      subject?.engine !== "machine"
        ? null
        : traceReport(variant.program, subject, cell.trace(subject.state)),
    axioms: axioms === null ? null : axiomsReport(variant, axioms),
  };
}

function axiomsReport(variant: VariantResult, cell: AxiomaticCell): AxiomsReport {
  const { engine, candidates, executions, positive, negative, isCounting, interpreted } = cell;
  const subject = subjectOf(variant, cell);
  return {
    ...cellBase(variant.program, cell),
    engine,
    flags: cell.flags.map(({ what }) => what),
    candidates,
    executions,
    positive,
    negative,
    isCounting,
    interpreted,
    witness: subject?.engine !== "axioms" ? null : executionReport(variant.program, subject),
  };
}

function cellBase(program: Program, cell: Cell): CellBase {
  const placed = (thread: number, site: Site, message: string): PlacedReport => ({
    thread: program.threads[thread]!.name,
    place: place(site.span),
    message,
  });
  return {
    model: cell.model.id,
    observation: cell.observation,
    isSure: isSure(cell),
    isComplete: cell.isComplete,
    bounds: cell.bounds,
    outcomes: cell.outcomes.map(({ values, satisfies }) => ({
      values: valuesInWords(program, values),
      satisfies,
    })),
    faults: cell.faults.map(({ what }) => placed(what.thread, what.site, what.message)),
    warnings: warningsOf(cell).map(({ thread, site, message }) => placed(thread, site, message)),
    milliseconds: Math.round(cell.milliseconds),
  };
}

import type { Cell, Outcome, TestResult, VariantResult } from "../harness/result.js";
import { isSure, type Standing, standing } from "../harness/verdict.js";
import type { Observation } from "../litmus/file.js";
import type { Trace } from "../machine/trace.js";
import { valueInWords } from "../machine/words.js";
import type { Program, Site } from "../program/program.js";
import type { Code } from "../program/value.js";
import { place } from "../source/diagnostic.js";
import type { Report } from "./report.js";
import { subjectOf } from "./subject.js";
import { lineOf } from "./words.js";

/** Grows when a field changes its meaning or goes away; a new field leaves it as it is. */
export const FORMAT = 1;

/** A value: decimal digits, so that 64 bits survive every reader of JSON; or `&x`, the address of a location. */
type ValueText = string;

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
  readonly variants: readonly {
    /** Null for a file without variants. */
    readonly name: string | null;
    /** Names of the fields of an outcome, such as `0:r1` and `x`. */
    readonly observed: readonly string[];
    readonly models: readonly CellReport[];
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
interface CellReport {
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
  readonly deadlocks: number;
  readonly states: number;
  readonly transitions: number;
  readonly bytes: number;
  readonly milliseconds: number;
  /** How the asked-for outcome comes about, else the first fault or deadlock; null when there is none of them. */
  readonly witness: WitnessReport | null;
}

interface PlacedReport {
  readonly thread: string;
  readonly place: string;
  readonly message: string;
}

interface WitnessReport {
  readonly kind: "outcome" | "fault" | "deadlock";
  /** The outcome's values; null for a fault or a deadlock. */
  readonly values: readonly ValueText[] | null;
  /** Which successor each step is: replaying them from the initial state leads to the end of the witness. */
  readonly choices: readonly number[];
  readonly steps: readonly {
    /** Null for a step of the storage alone that belongs to no thread. */
    readonly thread: string | null;
    readonly line: number | null;
    readonly text: string;
  }[];
  /** Memory and buffers before the first step and after each. */
  readonly states: readonly {
    readonly memory: Readonly<Record<string, ValueText>>;
    readonly threads: readonly {
      readonly name: string;
      readonly storeBuffer: readonly BufferReport[];
      readonly stale: readonly BufferReport[];
    }[];
  }[];
}

interface BufferReport {
  readonly location: string;
  readonly value: ValueText;
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
    variants: result.variants.map((variant) => ({
      name: variant.name,
      observed: variant.program.observed.map(({ name }) => name),
      models: variant.cells.map((cell) => cellReport(variant, cell)),
    })),
    expectations: result.expectations.map(({ isModelKnown: _, ...expectation }) => expectation),
  };
}

function cellReport(variant: VariantResult, cell: Cell): CellReport {
  const { program } = variant;
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
    outcomes: cell.outcomes.map((outcome: Outcome) => ({
      values: valuesInWords(program, outcome.values),
      satisfies: outcome.satisfies,
    })),
    faults: cell.faults.map(({ what }) => placed(what.thread, what.site, what.message)),
    warnings: cell.events.flatMap(({ what }) =>
      what.kind === "warning" ? [placed(what.thread, what.site, what.message)] : [],
    ),
    deadlocks: cell.deadlocks,
    states: cell.states,
    transitions: cell.transitions,
    bytes: cell.bytes,
    milliseconds: Math.round(cell.milliseconds),
    witness: witness(variant, cell),
  };
}

function witness(variant: VariantResult, cell: Cell): WitnessReport | null {
  const subject = subjectOf(variant, cell);
  if (subject === null) return null;
  const { program } = variant;
  const trace = cell.trace(subject.state);
  return {
    kind: subject.kind,
    values: subject.outcome === null ? null : valuesInWords(program, subject.outcome.values),
    choices: trace.choices,
    steps: trace.steps.map(({ thread, site, text }) => ({
      thread: thread < 0 ? null : program.threads[thread]!.name,
      line: site === null ? null : lineOf(site),
      text,
    })),
    states: trace.views.map((view) => stateReport(program, view)),
  };
}

function stateReport(
  program: Program,
  view: Trace["views"][number],
): WitnessReport["states"][number] {
  const buffered = (entry: { readonly location: number; readonly value: Code }): BufferReport => ({
    location: program.locations[entry.location]!.name,
    value: valueInWords(program, entry.value),
  });
  const memory: [string, ValueText][] = [];
  for (const [location, { name, isHidden }] of program.locations.entries()) {
    if (!isHidden) memory.push([name, valueInWords(program, view.memory[location]!)]);
  }
  return {
    memory: Object.fromEntries(memory),
    threads: view.threads.map((thread, i) => ({
      name: program.threads[i]!.name,
      storeBuffer: thread.storeBuffer.map(buffered),
      stale: thread.stale.map(buffered),
    })),
  };
}

function valuesInWords(program: Program, values: readonly Code[]): readonly ValueText[] {
  return values.map((value) => valueInWords(program, value));
}

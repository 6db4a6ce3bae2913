import type { Witness } from "../axiomatic/result.js";
import type { Observation } from "../litmus/file.js";
import type { Fault, MachineEvent } from "../machine/machine.js";
import type { Trace } from "../machine/trace.js";
import type { Engine, Model } from "../models/model.js";
import type { Program, Site } from "../program/program.js";
import type { Code } from "../program/value.js";
import type { Diagnostic } from "../source/diagnostic.js";

/** The answer for one file: each chosen variant under each chosen model. */
export interface TestResult {
  readonly file: string;
  readonly name: string;
  readonly description: string;
  /** The condition as it was written. */
  readonly condition: string;
  /** The models that were asked for, in the order of the registry. */
  readonly models: readonly Model[];
  readonly variants: readonly VariantResult[];
  readonly expectations: readonly ExpectationResult[];
  readonly warnings: readonly Diagnostic[];
  /** Its language is one of compilers: models of hardware judge what their mapping makes of it. */
  readonly isCompiled: boolean;
  readonly isInterrupted: boolean;
  readonly milliseconds: number;
}

export interface VariantResult {
  /** Null for a file without variants. */
  readonly name: string | null;
  readonly program: Program;
  /** In the order of `models`; an interrupted run has only those that were begun. */
  readonly cells: readonly Cell[];
  /** What was asked for and cannot be answered. */
  readonly skipped: readonly Skipped[];
}

/** A semantics that does not speak of something that the program does. */
export interface Skipped {
  readonly model: Model;
  readonly engine: Engine;
  /** What it is in the program, in words: `RCU`. */
  readonly lacks: string;
}

/** One variant under one model, by one of its two semantics. */
export type Cell = MachineCell | AxiomaticCell;

interface CellBase {
  readonly model: Model;
  readonly observation: Observation;
  /** False: a bound was hit, and what was not seen proves nothing. */
  readonly isComplete: boolean;
  /** The bounds that were hit, in words: `50,000,000 states`, `8 rounds of the loop at file:12`. */
  readonly bounds: readonly string[];
  readonly milliseconds: number;
}

/** What a search through the states of a machine found. */
export interface MachineCell extends CellBase {
  readonly engine: "machine";
  readonly outcomes: readonly MachineOutcome[];
  /** Ways to fail that are reachable, each with a witness. */
  readonly faults: readonly Witnessed<Fault>[];
  readonly events: readonly Witnessed<MachineEvent>[];
  /** States in which every unfinished thread waits for ever. */
  readonly deadlocks: number;
  readonly deadlock: Witnessed<
    readonly { readonly thread: number; readonly site: Site; readonly message: string }[]
  > | null;
  readonly states: number;
  readonly transitions: number;
  readonly bytes: number;
  /** What the model's axioms say of the same program, when both were asked; null when only the machine was. */
  readonly axioms: AxiomaticCell | null;
  /** The steps from the initial state to a state, by replay. */
  trace(state: number): Trace;
}

/** What an enumeration of candidate executions under axioms found. */
export interface AxiomaticCell extends CellBase {
  readonly engine: "axioms";
  readonly outcomes: readonly AxiomaticOutcome[];
  /** Ways to fail that an allowed execution has, each with one. */
  readonly faults: readonly Executed<Fault>[];
  /** `WARN_ON`s that fire in an allowed execution. */
  readonly warnings: readonly Fault[];
  /** What the model itself says of allowed executions: `data-race`. */
  readonly flags: readonly Executed<string>[];
  /** Complete candidates that were judged. */
  readonly candidates: number;
  /** Allowed executions that were seen. */
  readonly executions: number;
  /** Of these, those that satisfy the condition's proposition and those that do not. */
  readonly positive: number;
  readonly negative: number;
  /** Whether every allowed execution was asked for, or only as many as show every outcome. */
  readonly isCounting: boolean;
  /** What of the model the slow interpreter judged, and why; null when all of it is compiled. */
  readonly interpreted: string | null;
}

export interface Outcome {
  /** Values of `program.observed`. */
  readonly values: readonly Code[];
  readonly satisfies: boolean;
}

export interface MachineOutcome extends Outcome {
  /** A final state that shows it, by a shortest path. */
  readonly state: number;
}

export interface AxiomaticOutcome extends Outcome {
  /** An execution that shows it. */
  witness(): Witness;
}

export interface Witnessed<T> {
  readonly what: T;
  readonly state: number;
}

export interface Executed<T> {
  readonly what: T;
  witness(): Witness;
}

export interface ExpectationResult {
  readonly variant: string | null;
  readonly model: string;
  readonly expected: Observation;
  /** Null when the cell was not run: not judged. */
  readonly actual: Observation | null;
  /** Null: not judged, or a bound was hit before the answer was sure. */
  readonly holds: boolean | null;
  readonly place: string;
}

/**
 * What the model says of some execution or state beside its outcome, by name: `undefined` for undefined behaviour. A machine
 * knows of no other flag, and raises that one where two accesses race.
 */
export function flagsOf(cell: Cell): readonly string[] {
  if (cell.engine === "axioms") return cell.flags.map(({ what }) => what);
  return cell.events.some(({ what }) => what.kind === "race") ? ["undefined"] : [];
}

/** The `WARN_ON`s that a cell shows to fire. */
export function warningsOf(cell: Cell): readonly Fault[] {
  if (cell.engine === "axioms") return cell.warnings;
  return cell.events.flatMap(({ what }) => {
    if (what.kind !== "warning") return [];
    return [{ thread: what.thread, site: what.site, message: what.message }];
  });
}

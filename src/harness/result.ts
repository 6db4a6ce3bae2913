import type { Observation } from "../litmus/file.js";
import type { Fault, MachineEvent } from "../machine/machine.js";
import type { Trace } from "../machine/trace.js";
import type { Model } from "../models/model.js";
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
  readonly isInterrupted: boolean;
  readonly milliseconds: number;
}

export interface VariantResult {
  /** Null for a file without variants. */
  readonly name: string | null;
  readonly program: Program;
  /** In the order of `models`; an interrupted run has only those that were begun. */
  readonly cells: readonly Cell[];
}

/** One variant under one model. */
export interface Cell {
  readonly model: Model;
  readonly observation: Observation;
  /** False: a bound was hit, and what was not seen proves nothing. */
  readonly isComplete: boolean;
  /** The bounds that were hit, in words: `50,000,000 states`, `8 rounds of the loop at file:12`. */
  readonly bounds: readonly string[];
  readonly outcomes: readonly Outcome[];
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
  readonly milliseconds: number;
  /** The steps from the initial state to a state, by replay. */
  trace(state: number): Trace;
}

export interface Outcome {
  /** Values of `program.observed`. */
  readonly values: readonly Code[];
  readonly satisfies: boolean;
  /** A final state that shows it, by a shortest path. */
  readonly state: number;
}

export interface Witnessed<T> {
  readonly what: T;
  readonly state: number;
}

export interface ExpectationResult {
  readonly variant: string | null;
  readonly model: string;
  /** False for a model that herd's `Result:` speaks of and this version does not have: never judged. */
  readonly isModelKnown: boolean;
  readonly expected: Observation;
  /** Null when the cell was not run: not judged. */
  readonly actual: Observation | null;
  /** Null: not judged, or a bound was hit before the answer was sure. */
  readonly holds: boolean | null;
  readonly place: string;
}

import type { Location, Site } from "../program/program.js";
import type { Code } from "../program/value.js";
import type { Pairs } from "./path.js";

/** Bounds of one enumeration. The caller keeps the time. */
export interface EnumerationLimits {
  /** Candidate executions looked at. */
  readonly candidatesMax: number;
}

/** What an enumeration knows; complete or not, at any time. */
export interface EnumerationResult {
  /** Distinct values of `program.observed`, in the order in which they were found. */
  readonly outcomes: readonly { readonly values: readonly Code[]; readonly witness: Witness }[];
  /** Flags of the model that an allowed execution raises, each with the first one. */
  readonly flags: readonly { readonly name: string; readonly witness: Witness }[];
  readonly faults: readonly {
    readonly thread: number;
    readonly site: Site;
    readonly message: string;
    readonly witness: Witness;
  }[];
  readonly warnings: readonly {
    readonly thread: number;
    readonly site: Site;
    readonly message: string;
  }[];
  /** Complete candidates that were judged. */
  readonly candidates: number;
  /** Allowed executions: all of them when every one was asked for, else those that were needed. */
  readonly executions: number;
  /** Of those, the ones that satisfy the condition's proposition and those that do not, as herd's `Positive` counts. */
  readonly positive: number;
  readonly negative: number;
  /** True when what is absent here is impossible. */
  readonly isComplete: boolean;
  readonly bounds: readonly string[];
}

/** One event of an execution that shows something. */
export interface WitnessEvent {
  /** Thread, -1 for an initial write. */
  readonly thread: number;
  readonly kind: "read" | "write" | "read-write" | "fence";
  readonly location: Location | -1;
  /** Value read (or written, for a write); null for a fence. */
  readonly value: Code | null;
  /** Value written by an event that reads and writes, else null. */
  readonly written: Code | null;
  /** Names of the sets that the model sees it in, such as `Acquire`. */
  readonly sets: readonly string[];
  readonly site: Site | null;
}

/** An execution, written down: indices in the relations are indices into `events`. */
export interface Witness {
  readonly events: readonly WitnessEvent[];
  /** Immediate program order, `rf`, immediate `co`, `fr` to the next write, `addr`, `data`, `ctrl`, `rmw`. */
  readonly relations: Readonly<
    Record<"po" | "rf" | "co" | "fr" | "addr" | "data" | "ctrl" | "rmw", Pairs>
  >;
}

import type { Direction } from "../../explain/fix/sites.js";
import type { Experiment } from "../../hardware/experiment.js";
import type { Mode } from "../../hardware/plan.js";
import type { Observation } from "../../litmus/file.js";
import type { CodeLine } from "../../stepper/code.js";
import type { HistoryStep } from "../../stepper/session.js";
import type { StepView } from "../../stepper/view.js";
import type { CourseAnswer, CourseQuestion } from "../course/protocol.js";
import type { ExplainAnswer, FixAnswer, VocabularyAnswer } from "./told.js";

/** What the page asks of its worker; `id` ties answers to questions. */
export type Request =
  | { readonly kind: "stop"; readonly id: number }
  | ({ readonly id: number } & Question);

export type Question =
  | { readonly kind: "read"; readonly text: string }
  | { readonly kind: "run"; readonly text: string }
  | { readonly kind: "lint"; readonly text: string }
  /** What the editor completes; `known` is the language of which it has the primitives. */
  | { readonly kind: "vocabulary"; readonly text: string; readonly known: string | null }
  /** Of the outcome that the test asks about, or of another, as the table of outcomes writes it. */
  | ({ readonly kind: "explain"; readonly outcome: string | null } & Place)
  | ({ readonly kind: "fix"; readonly direction: Direction } & Place)
  | ({ readonly kind: "step"; readonly wanted: Wanted } & Walk)
  | { readonly kind: "course"; readonly asked: CourseQuestion }
  /** What real threads have to do for the test. */
  | { readonly kind: "prepare"; readonly text: string; readonly mode: Mode };

/** One cell of the table of verdicts. */
export interface Place {
  readonly text: string;
  /** Null for a test without variants. */
  readonly variant: string | null;
  readonly model: string;
}

/** Where a stepper is. */
export interface Walk extends Place {
  /** Places of the steps of the whole history among the successors of each state. */
  readonly path: readonly number[];
  /** How many of these are taken. */
  readonly at: number;
  /** See `Subject.isFine`. */
  readonly isFine: boolean;
}

/** What is asked beside what is to be seen: nothing, a way to an outcome, what can still happen. */
export type Wanted =
  | { readonly kind: "view" }
  /** To the outcome that the test asks about, or to another, as the table of outcomes writes it. */
  | { readonly kind: "way"; readonly outcome: string | null }
  | { readonly kind: "reachable" };

export type Answer =
  | ReadAnswer
  | VocabularyAnswer
  | RunAnswer
  | ExplainAnswer
  | FixAnswer
  | StepAnswer
  | { readonly kind: "prepare"; readonly experiment: Experiment }
  | { readonly kind: "course"; readonly answered: CourseAnswer }
  /** The test is not valid, or the question cannot be answered. */
  | { readonly kind: "problem"; readonly message: string };

export type Reply =
  | { readonly id: number; readonly kind: "progress"; readonly message: string }
  | { readonly id: number; readonly kind: "answer"; readonly answer: Answer };

/** A diagnostic, with offsets in the text. */
export interface Mark {
  readonly start: number;
  readonly end: number;
  readonly line: number;
  readonly severity: "error" | "warning";
  readonly message: string;
  readonly fixes: readonly FixShown[];
}

/** A change to the text that may mend what a mark says. */
export interface FixShown {
  readonly title: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export interface ReadAnswer {
  readonly kind: "read";
  readonly marks: readonly Mark[];
}

export interface RunAnswer {
  readonly kind: "run";
  readonly name: string;
  readonly condition: string;
  readonly models: readonly ModelShown[];
  readonly rows: readonly VariantRow[];
  readonly isStopped: boolean;
}

export interface ModelShown {
  readonly id: string;
  readonly title: string;
  readonly hasMachine: boolean;
}

export interface VariantRow {
  readonly name: string | null;
  readonly cells: readonly CellShown[];
}

export interface CellShown {
  readonly model: string;
  readonly observation: Observation;
  readonly isSure: boolean;
  /** False: what the author expects is something else; null: nothing is expected, or that is not known. */
  readonly isExpected: boolean | null;
  readonly bounds: readonly string[];
  readonly outcomes: readonly OutcomeShown[];
}

export interface OutcomeShown {
  readonly text: string;
  readonly satisfies: boolean;
}

export interface StepAnswer {
  readonly kind: "step";
  readonly code: readonly (readonly CodeLine[])[];
  readonly history: readonly HistoryStep[];
  readonly at: number;
  readonly view: StepView;
  /** Parts of the view that the last step changed, as `memory.0` and `threads.1.registers`. */
  readonly changed: readonly string[];
  /** By thread, the line of the last step; null where the last step was another's. */
  readonly lastLines: readonly (number | null)[];
  /** An answer to what was wanted, in words; empty for a view. */
  readonly said: readonly string[];
  /** What can still happen and what cannot any more; null where that was not asked. */
  readonly outcomes: readonly ReachedOutcome[] | null;
}

/** A final state that was possible at the start of a walk. */
export interface ReachedOutcome extends OutcomeShown {
  /** From where the walk is. */
  readonly isReachable: boolean;
}

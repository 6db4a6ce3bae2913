import type { Observation } from "../litmus/file.js";
import type { Model } from "../models/model.js";
import type { Source, Span } from "../source/source.js";
import type { Exercise } from "./exercise.js";
import type { CourseTest } from "./test.js";

/** A lesson: a Markdown file whose fenced blocks have its tests, predictions and exercises. */
export interface Lesson {
  readonly source: Source;
  /** From the name of its file: `store-buffering` for `01-store-buffering.md`. */
  readonly id: string;
  readonly number: number;
  readonly title: string;
  /** In the order of the text, without its title. */
  readonly parts: readonly Part[];
  readonly exercises: readonly Exercise[];
}

/** A piece of a lesson. */
export type Part =
  | { readonly kind: "text"; readonly markdown: string }
  | { readonly kind: "test"; readonly test: CourseTest }
  | { readonly kind: "predict"; readonly prediction: Prediction }
  | { readonly kind: "verdicts"; readonly verdicts: readonly Verdict[] }
  | { readonly kind: "exercise"; readonly exercise: Exercise };

/** A question that a reader answers for themselves before the engines do: see `reveal`. */
export interface Prediction {
  readonly question: string;
  readonly test: CourseTest;
  readonly models: readonly Model[];
}

/** What the text of a lesson says of a test; `checkLesson` asks the engines whether it is so. */
export interface Verdict {
  readonly test: CourseTest;
  readonly model: Model;
  readonly observation: Observation;
  readonly span: Span;
}

import type { Choice } from "../../course/choices.js";
import type { Mark, Solution } from "../../course/exercise.js";
import type { Observation } from "../../litmus/file.js";

/** What the course asks the worker. The lessons come first; what comes later names parts of them. */
export type CourseQuestion =
  | {
      readonly kind: "lessons";
      readonly lessons: readonly NamedText[];
      /** The tests that ship, by their paths below `litmus/`. */
      readonly tests: readonly NamedText[];
    }
  /** What the models say to a prediction: the number of a part of a lesson. */
  | { readonly kind: "reveal"; readonly lesson: string; readonly part: number }
  /** The final states that an exercise lets choose from. */
  | { readonly kind: "states"; readonly exercise: string }
  /** The places at which an exercise lets choose orders. */
  | { readonly kind: "choices"; readonly exercise: string }
  | { readonly kind: "mark"; readonly exercise: string; readonly answer: unknown }
  | { readonly kind: "solve"; readonly exercise: string };

/** A file: its name and what is in it. */
export interface NamedText {
  readonly name: string;
  readonly text: string;
}

export type CourseAnswer =
  | {
      readonly kind: "lessons";
      readonly lessons: readonly LessonShown[];
      /** What is wrong with their files, in words. */
      readonly problems: readonly string[];
    }
  | { readonly kind: "revealed"; readonly verdicts: readonly VerdictShown[] }
  | { readonly kind: "states"; readonly states: readonly string[] }
  /** Null when the places cannot be chosen one by one: then the text is edited. */
  | { readonly kind: "choices"; readonly choices: readonly Choice[] | null }
  | { readonly kind: "marked"; readonly mark: Mark }
  | { readonly kind: "solution"; readonly solution: Solution }
  /** It was stopped before there was an answer. */
  | { readonly kind: "stopped" }
  | { readonly kind: "problem"; readonly message: string };

/** A lesson as the page shows it. */
export interface LessonShown {
  readonly id: string;
  readonly number: number;
  readonly title: string;
  readonly parts: readonly PartShown[];
  /** Those of its parts. */
  readonly exercises: readonly ExerciseShown[];
}

export type PartShown =
  | { readonly kind: "text"; readonly markdown: string }
  | { readonly kind: "test"; readonly test: TestShown }
  | { readonly kind: "predict"; readonly prediction: PredictionShown }
  | { readonly kind: "verdicts"; readonly rows: readonly VerdictsRow[] }
  | { readonly kind: "exercise"; readonly exercise: ExerciseShown };

/** A test as its lesson shows it: one variant alone. */
export interface TestShown {
  /** As the lesson calls it. */
  readonly name: string;
  readonly variant: string | null;
  readonly text: string;
  /** Below `litmus/`, with all its variants; null for a test of the lesson's own. */
  readonly path: string | null;
}

export interface PredictionShown {
  readonly question: string;
  readonly test: TestShown;
  readonly models: readonly string[];
}

/** What the text of a lesson says of a test. */
export interface VerdictsRow {
  readonly test: TestShown;
  readonly verdicts: readonly { readonly model: string; readonly observation: Observation }[];
}

/** What a model says of the test of a prediction. */
export interface VerdictShown {
  readonly model: string;
  /** With a `?` when a limit was hit; null: it does not speak of it. */
  readonly verdict: string | null;
}

interface ExerciseBaseShown {
  /** Lesson and exercise, as answer files name it. */
  readonly id: string;
  readonly question: string;
  readonly points: number;
}

export type ExerciseShown = OutcomesShown | StepsShown | OrdersShown | SeparateShown | RaceShown;

export interface OutcomesShown extends ExerciseBaseShown {
  readonly kind: "outcomes";
  readonly test: TestShown;
  readonly models: readonly string[];
}

export interface StepsShown extends ExerciseBaseShown {
  readonly kind: "steps";
  readonly test: TestShown;
  readonly model: string;
  /** The text that is stepped through: its condition asks for what is to be reached. */
  readonly asked: string;
  /** That condition. */
  readonly goal: string;
}

export interface OrdersShown extends ExerciseBaseShown {
  readonly kind: "orders";
  readonly test: TestShown;
  readonly models: readonly string[];
  readonly direction: "stronger" | "weaker";
}

export interface SeparateShown extends ExerciseBaseShown {
  readonly kind: "separate";
  readonly allows: string;
  readonly forbids: string;
  /** A test to start from. */
  readonly start: string;
}

export interface RaceShown extends ExerciseBaseShown {
  readonly kind: "race";
  readonly test: TestShown;
  readonly model: string;
  /** Lines that an answer can name. */
  readonly lines: readonly number[];
}

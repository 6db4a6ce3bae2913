import type { Limits } from "../harness/limits.js";
import type { Progress } from "../harness/pace.js";
import type { Span } from "../source/source.js";
import type { OrdersExercise } from "./exercises/orders.js";
import type { OutcomesExercise } from "./exercises/outcomes.js";
import type { RaceExercise } from "./exercises/race.js";
import type { SeparateExercise } from "./exercises/separate.js";
import type { StepsExercise } from "./exercises/steps.js";
import type { Fields } from "./fields.js";

/** Something that a reader of a lesson does and that is marked. `exercises/` has a file for each kind. */
export type Exercise =
  | OutcomesExercise
  | StepsExercise
  | OrdersExercise
  | SeparateExercise
  | RaceExercise;

/** What every exercise has. */
export interface ExerciseBase {
  /** Lesson and exercise, as answer files name it: `store-buffering/allowed`. */
  readonly id: string;
  readonly question: string;
  /** For a right answer. */
  readonly points: number;
  readonly span: Span;
}

/** What an answer is worth, and why, in words. */
export interface Mark {
  readonly points: number;
  readonly maximum: number;
  readonly standing: MarkStanding;
  /** One or more sentences to whoever answered. */
  readonly feedback: string;
}

/** `bounded`: a limit was hit before it was known whether the answer is right. It has no points. */
export type MarkStanding = "right" | "partial" | "wrong" | "malformed" | "missing" | "bounded";

/** What marking may take, and what it remembers from one answer to the next. */
export interface Marking {
  /** Limits of the next search: its time is what is left for the answer. */
  limits(): Limits;
  /** Milliseconds since some moment in the past. */
  clock(): number;
  readonly signal?: AbortSignal;
  onProgress?(progress: Progress): void;
  /** What `make` gives, made once for a key, with time of its own: it is about an exercise, not about an answer. */
  remember<T>(key: string, make: (marking: Marking) => Promise<T>): Promise<T>;
}

/** A right answer that the engines found, or why there is none. */
export type Solution =
  | { readonly answer: unknown; readonly problem: null }
  | { readonly answer: null; readonly problem: string };

/** One kind of exercise: how it is written, marked and solved. */
export interface ExerciseKind<E extends Exercise> {
  /** As it stands behind `exercise` in a lesson. */
  readonly name: E["kind"];
  /** One line: what is to be done. */
  readonly summary: string;
  /** One line: what the answer is in an answer file. */
  readonly answer: string;
  /** Null, with problems reported, when the fields are not those of such an exercise. */
  read(fields: Fields, base: ExerciseBase): E | null;
  /** Never throws for what is in an answer. */
  mark(exercise: E, answer: unknown, marking: Marking): Promise<Mark>;
  solve(exercise: E, marking: Marking): Promise<Solution>;
}

/** A mark for a share of the points, 0 to 1, rounded to hundredths of a point. */
export function markOf({ points }: ExerciseBase, share: number, feedback: string): Mark {
  const got = Math.round(Math.min(1, Math.max(0, share)) * points * 100) / 100;
  const standing = share >= 1 ? "right" : got > 0 ? "partial" : "wrong";
  return { points: got, maximum: points, standing, feedback };
}

/** No points, for a reason that is not a wrong answer. */
export function unmarked(
  { points }: ExerciseBase,
  standing: "malformed" | "missing" | "bounded",
  feedback: string,
): Mark {
  return { points: 0, maximum: points, standing, feedback };
}

/** Characters of a text that is an answer, at most. */
const ANSWER_MAX = 20_000;

/** The text of a test that an answer is; or what is wrong with it, in words. */
export function textAnswer(
  answer: unknown,
): { readonly text: string; readonly problem: null } | { readonly text: null; problem: string } {
  if (typeof answer !== "string") {
    return { text: null, problem: "The answer is the text of a test; here it is something else." };
  }
  if (answer.length <= ANSWER_MAX) return { text: answer, problem: null };
  const problem = `The text has ${answer.length} characters; an answer has at most ${ANSWER_MAX}.`;
  return { text: null, problem };
}

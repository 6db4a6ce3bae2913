import { readAnswerFile, writeAnswerFile } from "../../course/answers.js";
import type { Mark, MarkStanding } from "../../course/exercise.js";
import { fingerprint } from "../../stepper/link.js";
import type { ExerciseShown } from "./protocol.js";

/** What a student has done: it stays in the browser. */
export interface Saved {
  /** As the student calls themselves; empty for not yet. */
  readonly student: string;
  /** By the id of the exercise, as an answer file has them. */
  readonly answers: Answers;
  /** By the id of the exercise, the mark that was given last. */
  readonly marks: Readonly<Record<string, GivenMark>>;
  /** By lesson and part, what was predicted, verdicts by model; empty for a question that was left out. */
  readonly predictions: Readonly<Record<string, Prediction>>;
}

export type Answers = Readonly<Record<string, unknown>>;

export type Prediction = Readonly<Record<string, string>>;

/** A mark, and for which answer to which exercise it was given. */
export interface GivenMark {
  readonly of: string;
  readonly mark: Mark;
}

/** What a browser keeps from one visit to the next, by name. */
export interface Store {
  getItem(name: string): string | null;
  setItem(name: string, text: string): void;
}

/** Names of what is kept: an answer file as it is handed in, and all else. */
const ANSWERS = "litmus-answers";
const PROGRESS = "litmus-progress";

const NOTHING: Saved = { student: "", answers: {}, marks: {}, predictions: {} };

const STANDINGS: readonly MarkStanding[] = [
  ...(["right", "partial", "wrong", "malformed", "missing", "bounded"] as const),
];

/** What was kept; nothing where a browser keeps nothing, or keeps something else under these names. */
export function readSaved(store: Store): Saved {
  try {
    const { file } = readAnswerFile(store.getItem(ANSWERS) ?? "");
    const progress: unknown = JSON.parse(store.getItem(PROGRESS) ?? "{}");
    const { marks, predictions } = isRecord(progress) ? progress : {};
    return {
      student: file?.student ?? "",
      answers: Object.fromEntries(file?.answers ?? []),
      marks: onlyThose(marks, isGivenMark),
      predictions: onlyThose(predictions, isPrediction),
    };
  } catch {
    return NOTHING;
  }
}

/** Keeps it; false when the browser does not. */
export function writeSaved(store: Store, saved: Saved): boolean {
  const { marks, predictions } = saved;
  try {
    store.setItem(ANSWERS, answerFileOf(saved));
    store.setItem(PROGRESS, JSON.stringify({ marks, predictions }));
    return true;
  } catch {
    return false;
  }
}

/** The answer file that is handed in. */
export function answerFileOf({ student, answers }: Saved): string {
  const name = student.trim();
  return writeAnswerFile({
    student: name === "" ? null : name,
    answers: new Map(Object.entries(answers)),
  });
}

/** The mark of an answer; null when it, or the exercise, is another than the one that was marked. */
export function markOfAnswer({ answers, marks }: Saved, exercise: ExerciseShown): Mark | null {
  const answer = answers[exercise.id];
  const given = marks[exercise.id];
  if (answer === undefined || given === undefined) return null;
  return given.of === answerPrint(exercise, answer) ? given.mark : null;
}

/** The same for the same answer to the same exercise. */
export function answerPrint(exercise: ExerciseShown, answer: unknown): string {
  return fingerprint(JSON.stringify([exercise, answer]));
}

/** What was reached in some exercises. */
export interface Standing {
  readonly points: number;
  readonly maximum: number;
  /** Exercises with an answer, those whose answer is marked, and all. */
  readonly answered: number;
  readonly marked: number;
  readonly count: number;
}

/** What a student has reached in some exercises, as far as it is marked. */
export function standingOf(saved: Saved, exercises: readonly ExerciseShown[]): Standing {
  const marks = exercises.flatMap((exercise) => markOfAnswer(saved, exercise) ?? []);
  const points = marks.reduce((sum, mark) => sum + mark.points, 0);
  return {
    points: Math.round(points * 100) / 100,
    maximum: exercises.reduce((sum, exercise) => sum + exercise.points, 0),
    answered: exercises.filter(({ id }) => saved.answers[id] !== undefined).length,
    marked: marks.length,
    count: exercises.length,
  };
}

function onlyThose<T>(
  record: unknown,
  isOne: (value: unknown) => value is T,
): Readonly<Record<string, T>> {
  if (!isRecord(record)) return {};
  return Object.fromEntries(
    Object.entries(record).filter((entry): entry is [string, T] => isOne(entry[1])),
  );
}

function isGivenMark(value: unknown): value is GivenMark {
  const { of, mark } = isRecord(value) ? value : {};
  const { points, maximum, standing, feedback } = isRecord(mark) ? mark : {};
  return (
    typeof of === "string" &&
    typeof points === "number" &&
    typeof maximum === "number" &&
    typeof feedback === "string" &&
    STANDINGS.some((known) => known === standing)
  );
}

function isPrediction(value: unknown): value is Prediction {
  return isRecord(value) && Object.values(value).every((one) => typeof one === "string");
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

import type { Exercise } from "../course/exercise.js";
import type { Lesson } from "../course/lesson.js";
import { FORMAT } from "./json.js";

/** What `litmus course --json` prints: one line for each lesson. */
export interface LessonReport {
  readonly format: typeof FORMAT;
  readonly version: string;
  /** As the file is called in messages. */
  readonly file: string;
  /** As answer files call the lesson: `store-buffering`. */
  readonly name: string;
  readonly number: number;
  readonly title: string;
  readonly exercises: readonly {
    /** As answer files call it: `store-buffering/allowed`. */
    readonly exercise: string;
    readonly kind: Exercise["kind"];
    readonly points: number;
    readonly question: string;
  }[];
}

/** One line of JSON about a lesson. */
export function lessonJson(
  version: string,
  { source, id, number, title, exercises }: Lesson,
): string {
  const rows = exercises.map(({ id: exercise, kind, points, question }) => {
    return { exercise, kind, points, question };
  });
  const report: LessonReport = {
    ...{ format: FORMAT, version, file: source.name, name: id, number, title },
    exercises: rows,
  };
  return `${JSON.stringify(report)}\n`;
}

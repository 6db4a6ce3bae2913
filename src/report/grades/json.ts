import type { MarkStanding } from "../../course/exercise.js";
import type { Grade } from "../../course/grade.js";
import { FORMAT } from "../json.js";

/** What `litmus grade --json` prints: one line for each student. */
export interface GradeReport {
  readonly format: typeof FORMAT;
  readonly version: string;
  /** The folder or the file that was handed in. */
  readonly file: string;
  /** The student, by the name of that folder or file. */
  readonly name: string;
  /** As the answer file has it. */
  readonly student: string | null;
  readonly points: number;
  readonly maximum: number;
  /** What is wrong with the files beside the answers. */
  readonly problems: readonly string[];
  readonly exercises: readonly {
    readonly exercise: string;
    readonly points: number;
    readonly maximum: number;
    readonly standing: MarkStanding;
    readonly feedback: string;
  }[];
}

/** One line of JSON about one student. */
export function gradeJson(version: string, file: string, grade: Grade): string {
  const { name, student, points, maximum, problems, marks } = grade;
  const exercises = marks.map(({ exercise, mark }) => ({ exercise, ...mark }));
  const report: GradeReport = {
    ...{ format: FORMAT, version, file, name, student, points, maximum, problems },
    exercises,
  };
  return `${JSON.stringify(report)}\n`;
}

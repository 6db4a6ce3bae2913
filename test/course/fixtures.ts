import { readdirSync, readFileSync } from "node:fs";
import { isLessonName, readCourse } from "../../src/course/course.js";
import type { Exercise } from "../../src/course/exercise.js";
import { Grader } from "../../src/course/grade.js";
import { Library } from "../../src/course/library.js";
import { openCatalogue } from "../../src/harness/files.js";
import { Source } from "../../src/source/source.js";

const ROOT = new URL("../../litmus", import.meta.url).pathname;

/** The tests that ship. */
export const library = new Library(openCatalogue(ROOT));

const names = readdirSync(`${ROOT}/course`).filter(isLessonName).sort();

/** The course that ships. */
export const course = readCourse(
  names.map((name) => new Source(name, readFileSync(`${ROOT}/course/${name}`, "utf8"))),
  library,
);

/** A grader with time enough for a slow machine. */
export function graderOf(exercises: readonly Exercise[]): Grader {
  return new Grader(exercises, { millisecondsMax: 60_000, clock: () => performance.now() });
}

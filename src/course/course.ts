import type { Diagnostic } from "../source/diagnostic.js";
import type { Source } from "../source/source.js";
import type { Lesson } from "./lesson.js";
import type { Library } from "./library.js";
import { readLesson } from "./read.js";

/** Lessons in their order, and everything that is wrong with their files. */
export interface Course {
  readonly lessons: readonly Lesson[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Whether a file of this name in the folder of a course is a lesson: `01-store-buffering.md`. */
export function isLessonName(name: string): boolean {
  return /^\d+-[a-z0-9-]+\.md$/.test(name);
}

/** Reads the files of a course. Lessons are ordered by the numbers in their names. */
export function readCourse(sources: readonly Source[], library: Library): Course {
  const read = sources.map((source) => readLesson(source, library));
  const lessons = read.map(({ lesson }) => lesson).sort((a, b) => a.number - b.number);
  return { lessons, diagnostics: read.flatMap(({ diagnostics }) => diagnostics) };
}

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isLessonName, readCourse } from "../course/course.js";
import type { Lesson } from "../course/lesson.js";
import { Library } from "../course/library.js";
import { isFolder } from "../harness/files.js";
import { Source } from "../source/source.js";
import { InvalidInput, UsageError } from "./exit.js";
import { shippedTests } from "./inputs.js";

/** The folder of the course that ships with litmus, beside the bundled program. */
function shippedCourse(): string {
  return join(__dirname, "..", "litmus", "course");
}

/** The lessons in a folder, or those that ship. An InvalidInput when one of them is wrong. */
export function openCourse(folder: string | undefined): readonly Lesson[] {
  const path = folder ?? shippedCourse();
  if (!isFolder(path)) throw new UsageError(`there is no folder ${path}`);
  const names = readdirSync(path).filter(isLessonName).sort();
  if (names.length === 0) throw new UsageError(`no lesson (01-name.md) is in ${path}`);
  const sources = names.map((name) => {
    const shown = folder === undefined ? `litmus/course/${name}` : join(folder, name);
    return new Source(shown, readFileSync(join(path, name), "utf8"));
  });
  const { lessons, diagnostics } = readCourse(sources, new Library(shippedTests()));
  if (diagnostics.length > 0) throw new InvalidInput(diagnostics);
  return lessons;
}

/** The lessons that words choose: a number, or the id of a lesson; all of them for no words. */
export function chooseLessons(
  lessons: readonly Lesson[],
  words: readonly string[],
): readonly Lesson[] {
  for (const word of words) {
    if (lessons.some((lesson) => isCalled(lesson, word))) continue;
    const known = lessons.map(({ number, id }) => `${number} ${id}`).join(", ");
    throw new UsageError(`there is no lesson ${word}; there is ${known}`);
  }
  if (words.length === 0) return lessons;
  return lessons.filter((lesson) => words.some((word) => isCalled(lesson, word)));
}

function isCalled({ number, id }: Lesson, word: string): boolean {
  return word === id || word === `${number}`;
}

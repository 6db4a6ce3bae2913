import { reveal } from "../../course/check.js";
import { type Course, readCourse } from "../../course/course.js";
import type { Exercise } from "../../course/exercise.js";
import { choicesOf } from "../../course/exercises/orders.js";
import { outcomesKey } from "../../course/exercises/outcomes.js";
import { Grader, type Watching } from "../../course/grade.js";
import { solveExercise } from "../../course/kinds.js";
import { Library } from "../../course/library.js";
import { formatDiagnostic } from "../../source/diagnostic.js";
import { Source } from "../../source/source.js";
import { unreachable } from "../../source/unreachable.js";
import type { CourseAnswer, CourseQuestion, NamedText } from "../course/protocol.js";
import { lessonShown } from "./lessons.js";
import { type OnProgress, progressText } from "./options.js";

/** Milliseconds for one answer: a telephone is slower than what `litmus grade` runs on. */
const MILLISECONDS_MAX = 60_000;

/** The lessons that the page shows, and what was found out about their exercises. */
class Classroom {
  readonly #course: Course;
  readonly #exercises: readonly Exercise[];
  readonly #grader: Grader;

  constructor(lessons: readonly NamedText[], tests: readonly NamedText[]) {
    const sources = lessons.map(({ name, text }) => new Source(name, text));
    const files = tests.map(({ name, text }) => ({ path: name, text: () => text }));
    this.#course = readCourse(sources, new Library(files));
    this.#exercises = this.#course.lessons.flatMap((lesson) => lesson.exercises);
    this.#grader = new Grader(this.#exercises, {
      millisecondsMax: MILLISECONDS_MAX,
      clock: () => performance.now(),
    });
  }

  lessons(): CourseAnswer {
    const { lessons, diagnostics } = this.#course;
    const problems = diagnostics.map(formatDiagnostic);
    return { kind: "lessons", lessons: lessons.map(lessonShown), problems };
  }

  async reveal(lesson: string, part: number, watching: Watching): Promise<CourseAnswer> {
    const found = this.#course.lessons.find(({ id }) => id === lesson)?.parts[part];
    if (found?.kind !== "predict") return problem(`${lesson} has no prediction there`);
    const verdicts = await reveal(found.prediction, this.#grader.marking(watching));
    return { kind: "revealed", verdicts };
  }

  async states(id: string, watching: Watching): Promise<CourseAnswer> {
    const exercise = this.#exercise(id);
    if (exercise?.kind !== "outcomes") return problem(`there is no exercise ${id}`);
    const { states, isComplete } = await outcomesKey(exercise, this.#grader.marking(watching));
    return isComplete
      ? { kind: "states", states }
      : problem("The final states are too many to look at all of them.");
  }

  choices(id: string): CourseAnswer {
    const exercise = this.#exercise(id);
    if (exercise?.kind !== "orders") return problem(`there is no exercise ${id}`);
    return { kind: "choices", choices: choicesOf(exercise) };
  }

  async mark(id: string, answer: unknown, watching: Watching): Promise<CourseAnswer> {
    const exercise = this.#exercise(id);
    if (exercise === undefined) return problem(`there is no exercise ${id}`);
    return { kind: "marked", mark: await this.#grader.mark(exercise, answer, watching) };
  }

  async solve(id: string, watching: Watching): Promise<CourseAnswer> {
    const exercise = this.#exercise(id);
    if (exercise === undefined) return problem(`there is no exercise ${id}`);
    const solution = await solveExercise(exercise, this.#grader.marking(watching));
    return { kind: "solution", solution };
  }

  #exercise(id: string): Exercise | undefined {
    return this.#exercises.find((exercise) => exercise.id === id);
  }
}

function problem(message: string): CourseAnswer {
  return { kind: "problem", message };
}

/** The lessons that the page sent last. */
const open = new Map<"course", Classroom>();

/** Answers a question about the course with the code of `litmus grade`. */
export async function courseAnswer(
  question: CourseQuestion,
  signal: AbortSignal,
  progress: OnProgress,
): Promise<CourseAnswer> {
  if (question.kind === "lessons") {
    const classroom = new Classroom(question.lessons, question.tests);
    open.set("course", classroom);
    return classroom.lessons();
  }
  const classroom = open.get("course");
  if (classroom === undefined) return problem("The lessons are not loaded: reload the page.");
  const watching: Watching = { signal, onProgress: (now) => progress(progressText(now)) };
  const answer = await answerIn(classroom, question, watching);
  return signal.aborted ? { kind: "stopped" } : answer;
}

async function answerIn(
  classroom: Classroom,
  question: Exclude<CourseQuestion, { kind: "lessons" }>,
  watching: Watching,
): Promise<CourseAnswer> {
  switch (question.kind) {
    case "reveal":
      return classroom.reveal(question.lesson, question.part, watching);
    case "states":
      return classroom.states(question.exercise, watching);
    case "choices":
      return classroom.choices(question.exercise);
    case "mark":
      return classroom.mark(question.exercise, question.answer, watching);
    case "solve":
      return classroom.solve(question.exercise, watching);
    default:
      return unreachable(question);
  }
}

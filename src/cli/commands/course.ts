import type { Command } from "commander";
import { checkLesson, type Revealed, reveal } from "../../course/check.js";
import { Grader } from "../../course/grade.js";
import { solveExercise } from "../../course/kinds.js";
import type { Lesson } from "../../course/lesson.js";
import { layOut } from "../../report/layout.js";
import { lessonText } from "../../report/lesson.js";
import { lessonJson } from "../../report/lesson-json.js";
import { countText } from "../../report/words.js";
import { type Diagnostic, formatDiagnostic } from "../../source/diagnostic.js";
import { EXIT } from "../exit.js";
import { chooseLessons, openCourse } from "../lessons.js";
import { interruption, lookOf } from "../terminal.js";
import { version } from "../version.js";

interface CourseFlags {
  readonly course?: string;
  readonly reveal?: boolean;
  readonly check?: boolean;
  readonly solutions?: boolean;
  readonly json?: boolean;
}

/** Milliseconds for one question about a lesson. */
const MILLISECONDS_MAX = 60_000;

const HELP = `
Without a lesson: the list of them. --check asks the engines whether what a lesson says is so, and
whether every exercise has an answer; how to write a lesson is in litmus/course/README.md.

Examples:
  litmus course
  litmus course 3 --reveal
  litmus course --course mylessons --check
`;

/** `litmus course [LESSON...]`. */
export function declare(command: Command): void {
  command
    .argument("[lesson...]", "numbers or names of lessons")
    .option("--course <folder>", "lessons of one's own, in place of those that ship")
    .option("--reveal", "show what the engines say to each prediction")
    .option("--check", "check what the lessons say, all of them unless some are named")
    .option("--solutions", "print an answer file with a right answer to every exercise")
    .option("--json", "one line of JSON a lesson")
    .addHelpText("after", HELP)
    .action(run);
}

async function run(words: readonly string[], flags: CourseFlags): Promise<void> {
  const lessons = chooseLessons(openCourse(flags.course), words);
  const signal = interruption();
  const exercises = lessons.flatMap((lesson) => lesson.exercises);
  const clock = () => performance.now();
  const grader = new Grader(exercises, { millisecondsMax: MILLISECONDS_MAX, clock, signal });
  if (flags.check === true) await check(lessons, grader, signal);
  else if (flags.solutions === true) await printSolutions(lessons, grader);
  else if (flags.json === true) for (const lesson of lessons) print(lessonJson(version, lesson));
  else if (words.length === 0) print(listText(lessons));
  else for (const lesson of lessons) await show(lesson, grader, flags.reveal === true);
  if (signal.aborted) process.exitCode = EXIT.interrupted;
}

function print(text: string): void {
  process.stdout.write(text);
}

async function check(
  lessons: readonly Lesson[],
  grader: Grader,
  signal: AbortSignal,
): Promise<void> {
  const problems: Diagnostic[] = [];
  for (const lesson of lessons) {
    if (signal.aborted) return;
    problems.push(...(await checkLesson(lesson, () => grader.marking())));
  }
  if (signal.aborted) return;
  for (const problem of problems) process.stderr.write(`${formatDiagnostic(problem)}\n`);
  const found = problems.length === 0 ? "all is so" : countText(problems.length, "problem");
  print(`${countText(lessons.length, "lesson")}, ${found}\n`);
  if (problems.length > 0) process.exitCode = EXIT.differs;
}

async function printSolutions(lessons: readonly Lesson[], grader: Grader): Promise<void> {
  const { writeAnswerFile } = await import("../../course/answers.js");
  const answers = new Map<string, unknown>();
  for (const exercise of lessons.flatMap((lesson) => lesson.exercises)) {
    const { answer, problem } = await solveExercise(exercise, grader.marking());
    if (problem === null) answers.set(exercise.id, answer);
    else {
      process.stderr.write(`${exercise.id}: ${problem}\n`);
      process.exitCode = EXIT.bounded;
    }
  }
  print(writeAnswerFile({ student: null, answers }));
}

async function show(lesson: Lesson, grader: Grader, isRevealed: boolean): Promise<void> {
  const answers: (readonly Revealed[])[] = [];
  for (const part of isRevealed ? lesson.parts : []) {
    if (part.kind === "predict") answers.push(await reveal(part.prediction, grader.marking()));
  }
  print(lessonText(lesson, answers, lookOf(process.stdout)));
}

function listText(lessons: readonly Lesson[]): string {
  const columns = [
    { header: "", align: "right" },
    { header: "lesson", align: "left" },
    { header: "name", align: "left" },
    { header: "exercises", align: "right" },
    { header: "points", align: "right" },
  ] as const;
  const rows = lessons.map(({ number, title, id, exercises }) => {
    const points = exercises.reduce((sum, exercise) => sum + exercise.points, 0);
    return [`${number}`, title, id, `${exercises.length}`, `${points}`].map((text) => ({ text }));
  });
  return `${layOut(columns, rows, lookOf(process.stdout)).join("\n")}\n`;
}

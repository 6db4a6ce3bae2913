import type { Mark } from "../../course/exercise.js";
import type { Grade } from "../../course/grade.js";
import { escapedXml } from "../junit.js";

/** The marks as JUnit XML: a suite for each student, a test for each exercise; all that is not right has failed. */
export function gradesJunit(grades: readonly Grade[]): string {
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="litmus grade" ${counts(grades.flatMap(({ marks }) => marks))}>`,
    ...grades.flatMap(suiteLines),
    "</testsuites>",
  ];
  return `${lines.join("\n")}\n`;
}

type Marked = Grade["marks"][number];

function suiteLines({ name, marks, problems }: Grade): readonly string[] {
  const suite = escapedXml(name);
  return [
    `  <testsuite name="${suite}" ${counts(marks)}>`,
    ...marks.flatMap(({ exercise, mark }) => caseLines(suite, exercise, mark)),
    ...problems.map((problem) => `    <system-err>${escapedXml(problem)}</system-err>`),
    "  </testsuite>",
  ];
}

function caseLines(suite: string, exercise: string, mark: Mark): readonly string[] {
  const start = `    <testcase name="${escapedXml(exercise)}" classname="${suite}"`;
  const { points, maximum, standing, feedback } = mark;
  if (standing === "right") return [`${start}/>`];
  const element = elementOf(mark);
  const message = escapedXml(`${points} of ${maximum}: ${feedback}`);
  if (element === "skipped") {
    return [`${start}>`, `      <skipped message="${message}"/>`, "    </testcase>"];
  }
  const inner = `      <${element} type="${standing}" message="${message}"/>`;
  return [`${start}>`, inner, "    </testcase>"];
}

function elementOf({ standing }: Mark): "failure" | "error" | "skipped" | null {
  switch (standing) {
    case "right":
      return null;
    case "partial":
    case "wrong":
      return "failure";
    case "malformed":
    case "bounded":
      return "error";
    case "missing":
      return "skipped";
    default:
      return standing satisfies never;
  }
}

function counts(marks: readonly Marked[]): string {
  const count = (name: string) => marks.filter(({ mark }) => elementOf(mark) === name).length;
  const [failures, errors, skipped] = [count("failure"), count("error"), count("skipped")];
  return `tests="${marks.length}" failures="${failures}" errors="${errors}" skipped="${skipped}"`;
}

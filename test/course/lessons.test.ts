import { describe, expect, test } from "vitest";
import { checkLesson } from "../../src/course/check.js";
import { readCourse } from "../../src/course/course.js";
import { exerciseKinds } from "../../src/course/kinds.js";
import { readLesson } from "../../src/course/read.js";
import { formatDiagnostic } from "../../src/source/diagnostic.js";
import { Source } from "../../src/source/source.js";
import { course, graderOf, library } from "./fixtures.js";

test("the lessons that ship read without a complaint, in the order of their numbers", () => {
  expect(course.diagnostics.map(formatDiagnostic)).toEqual([]);
  expect(course.lessons.length).toBeGreaterThanOrEqual(10);
  expect(course.lessons.map(({ number }) => number)).toEqual(course.lessons.map((_, i) => i + 1));
});

test("every kind of exercise is there, and every lesson has text, a test and a prediction", () => {
  const used = new Set(course.lessons.flatMap((l) => l.exercises.map(({ kind }) => kind)));
  expect([...used].sort()).toEqual(exerciseKinds.map(({ name }) => name).sort());
  for (const { id, parts, exercises } of course.lessons) {
    const kinds = parts.map(({ kind }) => kind);
    expect(
      `${id} ${["text", "predict", "verdicts"].every((k) => kinds.some((x) => x === k))}`,
    ).toBe(`${id} true`);
    expect(exercises.length).toBeGreaterThan(1);
  }
});

test.each(course.lessons.map((lesson) => [lesson.id, lesson] as const))(
  "%s: what it says is so, and every exercise has an answer with all points",
  async (_, lesson) => {
    const grader = graderOf(lesson.exercises);
    const problems = await checkLesson(lesson, () => grader.marking());
    expect(problems.map(formatDiagnostic)).toEqual([]);
  },
  30_000,
);

const TEST = `\`\`\`test T
C T
"a test"
{}
P0(int *x) { WRITE_ONCE(*x, 1); }
P1(int *x) { int r0; r0 = READ_ONCE(*x); }
exists (1:r0=0)
\`\`\`
`;

function problemsOf(text: string): readonly string[] {
  const { diagnostics } = readLesson(new Source("07-x.md", text), library);
  return diagnostics.map((d) => formatDiagnostic(d).split("\n")[0]!);
}

describe("what is wrong with a lesson is said with its place", () => {
  test.each([
    ["text", ["07-x.md:1:1: error: a lesson has a title: a line `# Title`"]],
    ["# A\n```exercise steps\n", ["07-x.md:2:1: error: this block has no end: a line of ```"]],
    [
      "# A\n```exercize steps\n```\n",
      ["07-x.md:2:1: error: there is no block `exercize`; did you mean `exercise`?"],
    ],
    ["# A\n```exercise step\n```\n", ["07-x.md:2:1: error: there is no kind of exercise `step`"]],
    [
      `# A\n${TEST}\`\`\`exercise steps\nid: a\npoints: many\nquestion: b\ntest: T\nmodel: tsoo\n\`\`\`\n`,
      [
        "07-x.md:12:1: error: `points` is a whole number from 1 on; here it is many",
        "07-x.md:15:1: error: there is no model `tsoo`",
      ],
    ],
    [
      `# A\n${TEST}\`\`\`exercise steps\nid: a\npoints: 1\nquestion: b\ntest: T\nmodel: sc\noutcome: 1:r9=1\n\`\`\`\n`,
      [expect.stringContaining("07-x.md:16:1: error: ")],
    ],
    [
      `# A\n${TEST}\`\`\`predict\ntest: T\nmodels: sc\nquestion: b\nvariants: c\n\`\`\`\n`,
      ["07-x.md:14:1: error: there is no field `variants` here"],
    ],
    [
      "# A\n```predict\ntest: classic/SB.lit\nmodels: sc\nquestion: b\n```\n",
      [
        expect.stringContaining(
          "07-x.md:3:1: error: classic/SB.lit has variants: name one of them",
        ),
      ],
    ],
    [
      `# A\n${TEST}\`\`\`verdicts\nT | sc Perhaps\nclassic/none.lit | sc Never\n\`\`\`\n`,
      [
        "07-x.md:11:1: error: `Perhaps` is no verdict: Never, Sometimes, Always",
        expect.stringContaining("07-x.md:12:1: error: there is no test classic/none.lit"),
      ],
    ],
    ["# A\n```test T\nC T\n{}\n```\n", ["07-x.md:3:1: error: the test T is wrong"]],
  ])("%j", (text, problems) => {
    expect(problemsOf(text)).toEqual(problems);
  });
});

test("a verdict that is not so, and an exercise without an answer, are found", async () => {
  const exercise =
    "```exercise steps\nid: a\npoints: 1\nquestion: b\ntest: T\nmodel: sc\noutcome: 1:r0=7\n```\n";
  const text = `# A\n${TEST}\`\`\`verdicts\nT | sc Never\n\`\`\`\n${exercise}`;
  const { lessons, diagnostics } = readCourse([new Source("01-x.md", text)], library);
  expect(diagnostics).toEqual([]);
  const grader = graderOf(lessons[0]!.exercises);
  const problems = await checkLesson(lessons[0]!, () => grader.marking());
  expect(problems.map(({ message }) => message)).toEqual([
    "T: sc says Sometimes, not Never",
    "x/a has no answer: the outcome is impossible",
  ]);
});

import { describe, expect, test } from "vitest";
import { readAnswerFile, writeAnswerFile } from "../../src/course/answers.js";
import type { Exercise, MarkStanding } from "../../src/course/exercise.js";
import { outcomesKey } from "../../src/course/exercises/outcomes.js";
import { Grader } from "../../src/course/grade.js";
import { solveExercise } from "../../src/course/kinds.js";
import { gradesCsv } from "../../src/report/grades/csv.js";
import { gradescopeJson } from "../../src/report/grades/gradescope.js";
import { gradesJunit } from "../../src/report/grades/junit.js";
import { gradesText } from "../../src/report/grades/table.js";
import { PLAIN } from "../../src/report/look.js";
import { encodeLink, fingerprint } from "../../src/stepper/link.js";
import { course, graderOf } from "./fixtures.js";

const exercises = course.lessons.flatMap((lesson) => lesson.exercises);
const grader = graderOf(exercises);
const marking = () => grader.marking();

interface Sample {
  readonly answer: unknown;
  readonly standing: MarkStanding;
  /** Share of the points. */
  readonly share: number;
}

const wrong = (answer: unknown): Sample => ({ answer, standing: "wrong", share: 0 });
const malformed = (answer: unknown): Sample => ({ answer, standing: "malformed", share: 0 });
const partial = (answer: unknown, share: number): Sample => ({
  answer,
  standing: "partial",
  share,
});

/** A full barrier, as `litmus fix` has its cost: models.md 6.3. */
const BARRIER: Readonly<Record<string, number>> = { tso: 5, pso: 5, wmm: 5, armv8: 4, lkmm: 5 };

/** Answers to an exercise whose marks are known from how they were made. */
async function samplesOf(exercise: Exercise): Promise<readonly Sample[]> {
  const { answer } = await solveExercise(exercise, marking());
  const right: Sample = { answer, standing: "right", share: 1 };
  const common = [right, malformed(17), malformed({ __proto__: null, no: ["such"] })];
  switch (exercise.kind) {
    case "outcomes": {
      const { states } = await outcomesKey(exercise, marking());
      const known = answer as Readonly<Record<string, readonly string[]>>;
      const [model] = exercise.models;
      const own = known[model!.id]!;
      const [state] = states;
      const flipped = own.includes(state!) ? own.filter((s) => s !== state) : [...own, state!];
      const cells = states.length * exercise.models.length;
      const share = (cells - 2) / cells;
      const mirrored = exercise.models.map(({ id }) => {
        return [id, states.filter((s) => !known[id]!.includes(s))] as const;
      });
      const one = { ...known, [model!.id]: flipped };
      return [
        ...common,
        share > 0 ? partial(one, share) : wrong(one),
        wrong(Object.fromEntries(mirrored)),
        wrong({}),
        malformed({ [model!.id]: ["0:r0=77"] }),
        malformed([]),
      ];
    }
    case "steps": {
      const steps = answer as readonly number[];
      const link = (model: string, variant: string | null) =>
        encodeLink({
          test: { kind: "name", name: "x", fingerprint: fingerprint(exercise.test.original) },
          ...{ model, variant, isFine: false, loopRoundsMax: 8 },
          path: steps.map((step) => step - 1),
        });
      const { variant } = exercise.test;
      return [
        ...common,
        { ...right, answer: link(exercise.model.id, variant) },
        { ...right, answer: steps.join(",") },
        partial(steps.slice(0, -1), 0.5),
        wrong([99]),
        wrong([]),
        wrong([...steps, 1]),
        malformed(link("rc11", variant)),
        malformed(link(exercise.model.id, "another variant")),
        malformed("s1.garbage"),
        malformed([0]),
        malformed("left, right"),
      ];
    }
    case "orders": {
      const text = answer as string;
      const start = exercise.test.source.text;
      const [body] = /\)\s*\n\{\n/.exec(text)!;
      const dearer = text.replace(body, `${body}\tsmp_mb();\n`);
      const [, cost] = /cost (\d+) /.exec((await grader.mark(exercise, text)).feedback)!;
      const more = exercise.models.reduce((sum, { id }) => sum + BARRIER[id]!, 0);
      const shorter = text.replace(/\n\t[^\n]*1\)?;\n/, "\n");
      expect(shorter).not.toBe(text);
      const share = 0.5 + (0.5 * Number(cost)) / (Number(cost) + more);
      return [
        ...common,
        exercise.direction === "weaker" ? wrong(dearer) : partial(dearer, share),
        wrong(start),
        wrong(text.replace(/exists \([^)]*\)/, "exists (0=1)")),
        wrong(shorter),
        { ...right, answer: text.replaceAll("\t", "  ").replace("\n\n", "\n/* done */\n\n") },
        malformed("C x\n{}"),
        malformed("x".repeat(30_000)),
      ];
    }
    case "separate": {
      const text = answer as string;
      const [, condition] = /exists (\(.*\))/.exec(text)!;
      const trivial = `exists (${condition} \\/ ~${condition})`;
      const plain = `C t\n{}\nP0(int *x) { WRITE_ONCE(*x, 1); }\nexists (x=1)\n`;
      const asks = text.replace(/exists \(.*\)[\s\S]*/, `${trivial}\n`);
      return [...common, partial(asks, 0.5), wrong(plain), malformed("C x")];
    }
    case "race": {
      const [a, b] = answer as readonly [number, number];
      return [
        ...common,
        { ...right, answer: [b, a] },
        partial([a, 1], 0.5),
        wrong([1, 2]),
        malformed([a]),
        malformed([a, b, 1]),
        malformed(["a", "b"]),
      ];
    }
  }
}

/** Numbers from 0 up to 1, always the same (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const samples = new Map<string, readonly Sample[]>();

async function allSamples(): Promise<ReadonlyMap<string, readonly Sample[]>> {
  for (const exercise of samples.size > 0 ? [] : exercises) {
    samples.set(exercise.id, await samplesOf(exercise));
  }
  return samples;
}

const DEEP = `{"litmus-answers": 1, "answers": {"a/b": ${"[".repeat(50_000)}${"]".repeat(50_000)}}}`;

const BROKEN = [
  "",
  "{",
  "[]",
  '{"answers": {}}',
  '{"litmus-answers": 2, "answers": {}}',
  "null",
  DEEP,
];

test("200 folders, right, wrong, partially right and malformed, get the marks that they should", async () => {
  const known = await allSamples();
  const next = random(20_260_101);
  const seen = new Set<MarkStanding>();
  for (const text of BROKEN) {
    const { points, problems } = await grader.grade({
      name: "x",
      files: [{ name: "b.json", text }],
    });
    expect([points, problems.length]).toEqual([0, 1]);
  }
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)]!;
  for (let student = 0; student < 200; student++) {
    if (student % 20 === 7) {
      const grade = await grader.grade({
        name: "x",
        files: [{ name: "a.json", text: pick(BROKEN) }],
      });
      expect([grade.points, grade.problems.length]).toEqual([0, 1]);
      expect(grade.problems[0]).toMatch(/^a\.json is no answer file: /);
      continue;
    }
    const answers = new Map<string, unknown>();
    const wanted: (readonly [string, MarkStanding, number])[] = [];
    for (const { id, points } of exercises) {
      const sample: Sample =
        next() < 0.1 ? { answer: null, standing: "missing", share: 0 } : pick(known.get(id)!);
      answers.set(id, sample.answer);
      wanted.push([id, sample.standing, Math.round(sample.share * points * 100) / 100]);
      seen.add(sample.standing);
    }
    const text = writeAnswerFile({ student: `Student ${student}`, answers });
    const grade = await grader.grade({ name: `${student}`, files: [{ name: "a.json", text }] });
    expect(grade.marks.map(({ exercise, mark }) => [exercise, mark.standing, mark.points])).toEqual(
      wanted,
    );
    const sum = wanted.reduce((total, [, , points]) => total + points, 0);
    expect([grade.points, grade.problems]).toEqual([Math.round(sum * 100) / 100, []]);
    expect(grade.marks.every(({ mark }) => mark.feedback.length > 5)).toBe(true);
  }
  expect([...seen].sort()).toEqual(["malformed", "missing", "partial", "right", "wrong"]);
}, 60_000);

test("an answer file reads back as it was written", () => {
  const file = { student: "Ada", answers: new Map<string, unknown>([["a/b", [1, { c: "d" }]]]) };
  expect(readAnswerFile(writeAnswerFile(file))).toEqual({ file, problem: null });
});

test("a second answer, an unknown exercise and no file are reported", async () => {
  const one = graderOf(exercises.slice(0, 1));
  const text = writeAnswerFile({
    student: null,
    answers: new Map([["store-bufering/allowed", 1]]),
  });
  const { problems } = await one.grade({
    name: "x",
    files: [
      { name: "a", text },
      { name: "b", text },
    ],
  });
  expect(problems).toEqual([
    "b: a second answer to store-bufering/allowed is left out",
    "there is no exercise store-bufering/allowed; did you mean store-buffering/allowed?",
  ]);
  expect((await one.grade({ name: "x", files: [] })).problems).toEqual([
    "there is no answer file (*.json)",
  ]);
});

test("an answer that takes too long has no points, and that is said", async () => {
  const threads = Array.from({ length: 9 }, (_, t) => {
    return `P${t}(int *x, int *y) { WRITE_ONCE(*x, ${t}); WRITE_ONCE(*y, ${t}); WRITE_ONCE(*x, 9); }\n`;
  });
  const text = `C big\n{}\n${threads.join("")}exists (x=99)\n`;
  const exercise = exercises.find(({ id }) => id === "message-passing/tso-pso")!;
  let now = 0;
  // Every look at the clock is a second: time is over before any search has ended.
  const clock = () => {
    now += 1000;
    return now;
  };
  const hasty = new Grader([exercise], { millisecondsMax: 3000, clock });
  expect(await hasty.mark(exercise, text)).toEqual({
    points: 0,
    maximum: 4,
    standing: "bounded",
    feedback: "A model gave no complete answer within the limits.",
  });
});

describe("reports", () => {
  const answers = new Map<string, unknown>([["races/flag", [8, 20]]]);
  const text = writeAnswerFile({ student: '=1+1, "Eve"', answers });
  const one = graderOf(
    exercises.filter(({ id }) => id.startsWith("races/") && id !== "races/repair"),
  );
  const grading = one.grade({ name: "eve", files: [{ name: "a.json", text }] });
  const said = "Line 8 is part of a race, but not with the other one.";

  test("CSV quotes, and has no formula", async () => {
    expect(gradesCsv([await grading]).split("\r\n")).toEqual([
      "name,student,exercise,points,maximum,standing,feedback",
      `eve,"'=1+1, ""Eve""",races/flag,1,2,partial,"${said}"`,
      `eve,"'=1+1, ""Eve""",races/lock,0,2,missing,No answer.`,
      `eve,"'=1+1, ""Eve""",sum,1,4,,`,
      "",
    ]);
  });

  test("JUnit", async () => {
    expect(gradesJunit([await grading])).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="litmus grade" tests="2" failures="1" errors="0" skipped="1">
  <testsuite name="eve" tests="2" failures="1" errors="0" skipped="1">
    <testcase name="races/flag" classname="eve">
      <failure type="partial" message="1 of 2: ${said}"/>
    </testcase>
    <testcase name="races/lock" classname="eve">
      <skipped message="0 of 2: No answer."/>
    </testcase>
  </testsuite>
</testsuites>
`);
  });

  test("Gradescope", async () => {
    expect(JSON.parse(gradescopeJson(await grading))).toEqual({
      score: 1,
      output: "",
      visibility: "visible",
      tests: [
        { name: "races/flag", score: 1, max_score: 2, status: "failed", output: said },
        { name: "races/lock", score: 0, max_score: 2, status: "failed", output: "No answer." },
      ],
    });
  });

  test("the table", async () => {
    expect(
      gradesText([await grading], false, PLAIN),
    ).toBe(`  student  points  of  right  partial  wrong  malformed  missing  not known
  eve           1   4               1                          1

1 student, 1.0 of 4 points on average
`);
  });
});

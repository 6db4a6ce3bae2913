import { expect, test } from "vitest";
import { chosenText, picksOf } from "../../src/course/choices.js";
import { choicesOf } from "../../src/course/exercises/orders.js";
import { startText } from "../../src/course/exercises/separate.js";
import { solveExercise } from "../../src/course/kinds.js";
import { course, graderOf } from "./fixtures.js";

const exercises = course.lessons.flatMap((lesson) => lesson.exercises);
const grader = graderOf(exercises);

test("orders are chosen place by place, as the solution does", async () => {
  const orders = exercises.filter((exercise) => exercise.kind === "orders");
  expect(orders.length).toBeGreaterThan(5);
  for (const exercise of orders) {
    const { text } = exercise.test.source;
    const choices = choicesOf(exercise)!;
    const own = choices.map((choice) => choice.own);
    expect(chosenText(text, choices, own)).toBe(text);
    expect(picksOf(text, choices, text)).toEqual(own);
    const { answer } = await solveExercise(exercise, grader.marking());
    const picks = picksOf(text, choices, answer as string)!;
    expect(picks, exercise.id).not.toBeNull();
    expect(chosenText(text, choices, picks)).toBe(answer);
  }
});

test("what no choice makes is not taken for one", () => {
  const exercise = exercises.find(({ id }) => id === "store-buffering/fences")!;
  if (exercise.kind !== "orders") throw new Error("another exercise");
  const { text } = exercise.test.source;
  const choices = choicesOf(exercise)!;
  for (const other of [`${text} `, text.replace("0:r0=0", "0:r0=1"), text.slice(1), ""]) {
    expect(picksOf(text, choices, other)).toBeNull();
  }
});

test("the text that an exercise begins with is a test, and no answer", async () => {
  for (const exercise of exercises.filter(({ kind }) => kind === "separate")) {
    if (exercise.kind !== "separate") continue;
    const mark = await grader.mark(exercise, startText(exercise));
    expect([exercise.id, mark.standing, mark.points]).toEqual([exercise.id, "wrong", 0]);
  }
});

test("marking that is stopped is not remembered", async () => {
  const exercise = exercises.find(({ id }) => id === "store-buffering/allowed")!;
  const fresh = graderOf(exercises);
  const { answer } = await solveExercise(exercise, grader.marking());
  const stopped = new AbortController();
  stopped.abort();
  const early = await fresh.mark(exercise, answer, { signal: stopped.signal });
  expect(early.standing).toBe("bounded");
  expect((await fresh.mark(exercise, answer)).standing).toBe("right");
});

import { expect, test } from "vitest";
import { Question } from "../../src/axiomatic/question.js";

/** At which of so many times a question is put, when the answer is yes at these. */
function asked(times: number, yes: readonly number[]): readonly number[] {
  const question = new Question(3, 4);
  return Array.from({ length: times }, (_, k) => k + 1).filter((time) => {
    const isDue = question.isDue();
    if (isDue && yes.includes(time)) question.wasYes();
    return isDue;
  });
}

test("what is always answered with no is asked less often", () => {
  expect(asked(16, [])).toEqual([1, 2, 3, 4, 8, 12, 16]);
});

test("a yes begins anew", () => {
  expect(asked(16, [8])).toEqual([1, 2, 3, 4, 8, 9, 10, 11, 12, 16]);
});

import { expect, test } from "vitest";
import type { Mark } from "../../src/course/exercise.js";
import type { ExerciseShown } from "../../src/web/course/protocol.js";
import {
  answerPrint,
  markOfAnswer,
  readSaved,
  type Saved,
  type Store,
  standingOf,
  writeSaved,
} from "../../src/web/course/saved.js";

const exercise: ExerciseShown = {
  kind: "separate",
  id: "a/b",
  question: "?",
  points: 4,
  allows: "tso",
  forbids: "sc",
  start: "",
};
const mark: Mark = { points: 4, maximum: 4, standing: "right", feedback: "Right." };
const saved: Saved = {
  student: "Ada",
  answers: { "a/b": "text", "no/such": { deep: [1, null] } },
  marks: { "a/b": { of: answerPrint(exercise, "text"), mark } },
  predictions: { "a/1": { sc: "Never" }, "a/2": {} },
};

class Kept implements Store {
  readonly texts = new Map<string, string>();
  getItem = (name: string) => this.texts.get(name) ?? null;
  setItem = (name: string, text: string) => void this.texts.set(name, text);
}

test("what a student did comes back", () => {
  const store = new Kept();
  expect(writeSaved(store, saved)).toBe(true);
  expect(readSaved(store)).toEqual(saved);
});

test("what is damaged, or not there, is as good as nothing", () => {
  const nothing = { student: "", answers: {}, marks: {}, predictions: {} };
  expect(readSaved(new Kept())).toEqual(nothing);
  for (const text of ["{", "[]", "null", '{"marks": 1}', '{"marks": {"a/b": {"of": 1}}}']) {
    const store = new Kept();
    store.texts.set("litmus-answers", text);
    store.texts.set("litmus-progress", text);
    expect(readSaved(store)).toEqual(nothing);
  }
  const full: Store = {
    getItem: () => {
      throw new Error("no store");
    },
    setItem: () => {
      throw new Error("full");
    },
  };
  expect(readSaved(full)).toEqual(nothing);
  expect(writeSaved(full, saved)).toBe(false);
});

test("a mark is for one answer to one exercise", () => {
  expect(markOfAnswer(saved, exercise)).toEqual(mark);
  expect(markOfAnswer({ ...saved, answers: { "a/b": "other" } }, exercise)).toBeNull();
  expect(markOfAnswer(saved, { ...exercise, allows: "pso" })).toBeNull();
  expect(standingOf(saved, [exercise])).toEqual({
    ...{ points: 4, maximum: 4 },
    ...{ answered: 1, marked: 1, count: 1 },
  });
});

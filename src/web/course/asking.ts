import { useAsking } from "../questions/asking.js";
import type { CourseAnswer, CourseQuestion } from "./protocol.js";

/** A question about the course under way. */
export interface CourseAsking {
  readonly isBusy: boolean;
  /** What the search is doing, in words. */
  readonly message: string;
  ask(question: CourseQuestion, done: (answer: CourseAnswer) => void): void;
  stop(): void;
}

/** Asks the worker about the course, one question at a time. */
export function useCourseAsking(): CourseAsking {
  const { isBusy, message, start, stop } = useAsking();
  const ask = (asked: CourseQuestion, done: (answer: CourseAnswer) => void) => {
    start({ kind: "course", asked }, (answer) => {
      if (answer.kind === "course") done(answer.answered);
      else if (answer.kind === "problem") done(answer);
    });
  };
  return { isBusy, message, ask, stop };
}

import { useState } from "preact/hooks";
import { decodeLink } from "../../stepper/link.js";
import { Walker } from "../stepper/walker.js";
import type { StepsShown } from "./protocol.js";
import { TaskTest } from "./task-test.js";

interface StepsProps {
  readonly exercise: StepsShown;
  readonly answer: unknown;
  onAnswer(answer: unknown): void;
}

/** A walk of the stepper: its history, and how much of it is taken. */
interface Walked {
  readonly path: readonly number[];
  readonly at: number;
}

/** The stepper; the steps that are taken are the answer. */
export function StepsTask({ exercise, answer, onAnswer }: StepsProps) {
  const { asked, goal, model, test } = exercise;
  const taken = stepsOf(answer);
  const [walked, setWalked] = useState<Walked>({ path: taken, at: taken.length });
  // An answer that came from elsewhere, such as a file, has no steps that were undone.
  const isWalked = walked.path.slice(0, walked.at).join() === taken.join();
  const { path, at } = isWalked ? walked : { path: taken, at: taken.length };
  const move = (next: readonly number[], now: number) => {
    setWalked({ path: next, at: now });
    const numbers = next.slice(0, now).map((index) => index + 1);
    if (numbers.join() !== taken.map((index) => index + 1).join()) {
      onAnswer(numbers.length === 0 ? undefined : numbers);
    }
  };
  return (
    <>
      <p class="quiet">
        To be reached: <code>{goal}</code>
      </p>
      <TaskTest test={test} isOpen={false} />
      <Walker
        place={{ text: asked, variant: null, model }}
        path={path}
        at={at}
        isExercise
        onMove={move}
      />
    </>
  );
}

/** The places of the steps of an answer: numbers from 1, or a link of the stepper; none where it is neither. */
function stepsOf(answer: unknown): readonly number[] {
  if (Array.isArray(answer)) {
    return answer.every((one) => Number.isInteger(one) && one >= 1)
      ? answer.map((one: number) => one - 1)
      : [];
  }
  if (typeof answer !== "string") return [];
  const { link } = decodeLink(answer);
  return link === null || link.isFine ? [] : link.path;
}

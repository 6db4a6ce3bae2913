import type { Cell } from "../harness/result.js";
import { isSure } from "../harness/verdict.js";
import { type Diagnostic, Diagnostics } from "../source/diagnostic.js";
import { askModels } from "./asking.js";
import type { Marking } from "./exercise.js";
import { markExercise, solveExercise } from "./kinds.js";
import type { Lesson, Prediction } from "./lesson.js";

/** What a model says of the test of a prediction: `Never`, with a `?` when a limit was hit; null: it does not speak of it. */
export interface Revealed {
  readonly model: string;
  readonly verdict: string | null;
}

/** The answer to a prediction, by the engines. */
export async function reveal(
  { test, models }: Prediction,
  marking: Marking,
): Promise<readonly Revealed[]> {
  const cells = await askModels(test.test, models, marking);
  return models.map(({ id }, i) => {
    const cell = cells[i] ?? null;
    return { model: id, verdict: cell === null ? null : observationText(cell) };
  });
}

/**
 * Asks the engines whether a lesson is right: every verdict that its text states, and that each exercise has an answer, which
 * gets all points. `fresh` gives the time for one question.
 */
export async function checkLesson(
  lesson: Lesson,
  fresh: () => Marking,
): Promise<readonly Diagnostic[]> {
  const diagnostics = new Diagnostics();
  for (const part of lesson.parts) {
    if (part.kind !== "verdicts") continue;
    for (const { test, model, observation, span } of part.verdicts) {
      const [cell] = await askModels(test.test, [model], fresh());
      const found = cell ? observationText(cell) : "nothing";
      if (found === observation) continue;
      const where = test.variant === null ? test.name : `${test.name}, ${test.variant}`;
      const message = `${where}: ${model.id} says ${found}, not ${observation}`;
      diagnostics.error("course-claim", span, message);
    }
  }
  for (const exercise of lesson.exercises) {
    const { answer, problem } = await solveExercise(exercise, fresh());
    if (problem !== null) {
      diagnostics.error("course-claim", exercise.span, `${exercise.id} has no answer: ${problem}`);
      continue;
    }
    const mark = await markExercise(exercise, answer, fresh());
    if (mark.standing === "right") continue;
    const message = `${exercise.id}: the answer that was found is not right: ${mark.feedback}`;
    diagnostics.error("course-claim", exercise.span, message);
  }
  return diagnostics.list;
}

function observationText(cell: Cell): string {
  return isSure(cell) ? cell.observation : `${cell.observation}?`;
}

import { unreachable } from "../source/unreachable.js";
import type { Exercise, ExerciseBase, Mark, Marking, Solution } from "./exercise.js";
import { ordersKind } from "./exercises/orders.js";
import { outcomesKind } from "./exercises/outcomes.js";
import { raceKind } from "./exercises/race.js";
import { separateKind } from "./exercises/separate.js";
import { stepsKind } from "./exercises/steps.js";
import type { Fields } from "./fields.js";

/** Every kind of exercise, in the order of the documentation. */
export const exerciseKinds = [outcomesKind, stepsKind, ordersKind, separateKind, raceKind] as const;

/** Reads the fields of an exercise of a kind; null, with problems reported, when they are wrong. */
export function readExercise(
  kind: Exercise["kind"],
  fields: Fields,
  base: ExerciseBase,
): Exercise | null {
  return exerciseKinds.find(({ name }) => name === kind)!.read(fields, base);
}

/** Marks an answer, whatever it is: what is no answer to the exercise has no points, and the reason is said. */
export function markExercise(exercise: Exercise, answer: unknown, marking: Marking): Promise<Mark> {
  switch (exercise.kind) {
    case "outcomes":
      return outcomesKind.mark(exercise, answer, marking);
    case "steps":
      return stepsKind.mark(exercise, answer, marking);
    case "orders":
      return ordersKind.mark(exercise, answer, marking);
    case "separate":
      return separateKind.mark(exercise, answer, marking);
    case "race":
      return raceKind.mark(exercise, answer, marking);
    default:
      return unreachable(exercise);
  }
}

/** A right answer, found by the engines. */
export function solveExercise(exercise: Exercise, marking: Marking): Promise<Solution> {
  switch (exercise.kind) {
    case "outcomes":
      return outcomesKind.solve(exercise, marking);
    case "steps":
      return stepsKind.solve(exercise, marking);
    case "orders":
      return ordersKind.solve(exercise, marking);
    case "separate":
      return separateKind.solve(exercise, marking);
    case "race":
      return raceKind.solve(exercise, marking);
    default:
      return unreachable(exercise);
  }
}

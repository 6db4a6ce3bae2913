import type { Mark } from "../../course/exercise.js";
import { unreachable } from "../../source/unreachable.js";
import type { ExerciseShown } from "./protocol.js";
import type { Standing } from "./saved.js";

/** `15 points`. */
export function countPoints(points: number): string {
  return points === 1 ? "1 point" : `${points} points`;
}

/** `7 of 15 points`. */
export function pointsText(points: number, maximum: number): string {
  return `${points} of ${countPoints(maximum)}`;
}

/** What is done of a lesson. */
export function standingText({ points, maximum, answered, marked, count }: Standing): string {
  const exercises = count === 1 ? "1 exercise" : `${count} exercises`;
  if (answered === 0) return `${exercises}, ${countPoints(maximum)}`;
  const open = answered - marked;
  const rest = open === 0 ? "" : `, ${open} not checked`;
  return `${pointsText(points, maximum)}, ${answered} of ${exercises} answered${rest}`;
}

/** What a mark is, in a word or two. */
export function standingWord({ standing }: Mark): string {
  switch (standing) {
    case "right":
      return "Right";
    case "partial":
      return "Partly right";
    case "wrong":
      return "Not right";
    case "malformed":
      return "Not an answer";
    case "missing":
      return "No answer yet";
    case "bounded":
      return "Not known";
    default:
      return unreachable(standing);
  }
}

/** What an exercise asks for, as a heading. */
export function taskText(exercise: ExerciseShown): string {
  switch (exercise.kind) {
    case "outcomes":
      return "Mark what is allowed";
    case "steps":
      return "Drive the machine there";
    case "orders":
      return exercise.direction === "stronger" ? "Put it in order" : "Take away what is too much";
    case "separate":
      return "Write a test";
    case "race":
      return "Find the race";
    default:
      return unreachable(exercise);
  }
}

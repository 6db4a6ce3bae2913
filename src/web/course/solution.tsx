import { unreachable } from "../../source/unreachable.js";
import { Code } from "./code.js";
import { Link } from "./place.js";
import type { ExerciseShown } from "./protocol.js";

interface SolutionProps {
  readonly exercise: ExerciseShown;
  /** As the engines found it. */
  readonly answer: unknown;
}

/** A right answer, in the words of its kind. */
export function SolutionView({ exercise, answer }: SolutionProps) {
  switch (exercise.kind) {
    case "outcomes":
      return (
        <ul>
          {Object.entries(answer as Readonly<Record<string, readonly string[]>>).map(
            ([model, states]) => (
              <li key={model}>
                {model} allows{" "}
                {states.map((state, i) => (
                  <span key={state}>
                    {i > 0 && ", "}
                    <code>{state}</code>
                  </span>
                ))}
                .
              </li>
            ),
          )}
        </ul>
      );
    case "steps": {
      const path = (answer as readonly number[]).map((number) => number - 1);
      const { asked, model } = exercise;
      const place = { view: "stepper", text: asked, model, path, at: 0 } as const;
      return (
        <p>
          {path.length} steps, by their numbers: {(answer as readonly number[]).join(", ")}.{" "}
          <Link to={place}>Play them in the stepper</Link>
        </p>
      );
    }
    case "orders":
    case "separate":
      return <Code label="Text of the solution" text={answer as string} />;
    case "race":
      return <p>Lines {(answer as readonly number[]).join(" and ")}.</p>;
    default:
      return unreachable(exercise);
  }
}

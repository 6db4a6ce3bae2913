import { useEffect, useState } from "preact/hooks";
import { normalState } from "../../course/states.js";
import { ModelHeadings } from "../headings.js";
import { useCourseAsking } from "./asking.js";
import { Busy } from "./busy.js";
import type { OutcomesShown } from "./protocol.js";
import { TaskTest } from "./task-test.js";

interface OutcomesProps {
  readonly exercise: OutcomesShown;
  readonly answer: unknown;
  onAnswer(answer: unknown): void;
}

/** A table of final states and models, to be ticked where a model allows a state. */
export function OutcomesTask({ exercise, answer, onAnswer }: OutcomesProps) {
  const [states, setStates] = useState<readonly string[]>([]);
  const [problem, setProblem] = useState<string | null>(null);
  const asking = useCourseAsking();
  const find = () => {
    setProblem(null);
    asking.ask({ kind: "states", exercise: exercise.id }, (answered) => {
      if (answered.kind === "states") setStates(answered.states);
      else setProblem(answered.kind === "problem" ? answered.message : "Stopped.");
    });
  };
  useEffect(find, []);
  const ticked = tickedIn(exercise, answer);
  const tick = (model: string, state: string) => {
    const next = exercise.models.map((id) => {
      const own = ticked.get(id) ?? new Set();
      const isTicked = (one: string) =>
        own.has(normalState(one)) !== (id === model && one === state);
      return [id, states.filter(isTicked)] as const;
    });
    onAnswer(Object.fromEntries(next));
  };
  return (
    <>
      <TaskTest test={exercise.test} isOpen={exercise.test.path !== null} />
      <Busy asking={asking} what="Looking for the final states" />
      {problem !== null && (
        <p class="problem">
          {problem}{" "}
          <button type="button" onClick={find}>
            Try again
          </button>
        </p>
      )}
      {states.length > 0 && (
        <Ticks
          {...{ states }}
          models={exercise.models}
          isTicked={(model, state) => ticked.get(model)?.has(normalState(state)) === true}
          onTick={tick}
        />
      )}
    </>
  );
}

interface TicksProps {
  readonly states: readonly string[];
  readonly models: readonly string[];
  isTicked(model: string, state: string): boolean;
  onTick(model: string, state: string): void;
}

/** A box for each final state under each model. */
function Ticks({ states, models, isTicked, onTick }: TicksProps) {
  return (
    <div class="scroll">
      <table class="ticks">
        <thead>
          <tr>
            <th scope="col">Final state</th>
            <ModelHeadings models={models} />
          </tr>
        </thead>
        <tbody>
          {states.map((state) => (
            <tr key={state}>
              <th scope="row">
                <code>{state}</code>
              </th>
              {models.map((model) => (
                <td key={model}>
                  <input
                    type="checkbox"
                    aria-label={`${model} allows ${state}`}
                    checked={isTicked(model, state)}
                    onChange={() => onTick(model, state)}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** What an answer has ticked, by model, in the normal form of states; nothing where it is none. */
function tickedIn(
  { models }: OutcomesShown,
  answer: unknown,
): ReadonlyMap<string, ReadonlySet<string>> {
  const lists: Readonly<Record<string, unknown>> =
    typeof answer === "object" && answer !== null ? { ...answer } : {};
  return new Map(
    models.map((model) => {
      const list = lists[model];
      return [model, new Set(Array.isArray(list) ? list.map((one) => normalState(`${one}`)) : [])];
    }),
  );
}

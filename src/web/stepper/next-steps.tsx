import type { StepView } from "../../stepper/view.js";

interface NextStepsProps {
  readonly view: StepView;
  /** A final state that is looked for beside what the test asks about. */
  readonly outcome: string | null;
  onTake(index: number): void;
  /** A step was asked for that is not possible. */
  onRefuse(why: string): void;
}

/** What can happen next, what cannot and why, or how it has ended. */
export function NextSteps({ view, outcome, onTake, onRefuse }: NextStepsProps) {
  const { possible, end } = view;
  // At the end every thread is finished, and that is said by the end itself.
  const impossible = end?.kind === "final" ? [] : view.impossible;
  return (
    <div class="steps">
      {possible.map(({ index, text }) => (
        <button type="button" key={index} onClick={() => onTake(index)}>
          {index + 1}. {text}
        </button>
      ))}
      {impossible.length > 0 && <h3 id="not-yet">Not possible now</h3>}
      {impossible.map(({ text }) => (
        <button
          type="button"
          key={text}
          aria-disabled="true"
          aria-describedby="not-yet"
          class="impossible"
          onClick={() => onRefuse(text)}
        >
          {text}
        </button>
      ))}
      <Ended end={end} outcome={outcome} />
    </div>
  );
}

function Ended({
  end,
  outcome,
}: {
  readonly end: StepView["end"];
  readonly outcome: string | null;
}) {
  if (end === null) return null;
  if (end.kind !== "final") {
    return (
      <p class="end" tabIndex={-1}>
        {end.text}
      </p>
    );
  }
  const values = end.outcome.map(({ name, value }) => `${name}=${value}`).join(" ");
  const isChosen = outcome !== null && outcome.trim().split(/\s+/).join(" ") === values;
  return (
    <p class={end.satisfies ? "end sometimes" : "end never"} tabIndex={-1}>
      The end: {values}.{" "}
      {end.satisfies ? "This is the outcome that the test asks about." : "The condition is false."}
      {isChosen && " This is the outcome that was chosen."}
    </p>
  );
}

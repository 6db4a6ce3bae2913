import { useId, useState } from "preact/hooks";
import type { Mark, Solution } from "../../course/exercise.js";
import { unreachable } from "../../source/unreachable.js";
import { useCourseAsking } from "./asking.js";
import { Busy } from "./busy.js";
import type { Desk } from "./desk.js";
import { useFocusAfter } from "./focus.js";
import { inline } from "./markdown.js";
import { OrdersTask } from "./orders.js";
import { OutcomesTask } from "./outcomes.js";
import type { ExerciseShown } from "./protocol.js";
import { RaceTask } from "./race.js";
import { markOfAnswer } from "./saved.js";
import { SeparateTask } from "./separate.js";
import { SolutionView } from "./solution.js";
import { StepsTask } from "./steps.js";
import { countPoints, pointsText, standingWord, taskText } from "./words.js";

interface ExerciseProps {
  readonly exercise: ExerciseShown;
  /** Among those of its lesson, from 1. */
  readonly number: number;
  readonly desk: Desk;
}

/** An exercise: what is to be done, where it is done, and what the answer is worth. */
export function ExerciseCard({ exercise, number, desk }: ExerciseProps) {
  const title = useId();
  const checking = useCourseAsking();
  const [said, setSaid] = useState("");
  const { id, question, points } = exercise;
  const answer = desk.saved.answers[id];
  const mark = markOfAnswer(desk.saved, exercise);
  const change = (next: unknown) => {
    checking.stop();
    setSaid("");
    desk.answer(id, next);
  };
  const check = () => {
    if (answer === undefined) {
      setSaid("There is nothing to check yet.");
      return;
    }
    setSaid("");
    checking.ask({ kind: "mark", exercise: id, answer }, (answered) => {
      if (answered.kind === "marked") desk.mark(exercise, answer, answered.mark);
      else setSaid(answered.kind === "problem" ? answered.message : "Stopped before it was known.");
    });
  };
  return (
    <section class="card" aria-labelledby={title}>
      <h3 id={title}>
        Exercise {number}: {taskText(exercise)}{" "}
        <span class="quiet">
          ({mark === null ? countPoints(points) : pointsText(mark.points, points)})
        </span>
      </h3>
      <p>{inline(question)}</p>
      <Task exercise={exercise} answer={answer} onAnswer={change} />
      <div class="bar">
        <button type="button" class={answer === undefined ? "" : "main"} onClick={check}>
          Check
        </button>
        <button type="button" onClick={() => change(undefined)}>
          Start again
        </button>
        <Busy asking={checking} what="Checking" />
      </div>
      <div role="status">
        {mark !== null && !checking.isBusy && <MarkView mark={mark} />}
        {said !== "" && <p class="problem">{said}</p>}
      </div>
      {desk.saved.marks[id] !== undefined && <SolutionPart exercise={exercise} />}
    </section>
  );
}

interface TaskProps {
  readonly exercise: ExerciseShown;
  readonly answer: unknown;
  onAnswer(answer: unknown): void;
}

/** Where the answer is given. */
function Task({ exercise, answer, onAnswer }: TaskProps) {
  switch (exercise.kind) {
    case "outcomes":
      return <OutcomesTask exercise={exercise} answer={answer} onAnswer={onAnswer} />;
    case "steps":
      return <StepsTask exercise={exercise} answer={answer} onAnswer={onAnswer} />;
    case "orders":
      return <OrdersTask exercise={exercise} answer={answer} onAnswer={onAnswer} />;
    case "separate":
      return <SeparateTask exercise={exercise} answer={answer} onAnswer={onAnswer} />;
    case "race":
      return <RaceTask exercise={exercise} answer={answer} onAnswer={onAnswer} />;
    default:
      return unreachable(exercise);
  }
}

function MarkView({ mark }: { readonly mark: Mark }) {
  const { points, maximum, standing, feedback } = mark;
  return (
    <p class={`mark ${standing}`}>
      <strong>
        {standingWord(mark)}, {pointsText(points, maximum)}.
      </strong>{" "}
      {feedback}
    </p>
  );
}

/** After an attempt: a right answer, if the student wants to see it. */
function SolutionPart({ exercise }: { readonly exercise: ExerciseShown }) {
  const [solution, setSolution] = useState<Solution | null>(null);
  const asking = useCourseAsking();
  const title = useFocusAfter<HTMLHeadingElement>(solution);
  const button = useFocusAfter<HTMLButtonElement>(solution);
  const show = () => {
    asking.ask({ kind: "solve", exercise: exercise.id }, (answered) => {
      if (answered.kind === "solution") setSolution(answered.solution);
      else if (answered.kind === "problem")
        setSolution({ answer: null, problem: answered.message });
    });
  };
  if (asking.isBusy) return <Busy asking={asking} what="Looking for a solution" />;
  if (solution === null) {
    return (
      <button type="button" ref={button} onClick={show}>
        Show a solution
      </button>
    );
  }
  return (
    <section aria-label="A solution">
      <h4 tabIndex={-1} ref={title}>
        A solution
      </h4>
      {solution.problem !== null ? (
        <p class="problem">{solution.problem}</p>
      ) : (
        <SolutionView exercise={exercise} answer={solution.answer} />
      )}
      <button type="button" onClick={() => setSolution(null)}>
        Hide it
      </button>
    </section>
  );
}

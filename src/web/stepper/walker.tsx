import { useEffect, useState } from "preact/hooks";
import { useAsking } from "../questions/asking.js";
import type { Answer, Place, StepAnswer, Wanted } from "../questions/protocol.js";
import { ThreadView, Values } from "./panes.js";

interface WalkerProps {
  readonly place: Place;
  readonly path: readonly number[];
  readonly at: number;
  /** True: no way to an outcome is shown, since finding one is the exercise. */
  readonly isExercise?: boolean;
  onMove(path: readonly number[], at: number): void;
}

/** The stepper: a walk through the states of a machine. */
export function Walker({ place, path, at, isExercise = false, onMove }: WalkerProps) {
  const [shown, setShown] = useState<StepAnswer | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const { isBusy, message, start, stop } = useAsking();
  const key = `${place.text}/${place.variant}/${place.model}/${path.join()}/${at}`;
  const show = (answer: Answer) => {
    setProblem(answer.kind === "problem" ? answer.message : null);
    if (answer.kind !== "step") return;
    setShown(answer);
    const next = answer.history.map(({ index }) => index);
    if (next.join() !== path.join()) onMove(next, answer.at);
  };
  const want = (wanted: Wanted) => start({ kind: "step", wanted, ...place, path, at }, show);
  const isThere =
    shown?.at === at && shown.history.map(({ index }) => index).join() === path.join();
  useEffect(() => {
    if (!isThere || at === 0) want("view");
  }, [key]);
  const take = (index: number) => {
    // Until the next state is there, its steps are not known: those that are shown belong to the one before.
    if (!isThere) return;
    const isRedo = path[at] === index;
    onMove(isRedo ? path : [...path.slice(0, at), index], at + 1);
  };
  const press = (event: KeyboardEvent) => {
    const index = Number(event.key) - 1;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (shown?.view.possible[index] !== undefined) take(index);
    else if (event.key === "u" && at > 0) onMove(path, at - 1);
    else if (event.key === "r" && at < path.length) onMove(path, at + 1);
    else return;
    event.preventDefault();
  };
  if (shown === null) return <p class="problem">{problem ?? ""}</p>;
  const { view, history } = shown;
  return (
    <section aria-label="Stepper" onKeyDown={press}>
      <div class="bar">
        <button type="button" disabled={at === 0} onClick={() => onMove(path, at - 1)}>
          Undo (u)
        </button>
        <button type="button" disabled={at >= path.length} onClick={() => onMove(path, at + 1)}>
          Redo (r)
        </button>
        <label>
          Step {at} of {path.length}{" "}
          <input
            type="range"
            min={0}
            max={path.length}
            value={at}
            onInput={(event) => onMove(path, Number(event.currentTarget.value))}
          />
        </label>
        {!isExercise && (
          <>
            <button type="button" onClick={() => want("outcome")}>
              Way to the outcome
            </button>
            <button type="button" onClick={() => want("other outcome")}>
              Way to another
            </button>
          </>
        )}
        <button type="button" onClick={() => want("reachable")}>
          Still reachable
        </button>
        {isBusy && (
          <button type="button" onClick={stop}>
            Stop {message}
          </button>
        )}
      </div>
      {problem !== null && <p class="problem">{problem}</p>}
      <p role="status">{at > 0 ? `${at}. ${history[at - 1]?.text ?? ""}` : "At the start."}</p>
      {shown.said.length > 0 && <pre class="said">{shown.said.join("\n")}</pre>}
      <h2>Next steps</h2>
      <Steps view={view} onTake={take} />
      <div class="threads">
        {view.threads.map((thread, t) => (
          <ThreadView
            key={thread.name}
            thread={thread}
            code={shown.code[t] ?? []}
            isChanged={(part) => isChanged(shown, `threads.${t}.${part}`)}
          />
        ))}
        <section class="thread" aria-label="Memory">
          <h3>Memory</h3>
          <Values values={view.memory} isChanged={(i) => isChanged(shown, `memory.${i}`)} />
          {view.notes.map((note) => (
            <p key={note.label}>
              {note.label}: {note.text}
            </p>
          ))}
        </section>
      </div>
    </section>
  );
}

function isChanged({ changed }: StepAnswer, part: string): boolean {
  return changed.some((one) => {
    return one === part || one.startsWith(`${part}.`) || part.startsWith(`${one}.`);
  });
}

interface StepsProps {
  readonly view: StepAnswer["view"];
  onTake(index: number): void;
}

/** What can happen next, what cannot and why, or how it has ended. */
function Steps({ view: { possible, impossible, end }, onTake }: StepsProps) {
  return (
    <div class="steps">
      {possible.map(({ index, text }) => (
        <button type="button" key={index} onClick={() => onTake(index)}>
          {index + 1}. {text}
        </button>
      ))}
      {impossible.map(({ text }) => (
        <button type="button" key={text} aria-disabled="true" class="impossible">
          {text}
        </button>
      ))}
      {end?.kind === "final" && (
        <p class={end.satisfies ? "end sometimes" : "end never"}>
          The end: {end.outcome.map(({ name, value }) => `${name}=${value}`).join(" ")}.{" "}
          {end.satisfies
            ? "This is the outcome that the test asks about."
            : "The condition is false."}
        </p>
      )}
      {end !== null && end.kind !== "final" && <p class="end">{end.text}</p>}
    </div>
  );
}

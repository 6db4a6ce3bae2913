import { useEffect, useRef, useState } from "preact/hooks";
import { Later } from "../later.js";
import { useAsking } from "../questions/asking.js";
import type { Answer, RunAnswer } from "../questions/protocol.js";
import type { ViewProps } from "../views.js";
import { Details } from "./details.js";
import { Editor } from "./editor.js";
import { Matrix } from "./matrix.js";
import { Outcomes } from "./outcomes.js";
import { Share } from "./share.js";

/** Milliseconds after the last change of the text before the test is run. */
const PAUSE_MILLISECONDS = 400;

const walker = () => import("../stepper/walker.js").then((part) => part.Walker);

/** A test to edit, and beside it what the models say of it or a walk through one of its machines. */
export function Playground({ address, text, onGo, onOpen }: ViewProps) {
  const { said, isBusy, message, stop } = useVerdicts(text);
  const answer = said?.answer ?? null;
  const isReady = useOnce(answer !== null);
  const result = answer?.kind === "run" ? answer : null;
  const isOld = said !== null && said.text !== text;
  const edit = (next: string) => {
    if (next !== text) onOpen(null, next);
  };
  return (
    <>
      <section class="left" aria-label="Test">
        <Editor text={text} isReady={isReady} onChange={edit} />
      </section>
      <section class="right" aria-label="Answers">
        <p class="status" role="status">
          {isBusy ? `Searching. ${message}` : result?.isStopped ? "Stopped: what is known." : ""}
          {isBusy && (
            <button type="button" onClick={stop}>
              Stop
            </button>
          )}
        </p>
        <div class={isOld ? "old" : ""} aria-busy={isOld}>
          {answer?.kind === "problem" && <pre class="problem">{answer.message}</pre>}
          {said !== null && result !== null && (
            <Answers
              {...{ address, result, onGo }}
              text={said.text}
              onApply={(next) => onOpen(null, next)}
            />
          )}
        </div>
      </section>
    </>
  );
}

interface AnswersProps extends Pick<ViewProps, "address" | "text" | "onGo"> {
  readonly result: RunAnswer;
  onApply(text: string): void;
}

/** The table of verdicts, and of one of its cells what the view shows. */
function Answers({ address, text, result, onGo, onApply }: AnswersProps) {
  const { model, variant, isPossible } = chooseCell(result, address.model, address.variant);
  return (
    <>
      <Matrix
        result={result}
        model={model}
        variant={variant}
        onChoose={(next) => onGo({ ...next, outcome: null, path: [], at: 0 })}
      />
      <Share {...{ address, text, model, variant }} />
      {model !== null && address.view === "verdicts" && (
        <>
          <Outcomes
            result={result}
            variant={variant}
            outcome={address.outcome}
            onChoose={(outcome) => onGo({ outcome, model, variant, path: [], at: 0 })}
          />
          <Details
            key={`${text}/${variant}/${model}/${address.outcome}`}
            place={{ text, variant, model }}
            outcome={address.outcome}
            isPossible={isPossible}
            onApply={onApply}
          />
        </>
      )}
      {model !== null && address.view === "stepper" && (
        <Later
          load={walker}
          props={{
            place: { text, ...steppedPlace(address, { variant, model }) },
            path: address.path,
            at: address.at,
            isFine: address.isFine,
            outcome: address.outcome,
            onFine: (isFine: boolean) => onGo({ isFine, path: [], at: 0 }),
            onMove: (path: readonly number[], at: number) => {
              onGo({ path, at, ...steppedPlace(address, { variant, model }) });
            },
          }}
        />
      )}
    </>
  );
}

interface Stepped {
  readonly variant: string | null;
  readonly model: string;
}

/** The chosen cell; steps of a link are of its own, also where the table has no column for its model. */
function steppedPlace({ path, model, variant }: ViewProps["address"], chosen: Stepped): Stepped {
  return path.length > 0 && model !== null ? { model, variant } : chosen;
}

/** Runs a text a moment after its last change; until it is answered, what was said of the one before stays. */
function useVerdicts(text: string) {
  const [said, setSaid] = useState<{ readonly text: string; readonly answer: Answer } | null>(null);
  const { isBusy, message, start, stop } = useAsking();
  useEffect(() => {
    const run = () => start({ kind: "run", text }, (answer) => setSaid({ text, answer }));
    const timer = setTimeout(run, said === null ? 0 : PAUSE_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [text]);
  return { said, isBusy, message, stop };
}

/** Whether something was ever so. */
function useOnce(isNow: boolean): boolean {
  const wasEver = useRef(false);
  wasEver.current ||= isNow;
  return wasEver.current;
}

/** The cell that is asked for, or that of its model, else one with a machine that shows the outcome, else the first. */
function chooseCell(result: RunAnswer | null, model: string | null, variant: string | null) {
  const cells = (result?.rows ?? []).flatMap(({ name, cells }) => {
    return cells.map((cell) => ({ variant: name, model: cell.model, cell }));
  });
  const machines = new Set(
    result?.models.filter(({ hasMachine }) => hasMachine).map(({ id }) => id),
  );
  const asked = cells.find((one) => one.model === model && one.variant === variant);
  const shows = cells.find(
    ({ cell }) => cell.observation === "Sometimes" && machines.has(cell.model),
  );
  // The variant may be gone: a repair makes a test of one.
  const isGone = !cells.some((one) => one.variant === variant);
  const ofModel = isGone ? cells.filter((one) => one.model === model) : [];
  const same = ofModel.find(({ cell }) => cell.observation === "Sometimes") ?? ofModel[0];
  const { model: id = null, variant: name = null, cell } = asked ?? same ?? shows ?? cells[0] ?? {};
  return { model: id, variant: name, isPossible: cell?.observation !== "Never" };
}

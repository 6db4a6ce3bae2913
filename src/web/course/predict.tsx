import { useEffect, useId, useState } from "preact/hooks";
import { useCourseAsking } from "./asking.js";
import { Busy } from "./busy.js";
import { Code } from "./code.js";
import type { Desk } from "./desk.js";
import { useFocusAfter } from "./focus.js";
import { inline } from "./markdown.js";
import { nameOf, TestLinks } from "./place.js";
import type { PredictionShown, TestShown, VerdictShown } from "./protocol.js";
import type { Prediction } from "./saved.js";
import { Story } from "./story.js";

const VERDICTS = ["Never", "Sometimes", "Always"] as const;

interface PredictionProps {
  readonly prediction: PredictionShown;
  readonly place: { readonly lesson: string; readonly part: number };
  /** Whether its test stands above it. */
  readonly isShownBefore: boolean;
  readonly desk: Desk;
}

/** A question that a reader answers before the models do. */
export function PredictionCard({ prediction, place, isShownBefore, desk }: PredictionProps) {
  const { question, test, models } = prediction;
  const title = useId();
  const key = `${place.lesson}/${place.part}`;
  const made = desk.saved.predictions[key];
  const heading = useFocusAfter<HTMLHeadingElement>(made === undefined);
  return (
    <section class="card" aria-labelledby={title}>
      <h3 id={title} tabIndex={-1} ref={heading}>
        Predict
      </h3>
      <p>{inline(question)}</p>
      {!isShownBefore && (
        <>
          <Code label={`Test ${nameOf(test)}`} text={test.text} />
          <TestLinks test={test} />
        </>
      )}
      {made === undefined ? (
        <Choices models={models} onChoose={(chosen) => desk.predict(key, chosen)} />
      ) : (
        <Answer place={place} test={test} made={made} onAgain={() => desk.predict(key, null)} />
      )}
    </section>
  );
}

interface ChoicesProps {
  readonly models: readonly string[];
  /** Without any entry when the reader would rather read on. */
  onChoose(chosen: Prediction): void;
}

/** A verdict is chosen for each model. */
function Choices({ models, onChoose }: ChoicesProps) {
  const [chosen, setChosen] = useState<Prediction>({});
  const group = useId();
  const isDone = models.every((model) => chosen[model] !== undefined);
  return (
    <>
      <div class="predictions">
        {models.map((model) => (
          <fieldset key={model}>
            <legend>{model}</legend>
            {VERDICTS.map((verdict) => (
              <label key={verdict}>
                <input
                  type="radio"
                  name={`${group}-${model}`}
                  checked={chosen[model] === verdict}
                  onChange={() => setChosen((now) => ({ ...now, [model]: verdict }))}
                />{" "}
                {verdict}
              </label>
            ))}
          </fieldset>
        ))}
      </div>
      <div class="bar">
        <button type="button" class="main" disabled={!isDone} onClick={() => onChoose(chosen)}>
          Show what the models say
        </button>
        <button type="button" onClick={() => onChoose({})}>
          Skip this question
        </button>
      </div>
    </>
  );
}

interface AnswerProps {
  readonly place: PredictionProps["place"];
  readonly test: TestShown;
  readonly made: Prediction;
  onAgain(): void;
}

/** What the models say beside what was predicted, and how it comes about. */
function Answer({ place, test, made, onAgain }: AnswerProps) {
  const [verdicts, setVerdicts] = useState<readonly VerdictShown[]>([]);
  const [problem, setProblem] = useState<string | null>(null);
  const [model, setModel] = useState<string | null>(null);
  const asking = useCourseAsking();
  const reveal = () => {
    setProblem(null);
    asking.ask({ kind: "reveal", ...place }, (answer) => {
      if (answer.kind === "revealed") setVerdicts(answer.verdicts);
      else setProblem(answer.kind === "problem" ? answer.message : "Stopped.");
    });
  };
  useEffect(reveal, []);
  const told = model ?? mostInteresting(verdicts);
  return (
    <>
      <p role="status">
        <Busy asking={asking} what="Asking the models" />
        {verdicts.length > 0 && comparisonText(verdicts, made)}
      </p>
      {verdicts.length > 0 && (
        <Comparison verdicts={verdicts} made={made} told={told} onTell={setModel} />
      )}
      {told !== null && <Story key={told} test={test} model={told} />}
      {problem !== null && <p class="problem">{problem}</p>}
      <div class="bar">
        {problem !== null && (
          <button type="button" onClick={reveal}>
            Ask again
          </button>
        )}
        <button type="button" onClick={onAgain}>
          Predict again
        </button>
      </div>
    </>
  );
}

interface ComparisonProps {
  readonly verdicts: readonly VerdictShown[];
  readonly made: Prediction;
  /** The model whose story is told. */
  readonly told: string | null;
  onTell(model: string): void;
}

function Comparison({ verdicts, made, told, onTell }: ComparisonProps) {
  const isMade = Object.keys(made).length > 0;
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">Model</th>
          {isMade && <th scope="col">You said</th>}
          <th scope="col">It says</th>
          <th scope="col">Why</th>
        </tr>
      </thead>
      <tbody>
        {verdicts.map(({ model, verdict }) => (
          <tr key={model}>
            <th scope="row">{model}</th>
            {isMade && (
              <td>
                {made[model]} {made[model] === verdict ? "✓" : "✗"}
              </td>
            )}
            <td class={verdict?.toLowerCase() ?? ""}>{verdict ?? "does not speak of this"}</td>
            <td>
              {verdict !== null && (
                <button type="button" aria-pressed={told === model} onClick={() => onTell(model)}>
                  {verdict === "Never" ? "Why not" : "How"}
                  <span class="hidden"> under {model}</span>
                </button>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The first model that allows what is asked about; else the last one, which is the weakest as a rule. */
function mostInteresting(verdicts: readonly VerdictShown[]): string | null {
  const allowing = verdicts.find(({ verdict }) => verdict !== null && verdict !== "Never");
  const speaking = verdicts.filter(({ verdict }) => verdict !== null);
  return (allowing ?? speaking.at(-1))?.model ?? null;
}

function comparisonText(verdicts: readonly VerdictShown[], made: Prediction): string {
  const asked = verdicts.filter(({ model, verdict }) => verdict !== null && made[model]);
  if (asked.length === 0) return "This is what the models say.";
  const right = asked.filter(({ model, verdict }) => made[model] === verdict).length;
  if (right === asked.length) return "All as you said.";
  return `${right} of ${asked.length} as you said.`;
}

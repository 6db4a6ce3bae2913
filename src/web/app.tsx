import { useEffect, useState } from "preact/hooks";
import { type Address, encodeAddress } from "./address.js";
import { useAsking } from "./asking.js";
import { catalogue } from "./catalogue.js";
import { Details } from "./details.js";
import { Editor } from "./editor.js";
import { Matrix } from "./matrix.js";
import { Outcomes } from "./outcomes.js";
import type { Answer, RunAnswer } from "./protocol.js";
import { Walker } from "./walker.js";

/** Milliseconds after the last change of the text before the test is run. */
const PAUSE_MILLISECONDS = 400;

interface AppProps {
  readonly address: Address;
  readonly text: string;
}

/** The whole page. */
export function App({ address: first, text: firstText }: AppProps) {
  const [address, setAddress] = useState(first);
  const [text, setText] = useState(firstText);
  const [result, setResult] = useState<RunAnswer | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const { isBusy, message, start, stop } = useAsking();
  const { tab, model, variant } = address;

  const go = (change: Partial<Address>) => setAddress((now) => ({ ...now, ...change }));
  const open = (test: string | null, next: string) => {
    setText(next);
    setResult(null);
    go({ test, text: next, path: [], at: 0 });
  };
  const edit = (next: string) => {
    if (next !== text) open(catalogue.get(address.test ?? "") === next ? address.test : null, next);
  };
  const ran = (answer: Answer) => {
    setProblem(answer.kind === "problem" ? answer.message : null);
    setResult(answer.kind === "run" ? answer : null);
  };
  useEffect(() => {
    void encodeAddress(address).then((hash) => history.replaceState(null, "", `#${hash}`));
  }, [address]);
  useEffect(() => {
    const timer = setTimeout(() => start({ kind: "run", text }, ran), PAUSE_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [text]);

  const chosen = chooseCell(result, model, variant);
  return (
    <>
      <header>
        <h1>litmus</h1>
        <Catalogue test={address.test} onOpen={open} />
        <nav aria-label="Views">
          {(["verdicts", "stepper"] as const).map((name) => (
            <button
              type="button"
              key={name}
              aria-pressed={tab === name}
              onClick={() => go({ tab: name, model: chosen.model, variant: chosen.variant })}
            >
              {name === "verdicts" ? "Verdicts" : "Stepper"}
            </button>
          ))}
        </nav>
      </header>
      <main>
        <section class="left" aria-label="Test">
          <Editor text={text} onChange={edit} />
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
          {problem !== null && <pre class="problem">{problem}</pre>}
          {result !== null && (
            <Matrix
              result={result}
              model={chosen.model}
              variant={chosen.variant}
              onChoose={(next) => go({ ...next, path: [], at: 0 })}
            />
          )}
          {result !== null && chosen.model !== null && tab === "verdicts" && (
            <>
              <Outcomes result={result} variant={chosen.variant} />
              <Details
                key={`${text}/${chosen.variant}/${chosen.model}`}
                place={{ text, variant: chosen.variant, model: chosen.model }}
                onApply={(next) => open(null, next)}
              />
            </>
          )}
          {result !== null && chosen.model !== null && tab === "stepper" && (
            <Walker
              place={{ text, variant: chosen.variant, model: chosen.model }}
              path={address.path}
              at={address.at}
              onMove={(path, at) => go({ path, at, model: chosen.model, variant: chosen.variant })}
            />
          )}
        </section>
      </main>
    </>
  );
}

/** The cell that is asked for, else one with a machine that shows the outcome, else the first. */
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
  const { model: id = null, variant: name = null } = asked ?? shows ?? cells[0] ?? {};
  return { model: id, variant: name };
}

interface CatalogueProps {
  readonly test: string | null;
  onOpen(test: string, text: string): void;
}

/** A field that finds shipped tests by parts of their paths. */
function Catalogue({ test, onOpen }: CatalogueProps) {
  const choose = (event: Event) => {
    const path = (event.currentTarget as HTMLInputElement).value;
    const text = catalogue.get(path);
    if (text !== undefined) onOpen(path, text);
  };
  return (
    <label class="catalogue">
      Test{" "}
      <input
        list="tests"
        value={test ?? ""}
        placeholder={`search ${catalogue.size} tests`}
        onFocus={(event) => event.currentTarget.select()}
        onInput={choose}
      />
      <datalist id="tests">
        {[...catalogue.keys()].map((path) => (
          <option key={path} value={path} />
        ))}
      </datalist>
    </label>
  );
}

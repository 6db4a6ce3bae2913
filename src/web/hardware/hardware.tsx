import { useCallback, useEffect, useState } from "preact/hooks";
import type { Mode } from "../../hardware/plan.js";
import {
  languageText,
  type MachineAbout,
  meaningText,
  modeText,
  ownModelOf,
} from "../../report/hardware-words.js";
import { countText } from "../../report/words.js";
import type { ViewProps } from "../views.js";
import { isIsolated, NotIsolated } from "./isolation.js";
import { machineAbout } from "./machine.js";
import { TESTS } from "./tests.js";
import { Trial } from "./trial.js";
import "./hardware.css";

/** A test runs until it is stopped, but not for longer than this; of several each for a short time. */
const ALONE_MILLISECONDS = 60_000;
const EACH_MILLISECONDS = 2_000;

/** What is chosen beside the names of tests: all of them, or the test that the page holds. */
const ALL = "all";
const HELD = "held";

const MODES: readonly Mode[] = ["plain", "atomics"];

/** Tests on the processor of whoever reads the page. */
export function Hardware({ address, text, onOpen }: ViewProps) {
  const machine = useMachine();
  const held = TESTS.find(({ path }) => path === address.test);
  const [choice, setChoice] = useState(held?.name ?? "SB");
  const [mode, setMode] = useState<Mode>("plain");
  /** The place among the chosen tests of the one that runs; null: none. */
  const [running, setRunning] = useState<number | null>(null);
  useEffect(() => {
    if (held !== undefined) setChoice(held.name);
  }, [held]);
  const chosen =
    choice === HELD
      ? [{ name: "This test", text }]
      : TESTS.filter(({ name }) => choice === ALL || name === choice);
  const milliseconds = chosen.length > 1 ? EACH_MILLISECONDS : ALONE_MILLISECONDS;
  const goOn = useCallback(() => {
    setRunning((now) => (now === null || now + 1 >= chosen.length ? null : now + 1));
  }, [chosen.length]);
  const choose = (next: string) => {
    setRunning(null);
    setChoice(next);
    const test = TESTS.find(({ name }) => name === next);
    if (test !== undefined) onOpen(test.path, test.text);
  };
  if (machine === null) return <p class="hardware loading">Looking at this machine.</p>;
  return (
    <section class="hardware" aria-labelledby="hardware">
      <h2 id="hardware">See it on your own CPU</h2>
      <p>
        A test runs here with real threads, over and over, and what comes out is counted, beside
        what each model allows. <About machine={machine} />
      </p>
      {!isIsolated() && <NotIsolated />}
      <Controls
        {...{ choice, mode }}
        running={running === null ? null : (chosen[running]?.name ?? "")}
        onChoose={choose}
        onMode={(next) => {
          setRunning(null);
          setMode(next);
        }}
        onRun={(isWanted) => setRunning(isWanted ? 0 : null)}
      />
      {chosen.map((test, k) => (
        <Trial
          key={`${test.name} ${mode} ${choice === HELD ? text : ""}`}
          {...{ name: test.name, text: test.text, mode, machine, milliseconds }}
          isRunning={running === k}
          onDone={goOn}
        />
      ))}
      <h3>What JavaScript permits</h3>
      <p>{languageText(mode)}</p>
      <h3>What this shows, and what not</h3>
      <p>{meaningText(mode)}</p>
    </section>
  );
}

interface ControlsProps {
  readonly choice: string;
  readonly mode: Mode;
  /** The name of the test that runs; null for none. */
  readonly running: string | null;
  onChoose(choice: string): void;
  onMode(mode: Mode): void;
  onRun(isWanted: boolean): void;
}

/** What runs and how, start and stop. */
function Controls({ choice, mode, running, onChoose, onMode, onRun }: ControlsProps) {
  return (
    <div class="bar">
      <label>
        Test{" "}
        <select value={choice} onChange={(event) => onChoose(event.currentTarget.value)}>
          {TESTS.map(({ name }) => (
            <option key={name}>{name}</option>
          ))}
          <option value={ALL}>all of these, {EACH_MILLISECONDS / 1000} s each</option>
          <option value={HELD}>the test in the editor</option>
        </select>
      </label>
      <Modes mode={mode} onChoose={onMode} />
      <button
        type="button"
        class="start"
        disabled={!isIsolated()}
        onClick={() => onRun(running === null)}
      >
        {running === null ? "Start" : "Stop"}
      </button>
      <span role="status">{running === null ? "" : `${running} is running.`}</span>
    </div>
  );
}

/** What the browser says of the machine; null until it has said it. */
function useMachine(): MachineAbout | null {
  const [machine, setMachine] = useState<MachineAbout | null>(null);
  useEffect(() => {
    let isWanted = true;
    void machineAbout().then((about) => isWanted && setMachine(about));
    return () => {
      isWanted = false;
    };
  }, []);
  return machine;
}

function About({ machine }: { readonly machine: MachineAbout }) {
  const { architecture, processors } = machine;
  const own = ownModelOf(machine);
  const how = `This machine runs ${countText(processors, "thread")} at the same time.`;
  if (architecture === null || own === null) {
    return <>{how} Which kind of processor it has, this browser does not say.</>;
  }
  return (
    <>
      {how} Its processor is of the kind {architecture}, whose model is <strong>{own}</strong>.
    </>
  );
}

interface ModesProps {
  readonly mode: Mode;
  onChoose(mode: Mode): void;
}

function Modes({ mode, onChoose }: ModesProps) {
  return (
    <fieldset class="modes">
      <legend>Accesses</legend>
      {MODES.map((one) => (
        <label key={one}>
          <input type="radio" name="mode" checked={mode === one} onChange={() => onChoose(one)} />{" "}
          {modeText(one)}
        </label>
      ))}
    </fieldset>
  );
}

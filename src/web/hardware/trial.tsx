import { useEffect, useState } from "preact/hooks";
import type { Counts } from "../../hardware/arena.js";
import type { Experiment } from "../../hardware/experiment.js";
import { findingsOf } from "../../hardware/finding.js";
import type { Mode } from "../../hardware/plan.js";
import { startThreads } from "../../hardware/threads.js";
import {
  findingText,
  hindranceText,
  type MachineAbout,
  ownModelOf,
  runsText,
} from "../../report/hardware-words.js";
import { secondsText } from "../../report/words.js";
import { useAsking } from "../questions/asking.js";
import { Histogram } from "./histogram.js";
import { startThread } from "./threads.js";

/** Milliseconds between two looks at the counts, and those that threads have to end their round. */
const LOOK_MILLISECONDS = 200;
const END_MILLISECONDS = 500;

interface TrialProps {
  readonly name: string;
  readonly text: string;
  readonly mode: Mode;
  readonly machine: MachineAbout;
  readonly isRunning: boolean;
  /** For how long it runs at most. */
  readonly milliseconds: number;
  /** Its time is over, or it cannot run. */
  onDone(): void;
}

/** What the threads have done up to now. */
interface Seen {
  readonly counts: Counts;
  readonly milliseconds: number;
}

const NOTHING: Seen = { counts: { times: [], runs: 0, together: 0 }, milliseconds: 0 };

/** One test on real threads: its histogram, and what that says. */
export function Trial(props: TrialProps) {
  const { name, text, mode, machine, isRunning, milliseconds, onDone } = props;
  const [experiment, setExperiment] = useState<Experiment | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const { start, message } = useAsking();
  useEffect(() => {
    start({ kind: "prepare", text, mode }, (answer) => {
      if (answer.kind === "prepare") setExperiment(answer.experiment);
      if (answer.kind === "problem") setProblem(answer.message);
    });
  }, [text, mode]);
  const seen = useThreads(isRunning, experiment, milliseconds, onDone, setProblem);
  useEffect(() => {
    if (isRunning && problem !== null) onDone();
  }, [isRunning, problem]);
  if (problem !== null) {
    return (
      <p class="problem" role="alert">
        {name} cannot run on real threads: {problem}.
      </p>
    );
  }
  if (experiment === null) return <p class="loading">Asking the models. {message}</p>;
  const own = ownModelOf(machine);
  const { counts } = seen;
  const hindrance = isRunning ? null : hindranceText(experiment, counts, machine);
  return (
    <section class="trial" aria-label={name}>
      <h3>
        {experiment.name} {experiment.variant}
      </h3>
      <dl class="accesses">
        {experiment.threads.map((thread) => (
          <div key={thread.name}>
            <dt>{thread.name}</dt>
            <dd>
              <code>{thread.accesses.join("; ")}</code>
            </dd>
          </div>
        ))}
      </dl>
      <p class="tally">
        {experiment.plan.threads.length} threads,{" "}
        {counts.runs === 0
          ? isRunning
            ? "starting"
            : "not run yet"
          : `${secondsText(seen.milliseconds)}: ${runsText(counts)}`}
        .
      </p>
      <Histogram experiment={experiment} counts={counts} own={own} />
      {!isRunning &&
        findingsOf(experiment, counts, own).map((finding) => {
          const { label, text: said } = findingText(finding, machine);
          return (
            <p key={finding.outcome} class="finding">
              <strong>{label}</strong> {said}.
            </p>
          );
        })}
      {hindrance !== null && <p class="finding">{hindrance}.</p>}
    </section>
  );
}

/** Lets threads run the experiment while that is wanted; they end when it is not, and when the view is left. */
function useThreads(
  isRunning: boolean,
  experiment: Experiment | null,
  millisecondsMax: number,
  onDone: () => void,
  onProblem: (message: string) => void,
): Seen {
  const [seen, setSeen] = useState(NOTHING);
  useEffect(() => setSeen(NOTHING), [experiment]);
  useEffect(() => {
    if (!isRunning || experiment === null) return;
    const threads = startThreads(experiment.plan, experiment.mode, null, startThread);
    let begin = Number.NaN;
    let isLeft = false;
    const look = () => {
      const milliseconds = performance.now() - begin;
      if (!(milliseconds >= 0)) return;
      setSeen({ counts: threads.counts(), milliseconds });
      if (milliseconds >= millisecondsMax) onDone();
    };
    const timer = setInterval(look, LOOK_MILLISECONDS);
    setSeen(NOTHING);
    const failed = (failure: Error) => {
      if (!isLeft) onProblem(failure.message);
    };
    threads.started.then(() => {
      begin = performance.now();
    }, failed);
    threads.ended.catch(failed);
    return () => {
      isLeft = true;
      clearInterval(timer);
      threads.end();
      setTimeout(threads.terminate, END_MILLISECONDS);
    };
  }, [isRunning, experiment]);
  return seen;
}

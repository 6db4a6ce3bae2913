import type { Counts } from "../../hardware/arena.js";
import type { Experiment, ExperimentOutcome } from "../../hardware/experiment.js";
import { isShown } from "../../hardware/finding.js";
import { shareText } from "../../report/hardware-words.js";
import { groupDigits } from "../../report/words.js";

interface HistogramProps {
  readonly experiment: Experiment;
  readonly counts: Counts;
  /** The id of the model of this machine's processor; null where that is not known. */
  readonly own: string | null;
}

/** What came out how often, beside what each model allows. */
export function Histogram({ experiment, counts, own }: HistogramProps) {
  const { columns, outcomes, description, condition } = experiment;
  const most = Math.max(1, ...counts.times);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached from the keyboard.
    <section class="scroll" tabIndex={0} aria-label={`Histogram of ${experiment.name}`}>
      <table class="histogram">
        <caption>
          {description === "" ? experiment.name : description} <code>{condition}</code>
        </caption>
        <thead>
          <tr>
            <th scope="col">outcome</th>
            <th scope="col" class="number">
              times
            </th>
            <th scope="col" colSpan={2}>
              share
            </th>
            {columns.map(({ id, title }) => (
              <th scope="col" key={id} title={title} class={id === own ? "own" : ""}>
                {id}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {outcomes.map((outcome, k) => {
            const times = counts.times[k] ?? 0;
            if (!isShown(outcome, times)) return null;
            return (
              <tr key={outcome.text} class={outcome.isAsked ? "asked" : ""}>
                <th scope="row">
                  <code>{outcome.text}</code>
                </th>
                <td class="number">{groupDigits(times)}</td>
                <td class="number">{times === 0 ? "" : shareText(times, counts.runs)}</td>
                <td aria-hidden="true">
                  {times > 0 && <div class="gauge" style={{ width: `${(100 * times) / most}%` }} />}
                </td>
                {columns.map(({ id }, i) => (
                  <Allowed
                    key={id}
                    outcome={outcome}
                    column={i}
                    isOwn={id === own}
                    isSeen={times > 0}
                  />
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}

interface AllowedProps {
  readonly outcome: ExperimentOutcome;
  readonly column: number;
  readonly isOwn: boolean;
  readonly isSeen: boolean;
}

/** Whether a model allows an outcome; marked where it was seen although the model forbids it. */
function Allowed({ outcome, column, isOwn, isSeen }: AllowedProps) {
  const answer = outcome.allowed[column] ?? null;
  const isBeyond = isSeen && answer === false;
  const names = [isOwn ? "own" : "", answer === true ? "yes" : "no", isBeyond ? "beyond" : ""];
  return (
    <td class={names.join(" ").trim()}>
      {answer === null ? "?" : answer ? "yes" : "no"}
      {isBeyond && <span title="seen all the same"> !</span>}
    </td>
  );
}

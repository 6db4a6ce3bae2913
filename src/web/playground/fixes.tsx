import { useState } from "preact/hooks";
import { useAsking } from "../questions/asking.js";
import type { Answer, Place } from "../questions/protocol.js";
import type { FixAnswer, RepairSetShown } from "../questions/told.js";

interface FixesProps {
  readonly place: Place;
  /** Whether the outcome is possible there: then stronger orders are looked for, else weaker ones. */
  readonly isPossible: boolean;
  onApply(text: string): void;
}

/** What to change: every smallest set of stronger orders, or the weakest that keep the outcome impossible. */
export function Fixes({ place, isPossible, onApply }: FixesProps) {
  const [answer, setAnswer] = useState<Answer | null>(null);
  const { isBusy, message, start, stop } = useAsking();
  const direction = isPossible ? "stronger" : "weaker";
  return (
    <section aria-label="Fixes">
      <h3>{isPossible ? "What makes it impossible" : "What could be weaker"}</h3>
      <div class="bar">
        <button
          type="button"
          disabled={isBusy}
          onClick={() => start({ kind: "fix", direction, ...place }, setAnswer)}
        >
          {isPossible ? "Find fixes" : "Find weaker orders"}
        </button>
        {isBusy && (
          <button type="button" onClick={stop}>
            Stop
          </button>
        )}
        <span role="status">{isBusy ? `Searching. ${message}` : ""}</span>
      </div>
      {answer?.kind === "problem" && <p class="problem">{answer.message}</p>}
      {answer?.kind === "fix" && <Sets answer={answer} onApply={onApply} />}
    </section>
  );
}

interface SetsProps {
  readonly answer: FixAnswer;
  onApply(text: string): void;
}

function Sets({ answer: { sets, isComplete }, onApply }: SetsProps) {
  const some = sets.filter(({ repairs }) => repairs.length > 0);
  const none = isComplete ? "No change of orders and fences does it." : "None found.";
  return (
    <>
      {some.length === 0 && <p>{none}</p>}
      {some.map((set) => (
        <RepairTable key={set.title} set={set} onApply={onApply} />
      ))}
      {!isComplete && some.length > 0 && <p>The search was ended: there may be more.</p>}
    </>
  );
}

interface RepairTableProps {
  readonly set: RepairSetShown;
  onApply(text: string): void;
}

function RepairTable({ set: { title, repairs }, onApply }: RepairTableProps) {
  return (
    <div class="scroll">
      <table class="fixes">
        <caption>{title}</caption>
        <thead>
          <tr>
            <th scope="col">Cost</th>
            <th scope="col">Change</th>
            <th scope="col">In the test</th>
          </tr>
        </thead>
        <tbody>
          {repairs.map(({ cost, changes, text }) => (
            <tr key={changes.join()}>
              <td class="digits">{cost}</td>
              <td>{changes.join(", and ")}</td>
              <td>
                <button
                  type="button"
                  aria-label={`Apply: ${changes.join(", and ")}`}
                  onClick={() => onApply(text)}
                >
                  Apply
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

import { ModelHeadings } from "../headings.js";
import type { RunAnswer } from "../questions/protocol.js";

interface OutcomesProps {
  readonly result: RunAnswer;
  readonly variant: string | null;
  /** The final state that is chosen; null for the one that the test asks about. */
  readonly outcome: string | null;
  onChoose(outcome: string | null): void;
}

/** Every final state of one variant, and which models allow it; each is a button that chooses it. */
export function Outcomes({ result, variant, outcome, onChoose }: OutcomesProps) {
  const cells = result.rows.find(({ name }) => name === variant)?.cells ?? [];
  const states = new Map<string, boolean>();
  for (const { outcomes } of cells) {
    for (const { text, satisfies } of outcomes) states.set(text, satisfies);
  }
  const sorted = [...states].sort(([a, x], [b, y]) => Number(y) - Number(x) || (a < b ? -1 : 1));
  return (
    <details open>
      <summary>
        {sorted.length} final states{variant === null ? "" : ` of ${variant}`}
      </summary>
      <div
        class="scroll"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard.
        tabIndex={0}
      >
        <table class="outcomes">
          <thead>
            <tr>
              <th scope="col">Final state</th>
              <th scope="col">Asked for</th>
              <ModelHeadings models={cells.map(({ model }) => model)} />
            </tr>
          </thead>
          <tbody>
            {sorted.map(([text, satisfies]) => (
              <tr key={text}>
                <th scope="row">
                  <button
                    type="button"
                    aria-pressed={text === outcome}
                    onClick={() => onChoose(text === outcome ? null : text)}
                  >
                    <code>{text}</code>
                  </button>
                </th>
                <td>{satisfies ? "yes" : ""}</td>
                {cells.map(({ model, outcomes, isSure }) => (
                  <td key={model}>
                    {outcomes.some((one) => one.text === text) ? "yes" : isSure ? "no" : "?"}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

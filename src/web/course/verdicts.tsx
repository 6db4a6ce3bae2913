import { ModelHeadings } from "../headings.js";
import { Link, nameOf, placeOf } from "./place.js";
import type { VerdictsRow } from "./protocol.js";

interface VerdictsProps {
  readonly rows: readonly VerdictsRow[];
}

/** What the text says of tests, models in columns; each test can be tried. */
export function VerdictsTable({ rows }: VerdictsProps) {
  const models = [...new Set(rows.flatMap(({ verdicts }) => verdicts.map(({ model }) => model)))];
  return (
    <div
      class="scroll"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard.
      tabIndex={0}
    >
      <table>
        <thead>
          <tr>
            <th scope="col">Test</th>
            <ModelHeadings models={models} />
          </tr>
        </thead>
        <tbody>
          {rows.map(({ test, verdicts }) => (
            <tr key={nameOf(test)}>
              <th scope="row">
                <Link to={placeOf(test)}>{nameOf(test)}</Link>
              </th>
              {models.map((model) => {
                const said = verdicts.find((one) => one.model === model)?.observation;
                return (
                  <td key={model} class={said?.toLowerCase() ?? ""}>
                    {said ?? ""}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

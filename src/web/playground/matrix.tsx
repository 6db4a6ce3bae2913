import type { CellShown, RunAnswer } from "../questions/protocol.js";

interface MatrixProps {
  readonly result: RunAnswer;
  readonly model: string | null;
  readonly variant: string | null;
  onChoose(cell: { readonly model: string; readonly variant: string | null }): void;
}

/** Verdicts, variants by models; each is a button that chooses what else is shown. */
export function Matrix({ result, model, variant, onChoose }: MatrixProps) {
  return (
    <div class="scroll">
      <table class="matrix">
        <caption>
          {result.name}: <code>{result.condition}</code>
        </caption>
        <thead>
          <tr>
            <th scope="col">Variant</th>
            {result.models.map(({ id, title }) => (
              <th scope="col" key={id} title={title}>
                {id}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {result.rows.map(({ name, cells }) => (
            <tr key={name}>
              <th scope="row">{name ?? "as written"}</th>
              {result.models.map(({ id }) => {
                const cell = cells.find((one) => one.model === id);
                return (
                  <td key={id}>
                    {cell === undefined ? (
                      "-"
                    ) : (
                      <button
                        type="button"
                        class={cell.observation.toLowerCase()}
                        aria-pressed={id === model && name === variant}
                        onClick={() => onChoose({ model: id, variant: name })}
                      >
                        {verdict(cell)}
                      </button>
                    )}
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

function verdict({ observation, isSure, isExpected, bounds }: CellShown): string {
  const unexpected = isExpected === false ? " (not as expected)" : "";
  return `${isSure ? observation : `unknown: ${bounds.join(", ")}`}${unexpected}`;
}

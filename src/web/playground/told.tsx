import type { ExplainAnswer, PointShown, TableShown } from "../questions/told.js";

interface ToldProps {
  readonly told: ExplainAnswer;
}

/** How an outcome comes about or why it is impossible: steps, and reasons with the lines that they speak of. */
export function Told({ told: { title, brief, table, points } }: ToldProps) {
  return (
    <div class="told">
      <h3>{brief === "" ? title : `${title}: ${brief}`}</h3>
      {table !== null && <TextTable table={table} />}
      {points.length > 0 && (
        <dl class="points">
          {points.map((point, i) => (
            <Point key={i} point={point} isRepeated={points[i - 1]?.label === point.label} />
          ))}
        </dl>
      )}
    </div>
  );
}

/** What is told, as pictures. */
export function Pictures({ told: { title, pictures } }: ToldProps) {
  return (
    <>
      {pictures.map(({ title: name, svg }) => (
        <figure key={name}>
          <figcaption>{name}</figcaption>
          <div
            class="scroll"
            // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard.
            tabIndex={0}
          >
            <img
              alt={`${title}, ${name}; the table above says the same`}
              src={`data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`}
            />
          </div>
        </figure>
      ))}
    </>
  );
}

/** A table of text that scrolls by itself where it is too wide. */
function TextTable({ table: { columns, rows } }: { readonly table: TableShown }) {
  return (
    <div
      class="scroll"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard.
      tabIndex={0}
    >
      <table class="steps-told">
        <thead>
          <tr>
            {columns.map(({ header, align }) => (
              <th scope="col" key={header} class={align === "right" ? "digits" : ""}>
                {header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, i) => (
            <tr key={i}>
              {row.map((text, k) => (
                <td key={k} class={columns[k]!.align === "right" ? "digits" : ""}>
                  {text}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface PointProps {
  readonly point: PointShown;
  /** Whether the point before has the same label: then it need not be said again. */
  readonly isRepeated: boolean;
}

function Point({ point: { label, text, lines }, isRepeated }: PointProps) {
  return (
    <div>
      <dt class={isRepeated ? "repeated" : ""}>{label}</dt>
      <dd>
        {text}
        {lines.length > 0 && (
          <ul class="quoted">
            {lines.map(({ line, text: words }) => (
              <li key={line}>
                <span class="number">{line}</span> <code>{words}</code>
              </li>
            ))}
          </ul>
        )}
      </dd>
    </div>
  );
}

import type { CodeLine } from "../../stepper/code.js";
import type { NamedValue, ThreadPane } from "../../stepper/view.js";

interface ThreadProps {
  readonly thread: ThreadPane;
  readonly code: readonly CodeLine[];
  isChanged(part: string): boolean;
}

/** One thread: its code with the next instruction, registers and buffers. */
export function ThreadView({ thread, code, isChanged }: ThreadProps) {
  const { name, line, calls, registers, storeBuffer, stale, notes } = thread;
  return (
    <section class="thread" aria-label={name}>
      <h3>{name}</h3>
      <ol
        class="code"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard.
        tabIndex={0}
        aria-label={`Code of ${name}`}
      >
        {code.map(({ line: number, text }, i) => (
          <li
            key={i}
            class={number !== null && calls.includes(number) ? "call" : ""}
            aria-current={number !== null && number === line ? "step" : undefined}
          >
            <span class="number">{number ?? ""}</span> {text}
          </li>
        ))}
      </ol>
      <Values values={registers} isChanged={(i) => isChanged(`registers.${i}`)} />
      <Buffer title="Store buffer" values={storeBuffer} isNew={isChanged("storeBuffer")} />
      <Buffer title="Stale values" values={stale} isNew={isChanged("stale")} />
      {notes.map((note) => (
        <p key={note.label}>
          {note.label}: {note.text}
        </p>
      ))}
    </section>
  );
}

interface BufferProps {
  readonly title: string;
  readonly values: readonly NamedValue[];
  readonly isNew: boolean;
}

function Buffer({ title, values, isNew }: BufferProps) {
  const text = values.map(({ name, value }) => `${name}=${value}`).join(", ");
  return (
    <p class={isNew ? "changed" : ""}>
      {title}: {text === "" ? "empty" : text}
    </p>
  );
}

interface ValuesProps {
  readonly values: readonly NamedValue[];
  isChanged(index: number): boolean;
}

/** Names with their values; what the last step changed is marked. */
export function Values({ values, isChanged }: ValuesProps) {
  return (
    <dl>
      {values.map(({ name, value }, i) => (
        <div key={name} class={isChanged(i) ? "changed" : ""}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

import type { CodeLine } from "../../stepper/code.js";
import type { NamedValue, StepView, ThreadPane } from "../../stepper/view.js";
import type { StepAnswer } from "../questions/protocol.js";

type Part = "storeBuffer" | "stale";

/** What the threads of a machine have beside registers: shown even where it is empty. */
const BUFFERS: Readonly<Record<string, readonly Part[]>> = {
  tso: ["storeBuffer"],
  pso: ["storeBuffer"],
  wmm: ["storeBuffer", "stale"],
};

interface PanesProps {
  readonly shown: StepAnswer;
  readonly model: string;
}

/** The threads and what they share; what the last step changed is marked. */
export function Panes({ shown, model }: PanesProps) {
  const { view, code, changed, lastLines } = shown;
  const isChanged = (part: string) => {
    return changed.some((one) => {
      return one === part || one.startsWith(`${part}.`) || part.startsWith(`${one}.`);
    });
  };
  return (
    <div class="threads">
      {view.threads.map((thread, t) => (
        <ThreadView
          key={thread.name}
          thread={thread}
          code={code[t] ?? []}
          lastLine={lastLines[t] ?? null}
          buffers={BUFFERS[model] ?? []}
          isChanged={(part) => isChanged(`threads.${t}.${part}`)}
        />
      ))}
      <section class="thread" aria-label="Memory">
        <h3>Memory</h3>
        <Values values={view.memory} isChanged={(i) => isChanged(`memory.${i}`)} />
        <Notes notes={view.notes} isChanged={(i) => isChanged(`notes.${i}`)} />
      </section>
    </div>
  );
}

interface ThreadProps {
  readonly thread: ThreadPane;
  readonly code: readonly CodeLine[];
  /** Of the last step; null where that was another's. */
  readonly lastLine: number | null;
  readonly buffers: readonly Part[];
  isChanged(part: string): boolean;
}

/** One thread: its code with the next instruction, registers and buffers. */
function ThreadView({ thread, code, lastLine, buffers, isChanged }: ThreadProps) {
  const { name, line, calls, registers, storeBuffer, stale, sections, notes } = thread;
  const has = (part: Part) => thread[part].length > 0 || buffers.includes(part);
  return (
    <section class="thread" aria-label={name}>
      <h3>
        {name}
        {line === null && <span class="quiet"> at its end</span>}
      </h3>
      <ol
        class="code"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard.
        tabIndex={0}
        aria-label={`Code of ${name}`}
      >
        {code.map(({ line: number, text }, i) => (
          <li
            key={i}
            class={lineClass(number, calls, lastLine)}
            aria-current={number !== null && number === line ? "step" : undefined}
          >
            <span class="number">{number ?? ""}</span> {text}
          </li>
        ))}
      </ol>
      <Values values={registers} isChanged={(i) => isChanged(`registers.${i}`)} />
      {has("storeBuffer") && (
        <Buffer title="Store buffer" values={storeBuffer} isNew={isChanged("storeBuffer")} />
      )}
      {has("stale") && <Buffer title="Stale values" values={stale} isNew={isChanged("stale")} />}
      {sections.map(({ domain, depth }) => (
        <p key={domain} class={isChanged("sections") ? "changed" : ""}>
          Read-side section of {domain}: depth {depth}
        </p>
      ))}
      <Notes notes={notes} isChanged={(i) => isChanged(`notes.${i}`)} />
    </section>
  );
}

/** How a line is marked: the one of the last step, and calls around the next. */
function lineClass(line: number | null, calls: readonly number[], lastLine: number | null): string {
  if (line === null) return "";
  return [
    ...(calls.includes(line) ? ["call"] : []),
    ...(line === lastLine ? ["changed"] : []),
  ].join(" ");
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

interface NotesProps {
  readonly notes: StepView["notes"];
  isChanged(index: number): boolean;
}

/** What only some machines have, such as a window or messages. */
function Notes({ notes, isChanged }: NotesProps) {
  return (
    <>
      {notes.map(({ label, text }, i) => (
        <p key={label} class={isChanged(i) ? "changed" : ""}>
          {label.slice(0, 1).toUpperCase() + label.slice(1)}: {text}
        </p>
      ))}
    </>
  );
}

/** Names with their values; what the last step changed is marked. */
function Values({ values, isChanged }: ValuesProps) {
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

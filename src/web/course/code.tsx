import type { ComponentChildren } from "preact";
import { highlighted } from "./highlight.js";

interface CodeProps {
  readonly label: string;
  readonly text: string;
  /** What stands in place of the number of a line. */
  gutter?(line: number): ComponentChildren;
}

/** A text with its lines numbered, to be read. */
export function Code({ label, text, gutter }: CodeProps) {
  const lines = text.replace(/\n$/, "").split("\n");
  return (
    <section
      class="test-text"
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard.
      tabIndex={0}
    >
      {lines.map((line, i) => (
        <div class="line" key={i}>
          <Gutter line={i + 1}>{gutter?.(i + 1)}</Gutter>
          <code>{highlighted(line)}</code>
        </div>
      ))}
    </section>
  );
}

interface GutterProps {
  readonly line: number;
  readonly children?: ComponentChildren;
}

/** What stands before a line: its number, and more if there is any. */
export function Gutter({ line, children }: GutterProps) {
  return (
    <span class="gutter">
      {children}
      <span aria-hidden="true">{line}</span>
    </span>
  );
}

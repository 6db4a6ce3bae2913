import type { ComponentChildren } from "preact";
import { highlightedLines } from "./highlight.js";

interface CodeProps {
  readonly label: string;
  readonly text: string;
  /** What stands in place of the number of a line. */
  gutter?(line: number): ComponentChildren;
}

/** A text with its lines numbered, to be read. */
export function Code({ label, text, gutter }: CodeProps) {
  return (
    <section
      class={gutter === undefined ? "test-text" : "test-text ticking"}
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard.
      tabIndex={0}
    >
      {highlightedLines(text.replace(/\n$/, "")).map((line, i) => (
        <div class="line" key={i}>
          <Gutter line={i + 1}>{gutter?.(i + 1)}</Gutter>
          <code>{line}</code>
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

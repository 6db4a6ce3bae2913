import type { DiagnosticCode } from "./codes.js";
import type { Edit } from "./edit.js";
import type { Span } from "./source.js";

/** Something that is wrong in a user's text. Data, never thrown: a file reports several at once. */
export interface Diagnostic {
  readonly severity: "error" | "warning";
  /** Stable kebab-case name of the kind, such as `unknown-name`; `litmus/invalid/` has a file for each. */
  readonly code: string;
  /** One line in the user's words: what is wrong and what was expected. No final full stop. */
  readonly message: string;
  readonly span: Span;
  /** Further lines: the nearest known name, where the other declaration stands. */
  readonly notes: readonly Note[];
}

/** A further line under a diagnostic, with a place of its own when it speaks of one. */
export interface Note {
  readonly message: string;
  readonly span?: Span;
  /** What most likely should stand in place of the note's span, or else of the diagnostic's own. */
  readonly replacement?: string;
  /** The part of that span which gives way; absent: all of it. */
  readonly written?: string;
}

/** A change to the text that may mend what a diagnostic says. */
export interface Fix {
  /** For a button: `write READ_ONCE`. */
  readonly title: string;
  readonly edit: Edit;
}

/** What the notes of a diagnostic suggest to write, where they say it so that a program can do it. */
export function fixesOf({ span, notes }: Pick<Diagnostic, "span" | "notes">): readonly Fix[] {
  return notes.flatMap(({ span: place = span, replacement: text, written }) => {
    if (text === undefined) return [];
    const whole = place.source.text.slice(place.start, place.end);
    const at = written === undefined ? 0 : whole.lastIndexOf(written);
    if (at < 0) return [];
    const start = place.start + at;
    const end = written === undefined ? place.end : start + written.length;
    const title = text === "" ? "remove it" : `write ${text.trim()}`;
    return [{ title, edit: { start, end, text } }];
  });
}

/** Collects diagnostics while one file is read. */
export class Diagnostics {
  readonly list: Diagnostic[] = [];

  error(
    code: DiagnosticCode,
    span: Span,
    message: string,
    ...notes: readonly (string | Note)[]
  ): void {
    this.#add("error", code, span, message, notes);
  }

  warning(
    code: DiagnosticCode,
    span: Span,
    message: string,
    ...notes: readonly (string | Note)[]
  ): void {
    this.#add("warning", code, span, message, notes);
  }

  get hasErrors(): boolean {
    return this.list.some((d) => d.severity === "error");
  }

  #add(
    severity: Diagnostic["severity"],
    code: DiagnosticCode,
    span: Span,
    message: string,
    notes: readonly (string | Note)[],
  ): void {
    const all = notes.map((n) => (typeof n === "string" ? { message: n } : n));
    this.list.push({ severity, code, message, span, notes: all });
  }
}

/** One diagnostic as text: `file:line:column: error: message`, the line, a caret, the notes. */
export function formatDiagnostic(d: Diagnostic): string {
  const out = [`${place(d.span)}: ${d.severity}: ${d.message}`, ...excerpt(d.span)];
  for (const note of d.notes) {
    if (note.span === undefined) out.push(`  ${note.message}`);
    else out.push(`${place(note.span)}: note: ${note.message}`, ...excerpt(note.span));
  }
  return out.join("\n");
}

/** `file:line:column` of the start of a span. */
export function place(span: Span): string {
  const { line, column } = span.source.position(span.start);
  return `${span.source.name}:${line}:${column}`;
}

/** Columns of a source line that are shown; of a longer one, the part around the caret. */
const EXCERPT_MAX = 140;

/** The source line of a span and, under it, a caret with tildes as far as the span goes on that line. */
function excerpt(span: Span): readonly string[] {
  const { line, column } = span.source.position(span.start);
  const whole = span.source.line(line);
  const from = whole.length <= EXCERPT_MAX ? 0 : Math.max(0, column - EXCERPT_MAX / 2);
  const to = Math.min(whole.length, from + EXCERPT_MAX);
  const before = from > 0 ? "..." : "";
  const text = `${before}${whole.slice(from, to)}${to < whole.length ? "..." : ""}`;
  const width = Math.max(1, Math.min(span.end - span.start, to - column + 1));
  const indent = (before + whole.slice(from, column - 1)).replace(/[^\t]/g, " ");
  return [`  ${text}`, `  ${indent}^${"~".repeat(width - 1)}`];
}

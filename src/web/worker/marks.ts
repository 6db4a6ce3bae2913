import { type Diagnostic, fixesOf } from "../../source/diagnostic.js";
import type { Mark } from "../questions/protocol.js";

/** A problem as the editor marks it. */
export function markOf({
  span,
  severity,
  message,
  notes,
}: Pick<Diagnostic, "span" | "severity" | "message" | "notes">): Mark {
  const { source, start, end } = span;
  const texts = notes.map((note) => {
    if (note.span === undefined) return note.message;
    return `${note.message}: line ${note.span.source.position(note.span.start).line}`;
  });
  return {
    start,
    end: Math.max(start + 1, end),
    line: source.position(start).line,
    severity,
    message: [message, ...texts].join("\n"),
    fixes: fixesOf({ span, notes }).map(({ title, edit }) => ({ title, ...edit })),
  };
}

import type { Diagnostic, Note } from "../../source/diagnostic.js";
import type { Span } from "../../source/source.js";

/** Ends the evaluation of an expression; `try` catches it, the interpreter makes it the result of the run. */
export class Failure extends Error {
  readonly diagnostic: Diagnostic;

  constructor(code: string, span: Span, message: string, notes: readonly Note[] = []) {
    super(message);
    this.diagnostic = { severity: "error", code, message, span, notes };
  }
}

/** Throws a Failure. */
export function fail(
  code: string,
  span: Span,
  message: string,
  ...notes: readonly string[]
): never {
  throw new Failure(
    code,
    span,
    message,
    notes.map((note) => ({ message: note })),
  );
}

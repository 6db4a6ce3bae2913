import type { ModelCode } from "../../source/codes.js";
import type { Diagnostic, Note } from "../../source/diagnostic.js";
import type { Span } from "../../source/source.js";

/**
 * Ends the evaluation of an expression; `try` catches it, the interpreter makes it the result of
 * the run.
 */
export class Failure extends Error {
  #diagnostic: Diagnostic;
  #calls = 0;

  constructor(code: ModelCode, span: Span, message: string, notes: readonly Note[] = []) {
    super(message);
    this.#diagnostic = { severity: "error", code, message, span, notes };
  }

  get diagnostic(): Diagnostic {
    return this.#diagnostic;
  }

  /**
   * Whether a bound of the evaluation ended it: then the model has said nothing, and `try` must not
   * go on.
   */
  get isLimit(): boolean {
    return this.#diagnostic.code.startsWith("limit-");
  }

  /** Adds where the failing function was called from; only the innermost calls are worth a note. */
  addCall(name: string, span: Span): void {
    if (this.#calls === CALLS_NOTED_MAX) return;
    this.#calls++;
    const note = { message: `in this call of ${name}`, span };
    this.#diagnostic = { ...this.#diagnostic, notes: [...this.#diagnostic.notes, note] };
  }
}

const CALLS_NOTED_MAX = 3;

/** Throws a Failure. */
export function fail(
  code: ModelCode,
  span: Span,
  message: string,
  ...notes: readonly (string | Note)[]
): never {
  throw new Failure(
    code,
    span,
    message,
    notes.map((note) => (typeof note === "string" ? { message: note } : note)),
  );
}

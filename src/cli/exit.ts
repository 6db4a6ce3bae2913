import type { Standing } from "../harness/verdict.js";
import type { Diagnostic } from "../source/diagnostic.js";
import { nearest } from "../source/nearest.js";

/** What the process tells its caller. A broken pipe is success: whoever read has seen enough. */
export const EXIT = {
  /** As expected: no expectation failed, no fault is reachable, every verdict is sure. */
  ok: 0,
  /** An expectation does not hold, or a fault is reachable. A WARN_ON that fires is reported but is no failure. */
  differs: 1,
  /** The command line or a test is not valid. */
  invalid: 2,
  /** No answer within the limits. */
  bounded: 3,
  /** A bug in litmus. */
  internal: 70,
  /** A bug in litmus: a model's machine and its axioms do not have the same outcomes. */
  disagrees: 71,
  /** Interrupted; what is known was printed. */
  interrupted: 130,
} as const;

/** A problem with what the user asked for, in the user's words; ends the command with `EXIT.invalid`. */
export class UsageError extends Error {}

/** Problems with the text of a file that the user named; ends the command with `EXIT.invalid`. */
export class InvalidInput extends Error {
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[]) {
    super(diagnostics[0]?.message ?? "");
    this.diagnostics = diagnostics;
  }
}

/** What the system says of a file, without its codes. */
export function reason(error: unknown): string {
  return error instanceof Error
    ? error.message.replace(/^E[A-Z]+: |, \w+( '.*')?$/g, "")
    : `${error}`;
}

/** `there is no variant a; did you mean b?`, or all the names when none is near. */
export function notOneOf(noun: string, name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  if (near !== undefined) return `there is no ${noun} ${name}; did you mean ${near}?`;
  if (known.length === 0) return `there is no ${noun} ${name}: the test has none`;
  return `there is no ${noun} ${name}; there is ${known.join(", ")}`;
}

/** The exit code for how a test stands. */
export function exitCodeOf(standing: Standing): number {
  switch (standing) {
    case "ok":
      return EXIT.ok;
    case "disagrees":
      return EXIT.disagrees;
    case "differs":
    case "fault":
      return EXIT.differs;
    case "bounded":
      return EXIT.bounded;
    default:
      return standing satisfies never;
  }
}

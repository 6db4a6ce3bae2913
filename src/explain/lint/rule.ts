import type { Test } from "../../harness/load.js";
import type { RunOptions } from "../../harness/run.js";
import type { Site } from "../../program/program.js";
import type { Note } from "../../source/diagnostic.js";
import type { Span } from "../../source/source.js";

/** Something about a test that is nearly always a slip. */
export interface Finding {
  /** The rule's code. */
  readonly code: string;
  readonly severity: "warning" | "error";
  /** One line: what is wrong. No final full stop. */
  readonly message: string;
  readonly span: Span;
  /** What to do about it, and other places. */
  readonly notes: readonly Note[];
}

/** What a rule says of one test. */
export interface Verdict {
  readonly findings: readonly Omit<Finding, "code" | "severity">[];
  /** False: a limit was hit, and what is not found may be there. */
  readonly isComplete: boolean;
}

export interface Rule {
  /** Stable kebab-case name, as a comment that switches it off writes it. */
  readonly code: string;
  /** One line for the help: what it finds. */
  readonly summary: string;
  check(test: Test, options: RunOptions): Promise<Verdict> | Verdict;
}

/** A place of the text, for maps. */
export function placeOf({ span: { source, start, end }, primitive }: Site): string {
  return `${source.name} ${start} ${end} ${primitive}`;
}

/** A verdict of a rule that only reads. */
export function found(findings: Verdict["findings"]): Verdict {
  return { findings, isComplete: true };
}

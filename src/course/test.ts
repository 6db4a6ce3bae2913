import type { Test } from "../harness/load.js";
import type { Program } from "../program/program.js";
import type { Source } from "../source/source.js";

/** A test as a lesson shows it: one variant alone, without what its author expects. */
export interface CourseTest {
  /** As the lesson names it: `classic/SB.lit`, or the name of a test that stands in the lesson. */
  readonly name: string;
  /** Of a shipped test, the variant that is shown; null for none. */
  readonly variant: string | null;
  /** The text that is shown, and that answers change. */
  readonly source: Source;
  readonly test: Test;
  readonly program: Program;
  /** Of a shipped test, where it is below `litmus/`; null for a test that stands in the lesson. */
  readonly path: string | null;
  /** The whole text, with all variants, that it was taken from. */
  readonly original: string;
}

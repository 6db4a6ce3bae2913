import type { Edit } from "../source/edit.js";
import type { Span } from "../source/source.js";

/**
 * A place in the text of a test where it can be made to order more or less by writing something else there. Whether that
 * orders more or less, and whether it is understood at all, is seen by reading the edited text.
 */
export interface Place {
  /** `gap`: nothing stands there; a fence could, before the statement or instruction of `span`. */
  readonly kind: "access" | "fence" | "gap";
  readonly span: Span;
  /** What stands there, such as `READ_ONCE`; empty for a gap. */
  readonly words: string;
  readonly rewritings: readonly Rewriting[];
  /** The thread, such as `P1`, where lines have several; else null. */
  readonly thread: string | null;
}

/** One other way to write a place. */
export interface Rewriting {
  /** What then stands there, such as `smp_load_acquire` or `smp_rmb()`; empty for a fence that is gone. */
  readonly words: string;
  readonly edits: readonly Edit[];
}

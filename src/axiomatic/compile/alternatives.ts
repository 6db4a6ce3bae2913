import type { Judge, Judged } from "../judge.js";

export const FORBIDDEN: Judged = { isAllowed: false, flags: 0 };

/** What two alternatives of one execution say together: it is allowed if one of them is. */
export function either(a: Judged, b: Judged): Judged {
  if (!a.isAllowed) return b;
  return b.isAllowed ? { isAllowed: true, flags: a.flags | b.flags } : a;
}

/**
 * The judge of a frame for which a model has choices to make: a judge for each way to make them. An
 * execution is allowed if one of the ways allows it, and has the flags of all that do.
 */
export class AlternativesJudge implements Judge {
  readonly #begin: () => readonly Judge[];
  /** Null until the judge is first asked. */
  #judges: readonly Judge[] | null = null;

  constructor(begin: () => readonly Judge[]) {
    this.#begin = begin;
  }

  isPossible(): boolean {
    for (const judge of this.#all()) if (judge.isPossible()) return true;
    return false;
  }

  isCertain(): boolean {
    for (const judge of this.#all()) if (judge.isCertain()) return true;
    return false;
  }

  possibleFlags(): number {
    let flags = 0;
    for (const judge of this.#all()) flags |= judge.possibleFlags();
    return flags;
  }

  frameFlags(): number {
    let flags = 0;
    for (const judge of this.#all()) flags |= judge.frameFlags();
    return flags;
  }

  judge(): Judged {
    let judged = FORBIDDEN;
    for (const judge of this.#all()) judged = either(judged, judge.judge());
    return judged;
  }

  #all(): readonly Judge[] {
    this.#judges ??= this.#begin();
    return this.#judges;
  }
}

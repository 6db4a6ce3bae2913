/** What a search may do without a loss, each by itself. Only `partialJudgement` concerns a search for executions. */
export interface AxiomaticReductions {
  /** A branch, or a complete candidate, is left when every final state and flag that it can still show was seen. */
  readonly earlyStop: boolean;
  /** The same, when the values that are still possible, whichever come together, were seen: see `Foresight`. */
  readonly foresight: boolean;
  /** Of executions that differ only in which of several threads with the same code is which, one is looked at. */
  readonly identicalThreads: boolean;
  /**
   * A branch is left when a check fails whatever is still decided; what is below one of which all checks hold, whatever is
   * decided, is not judged.
   */
  readonly partialJudgement: boolean;
}

export const ALL_REDUCTIONS: AxiomaticReductions = {
  earlyStop: true,
  foresight: true,
  identicalThreads: true,
  partialJudgement: true,
};

/** Every candidate execution is built and judged. */
export const NO_AXIOMATIC_REDUCTIONS: AxiomaticReductions = {
  earlyStop: false,
  foresight: false,
  identicalThreads: false,
  partialJudgement: false,
};

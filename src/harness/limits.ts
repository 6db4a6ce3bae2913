/** Every bound of a search. Hitting one makes the answer `bounded` and names it; none ever makes an answer smaller. */
export interface Limits {
  /** Different states kept. Past 2^31 ids would not fit; the default is what fits in the default memory. */
  readonly statesMax: number;
  /** Transitions explored. */
  readonly stepsMax: number;
  /** Candidate executions looked at, with axioms. Counted in doubles, so below 2^53; the default is hours of work. */
  readonly candidatesMax: number;
  /** Wall time of one search, milliseconds. */
  readonly millisecondsMax: number;
  /** Bytes of the states of one test: those of all its searches are kept, for their traces. */
  readonly bytesMax: number;
  /** Rounds of a loop that does more than wait. */
  readonly loopRoundsMax: number;
}

export const DEFAULT_LIMITS: Limits = {
  statesMax: 50_000_000,
  stepsMax: 2_000_000_000,
  candidatesMax: 2_000_000_000,
  millisecondsMax: 600_000,
  bytesMax: 4 * 1024 ** 3,
  loopRoundsMax: 8,
};

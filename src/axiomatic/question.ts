/**
 * A question that saves work when the answer is yes, and of some models and programs never is: after so many answers of no
 * in a row it is put only every so many-th time.
 */
export class Question {
  readonly #missesMax: number;
  readonly #every: number;
  /** Times it could have been put since the last answer of yes. */
  #misses = 0;

  constructor(missesMax: number, every: number) {
    this.#missesMax = missesMax;
    this.#every = every;
  }

  /** Whether to put it this time. */
  isDue(): boolean {
    this.#misses++;
    return this.#misses <= this.#missesMax || this.#misses % this.#every === 0;
  }

  /** Tells of an answer of yes. */
  wasYes(): void {
    this.#misses = 0;
  }
}

import { CLAIMED_UNITS } from "../../axiomatic/division.js";

/** Words before those of each part. */
const Word = { stop: 0, ended: 1, parts: 2 } as const;

/** The memory that the parts of an enumeration share with whoever started them. */
export class PartMemory {
  /** See `shareOf`. */
  readonly claimed: Int32Array;
  readonly #words: Int32Array;
  readonly #count: number;

  constructor(shared: SharedArrayBuffer, count: number) {
    this.#words = new Int32Array(shared);
    this.#count = count;
    this.claimed = this.#words.subarray(Word.parts + count);
  }

  static make(count: number): SharedArrayBuffer {
    return new SharedArrayBuffer(4 * (Word.parts + count + CLAIMED_UNITS));
  }

  get isStopped(): boolean {
    return Atomics.load(this.#words, Word.stop) !== 0;
  }

  /** Asks all parts to end. */
  stop(): void {
    Atomics.store(this.#words, Word.stop, 1);
  }

  /** A part says how many candidates it has looked at. */
  tell(part: number, candidates: number): void {
    Atomics.store(this.#words, Word.parts + part, candidates);
  }

  get candidates(): number {
    let sum = 0;
    for (let part = 0; part < this.#count; part++) {
      sum += Atomics.load(this.#words, Word.parts + part);
    }
    return sum;
  }

  /** A part has told all that it has found. */
  end(): void {
    Atomics.add(this.#words, Word.ended, 1);
    Atomics.notify(this.#words, Word.ended);
  }

  /** Waits until all parts have ended, but no longer than so many milliseconds; whether they have. */
  wait(milliseconds: number): boolean {
    const ended = Atomics.load(this.#words, Word.ended);
    if (ended < this.#count) Atomics.wait(this.#words, Word.ended, ended, milliseconds);
    return Atomics.load(this.#words, Word.ended) === this.#count;
  }
}

import { WordSet, type WordSetSizes } from "../program/wordset.js";
import type { State } from "./machine.js";

/** States of up to this many words are stored as they are. */
const FLAT_WORDS_MAX = 18;
/** A part of a state is worth a table of its own from this many words on. */
const PART_WORDS_MIN = 6;

/**
 * The set of states of a search, numbered in the order in which they came.
 *
 * A step changes one thread and perhaps memory, so most of a state stands in many others too. A wide state is therefore
 * cut into parts; each part is stored once in a table of its own, and a state is the tuple of its parts' numbers
 * (the collapse compression of Holzmann, SPIN 1997). It is exact, and faster than storing whole states: parts that did
 * not change since the state that was loaded last are not even looked up, and the tables of parts stay in the cache.
 */
export class StateSet {
  readonly words: number;
  /** First word of each part, then the number of words. */
  readonly #starts: readonly number[];
  readonly #parts: readonly WordSet[];
  readonly #tuples: WordSet;
  readonly #tuple: Int32Array;
  /** The state that was loaded last, and its tuple. */
  readonly #loaded: Int32Array;
  readonly #loadedTuple: Int32Array;

  /** `starts` are the words at which a part of a state begins, such as the words of one thread, in rising order. */
  constructor(words: number, starts: readonly number[], sizes?: WordSetSizes) {
    this.words = words;
    this.#starts = cuts(words, starts);
    const count = this.#starts.length - 1;
    this.#parts =
      count === 1
        ? []
        : Array.from(
            { length: count },
            (_, k) => new WordSet(this.#starts[k + 1]! - this.#starts[k]!, sizes),
          );
    this.#tuples = new WordSet(count === 1 ? words : count, sizes);
    this.#tuple = new Int32Array(count);
    this.#loaded = new Int32Array(words);
    this.#loadedTuple = new Int32Array(count).fill(-1);
  }

  /** States held. */
  get count(): number {
    return this.#tuples.count;
  }

  /** Whether the last `add` found the state new. */
  get isNew(): boolean {
    return this.#tuples.isNew;
  }

  /** Memory that the set takes. */
  get bytes(): number {
    let bytes = this.#tuples.bytes;
    for (const part of this.#parts) bytes += part.bytes;
    return bytes;
  }

  /** Adds a copy of `state` unless it is there; gives its id either way. */
  add(state: State): number {
    const parts = this.#parts;
    if (parts.length === 0) return this.#tuples.add(state, 0);
    const starts = this.#starts;
    const tuple = this.#tuple;
    const loaded = this.#loaded;
    const loadedTuple = this.#loadedTuple;
    for (let k = 0; k < parts.length; k++) {
      const start = starts[k]!;
      const end = starts[k + 1]!;
      let i = start;
      while (i < end && state[i] === loaded[i]) i++;
      const same = i === end && loadedTuple[k]! >= 0;
      tuple[k] = same ? loadedTuple[k]! : parts[k]!.add(state, start);
    }
    return this.#tuples.add(tuple, 0);
  }

  /** Copies state `id` to `out`. */
  load(id: number, out: State): void {
    const parts = this.#parts;
    if (parts.length === 0) {
      this.#tuples.load(id, out, 0);
      return;
    }
    const tuple = this.#loadedTuple;
    this.#tuples.load(id, tuple, 0);
    for (let k = 0; k < parts.length; k++) parts[k]!.load(tuple[k]!, out, this.#starts[k]!);
    const loaded = this.#loaded;
    for (let i = 0; i < loaded.length; i++) loaded[i] = out[i]!;
  }
}

/** The ends of the parts: neighbours are joined until each is wide enough to be worth a table. */
function cuts(words: number, starts: readonly number[]): readonly number[] {
  if (words <= FLAT_WORDS_MAX) return [0, words];
  const out = [0];
  for (const start of starts) {
    const wideEnough = start - out.at(-1)! >= PART_WORDS_MIN && words - start >= PART_WORDS_MIN;
    if (wideEnough) out.push(start);
  }
  out.push(words);
  return out;
}

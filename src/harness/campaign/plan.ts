import type { KnownAnswer } from "../answers.js";
import type { Row, Shard } from "./row.js";

/** What a campaign knows of a test before it runs. */
export interface Planned {
  /** See `Row.test`. */
  readonly test: string;
  /** Place in the list of all tests, from 1. */
  readonly index: number;
}

/** What is known beforehand of the final states of a test. */
interface Answered {
  readonly answer: Pick<KnownAnswer, "states"> | null;
}

/** `3/16`; null when the text is no part of a whole. */
export function parseShard(text: string): Shard | null {
  const [, first, second] = /^(\d+)\/(\d+)$/.exec(text.trim()) ?? [];
  const [index, count] = [Number(first), Number(second)];
  return index >= 1 && index <= count && Number.isSafeInteger(count) ? { index, count } : null;
}

/** `3/16`. */
export function shardText({ index, count }: Shard): string {
  return `${index}/${count}`;
}

/**
 * Whether the `index`-th test of a list (from 1) is in a shard. Tests are dealt out like cards: tests that stand beside
 * each other in a list take about the same time, so every shard gets its part of the slow ones.
 */
export function isInShard(index: number, shard: Shard | null): boolean {
  return shard === null || (index - 1) % shard.count === shard.index - 1;
}

/** How many of some tests are in a shard. */
export function shardSize(tests: number, { index, count }: Shard): number {
  return Math.max(0, Math.ceil((tests - index + 1) / count));
}

/**
 * Names that are all different: what is named again gets a number. The names of the tests of a campaign are made of what
 * the user named, so every run of the same command has the same ones.
 */
export function distinctNames(names: readonly string[]): readonly string[] {
  const seen = new Map<string, number>();
  return names.map((name) => {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : `${name} (${count})`;
  });
}

/**
 * The order in which tests are started: those first that took long before, by their rows of an earlier run, then those
 * that are known to have many final states, so that no long one is begun last; the others as they are listed.
 */
export function startOrder<T extends Planned & Partial<Answered>>(
  planned: readonly T[],
  earlier: ReadonlyMap<string, Row>,
): readonly T[] {
  const from = (number: number, least: number) => (number >= least ? number : 0);
  return planned
    .map((one) => ({
      one,
      milliseconds: from(earlier.get(one.test)?.milliseconds ?? 0, LONG_MILLISECONDS),
      states: from(one.answer?.states?.states.length ?? 0, MANY_STATES),
    }))
    .sort(
      (a, b) => b.milliseconds - a.milliseconds || b.states - a.states || a.one.index - b.one.index,
    )
    .map(({ one }) => one);
}

/** Tests that took less, or have fewer final states, come in the order of the list. */
const LONG_MILLISECONDS = 100;
const MANY_STATES = 256;

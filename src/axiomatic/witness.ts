import type { Candidate } from "./candidate.js";
import type { Bits } from "./cat/relation.js";
import type { Graph } from "./graph.js";
import type { Pairs } from "./path.js";
import type { Witness, WitnessEvent } from "./result.js";

/**
 * Who reads what and which writes come later, of an execution of which everything is decided, in two words for each
 * event: the write that it reads, -1 for none; and how many writes to its location come before it.
 */
export type Choices = Int16Array;

/** Words of the largest page of a store, if the choices of one execution do not need more. */
const PAGE_WORDS = 1 << 14;

/** Where the choices of an execution are: from word `at` of a page on. */
export interface StoredChoices {
  readonly page: Choices;
  readonly at: number;
  readonly words: number;
}

/** Keeps choices, those of many executions in one page: an array for each would cost more than what is in it. */
export class ChoicesStore {
  #page: Choices = new Int16Array(0);
  #used = 0;
  /** The candidate of which the last ones were, what all of its executions have in common, and writes that have not. */
  #candidate: Candidate | null = null;
  #common: Choices = new Int16Array(0);
  #moving: readonly number[] = [];

  /** Keeps the choices of a decided candidate. */
  add(candidate: Candidate): StoredChoices {
    if (candidate !== this.#candidate) this.#turnTo(candidate);
    const common = this.#common;
    const words = common.length;
    if (this.#used + words > this.#page.length) {
      this.#page = new Int16Array(Math.max(words, Math.min(4 * this.#page.length, PAGE_WORDS)));
      this.#used = 0;
    }
    const page = this.#page;
    const at = this.#used;
    this.#used += words;
    page.set(common, at);
    const { reads, rfOf } = candidate;
    for (const r of reads) page[at + 2 * r] = rfOf[r]!;
    for (const a of this.#moving) page[at + 2 * a + 1] = candidate.rank(a);
    return { page, at, words };
  }

  #turnTo(candidate: Candidate): void {
    const { events } = candidate.graph;
    this.#candidate = candidate;
    this.#common = new Int16Array(2 * events.length);
    for (let i = 0; i < events.length; i++) {
      this.#common[2 * i] = -1;
      // The only write behind the initial one is the second of its location whatever happens.
      this.#common[2 * i + 1] = events[i]!.write < 0 || events[i]!.thread < 0 ? 0 : 1;
    }
    const writes = events.flatMap((e, i) => (e.write >= 0 && e.thread >= 0 ? [i] : []));
    this.#moving = writes.filter((a) =>
      writes.some((b) => b !== a && events[a]!.location === events[b]!.location),
    );
  }
}

/** A copy of what is stored. */
export function choicesAt({ page, at, words }: StoredChoices): Choices {
  return page.slice(at, at + words);
}

/**
 * The choices of an execution for a graph in which threads have changed places: `role` gives the thread of `from` that
 * does what a thread of `to` does.
 */
export function inOtherRoles(
  choices: Choices,
  from: Graph,
  to: Graph,
  role: (thread: number) => number,
): Choices {
  const fromTo = new Int16Array(from.events.length);
  for (const [location, event] of from.initials.entries()) {
    if (event >= 0) fromTo[event] = to.initials[location]!;
  }
  to.numbers.forEach((numbers, thread) => {
    numbers.forEach((event, k) => {
      if (event >= 0) fromTo[from.numbers[role(thread)]![k]!] = event;
    });
  });
  const moved = new Int16Array(choices.length);
  for (const [event, place] of fromTo.entries()) {
    const source = choices[2 * event]!;
    moved[2 * place] = source < 0 ? -1 : fromTo[source]!;
    moved[2 * place + 1] = choices[2 * event + 1]!;
  }
  return moved;
}

/** Builds an execution that was found: a candidate before it begins, and its choices. */
export function decide(candidate: Candidate, choices: Choices): void {
  const { events: nodes } = candidate.graph;
  const isPossible =
    candidate.begin() &&
    candidate.reads.every((r) => candidate.read(r, choices[2 * r]!)) &&
    nodes.every((a, i) =>
      nodes.every((b, j) => {
        const isLater = a.location === b.location && a.write >= 0 && b.write >= 0 && i !== j;
        return !isLater || choices[2 * i + 1]! > choices[2 * j + 1]! || candidate.order(i, j);
      }),
    );
  if (!isPossible) throw new Error("an execution that was found cannot be built again");
}

/** Writes an execution down: a candidate before it begins, and its choices. */
export function witnessOf(candidate: Candidate, choices: Choices): Witness {
  decide(candidate, choices);
  const { rfOf, co } = candidate;
  const { graph } = candidate;
  const { frame, space } = graph;
  const names = [...frame.sets.keys()];
  const events = graph.events.map(({ thread, event, location, slot, write }, i): WitnessEvent => {
    const isIn = (name: string): boolean =>
      ((frame.sets.get(name)![i >>> 5]! >>> (i & 31)) & 1) === 1;
    const written = write >= 0 ? candidate.written(i) : null;
    const kind = slot >= 0 ? (write >= 0 ? "read-write" : "read") : write >= 0 ? "write" : "fence";
    return {
      thread,
      kind,
      location,
      value: slot >= 0 ? candidate.values[slot]! : written,
      written: slot >= 0 ? written : null,
      sets: names.filter(isIn),
      site: event?.site ?? null,
    };
  });
  const isPair = (relation: Bits, i: number, j: number): boolean =>
    ((relation[i * space.words + (j >>> 5)]! >>> (j & 31)) & 1) === 1;
  const pairs = (isIn: (i: number, j: number) => boolean): Pairs =>
    events.flatMap((_, i) => events.flatMap((_, j) => (isIn(i, j) ? [[i, j] as const] : [])));
  const given = (name: string): Pairs => {
    const relation = frame.relations.get(name)!;
    return pairs((i, j) => isPair(relation, i, j));
  };
  /** Without the pairs that two others make. */
  const isNext = (i: number, j: number): boolean =>
    isPair(co, i, j) && !events.some((_, k) => isPair(co, i, k) && isPair(co, k, j));
  return {
    events,
    relations: {
      po: pairs(
        (i, j) => i + 1 === j && events[i]!.thread === events[j]!.thread && events[i]!.thread >= 0,
      ),
      rf: pairs((i, j) => rfOf[j] === i),
      co: pairs(isNext),
      fr: pairs((i, j) => rfOf[i]! >= 0 && i !== j && isNext(rfOf[i]!, j)),
      addr: given("addr"),
      data: given("data"),
      ctrl: given("ctrl"),
      rmw: graph.rmw,
    },
  };
}

/** One event comes before another: places in a list of events. */
export interface Before {
  readonly from: number;
  readonly to: number;
}

/** A partial order that grows, edge by edge, and never closes a circle. */
export class Order {
  readonly #count: number;
  /** `#reaches[a * count + b]` is 1 when b comes after a. */
  readonly #reaches: Uint8Array;
  readonly #edges: Before[] = [];

  constructor(count: number) {
    this.#count = count;
    this.#reaches = new Uint8Array(count * count);
  }

  get edges(): readonly Before[] {
    return this.#edges;
  }

  isBefore(from: number, to: number): boolean {
    return this.#reaches[from * this.#count + to] === 1;
  }

  /** Adds each edge unless it would close a circle; gives those that would, which stays true of them. */
  add(edges: readonly Before[]): readonly Before[] {
    return edges.filter(({ from, to }) => !this.#addOne(from, to));
  }

  #addOne(from: number, to: number): boolean {
    const count = this.#count;
    if (from === to || this.isBefore(to, from)) return false;
    this.#edges.push({ from, to });
    if (this.isBefore(from, to)) return true;
    for (let a = 0; a < count; a++) {
      if (a !== from && !this.isBefore(a, from)) continue;
      for (let b = 0; b < count; b++) {
        if (b === to || this.isBefore(to, b)) this.#reaches[a * count + b] = 1;
      }
    }
    return true;
  }

  /**
   * All events one after the other: of those that nothing holds back any more always the one that `prefer` likes best,
   * given the one before it (-1 at first).
   */
  schedule(prefer: (ready: readonly number[], last: number) => number): readonly number[] {
    const left = new Set(Array.from({ length: this.#count }, (_, event) => event));
    const order: number[] = [];
    while (left.size > 0) {
      const ready = [...left].filter((b) => ![...left].some((a) => this.isBefore(a, b)));
      const next = prefer(ready, order.at(-1) ?? -1);
      left.delete(next);
      order.push(next);
    }
    return order;
  }
}

/** What is known about the events of a story before it is told. */
export interface Known {
  /** Events; those of one thread in program order one after the other. */
  readonly threads: readonly number[];
  /** In which order things are believed: each list as far as nothing before it says otherwise. */
  readonly communication: readonly (readonly Before[])[];
  /** Pairs in program order that are believed before any other; nearest pairs come after these. */
  readonly kept: readonly Before[];
  /** How many lists of `communication` are believed before `kept`. */
  readonly sure: number;
  /** What is believed last: whether a pair in program order may have been out of order. By default each may. */
  readonly isSuspect?: (pair: Before) => boolean;
}

/** In what order the events of an execution took effect, and what did not happen in the order that one would think. */
export interface Precedence {
  readonly order: Order;
  /**
   * Pairs of a thread that took effect against program order. The set is minimal: with any of them in program order too
   * there is no order of the events. So it is empty if and only if, where also `unpropagated` is, the execution is
   * sequentially consistent.
   */
  readonly reordered: readonly Before[];
  /** Reads (or writes) that came later than a write that they do not know of; minimal in the same way. */
  readonly unpropagated: readonly Before[];
}

/**
 * Orders the events of an execution (models.md 6.1): what is sure, what the model keeps in order, who reads and overwrites
 * what, and then program order, nearest pairs first. What does not fit was reordered, or had not propagated.
 */
export function precedence({ threads, communication, kept, sure, isSuspect }: Known): Precedence {
  const order = new Order(threads.length);
  const unpropagated: Before[] = [];
  const believe = (lists: readonly (readonly Before[])[]): void => {
    for (const list of lists) unpropagated.push(...order.add(list));
  };
  believe(communication.slice(0, sure));
  // What does not fit here comes up again below.
  order.add(kept);
  believe(communication.slice(sure));
  const all = programPairs(threads);
  const suspect = isSuspect ?? (() => true);
  const reordered = [
    ...order.add(all.filter((pair) => !suspect(pair))),
    ...order.add(all.filter(suspect)),
  ];
  return { order, reordered, unpropagated };
}

/** All pairs of events of one thread in program order, nearest first. */
export function programPairs(threads: readonly number[]): readonly Before[] {
  const pairs: Before[] = [];
  for (let distance = 1; distance < threads.length; distance++) {
    for (let from = 0; from + distance < threads.length; from++) {
      const to = from + distance;
      if (threads[from] === threads[to]) pairs.push({ from, to });
    }
  }
  return pairs;
}

/**
 * Of pairs in program order that an order contradicts those that say everything: a pair is left out when it follows from
 * another one and from what is in order, or from two others that meet in the middle.
 */
export function immediate(
  pairs: readonly Before[],
  threads: readonly number[],
  order: Order,
): readonly Before[] {
  const isInOrder = (a: number, b: number): boolean => {
    return a === b || (threads[a] === threads[b] && a < b && order.isBefore(a, b));
  };
  const follows = (one: Before, other: Before): boolean => {
    return one !== other && isInOrder(other.from, one.from) && isInOrder(one.to, other.to);
  };
  const isChained = ({ from, to }: Before): boolean => {
    const isPair = (a: number, b: number) => pairs.some((p) => p.from === a && p.to === b);
    return pairs.some(({ from: a, to: middle }) => a === from && isPair(middle, to));
  };
  return pairs.filter((pair) => !pairs.some((other) => follows(pair, other)) && !isChained(pair));
}

/**
 * Of pairs of an access and a later write that it does not know of those that come first: for each access the first such
 * write, for each thread and write the first such access.
 */
export function firstMissed(
  pairs: readonly Before[],
  threads: readonly number[],
  order: Order,
): readonly Before[] {
  return pairs.filter((one) => {
    return !pairs.some((other) => {
      const isSameAccess = one.from === other.from && order.isBefore(other.to, one.to);
      const isEarlier = threads[one.from] === threads[other.from] && other.from < one.from;
      return isSameAccess || (isEarlier && one.to === other.to);
    });
  });
}

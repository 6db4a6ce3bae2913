import type { Program, Site } from "../program/program.js";
import type { State } from "./machine.js";

/** Most arrangements of the threads of one program: their number stands beside the number of a state (`idOf`). */
const ARRANGEMENTS_MAX = 2 ** 20;
/** Numbers of states are below this. */
const STATES_MAX = 2 ** 32;

/**
 * Threads that can change places: to exchange what two of them hold leads from one state of a machine to another, and
 * from each step to a step (Clarke, Enders, Filkorn and Jha, Exploiting symmetry in temporal logic model checking, 1996;
 * Ip and Dill, Better verification through symmetry, 1996). A search therefore needs one state of all those that differ
 * only in who is who: the one in which the blocks of words of such threads are in rising order.
 *
 * An arrangement says whose block each thread gets. It has a number from 0, which is that nobody moves.
 */
export class Symmetry {
  /** Threads of one class can change places: at least two, in rising order. */
  readonly classes: readonly (readonly number[])[];
  /** All threads, class by class. */
  readonly still: Int32Array;
  readonly #program: Program;
  /** By thread: the first word of its block, and how many it has. */
  readonly #starts: Int32Array;
  readonly #widths: Int32Array;
  /** By thread: the class that it is in, -1 for none. */
  readonly #classOf: Int32Array;
  readonly #order: Int32Array;
  readonly #sorting: Int32Array;

  /** `parts` are the first words of each thread, then the first word after them. */
  constructor(program: Program, classes: readonly (readonly number[])[], parts: readonly number[]) {
    const threads = program.threads.length;
    this.#program = program;
    this.classes = classes;
    this.#starts = Int32Array.from(parts.slice(0, threads));
    this.#widths = this.#starts.map((start, t) => parts[t + 1]! - start);
    this.#classOf = new Int32Array(threads).fill(-1);
    classes.forEach((members, k) => {
      for (const t of members) this.#classOf[t] = k;
    });
    const first = (t: number): number => classes[this.#classOf[t]!]?.[0] ?? t;
    const all = Array.from({ length: threads }, (_, t) => t);
    this.still = Int32Array.from(all.sort((t, u) => first(t) - first(u) || t - u));
    this.#order = this.still.slice();
    this.#sorting = new Int32Array(threads);
  }

  /** Puts the blocks of each class in rising order. */
  sort(state: State): void {
    for (let k = 0; k < this.classes.length; k++) {
      const members = this.classes[k]!;
      for (let i = 1; i < members.length; i++) {
        for (let j = i; j > 0 && this.#compare(state, members[j - 1]!, members[j]!) > 0; j--) {
          this.#exchange(state, members[j - 1]!, members[j]!);
        }
      }
    }
  }

  /** The arrangement that sorts a state. */
  sorting(state: State): Int32Array {
    const order = this.order(state);
    const sorting = this.#sorting.slice();
    for (let i = 0; i < order.length; i++) sorting[this.still[i]!] = order[i]!;
    return sorting;
  }

  /** All threads in an order that does not depend on who is who: class by class, in each by what they hold. */
  order(state: State): Int32Array {
    const order = this.#order;
    order.set(this.still);
    for (let i = 1; i < order.length; i++) {
      const t = order[i]!;
      if (this.#classOf[t] === -1) continue;
      let j = i;
      while (
        j > 0 &&
        this.isOfClass(order[j - 1]!, t) &&
        this.#compare(state, order[j - 1]!, t) > 0
      ) {
        order[j] = order[j - 1]!;
        j--;
      }
      order[j] = t;
    }
    return order;
  }

  /** Whether two different threads can change places in this state without a trace. */
  isSame(state: State, t: number, u: number): boolean {
    return this.isOfClass(t, u) && this.#compare(state, t, u) === 0;
  }

  /** Copies `state` to `out`, arranged. */
  arrange(state: State, by: Int32Array, out: State): void {
    out.set(state);
    for (let t = 0; t < by.length; t++) {
      if (by[t] === t) continue;
      const from = this.#starts[by[t]!]!;
      const to = this.#starts[t]!;
      for (let i = this.#widths[t]! - 1; i >= 0; i--) out[to + i] = state[from + i]!;
    }
  }

  /** Calls `visit` for every different state that a sorted one can be arranged to, with the arrangement's number. */
  eachArranged(state: State, out: State, visit: (arrangement: number) => void): void {
    const by = this.still.map((_, t) => t);
    const isTaken = new Uint8Array(by.length);
    const place = (k: number, i: number): void => {
      const members = this.classes[k];
      if (members === undefined) {
        this.arrange(state, by, out);
        visit(this.numberOf(by));
        return;
      }
      if (i === members.length) {
        place(k + 1, 0);
        return;
      }
      let last = -1;
      for (const u of members) {
        // Of equal blocks, which stand side by side, only the first that is left.
        if (isTaken[u] === 1 || (last >= 0 && this.#compare(state, last, u) === 0)) continue;
        last = u;
        isTaken[u] = 1;
        by[members[i]!] = u;
        place(k, i + 1);
        isTaken[u] = 0;
      }
    };
    place(0, 0);
  }

  /** The others that could stand where a thread does. */
  othersOf(thread: number): readonly number[] {
    const members = this.classes[this.#classOf[thread] ?? -1] ?? [];
    return members.filter((t) => t !== thread);
  }

  /** Where `other` has what `thread` has at a site; null for a site that is not of the thread's code. */
  siteOf(site: Site, thread: number, other: number): Site | null {
    const { threads } = this.#program;
    const pc = threads[thread]!.code.findIndex((i) => i.site === site);
    return pc < 0 ? null : threads[other]!.code[pc]!.site;
  }

  /** The number of the arrangement that exchanges two threads of a class. */
  exchange(t: number, u: number): number {
    const by = this.still.map((_, k) => k);
    by[t] = u;
    by[u] = t;
    return this.numberOf(by);
  }

  numberOf(by: Int32Array): number {
    let number = 0;
    for (const members of this.classes) {
      for (let i = 0; i < members.length; i++) {
        const smaller = members.slice(i + 1).filter((t) => by[t]! < by[members[i]!]!).length;
        number = number * (members.length - i) + smaller;
      }
    }
    return number;
  }

  /** The arrangement of a number. */
  arrangement(number: number): Int32Array {
    const by = this.still.map((_, t) => t);
    let left = number;
    for (const members of this.classes.toReversed()) {
      const digits: number[] = [];
      for (let radix = 1; radix <= members.length; radix++) {
        digits.push(left % radix);
        left = Math.floor(left / radix);
      }
      const free = [...members];
      for (const t of members) by[t] = free.splice(digits.pop()!, 1)[0]!;
    }
    return by;
  }

  /** Whether two threads can change places. */
  isOfClass(t: number, u: number): boolean {
    return this.#classOf[t] === this.#classOf[u] && this.#classOf[t]! >= 0;
  }

  #compare(state: State, t: number, u: number): number {
    const a = this.#starts[t]!;
    const b = this.#starts[u]!;
    const width = this.#widths[t]!;
    for (let i = 0; i < width; i++) {
      const difference = state[a + i]! - state[b + i]!;
      if (difference !== 0) return difference;
    }
    return 0;
  }

  #exchange(state: State, t: number, u: number): void {
    const a = this.#starts[t]!;
    const b = this.#starts[u]!;
    for (let i = this.#widths[t]! - 1; i >= 0; i--) {
      const word = state[a + i]!;
      state[a + i] = state[b + i]!;
      state[b + i] = word;
    }
  }
}

/**
 * The classes of threads that `areAlike`, of those that have company. A class that has too many arrangements is
 * divided: then those of its parts count as different, which is only less of a reduction.
 */
export function classesOf(
  threads: number,
  areAlike: (t: number, u: number) => boolean,
): readonly (readonly number[])[] {
  const classes: number[][] = [];
  let arrangements = 1;
  for (let t = 0; t < threads; t++) {
    const mates = classes.findLast((members) => areAlike(members[0]!, t));
    if (mates === undefined || arrangements * (mates.length + 1) > ARRANGEMENTS_MAX) {
      classes.push([t]);
      continue;
    }
    mates.push(t);
    arrangements *= mates.length;
  }
  return classes.filter(({ length }) => length > 1);
}

/** The number of a state, arranged. A state that a search keeps apart has a negative number. */
export function arrangedId(state: number, arrangement: number): number {
  return state < 0 ? state - arrangement * STATES_MAX : state + arrangement * STATES_MAX;
}

/** The number of a state without its arrangement. */
export function stateOf(id: number): number {
  return id % STATES_MAX;
}

/** The arrangement of a state's number. */
export function arrangementOf(id: number): number {
  return Math.floor(Math.abs(id) / STATES_MAX);
}

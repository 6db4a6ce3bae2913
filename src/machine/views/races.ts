import { mayTouch } from "../../program/capacity.js";
import { followers } from "../../program/flow.js";
import type { Instruction, Location, Program } from "../../program/program.js";
import type { State } from "../machine.js";
import type { Places } from "./layout.js";
import { Mode, type ModeSet, modesOf } from "./modes.js";
import type { Views } from "./views.js";

/** How a location is accessed, as far as races tell it apart; bit 0: it is written, bit 1: the access is atomic. */
const KINDS = [0, 1, 2, 3] as const;
export type AccessKind = (typeof KINDS)[number];

/** An access of one kind by one thread at one location: of several the last one, which is as good as all before it. */
export interface Suspect {
  readonly thread: number;
  readonly location: Location;
  readonly kind: AccessKind;
}

/**
 * Data races (models.md 1.9): two accesses of two threads to one location, one of them a write, one of them not atomic,
 * of which neither happens before the other.
 *
 * A view has a bit for each last access that its owner is behind; the clocks of a vector would say the same of all older
 * accesses, about which nobody asks.
 */
export class Races {
  /** Words of bits in a view. */
  readonly words: number;
  readonly #suspects: readonly Suspect[];
  /** By thread, location and kind: the suspect that such an access becomes, -1 for none. */
  readonly #index: (thread: number, location: Location, kind: AccessKind) => number;
  /** By suspect: the words of what races with it. */
  readonly #conflicts: readonly Int32Array[];
  /** By thread and program counter: the suspects that the thread may yet race with. */
  readonly #ahead: readonly (readonly Int32Array[])[];
  readonly #needed: Int32Array;
  #counters: readonly number[] = [];
  #places: Places | null = null;
  #bitsAt = 0;
  #views: Views | null = null;

  constructor(program: Program) {
    const suspects = suspectsOf(program);
    this.#suspects = suspects;
    this.words = Math.ceil(suspects.length / 32);
    const { length } = program.locations;
    const index = new Int32Array(program.threads.length * length * KINDS.length).fill(-1);
    const place = (t: number, l: Location, kind: AccessKind): number => (t * length + l) * 4 + kind;
    for (const [k, s] of suspects.entries()) index[place(s.thread, s.location, s.kind)] = k;
    this.#index = (t, l, kind) => index[place(t, l, kind)]!;
    this.#conflicts = suspects.map((a) => this.#setOf((b) => conflict(a, b)));
    this.#ahead = program.threads.map(({ code }, t) => this.#aheadOf(program, code, t));
    this.#needed = new Int32Array(this.words);
  }

  /** Told once where everything stands; `bitsAt` is the first word of a view that is bits about races. */
  place(places: Places, counters: readonly number[], bitsAt: number, views: Views): void {
    this.#places = places;
    this.#counters = counters;
    this.#bitsAt = bitsAt;
    this.#views = views;
  }

  /**
   * Takes in an access of a thread that knows already what the access tells it. Gives an access that it races with, null
   * for none.
   */
  access(
    state: State,
    thread: number,
    location: Location,
    isWrite: boolean,
    mode: ModeSet,
  ): Suspect | null {
    const kind = ((isWrite ? 1 : 0) | ((mode & Mode.atomic) !== 0 ? 2 : 0)) as AccessKind;
    const suspect = this.#index(thread, location, kind);
    if (suspect < 0) return null;
    const { happened, threads } = this.#places!;
    const current = threads[thread]!.current + this.#bitsAt;
    const conflicts = this.#conflicts[suspect]!;
    let found: Suspect | null = null;
    for (let k = 0; k < this.words && found === null; k++) {
      const unknown = state[happened + k]! & ~state[current + k]! & conflicts[k]!;
      if (unknown !== 0) found = this.#suspects[32 * k + 31 - Math.clz32(unknown)]!;
    }
    const word = suspect >> 5;
    const bit = 1 << (suspect & 31);
    state[happened + word]! |= bit;
    const at = this.#bitsAt + word;
    this.#views!.forEachView(state, (view) => {
      state[view + at]! &= ~bit;
    });
    state[current + word]! |= bit;
    return found;
  }

  /** Forgets accesses that nobody can race with any more. */
  forget(state: State): void {
    const { happened, threads } = this.#places!;
    const needed = this.#needed;
    needed.fill(0);
    for (let t = 0; t < this.#counters.length; t++) {
      const ahead = this.#ahead[t]![state[this.#counters[t]!]!];
      if (ahead === undefined) continue;
      const current = threads[t]!.current + this.#bitsAt;
      for (let k = 0; k < this.words; k++) needed[k]! |= ahead[k]! & ~state[current + k]!;
    }
    let isSame = true;
    for (let k = 0; k < this.words; k++) {
      const left = state[happened + k]! & needed[k]!;
      if (left !== state[happened + k]) isSame = false;
      state[happened + k] = left;
    }
    if (isSame) return;
    this.#views!.forEachView(state, (view) => {
      for (let k = 0; k < this.words; k++) {
        state[view + this.#bitsAt + k]! &= state[happened + k]!;
      }
    });
  }

  #setOf(isIn: (suspect: Suspect) => boolean): Int32Array {
    const set = new Int32Array(this.words);
    for (const [k, suspect] of this.#suspects.entries()) {
      if (isIn(suspect)) set[k >> 5]! |= 1 << (k & 31);
    }
    return set;
  }

  #aheadOf(program: Program, code: readonly Instruction[], thread: number): readonly Int32Array[] {
    const from = Array.from({ length: code.length + 1 }, () => new Int32Array(this.words));
    const own = code.map((i) => {
      const accesses = kindsOf(i).flatMap((kind) =>
        program.locations.flatMap((_, location) =>
          mayTouch(program, i, location) ? [{ thread, location, kind }] : [],
        ),
      );
      return this.#setOf((suspect) => accesses.some((a) => conflict(a, suspect)));
    });
    for (let changed = true; changed; ) {
      changed = false;
      for (let pc = code.length - 1; pc >= 0; pc--) {
        for (let k = 0; k < this.words; k++) {
          let set = own[pc]![k]!;
          for (const next of followers(code, pc)) set |= from[next]![k]!;
          if (set === from[pc]![k]) continue;
          from[pc]![k] = set;
          changed = true;
        }
      }
    }
    return from;
  }
}

/** Every access that may race with one of another thread. */
function suspectsOf(program: Program): readonly Suspect[] {
  const all = program.threads.flatMap(({ code }, thread) =>
    program.locations.flatMap((_, location) =>
      KINDS.filter((kind) =>
        code.some((i) => mayTouch(program, i, location) && kindsOf(i).includes(kind)),
      ).map((kind): Suspect => ({ thread, location, kind })),
    ),
  );
  return all.filter((a) => all.some((b) => conflict(a, b)));
}

function conflict(a: Suspect, b: Suspect): boolean {
  if (a.thread === b.thread || a.location !== b.location) return false;
  return ((a.kind | b.kind) & 1) === 1 && (a.kind & b.kind & 2) === 0;
}

function kindsOf(i: Instruction): readonly AccessKind[] {
  switch (i.op) {
    case "load":
      return [(modesOf(i) & Mode.atomic) !== 0 ? 2 : 0];
    case "store":
      return [(modesOf(i) & Mode.atomic) !== 0 ? 3 : 1];
    case "rmw":
      return i.guard === undefined || i.otherwise === "wait" ? [3] : [3, 2];
    default:
      return [];
  }
}

import { followers } from "../program/flow.js";
import type { Instruction, Location, Program } from "../program/program.js";
import type { State } from "./machine.js";
import type { Storage } from "./storage.js";

/**
 * Which locations the other threads may still come to, so that a step on a location of one's own can be taken alone: it
 * commutes with everything that others will ever do (a persistent set of one step, Godefroid 1996).
 *
 * A set of locations is one Int32, bit `location % 32`: locations that share a bit are taken for one, which only makes
 * fewer steps look independent.
 */
export class Independence {
  readonly #counters: readonly number[];
  readonly #storage: Storage;
  /** By thread and program counter: what may be written, and what may be accessed, from there on. */
  readonly #writesFrom: readonly Int32Array[];
  readonly #accessesFrom: readonly Int32Array[];
  /** By thread, in the state that was looked at: its own sets. */
  readonly #writes: Int32Array;
  readonly #accesses: Int32Array;
  /** In that state: the locations in the set of at least one thread, and of at least two. */
  #writesOfOne = 0;
  #writesOfTwo: number;
  #accessesOfOne = 0;
  #accessesOfTwo: number;
  readonly #isOn: boolean;

  /** With `isOn` false, every location is taken for one that all threads use. */
  constructor(program: Program, storage: Storage, counters: readonly number[], isOn: boolean) {
    this.#isOn = isOn;
    this.#writesOfTwo = isOn ? 0 : -1;
    this.#accessesOfTwo = this.#writesOfTwo;
    this.#counters = counters;
    this.#storage = storage;
    const isWrite = (i: Instruction): boolean => i.op === "store" || i.op === "rmw";
    this.#writesFrom = program.threads.map(({ code }) =>
      reachable(code, (i) => (isWrite(i) ? touched(program, i) : 0)),
    );
    this.#accessesFrom = program.threads.map(({ code }) =>
      reachable(code, (i) => touched(program, i)),
    );
    this.#writes = new Int32Array(program.threads.length);
    this.#accesses = new Int32Array(program.threads.length);
  }

  /** Takes in a state in which no thread has stopped. */
  look(state: State): void {
    if (!this.#isOn) return;
    let writesOfOne = 0;
    let writesOfTwo = 0;
    let accessesOfOne = 0;
    let accessesOfTwo = 0;
    for (let t = 0; t < this.#counters.length; t++) {
      const pc = state[this.#counters[t]!]!;
      const buffered = this.#storage.buffered(state, t);
      const writes = this.#writesFrom[t]![pc]! | buffered;
      const accesses = this.#accessesFrom[t]![pc]! | buffered;
      this.#writes[t] = writes;
      this.#accesses[t] = accesses;
      writesOfTwo |= writesOfOne & writes;
      writesOfOne |= writes;
      accessesOfTwo |= accessesOfOne & accesses;
      accessesOfOne |= accesses;
    }
    this.#writesOfOne = writesOfOne;
    this.#writesOfTwo = writesOfTwo;
    this.#accessesOfOne = accessesOfOne;
    this.#accessesOfTwo = accessesOfTwo;
  }

  /** Whether no other thread will ever write the location. */
  isReadAlone(thread: number, location: Location): boolean {
    const others = this.#writesOfTwo | (this.#writesOfOne & ~this.#writes[thread]!);
    return (others & bitOf(location)) === 0;
  }

  /** Whether no other thread will ever access the location. */
  isAccessedAlone(thread: number, location: Location): boolean {
    const others = this.#accessesOfTwo | (this.#accessesOfOne & ~this.#accesses[thread]!);
    return (others & bitOf(location)) === 0;
  }
}

/** The set of one location. */
export function bitOf(location: Location): number {
  return 1 << (location & 31);
}

/** By program counter: what the instructions that may be executed from there on have, all together. */
export function reachable(
  code: readonly Instruction[],
  bits: (instruction: Instruction) => number,
): Int32Array {
  const from = new Int32Array(code.length + 1);
  let changed = true;
  while (changed) {
    changed = false;
    for (let pc = code.length - 1; pc >= 0; pc--) {
      let set = bits(code[pc]!);
      for (const next of followers(code, pc)) set |= from[next]!;
      if (set !== from[pc]) {
        from[pc] = set;
        changed = true;
      }
    }
  }
  return from;
}

/** The set of locations that an instruction may access: -1, all of them, when its address is computed. */
export function touched(program: Program, instruction: Instruction): number {
  if (!("address" in instruction)) return 0;
  if (instruction.address.kind !== "constant") return -1;
  const cell = program.values.cell(instruction.address.code, program.locations.length);
  return cell < 0 ? 0 : bitOf(cell);
}

import { followers } from "../../program/flow.js";
import type { Instruction, Program } from "../../program/program.js";
import { reachable, touched } from "../independence.js";
import { Mode, modeOfLoad, modesOf } from "./modes.js";

/** Locations that one set of a word tells apart; beyond them several share a bit. */
const SET_LOCATIONS = 32;

/** By thread and program counter: a set of locations as in `Independence`, or -1 for yes and 0 for no. */
type ByPlace = readonly Int32Array[];

/** What the threads may still do from a place in their code on: what else they know, nobody can tell. */
export interface Needs {
  /** Locations that may be accessed, written, read. */
  readonly touches: ByPlace;
  readonly writes: ByPlace;
  readonly reads: ByPlace;
  /** Locations where the view of a message that is read may come to matter. */
  readonly acquires: ByPlace;
  /** Whether the thread may let others know what it knows. */
  readonly publishes: ByPlace;
  readonly acquireFences: ByPlace;
  readonly scFences: ByPlace;
  /** Whether there is a sequentially consistent access or fence. */
  readonly sc: ByPlace;
  /** Whether a relaxed write may come before the next release fence. */
  readonly releaseFence: ByPlace;
  /** Locations of which a relaxed write may come before the next release there. */
  readonly sequences: ByPlace;
  /** Locations that somebody accesses without atomicity. */
  readonly plain: number;
  /** Whether the instruction is on a loop. */
  readonly isOnLoop: readonly Uint8Array[];
}

export function needsOf(program: Program): Needs {
  const from = (bits: (i: Instruction) => number): ByPlace =>
    program.threads.map(({ code }) => reachable(code, bits));
  const live = (uses: (i: Instruction) => number, ends: (i: Instruction) => number): ByPlace =>
    program.threads.map(({ code }) => liveFrom(code, uses, ends));
  const where = (i: Instruction): number => touched(program, i);
  const isAny = (is: boolean): number => (is ? -1 : 0);
  const has = (i: Instruction, mode: number): boolean => (modesOf(i) & mode) !== 0;
  const isFence = (mode: number) => (i: Instruction) => isAny(i.op === "fence" && has(i, mode));
  const acquireFences = from(isFence(Mode.acquire));
  const isExact = program.locations.length <= SET_LOCATIONS;
  return {
    touches: from(where),
    writes: from((i) => (isWrite(i) ? where(i) : 0)),
    reads: from((i) => (i.op !== "store" || i.requires !== undefined ? where(i) : 0)),
    acquires: program.threads.map(({ code }, t) =>
      reachable(code, (i) => {
        if (i.op === "rmw") return where(i);
        if (i.op !== "load" || !has(i, Mode.atomic)) return 0;
        // Whichever fence the thread still has comes after some loads that are looked at here in vain.
        const isFenced = acquireFences[t]![0] !== 0;
        return isFenced || (modeOfLoad(i) & Mode.acquire) !== 0 ? where(i) : 0;
      }),
    ),
    publishes: from((i) => isAny(has(i, Mode.release))),
    acquireFences,
    scFences: from(isFence(Mode.sc)),
    sc: from((i) => isAny(has(i, Mode.sc))),
    releaseFence: live((i) => isAny(isRelaxedWrite(i)), isFence(Mode.release)),
    sequences: live(
      (i) => (isRelaxedWrite(i) ? where(i) : 0),
      (i) => (isExact && isSureRelease(i) && hasOnePlace(i) ? where(i) : 0),
    ),
    plain: program.threads.reduce((set, { code }) => {
      return code.reduce((all, i) => (isPlain(i) ? all | where(i) : all), set);
    }, 0),
    isOnLoop: program.threads.map(({ code }) => loopsOf(code)),
  };
}

function isWrite(i: Instruction): boolean {
  return i.op === "store" || i.op === "rmw";
}

/** Whether it may access a location without atomicity: a read-modify-write never does. */
function isPlain(i: Instruction): boolean {
  return (i.op === "load" || i.op === "store") && (modesOf(i) & Mode.atomic) === 0;
}

function isRelaxedWrite(i: Instruction): boolean {
  return isWrite(i) && (modesOf(i) & Mode.atomic) !== 0 && (modesOf(i) & Mode.release) === 0;
}

/** Whether it is a release whenever it is executed. */
function isSureRelease(i: Instruction): boolean {
  return i.op === "store" && (modesOf(i) & Mode.release) !== 0;
}

function hasOnePlace(i: Instruction): boolean {
  return "address" in i && i.address.kind === "constant";
}

/** By program counter: what is used before it ends, on any way on. */
function liveFrom(
  code: readonly Instruction[],
  uses: (i: Instruction) => number,
  ends: (i: Instruction) => number,
): Int32Array {
  const live = new Int32Array(code.length + 1);
  for (let changed = true; changed; ) {
    changed = false;
    for (let pc = code.length - 1; pc >= 0; pc--) {
      const i = code[pc]!;
      let set = 0;
      for (const next of followers(code, pc)) set |= live[next]!;
      set = uses(i) | (set & ~ends(i));
      if (set === live[pc]) continue;
      live[pc] = set;
      changed = true;
    }
  }
  return live;
}

/** By program counter: 1 where the thread may come back. */
function loopsOf(code: readonly Instruction[]): Uint8Array {
  return Uint8Array.from(code, (_, pc) => {
    const seen = new Set(followers(code, pc));
    for (const at of seen) {
      if (at < code.length) for (const next of followers(code, at)) seen.add(next);
    }
    return seen.has(pc) ? 1 : 0;
  });
}

import type { Program } from "../../src/program/program.js";
import { architectureCycles, type Language } from "./architecture-cycles.js";
import { hasRcu } from "./axioms.js";
import { cycles } from "./cycles.js";
import { EXHAUSTIVE, forEachProgram } from "./exhaustive.js";
import { forEachLinked, type Linked } from "./linked.js";
import { type Ingredients, randomProgram } from "./random.js";
import { randomOf } from "./random-architecture.js";

/** Many programs of one language. */
export interface ProgramSet {
  readonly name: string;
  readonly language: Language | "kernel";
  /** How many there are. */
  readonly size: number;
  /** Calls `visit` with one in `every` of them, beginning somewhere; gives how many these are. */
  sample(every: number, visit: (program: Program) => void): number;
}

const READS_WRITES = ["R", "W"] as const;

/**
 * Bounded-exhaustive programs: all that fit, up to names. Of assembly, pairs of accesses of every kind with every
 * dependency, and triples of plain accesses, for what a thread finds early of its own; of C11, pairs with and without
 * fences, and with accesses that are not atomic. With each, how many there are.
 */
const LINKED: Readonly<Record<Language, Readonly<Record<string, readonly [number, Linked]>>>> = {
  aarch64: {
    pairs: [
      390_000,
      {
        accesses: ["R", "R.acq", "R.rcsc", "W", "W.rel", "U", "U.acqrel", "C", "X"],
        links: ["po", "addr", "data", "ctrl", "ctrl+isb"],
        length: 2,
      },
    ],
    barriers: [
      240_590,
      {
        accesses: ["R", "W", "U", "U.acq", "U.rel", "C.fails", "X.acqrel"],
        links: ["dmb.sy", "dmb.ld", "dmb.st", "isb", "dsb.st"],
        length: 2,
      },
    ],
    triples: [54_056, { accesses: READS_WRITES, links: ["po", "addr", "data", "ctrl"], length: 3 }],
  },
  riscv: {
    pairs: [
      334_662,
      {
        accesses: ["R", "W", "U", "U.acq", "U.rel", "U.acqrel", "C", "X", "X.acqrel"],
        links: ["po", "addr", "data", "ctrl"],
        length: 2,
      },
    ],
    barriers: [
      187_056,
      {
        accesses: ["R", "W", "U", "U.sc", "C.fails", "X"],
        links: ["fence.rw.rw", "fence.r.rw", "fence.w.r", "fence.tso", "fence.i", "fence.r.r"],
        length: 2,
      },
    ],
    triples: [54_056, { accesses: READS_WRITES, links: ["po", "addr", "data", "ctrl"], length: 3 }],
  },
  c11: {
    pairs: [
      236_682,
      {
        accesses: ["R", "R.acq", "R.sc", "W", "W.rel", "W.sc", "U.acqrel", "U.sc", "C.fails"],
        links: ["po", "acquire-release", "seq-cst"],
        length: 2,
      },
    ],
    races: [
      86_730,
      {
        accesses: ["R.na", "W.na", "R", "W", "R.acq", "W.rel", "U"],
        links: ["po", "acquire", "release"],
        length: 2,
      },
    ],
    triples: [250_500, { accesses: ["R.acq", "R", "W", "W.rel", "U"], links: ["po"], length: 3 }],
  },
};

const CYCLES: Readonly<Record<Language, number>> = { aarch64: 4_992, riscv: 2_308, c11: 3_446 };

const RANDOM = 4_000;

const LOCKS: Ingredients = { locks: true, rcu: false, loops: true, faults: true };
const ACCESSES: Ingredients = { locks: false, rcu: false, loops: false, faults: false };

/** Every set on which a machine and the axioms of its model are compared. RCU is in none: the axioms do not speak of it. */
export const SETS: readonly ProgramSet[] = [
  ofList("cycles", "kernel", 2_091, () => [...cycles()].filter((program) => !hasRcu(program))),
  ...(["pairs", "triples"] as const).map((name): ProgramSet => {
    const { letters, length, count } = EXHAUSTIVE[name];
    return {
      name,
      language: "kernel",
      size: count,
      sample: (every, visit) => forEachProgram(letters, length, every >> 1, every, visit),
    };
  }),
  ofSeeds("random", "kernel", RANDOM, (seed) => randomProgram(seed, ACCESSES)),
  ofSeeds("locks", "kernel", 2_000, (seed) => randomProgram(seed, LOCKS)),
  ...(["aarch64", "riscv", "c11"] as const).flatMap((language) => [
    ofList("cycles", language, CYCLES[language], () => architectureCycles(language)),
    ...Object.entries(LINKED[language]).map(
      ([name, [size, linked]]): ProgramSet => ({
        name,
        language,
        size,
        sample: (every, visit) => forEachLinked(linked, every >> 1, every, visit),
      }),
    ),
    ofSeeds("random", language, RANDOM, (seed) => randomOf(language, seed)),
  ]),
];

function ofList(
  name: string,
  language: ProgramSet["language"],
  size: number,
  list: () => readonly Program[],
): ProgramSet {
  return {
    name,
    language,
    size,
    sample(every, visit) {
      const programs = list().filter((_, k) => k % every === every >> 1);
      programs.forEach(visit);
      return programs.length;
    },
  };
}

function ofSeeds(
  name: string,
  language: ProgramSet["language"],
  size: number,
  of: (seed: number) => Program,
): ProgramSet {
  return {
    name,
    language,
    size,
    sample(every, visit) {
      let count = 0;
      for (let seed = every >> 1; seed < size; seed += every) {
        visit(of(seed));
        count++;
      }
      return count;
    },
  };
}

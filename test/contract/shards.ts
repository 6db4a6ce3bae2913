import { expect, test } from "vitest";
import { DEFAULT_MACHINE_OPTIONS } from "../../src/models/model.js";
import type { Program } from "../../src/program/program.js";
import { cycles } from "./cycles.js";
import { EXHAUSTIVE, forEachProgram } from "./exhaustive.js";
import { REDUCTIONS, violations } from "./laws.js";
import { type Ingredients, randomProgram } from "./random.js";

/** A part of a large set of programs, for one test file: files run at the same time. */
export interface Shard {
  /** From 1. */
  readonly number: number;
  readonly of: number;
}

const MINUTES = 60_000;

/** Every program of an exhaustive set. All its registers are observed: none is ever dead. */
export function testExhaustive(name: keyof typeof EXHAUSTIVE, shard: Shard): void {
  const { letters, length, count, switchesOnOneIn } = EXHAUSTIVE[name];
  const switches = REDUCTIONS.filter(([, { deadRegisters }]) => deadRegisters);
  const allOn = [["every reduction on", DEFAULT_MACHINE_OPTIONS]] as const;
  test(
    `all ${name}, part ${shard.number} of ${shard.of}: packed = reference`,
    () => {
      const broken = new Broken();
      let seen = 0;
      const visited = forEachProgram(letters, length, shard.number - 1, shard.of, (p) => {
        broken.add(violations(p, seen++ % switchesOnOneIn === 0 ? switches : allOn));
      });
      broken.expectNone();
      expect(visited).toBe(partOf(count, shard));
    },
    20 * MINUTES,
  );
}

const CYCLES = 2_323;

/** Every critical cycle. */
export function testCycles(shard: Shard): void {
  test(
    `critical cycles, part ${shard.number} of ${shard.of}: packed = reference`,
    () => {
      const mine = [...cycles()].filter((_, i) => i % shard.of === shard.number - 1);
      expectNoViolations(mine);
      expect(mine).toHaveLength(partOf(CYCLES, shard));
    },
    20 * MINUTES,
  );
}

const NOTHING: Ingredients = { locks: false, rcu: false, loops: false, faults: false };

/** Random programs by what they are made of beside accesses, fences and branches, and how many of each. */
const RANDOM: readonly (readonly [string, Ingredients, number])[] = [
  ["accesses", NOTHING, 300],
  ["locks", { ...NOTHING, locks: true, faults: true }, 200],
  ["rcu", { ...NOTHING, rcu: true }, 200],
  ["loops", { ...NOTHING, loops: true }, 200],
  ["everything", { locks: true, rcu: true, loops: true, faults: true }, 300],
];

export function testRandom(shard: Shard): void {
  test.each(RANDOM)(
    `random programs of %s, part ${shard.number} of ${shard.of}: packed = reference`,
    (_name, ingredients, count) => {
      const seeds = Array.from({ length: count }, (_, seed) => seed);
      const mine = seeds.filter((seed) => seed % shard.of === shard.number - 1);
      expectNoViolations(mine.map((seed) => randomProgram(seed, ingredients)));
    },
    20 * MINUTES,
  );
}

function expectNoViolations(programs: readonly Program[]): void {
  const broken = new Broken();
  for (const program of programs) broken.add(violations(program));
  broken.expectNone();
}

function partOf(count: number, { number, of }: Shard): number {
  return Math.ceil((count - (number - 1)) / of);
}

/** Violations counted, and the first few of them kept. */
class Broken {
  #programs = 0;
  readonly #texts: string[] = [];

  add(texts: readonly string[]): void {
    if (texts.length === 0) return;
    this.#programs++;
    if (this.#programs <= 5) this.#texts.push(texts[0]!);
  }

  expectNone(): void {
    expect({ programs: this.#programs, texts: this.#texts }).toEqual({ programs: 0, texts: [] });
  }
}

import { describe, expect, test } from "vitest";
import { Enumeration } from "../../src/axiomatic/enumerate.js";
import {
  ALL_REDUCTIONS,
  type AxiomaticReductions,
  NO_AXIOMATIC_REDUCTIONS,
} from "../../src/axiomatic/reductions.js";
import { readAxioms } from "../../src/harness/axioms.js";
import { models } from "../../src/models/models.js";
import type { Program } from "../../src/program/program.js";
import { randomProgram } from "../contract/random.js";
import { family } from "./programs.js";

/** Every reduction of the axioms' search leaves the answer as it is, alone and together. */

function answer(program: Program, id: string, reductions: AxiomaticReductions) {
  const { axioms } = readAxioms(models.find((m) => m.id === id)!.axioms!);
  const enumeration = new Enumeration(program, axioms!.compiled, axioms!.vocabulary, {
    mode: "outcomes",
    limits: { candidatesMax: 1_000_000 },
    reductions,
  });
  while (!enumeration.advance(1 << 14));
  const { outcomes, flags, faults, warnings, isComplete, candidates, executions } =
    enumeration.result();
  const states = outcomes.map(({ values }) => values.map((v) => program.values.decode(v)).join());
  const found = {
    states: states.sort(),
    flags: flags.map(({ name }) => name).sort(),
    faults: faults.map(({ thread, message }) => `${thread} ${message}`).sort(),
    warnings: warnings.map(({ thread, message }) => `${thread} ${message}`).sort(),
    isComplete,
  };
  return { found, candidates, executions };
}

const NAMES = Object.keys(ALL_REDUCTIONS) as readonly (keyof AxiomaticReductions)[];

/** One reduction alone is off; all are; one alone is on. */
const CHOICES: readonly (readonly [name: string, AxiomaticReductions])[] = [
  ...NAMES.map((name) => [`without ${name}`, { ...ALL_REDUCTIONS, [name]: false }] as const),
  ["none", NO_AXIOMATIC_REDUCTIONS],
  ...NAMES.map((name) => [`only ${name}`, { ...NO_AXIOMATIC_REDUCTIONS, [name]: true }] as const),
];

function compare(program: Program, id: string): void {
  const { found } = answer(program, id, ALL_REDUCTIONS);
  for (const [name, reductions] of CHOICES) {
    const other = answer(program, id, reductions).found;
    expect({ id, name, ...other }).toEqual({ id, name, ...found });
  }
}

describe("the answer is the same", () => {
  test.each([
    ["fib", 2, ["sc", "rc11", "lkmm", "power"]],
    ["ainc", 4, ["sc", "rc11", "lkmm", "armv8"]],
    ["readers", 3, ["tso", "rc11", "lkmm", "rvwmo"]],
    ["fenceloss", 2, ["lkmm", "armv8"]],
  ] as const)("%s(%i)", (name, size, ids) => {
    for (const id of ids) compare(family(name, size), id);
  });

  test.each([
    ["accesses", { locks: false, rcu: false, loops: false, faults: false }, 25],
    [
      "sections, loops, locks and faults",
      { locks: true, rcu: true, loops: true, faults: true },
      15,
    ],
  ] as const)("random programs of %s", (_name, ingredients, count) => {
    for (let seed = 0; seed < count; seed++) {
      for (const id of ["sc", "rc11", "lkmm"]) {
        compare(randomProgram(seed + 11_000, ingredients), id);
      }
    }
  });
});

/** Candidates that are judged without one reduction, with all of them, and with none. */
test.each([
  ["earlyStop", "fib", 3, "sc"],
  ["foresight", "fib", 3, "rc11"],
  ["identicalThreads", "ainc", 6, "rc11"],
  ["partialJudgement", "spinlock", 4, "lkmm"],
] as const)("%s saves candidates of %s(%i) under %s", (name, what, size, id) => {
  const program = family(what, size);
  const [all, without, none] = [
    ALL_REDUCTIONS,
    { ...ALL_REDUCTIONS, [name]: false },
    NO_AXIOMATIC_REDUCTIONS,
  ].map((reductions) => answer(program, id, reductions).candidates);
  expect(without!).toBeGreaterThan(all!);
  expect(none!).toBeGreaterThanOrEqual(without!);
});

test("an execution that would show nothing new is not judged", () => {
  const program = family("ainc", 6);
  const { executions, candidates } = answer(program, "rc11", {
    ...ALL_REDUCTIONS,
    identicalThreads: false,
  });
  expect(candidates).toBeGreaterThan(executions);
  expect(executions).toBe(1);
  const { executions: every } = answer(program, "rc11", NO_AXIOMATIC_REDUCTIONS);
  expect(every).toBe(720);
});

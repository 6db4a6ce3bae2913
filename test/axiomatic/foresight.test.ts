import { describe, expect, test } from "vitest";
import { Enumeration } from "../../src/axiomatic/enumerate.js";
import { ALL_REDUCTIONS } from "../../src/axiomatic/reductions.js";
import { readAxioms } from "../../src/harness/axioms.js";
import { models } from "../../src/models/models.js";
import type { Program } from "../../src/program/program.js";
import { cycles } from "../contract/cycles.js";
import { randomProgram } from "../contract/random.js";
import { family, programOf } from "./programs.js";

const SECONDS = 1_000;

/** Every model with axioms. */
const IDS = models.filter(({ axioms }) => axioms !== undefined).map(({ id }) => id);

interface Answer {
  readonly found: object;
  readonly candidates: number;
}

function answer(program: Program, id: string, foresight: boolean | "counting"): Answer {
  const { axioms } = readAxioms(models.find((m) => m.id === id)!.axioms!);
  const enumeration = new Enumeration(program, axioms!.compiled, axioms!.vocabulary, {
    mode: foresight === "counting" ? "executions" : "outcomes",
    limits: { candidatesMax: 1_000_000 },
    reductions: { ...ALL_REDUCTIONS, foresight: foresight === true },
  });
  while (!enumeration.advance(1 << 14));
  const { outcomes, flags, faults, isComplete, candidates } = enumeration.result();
  const states = outcomes.map(({ values }) => values.map((v) => program.values.decode(v)).join());
  return {
    found: {
      states: states.sort(),
      flags: flags.map(({ name }) => name).sort(),
      faults: faults.length,
      isComplete,
    },
    candidates,
  };
}

/** The answer with foresight is that without it, and that of all executions; gives how many candidates each took. */
function compare(program: Program, id: string): { readonly on: number; readonly off: number } {
  const on = answer(program, id, true);
  const off = answer(program, id, false);
  const every = answer(program, id, "counting");
  expect({ id, ...on.found }).toEqual({ id, ...off.found });
  expect({ id, ...on.found }).toEqual({ id, ...every.found });
  return { on: on.candidates, off: off.candidates };
}

describe("foresight leaves no outcome out", () => {
  test.each([
    ["fib", 3],
    ["casrot", 4],
    ["ainc", 4],
    ["cmpxchglock", 3],
    ["fenceloss", 2],
    ["fib-c11-sc", 3],
  ] as const)(
    "%s(%i), every model",
    (name, size) => {
      const program = family(name, size);
      for (const id of IDS) compare(program, id);
    },
    60 * SECONDS,
  );

  test.each([
    ["accesses", { locks: false, rcu: false, loops: false, faults: false }, 60],
    ["loops, locks and faults", { locks: true, rcu: false, loops: true, faults: true }, 30],
  ] as const)(
    "random programs of %s",
    (_name, ingredients, count) => {
      for (let seed = 0; seed < count; seed++) {
        for (const id of ["sc", "rc11", "lkmm", "armv8"]) {
          compare(randomProgram(seed + 7_000, ingredients), id);
        }
      }
    },
    60 * SECONDS,
  );

  test(
    "critical cycles",
    () => {
      let seen = 0;
      for (const [k, program] of [...cycles()].entries()) {
        if (k % 29 !== 0) continue;
        seen++;
        for (const id of ["lkmm", "power"]) compare(program, id);
      }
      expect(seen).toBeGreaterThan(50);
    },
    60 * SECONDS,
  );
});

describe("what foresight may not take for decided", () => {
  const c11 = (threads: readonly string[], observed: string): Program =>
    programOf(
      `C t\n{}\n${threads
        .map((body, i) => `P${i}(atomic_int *x, atomic_int *y, atomic_int *z) {\n${body}\n}\n`)
        .join("")}exists (${observed})\n`,
    );
  const load = (register: string, from: string): string =>
    `int ${register} = atomic_load_explicit(${from}, memory_order_relaxed);`;
  const store = (to: string, value: string): string =>
    `atomic_store_explicit(${to}, ${value}, memory_order_relaxed);`;

  test("a value that threads hand each other and that comes from nowhere", () => {
    const copies = [
      [load("r0", "x"), store("y", "r0")].join("\n"),
      [load("r0", "y"), store("x", "r0")].join("\n"),
    ];
    for (const id of IDS) compare(c11(copies, "0:r0=1 /\\ 1:r0=1"), id);
    for (const id of IDS) compare(c11([...copies, store("x", "1")], "x=1 /\\ y=1"), id);
  });

  test("a choice that leads back to where it came from, one way but not the other", () => {
    const program = c11(
      [
        [load("r0", "x"), store("y", "r0 + 1")].join("\n"),
        [load("r0", "y"), store("z", "r0 + 1")].join("\n"),
        [load("r0", "z"), load("r1", "y"), store("x", "r0 + r1")].join("\n"),
      ],
      "x=1 /\\ y=1 /\\ z=1",
    );
    for (const id of IDS) compare(program, id);
  });

  test("a division by what is 0 in some other execution", () => {
    const program = c11(
      [
        [load("r0", "x"), "int r1 = 0;", "if (r0 != 0) r1 = 8 / r0;", store("y", "r1")].join("\n"),
        [store("x", "2"), store("x", "4")].join("\n"),
        [load("r0", "y"), load("r1", "y")].join("\n"),
      ],
      "y=2 /\\ 2:r0=2 /\\ 2:r1=2",
    );
    for (const id of IDS) compare(program, id);
  });
});

test("a search that has seen every outcome stops: few candidates show those of fib", () => {
  for (const id of ["sc", "rc11"]) {
    const { on, off } = compare(family("fib", 4), id);
    expect(on).toBeLessThan(off / 3);
  }
});

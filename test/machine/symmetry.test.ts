import { describe, expect, test } from "vitest";
import { DEFAULT_LIMITS } from "../../src/harness/limits.js";
import { readTest } from "../../src/harness/load.js";
import { explore, Search } from "../../src/machine/search.js";
import { classesOf, Symmetry } from "../../src/machine/symmetry.js";
import { trace } from "../../src/machine/trace.js";
import { DEFAULT_MACHINE_OPTIONS, hasMachine } from "../../src/models/model.js";
import { models } from "../../src/models/models.js";
import { sc } from "../../src/models/sc.js";
import type { Program } from "../../src/program/program.js";
import { Source } from "../../src/source/source.js";
import { textOf } from "../bench/search.js";
import { add, program, R, W, warn, when, xchg } from "../program/build.js";

const LIMITS = { statesMax: 100_000, stepsMax: 1_000_000, bytesMax: 2 ** 30 };

function programOf(family: string, size: number): Program {
  const { test } = readTest(new Source(family, textOf(family, size)!), DEFAULT_LIMITS);
  return test!.variants[0]!.program;
}

/** States of a search in which threads are told apart, and of one in which they are not. */
function statesOf(p: Program, id: string): readonly [number, number] {
  const model = models.filter(hasMachine).find((m) => m.id === id)!;
  const [apart, alike] = [false, true].map((identicalThreads) =>
    explore(
      model.machine(p, { ...DEFAULT_MACHINE_OPTIONS, identicalThreads }),
      p.observed.length,
      LIMITS,
    ),
  );
  expect(alike!.outcomes).toHaveLength(apart!.outcomes.length);
  return [apart!.states, alike!.states];
}

describe("threads with the same code", () => {
  test.each([
    ["ainc", 6, "sc", 64, 7],
    ["ainc", 6, "wmm", 64, 7],
    ["ainc", 6, "rc11", 64, 7],
    ["spinlock", 5, "sc", 272, 21],
    ["spinlock", 5, "tso", 432, 31],
    ["spinlock", 5, "rc11", 272, 21],
    ["readers", 6, "pso", 321, 36],
    ["readers", 6, "rc11", 128, 29],
    ["fenceloss", 4, "wmm", 15_104, 827],
    ["fenceloss", 4, "rc11", 11_716, 632],
    ["ainc", 6, "armv8", 729, 28],
    ["spinlock", 3, "rvwmo", 236, 58],
    ["fenceloss", 3, "armv8", 11_291, 2_297],
    // No two threads do the same.
    ["casrot", 3, "wmm", 11, 11],
    ["sbring", 3, "tso", 84, 84],
  ] as const)(
    "%s %i under %s: %i states told apart, %i when not",
    (family, size, id, apart, alike) => {
      expect(statesOf(programOf(family, size), id)).toEqual([apart, alike]);
    },
  );

  test("a final state that stands for many outcomes: within the memory, or bounded", () => {
    const threads = Array.from({ length: 8 }, () => [add("r0", "x", 1)]);
    const p = program({ x: 0 }, ...threads);
    const machine = () => sc.machine(p, DEFAULT_MACHINE_OPTIONS);
    const whole = explore(machine(), p.observed.length, LIMITS);
    expect([whole.states, whole.outcomes.length, whole.isComplete]).toEqual([9, 40_320, true]);
    const little = explore(machine(), p.observed.length, { ...LIMITS, bytesMax: 2 ** 21 });
    expect(little.isComplete).toBe(false);
    expect(little.bounds).toEqual(["2,097,152 bytes"]);
    expect(little.outcomes.length).toBeLessThan(10_000);
  });

  test.each(["sc", "wmm", "rc11", "armv8"])(
    "what one alone meets is reported of each, on a way of its own: %s",
    (id) => {
      const first = [xchg("r0", "x", 0), when("r0", [warn("first")])];
      const second = [xchg("r0", "x", 0), when("r0", [warn("first")])];
      const p = program({ x: 1 }, first, second);
      const model = models.filter(hasMachine).find((m) => m.id === id)!;
      const search = new Search(
        model.machine(p, DEFAULT_MACHINE_OPTIONS),
        p.observed.length,
        LIMITS,
      );
      while (!search.advance(1_000));
      const { events } = search.result();
      expect(events.map(({ what }) => what.thread).sort()).toEqual([0, 1]);
      for (const { what, state } of events) {
        const { steps } = trace(p, search, state);
        expect(steps.at(-1)!.thread).toBe(what.thread);
        expect(p.threads[what.thread]!.code.some(({ site }) => site === what.site)).toBe(true);
      }
    },
  );

  test("a register of one of them alone is observed: they are told apart", () => {
    const same = program({ x: 0 }, [R("r0", "x")], [R("r0", "x")], [W("x", 1)]);
    const [apart, alike] = statesOf(same, "sc");
    expect(alike).toBeLessThan(apart);
    const one = { ...same, observed: same.observed.slice(1) };
    expect(statesOf(one, "sc")[0]).toBe(statesOf(one, "sc")[1]);
  });
});

describe("arrangements", () => {
  const p = program({ x: 0 }, [W("x", 1)], [W("x", 2)], [W("x", 1)], [W("x", 1)], [W("x", 2)]);
  const symmetry = new Symmetry(
    p,
    [
      [0, 2, 3],
      [1, 4],
    ],
    [0, 2, 4, 6, 8, 10],
  );

  test("their numbers name them all, from the one that moves nobody", () => {
    const all = Array.from({ length: 12 }, (_, n) => symmetry.arrangement(n));
    expect([...all[0]!]).toEqual([0, 1, 2, 3, 4]);
    expect(new Set(all.map((by) => by.join())).size).toBe(12);
    expect(all.map((by) => symmetry.numberOf(by))).toEqual([...all.keys()]);
  });

  test("a state is sorted class by class, and each of its arrangements is met once", () => {
    const state = Int32Array.of(7, 1, 5, 0, 7, 0, 7, 1, 3, 9);
    const by = symmetry.sorting(state);
    const arranged = new Int32Array(10);
    symmetry.arrange(state, by, arranged);
    symmetry.sort(state);
    expect([...state]).toEqual([7, 0, 3, 9, 7, 1, 7, 1, 5, 0]);
    expect([...arranged]).toEqual([...state]);
    const met = new Map<string, number>();
    symmetry.eachArranged(state, arranged, (number) => met.set(arranged.join(), number));
    expect(met.size).toBe(6);
    expect(met.get(state.join())).toBe(0);
    for (const [words, number] of met) {
      symmetry.arrange(state, symmetry.arrangement(number), arranged);
      expect(arranged.join()).toBe(words);
    }
  });

  test("a class with more of them than can be numbered is divided", () => {
    const classes = classesOf(12, () => true);
    expect(classes.map(({ length }) => length)).toEqual([9, 2]);
    expect(classesOf(4, () => false)).toEqual([]);
  });
});

import { describe, expect, test } from "vitest";
import { explore } from "../../src/machine/search.js";
import {
  DEFAULT_MACHINE_OPTIONS,
  type MachineModel,
  type MachineOptions,
  NO_REDUCTIONS,
} from "../../src/models/model.js";
import { inOrderModels } from "../../src/models/models.js";
import type { Program } from "../../src/program/program.js";
import {
  add,
  doWhile,
  fail,
  lockRcu,
  not,
  plus,
  program,
  programWith,
  R,
  set,
  syncRcu,
  unlockRcu,
  W,
  wmb,
} from "../program/build.js";

const LIMITS = { statesMax: 1_000_000, stepsMax: 20_000_000, bytesMax: 2 ** 30 };
const all = inOrderModels.map((m) => [m.id, m] as const);

/** n threads that each increment one counter; nobody looks at what they found. */
const ainc = (n: number): Program =>
  programWith(
    { observed: ["x"] },
    { x: 0 },
    ...Array.from({ length: n }, () => [add("r0", "x", 1)]),
  );

/** Two threads that add both counters into their own, n times. */
const fib = (n: number): Program =>
  programWith(
    { observed: ["x", "y"] },
    { x: 1, y: 1 },
    ...["x", "y"].map((own) =>
      Array.from({ length: n }, () => [R("a", "x"), R("b", "y"), W(own, plus("a", "b"))]).flat(),
    ),
  );

function run(p: Program, model: MachineModel, options: MachineOptions = DEFAULT_MACHINE_OPTIONS) {
  const result = explore(model.machine(p, options), p.observed.length, LIMITS);
  expect(result.isComplete).toBe(true);
  const outcomes = result.outcomes.map(({ values }) => values.join()).sort();
  return { states: result.states, outcomes };
}

describe.each(all)("under %s, increments need a state", (_, model) => {
  test("for each set of those done", () => {
    const apart = { ...DEFAULT_MACHINE_OPTIONS, identicalThreads: false };
    expect(run(ainc(16), model, apart)).toEqual({ states: 65_536, outcomes: ["16"] });
  });

  test("for each number of those done, when nobody asks which", () => {
    expect(run(ainc(9), model)).toEqual({ states: 10, outcomes: ["9"] });
  });
});

describe("what is switched off leaves the outcomes as they are, and costs states", () => {
  const programs: readonly (readonly [string, Program])[] = [
    ["fib 2", fib(2)],
    ["fib 3", fib(3)],
    [
      "stores behind a barrier",
      program(
        { x: 0, y: 0 },
        [W("x", 1), wmb, W("y", 1), R("r0", "x")],
        [W("y", 2), W("x", 2), R("r0", "y")],
      ),
    ],
    [
      "a store that a grace period waits for",
      program(
        { x: 0, y: 0 },
        [R("r0", "x"), syncRcu(), R("r1", "y")],
        [W("y", 2), syncRcu(), R("r0", "x")],
        [W("x", 1)],
      ),
    ],
  ];
  for (const [name, p] of programs) {
    test.each(all)(`${name} under %s`, (_, model) => {
      const reduced = run(p, model);
      const full = run(p, model, NO_REDUCTIONS);
      expect(reduced.outcomes).toEqual(full.outcomes);
      expect(reduced.states).toBeLessThanOrEqual(full.states);
    });
  }

  test("a register that is forgotten saves states", () => {
    const kept = run(fib(3), inOrderModels[0]!, {
      ...DEFAULT_MACHINE_OPTIONS,
      deadRegisters: false,
    });
    expect(run(fib(3), inOrderModels[0]!).states).toBeLessThan(kept.states);
  });

  test.each(all)("under %s, what a thread does by itself is steps of its own", (_, model) => {
    const p = program({ x: 0 }, [R("r0", "x"), set("r1", plus("r0", 1)), W("x", "r1")]);
    const own = run(p, model, { ...DEFAULT_MACHINE_OPTIONS, fusedSteps: false });
    expect(own).toEqual({ ...run(p, model), states: run(p, model).states + 1 });
  });

  test.each(all)("under %s, a wait that never ends is a deadlock with every switch", (_, model) => {
    const p = program({ x: 0 }, [doWhile([R("r0", "x"), set("r1", not("r0"))], "r1")]);
    for (const options of [DEFAULT_MACHINE_OPTIONS, NO_REDUCTIONS]) {
      const found = explore(model.machine(p, options), p.observed.length, LIMITS);
      expect([found.deadlocks, found.outcomes.length]).toEqual([1, 0]);
    }
  });

  test("a store that is buffered at once saves states under every model with a buffer", () => {
    for (const model of inOrderModels.slice(1)) {
      const late = run(fib(3), model, { ...DEFAULT_MACHINE_OPTIONS, eagerStores: false });
      expect(run(fib(3), model).states).toBeLessThan(late.states);
    }
  });
});

test("every model contains the outcomes of those that it says it contains", () => {
  for (const model of inOrderModels) {
    for (const id of model.contains) {
      const stronger = inOrderModels.find((m) => m.id === id)!;
      const weaker = new Set(run(fib(2), model).outcomes);
      expect(run(fib(2), stronger).outcomes.every((o) => weaker.has(o))).toBe(true);
    }
  }
});

describe("a step that no other thread can notice is taken alone", () => {
  test.each(all)("under %s, readers of a finished writer go one after the other", (_, model) => {
    const readers = program(
      { x: 0 },
      [W("x", 42, "release")],
      ...Array.from({ length: 9 }, () => [R("r0", "x", "acquirePc")]),
    );
    const { states, outcomes } = run(readers, model);
    expect(outcomes.length).toBe(512);
    expect(states).toBeLessThan(5_000);
  });

  test.each(all)("under %s, a loop of such steps starves nobody", (_, model) => {
    const p = program(
      { x: 0, y: 0 },
      [doWhile([R("r0", "x"), R("r1", "x")], not("r1"))],
      [R("r0", "y"), fail("reached")],
    );
    const found = explore(model.machine(p, DEFAULT_MACHINE_OPTIONS), p.observed.length, LIMITS);
    expect(found.faults.map(({ what }) => what.message)).toEqual(["reached"]);
  });

  test.each(all)("under %s, a wait inside of a section is still a deadlock", (_, model) => {
    const p = program(
      { x: 0 },
      [lockRcu(), doWhile([R("r0", "x")], not("r0")), unlockRcu()],
      [syncRcu(), W("x", 1)],
    );
    const found = explore(model.machine(p, DEFAULT_MACHINE_OPTIONS), p.observed.length, LIMITS);
    expect(found.deadlocks).toBeGreaterThan(0);
    expect(found.outcomes.length).toBe(1);
  });
});

import { describe, expect, test } from "vitest";
import { explore, type SearchResult } from "../../src/machine/search.js";
import { DEFAULT_MACHINE_OPTIONS } from "../../src/models/model.js";
import { inOrderModels } from "../../src/models/models.js";
import type { Program } from "../../src/program/program.js";
import {
  lockRcu,
  mb,
  program,
  programWith,
  R,
  type Statement,
  syncRcu,
  unlockRcu,
  W,
} from "../program/build.js";

const LIMITS = { statesMax: 1_000_000, stepsMax: 10_000_000, bytesMax: 2 ** 30 };
const run = (p: Program, model = inOrderModels[0]!): SearchResult =>
  explore(model.machine(p, DEFAULT_MACHINE_OPTIONS), p.observed.length, LIMITS);

/** Under sc, tso, pso and wmm: A when some final state has all the values, a dot when none has. */
function verdicts(p: Program, bad: Readonly<Record<string, number>>): string {
  const marks = inOrderModels.map((model) => {
    const { outcomes, isComplete, deadlocks } = run(p, model);
    expect({ isComplete, deadlocks }).toEqual({ isComplete: true, deadlocks: 0 });
    const isBad = outcomes.some(({ values }) =>
      p.observed.every((o, k) => !(o.name in bad) || values[k] === bad[o.name]),
    );
    return isBad ? "A" : ".";
  });
  return marks.join(" ");
}

const reader = (...inside: Statement[]): Statement[] => [lockRcu(), ...inside, unlockRcu()];
const srcuReader = (domain: number, ...inside: Statement[]): Statement[] => [
  lockRcu(domain),
  ...inside,
  unlockRcu(domain),
];

describe("a grace period waits for read-side sections", () => {
  const rows: readonly [string, string, Statement[][], Record<string, number>][] = [
    [
      "RCU-MP",
      ". . . .",
      [reader(R("r0", "y"), R("r1", "x")), [W("x", 1), syncRcu(), W("y", 1)]],
      { "P0:r0": 1, "P0:r1": 0 },
    ],
    [
      "RCU-MP without a section: a grace period is a full barrier on every processor",
      ". . . .",
      [
        [R("r0", "y"), R("r1", "x")],
        [W("x", 1), syncRcu(), W("y", 1)],
      ],
      { "P0:r0": 1, "P0:r1": 0 },
    ],
    [
      "RCU-SB",
      ". . . .",
      [reader(W("x", 1), R("r0", "y")), [W("y", 1), syncRcu(), R("r0", "x")]],
      { "P0:r0": 0, "P1:r0": 0 },
    ],
    [
      "RCU-SB without a section",
      ". . . .",
      [
        [W("x", 1), R("r0", "y")],
        [W("y", 1), syncRcu(), R("r0", "x")],
      ],
      { "P0:r0": 0, "P1:r0": 0 },
    ],
    [
      "RCU-LB",
      ". . . .",
      [reader(R("r0", "x"), W("y", 1)), [R("r0", "y"), syncRcu(), W("x", 1)]],
      { "P0:r0": 1, "P1:r0": 1 },
    ],
    [
      "RCU-deferred-free",
      ". . . .",
      [reader(R("r0", "x"), R("r1", "y")), [W("x", 1), syncRcu(), W("y", 1)]],
      { "P0:r0": 0, "P0:r1": 1 },
    ],
    [
      "RCU-deferred-free without a section",
      "A A A A",
      [
        [R("r0", "x"), R("r1", "y")],
        [W("x", 1), syncRcu(), W("y", 1)],
      ],
      { "P0:r0": 0, "P0:r1": 1 },
    ],
    [
      "RCU-deferred-free, two sections",
      "A A A A",
      [
        [...reader(R("r0", "x")), ...reader(R("r1", "y"))],
        [W("x", 1), syncRcu(), W("y", 1)],
      ],
      { "P0:r0": 0, "P0:r1": 1 },
    ],
    [
      "two grace periods, two readers",
      ". . . .",
      [
        reader(W("x", 1), R("r0", "y")),
        reader(W("y", 1), R("r0", "z")),
        [W("z", 1), syncRcu(), syncRcu(), R("r0", "x")],
      ],
      { "P0:r0": 0, "P1:r0": 0, "P2:r0": 0 },
    ],
    [
      "one grace period, two readers",
      ". A A A",
      [
        reader(W("x", 1), R("r0", "y")),
        reader(W("y", 1), R("r0", "z")),
        [W("z", 1), syncRcu(), R("r0", "x")],
      ],
      { "P0:r0": 0, "P1:r0": 0, "P2:r0": 0 },
    ],
    [
      "a grace period is a full barrier",
      ". . . .",
      [
        [W("x", 1), syncRcu(), R("r0", "y")],
        [W("y", 1), mb, R("r0", "x")],
      ],
      { "P0:r0": 0, "P1:r0": 0 },
    ],
    [
      "sections nest",
      ". . . .",
      [
        [lockRcu(), ...reader(R("r0", "x")), R("r1", "y"), unlockRcu()],
        [W("x", 1), syncRcu(), W("y", 1)],
      ],
      { "P0:r0": 0, "P0:r1": 1 },
    ],
  ];
  test.each(rows)("%s: %s", (_, expected, threads, bad) => {
    expect(verdicts(program({ x: 0, y: 0, z: 0 }, ...threads), bad)).toBe(expected);
  });

  test("SRCU waits for the sections of its own domain only", () => {
    const p = (domain: number): Program =>
      programWith(
        { rcuDomains: ["rcu", "ss", "tt"] },
        { x: 0, y: 0 },
        srcuReader(1, R("r0", "x"), R("r1", "y")),
        [W("x", 1), syncRcu(domain), W("y", 1)],
      );
    const bad = { "P0:r0": 0, "P0:r1": 1 };
    expect(verdicts(p(1), bad)).toBe(". . . .");
    expect(verdicts(p(2), bad)).toBe("A A A A");
    expect(verdicts(p(0), bad)).toBe("A A A A");
  });
});

describe("what is wrong with a use of RCU", () => {
  test("a grace period inside of one's own section never ends", () => {
    const p = program({ x: 0 }, [lockRcu(), syncRcu(), unlockRcu()], [W("x", 1)]);
    for (const model of inOrderModels) {
      const machine = model.machine(p, DEFAULT_MACHINE_OPTIONS);
      const result = run(p, model);
      expect({ outcomes: result.outcomes, deadlocks: result.deadlocks }).toEqual({
        outcomes: [],
        deadlocks: 1,
      });
      expect(machine.words).toBeGreaterThan(0);
    }
  });

  test("leaving a section that was not entered is a fault, with a grace period about or not", () => {
    const message = ["rcu_read_unlock() outside of a read-side section"];
    const faults = (p: Program) => run(p).faults.map(({ what }) => what.message);
    expect(faults(program({ x: 0 }, [W("x", 1), unlockRcu()]))).toEqual(message);
    expect(faults(program({ x: 0 }, [...reader(), unlockRcu()], [syncRcu()]))).toEqual(message);
  });

  test("a reader that ends inside of its section stops every later grace period", () => {
    const p = program({ x: 0 }, [lockRcu(), R("r0", "x")], [syncRcu(), W("x", 1)]);
    const result = run(p);
    expect(result.deadlocks).toBeGreaterThan(0);
  });
});

test("grace periods work with more threads than one word has bits", () => {
  const p = programWith(
    { observed: ["P0:r0", "P0:r1"] },
    { x: 0, y: 0 },
    reader(R("r0", "x"), R("r1", "y")),
    [W("x", 1), syncRcu(), W("y", 1)],
    ...Array.from({ length: 34 }, (): Statement[] => []),
  );
  expect(verdicts(p, { "P0:r0": 0, "P0:r1": 1 })).toBe(". . . .");
});

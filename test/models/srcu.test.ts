import { describe, expect, test } from "vitest";
import { explore, type SearchResult } from "../../src/machine/search.js";
import { DEFAULT_MACHINE_OPTIONS } from "../../src/models/model.js";
import { inOrderModels } from "../../src/models/models.js";
import type { Condition } from "../../src/program/condition.js";
import type { Program } from "../../src/program/program.js";
import { sharedDomains } from "../../src/program/sections.js";
import { Source } from "../../src/source/source.js";
import {
  doWhile,
  equal,
  lockRcu,
  programWith,
  R,
  type Statement,
  syncRcu,
  unlockRcu,
  W,
} from "../program/build.js";

const LIMITS = { statesMax: 1_000_000, stepsMax: 10_000_000, bytesMax: 2 ** 30 };
const EVERYTHING: Condition = {
  quantifier: "exists",
  proposition: { kind: "constant", value: true },
  span: { source: new Source("built", ""), start: 0, end: 0 },
};

function built(...threads: readonly Statement[][]): Program {
  const start = { x: 0, y: 0, flag: 0 };
  return programWith({ rcuDomains: ["rcu", "ss"] }, start, ...threads);
}

function results(p: Program): readonly SearchResult[] {
  return inOrderModels.map((model) =>
    explore(model.machine(p, DEFAULT_MACHINE_OPTIONS), p.observed.length, LIMITS),
  );
}

/** Under sc, tso, pso and wmm: A when some final state has all the values, a dot when none has. */
function verdicts(p: Program, bad: Readonly<Record<string, number>>): string {
  const marks = results(p).map(({ outcomes, isComplete, deadlocks, faults }) => {
    expect({ isComplete, deadlocks, faults }).toEqual({
      isComplete: true,
      deadlocks: 0,
      faults: [],
    });
    const isBad = outcomes.some(({ values }) =>
      p.observed.every((o, k) => !(o.name in bad) || values[k] === bad[o.name]),
    );
    return isBad ? "A" : ".";
  });
  return marks.join(" ");
}

const entered = [lockRcu(1), W("flag", 1, "release")];
const awaitFlag = doWhile([R("f", "flag", "acquirePc")], equal("f", 0));

describe("a section that another thread leaves", () => {
  const rows: readonly [string, string, Statement[][], Record<string, number>][] = [
    [
      "a grace period waits for what the leaving thread does in it",
      ". . . .",
      [
        [lockRcu(1), R("r0", "x"), W("flag", 1, "release")],
        [awaitFlag, R("r1", "y"), unlockRcu(1)],
        [W("x", 1), syncRcu(1), W("y", 1)],
      ],
      { "P0:r0": 0, "P1:r1": 1 },
    ],
    [
      "and not for what it does after it",
      "A A A A",
      [
        [lockRcu(1), R("r0", "x"), W("flag", 1, "release")],
        [awaitFlag, unlockRcu(1), R("r1", "y")],
        [W("x", 1), syncRcu(1), W("y", 1)],
      ],
      { "P0:r0": 0, "P1:r1": 1 },
    ],
    [
      "one that reads a stale value does not let the other keep its store back",
      ". . . .",
      [
        [...entered, R("r0", "x")],
        [awaitFlag, W("y", 1), unlockRcu(1)],
        [W("x", 1), syncRcu(1), R("r2", "y")],
      ],
      { "P0:r0": 0, "P2:r2": 0 },
    ],
    [
      "a grace period of RCU itself does not wait for it",
      "A A A A",
      [
        [lockRcu(1), R("r0", "x"), W("flag", 1, "release")],
        [awaitFlag, R("r1", "y"), unlockRcu(1)],
        [W("x", 1), syncRcu(0), W("y", 1)],
      ],
      { "P0:r0": 0, "P1:r1": 1 },
    ],
    [
      "a grace period is a full barrier of its thread",
      ". . . .",
      [
        [...entered, W("x", 1), syncRcu(0), R("r0", "y")],
        [awaitFlag, unlockRcu(1)],
        [W("y", 1), syncRcu(1), R("r0", "x")],
      ],
      { "P0:r0": 0, "P2:r0": 0 },
    ],
  ];
  test.each(rows)("%s: %s", (_, expected, threads, bad) => {
    const p = built(...threads);
    expect(sharedDomains(p)).toEqual([false, true]);
    expect(verdicts(p, bad)).toBe(expected);
  });

  test("that nobody has entered is a fault; with a filter, the thread waits until somebody has", () => {
    const early = built([lockRcu(1), R("r0", "x")], [unlockRcu(1), W("x", 1)]);
    for (const { faults } of results(early)) {
      const messages = faults.map(({ what }) => what.message);
      expect(messages).toEqual(["rcu_read_unlock() outside of a read-side section"]);
    }
    expect(verdicts({ ...early, filter: EVERYTHING }, { "P0:r0": 1 })).toBe("A A A A");
  });

  test("that nobody ever leaves stops every later grace period", () => {
    const p = built([lockRcu(1), W("flag", 1)], [R("f", "y")], [syncRcu(1)], [unlockRcu(1)]);
    const twice = built([lockRcu(1), lockRcu(1)], [unlockRcu(1)], [syncRcu(1)]);
    for (const { deadlocks } of results({ ...p, filter: EVERYTHING })) expect(deadlocks).toBe(0);
    for (const { deadlocks } of results({ ...twice, filter: EVERYTHING })) {
      expect(deadlocks).toBeGreaterThan(0);
    }
  });
});

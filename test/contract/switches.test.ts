import { describe, expect, test } from "vitest";
import {
  DEFAULT_MACHINE_OPTIONS,
  hasMachine,
  type MachineOptions,
} from "../../src/models/model.js";
import { inOrderModels, models } from "../../src/models/models.js";
import type { Program } from "../../src/program/program.js";
import { hasRcu } from "./axioms.js";
import { show } from "./build.js";
import { cycles } from "./cycles.js";
import { FINER_REDUCTIONS, outcomes, search, violations } from "./laws.js";
import { randomProgram } from "./random.js";
import { withTwins } from "./twins.js";

const EVERYTHING = { locks: true, rcu: true, loops: true, faults: true };

const PROGRAMS: readonly Program[] = [
  ...Array.from({ length: 150 }, (_, seed) => randomProgram(3_000_000 + seed, EVERYTHING)),
  ...[...cycles()].filter((_, i) => i % 40 === 0),
  ...[...cycles()].filter((_, i) => i % 80 === 1).map((program) => withTwins(program, 1)),
];

test("in-order machines with a finer switch off say what the readable ones say", () => {
  const some = PROGRAMS.filter((_, i) => i % 4 === 1);
  expect(some.flatMap((program) => violations(program, FINER_REDUCTIONS))).toEqual([]);
});

/** Each switch with the models whose machines have it. */
const SWITCHES: readonly (readonly [keyof MachineOptions, readonly string[]])[] = [
  ["eagerStores", ["sc", "tso", "pso", "wmm", "rc11", "c20", "armv8", "rvwmo"]],
  ["loneAccesses", ["sc", "tso", "pso", "wmm", "rc11", "c20", "armv8", "rvwmo"]],
  ["deadRegisters", ["sc", "tso", "pso", "wmm", "rc11", "c20", "armv8", "rvwmo"]],
  ["deadStaleValues", ["wmm"]],
  ["fusedSteps", ["sc", "tso", "pso", "wmm", "rc11", "c20"]],
  ["earlyWrites", ["rc11", "c20"]],
  ["identicalThreads", ["sc", "tso", "pso", "wmm", "rc11", "c20", "armv8", "rvwmo"]],
];

test("every switch is in the list", () => {
  const names = SWITCHES.map(([name]) => name);
  expect(names.sort()).toEqual(Object.keys(DEFAULT_MACHINE_OPTIONS).sort());
  expect(inOrderModels.every(({ id }) => SWITCHES[0]![1].includes(id))).toBe(true);
});

describe.each(SWITCHES)("%s", (name, ids) => {
  const having = models.filter(hasMachine).filter(({ id }) => ids.includes(id));

  test("off, the same outcomes; on, fewer states somewhere", () => {
    const some = PROGRAMS.filter((_, i) => i % 4 === 0);
    const broken: string[] = [];
    const idle: string[] = [];
    for (const model of having) {
      let fewer = 0;
      for (const program of some) {
        if (hasRcu(program) && model.machineLacks?.includes("RCU") === true) continue;
        const on = search(program, model);
        const off = search(program, model, { ...DEFAULT_MACHINE_OPTIONS, [name]: false });
        const isSame = outcomes(program, on).join() === outcomes(program, off).join();
        if (!isSame) broken.push(`${model.id}\n${show(program)}`);
        if (on.states < off.states) fewer++;
      }
      if (fewer === 0) idle.push(model.id);
    }
    expect({ broken, idle }).toEqual({ broken: [], idle: [] });
  });
});

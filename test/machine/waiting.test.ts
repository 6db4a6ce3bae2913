import { describe, expect, test } from "vitest";
import { NO_REDUCTIONS } from "../../src/models/model.js";
import { models } from "../../src/models/models.js";
import type { Program } from "../../src/program/program.js";
import {
  binary,
  build,
  constant,
  fail,
  fence,
  load,
  old,
  register,
  rmw,
  store,
  unless,
} from "../contract/build.js";
import { parse } from "../contract/notation.js";

/** What is said to wait after some steps, each by its place among those that are possible. */
function waitingAfter(program: Program, model: string, path: readonly number[]): readonly string[] {
  const machine = models.find(({ id }) => id === model)!.machine!(program, {
    ...NO_REDUCTIONS,
    fusedSteps: true,
  });
  const next = new Int32Array(machine.words);
  let state: Int32Array = new Int32Array(machine.words);
  machine.initial(state);
  for (const index of path) {
    const after: Int32Array[] = [];
    machine.successors(state, next, () => after.push(next.slice()));
    state = after[index]!;
  }
  return machine.waiting(state).map(({ text }) => text);
}

const p = (text: string) => build(parse(text), { locations: [0, 0, 0] });

describe("a store buffer", () => {
  test.each([
    ["tso", "x=1; mb; r0=y || r1=x", [0], ["P0's mb waits: its store buffer still holds x = 1"]],
    [
      "wmm",
      "x=1; y.rel=1 || r1=x",
      [0],
      ["P0's store to y waits: its store buffer still holds x = 1"],
    ],
    [
      "tso",
      "x=1; y=1 || r1=x",
      [0, 0],
      ["P0 has only its store buffer to empty", "P0's store of y = 1 waits: x = 1 leaves first"],
    ],
    ["pso", "x=1; y=1 || r1=x", [0, 0], ["P0 has only its store buffer to empty"]],
    [
      "pso",
      "x=1; wmb; y=1 || r1=x",
      [0, 0, 0],
      ["P0 has only its store buffer to empty", "P0's store of y = 1 waits: x = 1 leaves first"],
    ],
    [
      "wmm",
      "x=1; x=2 || r1=x",
      [0, 0],
      ["P0 has only its store buffer to empty", "P0's store of x = 2 waits: x = 1 leaves first"],
    ],
    ["sc", "x=1 || r1=x", [0], ["P0 is finished"]],
  ] as const)("%s: %s", (model, text, path, expected) => {
    expect(waitingAfter(p(text), model, path)).toEqual(expected);
  });
});

describe("a window", () => {
  test.each([
    [
      "x=1; mb; y=1 || r1=y",
      [],
      ["P0's store to y waits: line 1 (mb) keeps it behind line 1, which has not written"],
    ],
    [
      "r0=x; y=1+r0^ || r1=y",
      [],
      ["P0's store to y waits: what it writes depends on r0, which line 1 has not read"],
    ],
    ["r0=x.acq; r1=y || x=1", [], ["P0's load of y waits: line 1 has not read"]],
    [
      "r0=x; r1=z[r0] || x=1",
      [],
      ["P0's load of z waits: where it goes depends on r0, which line 1 has not read"],
    ],
  ] as const)("armv8: %s", (text, path, expected) => {
    expect(waitingAfter(p(text), "armv8", path)).toEqual(expected);
  });
});

describe("a lock", () => {
  const lock = rmw(null, 0, constant(1), {
    guard: binary("==", old, constant(0)),
    otherwise: "wait",
    read: "acquirePc",
    role: "lock",
  });
  const program = build([[lock, load(0, 1)], [lock]], { locations: [0, 0] });

  test.each([
    ["sc", "P1 waits for the lock x"],
    ["wmm", "P1 waits for the lock x"],
    ["rc11", "P1 waits for the lock x"],
    ["armv8", "P1's update of x waits: the lock x is taken"],
  ])("%s", (model, expected) => {
    expect(waitingAfter(program, model, model === "armv8" ? [0, 0] : [0])).toContain(expected);
  });
});

describe("a wait", () => {
  const loop = [load(0, 0, "relaxed", { spins: true }), unless(register(0), 0)];

  test.each([
    ["sc", "P0 waits for x to change"],
    ["rc11", "P0 waits for a message of x that lets it go on"],
    ["armv8", "P0's load of x waits: x has to change"],
  ])("%s", (model, expected) => {
    const program = build([loop, [fence("mb"), store(0, 1)]], { locations: [0] });
    expect(waitingAfter(program, model, [])).toContain(expected);
  });
});

test("a grace period waits for who is in a section", () => {
  expect(waitingAfter(p("sync || lock; r0=x; unlock"), "sc", [1, 0])).toEqual([
    "P0 waits for P1 to pass a quiescent state",
  ]);
});

test("nobody goes on where one has failed", () => {
  const program = build([[load(0, 0), fail("BUG")], [load(0, 0)]]);
  expect(waitingAfter(program, "sc", [0, 0])).toEqual(["P0 failed", "P1 stops: P0 failed"]);
});

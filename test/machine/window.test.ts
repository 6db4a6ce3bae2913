import { describe, expect, test } from "vitest";
import { explore, Search, type SearchResult } from "../../src/machine/search.js";
import { type Trace, trace } from "../../src/machine/trace.js";
import { armv8 } from "../../src/models/armv8.js";
import {
  DEFAULT_MACHINE_OPTIONS,
  type MachineModel,
  type MachineOptions,
  NO_REDUCTIONS,
} from "../../src/models/model.js";
import { rvwmo } from "../../src/models/rvwmo.js";
import type { Instruction, Program } from "../../src/program/program.js";
import { whyOf } from "../../src/report/why.js";
import {
  assign,
  binary,
  build,
  constant,
  fail,
  iterate,
  jump,
  load,
  old,
  register,
  rmw,
  store,
  unless,
  warn,
} from "../contract/build.js";
import { parse } from "../contract/notation.js";

const LIMITS = { statesMax: 1_000_000, stepsMax: 10_000_000, bytesMax: 2 ** 30 };
const X = 0;
const Y = 1;

function run(
  p: Program,
  model: MachineModel = armv8,
  options: MachineOptions = DEFAULT_MACHINE_OPTIONS,
): SearchResult {
  return explore(model.machine(p, options), p.observed.length, LIMITS);
}

/** The outcomes with the given values. */
function having(p: Program, result: SearchResult, bad: Readonly<Record<string, number>>): number {
  return result.outcomes.filter(({ values }) =>
    p.observed.every(({ name }, k) => !(name in bad) || values[k] === bad[name]),
  ).length;
}

/** The way to the first outcome with the given values. */
function wayTo(p: Program, bad: Readonly<Record<string, number>>, model = armv8): Trace {
  const search = new Search(model.machine(p, DEFAULT_MACHINE_OPTIONS), p.observed.length, LIMITS);
  while (!search.advance(1000));
  const found = search.result().outcomes.find(({ values }) => {
    return p.observed.every(({ name }, k) => !(name in bad) || values[k] === bad[name]);
  });
  return trace(p, search, found!.state);
}

const wordsOf = ({ steps }: Trace): readonly string[] => steps.map(({ text }) => text);

describe("steps in words", () => {
  test("a read that comes before an older one says so", () => {
    const p = build(parse("x=1; mb; y=1 || r0=y; r1=x"));
    const way = wayTo(p, { "1:r0": 1, "1:r1": 0 });
    expect(wordsOf(way)).toEqual([
      "P1 reads x = 0 from memory, before its load of y",
      "P0 writes x = 1",
      "P0 writes y = 1",
      "P1 reads y = 1",
    ]);
    expect(way.views[1]!.threads[1]!.notes).toEqual([
      { label: "window", text: "load of y waits, load of x done" },
    ]);
    expect(way.views[4]!.threads[1]!.notes).toEqual([]);
    expect(whyOf(p, way).map(({ text }) => text)).toEqual([
      expect.stringMatching(
        /are not ordered: the later one took x = 0 at step 1, the earlier one took y = 1 only at step 4$/,
      ),
    ]);
  });

  test("a store that comes before an older one leaves the window", () => {
    const p = build(parse("x=1; y=1 || r0=y; mb; r1=x"));
    expect(wordsOf(wayTo(p, { "1:r0": 1, "1:r1": 0 }))[0]).toBe(
      "P0 lets its store y = 1 leave the window, before its store to x leaves the window",
    );
  });

  test("a read behind a branch that is open goes by a guess", () => {
    const p = build(parse("x=1; mb; y=1 || r0=y; when r0==1; r1=x"));
    expect(wordsOf(wayTo(p, { "1:r0": 1, "1:r1": 0 }))[0]).toBe(
      "P1 guesses that the condition at line 1 holds, and reads x = 0 from memory, before its load of y",
    );
  });

  test("a read may take what its own thread has not yet written", () => {
    const p = build(parse("x=1; r0=x; r1=y || y=1; r0=y; r1=x"));
    const words = wordsOf(wayTo(p, { "0:r0": 1, "0:r1": 0, "1:r0": 1, "1:r1": 0 }));
    expect(words).toContain(
      "P0 reads x = 1 from its own store in the window, before its store to x leaves the window",
    );
  });

  test("the halves of a read-modify-write are two steps, but for an AMO of RISC-V", () => {
    const p = build(parse("r0=add(x,1)"));
    const halves = ["P0 reads x = 0 to update it", "P0 completes its update: x = 1"];
    expect(wordsOf(wayTo(p, {}))).toEqual(halves);
    expect(wordsOf(wayTo(p, {}, rvwmo))).toEqual(halves);
    const amo = build(parse("r0=add(x,1).amo"));
    expect(wordsOf(wayTo(amo, {}, rvwmo))).toEqual(["P0 updates x from 0 to 1"]);
  });
});

describe("what was only guessed", () => {
  const behindRead = (...inside: readonly Instruction[]): Program =>
    build([
      [load(0, X), unless(register(0), 2 + inside.length), ...inside, load(1, Y)],
      [store(Y, 1)],
    ]);

  test("is no fault and no warning", () => {
    expect(run(behindRead(fail("BUG()"))).faults).toEqual([]);
    expect(run(behindRead(warn("odd"))).events).toEqual([]);
  });

  test("what really happens is", () => {
    const p = build([
      [load(0, X), unless(register(0), 3), fail("BUG()"), load(1, Y)],
      [store(X, 1)],
    ]);
    expect(run(p).faults.map(({ what }) => what.message)).toEqual(["BUG()"]);
    const q = build([[load(0, X), unless(register(0), 3), warn("odd"), load(1, Y)], [store(X, 1)]]);
    expect(run(q).events.map(({ what }) => what.kind)).toEqual(["warning"]);
  });

  test("is no deadlock when it was wrong, nor is a store-exclusive that another one forestalls", () => {
    const p = build(parse("x=1; mb; y=1 || r0=y; when r0==1; r1=x"));
    expect(run(p).deadlocks).toBe(0);
    const q = build(parse("r0=ldx(x); r1=stx(x,1) || r0=ldx(x); r1=stx(x,2)"));
    const result = run(q);
    expect(result.deadlocks).toBe(0);
    // Both may fail, and both may store one after the other, but not both where they found 0.
    expect(having(q, result, { "0:r1": 1, "1:r1": 1 })).toBeGreaterThan(0);
    expect(having(q, result, { "0:r1": 0, "1:r1": 0 })).toBeGreaterThan(0);
    expect(having(q, result, { "0:r0": 0, "1:r0": 0, "0:r1": 0, "1:r1": 0 })).toBe(0);
  });

  test("a computed address that is none faults only once it is known", () => {
    const at = binary("+", register(0), constant(0), "u64");
    const p = build([[load(0, X), load(1, at), load(2, Y)]]);
    const result = run(p);
    expect(result.faults.map(({ what }) => what.message)).toEqual(["access through 0 (NULL)"]);
    expect(result.outcomes).toEqual([]);
  });
});

describe("waiting", () => {
  /** `spin_lock()`. */
  const lock = (location: number): Instruction =>
    rmw(null, location, constant(1), {
      guard: binary("==", old, constant(0)),
      otherwise: "wait",
      read: "acquirePc",
      role: "lock",
    });
  const unlock = (location: number): Instruction =>
    store(location, 0, "release", { role: "unlock" });

  test("two locks in two orders are a deadlock, and a read ahead of one does not hide it", () => {
    const thread = (a: number, b: number) => [lock(a), lock(b), load(0, 2), unlock(b), unlock(a)];
    for (const model of [armv8, rvwmo]) {
      const p = build([thread(X, Y), thread(Y, X)], { locations: [0, 0, 0] });
      const machine = model.machine(p, DEFAULT_MACHINE_OPTIONS);
      const search = new Search(machine, p.observed.length, LIMITS);
      while (!search.advance(1000));
      const { deadlock, outcomes } = search.result();
      expect(outcomes.length).toBe(1);
      const state = new Int32Array(machine.words);
      search.load(deadlock!, state);
      expect(machine.blocked(state).map(({ message }) => message)).toEqual([
        "waits for the lock y",
        "waits for the lock x",
      ]);
    }
  });

  test("a wait that nobody ends is a deadlock; one that somebody ends is not passed by a guess", () => {
    const wait = [load(0, Y, "relaxed", { spins: true }), unless(register(0), 0), load(1, X)];
    expect(run(build([wait, [store(X, 1)]])).deadlocks).toBeGreaterThan(0);
    const p = build([wait, [store(X, 1), store(Y, 1)]]);
    const result = run(p);
    expect(result.deadlocks).toBe(0);
    expect(having(p, result, { "0:r0": 0 })).toBe(0);
    // The read behind the wait may come first, as may the second store.
    expect(having(p, result, { "0:r0": 1, "0:r1": 0 })).toBe(1);
  });

  test("a loop past its bound is cut off, not deadlocked", () => {
    const loop = [assign(1, 0), load(0, X), unless(register(0), 5), iterate(1, 2), jump(1)];
    const result = run(build([loop, [store(X, 1)]]));
    expect(result.events.map(({ what }) => what.kind)).toEqual(["loop-bound"]);
    expect(result.isComplete).toBe(false);
    expect(result.deadlocks).toBe(0);
  });

  test("a grace period waits for the sections that had begun, and is a full barrier", () => {
    const p = build(parse("x=1; sync; y=1 || lock; r0=y; r1=x; unlock"));
    const result = run(p);
    expect(result.isComplete).toBe(true);
    expect(having(p, result, { "1:r0": 1, "1:r1": 0 })).toBe(0);
    expect(having(p, result, { "1:r0": 0, "1:r1": 1 })).toBe(1);
    const own = build(parse("lock; sync; unlock"));
    expect(run(own)).toMatchObject({ deadlocks: 1, outcomes: [] });
  });
});

describe("switches", () => {
  const TESTS = [
    "x=1; y=1 || r0=y; when r0==1; r1=x",
    "r0=add(c,4); s=1; r1=add(c,-4).rel || r0=inc(c,1,3); r1=s",
    "r0=ldx(x); r1=stx(x,1); r2=y || y=1; r0=x; x=2",
    "x=1; sync; y=1 || lock; r0=y; r1=x; unlock",
    // Nobody else may write what the section reads first: yet the grace period may be over before that.
    "x=1; sync; y=1 || lock; r0=x; r1=y; unlock",
    "r0=x; y=1+r0^ || r0=y; r1=z[r0]; z=1; x=1",
  ];

  test.each(TESTS)("%s has the same outcomes without reductions", (text) => {
    const p = build(parse(text), { locations: [0, 0, 0] });
    for (const model of [armv8, rvwmo]) {
      const outcomes = (options: MachineOptions) =>
        run(p, model, options)
          .outcomes.map(({ values }) => values.join())
          .sort();
      const expected = outcomes(NO_REDUCTIONS);
      expect(outcomes(DEFAULT_MACHINE_OPTIONS)).toEqual(expected);
      expect(outcomes({ ...DEFAULT_MACHINE_OPTIONS, eagerStores: false })).toEqual(expected);
      expect(outcomes({ ...DEFAULT_MACHINE_OPTIONS, deadRegisters: false })).toEqual(expected);
    }
  });
});

test("the fence loss with four readers stays small", () => {
  const readers = " || r0=inc(c,1,6); r1=s".repeat(4);
  const p = build(parse(`r0=add(c,4); s=1; r1=add(c,-4).rel${readers}`), { locations: [1, 0, 0] });
  for (const model of [armv8, rvwmo]) {
    const { states, isComplete } = run(p, model);
    expect(isComplete).toBe(true);
    expect(states).toBeLessThan(200_000);
  }
}, 60_000);

import { describe, expect, test } from "vitest";
import { explore, Search, type SearchResult } from "../../src/machine/search.js";
import { trace } from "../../src/machine/trace.js";
import { DEFAULT_MACHINE_OPTIONS } from "../../src/models/model.js";
import { inOrderModels } from "../../src/models/models.js";
import { sc } from "../../src/models/sc.js";
import { tso } from "../../src/models/tso.js";
import { wmm } from "../../src/models/wmm.js";
import type { Program } from "../../src/program/program.js";
import {
  add,
  binary,
  doWhile,
  equal,
  fail,
  mb,
  not,
  old,
  plus,
  program,
  programWith,
  R,
  rmw,
  set,
  through,
  W,
  warn,
  when,
} from "../program/build.js";

const LIMITS = { statesMax: 100_000, stepsMax: 1_000_000, bytesMax: 2 ** 30 };
const run = (p: Program, model = sc, limits = LIMITS): SearchResult =>
  explore(model.machine(p, DEFAULT_MACHINE_OPTIONS), p.observed.length, limits);
const storeBuffering = program(
  { x: 0, y: 0 },
  [W("x", 1), R("r0", "y")],
  [W("y", 1), R("r0", "x")],
);
/** Every step of a way to a state, in words. */
function wayTo(p: Program, model: typeof sc, pick: (r: SearchResult) => number): readonly string[] {
  const search = new Search(model.machine(p, DEFAULT_MACHINE_OPTIONS), p.observed.length, LIMITS);
  while (!search.advance(100));
  return trace(p, search, pick(search.result())).steps.map((s) => s.text);
}

describe("a complete search", () => {
  test("finds every outcome once, with the state that shows it", () => {
    const result = run(storeBuffering, tso);
    const registers = result.outcomes.map(({ values }) => values.slice(0, 2).join());
    expect([...registers].sort()).toEqual(["0,0", "0,1", "1,0", "1,1"]);
    expect(result.isComplete).toBe(true);
    expect(result.bounds).toEqual([]);
  });

  test("gives the same answer every time, and in slices of any size", () => {
    const whole = run(storeBuffering, wmm);
    const machine = wmm.machine(storeBuffering, DEFAULT_MACHINE_OPTIONS);
    const search = new Search(machine, storeBuffering.observed.length, LIMITS);
    let slices = 0;
    while (!search.advance(1)) slices++;
    expect(slices).toBeGreaterThan(5);
    expect(search.result()).toEqual(whole);
  });

  test("knows what it has found so far at any time", () => {
    const machine = tso.machine(storeBuffering, DEFAULT_MACHINE_OPTIONS);
    const search = new Search(machine, storeBuffering.observed.length, LIMITS);
    expect(search.advance(3)).toBe(false);
    const early = search.result();
    expect(early.isComplete).toBe(false);
    expect(early.states).toBeGreaterThan(1);
    expect(early.outcomes).toEqual([]);
  });
});

describe("a bound that is hit is named", () => {
  test.each([
    [{ statesMax: 5 }, "5 states"],
    [{ statesMax: 1_000_000, stepsMax: 7 }, "7 steps"],
    [{ bytesMax: 1000 }, "1,000 bytes"],
  ])("%j", (limit, name) => {
    const result = run(storeBuffering, tso, { ...LIMITS, ...limit });
    expect({ isComplete: result.isComplete, bounds: result.bounds }).toEqual({
      isComplete: false,
      bounds: [name],
    });
  });
});

describe("a search keeps its limit of memory", () => {
  const writes = (...names: readonly string[]) => names.map((name, i) => W(name, i + 1));
  const reads = (...names: readonly string[]) => names.map((name, i) => R(`r${i}`, name));
  const large = program(
    { x: 0, y: 0, z: 0 },
    [...writes("x", "y", "z", "x"), ...reads("y", "z")],
    [...writes("y", "z", "x", "y"), ...reads("z", "x")],
    [...writes("z", "x", "y", "z"), ...reads("x", "y")],
  );
  const segment = 8 * 2 ** 16;

  test.each([1, 2, 4, 8])("of %i MB: bounded, and what is known is there", (megabytes) => {
    const bytesMax = megabytes * 2 ** 20;
    const before = process.memoryUsage().arrayBuffers;
    const limits = { statesMax: 2 ** 30, stepsMax: 2 ** 30, bytesMax };
    const result = run(large, wmm, limits);
    // What a search has besides is some pages of arrays: at most what is left of a small index that grew.
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(bytesMax + 4 * segment);
    expect(result.bounds).toEqual([`${bytesMax.toLocaleString("en")} bytes`]);
    expect(result.isComplete).toBe(false);
    expect(result.bytes).toBeGreaterThan(bytesMax);
    expect(result.bytes).toBeLessThan(bytesMax + 2 * segment);
    expect(result.states).toBeGreaterThan(bytesMax / 150);
  });
});

describe("a witness is found by replay", () => {
  test.each(inOrderModels.map((m) => [m.id, m] as const))(
    "under %s, for every outcome",
    (_, model) => {
      const p = program(
        { x: 0, y: 0 },
        [W("x", 1), add("r1", "y", 1, "release"), R("r0", "y")],
        [W("y", 1), mb, R("r0", "x"), W("x", 2)],
      );
      const machine = model.machine(p, DEFAULT_MACHINE_OPTIONS);
      const search = new Search(machine, p.observed.length, LIMITS);
      while (!search.advance(1000));
      const { outcomes } = search.result();
      expect(outcomes.length).toBeGreaterThan(3);
      for (const { values, state } of outcomes) {
        const way = trace(p, search, state);
        const last = way.views.at(-1)!;
        const seen = p.observed.map((o) =>
          o.kind === "register"
            ? last.threads[o.thread]!.registers[o.register]
            : last.memory[o.location],
        );
        expect(seen).toEqual(values);
        expect(way.views.length).toBe(way.steps.length + 1);
        // The choices lead there from the initial state.
        const at = new Int32Array(machine.words);
        const next = new Int32Array(machine.words);
        machine.initial(at);
        for (const choice of way.choices) {
          let count = 0;
          const taken = new Int32Array(machine.words);
          machine.successors(at, next, () => {
            if (count++ === choice) taken.set(next);
          });
          at.set(taken);
        }
        expect(machine.isFinal(at)).toBe(true);
        expect(machine.view(at)).toEqual(last);
      }
    },
  );
});

describe("faults", () => {
  const message = (p: Program): readonly string[] => run(p).faults.map(({ what }) => what.message);

  test("end the execution, and what others do meanwhile is still seen", () => {
    const p = program(
      { x: 0 },
      [W("x", 1), fail("BUG")],
      [R("r0", "x"), when("r0", [fail("late")])],
    );
    expect([...message(p)].sort()).toEqual(["BUG", "late"]);
    expect(run(p).outcomes).toEqual([]);
  });

  test("an access goes to an address", () => {
    expect(message(program({ p: 0 }, [R("r0", "p"), R("r1", through("r0"))]))).toEqual([
      "access through 0 (NULL)",
    ]);
    expect(message(program({ p: 5 }, [R("r0", "p"), W(through("r0"), 1)]))).toEqual([
      "access through 5, which is no address",
    ]);
    expect(message(program({ p: "p" }, [R("r0", "p"), R("r1", through("r0"))]))).toEqual([]);
  });

  test("a read-modify-write may refuse what it finds", () => {
    const unlock = rmw(null, "x", 0, "release", equal(old, 1), { fault: "not locked" });
    expect(message(program({ x: 0 }, [unlock]))).toEqual(["not locked"]);
    expect(message(program({ x: 1 }, [unlock]))).toEqual([]);
  });

  test("a store may require a value of its own thread's view", () => {
    const unlock = (t: Parameters<ReturnType<typeof W>>[0]): void =>
      t.builder.emit({
        op: "store",
        address: t.address("x"),
        value: t.expression(0),
        order: "release",
        requires: { condition: t.expression(equal(old, 1)), fault: "not locked" },
        site: {
          span: { source: null as never, start: 0, end: 0 },
          primitive: "spin_unlock",
          calls: [],
        },
      });
    for (const model of inOrderModels) {
      expect(run(program({ x: 0 }, [unlock]), model).faults.length).toBe(1);
      expect(run(program({ x: 0 }, [W("x", 1), unlock]), model).faults).toEqual([]);
    }
  });

  test("each is told once a site, with a way to it", () => {
    const p = program({ x: 0 }, [R("r0", "x"), fail("BUG")], [W("x", 1), W("x", 2)]);
    const result = run(p);
    expect(result.faults.length).toBe(1);
    expect(wayTo(p, sc, (r) => r.faults[0]!.state)).toEqual(["P0 reads x = 0", "P0 fails: BUG"]);
  });
});

describe("events", () => {
  test("a warning is reported once, with a way that ends with it", () => {
    const p = program({ x: 0 }, [R("r0", "x"), when("r0", [warn("seen")])], [W("x", 1)]);
    const result = run(p);
    expect(result.events.map(({ what }) => what.kind)).toEqual(["warning"]);
    expect(wayTo(p, sc, (r) => r.events[0]!.state)).toEqual(["P1 writes x = 1", "P0 reads x = 1"]);
  });

  test("the way is right when the same state is known without the warning", () => {
    // Both ways of P0 lead to one state: r0 is not observed.
    const p = programWith(
      { observed: ["y"] },
      { x: 0, y: 0 },
      [R("r0", "x"), when("r0", [warn("seen")]), W("y", 1)],
      [W("x", 1)],
    );
    expect(wayTo(p, sc, (r) => r.events[0]!.state)).toEqual(["P1 writes x = 1", "P0 reads x = 1"]);
  });
});

describe("a deadlock", () => {
  const lock = (l: string) => rmw(null, l, 1, "acquire", equal(old, 0), "wait");
  const abba = program(
    { a: 0, b: 0 },
    [lock("a"), lock("b"), W("b", 0), W("a", 0)],
    [lock("b"), lock("a"), W("a", 0), W("b", 0)],
  );

  test("is a state in which nothing can happen, and says who waits for what", () => {
    for (const model of inOrderModels) {
      const machine = model.machine(abba, DEFAULT_MACHINE_OPTIONS);
      const search = new Search(machine, abba.observed.length, LIMITS);
      while (!search.advance(1000));
      const result = search.result();
      expect(result.deadlocks).toBe(1);
      expect(result.outcomes.length).toBe(1);
      const state = new Int32Array(machine.words);
      search.load(result.deadlock!, state);
      expect(machine.blocked(state).map((b) => [b.thread, b.message])).toEqual([
        [0, "waits for b to change"],
        [1, "waits for a to change"],
      ]);
    }
  });

  test("is no fault, no final state and no loop that was cut off", () => {
    const spin = program({ x: 0 }, [doWhile([R("r0", "x")], not("r0"))], [W("x", 1)]);
    for (const model of inOrderModels) expect(run(spin, model).deadlocks).toBe(0);
    const cut = programWith({ loopRoundsMax: 1 }, { x: 0 }, [
      doWhile([R("r0", "x"), set("i", plus("i", "r0"))], binary("<", "i", 9)),
    ]);
    expect(run(cut)).toMatchObject({ deadlocks: 0, outcomes: [], isComplete: false });
  });
});

test("a callback that nobody queued counts as finished", () => {
  const p = (queued: boolean): Program =>
    programWith(
      { startedBy: { 1: "queued" } },
      { x: 0, queued: 0 },
      queued ? [W("queued", 1)] : [W("x", 2)],
      [doWhile([R("r0", "queued")], not("r0")), W("x", 1)],
    );
  for (const model of inOrderModels) {
    const idle = run(p(false), model);
    expect({ outcomes: idle.outcomes.map((o) => o.values), deadlocks: idle.deadlocks }).toEqual({
      outcomes: [[0, 2, 0]],
      deadlocks: 0,
    });
    expect(run(p(true), model).outcomes.map((o) => o.values)).toEqual([[1, 1, 1]]);
  }
});

test("a program of nothing has one outcome of nothing", () => {
  const nothing = program({});
  expect(run(nothing)).toMatchObject({ outcomes: [{ values: [], state: 0 }], states: 1 });
});

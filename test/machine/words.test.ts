import { describe, expect, test } from "vitest";
import { Search } from "../../src/machine/search.js";
import { type Trace, trace } from "../../src/machine/trace.js";
import {
  DEFAULT_MACHINE_OPTIONS,
  type MachineModel,
  type MachineOptions,
  NO_REDUCTIONS,
} from "../../src/models/model.js";
import { pso } from "../../src/models/pso.js";
import { sc } from "../../src/models/sc.js";
import { tso } from "../../src/models/tso.js";
import { wmm } from "../../src/models/wmm.js";
import type { Program } from "../../src/program/program.js";
import {
  add,
  addressOf,
  cas,
  equal,
  lockRcu,
  mb,
  old,
  plus,
  program,
  programWith,
  R,
  rmb,
  set,
  syncRcu,
  unlockRcu,
  W,
  warn,
  when,
  wmb,
} from "../program/build.js";

const LIMITS = { statesMax: 100_000, stepsMax: 1_000_000, bytesMax: 2 ** 30 };

/** A shortest way to the first outcome that has all the values. */
function way(
  p: Program,
  model: MachineModel,
  wanted: Readonly<Record<string, number>>,
  options: MachineOptions = DEFAULT_MACHINE_OPTIONS,
): Trace {
  const search = new Search(model.machine(p, options), p.observed.length, LIMITS);
  while (!search.advance(1000));
  const found = search
    .result()
    .outcomes.find(({ values }) =>
      p.observed.every((o, k) => !(o.name in wanted) || values[k] === wanted[o.name]),
    );
  if (found === undefined) throw new Error(`${model.id} has no such outcome`);
  return trace(p, search, found.state);
}
const texts = (p: Program, model: MachineModel, wanted: Readonly<Record<string, number>> = {}) =>
  way(p, model, wanted).steps.map((s) => s.text);

describe("a way is told in words", () => {
  test("store buffering under tso", () => {
    const p = program({ x: 0, y: 0 }, [W("x", 1), R("r0", "y")], [W("y", 1), R("r0", "x")]);
    expect(texts(p, tso, { "P0:r0": 0, "P1:r0": 0 })).toEqual([
      "P0 buffers x = 1",
      "P1 buffers y = 1",
      "P0 reads y = 0",
      "P1's store of y = 1 leaves its store buffer",
      "P1 reads x = 0",
      "P0's store of x = 1 leaves its store buffer",
    ]);
  });

  test("a stale value under wmm: since when, and whose doing", () => {
    const p = program({ x: 0, y: 0 }, [W("x", 1), wmb, W("y", 1)], [R("r0", "y"), R("r1", "x")]);
    expect(texts(p, wmm, { "P1:r0": 1, "P1:r1": 0 })).toEqual([
      "P0 buffers x = 1",
      "P0's store of x = 1 leaves its store buffer",
      "P0's smp_wmb() finds its store buffer empty",
      "P0 buffers y = 1",
      "P0's store of y = 1 leaves its store buffer",
      "P1 reads y = 1",
      "P1 reads x = 0 from its invalidation buffer, stale since step 2 (overwritten by P0)",
    ]);
  });

  test("which of several stale values was read", () => {
    const p = program(
      { x: 0 },
      [W("x", 1), W("x", 0), W("x", 2)],
      [R("r0", "x"), R("r1", "x"), R("r2", "x")],
    );
    const steps = texts(p, wmm, { "P1:r0": 1, "P1:r1": 0, "P1:r2": 0 });
    expect(steps.filter((s) => s.startsWith("P1"))).toHaveLength(3);
    for (const s of steps.filter((t) => t.includes("stale since"))) {
      expect(s).toMatch(
        /^P1 reads x = [01] from its invalidation buffer, stale since step \d \(overwritten by P0\)$/,
      );
    }
  });

  test("read-modify-writes", () => {
    const p = program({ x: 1 }, [add("r0", "x", 1), cas("r1", "x", 7, 8)]);
    expect(texts(p, sc)).toEqual([
      "P0 updates x from 1 to 2",
      "P0 finds x = 2 and does not update it",
    ]);
  });

  test("reading one's own store, and an address", () => {
    const p = program({ x: 0, p: 0 }, [W("p", addressOf("x")), R("r0", "p")]);
    const forwarded = way(p, tso, {}).steps.map((s) => s.text);
    expect(forwarded[0]).toBe("P0 buffers p = &x");
    expect(new Set(forwarded)).toContain("P0's store of p = &x leaves its store buffer");
    expect(texts(p, sc)).toEqual(["P0 writes p = &x", "P0 reads p = &x"]);
  });

  test("fences", () => {
    const p = program({ x: 0, y: 0 }, [R("r0", "y"), rmb, W("x", 1), mb], [W("y", 1)]);
    expect(texts(p, tso, { "P0:r0": 0 })).toContain("P0's smp_mb() finds its store buffer empty");
    const dropped = texts(
      program({ x: 0, y: 0 }, [R("r0", "y"), rmb, R("r1", "x")], [W("x", 1), W("y", 1)]),
      wmm,
      { "P0:r0": 0, "P0:r1": 0 },
    );
    expect(dropped).toContain("P0's smp_rmb() finds no stale value");
    const full = program({ x: 0 }, [mb, R("r0", "x")], [W("x", 1)]);
    expect(texts(full, wmm, { "P0:r0": 1 })[0]).toMatch(/^P[01]/);
    const held = program({ x: 0, y: 0 }, [W("x", 1), wmb, W("y", 1)]);
    expect(texts(held, pso)).toContain(
      "P0's smp_wmb() holds later stores behind the buffered ones",
    );
  });

  test("what a thread does by itself, where that is not fused", () => {
    const p = program(
      { x: 0 },
      [R("r0", "x"), set("r1", plus("r0", 2)), when("r1", [warn("odd")]), wmb, W("x", "r1")],
      [lockRcu(), unlockRcu()],
    );
    const { steps } = way(p, sc, {}, NO_REDUCTIONS);
    const mine = steps.filter(({ thread }) => thread === 0).map(({ text }) => text);
    expect(mine.map((text) => text.replace(/at \S+$/, "at LINE"))).toEqual([
      "P0 reads x = 0",
      "P0 computes r1 = 2",
      "P0 goes on at LINE",
      "P0 warns: odd",
      "P0 goes on at LINE",
      "P0's smp_wmb() finds its store buffer empty",
      "P0 writes x = 2",
    ]);
    expect(steps.map(({ text }) => text)).toContain("P1 enters an RCU read-side section");
  });

  test("grace periods", () => {
    const p = program({ x: 0 }, [lockRcu(), R("r0", "x"), unlockRcu()], [syncRcu()]);
    const steps = texts(p, sc);
    for (const s of [
      "P0 enters an RCU read-side section",
      "P0 leaves an RCU read-side section",
      "P1's grace period begins",
      "P1's grace period ends",
    ]) {
      expect(steps).toContain(s);
    }
    const srcu = programWith(
      { rcuDomains: ["rcu", "ss"] },
      { x: 0 },
      [lockRcu(1), unlockRcu(1)],
      [syncRcu(1)],
    );
    expect(texts(srcu, sc)).toContain("P0 enters a read-side section of ss");
  });
});

test("a step says what it did for those who draw it", () => {
  const p = program({ x: 0, y: 0 }, [W("x", 1), R("r0", "x")]);
  const { steps } = way(p, tso, {});
  const [write, ...rest] = steps;
  expect(write).toMatchObject({
    thread: 0,
    pc: 0,
    access: { kind: "write", location: 0, value: 1, from: "store-buffer" },
  });
  const drain = rest.find((s) => s.access?.kind === "drain");
  expect(drain).toMatchObject({ thread: 0, pc: -1, site: null, access: { location: 0, value: 1 } });
});

test("a view shows registers, memory and what is buffered", () => {
  const p = program(
    { x: 0, y: 0 },
    [W("x", 1), wmb, W("y", 2), R("r0", "y")],
    [R("r0", "x"), R("r1", "x")],
  );
  const first = (model: MachineModel, step: string) => {
    const { steps, views } = way(p, model, { "P0:r0": 2, "P1:r1": 1 });
    return views[steps.findIndex((s) => s.text === step) + 1]!;
  };
  expect(first(pso, "P0 buffers y = 2").threads[0]!.storeBuffer).toEqual([
    { location: 0, value: 1, group: 0 },
    { location: 1, value: 2, group: 1 },
  ]);
  const stale = first(wmm, "P0's store of x = 1 leaves its store buffer");
  expect(stale.memory).toEqual([1, 0]);
  expect(stale.threads[1]!.stale).toEqual([{ location: 0, value: 0 }]);
});

test("a lock that is not free is waited for by name", () => {
  const p = program({ l: 1 }, [
    (t) =>
      t.builder.emit({
        op: "rmw",
        register: null,
        address: t.address("l"),
        guard: t.expression(equal(old, 0)),
        value: t.expression(1),
        otherwise: "wait",
        read: "acquirePc",
        write: "relaxed",
        isFull: false,
        isNoReturn: true,
        role: "lock",
        site: {
          span: { source: null as never, start: 0, end: 0 },
          primitive: "spin_lock",
          calls: [],
        },
      }),
  ]);
  const machine = sc.machine(p, DEFAULT_MACHINE_OPTIONS);
  const state = new Int32Array(machine.words);
  machine.initial(state);
  expect(machine.blocked(state).map((b) => b.message)).toEqual(["waits for the lock l"]);
});

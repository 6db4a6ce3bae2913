import { describe, expect, test } from "vitest";
import { DEFAULT_LIMITS } from "../../src/harness/limits.js";
import { readTest } from "../../src/harness/load.js";
import { flagsOf } from "../../src/harness/result.js";
import { runTest } from "../../src/harness/run.js";
import { explore, Search, type SearchResult } from "../../src/machine/search.js";
import { trace } from "../../src/machine/trace.js";
import { isOneViewExact } from "../../src/machine/views/fences.js";
import { spellFullUpdates } from "../../src/machine/views/full.js";
import {
  DEFAULT_MACHINE_OPTIONS,
  type MachineModel,
  type MachineOptions,
} from "../../src/models/model.js";
import { c20, rc11 } from "../../src/models/rc11.js";
import type { Program } from "../../src/program/program.js";
import { Source } from "../../src/source/source.js";
import { build, cmpxchg, constant, jump, register, rmw, unless } from "../contract/build.js";
import { parse } from "../contract/notation.js";

const LIMITS = { statesMax: 100_000, stepsMax: 1_000_000, bytesMax: 2 ** 30 };

const programOf = (text: string): Program => build(parse(text), { locations: [0, 0, 0] });

function run(
  p: Program,
  model: MachineModel = rc11,
  options: MachineOptions = DEFAULT_MACHINE_OPTIONS,
): SearchResult {
  return explore(model.machine(p, options), p.observed.length, LIMITS);
}

/** The final states that agree with some values, named as `0:r1=2`; each as all of its values. */
function finals(text: string, wanted: string, model: MachineModel = rc11): number {
  const p = programOf(text);
  const places = wanted.split(" ").map((term) => {
    const [name, value] = term.split("=");
    return { index: p.observed.findIndex((o) => o.name === name), value: Number(value) };
  });
  if (places.some(({ index }) => index < 0)) throw new RangeError(wanted);
  return run(p, model).outcomes.filter(({ values }) =>
    places.every(({ index, value }) => values[index] === value),
  ).length;
}

const races = (text: string): readonly string[] =>
  run(programOf(text)).events.flatMap(({ what }) =>
    what.kind === "race" ? [`P${what.thread} with P${what.other}`] : [],
  );

describe("messages", () => {
  test("a write goes behind what its thread knows, and may go before what others have written", () => {
    expect(finals("x=1; x=3 || x=2; r0=x", "1:r0=3 x=2")).toBe(0);
    expect(finals("x=1; x=3 || x=2; r0=x; r1=x", "1:r0=1 1:r1=2 x=3")).toBe(0);
    expect(finals("x=1; r0=y || y=1; x=2; r0=x", "0:r0=1 1:r0=2 x=1")).toBe(1);
  });

  test("nothing comes between a message and the update that has read it", () => {
    expect(finals("r0=add(x,2) || x=1", "0:r0=0 x=2")).toBe(0);
    expect(finals("r0=add(x,1) || r0=add(x,1)", "x=1")).toBe(0);
    expect(run(programOf("r0=add(x,1) || r0=add(x,1)")).outcomes).toHaveLength(2);
  });

  test("a release sequence goes on through updates, and in C11 through writes of its own thread", () => {
    const updated = "x=1; y.rel=1 || r0=add(y,1) || r0=y.acq; r1=x";
    for (const model of [rc11, c20]) expect(finals(updated, "2:r0=2 2:r1=0", model)).toBe(0);
    const overwritten = "x=1; y.rel=1; y=2 || r0=y.acq; r1=x";
    expect(finals(overwritten, "1:r0=2 1:r1=0", rc11)).toBe(0);
    expect(finals(overwritten, "1:r0=2 1:r1=0", c20)).toBe(1);
  });

  test("what is out of date for everybody is forgotten: one writer does not make states of its past", () => {
    const alone = "x=1; x=2; x=3; x=4; x=5; x=6; y=1";
    expect(run(programOf(`${alone} || r0=y`)).states).toBe(
      run(programOf("x=6; y=1 || r0=y")).states + 5,
    );
  });

  test("a write is taken at once if no other thread will write there, unless it may race or is sequentially consistent", () => {
    const late = { ...DEFAULT_MACHINE_OPTIONS, earlyWrites: false };
    const statesOf = (text: string) => {
      const p = programOf(text);
      const [early, all] = [run(p), run(p, rc11, late)];
      const valuesOf = ({ outcomes }: SearchResult) => outcomes.map(({ values }) => values.join());
      expect(valuesOf(early).sort()).toEqual(valuesOf(all).sort());
      return [early.states, all.states];
    };
    // Both writes, one after the other; then each read, of which nobody takes notice any more. Otherwise also one write
    // alone, with the read behind it or without, and one read behind both.
    expect(statesOf("x=1; r0=y || y=1; r0=x")).toEqual([1 + 2 + 2 + 4, 9 + 1 + 2 + 1]);
    const others = ["x.sc=1; r0=y || r0=x", "x.na=1 || r0=x; r1=x"];
    for (const text of others) {
      const [early, all] = statesOf(text);
      expect([text, early]).toEqual([text, all]);
    }
  });

  test("a history that is too long says so", () => {
    const many = Array.from({ length: 40 }, (_, k) => `x=${k + 1}`).join("; ");
    const result = run(programOf(`${many}; y=1 || r0=x || r0=x`));
    expect(result.isComplete).toBe(false);
    expect(result.bounds.join()).toContain("32 buffered values");
    expect(result.deadlocks).toBe(0);
    expect(run(programOf("x=1; x=2; x=3; y=1 || r0=x || r0=x")).isComplete).toBe(true);
  });
});

describe("sequentially consistent fences", () => {
  // P2 hands on what it has read without ordering anything: the first fence to be executed need not be the first.
  const handedOn = "r0=y; seq-cst; r1=z || z=1; seq-cst; x=1 || r0=x; y=1+r0^";

  test("need not stand in the order in which they are executed", () => {
    expect(finals(handedOn, "0:r0=1 0:r1=0 2:r0=1")).toBe(1);
    expect(finals(handedOn.replace("r0=x;", "r0=x.acq;"), "0:r0=1 0:r1=0 2:r0=1")).toBe(0);
    expect(finals(handedOn.replace("y=1+", "y.rel=1+"), "0:r0=1 0:r1=0 2:r0=1")).toBe(0);
  });

  test.each([
    [handedOn, false],
    [handedOn.replace("r0=x;", "r0=x.acq;"), true],
    [handedOn.replace("y=1+", "y.rel=1+"), true],
    [handedOn.replace("r0=x;", "r0=x; acquire;"), true],
    ["x=1; seq-cst; r0=y || y=1; seq-cst; r0=x", true],
    ["x=1 || y=1 || r0=x; seq-cst; r1=y || r0=y; seq-cst; r1=x", true],
    // Two half orders, each on one side, leave two reads that synchronise with nothing.
    ["r0=y; seq-cst || seq-cst; x=1 || r0=x.acq; z=1 || r0=z.acq; y=1", false],
    ["r0=y; seq-cst || seq-cst; x=1 || r0=x.acq; z.rel=1 || r0=z.acq; y.rel=1", true],
  ])("%s: one view says it all: %s", (text, isExact) => {
    expect(isOneViewExact(programOf(text))).toBe(isExact);
  });

  test("are no synchronisation: accesses that are not atomic race across them", () => {
    expect(races("x.na=1; seq-cst; y=1 || r0=y; seq-cst; when r0==1; r1=x.na")).toEqual([]);
    expect(races("x.na=1; seq-cst || seq-cst; r1=x.na")).not.toEqual([]);
  });
});

describe("sequentially consistent accesses", () => {
  test("stand in one order with each other", () => {
    const iriw = "x.sc=1 || y.sc=1 || r0=x.sc; r1=y.sc || r0=y.sc; r1=x.sc";
    expect(finals(iriw, "2:r0=1 2:r1=0 3:r0=1 3:r1=0")).toBe(0);
    expect(finals(iriw.replace(/r0=(\w)\.sc/g, "r0=$1.acq"), "2:r0=1 2:r1=0 3:r0=1 3:r1=0")).toBe(
      1,
    );
    expect(finals("x.sc=1; r0=y.sc || y.sc=1; r0=x.sc", "0:r0=0 1:r0=0")).toBe(0);
    expect(finals("x.sc=2; y.sc=1 || y.sc=2; x.sc=1", "x=2 y=2")).toBe(0);
  });

  test("are ordered with others only as far as these happen before each other (Z6.U)", () => {
    const z6u = "x.sc=1; y.rel=1 || r0=add(y,1).sc; r1=y || y=3; r0=x.sc";
    expect(finals(z6u.replace("y=3", "y.sc=3"), "1:r0=1 1:r1=3 2:r0=0")).toBe(1);
  });

  test("of which there are too many to keep make the answer incomplete", () => {
    const many = Array.from({ length: 30 }, () => "seq-cst; r0=x.sc").join("; ");
    const result = run(programOf(`${many} || x.sc=1; y.sc=1`));
    expect([result.isComplete, result.deadlocks]).toEqual([false, 0]);
    expect(result.bounds.join()).toContain("48 buffered values");
  });

  test("never leave a state from which nothing leads on", () => {
    const text = "x.sc=1; r0=y.sc; r1=z.sc || y.sc=1; r0=z.sc; r1=x.sc || z.sc=1; r0=x.sc; r1=y.sc";
    expect(run(programOf(text)).deadlocks).toBe(0);
  });

  test("in loops that only look need no bound, and keep Peterson's lock exclusive", () => {
    const side = (own: string, other: string, loser: number) => `
      atomic_store(${own}, 1);
      atomic_store(turn, ${loser});
      while (atomic_load(${other}) && atomic_load(turn) == ${loser}) ;
      *d = *d + 1;
      atomic_store(${own}, 0);`;
    const head = "(atomic_int *f, atomic_int *g, atomic_int *turn, int *d)";
    const text = `C t\n{}\nP0${head} {${side("f", "g", 1)}}\nP1${head} {${side("g", "f", 2)}}\nexists (d=2)\n`;
    const { test: read } = readTest(new Source("t.lit", text), DEFAULT_LIMITS);
    const result = run(read!.variants[0]!.program);
    expect(result.isComplete).toBe(true);
    expect(result.outcomes.map(({ values }) => values)).toEqual([[2]]);
    expect(result.events).toEqual([]);
  });
});

describe("races", () => {
  test("are two accesses of which neither happens before the other", () => {
    expect(races("x.na=1; y.rel=1 || r0=y.acq; when r0==1; r1=x.na")).toEqual([]);
    expect(races("x.na=1; y.rel=1 || r0=y; when r0==1; r1=x.na")).toEqual(["P1 with P0"]);
    expect(races("x.na=1 || r0=x")).not.toEqual([]);
    expect(races("r0=x.na || r0=x.na || r0=x")).toEqual([]);
    expect(races("x=1 || r0=x")).toEqual([]);
  });

  test("are seen whichever access of a thread was the last", () => {
    expect(races("x.na=1; y.rel=1; x.na=2 || r0=y.acq; when r0==1; r1=x.na")).not.toEqual([]);
    expect(races("x.na=1; x.na=2; y.rel=1 || r0=y.acq; when r0==1; r1=x.na")).toEqual([]);
  });

  test("leave all outcomes as they are, and have a way that leads to them", () => {
    const p = programOf("x.na=1; y=1 || r0=y; r1=x.na");
    expect(run(p).outcomes).toHaveLength(run(programOf("x=1; y=1 || r0=y; r1=x")).outcomes.length);
    const search = new Search(rc11.machine(p, DEFAULT_MACHINE_OPTIONS), p.observed.length, LIMITS);
    while (!search.advance(1 << 20));
    const [event] = search.result().events;
    const { steps } = trace(p, search, event!.state);
    expect(steps.at(-1)!.text).toMatch(/, in a race with P\d$/);
  });
});

describe("full read-modify-writes of the kernel", () => {
  test("stand between two fences, between which others may act", () => {
    const updates = "r0=xchg(x,1).full; r1=y || r0=xchg(y,1).full; r1=x";
    expect(finals(updates, "0:r1=0 1:r1=0")).toBe(0);
    expect(spellFullUpdates(programOf(updates)).origins[0]).toEqual([0, 0, 0, 1, 2]);
  });

  test("have no fence when they fail, and a wrong guess is no deadlock", () => {
    const failing = build(
      [
        [rmw(null, 0, constant(1)), cmpxchg(0, 1, 5, 6, { isFull: true }), ...parse("r1=z")[0]!],
        parse("z=1; mb; r0=x")[0]!,
      ],
      { locations: [0, 0, 0] },
    );
    const result = run(failing);
    const seen = result.outcomes.map(({ values }) => values.join(" "));
    expect(seen.some((values) => /^0 0 0 /.test(values))).toBe(true);
    expect(result.deadlocks).toBe(0);
  });

  test("in a loop that waits for a lock need no bound", () => {
    const take = [rmw(0, 0, constant(1), { isFull: true, spins: true }), unless(register(0), 3)];
    const locked = [...take, jump(0), ...parse("r1=y; y=1; x.rel=0")[0]!];
    const result = run(build([locked, locked], { locations: [0, 0] }));
    expect(result.isComplete).toBe(true);
    expect(result.outcomes.map(({ values }) => values.join(" ")).sort()).toEqual([
      "0 0 0 1 0 1",
      "0 1 0 0 0 1",
    ]);
  });
});

describe("words", () => {
  function wayTo(text: string, wanted: string): ReturnType<typeof trace> {
    const p = programOf(text);
    const search = new Search(rc11.machine(p, DEFAULT_MACHINE_OPTIONS), p.observed.length, LIMITS);
    while (!search.advance(1 << 20));
    const found = search.result().outcomes.find(({ values }) => values.join(" ") === wanted);
    return trace(p, search, found!.state);
  }

  test("say which message is read, and what a thread learns with it", () => {
    const { steps, views } = wayTo("x=1; y.rel=1 || r0=y.acq; r1=x", "1 1 1 1 0");
    expect(steps.map(({ text }) => text)).toEqual([
      "P0 writes x=1",
      "P0 writes y=1",
      "P1 reads the message y=1 and learns x=1",
      "P1 reads the message x=1",
    ]);
    expect(views[2]!.notes).toEqual([
      { label: "messages of x", text: "0, 1" },
      { label: "messages of y", text: "0, 1 (with x=1)" },
    ]);
  });

  test("say where a write goes, and which message is old", () => {
    const { steps } = wayTo(
      "x=1; y.rel=1; r0=y || r0=y.acq; x=2; r1=x || x=3; r0=x",
      "1 1 2 2 2 1 0",
    );
    expect(steps.map(({ text }) => text)).toContainEqual("P1 reads the message y=1 and learns x=1");
    const old = wayTo("x=1; y=1 || r0=y; r1=x", "1 0 1 1 0").steps.at(-1)!;
    expect(old.text).toBe("P1 reads the message x=0, older than x=1");
    const early = wayTo("x=1; r0=y || x=2; y.rel=1", "1 1 1 0").steps;
    expect(early.map(({ text }) => text)).toContain("P0 writes x=1");
  });

  test("say what a fence learns", () => {
    const { steps } = wayTo("x=1; wmb; y=1 || r0=y; rmb; r1=x", "1 1 1 1 0");
    expect(steps.map(({ text }) => text)).toContain("P1's rmb learns x=1");
  });
});

describe("the harness", () => {
  const text = (body: string) =>
    `C t\n{}\nP0(int *x, int *y) { ${body} }\nP1(int *x, int *y) { int r = READ_ONCE(*x); }\nexists (1:r=1)\n`;
  const answer = async (body: string, engine: "default" | "machine") => {
    const { test: read, diagnostics } = readTest(new Source("t.lit", text(body)), DEFAULT_LIMITS);
    expect(diagnostics).toEqual([]);
    const { variants } = await runTest(read!, {
      models: [rc11],
      engine,
      variants: null,
      limits: DEFAULT_LIMITS,
      machineOptions: DEFAULT_MACHINE_OPTIONS,
      clock: () => 0,
    });
    return variants[0]!;
  };

  test("asks the axioms about RCU, of which the machine knows nothing", async () => {
    const body = "rcu_read_lock(); WRITE_ONCE(*x, 1); rcu_read_unlock();";
    expect((await answer(body, "default")).cells.map(({ engine }) => engine)).toEqual(["axioms"]);
    const asked = await answer(body, "machine");
    expect(asked.skipped.map(({ lacks }) => lacks)).toEqual(["RCU"]);
    expect(asked.cells).toEqual([]);
  });

  test("flags a race of a machine as that of the axioms", async () => {
    expect(flagsOf((await answer("*x = 1;", "machine")).cells[0]!)).toEqual(["undefined"]);
    expect(flagsOf((await answer("WRITE_ONCE(*x, 1);", "machine")).cells[0]!)).toEqual([]);
  });
});

import { describe, expect, test } from "vitest";
import { Enumeration, type EnumerationOptions } from "../../src/axiomatic/enumerate.js";
import type { EnumerationResult, Witness } from "../../src/axiomatic/result.js";
import { readAxioms } from "../../src/harness/axioms.js";
import { models } from "../../src/models/models.js";
import type { Program } from "../../src/program/program.js";
import { randomProgram } from "../contract/random.js";
import { family, programOf } from "./programs.js";

const MINUTES = 60_000;

function enumerate(
  program: Program,
  id: string,
  mode: EnumerationOptions["mode"],
): EnumerationResult {
  const model = models.find((m) => m.id === id);
  const { axioms } = readAxioms(model!.axioms!);
  const options = { mode, limits: { candidatesMax: 1_000_000 } };
  const enumeration = new Enumeration(program, axioms!.compiled, axioms!.vocabulary, options);
  while (!enumeration.advance(1 << 14));
  return enumeration.result();
}

const texts = (program: Program, { outcomes }: EnumerationResult): readonly string[] =>
  outcomes.map(({ values }) => values.map((v) => program.values.decode(v)).join(" ")).sort();

const flagNames = ({ flags }: EnumerationResult): readonly string[] =>
  flags.map(({ name }) => name).sort();

/** Every model with axioms. */
const IDS = models.filter(({ axioms }) => axioms !== undefined).map(({ id }) => id);

describe("the number of executions is that of GenMC", () => {
  test.each([
    ["rc11", "ainc", 5, 120],
    ["rc11", "readers", 7, 128],
    // All but the one in which everybody reads 0 under sc; all of them under rc11.
    ["sc", "sbring", 6, 63],
    ["rc11", "sbring", 6, 64],
    ["rc11", "casrot", 9, 8_597],
    ["sc", "fib", 3, 141],
    ["rc11", "fib", 3, 175],
    ["sc", "fib", 5, 8_953],
  ])("%s %s(%i): %i", (id, name, size, executions) => {
    const result = enumerate(family(name, size), id, "executions");
    expect(result.executions).toBe(executions);
    expect(result.positive + result.negative).toBe(executions);
    expect(result.isComplete).toBe(true);
  });
});

test("on the models that can be explored execution by execution, few candidates are in vain", () => {
  const programs = [
    ...[1, 2, 3, 4, 5].map((seed) => randomProgram(seed, NOTHING)),
    ...(["ainc", "readers", "sbring", "casrot", "fib"] as const).map((name) => family(name, 4)),
  ];
  for (const id of ["sc", "tso", "pso", "wmm", "rc11"]) {
    let candidates = 0;
    let executions = 0;
    for (const program of programs) {
      const result = enumerate(program, id, "executions");
      candidates += result.candidates;
      executions += result.executions;
    }
    expect(executions).toBeGreaterThan(300);
    expect(candidates / executions).toBeLessThanOrEqual(1.5);
  }
});

const NOTHING = { locks: false, rcu: false, loops: false, faults: false };

/**
 * Looking for outcomes leaves executions out: those that show nothing new, those that exchange threads that do the same,
 * and does not judge those that are known to be allowed. Looking for executions does none of that but the last.
 */
describe("outcomes are those of all executions", () => {
  const check = (program: Program, ids: readonly string[]): void => {
    for (const id of ids) {
      const every = enumerate(program, id, "executions");
      const few = enumerate(program, id, "outcomes");
      expect({ id, outcomes: texts(program, few), flags: flagNames(few) }).toEqual({
        id,
        outcomes: texts(program, every),
        flags: flagNames(every),
      });
      expect(few.executions).toBeLessThanOrEqual(every.executions);
    }
  };

  test.each([
    ["ainc", 4],
    ["readers", 4],
    ["sbring", 4],
    ["casrot", 4],
    ["fib", 2],
    ["spinlock", 3],
    ["cmpxchglock", 3],
    ["fenceloss", 2],
  ] as const)(
    "%s(%i), every model",
    (name, size) => {
      const program = family(name, size);
      check(program, IDS);
    },
    5 * MINUTES,
  );

  test("threads that do the same, with registers that are observed", () => {
    const thread = (i: number): string =>
      `P${i}(int *x, int *y) { int r0 = READ_ONCE(*x); WRITE_ONCE(*y, r0 + 1); int r1 = READ_ONCE(*y); }`;
    const reader = (i: number): string =>
      `P${i}(int *x, int *y) { int r0 = READ_ONCE(*y); int r1 = READ_ONCE(*x); }`;
    const text = `C same\n{}\nP0(int *x) { WRITE_ONCE(*x, 1); }\n${thread(1)}\n${thread(2)}\n${reader(3)}\n${reader(4)}\nexists (1:r0=1 /\\ 2:r1=2 /\\ 3:r0=2 /\\ 4:r1=0)\n`;
    check(programOf(text), ["sc", "wmm", "lkmm", "rc11", "armv8"]);
  });

  test(
    "random programs",
    () => {
      for (let seed = 0; seed < 60; seed++) {
        check(randomProgram(seed, { ...NOTHING, locks: seed % 3 === 0 }), [
          "sc",
          "wmm",
          "lkmm",
          "power",
        ]);
      }
    },
    5 * MINUTES,
  );
});

describe("witnesses", () => {
  /** Final values as the events of a witness give them. */
  function finalValues(program: Program, witness: Witness): readonly string[] {
    const { events, relations } = witness;
    return program.observed.map((o) => {
      if (o.kind === "register") return "";
      const last = events.findIndex(
        (e, i) =>
          e.location === o.location &&
          (e.kind === "write" || e.kind === "read-write") &&
          !relations.co.some(([from]) => from === i),
      );
      return String(program.values.decode((events[last]!.written ?? events[last]!.value)!));
    });
  }

  test("an outcome's witness ends in the outcome, for threads that changed places too", () => {
    const writer = (i: number): string =>
      `P${i}(int *x, int *a) { int r0 = READ_ONCE(*x); WRITE_ONCE(*x, r0 + 1); }`;
    const text = `C w\n{}\n${writer(0)}\n${writer(1)}\n${writer(2)}\nlocations [x;]\nexists (0:r0=1 /\\ 1:r0=0 /\\ 2:r0=2)\n`;
    const program = programOf(text);
    const { outcomes } = enumerate(program, "lkmm", "outcomes");
    expect(outcomes.length).toBeGreaterThan(10);
    for (const { values, witness } of outcomes) {
      const read = (thread: number): string =>
        String(witness.events.find((e) => e.thread === thread && e.kind === "read")!.value);
      const shown = [read(0), read(1), read(2), finalValues(program, witness).at(-1)];
      expect(shown).toEqual(values.map((v) => program.values.decode(v).toString()));
      for (const [write, reading] of witness.relations.rf) {
        const { written, value } = witness.events[write]!;
        expect(witness.events[reading]!.value).toBe(written ?? value);
      }
    }
  });
});

test.each([
  ["spinlock", 3, 6],
  ["cmpxchglock", 3, 6],
])("%s(%i): what cannot be is seen before a candidate is complete", (name, size, executions) => {
  for (const id of ["sc", "tso", "rc11", "lkmm"]) {
    const result = enumerate(family(name, size), id, "executions");
    expect({ id, executions: result.executions }).toEqual({ id, executions });
    expect(result.candidates / executions).toBeLessThanOrEqual(1.5);
  }
});

test("a value out of thin air is a symbol, where the model allows it", () => {
  const text = `C OOTA\n{}\nP0(int *x, int *y) { int r = *x; *y = r; }\nP1(int *x, int *y) { int r = *y; *x = r; }\nexists (0:r=1)\n`;
  const program = programOf(text);
  const symbol = program.values.symbol(0);
  const shown = (id: string): readonly (readonly number[])[] =>
    enumerate(program, id, "outcomes").outcomes.map(({ values }) => values);
  expect(shown("lkmm")).toContainEqual([symbol, symbol].slice(0, program.observed.length));
  expect(shown("sc")).toEqual([[0]]);
  expect(shown("rc11")).toEqual([[0]]);
});

test("a fault and a loop that is cut off are looked for on their own", () => {
  const text = `C fault\n{}\nP0(int *x) { if (READ_ONCE(*x) == 1) BUG_ON(1); }\nP1(int *x) { WRITE_ONCE(*x, VALUE); }\nexists (x=1)\n`;
  const faults = (value: string): number =>
    enumerate(programOf(text.replace("VALUE", value)), "lkmm", "outcomes").faults.length;
  expect([faults("1"), faults("2")]).toEqual([1, 0]);
});

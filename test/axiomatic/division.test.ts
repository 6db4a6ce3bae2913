import { describe, expect, test } from "vitest";
import { CLAIMED_UNITS, type EnumerationPart, shareOf } from "../../src/axiomatic/division.js";
import { Enumeration, type EnumerationOptions } from "../../src/axiomatic/enumerate.js";
import { readAxioms } from "../../src/harness/axioms.js";
import { models } from "../../src/models/models.js";
import type { Program } from "../../src/program/program.js";
import { randomProgram } from "../contract/random.js";
import { family, programOf } from "./programs.js";

/** An enumeration that several make together finds what one finds. */

type Mode = EnumerationOptions["mode"];

const LIMITS = { candidatesMax: 1_000_000 };

const enumerationOf = (program: Program, id: string, options: EnumerationOptions): Enumeration => {
  const { axioms } = readAxioms(models.find((m) => m.id === id)!.axioms!);
  return new Enumeration(program, axioms!.compiled, axioms!.vocabulary, options);
};

/** What is found, and with `executions` how much of it. */
function answer(program: Program, enumeration: Enumeration, mode: Mode): object {
  while (!enumeration.advance(1 << 14));
  const found = enumeration.result();
  const { candidates, executions, positive, negative } = found;
  const states = found.outcomes.map(({ values }) => values.map((v) => program.values.decode(v)));
  // Each outcome has an execution that can be written down.
  for (const { witness } of found.outcomes) expect(witness.events.length).toBeGreaterThan(0);
  return {
    states: states.map((values) => values.join()).sort(),
    flags: found.flags.map(({ name }) => name).sort(),
    faults: found.faults.map(({ thread, message }) => `${thread} ${message}`).sort(),
    warnings: found.warnings.map(({ thread, message }) => `${thread} ${message}`).sort(),
    ...{ isComplete: found.isComplete, bounds: found.bounds },
    ...(mode === "executions" ? { candidates, executions, positive, negative } : {}),
  };
}

/** What shares find that are done in turns of a few nodes each; gives what each of them looked at. */
function together(program: Program, id: string, mode: Mode, count: number) {
  const claimed = new Int32Array(CLAIMED_UNITS);
  const shares = Array.from({ length: count }, (_, k) =>
    enumerationOf(program, id, { mode, limits: LIMITS, division: shareOf(claimed, k, count) }),
  );
  const waiting = [...shares];
  for (let turn = 0; waiting.length > 0; turn++) {
    const k = turn % waiting.length;
    if (waiting[k]!.advance(1 + ((7 * turn) % 5))) waiting.splice(k, 1);
  }
  const parts = shares.map((share) => structuredClone(share.part()));
  const all = enumerationOf(program, id, { mode, limits: LIMITS });
  all.absorb(parts);
  return { found: answer(program, all, mode), parts };
}

function compare(program: Program, id: string, count: number): readonly EnumerationPart[] {
  const [, counted] = (["outcomes", "executions"] as const).map((mode) => {
    const alone = answer(program, enumerationOf(program, id, { mode, limits: LIMITS }), mode);
    const { found, parts } = together(program, id, mode, count);
    expect({ id, mode, ...found }).toEqual({ id, mode, ...alone });
    return parts;
  });
  return counted!;
}

describe("parts find together what one finds", () => {
  test.each([
    ["fib", 3, "sc"],
    ["fib", 3, "rc11"],
    ["casrot", 4, "rc11"],
    ["ainc", 4, "armv8"],
    ["cmpxchglock", 3, "lkmm"],
    ["fenceloss", 2, "lkmm"],
    ["fib-c11-sc", 3, "rc11"],
    ["iriw-ppc", 2, "power"],
  ] as const)("%s(%i), %s", (name, size, id) => {
    for (const count of [2, 3]) compare(family(name, size), id, count);
  });

  test.each([
    ["accesses", { locks: false, rcu: false, loops: false, faults: false }, 40],
    ["loops, locks and faults", { locks: true, rcu: true, loops: true, faults: true }, 30],
  ] as const)("random programs of %s", (_name, ingredients, count) => {
    for (let seed = 0; seed < count; seed++) {
      for (const id of ["sc", "rc11", "lkmm"]) {
        compare(randomProgram(seed + 9_000, ingredients), id, 2);
      }
    }
  });

  test("flags and warnings of any part are those of all", () => {
    const program = programOf(`C flags
      { }
      P0(int *x, int *y) { *x = 1; int r0 = READ_ONCE(*y); WARN_ON(r0 == 1); }
      P1(int *x, int *y) { int r1 = *x; WRITE_ONCE(*y, 1); int r2 = *x; WARN_ON(r2 == 1); }
      exists (1:r1=1)`);
    const found = together(program, "lkmm", "outcomes", 2).found;
    expect(found).toMatchObject({ flags: ["data-race"], warnings: { length: 2 } });
    compare(program, "lkmm", 2);
  });
});

test("every part of a large search has something to do", () => {
  const parts = compare(family("fib", 4), "sc", 2);
  const [least, most] = parts.map(({ executions }) => executions).sort((a, b) => a - b);
  expect(least).toBeGreaterThan(most! / 4);
});

test("a limit is that of all parts together", () => {
  const program = family("fib", 3);
  const limits = { candidatesMax: 100 };
  const { parts } = together(program, "sc", "executions", 3);
  expect(parts.every(({ isComplete }) => isComplete)).toBe(true);
  const all = enumerationOf(program, "sc", { mode: "executions", limits });
  all.absorb(parts);
  while (!all.advance(1));
  expect(all.result()).toMatchObject({ isComplete: false, bounds: ["100 candidate executions"] });
});

test("a part that was stopped leaves all unfinished", () => {
  const program = family("fib", 3);
  const division = shareOf(new Int32Array(CLAIMED_UNITS), 0, 1);
  const part = enumerationOf(program, "sc", { mode: "outcomes", limits: LIMITS, division });
  part.advance(3);
  const all = enumerationOf(program, "sc", { mode: "outcomes", limits: LIMITS });
  all.absorb([part.part()]);
  expect(all.result().isComplete).toBe(false);
});

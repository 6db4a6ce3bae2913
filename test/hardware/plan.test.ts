import { describe, expect, test } from "vitest";
import { outcomesOf, planOf, valuesOf } from "../../src/hardware/plan.js";
import { parsed, runnable, SIX, shipped } from "./tests.js";

const all = runnable();

/** The accesses of a test's first variant that has a plan: threads apart by `|`, as `x=1` and `x`. */
function accessesOf(name: string): string {
  const found = all.find((one) => one.name === name)!;
  const { locations } = found.variant.program;
  return found.plan.threads
    .map((thread) =>
      thread
        .map((access) => {
          const at = locations[access.location]!.name;
          return access.kind === "store" ? `${at}=${access.value}` : at;
        })
        .join(" "),
    )
    .join(" | ");
}

test.each([
  ["SB", "x=1 y | y=1 x"],
  ["MP", "x=1 y=1 | y x"],
  ["LB", "x y=1 | y x=1"],
  ["CoRR", "x=1 | x x"],
  ["IRIW", "x=1 | x y | y=1 | y x"],
  ["2+2W", "x=2 y=1 | y=2 x=1"],
])("%s is planned as %s", (name, accesses) => {
  expect(accessesOf(name)).toBe(accesses);
});

test("many other shipped tests can run too", () => {
  const names = all.map(({ name }) => name);
  for (const name of [...SIX, "R", "S", "3.SB", "WRC", "CoWW"]) expect(names).toContain(name);
});

test("outcomes are numbered in the order of their values, each once", () => {
  for (const { plan } of all) {
    const outcomes = Array.from({ length: outcomesOf(plan) }, (_, k) => valuesOf(plan, k));
    expect(new Set(outcomes.map((values) => values.join())).size).toBe(outcomes.length);
    const sorted = [...outcomes].sort((a, b) => {
      const at = a.findIndex((value, i) => value !== b[i]);
      return at < 0 ? 0 : a[at]! - b[at]!;
    });
    expect(outcomes).toEqual(sorted);
  }
});

describe("a test that the loops cannot run is refused, and it is said why", () => {
  const two = (p0: string, more = "exists (x=1)") =>
    `C t\n{}\nP0(int *x, int *y) { ${p0} }\nP1(int *x) { WRITE_ONCE(*x, 2); }\n${more}\n`;
  test.each([
    ["smp_mb(); WRITE_ONCE(*x, 1);", "it has a fence, smp_mb, and JavaScript has none"],
    ["smp_store_release(x, 1);", "it has an access with an order: smp_store_release"],
    ["int r = READ_ONCE(*y); WRITE_ONCE(*x, r);", "it stores what it computes, not a constant"],
    ["xchg(x, 1);", "it does more than to load and to store constants: xchg"],
    ["WRITE_ONCE(*x, 300);", "it has addresses as values, or values that are not 0 to 255"],
    [
      "WRITE_ONCE(*x, 1); WRITE_ONCE(*y, 1); WRITE_ONCE(*x, 3);",
      "P0 makes 3 accesses, and the loops make one or two",
    ],
    ["", "P0 makes 0 accesses, and the loops make one or two"],
  ])("%s", (p0, why) => {
    const [variant] = parsed(two(p0)).variants;
    expect(planOf(variant!.program)).toEqual({ kind: "problem", why });
  });

  test("a condition about a register that nothing is loaded into", () => {
    const [variant] = parsed(two("int r = 3; WRITE_ONCE(*x, 1);", "exists (0:r=3)")).variants;
    expect(planOf(variant!.program).kind).toBe("problem");
  });

  test("of SB the variants without fences and orders", () => {
    const can = shipped("SB").variants.filter(({ program }) => planOf(program).kind === "plan");
    expect(can.map(({ name }) => name)).toEqual(["po"]);
  });
});

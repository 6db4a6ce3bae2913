import { describe, expect, test } from "vitest";
import { explain } from "../../src/explain/explain.js";
import { orderingsOf, withStrength } from "../../src/explain/orderings.js";
import { weakened } from "../../src/explain/supports.js";
import type { Test, TestVariant } from "../../src/harness/load.js";
import { runTest } from "../../src/harness/run.js";
import { isAskedFor } from "../../src/harness/verdict.js";
import type { Model } from "../../src/models/model.js";
import { optionsFor, read, shipped } from "./tests.js";

/** Whether a model shows the outcome, by its machine if it has one that can run the program. */
async function isSeen(test: Test, variant: TestVariant, model: Model): Promise<boolean> {
  const only = { ...test, variants: [variant], expectations: [] };
  const { engine: _, ...options } = optionsFor([model.id]);
  const { variants } = await runTest(only, options);
  return variants[0]!.cells[0]!.outcomes.some(({ satisfies }) => {
    return isAskedFor(variant.program.condition.quantifier, satisfies);
  });
}

/** Models of four kinds: of an architecture, of the kernel, of a language, and one that knows no dependencies. */
const MODELS = ["armv8", "lkmm", "rc11", "wmm"];

describe.each([
  "classic/MP",
  "classic/LB",
  "classic/SB",
  "classic/WRC",
  "classic/IRIW",
  "classic/2+2W",
  "classic/lost-update",
  "kernel/RCU-MP",
  "kernel/spinlock",
  "vma-lock/fence-loss",
])("%s: what is impossible", (name) => {
  const one = shipped(name);

  test("is explained by a circle, and appears when all that it rests on is gone", async () => {
    const options = optionsFor(MODELS);
    const explanations = await explain(one, options);
    expect(explanations.length).toBeGreaterThan(0);
    for (const { variant, cell, why, edges, appearsWithoutAll } of explanations) {
      if (why === null) continue;
      expect(why.kind).not.toBe("allowed");
      if (why.kind !== "forbidden") continue;
      const { links } = why;
      expect(edges.length).toBe(links.length);
      for (const { orderings, appears } of edges) {
        expect(appears === null).toBe(orderings.length === 0);
        if (orderings.length === 0) continue;
        const weak = orderings.reduce(
          (program, one) => weakened(program, one, one.weakest)!,
          variant.program,
        );
        expect(await isSeen(one, { ...variant, program: weak }, cell.model)).toBe(appears);
      }
      expect(links.map(({ from }) => from)).toEqual(links.map((_, k) => links.at(k - 1)!.to));
      const bare = orderingsOf(variant.program).reduce(
        (program, ordering) => withStrength(program, ordering, ordering.weakest),
        variant.program,
      );
      const only = { ...one, variants: [{ ...variant, program: bare }], expectations: [] };
      const { variants } = await runTest(only, { ...options, models: [cell.model] });
      const { quantifier } = variant.program.condition;
      const isPossible = variants[0]!.cells[0]!.outcomes.some(({ satisfies }) =>
        isAskedFor(quantifier, satisfies),
      );
      if (isPossible) expect([variant.name, cell.model.id, appearsWithoutAll]).toContain(true);
    }
  });
});

const TWO = `C two
{}
P0(int *x, int *y) { WRITE_ONCE(*x, 1); smp_store_release(y, 1); }
P1(int *x, int *y) { int r0 = smp_load_acquire(y); int r1 = READ_ONCE(*x); }
exists (1:r0=1 /\\ 1:r1=0)
`;

test("each link is the smallest part of the model that has the pair, with what it asks of events", async () => {
  const [explanation] = await explain(read(TWO), optionsFor(["armv8"]));
  const { why, carriers, others, appearsWithoutAll } = explanation!;
  if (why?.kind !== "forbidden") throw new Error("not forbidden");
  expect(why.test).toBe("external");
  expect(why.links.map(({ name, text, marks }) => [name, text, marks.map((m) => m.set)])).toEqual([
    ["ordered", "[M]; po; [L]", ["M", "L"]],
    ["rfe", "rf", []],
    ["ordered", "[A | Q]; po; [M]", ["A | Q", "M"]],
    ["fre", "fr", []],
  ]);
  expect(carriers.map(({ ordering, appears }) => [ordering.site.primitive, appears])).toEqual([
    ["smp_store_release", true],
    ["smp_load_acquire", true],
  ]);
  expect([others, appearsWithoutAll]).toEqual([[], true]);
});

test("what an ordering does not do under a model is not laid at its door", async () => {
  const [explanation] = await explain(read(TWO), optionsFor(["tso"]));
  expect(explanation!.why?.kind).toBe("forbidden");
  expect(explanation!.carriers).toEqual([]);
});

test("axioms that have no rules for what a test does are not asked for a circle", async () => {
  const { engine: _, ...options } = optionsFor(["tso", "lkmm"]);
  const variants = ["synchronize_rcu"];
  const explanations = await explain(shipped("kernel/RCU-MP"), { ...options, variants });
  expect(explanations.map(({ lacks, why }) => [lacks, why?.kind ?? null])).toEqual([
    ["RCU", null],
    [null, "forbidden"],
  ]);
});

test("values that no execution computes need no model", async () => {
  const text = TWO.replace("1:r0=1 /\\ 1:r1=0", "1:r0=7");
  const [explanation] = await explain(read(text), optionsFor(["lkmm"]));
  expect(explanation!.why).toEqual({ kind: "no-execution" });
});

test("what is possible is not explained away", async () => {
  const text = TWO.replace("smp_load_acquire(y)", "READ_ONCE(*y)");
  const [explanation] = await explain(read(text), optionsFor(["armv8"]));
  expect(explanation!.why).toBeNull();
  expect(explanation!.story?.plot.disorders.map(({ cause }) => cause)).toEqual(["stale value"]);
});

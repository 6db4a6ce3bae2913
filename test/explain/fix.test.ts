import { describe, expect, test, vi } from "vitest";
import { applied } from "../../src/explain/fix/apply.js";
import { type Fixes, fix } from "../../src/explain/fix/fix.js";
import type { Direction } from "../../src/explain/fix/sites.js";
import { readTest, type Test } from "../../src/harness/load.js";
import { runTest } from "../../src/harness/run.js";
import { resolveVariant } from "../../src/litmus/resolve.js";
import { alternatives, changeText, fixSentence } from "../../src/report/repairs.js";
import { Source } from "../../src/source/source.js";
import { LOWERING } from "./fix-tests.js";
import { optionsFor, read, shipped } from "./tests.js";

async function fixesFor(
  one: Test,
  variant: string | null,
  models: readonly string[],
  direction: Direction = "stronger",
): Promise<Fixes> {
  const chosen = one.variants.find(({ name }) => name === variant);
  if (chosen === undefined) throw new Error(`no variant ${variant}`);
  const { engine: _, ...run } = optionsFor(models);
  const options = { run, lowering: LOWERING, direction, repairsMax: 50, searchesMax: 10_000 };
  const fixes = await fix(one, chosen, options);
  if (fixes === null) throw new Error("its text cannot be changed");
  return fixes;
}

function repairTexts({ sets }: Fixes): readonly (readonly string[])[] {
  return sets.map(({ models, repairs }) => [
    models.map(({ id }) => id).join(" "),
    ...repairs.map(({ changes }) => changes.map(changeText).join(" and ")),
  ]);
}

describe("the lost acquire of the per-VMA lock", () => {
  const MODELS = ["wmm", "armv8", "rvwmo", "lkmm"];

  test("has two repairs, the same under every model", async () => {
    const one = shipped("vma-lock/fence-loss");
    const fixes = await fixesFor(one, "refcount inc relaxed", MODELS);
    expect(repairTexts(fixes)).toEqual([
      [
        "wmm armv8 lkmm rvwmo",
        "make line 52 an acquire (__refcount_inc_not_zero_limited_acquire)",
        "put smp_rmb() before line 55",
      ],
    ]);
    const engines = fixes.sets[0]!.repairs[0]!.certificate.map((cell) => [
      cell.model.id,
      cell.engine === "machine" && cell.axioms !== null,
    ]);
    expect(Object.fromEntries(engines)).toEqual({
      wmm: true,
      armv8: true,
      rvwmo: true,
      lkmm: false,
    });
  });

  test("and the writer's release: two by two; PSO needs the writer's half only", async () => {
    const one = shipped("vma-lock/fence-repairs");
    const variant = "relaxed, writer's sub relaxed";
    const fixes = await fixesFor(one, variant, ["pso", ...MODELS]);
    const writer =
      "make line 53 a release (atomic_fetch_sub_release), or put smp_wmb() before line 53";
    const reader =
      "make line 37 an acquire (atomic_cmpxchg_acquire), or put smp_rmb() before line 41";
    expect(fixes.sets.map((set) => [set.isComplete, alternatives(set)])).toEqual([
      [true, [writer]],
      [true, [reader, writer]],
    ]);
    expect(alternatives(fixes.joint!)).toEqual([reader, writer]);
  });
});

test("a stronger order does not help where threads only take turns in the wrong way", async () => {
  const fixes = await fixesFor(shipped("classic/lost-update"), "load, add, store", ["sc", "lkmm"]);
  expect(repairTexts(fixes)).toEqual([["sc lkmm"]]);
  expect(fixes.sets[0]!.isComplete).toBe(true);
  expect(fixSentence(fixes)).toBe("no stronger access and no fence in its text is enough");
});

describe("the weakest orders that keep an outcome impossible", () => {
  const cases: readonly (readonly [string, string, readonly string[], readonly string[]])[] = [
    ["classic/MP", "mbs", ["lkmm"], ["make line 37 smp_wmb() and make line 44 smp_rmb()"]],
    [
      "classic/MP",
      "rel+acq",
      ["lkmm"],
      ["make line 36 relaxed (atomic_set) and make line 45 relaxed (atomic_read)"],
    ],
    [
      "classic/MP",
      "rel+acq",
      ["tso"],
      [
        "make line 36 relaxed (atomic_set) and make line 38 relaxed (atomic_set) and make line 43 relaxed (atomic_read) and make line 45 relaxed (atomic_read)",
      ],
    ],
    ["classic/SB", "mbs", ["armv8"], [""]],
  ];
  test.each(cases)("%s, %s, under %j", async (name, variant, models, wanted) => {
    const fixes = await fixesFor(shipped(name), variant, models, "weaker");
    expect(repairTexts(fixes).flatMap(([, ...texts]) => texts)).toEqual(wanted);
  });
});

describe("a test with a repair made is a test of its own, and holds", () => {
  const cases: readonly (readonly [string, string | null, readonly string[]])[] = [
    ["vma-lock/fence-loss", "refcount inc relaxed", ["sc", "wmm", "armv8", "lkmm"]],
    ["vma-lock/store-half", "acquire", ["armv8", "lkmm"]],
    ["classic/MP", "po", ["pso", "wmm", "armv8", "lkmm"]],
    ["classic/IRIW", "po", ["armv8", "lkmm"]],
    ["classic/aarch64/MP+aarch64", "po", ["armv8", "sc"]],
    ["classic/riscv/SB+riscv", "po", ["rvwmo", "sc"]],
    ["classic/ppc/IRIW+ppc", "po", ["power", "sc"]],
    ["classic/x86/SB+x86", "po", ["tso", "sc"]],
    ["classic/c11/SB+c11", "rel+acq", ["rc11", "sc"]],
    ["classic/c11/MP+c11", "rel+rlx", ["rc11", "sc"]],
  ];
  test.each(cases)("%s, %s", async (name, variant, models) => {
    const one = shipped(name);
    const fixes = await fixesFor(one, variant, models);
    const set = fixes.joint ?? fixes.sets[0]!;
    expect(set.repairs.length).toBeGreaterThan(0);
    for (const repair of set.repairs) {
      const text = applied(one, variant, repair);
      const { test: fixed, diagnostics } = readTest(new Source("fixed.lit", text), LOWERING);
      expect(diagnostics.map(({ message }) => message)).toEqual([]);
      expect(fixed!.variants.map((v) => v.name)).toEqual([null]);
      const result = await runTest(fixed!, optionsFor(models));
      const verdicts = result.variants[0]!.cells.map((cell) => cell.observation);
      expect(verdicts).toEqual(models.map(() => "Never"));
      expect(result.expectations.filter(({ holds }) => holds === false)).toEqual([]);
    }
  });

  test("what its author expects is corrected, and nothing else is touched", async () => {
    const text = `C MP
{}
P0(int *x, int *y)
{
	WRITE_ONCE(*x, 1);	/* the data */
	WRITE_ONCE(*y, 1);
}
P1(int *x, int *y)
{
	int r0 = smp_load_acquire(y);
	int r1 = READ_ONCE(*x);
}
exists (1:r0=1 /\\ 1:r1=0)
expect
  lkmm       pso        tso
  Sometimes  Sometimes  Never
/* Result[armv8]: Sometimes */
`;
    const one = read(text);
    const fixes = await fixesFor(one, null, ["armv8", "lkmm"]);
    const [repair] = fixes.sets[0]!.repairs;
    const fixed = applied(one, null, repair!);
    expect(fixed).toBe(
      text
        .replace("WRITE_ONCE(*y, 1)", "smp_store_release(y, 1)")
        .replace("Sometimes  Sometimes  Never", "Never  Sometimes  Never")
        .replace("Result[armv8]: Sometimes", "Result[armv8]: Never"),
    );
  });
});

test("the dialect of an edited text is not looked for again", async () => {
  const one = shipped("classic/c11/SB+c11");
  const words = vi.spyOn(one.dialect, "words");
  const fixes = await fixesFor(one, "rel+acq", ["rc11"]);
  expect(fixes.searches).toBeGreaterThan(10);
  expect(words).not.toHaveBeenCalled();
  words.mockRestore();
});

test("a load and a store of C11 are tried with the orders that they may have, and no other", () => {
  const one = shipped("classic/c11/SB+c11");
  const text = resolveVariant(one.file, one.file.variants.at(-1)!);
  const { test: plain } = readTest(text, LOWERING);
  const places = plain!.dialect.places(plain!.file, plain!.variants[0]!.program, LOWERING);
  const accesses = places.filter(({ kind }) => kind === "access");
  expect(accesses.map(({ rewritings }) => rewritings.map(({ words }) => words))).toEqual([
    ["memory_order_relaxed", "memory_order_seq_cst"],
    ["memory_order_relaxed", "memory_order_seq_cst"],
    ["memory_order_relaxed", "memory_order_seq_cst"],
    ["memory_order_relaxed", "memory_order_seq_cst"],
  ]);
});

import { describe, expect, test } from "vitest";
import { ablate } from "../../src/explain/ablate.js";
import { orderingsOf, withStrength } from "../../src/explain/orderings.js";
import { optionsFor, read, shipped } from "./tests.js";

describe("the orderings of a program", () => {
  const text = (bodies: string) => `C t
{}
${bodies}
exists (x=1)
`;
  test.each([
    ["r0 = smp_load_acquire(x);", "smp_load_acquire acquire: relaxed"],
    ["smp_store_release(x, 1);", "smp_store_release release: relaxed"],
    ["smp_mb();", "smp_mb mb: rmb wmb"],
    ["smp_rmb();", "smp_rmb rmb: removed"],
    ["r0 = atomic_xchg(x, 1);", "atomic_xchg full: acquire release"],
    ["r0 = atomic_xchg_acquire(x, 1);", "atomic_xchg_acquire acquire: relaxed"],
    ["r0 = atomic_xchg_relaxed(x, 1);", ""],
    ["r0 = READ_ONCE(*x); WRITE_ONCE(*x, 1); barrier();", ""],
  ])("%s", (line, expected) => {
    const { program } = read(text(`P0(int *x) { int r0; ${line} }`)).variants[0]!;
    const found = orderingsOf(program).map(
      ({ site, strength, weaker }) => `${site.primitive} ${strength}: ${weaker.join(" ")}`,
    );
    expect(found.join("; ")).toBe(expected);
  });

  test("one line that several threads execute is one ordering, and is weakened for all", () => {
    const source = text(`static inline int get(int *x) { return smp_load_acquire(x); }
P0(int *x) { int r0 = get(x); }
P1(int *x) { int r0 = get(x); }`);
    const { program } = read(source).variants[0]!;
    const [ordering, ...others] = orderingsOf(program);
    expect(others).toEqual([]);
    expect(orderingsOf(withStrength(program, ordering!, "relaxed"))).toEqual([]);
  });
});

test("fence-loss: the reader's acquire and the writer's release are needed, and nothing else is", async () => {
  const [ablation] = await ablate(shipped("vma-lock/fence-loss"), {
    ...optionsFor(["tso", "wmm", "armv8", "rvwmo", "power", "lkmm"]),
    variants: ["refcount inc acquire"],
  });
  const rows = ablation!.rows.map(({ ordering, to, effects }) => {
    const needed = effects.filter(({ kind }) => kind === "needed").map(({ model }) => model.id);
    return `${ordering.site.primitive} -> ${to}: ${needed.sort().join(" ")}`;
  });
  const weak = "armv8 lkmm power rvwmo wmm";
  expect(rows).toEqual([
    `__refcount_inc_not_zero_limited_acquire -> relaxed: ${weak}`,
    "raw_read_seqcount -> relaxed: ",
    "refcount_dec_and_test -> relaxed: ",
    "smp_mb -> rmb: ",
    "smp_mb -> wmb: ",
    "smp_mb -> removed: ",
    `refcount_sub_and_test -> relaxed: ${weak}`,
  ]);
  const together = ablation!.together.map(({ model, free, isFree }) => {
    return [model.id, free.length, isFree];
  });
  expect(together.sort()).toEqual(
    ["armv8", "lkmm", "power", "rvwmo", "tso", "wmm"].map((id) => [id, id === "tso" ? 5 : 3, true]),
  );
});

test("what is free alone need not be free together", async () => {
  const text = `C SB
{}
P0(int *x, int *y) { WRITE_ONCE(*x, 1); smp_mb(); smp_mb(); int r0 = READ_ONCE(*y); }
P1(int *x, int *y) { WRITE_ONCE(*y, 1); smp_mb(); int r0 = READ_ONCE(*x); }
exists (0:r0=0 /\\ 1:r0=0)
`;
  const [ablation] = await ablate(read(text), optionsFor(["tso"]));
  const removed = ablation!.rows.filter(({ to }) => to === "removed");
  expect(removed.map(({ effects }) => effects[0]!.kind)).toEqual(["free", "free", "needed"]);
  expect(ablation!.together.map(({ free, isFree }) => [free.length, isFree])).toEqual([[2, false]]);
});

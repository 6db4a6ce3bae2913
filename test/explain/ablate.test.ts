import { describe, expect, test } from "vitest";
import { type Ablation, ablate } from "../../src/explain/ablate.js";
import { dependenciesOf } from "../../src/explain/dependencies.js";
import { orderingsOf, withStrength } from "../../src/explain/orderings.js";
import { stepsOf, supportsOf, weakened } from "../../src/explain/supports.js";
import { disagreementsIn } from "../../src/harness/engines.js";
import type { Cell } from "../../src/harness/result.js";
import { runTest } from "../../src/harness/run.js";
import { lineOf } from "../../src/report/words.js";
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

/** What is needed, step by step: `line 52 to relaxed: armv8 lkmm`. Of dependencies only those that are needed. */
function neededIn({ rows }: Ablation): readonly string[] {
  return rows.flatMap(({ ordering, to, effects }) => {
    const needed = effects.filter(({ kind }) => kind === "needed").map(({ model }) => model.id);
    const isDependency = ["address", "data", "control"].includes(ordering.kind);
    if (isDependency && needed.length === 0) return [];
    const name = isDependency
      ? `${ordering.kind} ${lineOf(ordering.site)}`
      : ordering.site.primitive;
    return [`${name} -> ${to}: ${needed.sort().join(" ")}`];
  });
}

test("fence-loss: the reader's acquire and the writer's release are needed, and nothing else is", async () => {
  const [ablation] = await ablate(shipped("vma-lock/fence-loss"), {
    ...optionsFor(["tso", "armv8", "rvwmo", "lkmm"]),
    variants: ["refcount inc acquire"],
  });
  const weak = "armv8 lkmm rvwmo";
  expect(neededIn(ablation!)).toEqual([
    `__refcount_inc_not_zero_limited_acquire -> relaxed: ${weak}`,
    "raw_read_seqcount -> relaxed: ",
    "refcount_dec_and_test -> relaxed: ",
    "smp_mb -> rmb: ",
    "smp_mb -> wmb: ",
    "smp_mb -> removed: ",
    `refcount_sub_and_test -> relaxed: ${weak}`,
  ]);
  const together = ablation!.together.map(({ model, free, isFree }) => {
    const orders = free.filter(({ kind }) => ["load", "rmw", "fence"].includes(kind));
    return [model.id, orders.length, isFree];
  });
  expect(together.sort()).toEqual(
    ["armv8", "lkmm", "rvwmo", "tso"].map((id) => [id, id === "tso" ? 5 : 3, true]),
  );
});

/**
 * kernel.md section 2, (a) to (j): of a variant that forbids the outcome, what ARM and the kernel's model need of it and
 * what they do not. `dec_and_test` without release or acquire is its line at the strength named.
 */
describe.each([
  [
    "(a) the trylock of the old scheme is an acquire that matters, and a lock",
    "fence-loss",
    "down_read_trylock",
    [
      "down_read_trylock -> relaxed: armv8 lkmm",
      "down_read_trylock -> removed: armv8 lkmm tso",
      "up_write -> relaxed: armv8 lkmm",
    ],
    ["raw_read_seqcount -> relaxed", "up_read -> relaxed", "down_write_trylock -> relaxed"],
  ],
  [
    "(c) on every exit path a control dependency or the release holds",
    "detach-put-release",
    "put release",
    [
      "control 40 -> removed: armv8 lkmm",
      "control 46 -> removed: armv8 lkmm",
      "control 52 -> removed: armv8 lkmm",
      "atomic_fetch_sub_release -> relaxed: armv8 lkmm",
    ],
    ["smp_mb -> removed", "atomic_cmpxchg_acquire -> relaxed"],
  ],
  [
    "(c) the last put needs its acquire on zero",
    "acquire-on-zero",
    "release, acquire on zero",
    [
      "smp_acquire__after_ctrl_dep -> removed: armv8 lkmm",
      "atomic_fetch_sub_release -> relaxed: armv8 lkmm",
    ],
    ["atomic_cmpxchg_acquire -> relaxed"],
  ],
  [
    "(d) of a fully ordered put only the release is needed: its acquire is free",
    "put-before-wait",
    "put fully ordered",
    [
      "atomic_fetch_sub -> acquire: armv8 lkmm",
      "atomic_fetch_sub -> relaxed: armv8 lkmm",
      "control 42 -> removed: armv8 lkmm",
    ],
    ["atomic_fetch_sub -> release", "smp_mb -> removed"],
  ],
  [
    "(d) a writer that loads after its wait needs the acquire there",
    "load-after-wait",
    "wait with acquire",
    [
      "atomic_fetch_sub_release -> relaxed: armv8 lkmm",
      "atomic_read_acquire -> relaxed: armv8 lkmm",
    ],
    ["smp_mb -> removed"],
  ],
  [
    "(e) release and acquire of mm_lock_seq, both",
    "end-write-all",
    "release / acquire (v6.5)",
    ["smp_store_release -> relaxed: armv8 lkmm", "smp_load_acquire -> relaxed: armv8 lkmm"],
    [],
  ],
  [
    "(g) refcount_set_release() and the acquire of the increment, both",
    "slab-reuse",
    "set release, inc acquire",
    [
      "refcount_inc_not_zero_acquire -> relaxed: armv8 lkmm",
      "refcount_set_release -> relaxed: armv8 lkmm",
    ],
    ["refcount_dec_and_test -> relaxed"],
  ],
  [
    "(h) the acquire of the increment keeps the range whole",
    "torn-range",
    "acquire",
    [
      "__refcount_inc_not_zero_limited_acquire -> relaxed: armv8 lkmm",
      "refcount_sub_and_test -> relaxed: armv8 lkmm",
    ],
    ["smp_mb -> removed"],
  ],
  [
    "(j3) the waiting side's barrier shows on x86 already, the waking side's does not",
    "lost-wakeup",
    "both barriers",
    ["smp_mb -> removed: armv8 lkmm", "smp_mb -> removed: armv8 lkmm tso"],
    ["refcount_dec -> relaxed"],
  ],
  [
    "(j5) each of the seqcount's four barriers",
    "speculate",
    "all four",
    ["smp_rmb -> removed: armv8 lkmm", "smp_wmb -> removed: armv8 lkmm"],
    [],
  ],
  [
    "(j7) the slow path's look needs its barrier, and its lock does not help",
    "rwsem-slowpath",
    "with barrier",
    [
      "smp_acquire__after_ctrl_dep -> removed: armv8 lkmm",
      "atomic_fetch_add_release -> relaxed: armv8 lkmm",
    ],
    ["spin_lock -> removed", "atomic_add_return_acquire -> relaxed"],
  ],
] as const)("%s", (_, name, variant, needed, free) => {
  test(`${name}, ${variant}`, async () => {
    const options = { ...optionsFor(["tso", "armv8", "lkmm"]), variants: [variant] };
    const [ablation] = await ablate(shipped(`vma-lock/${name}`), options);
    const lines = neededIn(ablation!);
    expect(lines).toEqual(expect.arrayContaining([...needed]));
    expect(lines).toEqual(expect.arrayContaining(free.map((step) => `${step}: `)));
  });
});

test("(j6) in free-by-rcu section and grace period are needed, and a barrier is not enough", async () => {
  const options = { ...optionsFor(["lkmm"]), variants: ["grace period"] };
  const [ablation] = await ablate(shipped("vma-lock/free-by-rcu"), options);
  expect(neededIn(ablation!)).toEqual([
    "rcu_read_lock -> removed: lkmm",
    "synchronize_rcu -> mb: lkmm",
    "synchronize_rcu -> removed: lkmm",
  ]);
});

describe("without a dependency", () => {
  /** Which dependency, of which variant of which test, and who then shows the outcome that all three forbid. */
  const CASES = [
    ["LB+deps", "datas", "data 21", ""],
    ["LB+deps", "ctrls", "control 26", "armv8 lkmm rvwmo"],
    ["LB+deps", "data+mb", "data 21", "armv8 lkmm rvwmo"],
    ["MP+addr", "mb", "address 48", "armv8 lkmm rvwmo"],
    ["S+deps", "mb+addr", "address 33", "armv8 lkmm rvwmo"],
    ["S+deps", "wmb+ctrl", "control 27", "armv8 lkmm rvwmo"],
    ["PPOAA", "data", "data 32", "armv8 lkmm rvwmo"],
    ["RDW", null, "address 25", "armv8 lkmm rvwmo"],
  ] as const;
  test.each(CASES)("%s %s: %s", async (name, variant, which, shownBy) => {
    const options = optionsFor(["armv8", "rvwmo", "lkmm"]);
    const one = shipped(`classic/${name}`);
    const chosen = one.variants.find((v) => v.name === variant)!;
    const dependency = dependenciesOf(chosen.program).find(({ kind, site }) => {
      return `${kind} ${lineOf(site)}` === which;
    })!;
    const program = weakened(chosen.program, dependency, "removed")!;
    const changed = { ...one, variants: [{ ...chosen, program }], expectations: [] };
    const both = { ...options, engine: "checked" as const };
    const [result] = (await runTest(changed, both)).variants;
    expect(disagreementsIn(result!)).toEqual([]);
    const checked = result!.cells.filter(
      (cell) => cell.engine === "machine" && cell.axioms !== null,
    );
    expect(checked.map(({ model }) => model.id).sort()).toEqual(["armv8", "rvwmo"]);
    const shows = result!.cells.filter(({ observation }) => observation !== "Never");
    expect(
      shows
        .map(({ model }) => model.id)
        .sort()
        .join(" "),
    ).toBe(shownBy);
  });

  test("the values stay what they were: under sc nothing changes, in either semantics", async () => {
    for (const name of ["LB+deps", "MP+addr", "S+deps", "ISA2+deps", "WRC+deps"]) {
      const one = shipped(`classic/${name}`);
      const options = { ...optionsFor(["sc"]), engine: "both" as const };
      const before = await runTest(one, options);
      for (const [k, variant] of one.variants.entries()) {
        for (const dependency of dependenciesOf(variant.program)) {
          const program = weakened(variant.program, dependency, "removed")!;
          const changed = { ...one, variants: [{ ...variant, program }], expectations: [] };
          const [after] = (await runTest(changed, options)).variants;
          const outcomes = (cell: Cell) => cell.outcomes.map(({ values }) => values.join()).sort();
          expect(disagreementsIn(after!)).toEqual([]);
          expect(outcomes(after!.cells[0]!)).toEqual(outcomes(before.variants[k]!.cells[0]!));
        }
      }
    }
  });
});

describe("locks", () => {
  test("a section goes with its lock and its unlock; order and exclusion are two things", async () => {
    const options = { ...optionsFor(["tso", "lkmm"]), variants: ["spin_lock"] };
    const [ablation] = await ablate(shipped("kernel/spinlock"), options);
    expect(neededIn(ablation!)).toEqual([
      "spin_lock -> exclusion: lkmm",
      "spin_lock -> removed: lkmm tso",
      "spin_lock -> exclusion: lkmm",
      "spin_lock -> removed: lkmm tso",
    ]);
    expect(ablation!.rows[0]!.ordering).toMatchObject({ kind: "lock", sites: [{}, {}] });
  });

  test("what fails or hangs without a lock is said, with a way there", async () => {
    const text = `C t
{ spinlock_t l; int x; }
P0(spinlock_t *l, int *x) { spin_lock(l); WRITE_ONCE(*x, 1); WRITE_ONCE(*x, 0); spin_unlock(l); }
P1(spinlock_t *l, int *x) { spin_lock(l); BUG_ON(READ_ONCE(*x) == 1); spin_unlock(l); }
exists (x=5)
`;
    for (const engine of ["machine", "axioms"] as const) {
      const [ablation] = await ablate(read(text), { ...optionsFor(["sc"]), engine });
      const removed = ablation!.rows.filter(({ to }) => to === "removed");
      const effects = removed.map(({ effects: [effect] }) => [effect!.kind, effect!.shown?.engine]);
      expect(effects.filter(([kind]) => kind === "fault")).toEqual([
        ["fault", engine],
        ["fault", engine],
      ]);
    }
  });
});

test("a callback of call_rcu() is one grace period, with its barriers", async () => {
  const options = { ...optionsFor(["lkmm"]), variants: ["call_rcu"] };
  const [ablation] = await ablate(shipped("kernel/rcu-free"), options);
  expect(neededIn(ablation!).slice(0, 2)).toEqual([
    "call_rcu(free_config) -> mb: lkmm",
    "call_rcu(free_config) -> removed: lkmm",
  ]);
});

/** Without locks that are tried: one that is gone is never refused. */
test.each([
  "classic/MP+addr",
  "classic/PPOAA",
  "classic/LB+deps",
  "kernel/RCU-MP",
  "kernel/spinlock",
])("%s: whatever is weakened, every outcome that there was is still there", async (name) => {
  const one = shipped(name);
  const options = optionsFor(["armv8", "lkmm"]);
  const before = await runTest(one, options);
  let compared = 0;
  for (const [k, variant] of one.variants.entries()) {
    for (const support of supportsOf(variant.program)) {
      for (const to of stepsOf(support)) {
        const program = weakened(variant.program, support, to)!;
        const changed = { ...one, variants: [{ ...variant, program }], expectations: [] };
        const { cells } = (await runTest(changed, options)).variants[0]!;
        for (const [m, cell] of before.variants[k]!.cells.entries()) {
          const after = cells[m]!.outcomes.map(({ values }) => values);
          expect(after).toEqual(expect.arrayContaining(cell.outcomes.map(({ values }) => values)));
          compared++;
        }
      }
    }
  }
  expect(compared).toBeGreaterThan(5);
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
  const [together] = ablation!.together;
  const { free, isFree, clash, most } = together!;
  expect([free.length, isFree, clash.length, most.length]).toEqual([2, false, 2, 1]);
});

test("of many that do not go together, the fewest that clash are named, and as many as can go", async () => {
  const text = `C SB
{}
P0(int *x, int *y, int *z) { WRITE_ONCE(*x, 1); smp_mb(); smp_mb(); int r0 = READ_ONCE(*y); smp_rmb(); READ_ONCE(*z); }
P1(int *x, int *y) { WRITE_ONCE(*y, 1); smp_mb(); int r0 = READ_ONCE(*x); }
exists (0:r0=0 /\\ 1:r0=0)
`;
  const [ablation] = await ablate(read(text), optionsFor(["tso"]));
  const { free, clash, most } = ablation!.together[0]!;
  const names = (all: typeof free) => all.map(({ site }) => site.primitive);
  expect(names(free)).toEqual(["smp_mb", "smp_mb", "smp_rmb"]);
  expect(names(clash)).toEqual(["smp_mb", "smp_mb"]);
  expect(names(most)).toEqual(["smp_mb", "smp_rmb"]);
});

test("an interrupted ablation keeps the rows that are done", async () => {
  const stop = new AbortController();
  const [ablation] = await ablate(shipped("vma-lock/speculate"), {
    ...optionsFor(["lkmm"]),
    variants: ["all four"],
    signal: stop.signal,
    onChange: ({ done }) => {
      if (done === 2) stop.abort();
    },
  });
  expect(ablation!.isInterrupted).toBe(true);
  expect(ablation!.rows.length).toBe(2);
});

import { expect, test } from "vitest";
import { DEFAULT_LIMITS } from "../../../src/harness/limits.js";
import { readTest } from "../../../src/harness/load.js";
import { type AxiomaticCell, type Cell, flagsOf } from "../../../src/harness/result.js";
import { runTest } from "../../../src/harness/run.js";
import { DEFAULT_MACHINE_OPTIONS } from "../../../src/models/model.js";
import { models } from "../../../src/models/models.js";
import { Source } from "../../../src/source/source.js";

const P0 = "P0(atomic_int *x, atomic_int *y, int *d, int *e, mtx_t *m)";
const P1 = P0.replace("P0", "P1");

/** Two threads under a model, by its machine or its axioms. */
async function ask(id: string, first: string, second: string, seen: string): Promise<Cell> {
  const text = `C t\n{}\n${P0}\n{\n${first}\n}\n${P1}\n{\n${second}\n}\nlocations [${seen}]\nexists (true)\n`;
  const { test: read, diagnostics } = readTest(new Source("t.lit", text), DEFAULT_LIMITS);
  expect(diagnostics).toEqual([]);
  const result = await runTest(read!, {
    models: models.filter((model) => model.id === id),
    engine: "both",
    variants: null,
    limits: DEFAULT_LIMITS,
    machineOptions: DEFAULT_MACHINE_OPTIONS,
    clock: () => performance.now(),
  });
  return result.variants[0]!.cells[0]!;
}

/** The final states that a model allows, and what its axioms flag. */
async function answer(id: string, first: string, second: string, seen: string) {
  const cell = await ask(id, first, second, seen);
  const states = (some: Pick<Cell, "outcomes">): readonly string[] =>
    some.outcomes.map(({ values }) => values.join(" ")).sort();
  const axioms = cell.engine === "axioms" ? cell : (cell.axioms as AxiomaticCell);
  // Where both are asked they say the same.
  expect(states(axioms)).toEqual(states(cell));
  if (id === "rc11") expect(flagsOf(cell)).toEqual(flagsOf(axioms));
  expect(cell.isComplete).toBe(true);
  return { states: states(cell), flags: axioms.flags.map(({ what }) => what) };
}

test.each(["sc", "rc11"])(
  "a weak compare-exchange may fail where a strong one succeeds: %s",
  async (id) => {
    const cas = (strength: string) => `int r = atomic_compare_exchange_${strength}(x, e, 2);`;
    const strong = await answer(id, cas("strong"), "", "0:r; x; e;");
    expect(strong).toEqual({ states: ["1 2 0"], flags: [] });
    const weak = await answer(id, cas("weak"), "", "0:r; x; e;");
    expect(weak).toEqual({ states: ["0 0 0", "1 2 0"], flags: [] });
  },
);

test.each(["sc", "rc11"])(
  "a loop around a weak compare-exchange needs no bound: %s",
  async (id) => {
    const loop = "int o = 0; while (!x->compare_exchange_weak(o, o + 1)) ;";
    const { states } = await answer(id, loop, "atomic_fetch_add(x, 4);", "x;");
    expect(states).toEqual(["5"]);
  },
);

test("what fails is ordered as the order for failing says", async () => {
  const writer = "*d = 1; atomic_store_explicit(x, 1, memory_order_release);";
  const reader = (failure: string) =>
    `int o = 5; int r = 1;
     if (!atomic_compare_exchange_strong_explicit(x, &o, 9, memory_order_relaxed, memory_order_${failure}))
       if (o == 1) r = *d;`;
  const acquire = await answer("rc11", writer, reader("acquire"), "1:r;");
  expect(acquire).toEqual({ states: ["1"], flags: [] });
  const relaxed = await answer("rc11", writer, reader("relaxed"), "1:r;");
  expect(relaxed).toEqual({ states: ["0", "1"], flags: ["undefined"] });
});

test("a mutex keeps accesses apart that would race without it", async () => {
  const body = "mtx_lock(m); *d = *d + 1; mtx_unlock(m);";
  const locked = await answer("rc11", body, body, "d;");
  expect(locked).toEqual({ states: ["2"], flags: [] });
  const bare = await answer("rc11", "*d = *d + 1;", "*d = *d + 1;", "d;");
  expect(bare).toEqual({ states: ["1", "2"], flags: ["undefined"] });
});

test("fences of release and acquire are as good as accesses, and relaxed ones are nothing", async () => {
  const mp = (release: string, acquire: string) =>
    answer(
      "rc11",
      `atomic_store_explicit(x, 1, memory_order_relaxed);
       atomic_thread_fence(memory_order_${release});
       atomic_store_explicit(y, 1, memory_order_relaxed);`,
      `int r = atomic_load_explicit(y, memory_order_relaxed);
       atomic_thread_fence(memory_order_${acquire});
       int s = atomic_load_explicit(x, memory_order_relaxed);`,
      "1:r; 1:s;",
    );
  const forbidden = ["0 0", "0 1", "1 1"];
  expect((await mp("release", "acquire")).states).toEqual(forbidden);
  expect((await mp("acq_rel", "seq_cst")).states).toEqual(forbidden);
  expect((await mp("acquire", "acquire")).states).toContain("1 0");
  expect((await mp("release", "relaxed")).states).toContain("1 0");
});

import { expect, test } from "vitest";
import { chosenEngines, disagreementsIn } from "../../src/harness/engines.js";
import { DEFAULT_LIMITS } from "../../src/harness/limits.js";
import { readTest, type Test } from "../../src/harness/load.js";
import type { TestResult } from "../../src/harness/result.js";
import { type RunOptions, runTest } from "../../src/harness/run.js";
import { standing } from "../../src/harness/verdict.js";
import { DEFAULT_MACHINE_OPTIONS, type Model } from "../../src/models/model.js";
import { models } from "../../src/models/models.js";
import { notesOf } from "../../src/report/notes.js";
import { Source } from "../../src/source/source.js";

const byId = (id: string): Model => models.find((model) => model.id === id)!;

function read(text: string): Test {
  return readTest(new Source("a.lit", text), { loopRoundsMax: 3 }).test!;
}

const ask = (test: Test, asked: readonly Model[], more: Partial<RunOptions>): Promise<TestResult> =>
  runTest(test, {
    models: asked,
    variants: null,
    limits: DEFAULT_LIMITS,
    machineOptions: DEFAULT_MACHINE_OPTIONS,
    clock: () => 0,
    ...more,
  });

const SB = `C SB
{}
P0(int *x, int *y) { WRITE_ONCE(*x, 1); int r0 = READ_ONCE(*y); }
P1(int *x, int *y) { WRITE_ONCE(*y, 1); int r0 = READ_ONCE(*x); }
exists (0:r0=0 /\\ 1:r0=0)
`;

test.each([
  ["sc", "default", ["machine"]],
  ["sc", "axioms", ["axioms"]],
  ["sc", "both", ["machine", "axioms"]],
  ["lkmm", "default", ["axioms"]],
  ["lkmm", "machine", []],
  ["lkmm", "both", []],
] as const)("engines of %s for %s", (id, choice, engines) => {
  expect(chosenEngines(byId(id), choice)).toEqual(engines);
});

test("both semantics of a model have the same outcomes", async () => {
  const asked = ["sc", "tso", "pso", "wmm"].map(byId);
  const result = await ask(read(SB), asked, { engine: "both" });
  const [variant] = result.variants;
  expect(disagreementsIn(variant!)).toEqual([]);
  const counts = variant!.cells.map((cell) => {
    const axioms = cell.engine === "machine" ? cell.axioms : null;
    return `${cell.outcomes.length} ${axioms?.outcomes.length}`;
  });
  expect(counts).toEqual(["3 3", "4 4", "4 4", "4 4"]);
});

test("a machine that is not the axioms' is found out, with the outcome nearest to a common one", async () => {
  const { axioms } = byId("tso");
  const wrong: Model = { ...byId("sc"), id: "wrong", axioms: axioms! };
  const result = await ask(read(SB), [wrong], { engine: "both" });
  const [variant] = result.variants;
  expect(disagreementsIn(variant!)).toMatchObject([
    { variant: null, model: { id: "wrong" }, has: "axioms", outcome: { values: [0, 0] }, count: 1 },
  ]);
  expect(standing(result)).toBe("disagrees");
  expect(notesOf(result)).toContainEqual({
    kind: "bug",
    text: "under wrong: the axioms allow 0:r0=0  1:r0=0, the machine does not: please report this with the test",
  });
});

test("what the axioms of a model do not speak of is not answered, and said", async () => {
  const test = read(`C rcu
{}
P0(int *x) { rcu_read_lock(); int r0 = READ_ONCE(*x); rcu_read_unlock(); }
P1(int *x) { synchronize_rcu(); WRITE_ONCE(*x, 1); }
exists (0:r0=1)
`);
  const alone = await ask(test, [byId("sc")], { engine: "axioms" });
  expect(alone.variants[0]!.cells).toEqual([]);
  expect(standing(alone)).toBe("bounded");
  expect(notesOf(alone)).toEqual([
    { kind: "skipped", text: "the axioms of sc do not speak of RCU: no answer" },
  ]);
  const both = await ask(test, [byId("sc")], { engine: "both" });
  expect(both.variants[0]!.cells[0]).toMatchObject({ engine: "machine", axioms: null });
  expect(standing(both)).toBe("ok");
  expect(notesOf(both)).toEqual([
    {
      kind: "skipped",
      text: "the axioms of sc do not speak of RCU: not compared with the machine",
    },
  ]);
});

test("every execution is counted when that is asked for", async () => {
  const result = await ask(read(SB), [byId("lkmm")], { engine: "axioms", isCounting: true });
  expect(result.variants[0]!.cells[0]).toMatchObject({
    executions: 4,
    positive: 1,
    negative: 3,
    isCounting: true,
  });
});

test("a model without the engine is no model to ask for it", async () => {
  await expect(ask(read(SB), [byId("lkmm")], { engine: "machine" })).rejects.toThrow(RangeError);
});

test("a limit of candidates bounds the answer by name", async () => {
  const limits = { ...DEFAULT_LIMITS, candidatesMax: 1 };
  const result = await ask(read(SB), [byId("lkmm")], { isCounting: true, limits });
  expect(result.variants[0]!.cells[0]).toMatchObject({
    isComplete: false,
    bounds: ["1 candidate executions"],
  });
});

import { describe, expect, test } from "vitest";
import { DEFAULT_LIMITS } from "../../src/harness/limits.js";
import { readTest, type Test } from "../../src/harness/load.js";
import type { Cell, TestResult } from "../../src/harness/result.js";
import { type RunOptions, runTest } from "../../src/harness/run.js";
import { DEFAULT_MACHINE_OPTIONS } from "../../src/models/model.js";
import { models } from "../../src/models/models.js";
import { formatDiagnostic } from "../../src/source/diagnostic.js";
import { Source } from "../../src/source/source.js";
import { ofMachine } from "./cells.js";

const LOWERING = { loopRoundsMax: 3 };

function read(text: string): Test {
  const { test: loaded, diagnostics } = readTest(new Source("a.lit", text), LOWERING);
  if (loaded === null) throw new Error(diagnostics.map(formatDiagnostic).join("\n"));
  return loaded;
}

/** What is wrong with a text. */
function errors(text: string): readonly string[] {
  return readTest(new Source("a.lit", text), LOWERING).diagnostics.map((d) => {
    const { line, column } = d.span.source.position(d.span.start);
    return [`${line}:${column} ${d.message}`, ...d.notes.map((note) => note.message)].join("; ");
  });
}

/** Runs under the models with these ids; the clock stands still. */
function run(loaded: Test, ids: string, more: Partial<RunOptions> = {}): Promise<TestResult> {
  return runTest(loaded, {
    models: models.filter(({ id }) => ids.split(" ").includes(id)),
    variants: null,
    limits: DEFAULT_LIMITS,
    machineOptions: DEFAULT_MACHINE_OPTIONS,
    clock: () => 0,
    ...more,
  });
}

/** Outcomes of a cell as `1 0; 1 1+`, with a plus where the condition is satisfied. */
function outcomes({ outcomes: found }: Cell): string {
  const words = found.map(({ values, satisfies }) => values.join(" ") + (satisfies ? "+" : ""));
  return words.sort().join("; ");
}

const SB = `C SB
{}
P0(int *x, int *y) { int r0; WRITE_ONCE(*x, 1); r0 = READ_ONCE(*y); }
P1(int *x, int *y) { int r0; WRITE_ONCE(*y, 1); r0 = READ_ONCE(*x); }
`;

/** Message passing with a store to order and its expectations. */
const MP = `C MP
{}
variants
  once:     STORE = set_once
  release:  STORE = smp_store_release

static inline void set_once(int *p, int v) { WRITE_ONCE(*p, v); }
P0(int *x, int *y) { WRITE_ONCE(*x, 1); STORE(y, 1); }
P1(int *x, int *y) { int r0; int r1; r0 = READ_ONCE(*y); r1 = READ_ONCE(*x); }
exists (1:r0=1 /\\ 1:r1=0)
`;

describe("a run", () => {
  test("finds the outcomes of each model and judges them", async () => {
    const result = await run(read(`${SB}exists (0:r0=0 /\\ 1:r0=0)\n`), "sc tso");
    const [variant] = result.variants;
    expect(result.condition).toBe("exists (0:r0=0 /\\ 1:r0=0)");
    expect(variant!.cells.map((cell) => `${cell.model.id} ${cell.observation}`)).toEqual([
      "sc Never",
      "tso Sometimes",
    ]);
    expect(variant!.cells.map(outcomes)).toEqual(["0 1; 1 0; 1 1", "0 0+; 0 1; 1 0; 1 1"]);
    expect(variant!.cells.every((cell) => cell.isComplete)).toBe(true);
  });

  test("a trace leads from the initial state to the outcome", async () => {
    const result = await run(read(`${SB}exists (0:r0=0 /\\ 1:r0=0)\n`), "tso");
    const cell = ofMachine(result.variants[0]!.cells[0]!);
    const { steps, views, choices } = cell.trace(cell.outcomes.find((o) => o.satisfies)!.state);
    expect(views).toHaveLength(steps.length + 1);
    expect(choices).toHaveLength(steps.length);
    expect(views[0]!.memory).toEqual([0, 0]);
    expect(views.at(-1)!.memory).toEqual([1, 1]);
  });

  test("forall and a filter: what the filter stops does not count, and its terms are not shown", async () => {
    const result = await run(read(`${SB}filter (0:r0=1)\nforall (1:r0=1)\n`), "sc tso");
    expect(result.variants[0]!.cells.map(outcomes)).toEqual(["0; 1+", "0; 1+"]);
    const none = await run(read(`${SB}filter (0:r0=7)\nexists (1:r0=1)\n`), "sc");
    expect(none.variants[0]!.cells.map((cell) => [outcomes(cell), cell.observation])).toEqual([
      ["", "Never"],
    ]);
  });

  test("only the chosen variants run, and only what ran is judged", async () => {
    const text = `${MP}expect
           sc     pso
  once     Never  Sometimes
  release  Never  Sometimes
`;
    const judged = async (more: Partial<RunOptions>, ids = "sc pso") =>
      (await run(read(text), ids, more)).expectations.map(
        (e) => `${e.variant} ${e.model} ${e.holds}`,
      );
    expect(await judged({})).toEqual([
      "once sc true",
      "once pso true",
      "release sc true",
      "release pso false",
    ]);
    expect(await judged({ variants: ["release"] }, "sc")).toEqual([
      "once sc null",
      "once pso null",
      "release sc true",
      "release pso null",
    ]);
  });

  test("a bound is named, and what was not seen proves nothing", async () => {
    const limits = { ...DEFAULT_LIMITS, statesMax: 3 };
    const text = `${SB}exists (0:r0=0 /\\ 1:r0=0)\nexpect\n  sc\n  Never\n`;
    const result = await run(read(text), "sc", { limits });
    const cell = result.variants[0]!.cells[0]!;
    expect([cell.observation, cell.isComplete, cell.bounds]).toEqual([
      "Never",
      false,
      ["3 states"],
    ]);
    expect(result.expectations[0]!.holds).toBe(null);
  });

  test("memory is a limit of all searches of a test together", async () => {
    const loaded = read(`${SB}exists (0:r0=0 /\\ 1:r0=0)\n`);
    const first = ofMachine((await run(loaded, "sc")).variants[0]!.cells[0]!).bytes;
    const limits = { ...DEFAULT_LIMITS, bytesMax: first };
    const result = await run(loaded, "sc tso", { limits });
    expect(result.variants[0]!.cells.map((cell) => cell.bounds)).toEqual([[], ["0 bytes"]]);
  });

  test("time is a limit of each search, by the clock that is given", async () => {
    let now = 0;
    const clock = () => {
      now += 600;
      return now;
    };
    const limits = { ...DEFAULT_LIMITS, millisecondsMax: 1000 };
    const loaded = read(`C long\n{}\n${incrementing(6)}exists (x=1)\n`);
    const result = await run(loaded, "sc tso", { limits, clock });
    for (const cell of result.variants[0]!.cells) expect(cell.bounds).toEqual(["1 s"]);
  });

  test("an abort ends the run and keeps what is known", async () => {
    const controller = new AbortController();
    const loaded = read(`C long\n{}\n${incrementing(6)}exists (x=1)\n`);
    const onProgress = () => controller.abort();
    const result = await run(loaded, "sc tso", { signal: controller.signal, onProgress });
    expect(result.isInterrupted).toBe(true);
    expect(result.variants[0]!.cells.map((c) => [c.model.id, c.bounds])).toEqual([
      ["sc", ["Ctrl-C"]],
    ]);
  });
});

/** Threads that increment and add to two locations in so many ways that a search takes more than one slice. */
function incrementing(threads: number): string {
  const body = (i: number) =>
    `{ atomic_inc(x); atomic_add(${i + 2}, y); atomic_add(${i + 3}, x); atomic_inc(y); }`;
  return Array.from(
    { length: threads },
    (_, i) => `P${i}(atomic_t *x, atomic_t *y) ${body(i)}\n`,
  ).join("");
}

describe("expectations", () => {
  test("a model that does not exist", () => {
    expect(errors(`${SB}exists (x=1)\nexpect\n  tos\n  Never\n`)).toEqual([
      "7:3 there is no model `tos`; did you mean `tso`?",
    ]);
    expect(errors(`${SB}exists (x=1)\n/* Result[nosuchmodel]: Never */\n`)).toEqual([
      expect.stringMatching(/^6:4 there is no model `nosuchmodel`; models: sc, tso/),
    ]);
  });

  test("herd's plain Result speaks of the kernel's model, and is judged when that runs", async () => {
    const loaded = read(`${SB}exists (0:r0=0 /\\ 1:r0=0)\n/* Result: Never */\n`);
    expect((await run(loaded, "sc")).expectations).toMatchObject([
      { variant: null, model: "lkmm", actual: null, holds: null },
    ]);
    expect((await run(loaded, "sc lkmm")).expectations).toMatchObject([
      { variant: null, model: "lkmm", actual: "Sometimes", holds: false },
    ]);
  });

  test("Result for every variant gives way to a line of the table", () => {
    const text = `${MP}expect\n        sc\n  once  Always\n/* Result[sc]: Never */\n`;
    expect(read(text).expectations.map((e) => `${e.variant} ${e.observation}`)).toEqual([
      "once Always",
      "release Never",
    ]);
  });

  test("two that contradict each other", () => {
    const text = `${SB}exists (x=1)\nexpect\n  sc\n  Never\n/* Result[sc]: Always */\n`;
    expect(errors(text)).toEqual([
      "9:4 `Always` is expected here for `sc`, but elsewhere `Never`; the other one is here",
    ]);
  });
});

test("an error that every variant has is said once, another one says in which", () => {
  const text = MP.replace("READ_ONCE(*x)", "READ_ONCE(*z)").replace(
    "smp_store_release",
    "smp_stor",
  );
  const [first, second, ...more] = errors(text);
  expect(more).toEqual([]);
  expect(`${first}\n${second}`).toMatch(/only in variant release/);
  expect(`${first}\n${second}`).not.toMatch(/only in variant once/);
});

import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { cellsIn } from "../../page.js";
import { cText } from "../c11.js";
import { C11_FAMILIES } from "../programs-c11.js";
import { searchOf, textOf } from "../search.js";
import { NONE } from "./answer.js";
import { askHerdAll, statesIn } from "./herd.js";
import { BARS_PART } from "./report.js";
import { ROWS } from "./rows.js";
import {
  BAR_TITLES,
  barCells,
  countCells,
  isMet,
  type Line,
  nameAndBar,
  seconds,
} from "./table.js";

const page = readFileSync(new URL("../../../README.md", import.meta.url), "utf8");

test("the README has the rows and the bars of the bench", () => {
  const [titles, , ...rows] = cellsIn(page, BARS_PART);
  expect(titles).toEqual(BAR_TITLES);
  const own = rows.slice(0, ROWS.length).map((cells) => cells.slice(0, 2));
  expect(own).toEqual(ROWS.map(nameAndBar));
});

test("every row has a program or folders, and a name of its own", () => {
  for (const { work } of ROWS) {
    if (work.kind === "program") expect(textOf(work.asked.family, work.asked.size)).not.toBeNull();
    else if (work.kind === "corpus") expect(work.folders).not.toEqual([]);
  }
  expect(new Set(ROWS.map(({ name }) => name)).size).toBe(ROWS.length);
});

describe("a bar is met by a right answer in time", () => {
  const [row] = ROWS.filter(({ work }) => work.kind === "program");
  const ours = { seconds: 0.001, processSeconds: 0.1, outcomes: 1, tests: 0, problems: [] };
  const line: Line = {
    row: row!,
    ours: { ...ours, notes: [] },
    herd: { kind: "took", seconds: 7.3, count: 1 },
    genmc: { kind: "cut off", seconds: 60 },
    executions: null,
  };
  const wrong = { ...line, herd: { kind: "took", seconds: 7.3, count: 2 } } as const;
  const late = { ...line, ours: { ...line.ours, seconds: 0.0101 }, genmc: NONE } as const;

  test.each([
    ["in time", line, "yes", ["> 60 s", "73x", "> 600x"]],
    ["late", late, "no", ["-", "73x", "-"]],
    ["fast and wrong", wrong, "wrong", ["> 60 s", "73x", "> 600x"]],
  ])("%s", (_, one, met, others) => {
    const [, cells] = barCells([one]);
    expect(cells?.[3]).toBe(met);
    expect(cells?.slice(6)).toEqual(others);
    expect(isMet(one)).toBe(met === "yes");
  });
});

test("counts stand below their titles", () => {
  const [row] = ROWS.filter(({ work }) => work.kind === "program");
  const line: Line = {
    row: row!,
    ours: {
      ...{ seconds: 1, processSeconds: 2, outcomes: 7, tests: 0, problems: [], notes: [] },
    },
    herd: { kind: "took", seconds: 1, count: 6 },
    genmc: { kind: "took", seconds: 20, count: 143 },
    executions: { kind: "took", seconds: 2, count: 141, explored: 150 },
  };
  const [titles, cells] = countCells([line]);
  const said = titles!.map((title, k) => `${title} ${cells![k]}`);
  expect(said.slice(1)).toEqual([
    ...["outcomes 7", "herd7 6", "executions 141", "GenMC 143", "explored 150"],
    ...["process 2.0 s", "GenMC 20 s", "vs GenMC 10x"],
  ]);
});

test("times have two digits at least", () => {
  const times = [0.000412, 0.00099, 0.0096, 0.09984, 0.7834, 0.99949, 0.9996, 3.05, 99.7, 271.4];
  const texts = ["0.41 ms", "0.99 ms", "9.6 ms", "100 ms", "783 ms", "999 ms", "1.0 s", "3.0 s"];
  expect(times.map(seconds)).toEqual([...texts, "100 s", "271 s"]);
});

test("herd's log says how many states there are, and nothing without an observation", () => {
  const log = "Test a Allowed\nStates 2\n[x]=1;\n[x]=2;\nObservation a Sometimes 1 1\n";
  expect(statesIn(log)).toBe(2);
  expect(statesIn(log.slice(0, 30))).toBeNull();
});

test.each([
  ["Observation a Never 0 1", { kind: "took", count: 1 }],
  ["no model", { kind: "refused" }],
])("a herd7 that prints %j about a folder of one test: %j", async (line, answer) => {
  const folder = mkdtempSync(join(tmpdir(), "litmus-bars-"));
  writeFileSync(join(folder, "a.litmus"), "");
  writeFileSync(join(folder, "herd7"), `#!/bin/sh\necho ${line}\n`);
  chmodSync(join(folder, "herd7"), 0o755);
  const { PATH } = process.env;
  vi.stubEnv("PATH", `${folder}${delimiter}${PATH}`);
  expect(await askHerdAll([folder], "power")).toMatchObject(answer);
  vi.unstubAllEnvs();
});

test("the program for GenMC has the threads of the litmus test", () => {
  const [ainc] = C11_FAMILIES;
  expect(cText(ainc!.program(1))).toBe(`#include <pthread.h>
#include <stdatomic.h>

atomic_int x = 0;

static void P0(atomic_int *x)
{
\tatomic_fetch_add_explicit(x, 1, memory_order_relaxed);
}

static void *run0(void *unused)
{
\tP0(&x);
\treturn 0;
}

int main(void)
{
\tpthread_t threads[1];

\tpthread_create(&threads[0], 0, run0, 0);
\tpthread_join(threads[0], 0);

\treturn 0;
}
`);
});

test.each(["fib-c11", "readers-c11", "sbring-c11", "casrot-c11"])(
  "a C compiler takes the program for GenMC: %s",
  (name) => {
    const text = cText(C11_FAMILIES.find((family) => family.name === name)!.program(3));
    const options = ["-x", "c", "-std=c11", "-Wall", "-Wno-unused", "-fsyntax-only", "-"];
    const { status, stderr } = spawnSync("gcc", options, { input: text, encoding: "utf8" });
    expect([status, stderr]).toEqual([0, ""]);
  },
);

test.each([
  // Every order of the increments; every reader sees the write or not; and so on: GenMC has the same numbers.
  ["ainc-c11", 5, "rc11", 120],
  ["readers-c11", 7, "rc11", 128],
  ["sbring-c11", 6, "rc11", 64],
  ["sbring-c11", 6, "sc", 63],
  ["casrot-c11", 5, "rc11", 43],
  ["casrot-c11", 9, "rc11", 8_597],
  ["fib-c11", 3, "rc11", 175],
  ["fib-c11", 3, "sc", 141],
])("%s(%i) has under %s %i executions", async (family, size, model, executions) => {
  const cell = await searchOf({ family, size, model, engine: "axioms" }, "executions")?.();
  expect(cell).toMatchObject({ executions, isComplete: true });
});

test.each([
  ["spinlock", 3, "lkmm", 1],
  ["cmpxchglock", 3, "lkmm", 1],
  // Every reader sees 0 to 3 twice, in any combination.
  ["iriw-ppc", 3, "power", 256],
  ["fib-c11", 2, "rc11", 6],
])("%s(%i) has under %s %i outcomes", async (family, size, model, outcomes) => {
  const cell = await searchOf({ family, size, model, engine: "axioms" }, "outcomes")?.();
  expect([cell?.outcomes.length, cell?.isComplete]).toEqual([outcomes, true]);
});

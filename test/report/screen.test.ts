import { describe, expect, test } from "vitest";
import type { ExpectationResult, TestResult } from "../../src/harness/result.js";
import { line } from "../../src/report/line.js";
import { type Look, PLAIN } from "../../src/report/look.js";
import { screen } from "../../src/report/screen.js";
import { expectationsText } from "../../src/report/summary.js";
import { resultOf } from "./fixtures.js";

const show = (result: TestResult, look: Look = PLAIN) =>
  screen(result, { look, story: "none", version: "0" });

const expectation = (more: Partial<ExpectationResult>): ExpectationResult => ({
  variant: "a",
  model: "sc",
  expected: "Never",
  actual: "Never",
  holds: true,
  place: "two.lit:9:1",
  ...more,
});

describe("screen", () => {
  test("verdicts of variants by models", () => {
    const table = {
      "inc relaxed": ["Never", "Sometimes"],
      inc: ["Never", "Always"],
    } as const;
    expect(show(resultOf(["sc", "wmm"], table))).toBe(
      `two   a test of two threads
exists (0:r0=1 /\\ 1:r1=0)

               sc     wmm
  inc relaxed  Never  Sometimes
  inc          Never  Always

no expectations   0.21 s
`,
    );
  });

  test("a file without variants has no column of names", () => {
    expect(show(resultOf(["sc", "wmm"], { "": ["Never", "Sometimes"] }))).toContain(
      "\n  sc     wmm\n  Never  Sometimes\n",
    );
  });

  test("what must be known beside the verdicts", () => {
    const table = { a: ["Never?", "fault"], b: ["Always?", "deadlock"] } as const;
    const differs = expectation({ model: "wmm", expected: "Always", holds: false });
    const result = resultOf(["sc", "wmm"], table, [differs]);
    expect(show(result)).toContain(`
     sc       wmm
  a  Never?   Never
  b  Always?  Never

differs   a under wmm: expected Always, found Never (two.lit:9:1)
bounded   stopped at 10 states: an answer with ? is not sure, under sc
fault     line 4, P0 can fail: division by zero, a under wmm
deadlock  an execution never ends: P1 waits for x to change at line 5, b under wmm

0 of 1 expectation holds   0.21 s
`);
  });

  test("colours say how a verdict stands to its expectation", () => {
    const look: Look = { width: 100, paint: (format, text) => `<${format} ${text}>` };
    const table = { a: ["Never", "Sometimes", "Never?", "Sometimes", "Never"] } as const;
    const ids = ["sc", "tso", "pso", "wmm", "gam"];
    const expectations = [
      expectation({}),
      expectation({ model: "tso", actual: "Sometimes", holds: false }),
    ];
    expect(show(resultOf(ids, table, expectations), look)).toContain(
      "\n  a  <green Never>  <red Sometimes>  <yellow Never?>  <bold Sometimes>  Never\n",
    );
  });

  test("a long description and a long condition take several lines", () => {
    const long = {
      ...resultOf(["sc"], { a: ["Never"] }),
      description: "what may happen when two threads look at two locations",
      condition: "exists (0:r0=1 /\\ 1:r1=0 /\\ 0:r2=1 /\\ 1:r3=0 /\\ 0:r4=1)",
    };
    expect(
      show(long, { ...PLAIN, width: 40 })
        .split("\n")
        .slice(0, 4),
    ).toEqual([
      "two   what may happen when two threads",
      "      look at two locations",
      "exists (0:r0=1 /\\ 1:r1=0 /\\ 0:r2=1 /\\",
      "  1:r3=0 /\\ 0:r4=1)",
    ]);
  });

  test("an interrupted run shows what it has", () => {
    const result = { ...resultOf(["sc", "wmm"], { a: ["Never"], b: [] }), isInterrupted: true };
    expect(show(result)).toContain("\n     sc     wmm\n  a  Never  -\n  b  -      -\n");
  });

  test("a cell by name that has nothing to tell says so", () => {
    const result = resultOf(["sc"], { a: ["Never"] });
    const text = screen(result, {
      look: PLAIN,
      story: { variant: "a", model: "sc" },
      version: "0",
    });
    expect(text).toContain("\na, under sc: nothing to tell, the outcome is not there\n");
  });
});

test.each([
  [[], "no expectations"],
  [[expectation({})], "1 of 1 expectation holds"],
  [[expectation({}), expectation({ holds: false })], "1 of 2 expectations hold"],
  [
    [expectation({}), expectation({ holds: null })],
    "1 of 2 expectations hold, 1 undecided within the limits",
  ],
  [[expectation({ actual: null, holds: null })], "1 not run"],
])("expectations in words %#", (expectations, text) => {
  expect(expectationsText(expectations)).toBe(text);
});

test.each([
  ["Never", [], "ok       two.lit   no expectations   0.21 s\n"],
  [
    "Never?",
    [],
    "bounded  two.lit   no expectations   0.21 s\n         bounded: stopped at 10 states: an answer with ? is not sure, under sc\n",
  ],
  [
    "fault",
    [],
    "fault    two.lit   no expectations   0.21 s\n         fault: line 4, P0 can fail: division by zero, under sc\n",
  ],
  [
    "Sometimes",
    [expectation({ actual: "Sometimes", holds: false })],
    "differs  two.lit   0 of 1 expectation holds   0.21 s\n         differs: a under sc: expected Never, found Sometimes (two.lit:9:1)\n",
  ],
] as const)("a line of check: %s", (word, expectations, text) => {
  const result = resultOf(["sc"], { a: [word] }, expectations);
  expect(line(result, { look: PLAIN, story: "none", version: "0" })).toBe(text);
});

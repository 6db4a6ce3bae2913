import { expect, test } from "vitest";
import type { AxiomaticCell, TestResult } from "../../src/harness/result.js";
import { herd } from "../../src/report/herd.js";
import { PLAIN } from "../../src/report/look.js";
import { model, resultOf, twoThreads } from "./fixtures.js";

const show = (result: TestResult) => herd(result, { look: PLAIN, story: "none", version: "0" });

test("a log has the states, the answer and the witnesses of each variant", () => {
  expect(show(resultOf(["sc"], { "inc relaxed": ["Sometimes"], inc: ["Never"] }))).toBe(
    `Test two+inc-relaxed Allowed
States 2
0:r0=0; 1:r1=0;
0:r0=1; 1:r1=0;
Ok
Witnesses
Positive: 1 Negative: 1
Condition exists (0:r0=1 /\\ 1:r1=0)
Observation two+inc-relaxed Sometimes 1 1
Time two+inc-relaxed 0.00

Test two+inc Allowed
States 1
0:r0=0; 1:r1=0;
No
Witnesses
Positive: 0 Negative: 1
Condition exists (0:r0=1 /\\ 1:r1=0)
Observation two+inc Never 0 1
Time two+inc 0.00

`,
  );
});

/** The lines of a log in which a quantifier shows. */
const answer = (quantifier: "exists" | "not-exists" | "forall", word: "Sometimes" | "Never?") =>
  show(resultOf(["sc"], { "": [word] }, [], twoThreads(quantifier)))
    .split("\n")
    .filter((line) => /^(Test|Loop|Ok|No|Positive|Observation)/.test(line));

test("what a condition forbids is a witness against it; the observation counts as it always does", () => {
  expect(answer("not-exists", "Sometimes")).toEqual([
    "Test two Forbidden",
    "No",
    "Positive: 1 Negative: 1",
    "Observation two Sometimes 1 1",
  ]);
  expect(answer("not-exists", "Never?")).toEqual([
    "Test two Forbidden",
    "Loop Ok",
    "Positive: 1 Negative: 0",
    "Observation two Never 0 1",
  ]);
  expect(answer("forall", "Sometimes").slice(0, 2)).toEqual(["Test two Required", "No"]);
});

test("axioms say their flags, and count executions where all were asked for", () => {
  const cell = (more: Partial<AxiomaticCell>): AxiomaticCell => ({
    engine: "axioms",
    model: model("c11"),
    observation: "Never",
    isComplete: true,
    bounds: [],
    milliseconds: 1230,
    outcomes: [],
    faults: [],
    warnings: [],
    flags: ["data-race", "undefined"].map((what) => ({
      what,
      witness: () => {
        throw new Error("a log shows no execution");
      },
    })),
    candidates: 9,
    executions: 7,
    positive: 2,
    negative: 5,
    isCounting: false,
    interpreted: null,
    ...more,
  });
  const result = resultOf(["c11"], { "": ["Never"] });
  const shown = (more: Partial<AxiomaticCell>) =>
    show({ ...result, variants: [{ ...result.variants[0]!, cells: [cell(more)] }] }).split("\n");
  expect(shown({}).slice(2, 7)).toEqual([
    "Undef",
    "Witnesses",
    "Positive: 0 Negative: 0",
    "Flag data-race",
    "Flag *undef*",
  ]);
  expect(shown({ isCounting: true })).toContain("Positive: 2 Negative: 5");
  expect(shown({})).toContain("Time two 1.23");
});

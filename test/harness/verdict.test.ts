import { expect, test } from "vitest";
import { isSure, judge, observe } from "../../src/harness/verdict.js";
import type { Observation } from "../../src/litmus/file.js";

const YES = { values: [1], satisfies: true, state: 0 };
const NO = { values: [0], satisfies: false, state: 1 };

test.each([
  [[], "Never"],
  [[NO], "Never"],
  [[YES], "Always"],
  [[YES, NO], "Sometimes"],
] as const)("observation %#", (outcomes, observation) => {
  expect(observe(outcomes)).toBe(observation);
});

/** What is judged of each expectation, in the order Never, Sometimes, Always: + holds, - does not, ? not decided. */
test.each([
  ["complete Never", [NO], true, "+--"],
  ["complete Sometimes", [YES, NO], true, "-+-"],
  ["complete Always", [YES], true, "--+"],
  ["complete without final states", [], true, "+--"],
  ["bounded, none satisfies so far", [NO], false, "??-"],
  ["bounded, all satisfy so far", [YES], false, "-??"],
  ["bounded Sometimes", [YES, NO], false, "-+-"],
  ["bounded without final states", [], false, "???"],
] as const)("%s", (_, outcomes, isComplete, judged) => {
  const cell = { observation: observe(outcomes), isComplete, outcomes };
  const expected: readonly Observation[] = ["Never", "Sometimes", "Always"];
  const marks = expected.map((e) => ({ true: "+", false: "-", null: "?" })[`${judge(e, cell)}`]);
  expect(marks.join("")).toBe(judged);
  expect(isSure(cell)).toBe(!judged.includes("?"));
});

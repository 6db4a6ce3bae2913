import { expect, test } from "vitest";
import type { ExpectationResult, TestResult } from "../../src/harness/result.js";
import { compareText } from "../../src/report/compare.js";
import { chooseSubject } from "../../src/report/subject.js";
import { resultOf, twoThreads } from "./fixtures.js";

const ids = ["sc", "tso", "wmm"];

/** The cell that a result's story is about: `variant/model kind`. */
function chosen(result: TestResult): string | null {
  const subject = chooseSubject(result);
  if (subject === null) return null;
  return `${subject.variant.name}/${subject.cell.model.id} ${subject.kind}`;
}

const expectation = (variant: string, model: string, holds: boolean): ExpectationResult => ({
  variant,
  model,
  expected: "Never",
  actual: "Sometimes",
  holds,
  place: "two.lit:9:1",
});

test("the first cell that happens beside one that is forbidden", () => {
  const table = {
    a: ["Never", "Never", "Sometimes"],
    b: ["Sometimes", "Sometimes", "Sometimes"],
  } as const;
  expect(chosen(resultOf(ids, table))).toBe("a/wmm outcome");
});

test("a cell contrasts with its column too", () => {
  const table = {
    a: ["Sometimes", "Sometimes", "Sometimes"],
    b: ["Sometimes", "Never", "Sometimes"],
  } as const;
  expect(chosen(resultOf(ids, table))).toBe("a/tso outcome");
});

test("a bounded Never is no contrast", () => {
  const table = {
    a: ["Never?", "Sometimes", "Sometimes"],
    b: ["Never", "Never?", "Sometimes"],
  } as const;
  expect(chosen(resultOf(ids, table))).toBe("b/wmm outcome");
});

test("without contrast, the first cell that happens; when nothing happens, none", () => {
  const all = ["Sometimes", "Sometimes", "Sometimes"] as const;
  expect(chosen(resultOf(ids, { a: all, b: all }))).toBe("a/sc outcome");
  expect(chosen(resultOf(ids, { a: ["Never", "Never", "Never"] }))).toBe(null);
});

test("a cell that differs from its expectation goes first, then a fault, last a deadlock", () => {
  const table = {
    a: ["Never", "Sometimes", "fault"],
    b: ["Never", "Never", "Sometimes"],
  } as const;
  expect(chosen(resultOf(ids, table))).toBe("a/wmm fault");
  expect(chosen(resultOf(ids, table, [expectation("b", "wmm", false)]))).toBe("b/wmm outcome");
  expect(chosen(resultOf(ids, table, [expectation("b", "wmm", true)]))).toBe("a/wmm fault");
  expect(chosen(resultOf(ids, { a: ["Never", "deadlock", "Never"] }))).toBe("a/tso deadlock");
});

test("forall asks for a counterexample", () => {
  const table = { a: ["Always", "Always", "Sometimes"] } as const;
  const result = resultOf(ids, table, [], twoThreads("forall"));
  expect(chosen(result)).toBe("a/wmm outcome");
  expect(chooseSubject(result)!.outcome!.satisfies).toBe(false);
});

test("compare names what forbids the outcome, as far as the searches are complete", () => {
  const text = (table: Parameters<typeof resultOf>[1]) => {
    const result = resultOf(ids, table);
    return compareText(result, chooseSubject(result)!);
  };
  expect(
    text({
      relaxed: ["Never", "Never", "Sometimes"],
      acquire: ["Never", "Never", "Never"],
      full: ["Never", "Never", "Never"],
      plain: ["Sometimes", "Sometimes", "Never"],
      bounded: ["Never", "Never", "Never?"],
    }),
  ).toBe(
    'sc and tso forbid it; "acquire" and "full" forbid it under every model listed; "plain" forbids it under wmm',
  );
  expect(text({ a: ["Sometimes", "Sometimes", "Sometimes"] })).toBe(null);
});

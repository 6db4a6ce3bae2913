import { expect, test } from "vitest";
import {
  countText,
  groupDigits,
  outcomeText,
  secondsText,
  whereText,
} from "../../src/report/words.js";
import { resultOf, twoThreads } from "./fixtures.js";

test.each([
  [0, "0"],
  [999, "999"],
  [1000, "1,000"],
  [123456, "123,456"],
  [50_000_000, "50,000,000"],
])("%i in groups", (count, text) => {
  expect(groupDigits(count)).toBe(text);
});

test("counts and times", () => {
  expect([countText(1, "state"), countText(2000, "state")]).toEqual(["1 state", "2,000 states"]);
  expect([secondsText(4), secondsText(210), secondsText(65_432)]).toEqual([
    "0.00 s",
    "0.21 s",
    "65.43 s",
  ]);
});

test("an outcome, with the address of a location by its name", () => {
  const program = twoThreads();
  const values = [program.values.address(1), program.values.encode(-1)];
  expect(outcomeText(program, values)).toBe("0:r0=&y  1:r1=-1");
});

/** A cell in which something is has the word Sometimes. */
test.each([
  [{ a: "SS", b: "SS" }, "under every model"],
  [{ a: "SN", b: "SN" }, "under sc"],
  [{ a: "NN", b: "SS" }, "b under every model"],
  [{ a: "SS", b: "NS" }, "a under every model; b under tso"],
  [{ "": "NS" }, "under tso"],
  [{ "": "SS" }, "under every model"],
  [{ a: "S", b: "" }, "a under sc"],
])("%j is %s", (table, text) => {
  const words = { S: "Sometimes", N: "Never" } as const;
  const rows = Object.entries(table).map(
    ([name, row]) => [name, [...row].map((c) => words[c as "S" | "N"])] as const,
  );
  const { variants } = resultOf(["sc", "tso"], Object.fromEntries(rows));
  expect(whereText(variants, (cell) => cell.observation === "Sometimes")).toBe(text);
});

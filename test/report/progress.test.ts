import { expect, test } from "vitest";
import { progressText } from "../../src/report/progress.js";

const progress = { done: 0, wanted: 11_413, ran: 0, failed: 0, milliseconds: 100, longest: null };
const longest = { file: "lkmm/big.litmus", milliseconds: 3_500 };

test.each([
  [{}, "0 of 11,413 tests"],
  // Nothing is said of the rate before there is one.
  [{ done: 40, ran: 40 }, "40 of 11,413 tests"],
  [
    { done: 4_123, ran: 4_000, milliseconds: 5_000, failed: 2, longest },
    "4,123 of 11,413 tests   800 tests/s   10 s left   2 failed   running for 4 s: lkmm/big.litmus",
  ],
  [{ done: 13, ran: 3, milliseconds: 2_000 }, "13 of 11,413 tests   1.5 tests/s   2 h 6 min left"],
  [
    { done: 5, wanted: 305, ran: 5, milliseconds: 1_000 },
    "5 of 305 tests   5.0 tests/s   1 min 0 s left",
  ],
])("%j is said as %s", (more, text) => {
  expect(progressText({ ...progress, ...more })).toBe(text);
});

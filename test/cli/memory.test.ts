import { expect, test } from "vitest";
import { memoryGauge, ownMemory } from "../../src/cli/memory.js";

const MEGABYTE = 2 ** 20;

/** Whether a search has to end after each look at a process that has so many megabytes. */
function ends(limit: number, looks: readonly number[]): readonly boolean[] {
  let look = 0;
  const { used, bytesMax } = ownMemory(limit * MEGABYTE, () => looks[look++]! * MEGABYTE);
  return looks.map(() => used() > bytesMax);
}

test("a search ends while a part of the memory is left for its report", () => {
  expect(ends(4096, [100, 3800, 3841])).toEqual([false, false, true]);
  expect(ends(256, [231, 233])).toEqual([false, true]);
});

test("what a search leaves behind is there for the next one; growing beyond it is not", () => {
  expect(ends(256, [240, 240, 200, 240, 241, 241])).toEqual([
    true,
    false,
    false,
    false,
    true,
    false,
  ]);
});

test("a limit below what every process takes is kept by the states alone", () => {
  expect(ownMemory(MEGABYTE).bytesMax).toBe(128 * MEGABYTE);
});

test("what a process takes is seen soon after, but not looked at every time", () => {
  const takes = [100, 200, 300];
  let now = 0;
  const gauge = memoryGauge(
    () => takes.shift()!,
    () => now,
  );
  const seen = [0, 10, 20, 21, 41, 42].map((moment) => {
    now = moment;
    return gauge();
  });
  expect(seen).toEqual([100, 100, 100, 200, 200, 300]);
  expect(memoryGauge()()).toBeGreaterThan(16 * MEGABYTE);
});

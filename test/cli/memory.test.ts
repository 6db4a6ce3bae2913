import { expect, test } from "vitest";
import { ownMemory } from "../../src/cli/memory.js";

const MEGABYTE = 2 ** 20;

test("a part of the memory is left for what comes after a search", () => {
  const { used, bytesMax } = ownMemory(4096 * MEGABYTE);
  expect(bytesMax).toBe(4096 * MEGABYTE);
  expect(used()).toBeGreaterThan(256 * MEGABYTE);
  expect(used()).toBeLessThan(bytesMax);
});

test("what a search takes is seen soon after", () => {
  const { used } = ownMemory(4096 * MEGABYTE);
  const before = used();
  const pages = Array.from({ length: 64 }, () => new Int32Array(MEGABYTE / 4).fill(1));
  const until = performance.now() + 40;
  while (performance.now() < until);
  expect(used() - before).toBeGreaterThan(32 * MEGABYTE);
  expect(pages).toHaveLength(64);
});

test("a limit below what every process takes is kept by the states alone", () => {
  expect(ownMemory(1 * MEGABYTE).bytesMax).toBe(128 * MEGABYTE);
});

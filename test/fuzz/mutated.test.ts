import fc from "fast-check";
import { expect, test } from "vitest";
import { mutated, read, SEED } from "./read.js";

const RUNS = 50_000;
const MILLISECONDS_MAX = 600_000;

test("a mutated file gives a program or an error, in bounded time", {
  timeout: MILLISECONDS_MAX,
}, () => {
  let tests = 0;
  fc.assert(
    fc.property(mutated, (text) => {
      if (read(text).test !== null) tests++;
    }),
    { numRuns: RUNS, seed: SEED },
  );
  // Both ends are tried: if nearly all mutations were errors, nothing would be known of the others.
  expect(tests).toBeGreaterThan(RUNS / 50);
  expect(tests).toBeLessThan((RUNS * 19) / 20);
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { mutated, mutatedAtomics, read, SEED } from "./read.js";

const RUNS = 50_000;
const MILLISECONDS_MAX = 600_000;

test.each([
  ["file", mutated, RUNS],
  ["C11 file", mutatedAtomics, (3 * RUNS) / 10],
] as const)(
  "a mutated %s gives a program or an error, in bounded time",
  { timeout: MILLISECONDS_MAX },
  (_, texts, runs) => {
    let tests = 0;
    fc.assert(
      fc.property(texts, (text) => {
        if (read(text).test !== null) tests++;
      }),
      { numRuns: runs, seed: SEED },
    );
    // Both ends are tried: if nearly all mutations were errors, nothing would be known of the others.
    expect(tests).toBeGreaterThan(runs / 50);
    expect(tests).toBeLessThan((runs * 19) / 20);
  },
);

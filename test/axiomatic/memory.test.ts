import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { Enumeration } from "../../src/axiomatic/enumerate.js";
import { readAxioms } from "../../src/harness/axioms.js";
import { models } from "../../src/models/models.js";
import { family } from "./programs.js";

/** Searches between two looks, and how often one looks: a full collection in between makes a look worthless. */
const SEARCHES = 50;
const LOOKS = 5;
/** Bytes that a search may leave; its graph and its program alone have more. */
const BYTES_MAX = 12_000;

const MINOR = { type: "minor" } as const;

// What only a full collection takes away is copied by all those before it: a fifth of the time of a folder of tests.
test("what a search has used is gone with the next small collection", () => {
  setFlagsFromString("--expose-gc");
  const collect: (options: typeof MINOR) => void = runInNewContext("gc");
  const { axioms } = readAxioms(models.find(({ id }) => id === "rc11")!.axioms!);
  const left = Array.from({ length: LOOKS }, () => {
    const before = oldBytes();
    for (let k = 0; k < SEARCHES; k++) {
      const enumeration = new Enumeration(
        family("sbring-c11", 4),
        axioms!.compiled,
        axioms!.vocabulary,
        { mode: "outcomes", limits: { candidatesMax: 1_000_000 } },
      );
      while (!enumeration.advance(1 << 14));
    }
    // What survives two is moved to where only a full one looks.
    collect(MINOR);
    collect(MINOR);
    return (oldBytes() - before) / SEARCHES;
  });
  const grown = left.filter((bytes) => bytes >= 0).sort((a, b) => a - b);
  expect(grown.length).toBeGreaterThan(0);
  expect(grown[0]).toBeLessThan(BYTES_MAX);
});

function oldBytes(): number {
  return getHeapSpaceStatistics().find(({ space_name: name }) => name === "old_space")!
    .space_used_size;
}

import { expect, test } from "vitest";
import { exploreReference } from "../../src/reference/explore.js";
import { sc } from "../../src/reference/sc.js";
import { wmm } from "../../src/reference/wmm.js";
import { show } from "./build.js";
import { cycles } from "./cycles.js";
import { EXHAUSTIVE, forEachProgram } from "./exhaustive.js";
import { randomProgram } from "./random.js";

test.each([
  // Threads, and those of fences only, which other names of locations leave as they are (Burnside's lemma).
  ["pairs", 19 ** 2, 3 ** 2],
  ["triples", 8 ** 3, 2 ** 3],
] as const)("all %s up to names of threads and locations", (name, threads, fenceThreads) => {
  const { letters, length, count } = EXHAUSTIVE[name];
  expect(count).toBe((threads ** 2 + threads + fenceThreads ** 2 + threads) / 4);
  const seen = new Set<string>();
  const visited = forEachProgram(letters, length, 0, 1, (p) => seen.add(show(p)));
  expect([visited, seen.size]).toEqual([count, count]);
});

test("random programs use every instruction, and one in ten of them is weaker under wmm than under sc", () => {
  const kinds = new Set<string>();
  let weak = 0;
  for (let seed = 0; seed < 300; seed++) {
    const ingredients = { locks: true, rcu: true, loops: true, faults: true };
    const program = randomProgram(seed, ingredients);
    for (const i of program.threads.flatMap((t) => t.code)) kinds.add(i.op);
    const strong = exploreReference(program, sc).outcomes.size;
    if (exploreReference(program, wmm).outcomes.size > strong) weak++;
  }
  const all = [
    "assign",
    "branch",
    "fail",
    "fence",
    "iterate",
    "jump",
    "load",
    "rcu",
    "rmw",
    "store",
    "warn",
  ];
  expect([...kinds].sort()).toEqual(all);
  expect(weak).toBeGreaterThan(30);
});

test("two in five critical cycles are weaker under wmm than under sc", () => {
  let programs = 0;
  let weak = 0;
  for (const program of cycles()) {
    if (programs++ % 20 !== 0) continue;
    const strong = exploreReference(program, sc).outcomes.size;
    if (exploreReference(program, wmm).outcomes.size > strong) weak++;
  }
  expect([programs, weak]).toEqual([2323, 48]);
});

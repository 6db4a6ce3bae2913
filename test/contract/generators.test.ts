import { expect, test } from "vitest";
import { exploreReference } from "../../src/reference/explore.js";
import { sc } from "../../src/reference/sc.js";
import { wmm } from "../../src/reference/wmm.js";
import { architectureCycles } from "./architecture-cycles.js";
import { show } from "./build.js";
import { cycles } from "./cycles.js";
import { EXHAUSTIVE, forEachProgram } from "./exhaustive.js";
import { randomProgram } from "./random.js";
import { randomOf } from "./random-architecture.js";
import { SETS } from "./sets.js";

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

const LANGUAGES = ["aarch64", "riscv", "c11"] as const;

test.each(LANGUAGES)("all cycles of %s are different", (language) => {
  const texts = architectureCycles(language).map(show);
  expect(new Set(texts).size).toBe(texts.length);
});

test("every set has as many programs as it says", () => {
  const found = SETS.map((set) => set.sample(1009, () => {}));
  expect(found).toEqual(SETS.map(({ size }) => Math.ceil((size - 504) / 1009)));
});

test.each([
  ["aarch64", ["isb", "dmb.ld", "dsb.st"]],
  ["riscv", ["fence.i", "fence.tso", "fence.r.rw"]],
  ["c11", ["seq-cst", "acquire", "release"]],
] as const)("random programs of %s use all of its words", (language, fences) => {
  const words = new Set<string>();
  for (let seed = 0; seed < 300; seed++) {
    for (const i of randomOf(language, seed).threads.flatMap((t) => t.code)) {
      if (i.op === "fence") words.add(i.fence);
      else words.add(i.op);
      if (i.op === "load") words.add(i.isExclusive === true ? "exclusive" : i.order);
      if (i.op === "store") words.add(i.status === undefined ? i.order : "conditional");
      if (i.op === "rmw") words.add(i.isSingle === true ? "single" : "pair");
      if (i.op === "rmw" && i.isNoReturn) words.add("no return");
      if (i.op === "branch") words.add(i.join < 0 ? "unscoped" : "scoped");
    }
  }
  const common = ["acquirePc", "release", "sc", "single", "pair", "no return", "scoped", ...fences];
  const own = language === "c11" ? ["plain", "choose"] : ["exclusive", "conditional", "unscoped"];
  expect([...words]).toEqual(expect.arrayContaining([...common, ...own]));
});

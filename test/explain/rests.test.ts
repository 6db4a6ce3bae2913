import { describe, expect, test } from "vitest";
import { cellsOf, isForbidden } from "../../src/explain/ablate.js";
import { explain } from "../../src/explain/explain.js";
import { supportsOf, weakened } from "../../src/explain/supports.js";
import type { Program } from "../../src/program/program.js";
import { optionsFor, shipped } from "./tests.js";

/** Shipped tests and the models that they are explained under. */
const EXPLAINED: readonly (readonly [name: string, models: readonly string[]])[] = [
  ["classic/MP", ["pso", "wmm", "lkmm"]],
  ["classic/IRIW+addrs", ["wmm", "armv8", "lkmm"]],
  ["classic/CoRR", ["sc", "armv8", "lkmm"]],
  ["classic/LB+deps", ["armv8", "lkmm"]],
  ["classic/aarch64/MP+aarch64", ["armv8"]],
  ["classic/ppc/MP+ppc", ["power"]],
  ["classic/riscv/LB+riscv", ["rvwmo"]],
  ["classic/c11/MP+c11", ["rc11"]],
  ["kernel/spinlock", ["sc", "tso", "lkmm"]],
  ["kernel/RCU-MP", ["lkmm"]],
  ["vma-lock/fence-loss", ["sc", "pso", "armv8", "lkmm"]],
];

/** The program without anything that can go. */
function bare(program: Program): Program {
  return supportsOf(program).reduce(
    (left, support) => weakened(left, support, support.weakest) ?? left,
    program,
  );
}

describe.each(EXPLAINED)("%s", (name, models) => {
  test("what a circle rests on is what keeps the outcome impossible", async () => {
    const one = shipped(name);
    const options = optionsFor(models);
    let circles = 0;
    for (const explanation of await explain(one, options)) {
      const { variant, cell, why, carriers, appearsWithoutAll } = explanation;
      if (why?.kind !== "forbidden") continue;
      circles++;
      const where = [variant.name, cell.model.id];
      if (carriers.length > 0) {
        // That one of them was enough was found by asking the model, and so was this.
        expect([...where, appearsWithoutAll !== null]).toEqual([...where, true]);
        continue;
      }
      const program = bare(variant.program);
      const [left] = await cellsOf(
        one,
        { ...variant, program },
        { ...options, models: [cell.model] },
      );
      expect([...where, isForbidden({ ...variant, program }, left!)]).toEqual([...where, true]);
    }
    expect(circles).toBeGreaterThan(0);
  });
});

import { readdirSync, readFileSync } from "node:fs";
import { type Planned, planOf } from "../../src/hardware/plan.js";
import { DEFAULT_LIMITS } from "../../src/harness/limits.js";
import { readTest, type Test } from "../../src/harness/load.js";
import type { RunOptions } from "../../src/harness/run.js";
import { DEFAULT_MACHINE_OPTIONS } from "../../src/models/model.js";
import { Source } from "../../src/source/source.js";

const CLASSIC = new URL("../../litmus/classic/", import.meta.url);

/** The tests that the command and the page run when nobody names others. */
export const SIX = ["SB", "MP", "LB", "CoRR", "IRIW", "2+2W"] as const;

/** Reads the text of a test. */
export function parsed(text: string): Test {
  const { test, diagnostics } = readTest(new Source("test", text), {
    loopRoundsMax: DEFAULT_LIMITS.loopRoundsMax,
  });
  if (test === null) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  return test;
}

/** A shipped test of litmus/classic. */
export function shipped(name: string): Test {
  return parsed(readFileSync(new URL(`${name}.lit`, CLASSIC), "utf8"));
}

/** Every shipped classic test with a variant that real threads can run, and its plan. */
export function runnable() {
  return readdirSync(CLASSIC)
    .filter((file) => file.endsWith(".lit"))
    .flatMap((file) => {
      const name = file.replace(/\.lit$/, "");
      const test = shipped(name);
      for (const variant of test.variants) {
        const planned: Planned = planOf(variant.program);
        if (planned.kind === "plan") return [{ name, test, variant, plan: planned.plan }];
      }
      return [];
    });
}

/** How the models are asked. */
export const OPTIONS: Omit<RunOptions, "models" | "variants"> = {
  limits: DEFAULT_LIMITS,
  machineOptions: DEFAULT_MACHINE_OPTIONS,
  clock: () => performance.now(),
};

import { readFileSync } from "node:fs";
import { DEFAULT_LIMITS } from "../../src/harness/limits.js";
import { readTest, type Test } from "../../src/harness/load.js";
import type { RunOptions } from "../../src/harness/run.js";
import { DEFAULT_MACHINE_OPTIONS } from "../../src/models/model.js";
import { models } from "../../src/models/models.js";
import { Source } from "../../src/source/source.js";

const ROOT = new URL("../..", import.meta.url).pathname;

/** A test from its text; an error when that is no test. */
export function read(text: string, name = "test.lit"): Test {
  const { test, diagnostics } = readTest(new Source(name, text), {
    loopRoundsMax: 8,
    macros: null,
  });
  if (test === null) throw new Error(diagnostics.map(({ message }) => message).join("; "));
  return test;
}

/** A test that ships with litmus: `classic/MP`. */
export function shipped(name: string): Test {
  return read(readFileSync(`${ROOT}litmus/${name}.lit`, "utf8"), `${name}.lit`);
}

/** Asks the axioms of these models. */
export function optionsFor(ids: readonly string[]): RunOptions {
  return {
    models: models.filter(({ id }) => ids.includes(id)),
    engine: "axioms",
    variants: null,
    limits: DEFAULT_LIMITS,
    machineOptions: DEFAULT_MACHINE_OPTIONS,
    clock: () => performance.now(),
  };
}

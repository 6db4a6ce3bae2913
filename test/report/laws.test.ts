import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { DEFAULT_LIMITS } from "../../src/harness/limits.js";
import { readTest } from "../../src/harness/load.js";
import type { TestResult } from "../../src/harness/result.js";
import { runTest } from "../../src/harness/run.js";
import { DEFAULT_MACHINE_OPTIONS } from "../../src/models/model.js";
import { inOrderModels } from "../../src/models/models.js";
import { whyOf } from "../../src/report/why.js";
import { Source } from "../../src/source/source.js";
import { ofMachine } from "../harness/cells.js";

const FOLDER = new URL("../../litmus/classic/", import.meta.url);
const sc = inOrderModels.find(({ id }) => id === "sc")!;
const files = readdirSync(FOLDER).filter((name) => name.endsWith(".lit"));

async function run(name: string): Promise<TestResult> {
  const source = new Source(name, readFileSync(new URL(name, FOLDER), "utf8"));
  const { test: loaded } = readTest(source, { loopRoundsMax: DEFAULT_LIMITS.loopRoundsMax });
  return runTest(loaded!, {
    models: inOrderModels,
    variants: null,
    limits: DEFAULT_LIMITS,
    machineOptions: DEFAULT_MACHINE_OPTIONS,
    clock: () => 0,
  });
}

test("there are classic tests to look at", () => {
  expect(files.length).toBeGreaterThan(30);
});

/**
 * The two sides of a why: that nothing was reordered is said only of an outcome that sc has too, and an outcome that sc
 * does not have is always given a reason.
 */
test.each(files)("every outcome of %s has a why that fits sc", async (name) => {
  const { variants } = await run(name);
  for (const { name: variant, program, cells } of variants) {
    const ofSc = cells
      .find(({ model }) => model === sc)!
      .outcomes.map(({ values }) => values.join());
    for (const { model, outcomes, trace } of cells.map(ofMachine)) {
      for (const { values, state } of outcomes) {
        const reasons = whyOf(program, trace(state));
        const where = `${variant} ${model.id} ${values.join()}: ${reasons[0]?.text}`;
        const saysInOrder = reasons.some(({ sites }) => sites.length === 0);
        if (saysInOrder) expect(ofSc, where).toContain(values.join());
        if (!ofSc.includes(values.join())) expect(reasons.length, where).toBeGreaterThan(0);
      }
    }
  }
});

import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { explain } from "../../src/explain/explain.js";
import { tester, withFilterTerms } from "../../src/harness/outcomes.js";
import type { MachineCell } from "../../src/harness/result.js";
import { programFor, type RunOptions } from "../../src/harness/run.js";
import { isAskedFor } from "../../src/harness/verdict.js";
import { hasMachine } from "../../src/models/model.js";
import { models } from "../../src/models/models.js";
import { brokenLaws, replayed } from "./story-laws.js";
import { optionsFor, shipped } from "./tests.js";

/** Every shipped test with `FULL=1`, which takes some minutes; else every ninth. */
const { FULL } = process.env;
const IS_FULL = FULL === "1";
const ROOT = new URL("../../litmus/", import.meta.url);

const names = readdirSync(ROOT, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".lit") && !name.startsWith("invalid/"))
  .map((name) => name.slice(0, -".lit".length))
  .sort();

const ids = models.map(({ id }) => id);

function options(name: string): RunOptions {
  const one = shipped(name);
  const own = one.defaultModels ?? [];
  const usual = ["sc", "tso", "pso", "wmm", "armv8", "rvwmo", "rc11", "lkmm", "power"];
  const chosen = own.length > 0 ? ids.filter((id) => own.includes(id)) : usual;
  const { engine: _, ...rest } = optionsFor(chosen);
  return rest;
}

describe("stories", () => {
  test.each(names.filter((_, i) => IS_FULL || i % 9 === 0))("of %s hold", async (name) => {
    const one = shipped(name);
    const chosen = options(name);
    for (const { variant, cell, story, why } of await explain(one, chosen)) {
      const where = `${variant.name ?? name} ${cell.model.id}`;
      if (story === null) {
        const isSeen = cell.outcomes.some(({ satisfies }) => {
          return isAskedFor(variant.program.condition.quantifier, satisfies);
        });
        expect([where, isSeen]).toEqual([where, false]);
        continue;
      }
      expect(why).toBeNull();
      const isOfMessages = ["rc11", "c20"].includes(cell.model.id);
      expect([where, ...brokenLaws(story, isOfMessages)]).toEqual([where]);
      const program = programFor(variant, cell.model, one.isCompiled);
      if (story.engine !== "machine" || !hasMachine(cell.model)) continue;
      const asked = withFilterTerms(program);
      const machine = cell.model.machine(asked, chosen.machineOptions);
      // As short as the shortest that the search has met.
      const ends = (cell as MachineCell).outcomes.filter(({ satisfies }) => {
        return isAskedFor(program.condition.quantifier, satisfies);
      });
      const lengths = ends.map(({ state }) => (cell as MachineCell).trace(state).steps.length);
      expect(story.trace.steps.length).toBe(Math.min(...lengths));
      const values = replayed(machine, story.trace.choices, asked.observed.length);
      expect(values?.slice(0, program.observed.length)).toEqual(story.values);
      const { quantifier, proposition } = program.condition;
      expect(isAskedFor(quantifier, tester(asked, proposition)(values!))).toBe(true);
    }
  });
});

import { readFileSync } from "node:fs";
import { fix } from "../../src/explain/fix/fix.js";
import { DEFAULT_LIMITS } from "../../src/harness/limits.js";
import { readTest } from "../../src/harness/load.js";
import { DEFAULT_MACHINE_OPTIONS } from "../../src/models/model.js";
import { models } from "../../src/models/models.js";
import { Source } from "../../src/source/source.js";
import { count } from "./table.js";

/** Test, variant, models, and the seconds that all of its repairs may take. */
const ROWS: readonly (readonly [file: string, variant: string, ids: string, bar: number])[] = [
  ["vma-lock/fence-loss", "refcount inc relaxed", "wmm armv8 rvwmo lkmm", 2],
  ["vma-lock/fence-repairs", "relaxed, writer's sub relaxed", "wmm armv8 rvwmo lkmm", 2],
  ["classic/LB", "po", "armv8 lkmm", 2],
  ["classic/IRIW", "po", "wmm armv8 lkmm", 2],
  ["kernel/ring-buffer", "once / once", "armv8 lkmm", 2],
];

/** How long it takes to find all minimal repairs of some shipped tests, certificates and witnesses included. */
export async function fixRows(): Promise<void> {
  console.log("all minimal repairs                seconds    bar  repairs  searches");
  for (const [file, variant, ids, bar] of ROWS) {
    const source = new Source(file, readFileSync(`litmus/${file}.lit`, "utf8"));
    const { test } = readTest(source, DEFAULT_LIMITS);
    const chosen = test?.variants.find(({ name }) => name === variant);
    if (!test || chosen === undefined) throw new Error(`${file} has no variant ${variant}`);
    const run = {
      models: models.filter(({ id }) => ids.split(" ").includes(id)),
      variants: null,
      limits: DEFAULT_LIMITS,
      machineOptions: DEFAULT_MACHINE_OPTIONS,
      clock: () => performance.now(),
    };
    const start = performance.now();
    const found = await fix(test, chosen, {
      ...{ run, lowering: DEFAULT_LIMITS, direction: "stronger" },
      ...{ repairsMax: 1_000, searchesMax: 100_000 },
    });
    const seconds = (performance.now() - start) / 1000;
    if (found === null) throw new Error(`${file} cannot be changed`);
    const { sets, joint, searches } = found;
    const { repairs } = joint ?? sets[0]!;
    const numbers = [seconds.toFixed(2).padStart(9), `${bar}`.padStart(6)].join("");
    console.log(
      `  ${file.padEnd(30)}${numbers}${count(repairs.length).padStart(9)}${count(searches).padStart(10)}`,
    );
  }
}

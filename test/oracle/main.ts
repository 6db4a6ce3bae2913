import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import { models } from "../../src/models/models.js";
import { axiomaticAnswer } from "../contract/axioms.js";
import { show } from "../contract/build.js";
import { SETS } from "../contract/sets.js";
import type { Architecture } from "./prototype.js";
import { Prototypes } from "./run.js";

/**
 * Compares the axioms of armv8, rvwmo and rc11 with the prototypes of their machines, on the programs of the contract
 * tests that both know: one who is right by himself, and wrong about what the words mean, is found out here.
 */

const USAGE = `main.ts PROTOTYPES [--every N]
  --every  one program in so many (97)`;

const MODEL_OF: Readonly<Record<Architecture, string>> = {
  arm: "armv8",
  riscv: "rvwmo",
  "riscv-amo": "rvwmo",
  c11: "rc11",
};

const ARCHITECTURES: Readonly<Record<string, readonly Architecture[]>> = {
  kernel: ["arm", "riscv"],
  aarch64: ["arm"],
  riscv: ["riscv", "riscv-amo"],
  c11: ["c11"],
};

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { every: { type: "string", default: "97" } },
  });
  const [folder] = positionals;
  const every = Number(values.every);
  if (folder === undefined || !existsSync(folder) || !(every >= 1)) {
    console.error(`no prototypes at ${folder}, or wrong options\n${USAGE}`);
    process.exitCode = 2;
    return;
  }
  const prototypes = await Prototypes.load(folder);
  let different = 0;
  console.log("set, prototype, programs, compared, different, seconds");
  for (const set of SETS) {
    for (const architecture of ARCHITECTURES[set.language]!) {
      const model = models.find(({ id }) => id === MODEL_OF[architecture])!;
      const started = performance.now();
      let compared = 0;
      let wrong = 0;
      const count = set.sample(every, (program) => {
        const answer = prototypes.run(program, architecture);
        if (answer === null) return;
        compared++;
        const { outcomes, isUndefined } = axiomaticAnswer(program, model);
        if (
          answer.outcomes.join("\n") === outcomes.join("\n") &&
          answer.isUndefined === isUndefined
        )
          return;
        wrong++;
        const without = (a: readonly string[], b: readonly string[]) =>
          a.filter((one) => !b.includes(one)).join(", ");
        console.log(
          `${model.id}: ${show(program)}\n  prototype: ${without(answer.outcomes, outcomes)}\n  axioms: ${without(outcomes, answer.outcomes)}`,
        );
      });
      different += wrong;
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      const name = `${set.language}/${set.name}`;
      console.log([name, architecture, count, compared, wrong, seconds].join(", "));
    }
  }
  console.log(different === 0 ? "no difference" : `${different} differences`);
  process.exitCode = different === 0 ? 0 : 1;
}

await main();

import { existsSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { DEFAULT_MACHINE_OPTIONS, hasAxioms, NO_REDUCTIONS } from "../../src/models/model.js";
import { inOrderModels, models } from "../../src/models/models.js";
import { axiomsRows, measureAxioms } from "./axioms.js";
import { corpusRows } from "./corpus.js";
import { fixRows } from "./fix.js";
import { machineRows, measureMachine } from "./machines.js";
import { FAMILIES } from "./programs.js";
import { compareWithPrototypes } from "./prototypes.js";
import { compareWithSkeleton } from "./skeleton.js";

const machines = inOrderModels.map((m) => m.id).join(" ");
const axioms = models.filter(hasAxioms).map((m) => m.id);

const USAGE = `npm run bench                     machines: the standard rows, then the sketch of the engine beside ours
npm run bench -- fib 6 tso        one family, size and machine (${machines})
npm run bench -- fib 6 tso plain  the same with every reduction switched off
npm run bench -- skeleton         only the comparison with the sketch in ../shared/skeleton
npm run bench -- prototypes       armv8, rvwmo and rc11 beside the prototypes in ../shared/prototypes
npm run bench -- axioms           axioms: the standard rows, then the corpus in ../shared/corpus
npm run bench -- axioms fib 3 sc  one family, size and model (${axioms.join(" ")})
npm run bench -- axioms fib 3 sc executions  the same, every consistent execution counted
npm run bench -- axioms executions           all rows that way
npm run bench -- corpus           only the corpus
npm run bench -- fix              all minimal repairs of some shipped tests
families: ${FAMILIES.map((f) => `${f.name} (${f.size})`).join(", ")}`;

const CORPUS = "../shared/corpus";

async function skeleton(): Promise<void> {
  const folder = "../shared/skeleton";
  if (existsSync(folder)) await compareWithSkeleton(pathToFileURL(`${folder}/`));
  else console.log("\nthe sketch of the engine is not beside this checkout: no comparison");
}

async function prototypes(): Promise<void> {
  const folder = "../shared/prototypes";
  if (existsSync(folder)) await compareWithPrototypes(folder);
  else console.log("\nthe prototypes are not beside this checkout: no comparison");
}

/** False when the arguments mean nothing. */
function ofAxioms([name, size, model, mode]: readonly string[]): boolean {
  if (name === undefined) {
    axiomsRows("outcomes");
    corpusRows(CORPUS);
  } else if (name === "executions") axiomsRows("executions");
  else if (model === undefined) return false;
  else {
    const isCounting = mode === "executions";
    return measureAxioms(name, Number(size), model, isCounting ? "executions" : "outcomes");
  }
  return true;
}

/** False when the arguments mean nothing. */
async function run(args: readonly string[]): Promise<boolean> {
  const [name, size, model, mode] = args;
  if (name === undefined) {
    machineRows();
    await skeleton();
    await prototypes();
  } else if (name === "prototypes") await prototypes();
  else if (name === "skeleton") await skeleton();
  else if (name === "corpus") corpusRows(CORPUS);
  else if (name === "fix") await fixRows();
  else if (name === "axioms") return ofAxioms(args.slice(1));
  else if (model === undefined) return false;
  else {
    const options = mode === "plain" ? NO_REDUCTIONS : DEFAULT_MACHINE_OPTIONS;
    return measureMachine(name, Number(size), model, options);
  }
  return true;
}

const args = process.argv.slice(2);
if (args[0] === "--help" || args[0] === "-h") console.log(USAGE);
else if (!(await run(args))) {
  console.error(USAGE);
  process.exitCode = 2;
}

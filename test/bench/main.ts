import { existsSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { DEFAULT_MACHINE_OPTIONS, hasAxioms, NO_REDUCTIONS } from "../../src/models/model.js";
import { inOrderModels, models } from "../../src/models/models.js";
import { axiomsRows, measureAxioms } from "./axioms.js";
import { bars } from "./bars/bars.js";
import { searchHere } from "./bars/litmus.js";
import { corpusRows } from "./corpus.js";
import { fixRows } from "./fix.js";
import { machineRows, measureMachine } from "./machines.js";
import { measureMemory, memoryRows } from "./memory.js";
import { parallelRows } from "./parallel.js";
import { FAMILIES } from "./programs.js";
import { compareWithPrototypes } from "./prototypes.js";
import { compareWithSkeleton } from "./skeleton.js";
import { startUpRows } from "./startup.js";

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
npm run bench -- memory           memory of searches of up to 25 million states, and with too little of it
npm run bench -- parallel         one large search in one thread and in two (npm run build first)
npm run bench -- fix              all minimal repairs of some shipped tests
npm run bench -- start            start-up: whole processes on shipped tests, over an empty script
npm run bench -- bars             the work that has a bar, beside herd7 and GenMC where they are on the PATH
npm run bench -- bars --only fib IRIW  rows with one of these words in their names
npm run bench -- bars --no-others      without herd7 and GenMC
npm run bench -- bars --write          also into the README: on a quiet machine
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
async function ofAxioms([name, size, model, mode]: readonly string[]): Promise<boolean> {
  if (name === undefined) {
    axiomsRows("outcomes");
    corpusRows(CORPUS);
  } else if (name === "executions") axiomsRows("executions");
  else if (model === undefined) return false;
  else {
    const isCounting = mode === "executions";
    return measureAxioms([name, Number(size), model], isCounting ? "executions" : "outcomes");
  }
  return true;
}

/** False when the arguments mean nothing. */
async function ofBars(args: readonly string[]): Promise<boolean> {
  if (args[0] === "search") return ofSearch(args.slice(1));
  const known = ["--no-others", "--write", "--only"];
  const last = args.findLastIndex((word) => word.startsWith("--"));
  const flags = args.slice(0, last + 1);
  const only = args.slice(last + 1);
  if (flags.some((flag) => !known.includes(flag))) return false;
  // Words come behind --only, which is the last flag.
  if ((flags.at(-1) === "--only") !== only.length > 0) return false;
  const [isAlone = false, isWritten = false] = known.map((flag) => flags.includes(flag));
  // The README has all rows.
  if (isWritten && only.length > 0) return false;
  await bars({ corpus: CORPUS, only, isWithOthers: !isAlone, isWritten });
  return true;
}

/** One search of one program, for another process of ours. */
async function ofSearch([family, size, model, engine]: readonly string[]): Promise<boolean> {
  if (family === undefined || model === undefined) return false;
  if (engine !== "machine" && engine !== "axioms") return false;
  return searchHere({ family, size: Number(size), model, engine });
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
  else if (name === "parallel") parallelRows();
  else if (name === "memory")
    await (size === undefined ? memoryRows() : measureMemory(args.slice(1)));
  else if (name === "start") startUpRows();
  else if (name === "bars") return ofBars(args.slice(1));
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

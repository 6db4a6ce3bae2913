import { existsSync } from "node:fs";
import { join } from "node:path";
import { Enumeration } from "../../src/axiomatic/enumerate.js";
import { readAxioms } from "../../src/harness/axioms.js";
import { DEFAULT_LIMITS } from "../../src/harness/limits.js";
import { withFilterTerms } from "../../src/harness/outcomes.js";
import { lkmm } from "../../src/models/lkmm.js";
import { hasAxioms } from "../../src/models/model.js";
import { load, pathOf, readRows } from "../conformance/corpus.js";
import { count } from "./table.js";

/** Folders of the corpus. */
const FOLDERS: readonly string[] = ["lkmm", "lkmm-random"];

const SLOWEST = 10;

interface Timed {
  readonly file: string;
  readonly milliseconds: number;
}

/** Asks the kernel's model about every test of a folder, in this process; gives what each test took, reading included. */
function timeFolder(corpus: string, folder: string): readonly Timed[] {
  if (!hasAxioms(lkmm)) throw new Error("lkmm has no axioms");
  const { axioms } = readAxioms(lkmm.axioms);
  if (axioms === null) throw new Error("lkmm cannot be read");
  const options = { mode: "outcomes", limits: DEFAULT_LIMITS } as const;
  return readRows(corpus, folder, lkmm).map((row) => {
    const start = performance.now();
    const { test, problem } = load(pathOf(corpus, folder, row));
    if (test === null) throw new Error(problem);
    const { program } = test.variants[0]!;
    const enumeration = new Enumeration(
      withFilterTerms(program),
      axioms.compiled,
      axioms.vocabulary,
      options,
    );
    while (!enumeration.advance(100_000)) {
      // Nobody waits: the whole search in one go.
    }
    enumeration.result();
    return { file: row.file, milliseconds: performance.now() - start };
  });
}

/** Prints tests a second and the slowest tests of each folder that is there. */
export function corpusRows(corpus: string): void {
  for (const folder of FOLDERS) {
    if (!existsSync(join(corpus, folder))) {
      console.log(`\n${folder} is not beside this checkout: no row`);
      continue;
    }
    const before = process.cpuUsage();
    const times = timeFolder(corpus, folder);
    const { user, system } = process.cpuUsage(before);
    const seconds = times.reduce((sum, t) => sum + t.milliseconds, 0) / 1000;
    const peak = process.resourceUsage().maxRSS / 1024;
    console.log(
      `\n${folder} under lkmm: ${count(times.length)} tests in ${seconds.toFixed(2)} s ` +
        `(${((user + system) / 1e6).toFixed(2)} s of processor time), ` +
        `${count(times.length / seconds)} tests/s, peak ${count(peak)} MB; the slowest, ms:`,
    );
    const slowest = [...times].sort((a, b) => b.milliseconds - a.milliseconds).slice(0, SLOWEST);
    for (const { file, milliseconds } of slowest) {
      console.log(`${milliseconds.toFixed(1).padStart(9)}  ${file}`);
    }
  }
}

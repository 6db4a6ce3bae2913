import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { DEFAULT_LIMITS } from "../../src/harness/limits.js";
import { readTest } from "../../src/harness/load.js";
import { explore } from "../../src/machine/search.js";
import {
  DEFAULT_MACHINE_OPTIONS,
  type MachineOptions,
  NO_REDUCTIONS,
} from "../../src/models/model.js";
import { inOrderModels } from "../../src/models/models.js";
import type { Program } from "../../src/program/program.js";
import { Source } from "../../src/source/source.js";

const THREADS = 3;
const STATES_MAX = 3_000_000;
/** Each search is repeated for this long, so that both sides are compiled and warm. */
const MICROSECONDS = 1_500_000;

/** Registers and locations of the sketch's own benchmark: five accesses a thread over three locations. */
function ourProgram(): Program {
  const threads = Array.from({ length: THREADS }, (_, t) => {
    const at = (k: number): string => `v${(t + k) % 3}`;
    return `P${t}(int *v0, int *v1, int *v2)
{
	WRITE_ONCE(*${at(0)}, ${1 + t});
	int a = READ_ONCE(*${at(1)});
	WRITE_ONCE(*${at(1)}, ${10 + t});
	int b = READ_ONCE(*${at(2)});
	WRITE_ONCE(*${at(2)}, ${20 + t});
}`;
  });
  const registers = Array.from({ length: THREADS }, (_, t) => `${t}:a; ${t}:b;`).join(" ");
  const text = `C sketch\n{}\n${threads.join("\n")}\nlocations [${registers} v0; v1; v2]\nexists (v0=0)\n`;
  const loaded = readTest(new Source("sketch", text), DEFAULT_LIMITS);
  if (loaded.test === null) throw new Error(loaded.diagnostics.map((d) => d.message).join("; "));
  return loaded.test.variants[0]!.program;
}

/** The same program in the sketch's own form. */
function sketchProgram(): unknown {
  const store = (loc: number, value: number) => ({
    op: "store",
    loc,
    value: { kind: "const", value },
  });
  const load = (reg: number, loc: number) => ({ op: "load", reg, loc });
  return {
    name: "sketch",
    init: [0, 0, 0],
    threads: Array.from({ length: THREADS }, (_, t) => ({
      regs: 2,
      code: [
        store(t % 3, 1 + t),
        load(0, (t + 1) % 3),
        store((t + 1) % 3, 10 + t),
        load(1, (t + 2) % 3),
        store((t + 2) % 3, 20 + t),
      ],
    })),
  };
}

interface Sketch {
  explore(machine: unknown, statesMax: number): { states: number; outcomes: { size: number } };
  models: readonly { id: string; machine(program: unknown): unknown }[];
}

/** States, and states per second of processor time in the best of all rounds. */
function best(run: () => number): { states: number; rate: number } {
  const started = process.cpuUsage();
  const spent = (since: NodeJS.CpuUsage): number => {
    const { user, system } = process.cpuUsage(since);
    return user + system;
  };
  let states = 0;
  let rate = 0;
  do {
    const before = process.cpuUsage();
    states = run();
    rate = Math.max(rate, states / (spent(before) / 1e6));
  } while (spent(started) < MICROSECONDS);
  return { states, rate };
}

/**
 * Prints our states per second beside those of the sketch in `folder`, on the same program in the same process. With the
 * reductions off both visit about the same states; with them on ours visits fewer.
 */
export async function compareWithSkeleton(folder: URL): Promise<void> {
  const sketch = await bundleSketch(folder);
  const ours = ourProgram();
  const theirs = sketchProgram();
  const limits = { ...DEFAULT_LIMITS, statesMax: STATES_MAX };
  // The sketch has fused steps.
  const plain: MachineOptions = { ...NO_REDUCTIONS, fusedSteps: true };
  console.log("\nthree threads of five accesses: states and states per second of processor time");
  for (const their of sketch.models) {
    const our = inOrderModels.find((m) => m.id === their.id)!;
    const search = (options: MachineOptions): number =>
      explore(our.machine(ours, options), ours.observed.length, limits).states;
    const a = best(() => sketch.explore(their.machine(theirs), STATES_MAX).states);
    const b = best(() => search(plain));
    const c = best(() => search(DEFAULT_MACHINE_OPTIONS));
    const show = ({ states, rate }: { states: number; rate: number }): string =>
      `${states.toLocaleString("en-US").padStart(10)} at ${Math.round(rate).toLocaleString("en-US").padStart(9)}/s`;
    const ratios = `${(b.rate / a.rate).toFixed(2)} and ${(c.rate / a.rate).toFixed(2)}`;
    console.log(
      `${their.id.padEnd(4)} sketch ${show(a)}   plain ${show(b)}   reduced ${show(c)}   ratios ${ratios}`,
    );
  }
}

async function bundleSketch(folder: URL): Promise<Sketch> {
  const path = fileURLToPath(folder);
  const outfile = join(mkdtempSync(join(tmpdir(), "sketch-")), "sketch.mjs");
  await build({
    stdin: {
      contents: `export { explore } from "./src/engine/explore.ts"; export { models } from "./src/models/index.ts";`,
      resolveDir: path,
      loader: "ts",
    },
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    tsconfigRaw: {},
    logLevel: "warning",
  });
  return (await import(pathToFileURL(outfile).href)) as Sketch;
}

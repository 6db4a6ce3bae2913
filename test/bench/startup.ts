import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** How often each is started. */
export const STARTS = 41;
const PROGRAM = "dist/litmus.cjs";
const TESTS = [
  ["--version"],
  ["run", "litmus/classic/CoRR.lit"],
  ["run", "litmus/classic/MP.lit"],
  ["run", "litmus/classic/SB.lit"],
  // Without the axioms.
  ["run", "--model", "sc,tso,pso,wmm", "litmus/classic/SB.lit"],
  ["run", "--model", "sc,tso,pso,wmm", "litmus/vma-lock/fence-loss.lit"],
  ["run", "litmus/vma-lock/fence-loss.lit"],
  ["outcomes", "litmus/classic/SB.lit"],
];

function milliseconds(args: readonly string[]): number {
  const started = performance.now();
  const { error } = spawnSync(process.execPath, args, { stdio: "ignore" });
  if (error !== undefined) throw error;
  return performance.now() - started;
}

/** The fastest of some starts, in milliseconds of the whole process. */
export interface StartUp {
  readonly ours: number;
  /** A script of node with nothing in it. */
  readonly empty: number;
}

/** Both are started in turn, so that a busy moment of the machine hits both. */
export function startUp(program: string, args: readonly string[]): StartUp {
  const folder = mkdtempSync(join(tmpdir(), "litmus-startup-"));
  const script = join(folder, "empty.cjs");
  writeFileSync(script, "");
  const empty: number[] = [];
  const ours: number[] = [];
  for (let round = 0; round < STARTS; round++) {
    empty.push(milliseconds([script]));
    ours.push(milliseconds([program, ...args]));
  }
  rmSync(folder, { recursive: true });
  return { ours: Math.min(...ours), empty: Math.min(...empty) };
}

/** Prints how much longer a run of the built program on a small test takes than an empty script. */
export function startUpRows(): void {
  for (const test of TESTS) {
    const { ours, empty } = startUp(PROGRAM, test);
    const numbers = `${ours.toFixed(1)} ms, empty script ${empty.toFixed(1)} ms: ${(ours - empty).toFixed(1)} ms more`;
    console.log(`litmus ${test.join(" ")}: ${numbers}`);
  }
}

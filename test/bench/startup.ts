import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * How much longer a run of the built program on a small test takes than an empty node script. Both are started in turn,
 * so that a busy moment of the machine hits both; the median is printed, in milliseconds.
 */
const ROUNDS = 41;
const PROGRAM = join(process.cwd(), "dist/litmus.cjs");
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

function median(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[times.length >> 1]!;
}

const folder = mkdtempSync(join(tmpdir(), "litmus-startup-"));
const empty = join(folder, "empty.cjs");
writeFileSync(empty, "");
for (const test of TESTS) {
  const base: number[] = [];
  const ours: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    base.push(milliseconds([empty]));
    ours.push(milliseconds([PROGRAM, ...test]));
  }
  const [a, b] = [median(base), median(ours)];
  const numbers = `${b.toFixed(1)} ms, empty script ${a.toFixed(1)} ms: ${(b - a).toFixed(1)} ms more`;
  process.stdout.write(`litmus ${test.join(" ")}: ${numbers}\n`);
}
rmSync(folder, { recursive: true });

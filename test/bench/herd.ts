import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const SECONDS_MAX = 60;

let isPresent: boolean | null = null;

/** Seconds that herd7 takes for a kernel-C program, start-up included; `-` when herd7 is not on the PATH. */
export function timeOfHerd(text: string): string {
  isPresent ??= spawnSync("herd7", ["-version"]).status === 0;
  if (!isPresent) return "-";
  const folder = mkdtempSync(join(tmpdir(), "litmus-bench-"));
  try {
    const file = join(folder, "program.litmus");
    writeFileSync(file, text);
    const start = performance.now();
    const run = spawnSync("herd7", ["-conf", "linux-kernel.cfg", file], {
      timeout: SECONDS_MAX * 1000,
      encoding: "utf8",
      killSignal: "SIGKILL",
    });
    const seconds = (performance.now() - start) / 1000;
    if (run.signal !== null) return `> ${SECONDS_MAX} s`;
    const isAnswered = run.status === 0 && run.stdout.includes("\nObservation ");
    return isAnswered ? `${seconds.toFixed(2)} s` : "fails";
  } finally {
    rmSync(folder, { recursive: true });
  }
}

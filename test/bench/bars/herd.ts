import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fastest, inParallel, timed } from "../process.js";
import { type Answer, SECONDS_MAX } from "./answer.js";

/** How herd7 is asked about a model: as the answers of the corpus were made. */
const OPTIONS: ReadonlyMap<string, readonly string[]> = new Map([
  ["lkmm", ["-conf", "linux-kernel.cfg"]],
  ["rc11", ["-c11", "-model", "rc11.cat"]],
  ["sc", ["-c11", "-model", "sc.cat"]],
  ["x86", []],
  ["power", []],
  ["rvwmo", []],
  ["armv8", []],
]);

/** A test of a corpus takes so many seconds of processor time at most. */
export const TEST_SECONDS_MAX = 6;
const PROCESSES = 2;
/** Files that one process is given, so that its start is not what is measured. */
const FILES = 8;
/** A folder takes so many seconds at most. */
const FOLDER_SECONDS_MAX = 3_600;

/** The version of the herd7 that is on the PATH; null when there is none. */
export function herdVersion(): string | null {
  const { status, stdout } = spawnSync("herd7", ["-version"], { encoding: "utf8" });
  return status === 0 ? (stdout.match(/[\d.]+/)?.[0] ?? null) : null;
}

const optionsOf = (model: string): readonly string[] => {
  const options = OPTIONS.get(model);
  if (options === undefined) throw new RangeError(`herd7 is not asked about ${model}`);
  return options;
};

/** The whole process of herd7 on one test; counts final states. */
export async function askHerd(file: string, model: string): Promise<Answer> {
  const run = await fastest("herd7", [...optionsOf(model), file], SECONDS_MAX);
  if (run === null) return { kind: "none" };
  if (run.isCutOff) return { kind: "cut off", seconds: SECONDS_MAX };
  const states = statesIn(run.out);
  return states === null
    ? { kind: "refused" }
    : { kind: "took", seconds: run.seconds, count: states };
}

/** The number of final states in a log of herd's format; null when it has no answer. */
export function statesIn(log: string): number | null {
  const states = log.match(/^States (\d+)$/m);
  return states === null || !/^Observation /m.test(log) ? null : Number(states[1]);
}

/** All tests of some folders in two processes at a time, each a few files long; counts tests that were answered. */
export async function askHerdAll(folders: readonly string[], model: string): Promise<Answer> {
  const files = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".litmus"))
      .map((name) => join(folder, name))
      .sort(),
  );
  // Neighbours are alike: those that take long do not come to the same process.
  const groups = Math.ceil(files.length / FILES);
  const lists = Array.from({ length: groups }, (_, k) => files.filter((_, i) => i % groups === k));
  const options = [...optionsOf(model), "-timeout", String(TEST_SECONDS_MAX)];
  const started = performance.now();
  const runs = await inParallel(lists, PROCESSES, (list) =>
    timed("herd7", [...options, ...list], FOLDER_SECONDS_MAX),
  );
  const seconds = (performance.now() - started) / 1000;
  const answered = runs
    .map((run) => run?.out.match(/^Observation /gm)?.length ?? 0)
    .reduce((sum, n) => sum + n, 0);
  // How fast a herd7 says nothing (one that does not find its models, say) is not how fast it is.
  return answered === 0 ? { kind: "refused" } : { kind: "took", seconds, count: answered };
}

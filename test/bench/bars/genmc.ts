import { spawnSync } from "node:child_process";
import { fastest } from "../process.js";
import { type Answer, SECONDS_MAX } from "./answer.js";

/** The models that GenMC has of those of the rows. */
const MODELS: readonly string[] = ["sc", "rc11"];

/** The version of the GenMC that is on the PATH; null when there is none. */
export function genmcVersion(): string | null {
  const { status, stdout } = spawnSync("genmc", ["--version"], { encoding: "utf8" });
  return status === 0 ? (stdout.match(/ v(\d[\d.]*)/)?.[1] ?? null) : null;
}

/** The whole process of GenMC on a C program; counts complete executions. */
export async function askGenmc(file: string, model: string): Promise<Answer> {
  if (!MODELS.includes(model)) return { kind: "none" };
  // An estimate of how long it will take is no part of the answer.
  const run = await fastest(
    "genmc",
    [`--${model}`, "--disable-estimation", "--", file],
    SECONDS_MAX,
  );
  if (run === null) return { kind: "none" };
  if (run.isCutOff) return { kind: "cut off", seconds: SECONDS_MAX };
  const executions = run.out.match(/complete executions explored: (\d+)/)?.[1];
  const isDone = executions !== undefined && run.out.includes("No errors were detected");
  return isDone
    ? { kind: "took", seconds: run.seconds, count: Number(executions) }
    : { kind: "refused" };
}

import { spawnSync } from "node:child_process";
import { join } from "node:path";
import type { ConformanceReport } from "../../../src/report/conformance-json.js";
import type { TestReport } from "../../../src/report/json.js";
import { type Finished, fastest, timed } from "../process.js";
import { type Asked, measure } from "../search.js";
import { startUp } from "../startup.js";
import { type Answer, SECONDS_MAX } from "./answer.js";
import { statesIn } from "./herd.js";

/** What litmus made of a row. */
export interface Ours {
  /** What the bar is about. */
  readonly seconds: number;
  /** A process from its start to its end. */
  readonly processSeconds: number;
  /** Final states of a program. */
  readonly outcomes: number;
  /** Tests of a corpus. */
  readonly tests: number;
  /** What makes the time worth nothing. */
  readonly problems: readonly string[];
  readonly notes: readonly string[];
}

/** A search and nothing else, as another process of ours prints it. */
interface Search {
  readonly milliseconds: number;
  readonly outcomes: number;
  readonly isComplete: boolean;
}

const CORES = 2;
/** A folder takes so many seconds at most. */
const FOLDER_SECONDS_MAX = 120;

/** The command line of this checkout, built into a folder. */
export function buildInto(folder: string): string {
  const { status } = spawnSync(process.execPath, [".config/build.mjs", folder], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  if (status !== 0) throw new Error("the build failed");
  return join(folder, "litmus.cjs");
}

async function run(args: readonly string[], secondsMax: number): Promise<Finished> {
  const finished = await fastest(process.execPath, args, secondsMax);
  if (finished === null) throw new Error("node cannot be started");
  return finished;
}

/** Every test of some folders, compared with the answers that are known. */
export async function checkFolders(program: string, folders: readonly string[]): Promise<Ours> {
  const args = [program, "check", ...folders, "--expected", "--json", "--jobs", String(CORES)];
  const { out, seconds, isCutOff } = await run(args, FOLDER_SECONDS_MAX);
  if (isCutOff) {
    const problems = ["all of it was cut off"];
    return { seconds, processSeconds: seconds, outcomes: 0, tests: 0, problems, notes: [] };
  }
  const report = JSON.parse(out.trim().split("\n").at(-1) ?? "") as ConformanceReport;
  const sum = (of: "different" | "bounded" | "unsupported"): number =>
    report.folders.reduce((total, folder) => total + folder[of], 0);
  const missing = report.wanted - report.folders.reduce((total, { tests }) => total + tests, 0);
  const lines: readonly (readonly [number, string])[] = [
    [sum("different"), "differ"],
    [sum("bounded"), "were cut off"],
    [missing, "were not run"],
  ];
  const unsupported = sum("unsupported");
  return {
    seconds: report.milliseconds / 1000,
    processSeconds: seconds,
    outcomes: 0,
    tests: report.wanted,
    problems: lines.filter(([n]) => n > 0).map(([n, what]) => `${n} tests ${what}`),
    notes: unsupported > 0 ? [`${unsupported} of the tests cannot be read`] : [],
  };
}

/** What `searchHere` prints of a search in a process of its own, and the same by the command line. */
export async function searchProgram(program: string, file: string, asked: Asked): Promise<Ours> {
  const { family, size, model, engine } = asked;
  const words = [family, String(size), model, engine];
  const search = [process.argv[1]!, "bars", "search", ...words];
  const inside = await timed(process.execPath, search, SECONDS_MAX * 3);
  if (inside?.code !== 0) throw new Error(`no search for ${words.join(" ")}`);
  const { milliseconds, outcomes, isComplete } = JSON.parse(inside.out) as Search;
  const options = ["--model", model, "--engine", engine, "--format", "herd"];
  const whole = await run([program, "outcomes", file, ...options], SECONDS_MAX * 3);
  const states = statesIn(whole.out);
  return {
    seconds: milliseconds / 1000,
    processSeconds: whole.seconds,
    outcomes,
    tests: 0,
    problems: [
      ...(isComplete ? [] : ["not all was searched"]),
      ...(states === outcomes ? [] : [`the command line has ${states} outcomes`]),
    ],
    notes: [],
  };
}

/** Prints how long a search takes in this process. */
export async function searchHere(asked: Asked): Promise<boolean> {
  const measured = await measure(asked, "outcomes");
  if (measured === null) return false;
  const { cell, fastestMilliseconds } = measured;
  const { outcomes, isComplete } = cell;
  const search: Search = {
    ...{ milliseconds: fastestMilliseconds, outcomes: outcomes.length, isComplete },
  };
  console.log(JSON.stringify(search));
  return true;
}

/** Every execution of a program counted by the command line, and how many were looked at for that. */
export async function countExecutions(
  program: string,
  file: string,
  model: string,
): Promise<Answer & { readonly explored?: number }> {
  const options = ["--model", model, "--engine", "axioms", "--executions", "--json"];
  const { out, seconds, isCutOff } = await run(
    [program, "outcomes", file, ...options],
    SECONDS_MAX,
  );
  if (isCutOff) return { kind: "cut off", seconds: SECONDS_MAX };
  const cell = (JSON.parse(out) as TestReport).variants[0]?.models[0];
  if (cell?.engine !== "axioms" || !cell.isComplete) return { kind: "refused" };
  return { kind: "took", seconds, count: cell.executions, explored: cell.candidates };
}

/** A command of the command line. */
export function startSmall(program: string, args: readonly string[]): Ours {
  const { ours, empty } = startUp(program, args);
  return {
    seconds: (ours - empty) / 1000,
    processSeconds: ours / 1000,
    ...{ outcomes: 0, tests: 0, problems: [], notes: [] },
  };
}

import { type Command, Option } from "commander";
import { ModelFailure } from "../axiomatic/judge.js";
import { askingFor } from "../harness/asking.js";
import { readTest, type Test } from "../harness/load.js";
import type { Progress } from "../harness/pace.js";
import type { TestResult } from "../harness/result.js";
import { type RunOptions, runTest } from "../harness/run.js";
import { FORMAT, type InvalidReport } from "../report/json.js";
import { countText } from "../report/words.js";
import { type Diagnostic, formatDiagnostic, place } from "../source/diagnostic.js";
import { Source } from "../source/source.js";
import { clock } from "./clock.js";
import { type Selection, selectionFor } from "./engines.js";
import { EXIT, notOneOf, UsageError } from "./exit.js";
import { type FormatFlags, isJson } from "./formats.js";
import { ownMemory } from "./memory.js";
import {
  axiomaticReductionsOf,
  limitsOf,
  loweringOptionsOf,
  machineOptionsOf,
  parseCount,
  type SearchFlags,
} from "./options.js";
import { invalidModel, type OwnModelFlags } from "./own-model.js";
import type { ProgressLine } from "./terminal.js";
import { version } from "./version.js";

/**
 * Reads a test and prints everything that is wrong with it on standard error; null, with the exit code set, when it
 * cannot be run. Whoever asked for JSON gets the errors as JSON too.
 */
export function loadOrReport(
  source: Source,
  flags: SearchFlags & FormatFlags,
  macros: Selection["macros"],
): Test | null {
  const { test, diagnostics } = readTest(source, loweringOptionsOf(flags, macros));
  for (const diagnostic of diagnostics) process.stderr.write(`${formatDiagnostic(diagnostic)}\n`);
  if (test === null) {
    if (isJson(flags)) process.stdout.write(invalidJson(source, diagnostics));
    process.exitCode = EXIT.invalid;
  }
  return test;
}

/** As `loadOrReport`; with an outcome, a proposition as after `exists`, the test asks for that in place of its own. */
export function loadAsking(
  source: Source,
  outcome: string | undefined,
  flags: SearchFlags & FormatFlags,
  macros: Selection["macros"],
): Test | null {
  const test = loadOrReport(source, flags, macros);
  if (test === null || outcome === undefined) return test;
  return loadOrReport(new Source(source.name, askingFor(test, outcome)), flags, macros);
}

/** One line of JSON about a file that is no test: `standing` is `invalid`, and `problems` has the errors. */
export function invalidJson(source: Source, diagnostics: readonly Diagnostic[]): string {
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  const problems = errors.map(({ code, message, span }) => ({ code, message, place: place(span) }));
  const about = { format: FORMAT, version, file: source.name } as const;
  const report: InvalidReport = { ...about, standing: "invalid", problems };
  return `${JSON.stringify(report)}\n`;
}

/** How the flags say that a test is run. */
export function runOptionsOf(
  test: Test,
  variants: readonly string[] | null,
  flags: SearchFlags,
  selection: Selection,
  signal: AbortSignal,
): RunOptions {
  const { models, engine, isCounting } = selectionFor(test, selection);
  return {
    ...{ models, engine, isCounting, variants, signal },
    limits: limitsOf(flags),
    machineOptions: machineOptionsOf(flags),
    axiomaticReductions: axiomaticReductionsOf(flags),
    memory: ownMemory(flags.memory),
    clock,
  };
}

/** Runs a test as the flags say, with progress on the terminal. Throws an InvalidInput for what is wrong in a model. */
export async function runWithFlags(
  test: Test,
  variants: readonly string[] | null,
  flags: SearchFlags & OwnModelFlags & Partial<JobsFlags>,
  selection: Selection,
  signal: AbortSignal,
  progress: ProgressLine,
): Promise<TestResult> {
  const running = runTest(test, {
    ...runOptionsOf(test, variants, flags, selection, signal),
    ...(await sharingFor(test, flags, selection)),
    onProgress: (now) => progress.show(() => progressText(test, now)),
  });
  try {
    return await running;
  } catch (failure) {
    throw failure instanceof ModelFailure ? invalidModel([failure.diagnostic], flags) : failure;
  } finally {
    progress.clear();
  }
}

/** The option of commands that divide a large search among threads. */
export interface JobsFlags {
  readonly jobs: number;
}

/** Declares it. */
export function addJobsOption(command: Command): Command {
  const option = new Option("--jobs <n>", "threads of one large search");
  return command.addOption(option.argParser(parseCount).default(1));
}

/** With `--jobs`, how large searches are divided; macros of a file of the user's are known to this thread only. */
async function sharingFor(
  test: Test,
  { jobs = 1, ...flags }: SearchFlags & Partial<JobsFlags>,
  { macros }: Selection,
): Promise<Pick<RunOptions, "sharing">> {
  if (jobs === 1 || macros !== null) return {};
  const { sharingAmong } = await import("./sharing/threads.js");
  const { source } = test.file;
  const lowering = loweringOptionsOf(flags, macros);
  const reductions = axiomaticReductionsOf(flags);
  const shared = { source, lowering, machineOptions: machineOptionsOf(flags), reductions };
  return { sharing: sharingAmong(jobs, shared) };
}

/** The chosen variants; a name that the test does not have is an error. */
export function chooseVariants(test: Test, wanted: readonly string[]): readonly string[] | null {
  if (wanted.length === 0) return null;
  const known = test.variants.flatMap(({ name }) => (name === null ? [] : [name]));
  for (const name of wanted) {
    if (!known.includes(name)) throw new UsageError(notOneOf("variant", name, known));
  }
  return known.filter((name) => wanted.includes(name));
}

/** The option of commands that run one test. */
export function addVariantOption(command: Command): Command {
  const collect = (name: string, before: readonly string[]) => [...before, name];
  const option = new Option("--variant <name>", "only this variant; may be repeated");
  return command.addOption(option.argParser(collect).default([], "all"));
}

function progressText(test: Test, { variant, model, engine, steps }: Progress): string {
  const name = engine === "machine" ? model : `axioms of ${model}`;
  const where = variant === null ? name : `${variant}, ${name}`;
  return `${test.file.name.text}: ${where}: ${countText(steps, "step")}`;
}

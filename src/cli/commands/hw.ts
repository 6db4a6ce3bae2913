import { availableParallelism } from "node:os";
import { setTimeout as after } from "node:timers/promises";
import { type Command, Option } from "commander";
import { type Experiment, prepareExperiment } from "../../hardware/experiment.js";
import { findingsOf } from "../../hardware/finding.js";
import type { Mode } from "../../hardware/plan.js";
import { type RunningThreads, startThreads } from "../../hardware/threads.js";
import { DEFAULT_LIMITS } from "../../harness/limits.js";
import { readTest } from "../../harness/load.js";
import { DEFAULT_MACHINE_OPTIONS } from "../../models/model.js";
import { findingLines, meaningLines, type Sighting, sightingLines } from "../../report/hardware.js";
import { hardwareJson } from "../../report/hardware-json.js";
import { type MachineAbout, ownModelOf } from "../../report/hardware-words.js";
import { EXIT, InvalidInput, UsageError } from "../exit.js";
import { LiveLines } from "../hw/live.js";
import { startThread } from "../hw/threads.js";
import { readInput } from "../inputs.js";
import { parseCount, parseTime } from "../options.js";
import { interruption, lookOf } from "../terminal.js";
import { version } from "../version.js";

interface HwFlags {
  readonly time: number;
  readonly runs?: number;
  readonly atomics?: boolean;
  readonly variant?: string;
  readonly json?: boolean;
}

const HELP = `
Runs tests on this very machine, a real thread for each of theirs, and counts what comes out, beside
what models allow. Without a test: SB, MP, LB, CoRR, IRIW and 2+2W. The threads are JavaScript's and
share memory with plain accesses, of which its compiler makes single moves of the processor, or with
Atomics. A test must consist of one or two loads and stores of constants a thread; of a test with
variants the first one that does is run.

What was seen can happen here; what was not seen may happen all the same. The exit code is 1 when an
outcome was seen that JavaScript itself forbids, else 0.

Examples:
  litmus hw
  litmus hw SB --time 5s
  litmus hw SB --atomics
  litmus hw R S 3.SB --runs 10M --json
`;

/** The tests when nobody names any. */
const TESTS: readonly string[] = ["SB", "MP", "LB", "CoRR", "IRIW", "2+2W"].map(
  (name) => `classic/${name}.lit`,
);

/** Time for each test. */
const MILLISECONDS = 2_000;
/** Between two drawings of the histogram, and two looks whether the threads have ended. */
const LOOK_MILLISECONDS = 100;
/** That threads have to end their round. */
const END_MILLISECONDS = 2_000;

/** `litmus hw [TEST...]`. */
export function declare(command: Command): void {
  command
    .argument("[test...]", "files, names of shipped tests, or -")
    .addOption(
      new Option("--time <t>", "for how long each test runs: 500ms, 10s, 2m")
        .argParser(parseTime)
        .default(MILLISECONDS, `${MILLISECONDS / 1000}s`),
    )
    .option("--runs <n>", "end a test after at least so many runs", parseCount)
    .option("--atomics", "make every access with Atomics: sequentially consistent")
    .option("--variant <name>", "only this variant")
    .option("--json", "one line of JSON a test")
    .addHelpText("after", HELP)
    .action(hw);
}

async function hw(names: readonly string[], flags: HwFlags): Promise<void> {
  const signal = interruption();
  const mode: Mode = flags.atomics === true ? "atomics" : "plain";
  const machine = { architecture: process.arch, processors: availableParallelism() };
  const prepared: { readonly file: string; readonly experiment: Experiment }[] = [];
  for (const name of names.length === 0 ? TESTS : names) {
    prepared.push(await prepare(name, flags.variant ?? null, mode, signal));
    if (signal.aborted) break;
  }
  let isWrong = false;
  for (const { file, experiment } of prepared) {
    if (signal.aborted) break;
    const sighting = await see(experiment, machine, flags, signal);
    const findings = findingsOf(experiment, sighting.counts, ownModelOf(machine));
    isWrong ||= findings.some(({ kind }) => kind === "wrong");
    const heading = { version, file, name: experiment.name };
    const look = lookOf(process.stdout);
    process.stdout.write(
      flags.json === true
        ? hardwareJson(heading, sighting, signal.aborted)
        : `${[...sightingLines(sighting, look), "", ...findingLines(sighting, look), ""].join("\n")}\n`,
    );
  }
  if (flags.json !== true && !signal.aborted) {
    process.stdout.write(`${meaningLines(mode, lookOf(process.stdout)).join("\n")}\n`);
  }
  process.exitCode = signal.aborted ? EXIT.interrupted : isWrong ? EXIT.differs : EXIT.ok;
}

/** Reads a test and asks the models about it. */
async function prepare(name: string, variant: string | null, mode: Mode, signal: AbortSignal) {
  const source = await readInput(name);
  const { test, diagnostics } = readTest(source, { loopRoundsMax: DEFAULT_LIMITS.loopRoundsMax });
  if (test === null) throw new InvalidInput(diagnostics);
  const prepared = await prepareExperiment(test, variant, mode, {
    limits: DEFAULT_LIMITS,
    machineOptions: DEFAULT_MACHINE_OPTIONS,
    clock: () => performance.now(),
    signal,
  });
  if (prepared.kind === "problem") {
    throw new UsageError(`${source.name} cannot run on real threads: ${prepared.why}`);
  }
  return { file: source.name, experiment: prepared.experiment };
}

/** Lets real threads run a test for its time, and shows on a terminal how far they are. */
async function see(
  experiment: Experiment,
  machine: MachineAbout,
  { time, runs, json = false }: HwFlags,
  signal: AbortSignal,
): Promise<Sighting> {
  const { plan, mode } = experiment;
  const threads = startThreads(plan, mode, runs ?? null, startThread);
  try {
    await threads.started;
    const begin = performance.now();
    const live = new LiveLines(process.stdout);
    let hasEnded = false;
    const ended = threads.ended.finally(() => {
      hasEnded = true;
    });
    const now = (): Sighting => {
      const milliseconds = performance.now() - begin;
      return { experiment, counts: threads.counts(), machine, milliseconds };
    };
    while (!hasEnded && !signal.aborted && performance.now() - begin < time) {
      const left = Math.max(0, time - (performance.now() - begin));
      await Promise.race([after(Math.min(LOOK_MILLISECONDS, left)), ended]);
      if (!json) live.show(sightingLines(now(), lookOf(process.stdout)));
    }
    const { milliseconds } = now();
    await finish(threads);
    live.clear();
    return { ...now(), milliseconds };
  } finally {
    threads.terminate();
  }
}

/** Waits until the threads have ended their round, but not for ever. */
async function finish(threads: RunningThreads): Promise<void> {
  threads.end();
  const controller = new AbortController();
  const tooLong = after(END_MILLISECONDS, undefined, { signal: controller.signal }).catch(() => {});
  await Promise.race([threads.ended, tooLong]);
  controller.abort();
}

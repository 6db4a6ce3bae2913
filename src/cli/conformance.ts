import {
  type ConformanceOptions,
  checkAnswer,
  type RowResult,
  usualModel,
} from "../harness/conformance.js";
import { Pace } from "../harness/pace.js";
import {
  addRow,
  type ConformanceSummary,
  emptyTally,
  type FolderTally,
  totalOf,
  type UnsupportedReason,
} from "../harness/tally.js";
import type { Model } from "../models/model.js";
import { rowLines, summaryLines } from "../report/conformance.js";
import { rowJson, summaryJson } from "../report/conformance-json.js";
import { countText, groupDigits } from "../report/words.js";
import { type AnsweredTest, type AnswerFile, findAnswers } from "./answers.js";
import type { EngineFlags } from "./engines.js";
import { EXIT, UsageError } from "./exit.js";
import { type FormatFlags, formatOf, isJson } from "./formats.js";
import { readSource } from "./inputs.js";
import { limitsOf, loweringOptionsOf, machineOptionsOf, type SearchFlags } from "./options.js";
import { readMacroFile, readOwnModel } from "./own-model.js";
import { interruption, lookOf, ProgressLine } from "./terminal.js";
import { version } from "./version.js";

interface ConformanceFlags extends SearchFlags, EngineFlags, FormatFlags {
  /** How many tests may be unsupported. */
  readonly unsupportedMax?: number;
}

/**
 * `litmus check PATH... --expected`: compares the tests below `names` with the rows of `file`, or with those of the
 * files that stand beside them. Prints each difference when it is found, and a table when all is done.
 */
export async function checkAnswers(
  names: readonly string[],
  file: string | null,
  flags: ConformanceFlags,
): Promise<void> {
  refuse(flags);
  const { unsupportedMax = 0 } = flags;
  const started = performance.now();
  const { files, withoutRow } = findAnswers(names, file);
  const wanted = files.reduce((sum, { tests }) => sum + tests.length, 0);
  const withoutTest = files.flatMap((answered) => answered.withoutTest);
  if (wanted + withoutTest.length === 0) {
    throw new UsageError(`no row is about a test in ${names.join(", ")}`);
  }
  const run = new ConformanceRun(wanted, isJson(flags), await optionsOf(flags));
  const folders: FolderTally[] = [];
  for (const answered of files) folders.push(await run.check(answered));
  const summary: ConformanceSummary = {
    folders,
    unsupported: [...run.reasons.values()].sort((a, b) => b.count - a.count),
    unsupportedMax,
    withoutRow,
    withoutTest,
    leftOut: run.leftOut,
    wanted,
    isInterrupted: run.isInterrupted,
    milliseconds: performance.now() - started,
  };
  run.end(summary);
  process.exitCode = exitCode(summary);
}

/** Options of `check` that have no meaning here. */
function refuse(flags: ConformanceFlags): void {
  const { engine = "axioms", executions = false } = flags;
  const without = (option: string) => new UsageError(`--expected does not go with ${option}`);
  if (engine === "both") throw without("--engine both: a row is compared with one semantics");
  if (executions) throw without("--executions: rows say nothing of their number");
  if (formatOf(flags, "line") === "herd") throw without("--format herd");
}

async function optionsOf(flags: ConformanceFlags): Promise<ConformanceOptions> {
  return {
    limits: limitsOf(flags),
    lowering: loweringOptionsOf(flags, await readMacroFile(flags)),
    engine: flags.engine === "machine" ? "machine" : "axioms",
    machineOptions: machineOptionsOf(flags),
    ownModel: await readOwnModel(flags),
    models: flags.model ?? null,
    clock: () => performance.now(),
    signal: interruption(),
  };
}

/** What is known of one folder while its tests run. */
interface FolderRun {
  tally: FolderTally;
  /** What its rows that name no model are for. */
  readonly answering: Model[];
  /** Tests that can be of several languages. */
  readonly uncertain: AnsweredTest[];
}

/** One run over all rows: prints what differs at once, and remembers what the end of the run tells. */
class ConformanceRun {
  /** Why tests could not be compared, by folder and reason. */
  readonly reasons = new Map<string, UnsupportedReason>();
  leftOut = 0;
  readonly #wanted: number;
  readonly #isJson: boolean;
  readonly #options: ConformanceOptions;
  readonly #look = lookOf(process.stdout);
  readonly #progress = new ProgressLine();
  readonly #pace: Pace;
  #done = 0;
  #hasPrinted = false;

  constructor(wanted: number, isJson: boolean, options: ConformanceOptions) {
    this.#wanted = wanted;
    this.#isJson = isJson;
    this.#options = options;
    this.#pace = new Pace(options);
  }

  get isInterrupted(): boolean {
    return this.#options.signal?.aborted ?? false;
  }

  /** Compares the tests of one folder, until all are done or the user interrupts. */
  async check({ name, tests }: AnswerFile): Promise<FolderTally> {
    const folder: FolderRun = { tally: emptyTally(name), answering: [], uncertain: [] };
    await this.#checkAll(tests, null, folder);
    // By now it is known which language the others are in.
    const { uncertain, answering } = folder;
    await this.#checkAll([...uncertain], usualModel(answering), folder);
    return folder.tally;
  }

  async #checkAll(
    tests: readonly AnsweredTest[],
    usual: Model | null,
    folder: FolderRun,
  ): Promise<void> {
    for (const test of tests) {
      await this.#pace.rest();
      if (this.isInterrupted) return;
      this.#progress.show(() => this.#where(test));
      const before = performance.now();
      const result = await this.#ask(test, usual);
      const milliseconds = performance.now() - before;
      folder.tally = addRow(folder.tally, result, milliseconds);
      if (result.kind === "uncertain") {
        folder.uncertain.push(test);
        continue;
      }
      this.#done++;
      if ("answering" in result && test.answer.model === null)
        folder.answering.push(result.answering);
      if (result.kind === "left out") this.leftOut++;
      if (result.kind === "unsupported") this.#remember(folder.tally.name, result);
      this.#print(test, result, milliseconds);
    }
  }

  /** Prints what is known at the end. */
  end(summary: ConformanceSummary): void {
    this.#progress.clear();
    const text = `${summaryLines(summary, this.#look).join("\n")}\n`;
    const gap = this.#hasPrinted ? "\n" : "";
    process.stdout.write(this.#isJson ? summaryJson(summary, version) : gap + text);
  }

  async #ask({ path, answer }: AnsweredTest, usual: Model | null): Promise<RowResult> {
    const onProgress = ({ steps }: { readonly steps: number }) =>
      this.#progress.show(() => `${this.#where({ path })}: ${countText(steps, "step")}`);
    try {
      return await checkAnswer(readSource(path), answer, usual, { ...this.#options, onProgress });
    } catch (failure) {
      if (failure instanceof UsageError || !(failure instanceof Error)) throw failure;
      // Of thousands of tests: which one.
      throw new Error(`${path}: ${failure.message}`, { cause: failure });
    }
  }

  #where({ path }: Pick<AnsweredTest, "path">): string {
    return `${groupDigits(this.#done)} of ${groupDigits(this.#wanted)}  ${path}`;
  }

  #remember(folder: string, { reason, place }: RowResult & { readonly kind: "unsupported" }): void {
    const key = `${folder}: ${reason}`;
    const { count, place: first } = this.reasons.get(key) ?? { count: 0, place };
    this.reasons.set(key, { folder, reason, count: count + 1, place: first });
  }

  #print({ path, answer }: AnsweredTest, result: RowResult, milliseconds: number): void {
    const text = this.#isJson
      ? rowJson(path, answer, result, { version, milliseconds })
      : rowLines(path, answer, result, this.#look);
    if (text === "") return;
    this.#hasPrinted = true;
    this.#progress.clear();
    process.stdout.write(text);
  }
}

function exitCode({
  folders,
  unsupportedMax,
  withoutTest,
  isInterrupted,
}: ConformanceSummary): number {
  const { tests, different, unsupported, bounded } = totalOf("all", folders);
  if (isInterrupted) return EXIT.interrupted;
  if (different > 0) return EXIT.differs;
  // A run that compares nothing must not look like success.
  if (unsupported > unsupportedMax || withoutTest.length > 0 || tests === 0) return EXIT.invalid;
  return bounded > 0 ? EXIT.bounded : EXIT.ok;
}

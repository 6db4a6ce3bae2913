import { ModelFailure } from "../axiomatic/judge.js";
import {
  answerRow,
  type ExpectationRow,
  emptyRow,
  expectationRow,
  type RowAbout,
} from "../harness/campaign/row.js";
import { answeringModel, type ConformanceOptions, checkAnswer } from "../harness/conformance.js";
import { readTest } from "../harness/load.js";
import { runTest } from "../harness/run.js";
import type { Model } from "../models/model.js";
import { models } from "../models/models.js";
import { PLAIN } from "../report/look.js";
import { notesOf } from "../report/notes.js";
import type { Report } from "../report/report.js";
import { loadReport } from "../report/reports.js";
import { type Diagnostic, place } from "../source/diagnostic.js";
import type { Source } from "../source/source.js";
import { Source as Text } from "../source/source.js";
import { type EngineFlags, type Selection, selectModels } from "./engines.js";
import { UsageError } from "./exit.js";
import { testFingerprint } from "./fingerprint.js";
import { forFormat } from "./formats.js";
import { readSource } from "./inputs.js";
import { memoryGauge } from "./memory.js";
import type { Outcome, PlainAnswer, Setup, Task } from "./messages.js";
import {
  axiomaticReductionsOf,
  limitsOf,
  loweringOptionsOf,
  machineOptionsOf,
  type SearchFlags,
} from "./options.js";
import { invalidModel, readMacroFile, readOwnModel } from "./own-model.js";
import type { FromWorker, ToWorker } from "./pool.js";
import { invalidJson, runOptionsOf } from "./session.js";
import { version } from "./version.js";

/** Milliseconds between two looks at how long a task takes. */
const LOOK_MILLISECONDS = 100;
/** Milliseconds between two signs of life. */
const ALIVE_MILLISECONDS = 1_000;
/** Milliseconds of small tasks between two turns of the event loop. */
const TURN_MILLISECONDS = 40;

/** The program as a worker: does what its pool tells it, until the pool is gone. */
export function work(): void {
  const controller = new AbortController();
  // A terminal sends Ctrl-C to all of its processes: the one that prints decides what it means.
  process.on("SIGINT", () => {});
  process.on("disconnect", () => process.exit());
  let desk: Desk | null = null;
  process.on("message", (message: ToWorker<Task>) => {
    switch (message.kind) {
      case "setup": {
        const ready = Worker.start(message.setup as Setup, controller.signal);
        ready.then(() => tell({ kind: "ready" }), fail);
        desk = new Desk(ready);
        break;
      }
      case "tasks":
        desk!.take(message.tasks).catch(fail);
        break;
      case "stop":
        controller.abort();
        desk?.giveBack();
        break;
      default:
        message satisfies never;
    }
  });
}

function tell(message: FromWorker<Outcome>): void {
  // Nobody hears it when the pool is gone.
  process.send?.(message, undefined, undefined, () => {});
}

/** A worker that cannot even start says why, and ends. */
function fail(error: unknown): void {
  process.stderr.write(`error: ${messageOf(error)}\n`);
  process.exitCode = 1;
  process.disconnect();
}

/** What a worker has to do, and what came of it that it has not told of. */
class Desk {
  readonly #ready: Promise<Worker>;
  readonly #tasks: Task[] = [];
  #outcomes: Outcome[] = [];
  #isBusy = false;
  /** When the task began that is being done, and when the process was heard of. */
  #since = 0;
  #told = 0;

  constructor(ready: Promise<Worker>) {
    this.#ready = ready;
  }

  /** Does these tasks behind those that are there. */
  async take(tasks: readonly Task[]): Promise<void> {
    this.#tasks.push(...tasks);
    if (this.#isBusy) return;
    this.#isBusy = true;
    const worker = await this.#ready;
    const look = setInterval(() => this.#look(), LOOK_MILLISECONDS);
    let turn = performance.now();
    for (let task = this.#tasks.shift(); task !== undefined; task = this.#tasks.shift()) {
      this.#since = performance.now();
      if (this.#since - turn > TURN_MILLISECONDS) {
        await new Promise((resolve) => setImmediate(resolve));
        turn = performance.now();
      }
      try {
        const outcome = await worker.do(task);
        // Only now: those before it may have been told of meanwhile.
        this.#outcomes.push(outcome);
      } catch (error) {
        this.#tell();
        tell({ kind: "threw", message: messageOf(error) });
      }
    }
    clearInterval(look);
    this.#isBusy = false;
    this.#tell();
  }

  /** What has not begun is for others. */
  giveBack(): void {
    const count = this.#tasks.splice(0).length;
    if (count > 0) tell({ kind: "back", count });
  }

  /** Between the slices of a search. */
  #look(): void {
    const now = performance.now();
    if (this.#outcomes.length > 0) this.#tell();
    else if (now - this.#told > ALIVE_MILLISECONDS) {
      this.#told = now;
      tell({ kind: "alive" });
    }
    if (now - this.#since > LOOK_MILLISECONDS) this.giveBack();
  }

  #tell(): void {
    if (this.#outcomes.length === 0) return;
    this.#told = performance.now();
    tell({ kind: "done", outcomes: this.#outcomes, bytes: process.memoryUsage.rss() });
    this.#outcomes = [];
  }
}

/** What an error says in a line; all of it for whoever looks for a bug. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return `${error}`;
  const { LITMUS_DEBUG } = process.env;
  return LITMUS_DEBUG === "1" ? `${error.stack}` : error.message.split("\n")[0]!;
}

/** What is the same for all tasks of a worker. */
class Worker {
  readonly #setup: Setup;
  readonly #flags: SearchFlags & EngineFlags;
  readonly #selection: Selection;
  readonly #conformance: ConformanceOptions;
  readonly #report: Report | null;

  private constructor(
    setup: Setup,
    flags: SearchFlags & EngineFlags,
    selection: Selection,
    conformance: ConformanceOptions,
    report: Report | null,
  ) {
    this.#setup = setup;
    this.#flags = flags;
    this.#selection = selection;
    this.#conformance = conformance;
    this.#report = report;
  }

  static async start(setup: Setup, signal: AbortSignal): Promise<Worker> {
    const { flags: plain, mode, format, stateBytesMax, processBytesMax } = setup;
    const { model, ...others } = plain;
    const flags: SearchFlags & EngineFlags = {
      ...others,
      memory: stateBytesMax,
      ...(model === null ? {} : { model: model.map(modelOf) }),
    };
    const macros = await readMacroFile(flags);
    const conformance: ConformanceOptions = {
      limits: limitsOf(flags),
      lowering: loweringOptionsOf(flags, macros),
      engine: flags.engine === "machine" ? "machine" : "axioms",
      machineOptions: machineOptionsOf(flags),
      axiomaticReductions: axiomaticReductionsOf(flags),
      ownModel: await readOwnModel(flags),
      models: flags.model ?? null,
      clock: () => performance.now(),
      memory: { used: memoryGauge(), bytesMax: processBytesMax },
      signal,
    };
    const selection = forFormat(format ?? "", await selectModels(flags), flags);
    const report = format === null || mode === "answers" ? null : await loadReport(format);
    return new Worker(setup, flags, selection, conformance, report);
  }

  async do(task: Task): Promise<Outcome> {
    const started = performance.now();
    const source = sourceOf(task);
    const about = (): RowAbout => {
      const { test, file, index, answer: known } = task;
      const whole = source instanceof Text ? source.text : "";
      const text = this.#setup.areTextsKnown ? testFingerprint(whole, known) : "";
      return { test, file, index, text, milliseconds: rounded(performance.now() - started) };
    };
    if (!(source instanceof Text)) return this.#unreadable(task, about(), source.problem);
    if (task.kind === "language") {
      const { lowering } = this.#conformance;
      return { kind: "language", model: answeringModel(source, lowering)?.id ?? null };
    }
    if (task.answer === null) return this.#expect(source, about);
    return this.#compare(source, task.answer, task.usual, about);
  }

  /** Compares a test with what its author expects. */
  async #expect(source: Source, about: () => RowAbout): Promise<Outcome> {
    const { signal, memory, lowering } = this.#conformance;
    const { test, diagnostics } = readTest(source, lowering);
    if (test === null) return this.#invalid(source, diagnostics, about());
    try {
      const options = runOptionsOf(test, null, this.#flags, this.#selection, signal!);
      const result = await runTest(test, { ...options, memory: memory! });
      const text = this.#report?.(result, { look: PLAIN, story: "none", version }) ?? "";
      const row = expectationRow(about(), result, notesOf(result));
      return { kind: result.isInterrupted ? "interrupted" : "row", row, text };
    } catch (failure) {
      if (!(failure instanceof ModelFailure)) throw failure;
      const { diagnostics: all } = invalidModel([failure.diagnostic], this.#flags);
      return this.#invalid(source, all, about());
    }
  }

  #invalid(source: Source, diagnostics: readonly Diagnostic[], about: RowAbout): Outcome {
    const errors = diagnostics.filter(({ severity }) => severity === "error");
    const problems = errors.map(({ code, message, span }) => {
      return { code, message, place: place(span) };
    });
    const row = emptyRow(about, { standing: "invalid", problems });
    const text = this.#setup.format === "json" ? invalidJson(source, diagnostics) : "";
    return { kind: "row", row, text };
  }

  /** Compares a test with a known answer. */
  async #compare(
    source: Source,
    known: PlainAnswer,
    usual: string | null,
    about: () => RowAbout,
  ): Promise<Outcome> {
    const wanted = { ...known, model: known.model === null ? null : modelOf(known.model) };
    const near = usual === null ? null : modelOf(usual);
    const result = await checkAnswer(source, wanted, near, this.#conformance);
    if (result.kind === "uncertain") return result;
    if (result.kind === "interrupted") return { ...result, row: null, text: "" };
    const row = answerRow(about(), this.#conformance.engine, result);
    return { kind: "row", row, text: "" };
  }

  #unreadable({ answer: known, file }: Task, about: RowAbout, problem: string): Outcome {
    if (known !== null) {
      const result = {
        kind: "unsupported",
        reason: problem,
        place: file,
        answering: null,
      } as const;
      const row = answerRow(about, this.#conformance.engine, result);
      return { kind: "row", row, text: "" };
    }
    const row: ExpectationRow = emptyRow(about, {
      standing: "invalid",
      problems: [{ code: "unreadable-file", message: problem, place: file }],
    });
    return { kind: "row", row, text: "" };
  }
}

/** The text of a task's test, or why there is none. */
function sourceOf({ path, file, text }: Task): Source | { readonly problem: string } {
  if (text !== null) return new Text(file, text);
  try {
    return readSource(path!, file);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return { problem: error.message };
  }
}

/** The model with an id, which stood on the command line or in a row. */
function modelOf(id: string): Model {
  const model = models.find((one) => one.id === id);
  if (model === undefined) throw new RangeError(`there is no model ${id}`);
  return model;
}

/** Milliseconds with one digit after the point. */
function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10;
}

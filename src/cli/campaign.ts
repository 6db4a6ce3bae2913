import type { CampaignFile } from "../harness/campaign/file.js";
import { isInShard, startOrder } from "../harness/campaign/plan.js";
import {
  type CampaignHeader,
  crashedAnswerRow,
  emptyRow,
  lackedMemory,
  type Row,
  type RowAbout,
  type Shard,
} from "../harness/campaign/row.js";
import { usualModel } from "../harness/conformance.js";
import { memoryText } from "../harness/pace.js";
import { models } from "../models/models.js";
import { type CampaignResult, severityOf } from "../report/campaign.js";
import { progressText } from "../report/progress.js";
import { type CampaignOutput, openCampaign } from "./campaign-file.js";
import { UsageError } from "./exit.js";
import { testFingerprint } from "./fingerprint.js";
import { readSource } from "./inputs.js";
import type { Outcome, PlainAnswer, Setup, Task } from "./messages.js";
import { Pool, type Reply } from "./pool.js";
import type { ProgressLine } from "./terminal.js";

/** A test of a campaign. */
export interface PlannedTest {
  /** See `Row`. */
  readonly test: string;
  readonly file: string;
  readonly index: number;
  /** Where its text is; null when that is `text`. */
  readonly path: string | null;
  readonly text: string | null;
  readonly answer: PlainAnswer | null;
  /** Of tests whose language cannot be told from their text, those of the same number are of the same one. */
  readonly group: number;
}

/** What a campaign runs, and how. */
export interface CampaignPlan {
  /** All tests, in all shards. */
  readonly planned: readonly PlannedTest[];
  readonly shard: Shard | null;
  /** Rows of an earlier run, which say how long tests take; by name of the test. */
  readonly earlier: ReadonlyMap<string, Row>;
  readonly setup: CampaignSetup;
  readonly resources: Resources;
  /** Workers that have been started for it; null for none. */
  readonly ready: Workers | null;
  /** Where rows are written; null for nowhere. */
  readonly file: {
    readonly path: string;
    readonly isResuming: boolean;
    readonly header: CampaignHeader;
  } | null;
  /** When it began to be found out what there is to do, in milliseconds of `performance.now`. */
  readonly started: number;
  /** What is known of tests already, and has been told: they run only if their text is another one now. */
  readonly known: ReadonlyMap<string, Row>;
  /** Whether somebody asks at the end which final states were found. */
  readonly needsStates: boolean;
  readonly signal: AbortSignal;
  readonly progress: ProgressLine;
  /** Before the first test: all that can be wrong with the plan is known not to be. */
  onBegin(): void;
  /** A test is done, and so are all before it in the list. `text`: see `Outcome`; empty for one that was done before. */
  onRow(row: Row, text: string, planned: PlannedTest): void;
  /** Something that the user has to know, in a line. */
  onNotice(text: string): void;
}

/** What the processes of a campaign may use. */
export interface Resources {
  readonly jobs: number;
  /** Bytes of all processes together. */
  readonly memory: number;
  /** Bytes of the states of one test, however much there is. */
  readonly stateBytesMax: number;
  /** Milliseconds of one search. */
  readonly millisecondsMax: number;
}

/** What is the same for all tests. */
export type CampaignSetup = Omit<Setup, "stateBytesMax" | "processBytesMax">;

/** Processes that run tests. */
export interface Workers {
  /** How many, at most. */
  readonly count: number;
  readonly pool: Pool<Task, Outcome>;
  /** What the states of a test may have in one of them. */
  readonly stateBytesMax: number;
}

/** Starts as many workers as may be, while it is found out what there is to do. */
export function startWorkers(setup: CampaignSetup, resources: Resources): Workers {
  const workers = workersOf(workersFor(Number.POSITIVE_INFINITY, resources), setup, resources);
  workers.pool.start();
  return workers;
}

/** Workers that start when they have something to do. */
function workersOf(count: number, setup: CampaignSetup, resources: Resources): Workers {
  const bytes = partOf(count, resources);
  const stateBytesMax = Math.min(bytes, resources.stateBytesMax);
  const pool = new Pool<Task, Outcome>({
    workers: count,
    heapBytesMax: Math.min((bytes * 3) / 4, HEAP_BYTES_MAX),
    keptBytesMax: bytes / 2,
    silenceMax: resources.millisecondsMax + SILENCE_MILLISECONDS,
    setup: { ...setup, stateBytesMax, processBytesMax: bytes } satisfies Setup,
  });
  return { count, pool, stateBytesMax };
}

/** Bytes of the process that starts the others, and those that a worker needs before it has done anything. */
const OWN_BYTES = 128 * 2 ** 20;
const WORKER_BYTES = 192 * 2 ** 20;
/** Bytes of values beyond which V8 is slower than it is worth. */
const HEAP_BYTES_MAX = 4 * 2 ** 30;
/** Milliseconds beyond the limit of a search after which a worker without a sign of life is ended. */
const SILENCE_MILLISECONDS = 10_000;
/** Milliseconds between two looks at how far it is. */
const PROGRESS_MILLISECONDS = 200;

/** Runs the tests of a plan that have not been run, and says what is known at the end, or when the user interrupts. */
export async function runCampaign(plan: CampaignPlan): Promise<CampaignResult> {
  const mine = plan.planned.filter(({ index }) => isInShard(index, plan.shard));
  const { file } = plan;
  const opened =
    file === null
      ? null
      : openCampaign(file.path, file.isResuming, file.header, (old) => withTexts(mine, old));
  for (const notice of opened?.notices ?? []) plan.onNotice(notice);
  plan.onBegin();
  const known = mine.filter(({ test }) => plan.known.has(test));
  const same = known.filter((one) => plan.known.get(one.test)!.text === textOf(one));
  const told = new Map(same.map(({ test }) => [test, plan.known.get(test)!]));
  const kept = new Map([...told, ...(opened?.resumed.kept ?? [])]);
  const run = new Run({ ...plan, known: told }, mine, kept, opened?.output ?? null);
  try {
    await run.all();
  } finally {
    opened?.output.close();
  }
  return { ...run.end(), milliseconds: performance.now() - plan.started };
}

/** Tests with the fingerprints of their texts; of those that a file has no row for, nobody asks for it. */
function withTexts(planned: readonly PlannedTest[], { rows }: CampaignFile) {
  return planned.map((one) => ({ ...one, text: rows.has(one.test) ? textOf(one) : "" }));
}

/** The fingerprint of a test's text; of one that is not there, of no text. */
function textOf({ path, text, answer, file }: PlannedTest): string {
  try {
    return testFingerprint(text ?? readSource(path!, file).text, answer);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return testFingerprint("", answer);
  }
}

/** What is known of a test. */
interface Known {
  readonly row: Row;
  readonly text: string;
  readonly isInterrupted: boolean;
}

/** One run over the tests of a shard. */
class Run {
  readonly #plan: CampaignPlan;
  readonly #mine: readonly PlannedTest[];
  readonly #output: CampaignOutput | null;
  readonly #known = new Map<string, Known>();
  readonly #uncertain: PlannedTest[] = [];
  /** They need more memory than one of several workers has. */
  readonly #large: PlannedTest[] = [];
  readonly #usual = new Map<number, string>();
  readonly #started = performance.now();
  readonly #keptCount: number;
  #failed = 0;
  /** How many tests have been told of, in the order of the list. */
  #told = 0;
  #pool: Pool<Task, Outcome> | null = null;
  /** What the states of a test may have in this pool. */
  #stateBytes = 0;

  constructor(
    plan: CampaignPlan,
    mine: readonly PlannedTest[],
    kept: ReadonlyMap<string, Row>,
    output: CampaignOutput | null,
  ) {
    this.#plan = plan;
    this.#mine = mine;
    this.#output = output;
    this.#keptCount = kept.size;
    for (const [test, row] of kept) this.#remember(test, { row, text: "", isInterrupted: false });
  }

  /** Runs everything that is not known. */
  async all(): Promise<void> {
    this.#tell();
    const { signal, earlier } = this.#plan;
    const missing = this.#mine.filter(({ test }) => !this.#known.has(test));
    const stop = () => this.#pool?.stop();
    signal.addEventListener("abort", stop);
    const timer = setInterval(() => this.#showProgress(), PROGRESS_MILLISECONDS);
    try {
      await this.#inPool(missing.length, false, async (pool) => {
        await this.#check(pool, startOrder(missing, earlier));
        await this.#learnLanguages(pool);
        await this.#check(pool, this.#uncertain.splice(0));
      });
      // Alone, a test has all the memory that there is.
      for (const large of this.#large.splice(0)) {
        await this.#inPool(1, true, (pool) => this.#check(pool, [large], true));
      }
    } finally {
      clearInterval(timer);
      signal.removeEventListener("abort", stop);
      this.#plan.progress.clear();
    }
  }

  /** Tells of what is known behind a test that is not, and says what came of it all. */
  end(): Omit<CampaignResult, "milliseconds"> {
    for (; this.#told < this.#mine.length; this.#told++) this.#tellOf(this.#mine[this.#told]!);
    const known = this.#mine.flatMap(({ test }) => this.#known.get(test) ?? []);
    const interrupted = known.filter(({ isInterrupted }) => isInterrupted);
    return {
      rows: known.map(({ row }) => row),
      wanted: this.#mine.length,
      isInterrupted: this.#plan.signal.aborted,
      interrupted: new Set(interrupted.map(({ row }) => row.test)),
    };
  }

  async #inPool(
    tasks: number,
    isAlone: boolean,
    act: (pool: Pool<Task, Outcome>) => Promise<void>,
  ): Promise<void> {
    if (tasks === 0 || this.#plan.signal.aborted) return;
    const { resources, setup, ready } = this.#plan;
    const count = isAlone ? 1 : workersFor(tasks, resources);
    // One that was stopped or closed runs nothing more.
    const isReady = !isAlone && ready?.count === count;
    const { pool, stateBytesMax } = isReady ? ready : workersOf(count, setup, resources);
    this.#stateBytes = stateBytesMax;
    this.#pool = pool;
    try {
      await act(pool);
    } finally {
      pool.close();
      this.#pool = null;
    }
  }

  async #check(
    pool: Pool<Task, Outcome>,
    tests: readonly PlannedTest[],
    isAlone = false,
  ): Promise<void> {
    await Promise.all(
      tests.map(async (planned) => {
        const { group, ...rest } = planned;
        const usual = this.#usual.get(group) ?? null;
        const reply = await pool.run({ ...rest, kind: "check", usual });
        this.#take(planned, reply, isAlone);
        this.#tell();
      }),
    );
  }

  /** What became of one test. */
  #take(planned: PlannedTest, reply: Reply<Outcome>, isAlone: boolean): void {
    if (reply.kind === "stopped") return;
    const { test } = planned;
    if (reply.kind === "crashed") {
      // The process had too little memory only because there are others beside it, or because of what it did before.
      if (reply.lack === "memory" && !isAlone) this.#large.push(planned);
      else this.#accept(test, this.#crashed(planned, reply), "");
      return;
    }
    const { outcome } = reply;
    switch (outcome.kind) {
      case "row":
        if (!isAlone && this.#isLarge(outcome.row)) this.#large.push(planned);
        else this.#accept(test, outcome.row, outcome.text);
        break;
      case "interrupted":
        if (outcome.row === null) break;
        this.#remember(test, { row: outcome.row, text: outcome.text, isInterrupted: true });
        break;
      case "uncertain":
        this.#uncertain.push(planned);
        break;
      default:
        throw new Error(`a check of ${test} came to ${outcome.kind}`);
    }
  }

  /** Whether a test would have more memory alone than it had. */
  #isLarge(row: Row): boolean {
    const lack = lackedMemory(row);
    const { resources } = this.#plan;
    const alone = Math.min(partOf(1, resources), resources.stateBytesMax);
    return lack === "process" || (lack === "states" && this.#stateBytes < alone);
  }

  /** A test is done: first of all, that is written down. */
  #accept(test: string, row: Row, text: string): void {
    this.#output?.append(row);
    this.#remember(test, { row, text, isInterrupted: false });
  }

  #remember(test: string, known: Known): void {
    this.#known.set(test, known);
    const severity = severityOf(known.row);
    if (!known.isInterrupted && (severity === "failed" || severity === "error")) this.#failed++;
  }

  /** Tells of every test before the first one that is not known. */
  #tell(): void {
    while (this.#told < this.#mine.length) {
      const planned = this.#mine[this.#told]!;
      if (!this.#known.has(planned.test)) return;
      this.#tellOf(planned);
      this.#told++;
    }
  }

  #tellOf(planned: PlannedTest): void {
    const known = this.#known.get(planned.test);
    if (known === undefined || this.#plan.known.get(planned.test) === known.row) return;
    this.#plan.onRow(known.row, known.text, planned);
    // The row is kept for the end; its report is printed, and final states can be many.
    const row = this.#plan.needsStates ? known.row : withoutStates(known.row);
    this.#known.set(planned.test, { ...known, row, text: "" });
  }

  #crashed(
    planned: PlannedTest,
    { how, lack, milliseconds: elapsed }: Reply<Outcome> & { readonly kind: "crashed" },
  ): Row {
    const { test, file, index, answer } = planned;
    const milliseconds = Math.round(elapsed);
    const about: RowAbout = { test, file, index, text: textOf(planned), milliseconds };
    const memory = memoryText(partOf(1, this.#plan.resources));
    const text = lack === "memory" ? `stopped at ${memory}: no answer` : how;
    const standing = lack === null ? "crashed" : "bounded";
    if (answer !== null) return crashedAnswerRow(about, standing, text);
    return emptyRow(about, { standing, notes: [{ kind: standing, text }] });
  }

  /**
   * Finds out which language most tests are in around those that can be in several: all tests around them are asked,
   * also those of other shards, so that every shard finds the same.
   */
  async #learnLanguages(pool: Pool<Task, Outcome>): Promise<void> {
    const groups = new Set(this.#uncertain.map(({ group }) => group));
    for (const number of groups) {
      const around = this.#plan.planned.filter(({ answer, group }) => {
        return group === number && answer?.model == null;
      });
      const ids = await Promise.all(around.map((planned) => this.#language(pool, planned)));
      const answering = ids.flatMap((id) => models.filter((model) => model.id === id));
      this.#usual.set(number, usualModel(answering).id);
    }
  }

  async #language(pool: Pool<Task, Outcome>, planned: PlannedTest): Promise<string | null> {
    const row = this.#known.get(planned.test)?.row;
    if (row !== undefined && "answering" in row) return row.answering;
    if (this.#uncertain.includes(planned)) return null;
    const { group, ...rest } = planned;
    const reply = await pool.run({ ...rest, kind: "language", usual: null });
    return reply.kind === "done" && reply.outcome.kind === "language" ? reply.outcome.model : null;
  }

  #showProgress(): void {
    this.#plan.progress.show(() => {
      const running = this.#pool?.running ?? [];
      const [longest] = [...running].sort((a, b) => b.milliseconds - a.milliseconds);
      return progressText({
        done: this.#known.size,
        wanted: this.#mine.length,
        ran: this.#known.size - this.#keptCount,
        failed: this.#failed,
        milliseconds: performance.now() - this.#started,
        longest:
          longest === undefined
            ? null
            : { file: longest.task.file, milliseconds: longest.milliseconds },
      });
    });
  }
}

/** A row as far as reports need it. */
function withoutStates<R extends Row>(row: R): R {
  return { ...row, cells: row.cells.map((cell) => ({ ...cell, states: [] })) };
}

/** As many processes as are asked for and have something to do, if there is memory for them. */
function workersFor(tasks: number, { jobs, memory }: Resources): number {
  const most = Math.floor((memory - OWN_BYTES) / WORKER_BYTES);
  return Math.max(1, Math.min(jobs, tasks, most));
}

/** Bytes that each of some workers may have. */
function partOf(workers: number, { memory }: Resources): number {
  return Math.max(WORKER_BYTES, Math.floor((memory - OWN_BYTES) / workers));
}

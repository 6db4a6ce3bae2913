import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";

/**
 * Runs tasks in processes of their own. A process gets as many small tasks at once as it does in a moment, since a message
 * costs as much as a small task; while a task takes longer, the process gives back those behind it, so that none waits.
 * One that ends costs one task: when it had several, each of them runs again alone. Processes and not threads:
 * `process.exit`, an abort for lack of memory or a signal from outside ends a process only, and says how.
 */

export interface PoolOptions {
  /** Processes at a time. */
  readonly workers: number;
  /** Bytes for the values of one process (V8's heap). */
  readonly heapBytesMax: number;
  /** A process that has more bytes than this after a task is replaced by a fresh one. */
  readonly keptBytesMax: number;
  /** Milliseconds without a sign of life after which a process is ended. */
  readonly silenceMax: number;
  /** The first message to each process. */
  readonly setup: unknown;
}

/** What became of a task. */
export type Reply<Outcome> =
  | { readonly kind: "done"; readonly outcome: Outcome }
  /** The process ended, or the task threw: `how` in words, such as `its process ended with exit code 7`. */
  | {
      readonly kind: "crashed";
      readonly how: string;
      /** It ended because it needed more of this than it may have; null for any other reason. */
      readonly lack: "memory" | "time" | null;
      /** Wall time until then. */
      readonly milliseconds: number;
    }
  /** Not done because the pool was stopped. */
  | { readonly kind: "stopped" };

/** To a worker. */
export type ToWorker<Task> =
  | { readonly kind: "setup"; readonly setup: unknown }
  /** To be done in this order, behind those that it has. */
  | { readonly kind: "tasks"; readonly tasks: readonly Task[] }
  | { readonly kind: "stop" };

/** From a worker. */
export type FromWorker<Outcome> =
  | { readonly kind: "ready" }
  | { readonly kind: "alive" }
  /** The next ones of its tasks. `bytes`: of the whole process. */
  | { readonly kind: "done"; readonly outcomes: readonly Outcome[]; readonly bytes: number }
  /** The next one of its tasks. */
  | { readonly kind: "threw"; readonly message: string }
  /** It has not begun these, the last of its tasks, and will not. */
  | { readonly kind: "back"; readonly count: number };

/** What the program is called beside the bundled file, and the word that makes it a worker. */
const PROGRAM = "litmus.cjs";
const WORKER = "worker";

/** Characters of a worker's last words that are kept. */
const WORDS_MAX = 10_000;
/** Milliseconds that stopped workers have to say what they know. */
const STOP_MILLISECONDS = 1_000;
/** Milliseconds that the tasks of one message should take, and how many they are at most. */
const BATCH_MILLISECONDS = 50;
const BATCH_MAX = 64;
/** Tasks in the first message to a process, before anything is known of their time. */
const BATCH_FIRST = 8;
/** Messages that are left for each process when a batch is cut: all of them end at about the same time. */
const BATCHES_LEFT = 3;

/** Why a process that has grown too large is ended. */
const LARGE = "it was large";

interface Job<Task, Outcome> {
  readonly task: Task;
  /** A process that had it among others has ended. */
  isAlone: boolean;
  readonly resolve: (reply: Reply<Outcome>) => void;
  readonly reject: (error: Error) => void;
}

interface Worker<Task, Outcome> {
  readonly child: ChildProcess;
  /** What it has to do; the first is what it does, as far as is known. */
  readonly jobs: Job<Task, Outcome>[];
  /** When the first job began, and when the process was heard of. */
  since: number;
  heard: number;
  isReady: boolean;
  /** Why we ended it ourselves. */
  ending: string | null;
  words: string;
}

export class Pool<Task, Outcome> {
  readonly #options: PoolOptions;
  readonly #workers = new Set<Worker<Task, Outcome>>();
  /** What no process has, the last to be done first. */
  #queue: Job<Task, Outcome>[] = [];
  /** What `run` was called with since the last turn, in that order. */
  #new: Job<Task, Outcome>[] = [];
  /** Milliseconds of a task, on the average of those of the last message. */
  #pace = BATCH_MILLISECONDS / BATCH_FIRST;
  #isStopped = false;
  #watch: NodeJS.Timeout | null = null;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  /** Tasks that run now, with the milliseconds since they began. */
  get running(): readonly { readonly task: Task; readonly milliseconds: number }[] {
    const now = performance.now();
    return [...this.#workers].flatMap(({ jobs: [job], since }) =>
      job === undefined ? [] : [{ task: job.task, milliseconds: now - since }],
    );
  }

  /** Runs a task when its turn comes: in the order of the calls. An Error when no process can be started. */
  run(task: Task): Promise<Reply<Outcome>> {
    return new Promise((resolve, reject) => {
      if (this.#isStopped) return resolve({ kind: "stopped" });
      this.#new.push({ task, isAlone: false, resolve, reject });
      // When all calls of this turn are there, it is known how many tasks there are.
      if (this.#new.length === 1) queueMicrotask(() => this.#feed());
    });
  }

  /** Starts all processes before there is anything to do for them. */
  start(): void {
    while (this.#workers.size < this.#options.workers) this.#start();
  }

  /** Begins nothing more; tasks that run say what they know, or are stopped. */
  stop(): void {
    this.#isStopped = true;
    for (const job of [...this.#queue, ...this.#new]) job.resolve({ kind: "stopped" });
    this.#queue = [];
    this.#new = [];
    for (const worker of this.#workers) this.#send(worker, { kind: "stop" });
    setTimeout(() => this.close(), STOP_MILLISECONDS).unref();
  }

  /** Ends every process. */
  close(): void {
    this.#isStopped = true;
    if (this.#watch !== null) clearInterval(this.#watch);
    for (const { child } of this.#workers) child.kill("SIGKILL");
  }

  /** Gives the next tasks to idle processes, and starts as many as may be. */
  #feed(): void {
    if (this.#isStopped) return;
    this.#queue = [...this.#new.reverse(), ...this.#queue];
    this.#new = [];
    for (const worker of this.#workers) {
      if (worker.jobs.length === 0 && worker.ending === null) this.#give(worker);
    }
    while (this.#queue.length > 0 && this.#workers.size < this.#options.workers) {
      this.#give(this.#start());
    }
  }

  #give(worker: Worker<Task, Outcome>): void {
    const next = this.#queue.at(-1);
    if (next === undefined) return;
    const share = Math.ceil(this.#queue.length / this.#options.workers / BATCHES_LEFT);
    const [least, most] = [BATCH_MILLISECONDS / 5, BATCH_MILLISECONDS].map((ms) => ms / this.#pace);
    const count = Math.min(BATCH_MAX, most!, Math.max(share, least!));
    const jobs = worker.jobs;
    do jobs.push(this.#queue.pop()!);
    while (jobs.length < count && !next.isAlone && this.#queue.at(-1)?.isAlone === false);
    worker.since = performance.now();
    worker.heard = worker.since;
    this.#send(worker, { kind: "tasks", tasks: jobs.map(({ task }) => task) });
  }

  /** These run next, in their order. */
  #giveBack(jobs: readonly Job<Task, Outcome>[]): void {
    if (this.#isStopped) for (const job of jobs) job.resolve({ kind: "stopped" });
    else this.#queue.push(...[...jobs].reverse());
  }

  #start(): Worker<Task, Outcome> {
    const megabytes = Math.floor(this.#options.heapBytesMax / 2 ** 20);
    const child = fork(join(__dirname, PROGRAM), [WORKER], {
      execArgv: [...process.execArgv, `--max-old-space-size=${megabytes}`],
      stdio: ["ignore", "ignore", "pipe", "ipc"],
      // Before anything else node reads the certificates of a company, which takes as long as a hundred tests.
      env: { ...process.env, NODE_EXTRA_CA_CERTS: undefined },
    });
    const worker: Worker<Task, Outcome> = {
      ...{ child, jobs: [], since: 0, heard: performance.now(), isReady: false },
      ...{ ending: null, words: "" },
    };
    this.#workers.add(worker);
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      worker.words = (worker.words + text).slice(-WORDS_MAX);
    });
    child.on("message", (message: FromWorker<Outcome>) => this.#hear(worker, message));
    // Whatever is wrong with it, it ends.
    child.on("error", (error) => {
      worker.words += error.message;
      if (child.pid === undefined) this.#end(worker, null, null);
    });
    child.on("close", (code, signal) => this.#end(worker, code, signal));
    this.#send(worker, { kind: "setup", setup: this.#options.setup });
    this.#watch ??= setInterval(() => this.#endSilent(), 1_000).unref();
    return worker;
  }

  #send({ child }: Worker<Task, Outcome>, message: ToWorker<Task>): void {
    // One that has ended cannot be told anything: `close` follows.
    if (child.connected) child.send(message, () => {});
  }

  #hear(worker: Worker<Task, Outcome>, message: FromWorker<Outcome>): void {
    worker.heard = performance.now();
    const { jobs } = worker;
    switch (message.kind) {
      case "ready":
        worker.isReady = true;
        return;
      case "alive":
        return;
      case "done": {
        const { outcomes, bytes } = message;
        this.#pace = (worker.heard - worker.since) / Math.max(1, outcomes.length);
        const done = jobs.splice(0, outcomes.length);
        for (const [i, job] of done.entries()) job.resolve({ kind: "done", outcome: outcomes[i]! });
        if (bytes > this.#options.keptBytesMax) this.#kill(worker, LARGE);
        break;
      }
      case "threw": {
        const how = `a bug in litmus, please report it with the test: ${message.message}`;
        const milliseconds = worker.heard - worker.since;
        jobs.shift()?.resolve({ kind: "crashed", how, lack: null, milliseconds });
        break;
      }
      case "back":
        this.#giveBack(jobs.splice(jobs.length - message.count));
        break;
      default:
        message satisfies never;
    }
    if (message.kind !== "back") worker.since = worker.heard;
    this.#feed();
  }

  #kill(worker: Worker<Task, Outcome>, why: string): void {
    worker.ending = why;
    worker.child.kill("SIGKILL");
  }

  #endSilent(): void {
    const { silenceMax } = this.#options;
    const now = performance.now();
    for (const worker of this.#workers) {
      if (worker.jobs.length === 0 || now - worker.heard < silenceMax) continue;
      const seconds = Math.round(silenceMax / 1000);
      this.#kill(worker, `its process gave no sign of life for ${seconds} s and was ended`);
    }
  }

  #end(worker: Worker<Task, Outcome>, code: number | null, signal: string | null): void {
    if (!this.#workers.delete(worker)) return;
    const { jobs, isReady, ending, words } = worker;
    const [job] = jobs;
    if (this.#isStopped || ending === LARGE) this.#giveBack(jobs);
    else if (!isReady && ending === null) {
      const message = `a worker process cannot start: ${lastWords(words, code, signal)}`;
      for (const each of jobs) each.reject(new Error(message));
    } else if (jobs.length > 1) {
      // Nobody knows which of them it was.
      for (const each of jobs) each.isAlone = true;
      this.#giveBack(jobs);
    } else if (job !== undefined) {
      const isOutOfMemory = /heap out of memory|Array buffer allocation failed/.test(words);
      const lack = ending !== null ? "time" : isOutOfMemory ? "memory" : null;
      const how = ending ?? `its process ended ${lastWords(words, code, signal)}`;
      const milliseconds = performance.now() - worker.since;
      job.resolve({ kind: "crashed", how, lack, milliseconds });
    }
    if (!this.#isStopped) this.#feed();
  }
}

/** `with exit code 7`, `by SIGKILL`, and what it said itself. */
function lastWords(words: string, code: number | null, signal: string | null): string {
  const error = words
    .split("\n")
    .find((line) => /^(FATAL ERROR|[A-Z]\w*Error|error)\b.*:/.test(line));
  const how = signal === null ? `with exit code ${code ?? "unknown"}` : `by ${signal}`;
  return error === undefined ? how : `${how}: ${error}`;
}

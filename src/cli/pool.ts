import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";

/**
 * Runs tasks in processes of their own, one task at a time in each: a task that takes long keeps no other waiting, and a
 * process that ends costs the one task that it had. Processes and not threads: `process.exit`, an abort for lack of
 * memory or a signal from outside ends a process only, and says how.
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
  | { readonly kind: "task"; readonly task: Task }
  | { readonly kind: "stop" };

/** From a worker. */
export type FromWorker<Outcome> =
  | { readonly kind: "ready" }
  | { readonly kind: "alive" }
  /** `bytes`: of the whole process. */
  | { readonly kind: "done"; readonly outcome: Outcome; readonly bytes: number }
  | { readonly kind: "threw"; readonly message: string };

/** What the program is called beside the bundled file, and the word that makes it a worker. */
const PROGRAM = "litmus.cjs";
const WORKER = "worker";

/** Characters of a worker's last words that are kept. */
const WORDS_MAX = 10_000;
/** Milliseconds that stopped workers have to say what they know. */
const STOP_MILLISECONDS = 1_000;

interface Job<Task, Outcome> {
  readonly task: Task;
  readonly resolve: (reply: Reply<Outcome>) => void;
  readonly reject: (error: Error) => void;
}

interface Worker<Task, Outcome> {
  readonly child: ChildProcess;
  job: Job<Task, Outcome> | null;
  /** When the job began, and when the process was heard of. */
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
  readonly #queue: Job<Task, Outcome>[] = [];
  #next = 0;
  #isStopped = false;
  #watch: NodeJS.Timeout | null = null;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  /** Tasks that run now, with the milliseconds since they began. */
  get running(): readonly { readonly task: Task; readonly milliseconds: number }[] {
    const now = performance.now();
    return [...this.#workers].flatMap(({ job, since }) =>
      job === null ? [] : [{ task: job.task, milliseconds: now - since }],
    );
  }

  /** Runs a task when its turn comes: in the order of the calls. An Error when no process can be started. */
  run(task: Task): Promise<Reply<Outcome>> {
    return new Promise((resolve, reject) => {
      if (this.#isStopped) return resolve({ kind: "stopped" });
      this.#queue.push({ task, resolve, reject });
      this.#feed();
    });
  }

  /** Begins nothing more; tasks that run say what they know, or are stopped. */
  stop(): void {
    this.#isStopped = true;
    for (const job of this.#queue.slice(this.#next)) job.resolve({ kind: "stopped" });
    this.#next = this.#queue.length;
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
    for (const worker of this.#workers) if (worker.job === null) this.#give(worker);
    while (this.#next < this.#queue.length && this.#workers.size < this.#options.workers) {
      this.#give(this.#start());
    }
  }

  #give(worker: Worker<Task, Outcome>): void {
    const job = this.#queue[this.#next];
    if (job === undefined || worker.ending !== null) return;
    this.#next++;
    worker.job = job;
    worker.since = performance.now();
    worker.heard = worker.since;
    this.#send(worker, { kind: "task", task: job.task });
  }

  #start(): Worker<Task, Outcome> {
    const megabytes = Math.floor(this.#options.heapBytesMax / 2 ** 20);
    const child = fork(join(__dirname, PROGRAM), [WORKER], {
      execArgv: [...process.execArgv, `--max-old-space-size=${megabytes}`],
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    const worker: Worker<Task, Outcome> = {
      ...{ child, job: null, since: 0, heard: performance.now(), isReady: false },
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
    if (message.kind === "ready") worker.isReady = true;
    if (message.kind === "ready" || message.kind === "alive") return;
    const { job } = worker;
    worker.job = null;
    if (message.kind === "done") {
      job?.resolve({ kind: "done", outcome: message.outcome });
      if (message.bytes > this.#options.keptBytesMax) this.#kill(worker, "it was large");
    } else {
      const how = `a bug in litmus, please report it with the test: ${message.message}`;
      const milliseconds = worker.heard - worker.since;
      job?.resolve({ kind: "crashed", how, lack: null, milliseconds });
    }
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
      if (worker.job === null || now - worker.heard < silenceMax) continue;
      const seconds = Math.round(silenceMax / 1000);
      this.#kill(worker, `its process gave no sign of life for ${seconds} s and was ended`);
    }
  }

  #end(worker: Worker<Task, Outcome>, code: number | null, signal: string | null): void {
    if (!this.#workers.delete(worker)) return;
    const { job, isReady, ending, words } = worker;
    if (this.#isStopped) job?.resolve({ kind: "stopped" });
    else if (!isReady && ending === null) {
      const message = `a worker process cannot start: ${lastWords(words, code, signal)}`;
      job?.reject(new Error(message));
    } else if (job !== null) {
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

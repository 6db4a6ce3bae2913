import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { ThreadSetup } from "../../hardware/thread.js";
import type { StartedThread } from "../../hardware/threads.js";

/** What the program is called beside the bundled file. */
const PROGRAM = "litmus.cjs";

/** The word that makes the program a thread of a test, where it is started as one. */
export const THREAD = "thread";

/** Starts the program as a thread of this process. */
export function startThread(setup: ThreadSetup): StartedThread {
  const worker = new Worker(join(__dirname, PROGRAM), { argv: [THREAD], workerData: setup });
  const ended = new Promise<void>((resolve, reject) => {
    worker.once("error", reject);
    worker.once("exit", () => resolve());
  });
  const message = new Promise<void>((resolve) => worker.once("message", () => resolve()));
  // One that ends before it starts has an error to tell, or was terminated.
  const started = Promise.race([message, ended]);
  return { started, ended, terminate: () => void worker.terminate() };
}

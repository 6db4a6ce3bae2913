import { parentPort, workerData } from "node:worker_threads";
import { runThread, type ThreadSetup } from "../../hardware/thread.js";

/** The program as one of the threads of a test. */
export function workAsThread(): void {
  parentPort?.postMessage("started");
  runThread(workerData as ThreadSetup);
}

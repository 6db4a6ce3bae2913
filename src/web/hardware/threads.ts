import type { ThreadSetup } from "../../hardware/thread.js";
import type { StartedThread } from "../../hardware/threads.js";

/** Starts a worker as a thread of a test. */
export function startThread(setup: ThreadSetup): StartedThread {
  const worker = new Worker(new URL("./thread-worker.ts", import.meta.url), { type: "module" });
  const said = (word: string) =>
    new Promise<void>((resolve, reject) => {
      worker.addEventListener("message", ({ data }: MessageEvent<string>) => {
        if (data === word) resolve();
      });
      worker.addEventListener("error", ({ message }) => {
        reject(new Error(message || "a thread could not be started"));
      });
    });
  const started = said("started");
  const ended = said("ended");
  // Whoever waits for the one hears of a failure; nobody need wait for the other.
  ended.catch(() => {});
  worker.postMessage(setup);
  return { started, ended, terminate: () => worker.terminate() };
}

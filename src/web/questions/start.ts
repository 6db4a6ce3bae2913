/** Starts the worker that answers questions, as a module that loads its parts when they are needed. */
export function startWorker(): Worker {
  return new Worker(new URL("../worker/worker.ts", import.meta.url), { type: "module" });
}

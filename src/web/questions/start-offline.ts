import InlineWorker from "../worker/worker.js?worker&inline";

/** Starts the worker where a browser loads no module and no worker from a file: its text is a part of the page. */
export function startWorker(): Worker {
  return new InlineWorker();
}

import { runThread, type ThreadSetup } from "../../hardware/thread.js";

/** A worker that is one of the threads of a test. */
self.addEventListener("message", ({ data }: MessageEvent<ThreadSetup>) => {
  self.postMessage("started");
  runThread(data);
  self.postMessage("ended");
});

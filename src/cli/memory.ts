import type { ProcessMemory } from "../harness/pace.js";

/** Milliseconds between two looks at the memory: with many threads, the system takes one for each. */
const GAUGE_MILLISECONDS = 20;
/** Of the memory that a test may have, the part that is left for what comes after a search: its report, its story. */
const LEFT_PART = 1 / 16;
const LEFT_MIN = 24 * 2 ** 20;
/** What a process without any states takes, at least: a smaller limit holds for the states alone. */
const PROCESS_BYTES = 128 * 2 ** 20;

/** Says how many bytes a process has, or had a moment ago. */
export function memoryGauge(read: () => number = process.memoryUsage.rss): () => number {
  let [bytes, last] = [0, Number.NEGATIVE_INFINITY];
  return () => {
    const now = performance.now();
    if (now - last > GAUGE_MILLISECONDS) [bytes, last] = [read(), now];
    return bytes;
  };
}

/** The memory of this process, which is to stay below what a user says that a test may have. */
export function ownMemory(bytesMax: number): ProcessMemory {
  const left = Math.max(LEFT_MIN, bytesMax * LEFT_PART);
  const gauge = memoryGauge(inUse);
  return { used: () => gauge() + left, bytesMax: Math.max(bytesMax, PROCESS_BYTES) };
}

/** Without what earlier searches had: the system still counts that, but it is used again before anything else. */
function inUse(): number {
  const { rss, heapTotal, external } = process.memoryUsage();
  return Math.min(rss, heapTotal + external + PROCESS_BYTES / 2);
}

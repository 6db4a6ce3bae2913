import type { ProcessMemory } from "../harness/pace.js";
import { clock } from "./clock.js";

/** Milliseconds between two looks at the memory: with many threads, the system takes one for each. */
const GAUGE_MILLISECONDS = 20;
/** Of the memory that a test may have, the part that is left for what comes after a search: its report, its story. */
const LEFT_PART = 1 / 16;
const LEFT_MIN = 24 * 2 ** 20;
/** What a process without any states takes, at least: a smaller limit holds for the states alone. */
const PROCESS_BYTES = 128 * 2 ** 20;

/** Says how many bytes the process has with all its threads, or had a moment ago. */
export function memoryGauge(look = () => process.memoryUsage.rss(), now = clock): () => number {
  let [bytes, last] = [0, Number.NEGATIVE_INFINITY];
  return () => {
    const time = now();
    if (time - last > GAUGE_MILLISECONDS) [bytes, last] = [look(), time];
    return bytes;
  };
}

/**
 * The memory of this process, which is to stay below what a user says that a test may have. What a search that ended for
 * lack of it leaves behind is used again by the next one: that one ends only when the process grows beyond it.
 */
export function ownMemory(bytesMax: number, gauge = memoryGauge()): ProcessMemory {
  const most = Math.max(bytesMax, PROCESS_BYTES);
  let ceiling = most - Math.max(LEFT_MIN, most * LEFT_PART);
  const used = () => {
    const bytes = gauge();
    if (bytes <= ceiling) return Math.min(bytes, most);
    ceiling = bytes;
    return Number.POSITIVE_INFINITY;
  };
  return { used, bytesMax: most };
}

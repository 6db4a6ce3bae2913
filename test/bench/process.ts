import { type ChildProcess, spawn } from "node:child_process";

/** How a program that was started ended. */
export interface Finished {
  /** From its start to its end, or to the limit. */
  readonly seconds: number;
  readonly out: string;
  readonly code: number | null;
  /** It was ended at the limit. */
  readonly isCutOff: boolean;
}

const running = new Set<ChildProcess>();

/** Ends what was started, with what that started: a program may be a script around another. */
function end(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
  } catch {
    // It has just ended.
  }
}

for (const [signal, code] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const) {
  process.once(signal, () => {
    for (const child of running) end(child);
    process.exit(code);
  });
}

/** Runs a program, whose output is read, for so many seconds at most; null when it cannot be started. */
export function timed(
  command: string,
  args: readonly string[],
  secondsMax: number,
): Promise<Finished | null> {
  return new Promise((resolve) => {
    const started = performance.now();
    const child = spawn(command, args, { detached: true, stdio: ["ignore", "pipe", "ignore"] });
    running.add(child);
    const chunks: Buffer[] = [];
    let isCutOff = false;
    const timer = setTimeout(() => {
      isCutOff = true;
      end(child);
    }, secondsMax * 1000);
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    const settle = (code: number | null, isStarted: boolean): void => {
      const seconds = isCutOff ? secondsMax : (performance.now() - started) / 1000;
      clearTimeout(timer);
      running.delete(child);
      const out = isStarted ? Buffer.concat(chunks).toString() : "";
      resolve(isStarted ? { seconds, out, code, isCutOff } : null);
    };
    child.once("error", () => settle(null, false));
    child.once("close", (code) => settle(code, true));
  });
}

/** What takes less than this is run three times, and the fastest counts. */
export const SHORT_SECONDS = 3;
const SHORT_RUNS = 3;

/** The same, but the fastest of three runs of what does not take long. */
export async function fastest(
  command: string,
  args: readonly string[],
  secondsMax: number,
): Promise<Finished | null> {
  let best = await timed(command, args, secondsMax);
  for (let run = 1; run < SHORT_RUNS && best !== null && best.seconds < SHORT_SECONDS; run++) {
    const next = await timed(command, args, secondsMax);
    if (next !== null && next.seconds < best.seconds) best = next;
  }
  return best;
}

/** Does all of these with so many at a time; the results have the order of the list. */
export async function inParallel<T, R>(
  list: readonly T[],
  atATime: number,
  work: (one: T) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < list.length) {
      const k = next++;
      results[k] = await work(list[k]!);
    }
  };
  await Promise.all(Array.from({ length: atATime }, worker));
  return results;
}

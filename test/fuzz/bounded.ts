import { createContext, Script } from "node:vm";

/** What one case may take, on a busy machine. A search that never ends is stopped and reported. */
const MILLISECONDS_MAX = 10_000;

const holder: { run: () => unknown } = { run: () => undefined };
const context = createContext(holder);
const script = new Script("run()");

/** The result of a function that gives one within the time of a case; throws when it takes longer. */
export function bounded<T>(run: () => T): T {
  holder.run = run;
  return script.runInContext(context, { timeout: MILLISECONDS_MAX }) as T;
}

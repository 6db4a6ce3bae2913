import { lint } from "../../explain/lint/lint.js";
import type { Test } from "../../harness/load.js";
import type { RunOptions } from "../../harness/run.js";
import type { Mark } from "../questions/protocol.js";
import { markOf } from "./marks.js";

/** What a search of a rule may take while somebody writes. */
const MILLISECONDS_MAX = 2000;

/** Slips, as `litmus lint` finds them; without what reading the test says already. */
export async function lintMarks(test: Test, options: RunOptions): Promise<readonly Mark[]> {
  const limits = { ...options.limits, millisecondsMax: MILLISECONDS_MAX };
  const { findings } = await lint({ ...test, warnings: [] }, { ...options, limits });
  return findings.map((one) => markOf({ ...one, message: `${one.message} [${one.code}]` }));
}

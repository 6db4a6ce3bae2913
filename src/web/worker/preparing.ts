import { prepareExperiment } from "../../hardware/experiment.js";
import type { Mode } from "../../hardware/plan.js";
import type { Test } from "../../harness/load.js";
import type { RunOptions } from "../../harness/run.js";
import type { Answer } from "../questions/protocol.js";

/** What real threads have to do for a test, and what models say of it. */
export async function prepareAnswer(test: Test, mode: Mode, options: RunOptions): Promise<Answer> {
  const prepared = await prepareExperiment(test, null, mode, options);
  if (prepared.kind === "problem") return { kind: "problem", message: prepared.why };
  return { kind: "prepare", experiment: prepared.experiment };
}

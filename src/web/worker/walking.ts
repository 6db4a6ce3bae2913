import type { LoweringOptions } from "../../dialect/dialect.js";
import type { Test } from "../../harness/load.js";
import type { RunOptions } from "../../harness/run.js";
import { models } from "../../models/models.js";
import { outcomeText } from "../../report/words.js";
import { pathToOutcome, reachableAfter } from "../../stepper/ask.js";
import { Stepper } from "../../stepper/session.js";
import { openSubject } from "../../stepper/subject.js";
import type { Answer, Walk, Wanted } from "../questions/protocol.js";

/** Where a walk is, after what was wanted was done. */
export async function stepAnswer(
  test: Test,
  walk: Walk & { readonly wanted: Wanted },
  options: RunOptions,
  lowering: LoweringOptions,
): Promise<Answer> {
  const variant = test.variants.find(({ name }) => name === walk.variant) ?? test.variants[0]!;
  const model = models.find(({ id }) => id === walk.model);
  if (model === undefined) return { kind: "problem", message: `there is no model ${walk.model}` };
  const { subject, problem } = openSubject(test, variant, model, false, lowering);
  if (subject === null) return { kind: "problem", message: problem };
  const stepper = new Stepper(subject);
  const misstep = stepper.load(walk.path);
  if (misstep !== null) return { kind: "problem", message: `the link does not fit: ${misstep}` };
  stepper.jump(Math.min(walk.at, walk.path.length));
  const said = await doWanted(stepper, walk.wanted, options);
  const { history, at, view } = stepper.state;
  const changed = stepper.changes.flatMap(({ path: [field, ...part] }) => {
    return field === "view" ? [part.slice(0, 4).join(".")] : [];
  });
  return { kind: "step", code: stepper.code, history, at, view, changed, said };
}

/** Does what is wanted and says what came of it. */
async function doWanted(
  stepper: Stepper,
  wanted: Wanted,
  options: RunOptions,
): Promise<readonly string[]> {
  if (wanted === "view") return [];
  const { subject } = stepper;
  if (wanted === "reachable") {
    const { outcomes, isComplete } = await reachableAfter(subject, stepper.path, options);
    const lines = outcomes.map(({ values, satisfies }) => {
      return `${satisfies ? "* " : "  "}${outcomeText(subject.asked, values)}`;
    });
    return [...lines, ...(isComplete ? [] : ["The search was ended: there may be more."])];
  }
  const isWanted = wanted === "outcome";
  const found = await pathToOutcome(subject, stepper.path, isWanted, options);
  if (found.path === null) {
    return [found.isComplete ? "Not possible from here." : "Not found within the limits."];
  }
  stepper.load(found.path);
  const steps = found.path.length === 1 ? "1 step leads" : `${found.path.length} steps lead`;
  return [`${steps} there: press Redo to take them one by one.`];
}

import type { LoweringOptions } from "../../dialect/dialect.js";
import type { Test } from "../../harness/load.js";
import type { RunOptions } from "../../harness/run.js";
import { models } from "../../models/models.js";
import { countText, outcomeText } from "../../report/words.js";
import { formatDiagnostic } from "../../source/diagnostic.js";
import { pathToOutcome, reachableAfter } from "../../stepper/ask.js";
import { Stepper } from "../../stepper/session.js";
import { asking, openSubject } from "../../stepper/subject.js";
import type { Answer, StepAnswer, Walk, Wanted } from "../questions/protocol.js";

/** The session of the walk that was asked about last: a page looks at one at a time. */
interface Live {
  /** What is walked through. */
  readonly key: string;
  readonly stepper: Stepper;
  /** Everything that was possible at its start; null before that was asked. */
  outcomes: readonly Reached[] | null;
}

/** A final state as the table of outcomes writes it. */
interface Reached {
  readonly text: string;
  readonly satisfies: boolean;
}

let live: Live | null = null;

/** Where a walk is, after what was wanted was done. */
export async function stepAnswer(
  test: Test,
  walk: Walk & { readonly wanted: Wanted },
  options: RunOptions,
  lowering: LoweringOptions,
): Promise<Answer> {
  const opened = openLive(test, walk, lowering);
  if (typeof opened === "string") return { kind: "problem", message: opened };
  const { stepper } = opened;
  const misstep = moveTo(stepper, walk);
  if (misstep !== null) return { kind: "problem", message: `the link does not fit: ${misstep}` };
  const told = await doWanted(opened, walk, options);
  const { history, at, view } = stepper.state;
  const changed = stepper.changes.flatMap(({ path: [field, ...part] }) => {
    return field === "view" ? [part.slice(0, 4).join(".")] : [];
  });
  const lastLines = view.threads.map((_, t) => stepper.lastLine(t));
  return { kind: "step", code: stepper.code, history, at, view, changed, lastLines, ...told };
}

/** The live session if it is the one that is asked for, else a new one; a problem in words. */
function openLive(test: Test, walk: Walk, lowering: LoweringOptions): Live | string {
  const { text, isFine } = walk;
  const key = JSON.stringify([text, walk.variant, walk.model, isFine]);
  if (live?.key === key) return live;
  const variant = test.variants.find(({ name }) => name === walk.variant) ?? test.variants[0]!;
  const model = models.find(({ id }) => id === walk.model);
  if (model === undefined) return `there is no model ${walk.model}`;
  const { subject, problem } = openSubject(test, variant, model, isFine, lowering);
  if (subject === null) return problem;
  live = { key, stepper: new Stepper(subject), outcomes: null };
  return live;
}

/** Moves a session to where a walk is; steps that it has already are kept. Null, or what is wrong. */
function moveTo(stepper: Stepper, { path, at }: Walk): string | null {
  const { history } = stepper.state;
  const isAsItWas = path.length === history.length && path.every((s, i) => history[i]?.index === s);
  if (!isAsItWas) {
    const other = path.findIndex((step, i) => history[i]?.index !== step);
    const same = other === -1 ? path.length : other;
    stepper.jump(same);
    const misstep = stepper.load(path.slice(same));
    if (misstep !== null) return misstep;
  }
  stepper.jump(Math.min(at, path.length));
  return null;
}

type Told = Pick<StepAnswer, "said" | "outcomes">;

/** Does what is wanted and says what came of it. */
async function doWanted(
  opened: Live,
  walk: Walk & { readonly wanted: Wanted },
  options: RunOptions,
): Promise<Told> {
  const { wanted } = walk;
  if (wanted.kind === "view") return { said: [], outcomes: null };
  const answer =
    wanted.kind === "way"
      ? { said: await findWay(opened.stepper, walk, wanted.outcome, options), outcomes: null }
      : await reachable(opened, walk, options);
  return answer;
}

/** Puts a way to an outcome behind the state; null stands for what the test asks about. */
async function findWay(
  stepper: Stepper,
  walk: Walk,
  outcome: string | null,
  options: RunOptions,
): Promise<readonly string[]> {
  const { subject, path } = stepper;
  const asked =
    outcome === null
      ? { subject, diagnostics: [] }
      : asking(subject, outcome.trim().split(/\s+/).join(" /\\ "));
  if (asked.subject === null) return [formatDiagnostic(asked.diagnostics[0]!)];
  const isWanted = outcome !== null || subject.program.condition.quantifier !== "forall";
  const found = await pathToOutcome(asked.subject, path, isWanted, options);
  // Meanwhile another question may have moved the session.
  moveTo(stepper, walk);
  if (found.path === null) {
    return [found.isComplete ? "Not possible from here." : "Not found within the limits."];
  }
  if (found.path.length === 0) return ["This is it."];
  stepper.load(found.path);
  return [`${countText(found.path.length, "step")} from here: Redo takes one after the other.`];
}

/** What can still happen, and what could have at the start. */
async function reachable(opened: Live, walk: Walk, options: RunOptions): Promise<Told> {
  const { stepper } = opened;
  const { subject, path } = stepper;
  const search = async (from: readonly number[]) => {
    const { outcomes, isComplete } = await reachableAfter(subject, from, options);
    const texts = outcomes.map(({ values, satisfies }) => {
      return { text: outcomeText(subject.asked, values), satisfies };
    });
    return { texts, isComplete };
  };
  const { texts: here, isComplete } = await search(path);
  if (opened.outcomes === null && isComplete) {
    const start = path.length === 0 ? { texts: here, isComplete } : await search([]);
    if (start.isComplete) opened.outcomes = start.texts;
  }
  moveTo(stepper, walk);
  const isHere = new Set(here.map(({ text }) => text));
  const gone = isComplete ? (opened.outcomes ?? []).filter(({ text }) => !isHere.has(text)) : [];
  const found = countText(here.length, "outcome");
  const atLeast = here.length === 0 ? "no outcome" : `at least ${found}`;
  const said = isComplete
    ? `${found} can still be reached from here${gone.length > 0 ? `, ${gone.length} not any more` : ""}.`
    : `The search was ended: ${atLeast} so far, there may be more.`;
  const outcomes = [
    ...here.map((one) => ({ ...one, isReachable: true })),
    ...gone.map((one) => ({ ...one, isReachable: false })),
  ];
  return { said: [said], outcomes };
}

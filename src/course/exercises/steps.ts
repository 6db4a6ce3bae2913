import { DEFAULT_LIMITS } from "../../harness/limits.js";
import type { MachineModel } from "../../models/model.js";
import { pathToOutcome } from "../../stepper/ask.js";
import { decodeLink, fingerprint, type Link } from "../../stepper/link.js";
import { Stepper } from "../../stepper/session.js";
import { asking, openSubject, type Subject } from "../../stepper/subject.js";
import { askOptions } from "../asking.js";
import {
  type ExerciseBase,
  type ExerciseKind,
  type Mark,
  type Marking,
  markOf,
  unmarked,
} from "../exercise.js";
import type { CourseTest } from "../test.js";

/** Drive the stepper to an outcome. */
export interface StepsExercise extends ExerciseBase {
  readonly kind: "steps";
  readonly test: CourseTest;
  readonly model: MachineModel;
  /** What the final state has to satisfy, as after `exists`; null: the test's own proposition. */
  readonly outcome: string | null;
}

/** Steps in one answer, at most. */
const STEPS_MAX = 2_000;
/** Share of the points for steps that lead towards the outcome and end too early. */
const UNFINISHED = 0.5;

type Steps =
  | { readonly path: readonly number[]; readonly isFine: boolean; readonly problem: null }
  | { readonly path: null; readonly problem: string };

/** The text whose machine is to be taken to what its condition asks for, and the condition alone. */
export function askedIn(exercise: StepsExercise): { readonly text: string; readonly goal: string } {
  const { subject, problem } = subjectOf(exercise, false);
  if (subject === null) throw new Error(problem);
  const { source, condition } = subject.test.file;
  const { start, end } = condition.span;
  return { text: source.text, goal: source.text.slice(start, end).replace(/\s+/g, " ") };
}

/** What is stepped through; a lesson is only read when that works. */
function subjectOf(
  { test, model, outcome }: Pick<StepsExercise, "test" | "model" | "outcome">,
  isFine: boolean,
): { readonly subject: Subject; readonly problem: null } | { subject: null; problem: string } {
  const lowering = { loopRoundsMax: DEFAULT_LIMITS.loopRoundsMax };
  const opened = openSubject(test.test, test.test.variants[0]!, model, isFine, lowering);
  if (opened.subject === null || outcome === null) return opened;
  const { subject, diagnostics } = asking(opened.subject, outcome);
  if (subject !== null) return { subject, problem: null };
  return { subject: null, problem: diagnostics.map(({ message }) => message).join("; ") };
}

/** Drive the stepper to an outcome. */
export const stepsKind: ExerciseKind<StepsExercise> = {
  name: "steps",
  summary: "take a model's machine, step by step, to an outcome",
  answer: 'a link of the stepper, "s1.…", or the numbers of the steps as --at has them: [1, 1, 2]',
  read(fields, base) {
    const test = fields.test();
    const model = fields.machineModel("model");
    const outcome = fields.optional("outcome");
    if (test === null || model === null) return null;
    const exercise: StepsExercise = { ...base, kind: "steps", test, model, outcome };
    const { problem } = subjectOf(exercise, false);
    if (problem === null) return exercise;
    fields.refuse(outcome === null ? "model" : "outcome", problem);
    return null;
  },
  async mark(exercise, answer, marking) {
    const steps = readSteps(exercise, answer);
    if (steps.path === null) return unmarked(exercise, "malformed", steps.problem);
    const { subject, problem } = subjectOf(exercise, steps.isFine);
    if (subject === null) return unmarked(exercise, "bounded", problem);
    return markPath(exercise, subject, steps.path, marking);
  },
  async solve(exercise, marking) {
    const { subject, problem } = subjectOf(exercise, false);
    if (subject === null) return { answer: null, problem };
    const { path, isComplete } = await pathToOutcome(subject, [], true, askOptions(marking));
    if (path !== null) return { answer: path.map((index) => index + 1), problem: null };
    const why = isComplete ? "is impossible" : "was not found within the limits";
    return { answer: null, problem: `the outcome ${why}` };
  },
};

async function markPath(
  exercise: StepsExercise,
  subject: Subject,
  path: readonly number[],
  marking: Marking,
): Promise<Mark> {
  const stepper = new Stepper(subject);
  const misstep = stepper.load(path);
  if (misstep !== null) return markOf(exercise, 0, `Not possible: ${misstep}.`);
  stepper.jump(path.length);
  const { end } = stepper.state.view;
  if (end !== null && end.kind !== "final") return markOf(exercise, 0, `It ends: ${end.text}.`);
  if (end !== null) {
    const state = end.outcome.map(({ name, value }) => `${name}=${value}`).join(" ");
    if (end.satisfies && end.isCounted) {
      return markOf(exercise, 1, `Right: ${path.length} steps lead to ${state}.`);
    }
    return markOf(exercise, 0, `The steps are possible, but they end in ${state}.`);
  }
  const ahead = await pathToOutcome(subject, path, true, askOptions(marking));
  if (ahead.path !== null) {
    const left = ahead.path.length;
    const more = left === 1 ? "1 step more leads" : `${left} steps more lead`;
    return markOf(
      exercise,
      path.length === 0 ? 0 : UNFINISHED,
      `Not at the end yet: ${more} there.`,
    );
  }
  if (!ahead.isComplete) return unmarked(exercise, "bounded", "No answer within the limits.");
  return markOf(
    exercise,
    0,
    "The steps end too early, and from there the outcome is out of reach.",
  );
}

function readSteps(exercise: StepsExercise, answer: unknown): Steps {
  if (typeof answer === "string" && /^\s*s\d/.test(answer)) return readLink(exercise, answer);
  const list = typeof answer === "string" ? answer.split(/[\s,]+/).map(Number) : answer;
  const isStep = (one: unknown) => typeof one === "number" && Number.isInteger(one) && one >= 1;
  if (!Array.isArray(list) || !list.every(isStep)) {
    return { path: null, problem: "The answer is a link of the stepper, or step numbers from 1." };
  }
  return readPath(
    list.map((one: number) => one - 1),
    false,
  );
}

function readPath(path: readonly number[], isFine: boolean): Steps {
  if (path.length <= STEPS_MAX) return { path, isFine, problem: null };
  return { path: null, problem: `${path.length} steps; an answer has at most ${STEPS_MAX}.` };
}

function readLink({ test, model }: StepsExercise, text: string): Steps {
  const { link, problem } = decodeLink(text);
  if (link === null) return { path: null, problem: `Not a link of the stepper: ${problem}.` };
  if (link.model !== model.id) {
    return { path: null, problem: `The link is about ${link.model}, not about ${model.id}.` };
  }
  if (!isAbout(link, test)) return { path: null, problem: `The link is not about ${test.name}.` };
  return readPath(link.path, link.isFine);
}

/** Whether a link leads to a test, by its name or by its text; in either case to the variant that is shown. */
function isAbout({ test: linked, variant }: Link, test: CourseTest): boolean {
  if (linked.kind === "text" && linked.text === test.source.text) return variant === null;
  const mark = linked.kind === "text" ? fingerprint(linked.text) : linked.fingerprint;
  return mark === fingerprint(test.original) && variant === test.variant;
}

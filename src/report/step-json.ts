import type { Stepper } from "../stepper/session.js";
import type { StepView } from "../stepper/view.js";
import type { Heading } from "./explain-json.js";
import { FORMAT } from "./json.js";

/** A state of a machine, as `step --json` prints it: what is to be seen, and what can happen next. */
export interface StepReport extends Heading {
  readonly format: typeof FORMAT;
  readonly variant: string | null;
  readonly model: string;
  /** Numbers of the steps that lead there, as `--at` takes them: the first possible one of a state is 1. */
  readonly at: readonly number[];
  readonly steps: readonly { readonly thread: string | null; readonly text: string }[];
  readonly state: Omit<StepView, "possible" | "impossible">;
  readonly possible: readonly StepRow[];
  readonly impossible: readonly Omit<StepRow, "number">[];
  /** The parts of `state` that the last step changed, as JSON pointers. */
  readonly changed: readonly string[];
  /** For `litmus step --link`, and for the page. */
  readonly link: string;
}

interface StepRow {
  readonly number: number;
  readonly thread: string | null;
  readonly line: number | null;
  readonly text: string;
}

/** One line of JSON: where a session is. */
export function stepJson(heading: Heading, stepper: Stepper, link: string): string {
  const { subject, state, path } = stepper;
  const { possible, impossible, ...shown } = state.view;
  const name = (thread: number) => subject.program.threads[thread]?.name ?? null;
  const changed = stepper.changes.flatMap(({ path: [field, part, ...rest] }) => {
    const isState = field === "view" && part !== "possible" && part !== "impossible";
    return isState ? [`/${[part, ...rest].join("/")}`] : [];
  });
  const report: StepReport = {
    format: FORMAT,
    ...heading,
    variant: subject.variant.name,
    model: subject.model.id,
    at: path.map((index) => index + 1),
    steps: state.history.slice(0, state.at).map(({ thread, text }) => {
      return { thread: name(thread), text };
    }),
    state: shown,
    possible: possible.map(({ index, thread, line, text }) => {
      return { number: index + 1, thread: name(thread), line, text };
    }),
    impossible: impossible.map(({ thread, line, text }) => ({ thread: name(thread), line, text })),
    changed: [...new Set(changed)].sort(),
    link,
  };
  return `${JSON.stringify(report)}\n`;
}

import type { Cause, Disorder, Plot, Story } from "../explain/story/story.js";
import type { Program } from "../program/program.js";
import { disorderText } from "./disorder.js";
import {
  type ExecutionReport,
  executionReport,
  type TraceReport,
  traceReport,
  type ValueText,
  valuesInWords,
} from "./json-witness.js";
import { doneText } from "./schedule.js";
import { lineOf } from "./words.js";

/** How an outcome comes about, as `explain --json` prints it. */
export interface StoryReport {
  readonly engine: "machine" | "axioms";
  /** The final state, as values of what the test observes. */
  readonly values: readonly ValueText[];
  readonly witness: TraceReport | ExecutionReport;
  /**
   * Among what the witness was chosen. `isBest`: among all that lead to the outcome. Of a machine it has the fewest steps
   * in any case. `executions`: how many were looked at; null for a machine.
   */
  readonly chosen: { readonly isBest: boolean; readonly executions: number | null };
  /** The accesses in an order in which they can have taken effect. */
  readonly schedule: readonly AccessReport[];
  /** What was out of order: none, when the threads' turns are enough. */
  readonly reordered: readonly DisorderReport[];
}

interface AccessReport {
  readonly thread: string;
  readonly line: number | null;
  readonly text: string;
  /** The place in the witness: of its step, or of its event, from 0. */
  readonly origin: number;
}

interface DisorderReport {
  readonly cause: Cause;
  /**
   * Two accesses of one thread, `first` the earlier one in program order, which took effect later; for `not propagated`
   * and `older write` the access that missed a write of another thread, and that write. Places in `schedule`, and lines.
   */
  readonly first: number;
  readonly second: number;
  readonly firstLine: number | null;
  readonly secondLine: number | null;
  readonly text: string;
}

/** What a story is in JSON. */
export function storyReport(program: Program, story: Story): StoryReport {
  const { plot, engine, values } = story;
  const ending = { kind: "outcome", outcome: { values, satisfies: true } } as const;
  const { accesses, schedule } = plot;
  return {
    engine,
    values: valuesInWords(program, values),
    witness:
      engine === "machine"
        ? traceReport(program, ending, story.trace)
        : executionReport(program, { ...ending, witness: story.witness }),
    chosen:
      engine === "machine"
        ? { isBest: story.isBest, executions: null }
        : { isBest: story.isBest, executions: story.executions },
    schedule: schedule.map((i) => ({
      thread: program.threads[accesses[i]!.thread]!.name,
      line: lineAt(plot, i),
      text: doneText(program, accesses[i]!),
      origin: accesses[i]!.origin,
    })),
    reordered: plot.disorders.map((disorder) => disorderReport(program, plot, disorder)),
  };
}

function disorderReport(program: Program, plot: Plot, disorder: Disorder): DisorderReport {
  const { cause, first, second } = disorder;
  return {
    cause,
    first: plot.schedule.indexOf(first),
    second: plot.schedule.indexOf(second),
    firstLine: lineAt(plot, first),
    secondLine: lineAt(plot, second),
    text: disorderText(program, plot, disorder),
  };
}

function lineAt({ accesses }: Plot, i: number): number | null {
  const { site } = accesses[i]!;
  return site === null ? null : lineOf(site);
}

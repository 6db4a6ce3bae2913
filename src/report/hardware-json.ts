import { type Finding, findingsOf } from "../hardware/finding.js";
import type { Mode } from "../hardware/plan.js";
import type { Heading } from "./explain-json.js";
import type { Sighting } from "./hardware.js";
import { ownModelOf } from "./hardware-words.js";
import { FORMAT } from "./json.js";

/** What came out of a test on this machine, as `hw --json` prints it. */
export interface HardwareReport extends Heading {
  readonly format: typeof FORMAT;
  readonly variant: string | null;
  /** How the threads access memory: JavaScript's plain accesses, or Atomics. */
  readonly mode: Mode;
  readonly machine: {
    readonly architecture: string | null;
    /** How many threads it runs at the same time. */
    readonly processors: number;
    /** The id of the model that its processor keeps; null where that is not known. */
    readonly model: string | null;
  };
  readonly threads: number;
  readonly milliseconds: number;
  readonly runs: number;
  /** Runs that all threads began at once: in the others they came one after the other. */
  readonly together: number;
  /** The user ended it early. */
  readonly isInterrupted: boolean;
  readonly models: readonly {
    readonly id: string;
    readonly title: string;
    /** False: a limit was hit. */
    readonly isComplete: boolean;
  }[];
  readonly outcomes: readonly {
    readonly outcome: string;
    readonly times: number;
    /** The test asks about it. */
    readonly isAsked: boolean;
    /** In the order of `models`; null when it is not known. */
    readonly allowed: readonly (boolean | null)[];
  }[];
  readonly findings: readonly Finding[];
}

/** One line of JSON. */
export function hardwareJson(heading: Heading, sighting: Sighting, isInterrupted: boolean): string {
  const { experiment, counts, machine, milliseconds } = sighting;
  const { variant, mode, plan, columns, outcomes } = experiment;
  const model = ownModelOf(machine);
  const report: HardwareReport = {
    ...{ format: FORMAT, ...heading, variant, mode },
    machine: { ...machine, model },
    ...{ threads: plan.threads.length, milliseconds: Math.round(milliseconds) },
    ...{ runs: counts.runs, together: counts.together, isInterrupted, models: columns },
    outcomes: outcomes.map(({ text, isAsked, allowed }, k) => {
      return { outcome: text, times: counts.times[k] ?? 0, isAsked, allowed };
    }),
    findings: findingsOf(experiment, counts, model),
  };
  return `${JSON.stringify(report)}\n`;
}

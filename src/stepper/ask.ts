import type { Limits } from "../harness/limits.js";
import { exploreMachine } from "../harness/machine.js";
import { Pace, type Progress, Work } from "../harness/pace.js";
import type { MachineCell } from "../harness/result.js";
import type { Machine } from "../machine/machine.js";
import type { Subject } from "./subject.js";
import { initialState, walk } from "./walk.js";

/** How far a question about what comes next may search. Clock and signal come from the caller. */
export interface AskOptions {
  readonly limits: Limits;
  /** Milliseconds since some moment in the past. */
  clock(): number;
  /** Ends the search after the current slice; what is known is in the answer. */
  readonly signal?: AbortSignal;
  onProgress?(progress: Progress): void;
}

/** Everything that can still happen after some steps: a search that begins in the state that they lead to. */
export async function reachableAfter(
  subject: Subject,
  path: readonly number[],
  options: AskOptions,
): Promise<MachineCell> {
  const { model, program, variant, machineOptions } = subject;
  const from = {
    ...model,
    machine: (...made: Parameters<typeof model.machine>) => {
      return startingAfter(model.machine(...made), path);
    },
  };
  const about = { variant: variant.name, model: model.id, engine: "machine" } as const;
  const work = new Work(new Pace(options), about, options.limits.millisecondsMax);
  const { limits } = options;
  const asked = { name: variant.name, program };
  const cell = await exploreMachine(asked, from, { limits, machineOptions }, work);
  return { ...cell, model };
}

/** A way to a final state, or why there is none. */
export interface PathAnswer {
  /** Steps from where the question was asked on; null when no such final state was found. */
  readonly path: readonly number[] | null;
  /** True: what was not found is impossible from there. */
  readonly isComplete: boolean;
  /** The bounds that were hit, in words. */
  readonly bounds: readonly string[];
}

/** A shortest way from after some steps to a final state of which the subject's question is true, or is not. */
export async function pathToOutcome(
  subject: Subject,
  path: readonly number[],
  isWanted: boolean,
  options: AskOptions,
): Promise<PathAnswer> {
  const cell = await reachableAfter(subject, path, options);
  const { isComplete, bounds } = cell;
  let shortest: readonly number[] | null = null;
  for (const { satisfies, state } of cell.outcomes) {
    if (satisfies !== isWanted) continue;
    const { choices } = cell.trace(state);
    if (shortest === null || choices.length < shortest.length) shortest = choices;
  }
  return { path: shortest, isComplete, bounds };
}

/** The machine as if it began after some steps. */
function startingAfter(machine: Machine, path: readonly number[]): Machine {
  const initial = initialState(machine);
  const { states, misstep } = walk(machine, initial, path);
  if (misstep !== null) {
    throw new RangeError(`step ${misstep.index} of a state with ${misstep.count} successors`);
  }
  const start = states.at(-1) ?? initial;
  return { ...machine, initial: (out) => out.set(start) };
}

import { flowOf } from "../program/control.js";
import type { Program } from "../program/program.js";
import { sharedDomains } from "../program/sections.js";
import { constant } from "../program/symbolic.js";
import type { ThreadPath } from "./path.js";
import { UNTAINTED, type ValueSet } from "./symbolic.js";
import { withoutNeedlessRefusals } from "./unfold-locks.js";
import { type Surroundings, ThreadUnfolding } from "./unfold-thread.js";
import { possibleValues } from "./unfold-values.js";
import { Way } from "./unfold-way.js";

export interface UnfoldOptions {
  /** Paths of one thread that are listed at most. */
  readonly pathsMax: number;
  /** Rounds of a loop that does more than wait for one value and does not count its rounds itself. */
  readonly roundsMax: number;
}

export const DEFAULT_UNFOLD_OPTIONS: UnfoldOptions = { pathsMax: 20_000, roundsMax: 8 };

/** A program as all that its threads can do, each by itself. */
export interface Unfolding {
  /** By thread: its paths, in the order in which the text tries them: first the condition that holds. */
  readonly threads: readonly (readonly ThreadPath[])[];
  /** In words, what was hit of the bounds: then there are paths that are not listed. */
  readonly bounds: readonly string[];
  /** By location, then by SRCU domain: every value that it may ever hold; null when that may be any. */
  readonly values: readonly ValueSet[];
}

/**
 * All ways through each thread of a program (models.md 5.3). Left out are ways that no value which anybody may write
 * could lead to. A loop that waits is listed as left in the round in which it is left.
 */
export function unfold(
  program: Program,
  options: UnfoldOptions = DEFAULT_UNFOLD_OPTIONS,
): Unfolding {
  const values = possibleValues(program);
  const surroundings = { program, values, shared: sharedDomains(program), options };
  const bounds: string[] = [];
  const threads = program.threads.map((_, t) => pathsOf(t, surroundings, bounds));
  return {
    threads: bounds.length > 0 ? threads : withoutNeedlessRefusals(program, threads),
    bounds,
    values,
  };
}

function pathsOf(t: number, surroundings: Surroundings, bounds: string[]): readonly ThreadPath[] {
  const { program, options } = surroundings;
  const thread = program.threads[t]!;
  const registers = thread.registers.map((r) => constant(r.initial));
  const start = (): Way =>
    new Way(
      [...registers],
      registers.map(() => UNTAINTED),
      program.values,
    );
  const unfolding = new ThreadUnfolding(thread, flowOf(program, t), surroundings);
  const isComplete = unfolding.run(start());
  if (!isComplete) bounds.push(`${options.pathsMax} ways through ${thread.name}`);
  const { paths } = unfolding;
  if (thread.startedBy === undefined) return paths;
  return [...paths, start().finish({ kind: "never-started", location: thread.startedBy })];
}

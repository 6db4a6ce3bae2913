import type { Program, Thread } from "../program/program.js";
import type { Candidate } from "./candidate.js";
import type { Graph } from "./graph.js";

/**
 * Threads that do the same: exchanging two of them turns every execution into another one. Of the executions that differ
 * only by such exchanges a search for outcomes looks at one (models.md 5.3).
 */
export type SymmetryGroup = readonly number[];

/**
 * The groups of two and more threads with the same code and registers. `distinguish` adds what else tells threads apart:
 * threads with different texts are never in one group.
 */
export function symmetryGroups(
  program: Program,
  distinguish: (thread: number) => string,
): readonly SymmetryGroup[] {
  const groups = new Map<string, number[]>();
  const shapes = program.threads.map(shapeOf);
  program.threads.forEach(({ code, registers, startedBy }, thread) => {
    // Nearly always a thread is like no other already at a glance.
    if (shapes.indexOf(shapes[thread]!) === shapes.lastIndexOf(shapes[thread]!)) return;
    const bare = code.map(({ site: _, ...instruction }) => instruction);
    const key = JSON.stringify([bare, registers, startedBy ?? null, distinguish(thread)], plain);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [thread]);
    else group.push(thread);
  });
  return [...groups.values()].filter((group) => group.length > 1);
}

/** What threads with the same code have in common, and few others. */
function shapeOf({ code, registers }: Thread): string {
  return `${registers.length} ${code.map(({ op }) => op).join(" ")}`;
}

/** Sites of nested parts (a fault of a store) do not make threads different. */
function plain(key: string, value: unknown): unknown {
  return key === "site" || key === "span" ? null : value;
}

/** The threads of a group that take the same path in a graph, next to each other. */
export interface Run {
  readonly threads: readonly number[];
  /** Event of each thread whose place in co orders the threads; none when the path writes nothing. */
  readonly writes: readonly number[];
  /** Events of each thread that read, when the path writes nothing: the writes they read order the threads. */
  readonly reads: readonly (readonly number[])[];
}

/** The runs of a graph; `indices` are the places of its paths in the lists of their threads. */
export function runsOf(
  graph: Graph,
  indices: readonly number[],
  groups: readonly SymmetryGroup[],
): readonly Run[] {
  const runs: Run[] = [];
  for (const group of groups) {
    for (const index of new Set(group.map((thread) => indices[thread]!))) {
      const threads = group.filter((thread) => indices[thread] === index);
      if (threads.length < 2) continue;
      const { events } = graph.paths[threads[0]!]!;
      const at = (thread: number, k: number): number => graph.numbers[thread]![k]!;
      const write = events.findIndex((e) => e.kind === "write");
      const reads = events.flatMap((e, k) => (e.kind === "read" ? [k] : []));
      runs.push({
        threads,
        writes: write < 0 ? [] : threads.map((t) => at(t, write)),
        reads: write < 0 ? threads.map((t) => reads.map((k) => at(t, k))) : [],
      });
    }
  }
  return runs;
}

/** Whether the paths of each group come in ascending order, as far as chosen (-1: not yet). */
export function isSortedChoice(
  indices: readonly number[],
  groups: readonly SymmetryGroup[],
): boolean {
  return groups.every((group) =>
    group.every((thread, k) => {
      const before = k === 0 ? -1 : indices[group[k - 1]!]!;
      return indices[thread]! < 0 || before <= indices[thread]!;
    }),
  );
}

/** Orders the first writes of the threads of each run. False: there is no execution. */
export function orderRuns(candidate: Candidate, runs: readonly Run[]): boolean {
  for (const { writes } of runs) {
    for (let k = 1; k < writes.length; k++) {
      if (!candidate.order(writes[k - 1]!, writes[k]!)) return false;
    }
  }
  return true;
}

/** Whether the threads of each run that writes nothing stand in the order of the writes that they read, as far as decided. */
export function areRunsSorted(candidate: Candidate, runs: readonly Run[]): boolean {
  for (const { reads } of runs) {
    for (let k = 1; k < reads.length; k++) {
      if (!isNotAfter(candidate, reads[k - 1]!, reads[k]!)) return false;
    }
  }
  return true;
}

function isNotAfter(candidate: Candidate, left: readonly number[], right: readonly number[]) {
  for (let k = 0; k < left.length; k++) {
    const a = candidate.rfOf[left[k]!]!;
    const b = candidate.rfOf[right[k]!]!;
    if (a < 0 || b < 0) return true;
    if (a !== b) return a < b;
  }
  return true;
}

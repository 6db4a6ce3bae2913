import { evaluate } from "../program/evaluate.js";
import type { Program } from "../program/program.js";
import type { Code } from "../program/value.js";
import { Candidate } from "./candidate.js";
import { Combinations } from "./combinations.js";
import { DIVIDED_COMBINATIONS, type Division } from "./division.js";
import { buildGraph, type Graph } from "./graph.js";
import type { CompiledModel, Judge } from "./judge.js";
import type { ThreadPath } from "./path.js";
import { type Goal, Search } from "./search.js";
import { areRunsSorted, orderRuns, runsOf, type SymmetryGroup } from "./symmetry.js";
import { type PathTables, tablesOf } from "./tables.js";
import type { Vocabulary } from "./vocabulary/vocabulary.js";

/** What every part of one enumeration shares. */
export interface Setting {
  readonly program: Program;
  readonly model: CompiledModel;
  readonly vocabulary: Vocabulary;
}

/** One combination of paths, ready to be searched. */
export interface Start {
  /** Place of each thread's path in the list of its thread. */
  readonly indices: readonly number[];
  readonly graph: Graph;
  readonly candidate: Candidate;
  readonly tables: readonly PathTables[];
  readonly judge: Judge;
  /** Flags that some execution of the graph could raise. */
  readonly flags: number;
  /** See `Goal`. */
  readonly isCanonical: Goal["isCanonical"];
}

/** The executions of every combination of one path for each thread, searched one combination after the other. */
export class Sweep {
  isFinished = false;
  readonly #setting: Setting;
  readonly #lists: readonly (readonly ThreadPath[])[];
  readonly #tables: readonly (readonly PathTables[])[];
  readonly #groups: readonly SymmetryGroup[];
  readonly #goalOf: (start: Start) => Goal;
  readonly #division: Division | null;
  readonly #combinations: Combinations;
  /** A value for each event of a path: what `#accepts` tries. */
  readonly #tried: Int32Array;
  #search: Search | null = null;
  /** Combinations that were begun. */
  #begun = 0;
  #candidates = 0;
  #executions = 0;

  constructor(
    setting: Setting,
    lists: readonly (readonly ThreadPath[])[],
    groups: readonly SymmetryGroup[],
    goalOf: (start: Start) => Goal,
    division: Division | null,
  ) {
    this.#division = division;
    this.#setting = setting;
    this.#lists = lists;
    this.#tables = lists.map((paths) => paths.map(tablesOf));
    this.#groups = groups;
    this.#goalOf = goalOf;
    let longest = 1;
    for (const path of lists.flat()) longest = Math.max(longest, path.events.length);
    this.#tried = new Int32Array(longest);
    this.#combinations = new Combinations(
      lists,
      this.#tables,
      this.#initial,
      groups,
      this.#accepts,
    );
  }

  /** Complete candidates that were judged. */
  get candidates(): number {
    return this.#candidates + (this.#search?.candidates ?? 0);
  }

  /** Of those, the allowed ones. */
  get executions(): number {
    return this.#executions + (this.#search?.executions ?? 0);
  }

  /** Looks at up to `nodes` nodes, or a few combinations that have none. Gives how many. */
  advance(nodes: number): number {
    if (this.#search === null) {
      this.#begin();
      return 1;
    }
    const search = this.#search;
    if (search.advance(nodes)) {
      this.#candidates += search.candidates;
      this.#executions += search.executions;
      this.#search = null;
    }
    return nodes;
  }

  /** A candidate of the paths with these places, before it begins. */
  candidateOf(indices: readonly number[]): {
    readonly tables: readonly PathTables[];
    readonly candidate: Candidate;
  } {
    const { program, model, vocabulary } = this.#setting;
    const paths = indices.map((k, t) => this.#lists[t]![k]!);
    const tables = indices.map((k, t) => this.#tables[t]![k]!);
    const graph = buildGraph(program, paths, vocabulary);
    return {
      tables,
      candidate: new Candidate(graph, tables, this.#initial, program.values, model),
    };
  }

  #begin(): void {
    const indices = this.#combinations.next();
    if (indices === null) {
      this.isFinished = true;
      return;
    }
    const isDivided = this.#begun++ < DIVIDED_COMBINATIONS;
    const division = this.#division;
    if (division !== null && !isDivided && !division.claim()) return;
    const { tables, candidate } = this.candidateOf(indices);
    const { graph } = candidate;
    const runs = runsOf(graph, indices, this.#groups);
    if (!orderRuns(candidate, runs) || !candidate.begin()) return;
    const judge = this.#setting.model.start(graph.frame, candidate.choice);
    const flags = judge.frameFlags();
    const isCanonical = (c: Candidate) => areRunsSorted(c, runs);
    const goal = this.#goalOf({ indices, graph, candidate, tables, judge, flags, isCanonical });
    this.#search = new Search(candidate, judge, flags !== 0, goal, isDivided ? division : null);
  }

  /** Value of a location before anything is written; the ones behind the program's are SRCU domains. */
  readonly #initial = (location: number): Code =>
    this.#setting.program.locations[location]?.initial ?? 0;

  /** Whether every constraint over this read alone holds for a value. */
  readonly #accepts = (tables: PathTables, event: number, value: Code): boolean => {
    this.#tried[event] = value;
    return tables.constraintsOf[event]!.every((c) => {
      const { reads, expression, isTrue } = tables.constraints[c]!;
      if (reads.length !== 1) return true;
      const { values } = this.#setting.program;
      return (evaluate(expression, this.#tried, 0, 0, values) !== 0) === isTrue;
    });
  };
}

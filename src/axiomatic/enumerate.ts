import type { Program, Site } from "../program/program.js";
import { place } from "../source/diagnostic.js";
import type { Candidate } from "./candidate.js";
import type { Division, EnumerationPart, ShownExecution } from "./division.js";
import { filterTexts, withFilter } from "./filter.js";
import { CHOICES_MAX, Foresight } from "./foresight.js";
import type { CompiledModel, Judged } from "./judge.js";
import { lastValue, Outcomes, type RegisterFormula, registerFormulas } from "./outcomes.js";
import type { PathEnd, ThreadPath } from "./path.js";
import { prefixesOf } from "./prefixes.js";
import { ALL_REDUCTIONS, type AxiomaticReductions } from "./reductions.js";
import { relevantReads } from "./relevance.js";
import type { EnumerationLimits, EnumerationResult, Witness } from "./result.js";
import type { Goal } from "./search.js";
import { ShownFault, ShownFlag, ShownOutcome } from "./shown.js";
import { type Start, Sweep } from "./sweep.js";
import { type SymmetryGroup, symmetryGroups } from "./symmetry.js";
import { unfold } from "./unfold.js";
import type { Vocabulary } from "./vocabulary/vocabulary.js";
import {
  ChoicesStore,
  choicesAt,
  decide,
  inOtherRoles,
  type StoredChoices,
  witnessOf,
} from "./witness.js";

/** What an enumeration is asked for. */
export interface EnumerationOptions {
  /**
   * `outcomes`: every final state and flag, by as few executions as show them. `executions`: every consistent
   * execution, each once.
   */
  readonly mode: "outcomes" | "executions";
  readonly limits: EnumerationLimits;
  /** Absent: all of them. */
  readonly reductions?: AxiomaticReductions;
  /** Only a share of the executions is looked for, and no end before the last instruction (see `part`); absent: all. */
  readonly division?: Division;
  /**
   * Called for every execution that the filter lets through, while the candidate is the execution; `witness` may be
   * called then or later.
   */
  readonly found?: (candidate: Candidate, witness: () => Witness) => void;
}

/** An execution that was found first to show something, kept small until somebody wants to see it. */
interface Kept extends Omit<ShownExecution, "choices"> {
  readonly sweep: Sweep;
  readonly stored: StoredChoices;
}

/** A path that does not come to the end of its thread: a fault or a loop that was cut off. */
interface Special {
  readonly thread: number;
  readonly path: ThreadPath;
}

/** Nodes of a search between two looks at the limits. */
const SLICE = 1 << 10;

/**
 * All executions of a program that an axiomatic model allows, or as many as it takes to know every final state
 * (models.md 5.3). `advance` does a part of the work, so that the caller can look at the clock, answer a user, or stop.
 */
export class Enumeration {
  readonly #program: Program;
  readonly #model: CompiledModel;
  readonly #vocabulary: Vocabulary;
  readonly #isCounting: boolean;
  readonly #limits: EnumerationLimits;
  readonly #reductions: AxiomaticReductions;
  readonly #onFound: EnumerationOptions["found"];
  readonly #isPart: boolean;
  readonly #paths: readonly (readonly ThreadPath[])[];
  readonly #unfoldingBounds: readonly string[];
  readonly #outcomes: Outcomes;
  readonly #main: Sweep;
  /** Ends still to be looked for; the sweep that looks for the first of them. */
  readonly #specials: Special[];
  #sweep: Sweep;
  readonly #kept: Kept[] = [];
  readonly #choices = new ChoicesStore();
  readonly #flags: { readonly bit: number; readonly kept: number }[] = [];
  readonly #faults: {
    readonly thread: number;
    readonly end: Extract<PathEnd, { kind: "fault" }>;
    readonly kept: number;
  }[] = [];
  readonly #cuts: string[] = [];
  readonly #warnings = new Map<Site, { readonly thread: number; readonly message: string }>();
  #flagsFound = 0;
  #isReached = false;
  #isFinished = false;
  #isCapped = false;
  /** Candidates of sweeps that are over, but for the main one. */
  #candidates = 0;
  #positive = 0;
  #negative = 0;
  /** What parts have looked at. */
  #absorbed = { candidates: 0, executions: 0 };

  constructor(
    program: Program,
    model: CompiledModel,
    vocabulary: Vocabulary,
    { mode, limits, reductions, division, found }: EnumerationOptions,
  ) {
    this.#program = program;
    this.#model = model;
    this.#vocabulary = vocabulary;
    this.#limits = limits;
    this.#reductions = reductions ?? ALL_REDUCTIONS;
    this.#onFound = found;
    this.#isPart = division !== undefined;
    this.#isCounting = mode === "executions";
    const unfolding = unfold(program);
    this.#unfoldingBounds = unfolding.bounds;
    this.#paths = unfolding.threads;
    const complete = this.#paths.map((paths, thread) =>
      withFilter(program, thread, paths.filter(isComplete)),
    );
    this.#specials = firstOfEachEnd(this.#paths);
    const groups = this.#groups();
    this.#outcomes = new Outcomes(program, groups);
    const setting = { program, model, vocabulary };
    this.#main = new Sweep(setting, complete, groups, this.#mainGoal, division ?? null);
    this.#sweep = this.#main;
  }

  /** Looks at about this many nodes of the search; true when there is nothing more to do. */
  advance(nodes: number): boolean {
    for (let left = nodes; left > 0 && !this.#isFinished; ) {
      left -= this.#sweep.advance(Math.min(left, SLICE));
      if (this.#sweep.isFinished || this.#isReached) this.#nextSpecial();
      if (this.#absorbed.candidates + this.candidates > this.#limits.candidatesMax) {
        this.#isCapped = true;
        this.#isFinished = true;
      }
    }
    return this.#isFinished;
  }

  /** Candidates that were judged until now, without those of parts. */
  get candidates(): number {
    return this.#candidates + this.#sweep.candidates;
  }

  /** What is known now. */
  result(): EnumerationResult {
    const { candidatesMax } = this.#limits;
    const cap = this.#isCapped ? [`${candidatesMax} candidate executions`] : [];
    const bounds = [...cap, ...this.#unfoldingBounds, ...this.#cuts];
    const others = this.#sweep === this.#main ? 0 : this.candidates;
    return {
      outcomes: this.#outcomes
        .list()
        .map(({ values, record }) => new ShownOutcome(values, record, this.#outcomeWitness)),
      flags: this.#flags.map(
        ({ bit, kept }) => new ShownFlag(this.#model.flags[bit]!, kept, this.#witness),
      ),
      faults: this.#faults.map(
        ({ thread, end, kept }) => new ShownFault(thread, end, kept, this.#witness),
      ),
      warnings: [...this.#warnings].map(([site, warning]) => ({ site, ...warning })),
      candidates: this.#main.candidates + others + this.#absorbed.candidates,
      executions: this.#main.executions + this.#absorbed.executions,
      positive: this.#positive,
      negative: this.#negative,
      isComplete: this.#isFinished && bounds.length === 0,
      bounds,
    };
  }

  /** What this one has found of its share, for `absorb`. */
  part(): EnumerationPart {
    return {
      candidates: this.#main.candidates,
      executions: this.#main.executions,
      positive: this.#positive,
      negative: this.#negative,
      isComplete: this.#isFinished && !this.#isCapped,
      isCapped: this.#isCapped,
      shown: this.#kept.map(({ indices, stored, flags }) => ({
        ...{ indices, choices: choicesAt(stored), flags },
      })),
    };
  }

  /**
   * Takes over what all shares of the same enumeration have found, before it has looked at anything itself: what `advance`
   * still does then is to look for ends before the last instruction.
   */
  absorb(parts: readonly EnumerationPart[]): void {
    for (const { candidates, executions, positive, negative, shown } of parts) {
      for (const execution of shown) this.#show(execution);
      this.#absorbed.candidates += candidates;
      this.#absorbed.executions += executions;
      this.#positive += positive;
      this.#negative += negative;
    }
    const isAboveLimit = this.#absorbed.candidates > this.#limits.candidatesMax;
    this.#isCapped = isAboveLimit || parts.some(({ isCapped }) => isCapped);
    if (this.#isCapped) this.#isFinished = true;
    else if (parts.every((part) => part.isComplete)) this.#nextSpecial();
  }

  /** Threads that may change places: none when executions are counted, or the filter tells threads apart. */
  #groups(): readonly SymmetryGroup[] {
    if (this.#isCounting || !this.#reductions.identicalThreads) return [];
    const texts = filterTexts(this.#program);
    return texts === null ? [] : symmetryGroups(this.#program, (thread) => texts[thread]!);
  }

  /** Goes on to the next path that ends early: whether any execution gets there. */
  #nextSpecial(): void {
    if (this.#sweep !== this.#main) {
      this.#candidates += this.#sweep.candidates;
      this.#specials.shift();
    }
    this.#isReached = false;
    const special = this.#specials[0];
    if (special === undefined || this.#isPart) {
      this.#isFinished = true;
      return;
    }
    const lists = this.#paths.map((paths, t) =>
      t === special.thread ? paths.filter((p) => isSameEnd(p, special.path)) : prefixesOf(paths),
    );
    const setting = { program: this.#program, model: this.#model, vocabulary: this.#vocabulary };
    this.#sweep = new Sweep(setting, lists, [], (start) => this.#reachGoal(special, start), null);
  }

  readonly #mainGoal = (start: Start): Goal => {
    const { indices, graph, candidate, tables, flags, isCanonical } = start;
    const outcomes = this.#outcomes;
    const { observed } = outcomes;
    const registers = registerFormulas(observed, graph);
    const locations = observed.flatMap((o) => {
      if (o.kind !== "location") return [];
      return Array.from({ length: o.parts?.count ?? 1 }, (_, k) => o.location + k);
    });
    const unwritten = graph.paths.flatMap(({ end }) =>
      end.kind === "never-started" ? [end.location] : [],
    );
    const warned = graph.paths.flatMap(({ warnings }) => warnings.map(({ site }) => site));
    const program = this.#program;
    const foresight = new Foresight(candidate, tables, program.values, this.#reductions.foresight);
    const mayStop = !this.#isCounting && this.#reductions.earlyStop;
    const areWarned = (): boolean => warned.every((site) => this.#warnings.has(site));
    return {
      isThorough: this.#isCounting,
      isPartlyJudged: this.#reductions.partialJudgement,
      choicesMax:
        this.#isCounting || !this.#reductions.foresight ? Number.POSITIVE_INFINITY : CHOICES_MAX,
      isRelevant: relevantReads(graph, tables, registers, [...locations, ...unwritten]),
      isSettled: (judge) =>
        mayStop &&
        areWarned() &&
        outcomes.isSettled(candidate, registers, foresight) &&
        !(this.#areNew(flags) && this.#areNew(judge().possibleFlags())),
      isSeen: () =>
        mayStop && areWarned() && outcomes.isSeen(candidate, registers) && !this.#areNew(flags),
      isCanonical,
      found: (candidate, judged) => {
        if (unwritten.some((l) => lastValue(candidate, l, program) !== 0)) return;
        this.#found(this.#main, indices, candidate, registers, judged);
      },
    };
  };

  /** Whether one of these flags was not raised by any execution yet. */
  #areNew(flags: number): boolean {
    return (flags & ~this.#flagsFound) !== 0;
  }

  #found(
    sweep: Sweep,
    indices: readonly number[],
    candidate: Candidate,
    registers: readonly (RegisterFormula | null)[],
    { flags }: Judged,
  ): void {
    let kept = -1;
    const keep = (): number => {
      if (kept < 0) kept = this.#keep(sweep, indices, candidate, flags);
      return kept;
    };
    const seen = this.#outcomes.add(candidate, registers, keep);
    if (seen === "filtered") return;
    if (this.#onFound !== undefined) {
      const number = keep();
      this.#onFound(candidate, () => this.#witness(number));
    }
    if (seen === "positive") this.#positive++;
    else this.#negative++;
    this.#raise(candidate, flags, keep);
  }

  /** Notes the flags that nobody has raised yet, and the warnings. */
  #raise({ graph }: Candidate, flags: number, keep: () => number): void {
    for (let rest = flags & ~this.#flagsFound; rest !== 0; rest &= rest - 1) {
      this.#flags.push({ bit: 31 - Math.clz32(rest & -rest), kept: keep() });
    }
    this.#flagsFound |= flags;
    graph.paths.forEach(({ warnings }, thread) => {
      for (const { site, message } of warnings) {
        if (this.#warnings.has(site)) continue;
        this.#warnings.set(site, { thread, message });
        // Whoever absorbs this part is told of it by an execution.
        if (this.#isPart) keep();
      }
    });
  }

  /** An execution that a part has found. */
  #show({ indices, choices, flags }: ShownExecution): void {
    const { candidate } = this.#main.candidateOf(indices);
    decide(candidate, choices);
    const registers = registerFormulas(this.#outcomes.observed, candidate.graph);
    const stored = { page: choices, at: 0, words: choices.length };
    const kept = this.#kept.push({ sweep: this.#main, indices, stored, flags }) - 1;
    this.#outcomes.add(candidate, registers, () => kept);
    this.#raise(candidate, flags, () => kept);
  }

  /** Any execution will do, and the first is enough. */
  #reachGoal(special: Special, { indices, graph, isCanonical }: Start): Goal {
    return {
      isThorough: false,
      isPartlyJudged: this.#reductions.partialJudgement,
      choicesMax: Number.POSITIVE_INFINITY,
      isRelevant: new Uint8Array(graph.events.length),
      isSettled: () => this.#isReached,
      isSeen: () => this.#isReached,
      isCanonical,
      found: (candidate) => {
        if (this.#isReached) return;
        this.#isReached = true;
        const { end } = special.path;
        if (end.kind === "cut") {
          this.#cuts.push(`${end.bound} rounds of the loop at ${place(end.site.span)}`);
        } else if (end.kind === "fault") {
          const kept = this.#keep(this.#sweep, indices, candidate, 0);
          this.#faults.push({ thread: special.thread, end, kept });
        }
      },
    };
  }

  #keep(sweep: Sweep, indices: readonly number[], candidate: Candidate, flags: number): number {
    return this.#kept.push({ sweep, indices, stored: this.#choices.add(candidate), flags }) - 1;
  }

  readonly #witness = (kept: number): Witness => this.#witnessOf(kept, (thread) => thread);

  readonly #outcomeWitness = (record: number): Witness => {
    const { mark, roles } = this.#outcomes.origin(record);
    return this.#witnessOf(mark, (thread) => roles[thread]!);
  };

  /** An execution that was kept, with the threads in other roles: `role` gives the one that a thread takes over. */
  #witnessOf(kept: number, role: (thread: number) => number): Witness {
    const { sweep, indices, stored } = this.#kept[kept]!;
    const shown = sweep.candidateOf(indices).candidate.graph;
    const { candidate } = sweep.candidateOf(indices.map((_, thread) => indices[role(thread)]!));
    return witnessOf(candidate, inOtherRoles(choicesAt(stored), shown, candidate.graph, role));
  }
}

function isComplete({ end }: ThreadPath): boolean {
  return end.kind === "finished" || end.kind === "never-started";
}

function firstOfEachEnd(paths: readonly (readonly ThreadPath[])[]): Special[] {
  const specials: Special[] = [];
  paths.forEach((list, thread) => {
    for (const path of list) {
      if (isComplete(path)) continue;
      if (!specials.some((s) => s.thread === thread && isSameEnd(s.path, path))) {
        specials.push({ thread, path });
      }
    }
  });
  return specials;
}

function isSameEnd({ end: a }: ThreadPath, { end: b }: ThreadPath): boolean {
  return a.kind === b.kind && siteOf(a) === siteOf(b) && messageOf(a) === messageOf(b);
}

function siteOf(end: PathEnd): Site | null {
  return end.kind === "cut" || end.kind === "fault" ? end.site : null;
}

function messageOf(end: PathEnd): string {
  return end.kind === "fault" ? end.message : "";
}

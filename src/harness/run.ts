import type { LitmusFile } from "../litmus/file.js";
import { Search, type SearchResult } from "../machine/search.js";
import { trace } from "../machine/trace.js";
import type { MachineOptions, Model } from "../models/model.js";
import { isSatisfied, type Proposition, type Term, termsOf } from "../program/condition.js";
import type { Observed, Program } from "../program/program.js";
import type { Code } from "../program/value.js";
import { judgeExpectations } from "./expectations.js";
import type { Limits } from "./limits.js";
import type { Test, TestVariant } from "./load.js";
import type { Cell, Outcome, TestResult, VariantResult } from "./result.js";
import { observe } from "./verdict.js";

/** How to run a test. Everything that is no part of the answer comes from the caller: clock, signal, progress. */
export interface RunOptions {
  readonly models: readonly Model[];
  /** Names of the variants to run, null for all. */
  readonly variants: readonly string[] | null;
  readonly limits: Limits;
  readonly machineOptions: MachineOptions;
  /** Milliseconds since some moment in the past. */
  clock(): number;
  /** Ends the run after the current slice; what is known is in the result. */
  readonly signal?: AbortSignal;
  onProgress?(progress: Progress): void;
}

/** What a long run is doing. */
export interface Progress {
  readonly variant: string | null;
  readonly model: string;
  /** Transitions explored so far, about. */
  readonly steps: number;
}

/** Transitions between two looks at the clock. */
const SLICE_STEPS = 20_000;
/** Milliseconds of work between two turns of the event loop. */
const SLICE_MILLISECONDS = 40;

/** Runs every chosen variant under every chosen model, one search after the other. */
export async function runTest(test: Test, options: RunOptions): Promise<TestResult> {
  const started = options.clock();
  const variants: VariantResult[] = [];
  const pace = new Pace(options.clock);
  let bytesUsed = 0;
  for (const variant of test.variants) {
    if (options.variants !== null && !options.variants.includes(variant.name ?? "")) continue;
    const cells: Cell[] = [];
    for (const model of options.models) {
      if (options.signal?.aborted) break;
      const bytesMax = Math.max(0, options.limits.bytesMax - bytesUsed);
      const limits = { ...options.limits, bytesMax };
      const cell = await runCell(variant, model, { ...options, limits }, pace);
      bytesUsed += cell.bytes;
      cells.push(cell);
    }
    variants.push({ name: variant.name, program: variant.program, cells });
  }
  return {
    file: test.file.source.name,
    name: test.file.name.text,
    description: test.file.description,
    condition: conditionText(test.file),
    models: options.models,
    variants,
    expectations: judgeExpectations(test.expectations, variants),
    warnings: test.warnings,
    isInterrupted: options.signal?.aborted ?? false,
    milliseconds: options.clock() - started,
  };
}

/** Lets the event loop turn now and then, so that a signal or a message can arrive. */
class Pace {
  readonly #clock: () => number;
  #last: number;

  constructor(clock: () => number) {
    this.#clock = clock;
    this.#last = clock();
  }

  async rest(): Promise<void> {
    if (this.#clock() - this.#last < SLICE_MILLISECONDS) return;
    await new Promise((resolve) => setTimeout(resolve, 0));
    this.#last = this.#clock();
  }
}

async function runCell(
  { name, program }: TestVariant,
  model: Model,
  options: RunOptions,
  pace: Pace,
): Promise<Cell> {
  const { limits, machineOptions, clock, signal, onProgress } = options;
  const started = clock();
  const asked = withFilterTerms(program);
  const search = new Search(model.machine(asked, machineOptions), asked.observed.length, limits);
  let stopped: string | null = null;
  let steps = 0;
  while (!search.advance(SLICE_STEPS)) {
    if (signal?.aborted) stopped = "Ctrl-C";
    else if (clock() - started >= limits.millisecondsMax)
      stopped = timeText(limits.millisecondsMax);
    if (stopped !== null) break;
    steps += SLICE_STEPS;
    onProgress?.({ variant: name, model: model.id, steps });
    await pace.rest();
  }
  const found = search.result();
  const bounds = stopped === null ? found.bounds : [stopped, ...found.bounds];
  const outcomes = countedOutcomes(program, asked, found);
  return {
    model,
    observation: observe(outcomes),
    isComplete: bounds.length === 0 && found.isComplete,
    bounds,
    outcomes,
    faults: found.faults,
    events: found.events,
    deadlocks: found.deadlocks,
    deadlock: found.deadlock === null ? null : blockedIn(search, found.deadlock),
    states: found.states,
    transitions: found.transitions,
    bytes: found.bytes,
    milliseconds: clock() - started,
    trace: (state) => trace(program, search, state),
  };
}

/** What the unfinished threads of a state wait for. */
function blockedIn(search: Search, state: number): NonNullable<Cell["deadlock"]> {
  const words = new Int32Array(search.machine.words);
  search.load(state, words);
  return { what: search.machine.blocked(words), state };
}

/** The program with the filter's terms observed too, behind all others: a search then tells them apart. */
function withFilterTerms(program: Program): Program {
  if (program.filter === null) return program;
  const observed: Observed[] = [...program.observed];
  for (const term of termsOf(program.filter.proposition)) {
    if (term.kind !== "constant" && indexOf(observed, term) < 0) observed.push(term);
  }
  return { ...program, observed };
}

/** The final states that the filter lets through, as the values that the program observes, each once. */
function countedOutcomes(
  program: Program,
  asked: Program,
  found: SearchResult,
): readonly Outcome[] {
  const satisfies = tester(asked, program.condition.proposition);
  const passes = program.filter === null ? () => true : tester(asked, program.filter.proposition);
  const outcomes = new Map<string, Outcome>();
  for (const { values, state } of found.outcomes) {
    if (!passes(values)) continue;
    const kept = values.slice(0, program.observed.length);
    const key = kept.join();
    if (!outcomes.has(key))
      outcomes.set(key, { values: kept, satisfies: satisfies(values), state });
  }
  return [...outcomes.values()];
}

/** Whether an outcome satisfies a proposition of which every term is observed. */
function tester(program: Program, proposition: Proposition): (values: readonly Code[]) => boolean {
  const indices = new Map(termsOf(proposition).map((t) => [t, indexOf(program.observed, t)]));
  return (outcome) =>
    isSatisfied(
      proposition,
      (term) => (term.kind === "constant" ? term.code : outcome[indices.get(term)!]!),
      program.values,
    );
}

function indexOf(observed: readonly Observed[], term: Term): number {
  return observed.findIndex((candidate) => {
    if (candidate.kind === "register") {
      return (
        term.kind === "register" &&
        term.thread === candidate.thread &&
        term.register === candidate.register
      );
    }
    return term.kind === "location" && term.location === candidate.location;
  });
}

/** The condition as it was written, on one line; a file that only asks for final states has none. */
function conditionText({ condition }: LitmusFile): string {
  const { source, start, end } = condition.span;
  return source.text.slice(start, end).replace(/\s+/g, " ").trim();
}

function timeText(milliseconds: number): string {
  return milliseconds < 1000 ? `${milliseconds} ms` : `${milliseconds / 1000} s`;
}

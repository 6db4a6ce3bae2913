import { Pace } from "../../harness/pace.js";
import type { Model } from "../../models/model.js";
import { sc } from "../../models/sc.js";
import { type Answer, type AskOptions, ask, readGenerated } from "./ask.js";
import { type Form, formsOf, hasCycle, ringsOf } from "./forms.js";
import { symmetriesOf } from "./names.js";
import { type Candidate, observedOf, textOf } from "./text.js";
import { type Language, type Site, sitesOf, type VocabularyWord } from "./vocabulary.js";

/** Programs of one size: so many reads and writes in so many threads. */
export interface Stage {
  readonly accesses: number;
  readonly threads: number;
  /** Every form, or critical cycles only. */
  readonly forms: "all" | "cycles";
}

/** How far to search. */
export interface Bounds {
  /** Reads and writes up to which every form is tried. */
  readonly accessesMax: number;
  /** Reads and writes up to which critical cycles are. */
  readonly cyclesMax: number;
  /** Orders in one program. */
  readonly ordersMax: number;
  /** Programs that are asked about. */
  readonly programsMax: number;
}

/** Threads of a critical cycle. */
const CYCLE_THREADS_MAX = 4;

/** Sizes in the order in which they are searched. */
export function stagesOf({ accessesMax, cyclesMax }: Bounds): readonly Stage[] {
  const stages: Stage[] = [];
  for (let accesses = 2; accesses <= Math.max(accessesMax, cyclesMax); accesses++) {
    const forms = accesses <= accessesMax ? "all" : "cycles";
    const threadsMax = forms === "all" ? accesses : Math.min(accesses, CYCLE_THREADS_MAX);
    for (let threads = 2; threads <= threadsMax; threads++)
      stages.push({ accesses, threads, forms });
  }
  return stages;
}

/** Two models, and what programs for them are made of. */
export interface Pair {
  readonly models: readonly [Model, Model];
  readonly language: Language;
  readonly words: readonly VocabularyWord[];
  /**
   * Whether programs of which it is known beforehand that they do not separate the models are left out. That takes two
   * models which allow every interleaving, and in which an order more never allows an outcome more.
   */
  readonly isPruned: boolean;
}

/** Where a search stands. */
export interface SearchState {
  readonly stage: Stage;
  readonly orders: number;
  /** Programs that were asked about so far. */
  readonly programs: number;
}

/** A program of which the two models do not have the same final states. */
export interface Separated {
  readonly candidate: Candidate;
  readonly stage: Stage;
  readonly orders: number;
  readonly answers: readonly [Answer, Answer];
}

/** A form during the search of a stage. */
interface Growing {
  readonly form: Form;
  readonly sites: readonly Site[];
  readonly symmetries: readonly (readonly number[])[];
  /** Levels at which both models have the final states of interleavings, and so they have with any order more. */
  readonly settled: Set<string>;
  /** The final states of interleavings: orders do not change them. */
  interleaved: ReadonlySet<string>;
}

/** How a search goes on, and what ended it. */
export class Search {
  readonly #pair: Pair;
  readonly #bounds: Bounds;
  readonly #options: AskOptions;
  readonly #pace: Pace;
  /** Programs that were asked about. */
  programs = 0;
  /** Programs that a limit kept from a complete answer, or that a model does not speak of. */
  unanswered = 0;
  /** Why the search ended before its bounds; null while it did not. */
  stopped: "programs" | "interrupted" | null = null;

  constructor(pair: Pair, bounds: Bounds, options: AskOptions) {
    this.#pair = pair;
    this.#bounds = bounds;
    this.#options = options;
    this.#pace = new Pace({ clock: options.clock });
  }

  /** Every program of a stage that separates the models, with the fewest orders first. */
  async *stage(stage: Stage, onProgress: (state: SearchState) => void): AsyncGenerator<Separated> {
    let growing = this.#start(stage);
    for (let orders = 0; orders <= this.#bounds.ordersMax && growing.length > 0; orders++) {
      const kept: Growing[] = [];
      for (const one of growing) {
        for (const levels of assignments(one.sites, orders)) {
          if (!isFirst(one, levels) || this.#isSettled(one, levels)) continue;
          await this.#pace.rest();
          if (this.#isOver()) return;
          this.programs++;
          onProgress({ stage, orders, programs: this.programs });
          const found = await this.#judge(one, levels);
          if (found !== null) yield { ...found, stage, orders };
        }
        if (orders < one.sites.length && !one.settled.has(keyOf(one.sites.map(() => 0)))) {
          kept.push(one);
        }
      }
      growing = kept;
    }
  }

  #isOver(): boolean {
    if (this.#options.signal?.aborted) this.stopped = "interrupted";
    else if (this.programs >= this.#bounds.programsMax) this.stopped = "programs";
    return this.stopped !== null;
  }

  #start({ accesses, threads, forms }: Stage): readonly Growing[] {
    const { language, words, isPruned } = this.#pair;
    const all =
      forms === "cycles"
        ? ringsOf(accesses, threads)
        : formsOf(accesses, threads, words.includes("updates"));
    return [...all]
      .filter((form) => !isPruned || hasCycle(form))
      .map((form) => ({
        form,
        sites: sitesOf(form, language, words),
        symmetries: symmetriesOf(form),
        settled: new Set<string>(),
        interleaved: new Set<string>(),
      }));
  }

  /** Whether with one order less the models have the final states of interleavings already. */
  #isSettled({ settled }: Growing, levels: readonly number[]): boolean {
    if (!this.#pair.isPruned) return false;
    const isSettled = levels.some((level, i) => level > 0 && settled.has(keyOf(levels.with(i, 0))));
    if (isSettled) settled.add(keyOf(levels));
    return isSettled;
  }

  async #judge(
    growing: Growing,
    levels: readonly number[],
  ): Promise<Pick<Separated, "candidate" | "answers"> | null> {
    const { language, models, isPruned } = this.#pair;
    const { form, sites, settled } = growing;
    const candidate = { form, language, sites, levels };
    const test = readGenerated(questionOf(candidate));
    const a = await ask(test, models[0], this.#options);
    const b = a === null ? null : await ask(test, models[1], this.#options);
    if (a === null || b === null || !a.isComplete || !b.isComplete) {
      this.unanswered++;
      return null;
    }
    if (!isSame(a.states, b.states)) return { candidate, answers: [a, b] };
    if (!isPruned) return null;
    if (levels.every((level) => level === 0)) {
      growing.interleaved = (await ask(test, sc, this.#options))?.states ?? new Set();
    }
    if (isSame(a.states, growing.interleaved)) settled.add(keyOf(levels));
    return null;
  }
}

/** A text that only asks for final states. */
function questionOf(candidate: Candidate): string {
  const names = observedOf(candidate.form);
  const tail = `exists (${names.map((name) => `${name}=0`).join(" /\\ ")})`;
  return textOf(candidate, { name: "generated", description: "", tail });
}

/** Levels with so many sites above 0. */
function* assignments(sites: readonly Site[], orders: number): Generator<readonly number[]> {
  if (orders > sites.length) return;
  const [site, ...rest] = sites;
  if (site === undefined) {
    yield [];
    return;
  }
  for (const tail of assignments(rest, orders)) yield [0, ...tail];
  if (orders === 0) return;
  for (const tail of assignments(rest, orders - 1)) {
    for (let level = 1; level <= site.orders.length; level++) yield [level, ...tail];
  }
}

/** Whether no exchange of threads makes levels of it that come earlier. */
function isFirst({ sites, symmetries }: Growing, levels: readonly number[]): boolean {
  return symmetries.every((permutation) => {
    const other = sites.map(({ thread, kind, index }) => {
      const from = permutation[thread]!;
      const at = sites.findIndex((s) => s.thread === from && s.kind === kind && s.index === index);
      return levels[at]!;
    });
    return keyOf(levels) >= keyOf(other);
  });
}

/** Levels are below 36: one character each. */
function keyOf(levels: readonly number[]): string {
  return levels.map((level) => level.toString(36)).join("");
}

function isSame(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((one) => b.has(one));
}

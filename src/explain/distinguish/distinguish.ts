import { runTest } from "../../harness/run.js";
import { type Engine, enginesOf, type Model } from "../../models/model.js";
import { type AskOptions, readGenerated } from "./ask.js";
import {
  type Bounds,
  type Pair,
  Search,
  type SearchState,
  type Separated,
  type Stage,
  stagesOf,
} from "./search.js";
import { observedOf, textOf } from "./text.js";

/** A smallest program that separates two models in one direction. */
export interface Distinction {
  readonly allows: Model;
  readonly forbids: Model;
  /** The program as a test, whose condition is the outcome and whose expectations are the two answers. */
  readonly text: string;
  /** The outcome, as a proposition. */
  readonly outcome: string;
  readonly stage: Stage;
  /** How many orders it has: orders of accesses, fences, dependencies, RCU sections. */
  readonly orders: number;
  /** Programs that were asked about before it. */
  readonly before: number;
  /** Final states that each model allows. */
  readonly states: { readonly allows: number; readonly forbids: number };
  /** The semantics that were asked about the text when it was done, each with a complete search. */
  readonly checkedBy: readonly { readonly model: Model; readonly engine: Engine }[];
}

/** What a search for programs that separate two models came to. */
export interface Distinguishing {
  readonly pair: Pair;
  readonly bounds: Bounds;
  /** At most one a direction; smallest first. */
  readonly found: readonly Distinction[];
  /** A model that is known to allow all that the other allows: nothing was sought the other way round. */
  readonly container: Model | null;
  readonly programs: number;
  /** Programs about which a model gave no complete answer. */
  readonly unanswered: number;
  /** The last stage that was searched to its end; null for none. */
  readonly finished: Stage | null;
  /** Why the search ended before its bounds; null when nothing cut it short. */
  readonly stopped: Search["stopped"];
  /** Both directions were wanted. */
  readonly isBoth: boolean;
  /** Everything within the bounds was searched. */
  readonly isExhausted: boolean;
}

/** What is wanted of a search. */
export interface DistinguishOptions {
  /** Both directions, or only the first that is found. */
  readonly isBoth: boolean;
  onProgress(state: SearchState): void;
}

/**
 * The smallest programs that two models disagree about, by reads and writes, then threads, then orders. Each is a text,
 * which is read again and asked about with every semantics that the two models have.
 */
export async function distinguish(
  pair: Pair,
  bounds: Bounds,
  asking: AskOptions,
  { isBoth, onProgress }: DistinguishOptions,
): Promise<Distinguishing> {
  const [a, b] = pair.models;
  const container = containerOf(pair);
  const wanted = [a, b].filter((model) => container === null || model === container);
  const search = new Search(pair, bounds, asking);
  const found: Distinction[] = [];
  let finished: Stage | null = null;
  const isDone = () => found.length >= (isBoth ? wanted.length : 1);
  for (const stage of stagesOf(bounds)) {
    for await (const separated of search.stage(stage, onProgress)) {
      for (const allows of wanted) {
        if (isDone() || found.some((one) => one.allows === allows)) continue;
        const distinction = await distinctionOf(pair, separated, allows, search.programs, asking);
        if (distinction !== null) found.push(distinction);
      }
      if (isDone()) break;
    }
    if (isDone() || search.stopped !== null) break;
    finished = stage;
  }
  const { programs, unanswered, stopped } = search;
  const isExhausted = stopped === null && !isDone();
  const extent = { programs, unanswered, finished, stopped, isBoth, isExhausted };
  return { pair, bounds, found, container, ...extent };
}

/** The model that contains the other, as the registry says. */
function containerOf({ models: [a, b] }: Pair): Model | null {
  if (a.contains.includes(b.id)) return a;
  return b.contains.includes(a.id) ? b : null;
}

/** What a program shows in one direction; null when the model forbids all that the other forbids. */
async function distinctionOf(
  { models }: Pair,
  { candidate, stage, orders, answers }: Separated,
  allows: Model,
  programs: number,
  asking: AskOptions,
): Promise<Distinction | null> {
  const own = models.indexOf(allows);
  const forbids = models[1 - own]!;
  const [more, less] = [answers[own]!.states, answers[1 - own]!.states];
  const names = observedOf(candidate.form);
  const outcome = shortestOutcome(names, more, less);
  if (outcome === null) return null;
  const text = textOf(candidate, {
    name: `${allows.id}-not-${forbids.id}`,
    description: `${allows.id} allows it, ${forbids.id} does not`,
    tail: [`exists (${outcome})`, expectations(allows, forbids)]
      .filter((s) => s !== "")
      .join("\n\n"),
  });
  const checkedBy = [
    ...(await check(text, allows, "allowed", asking)),
    ...(await check(text, forbids, "forbidden", asking)),
  ];
  const states = { allows: more.size, forbids: less.size };
  return { allows, forbids, text, outcome, stage, orders, before: programs - 1, states, checkedBy };
}

/** The shortest proposition that holds in a state of the first set and in none of the second. */
function shortestOutcome(
  names: readonly string[],
  more: ReadonlySet<string>,
  less: ReadonlySet<string>,
): string | null {
  const others = [...less].map((state) => state.split(","));
  const candidates = [...more].filter((state) => !less.has(state)).sort();
  const outcomes = candidates.map((state) => {
    const values = state.split(",");
    let kept = names.map((_, i) => i);
    for (const i of names.keys()) {
      const field = names.length - 1 - i;
      const without = kept.filter((k) => k !== field);
      const isShown = others.some((other) => without.every((k) => other[k] === values[k]));
      if (!isShown) kept = without;
    }
    return kept.map((k) => `${names[k]!}=${values[k]!}`);
  });
  outcomes.sort((x, y) => x.length - y.length);
  return outcomes[0]?.join(" /\\ ") ?? null;
}

/** A table of expectations, of the models that tests can name. */
function expectations(allows: Model, forbids: Model): string {
  const rows = [
    [allows.id, "Sometimes"],
    [forbids.id, "Never"],
  ].filter(([id]) => /^[a-z][a-z0-9-]*$/.test(id!));
  const line = (k: number) =>
    rows.map((row) => row[k]!.padEnd(Math.max(...row.map((s) => s.length))));
  if (rows.length === 0) return "";
  return ["expect", ...[0, 1].map((k) => `  ${line(k).join("  ").trimEnd()}`)].join("\n");
}

/** Reads the text and asks a model about it, with all its semantics that speak of it. */
async function check(
  text: string,
  model: Model,
  expected: "allowed" | "forbidden",
  asking: AskOptions,
): Promise<readonly { readonly model: Model; readonly engine: Engine }[]> {
  const { signal: _, ...options } = asking;
  const checked: { readonly model: Model; readonly engine: Engine }[] = [];
  for (const engine of enginesOf(model)) {
    if (asking.engine !== undefined && asking.engine !== engine) continue;
    const run = { ...options, models: [model], variants: null, engine };
    const [cell] = (await runTest(readGenerated(text), run)).variants[0]!.cells;
    if (cell === undefined) continue;
    const is = cell.observation === "Never" ? "forbidden" : "allowed";
    if (is !== expected || !cell.isComplete) {
      throw new Error(`the ${engine} of ${model.id} does not say the same of the program as text`);
    }
    checked.push({ model, engine });
  }
  return checked;
}

import type { Candidate } from "../../axiomatic/candidate.js";
import type { Test } from "../../axiomatic/cat/ast.js";
import { judge } from "../../axiomatic/cat/interpreter.js";
import { hasPair, pairsOf } from "../../axiomatic/cat/relation.js";
import type { Value } from "../../axiomatic/cat/values.js";
import { executionOf } from "../../axiomatic/compile/interpreted.js";
import { Enumeration } from "../../axiomatic/enumerate.js";
import { ModelFailure } from "../../axiomatic/judge.js";
import { finalValues } from "../../axiomatic/outcomes.js";
import type { Witness } from "../../axiomatic/result.js";
import { type ReadyAxioms, readAxioms } from "../../harness/axioms.js";
import type { AxiomsModel } from "../../models/model.js";
import type { Proposition } from "../../program/condition.js";
import type { Program } from "../../program/program.js";
import type { Code } from "../../program/value.js";
import { withOutcome } from "../outcome.js";
import { plotOfExecution } from "./of-execution.js";
import type { Plot } from "./story.js";

/** Executions with the outcome that a witness is chosen among. */
const EXECUTIONS_MAX = 200;
/** Nodes of the search for them. */
const NODES_MAX = 200_000;
/** Nodes of the search at a time. */
const SLICE_NODES = 1_000;

/** The execution that shows an outcome best. */
export interface Chosen {
  /** The final state, as values of what the program observes. */
  readonly values: readonly Code[];
  readonly witness: Witness;
  readonly plot: Plot;
  /** Executions with the outcome that it was chosen among, and whether these are all. */
  readonly executions: number;
  readonly isBest: boolean;
}

/**
 * Of the executions that have an outcome and that a model allows, the one with the fewest accesses out of order (those
 * that are told of), of these the one in which threads have least to do with each other (`rf` between threads, and `co`
 * and `fr` to the next write), of these the first that the search finds. Among the first 200, or as many as 200,000 nodes
 * of the search give. Null when there is none. A ModelFailure when the model's text is wrong.
 */
export function chooseExecution(
  program: Program,
  model: AxiomsModel,
  outcome: Proposition,
  isAborted: () => boolean,
): Chosen | null {
  const { axioms, diagnostics } = readAxioms(model.axioms);
  if (axioms === null) throw new ModelFailure(diagnostics[0]!);
  let best: (Omit<Chosen, "executions" | "isBest"> & { readonly weight: number }) | null = null;
  let executions = 0;
  const found = (candidate: Candidate, write: () => Witness): void => {
    if (executions === EXECUTIONS_MAX) return;
    executions++;
    const witness = write();
    const plot = plotOfExecution(witness, keptPairs(candidate, model, axioms));
    const weight = plot.disorders.length * WEIGHT + crossings(witness);
    if (best !== null && best.weight <= weight) return;
    const values = finalValues(candidate, program.observed, program);
    best = { values, witness, plot, weight };
  };
  const asked = withOutcome(program, outcome);
  const enumeration = new Enumeration(asked, axioms.compiled, axioms.vocabulary, {
    mode: "executions",
    limits: { candidatesMax: Number.POSITIVE_INFINITY },
    found,
  });
  let isFinished = false;
  for (let nodes = 0; !isFinished && executions < EXECUTIONS_MAX; nodes += SLICE_NODES) {
    if (isAborted() || (best !== null && nodes >= NODES_MAX)) break;
    isFinished = enumeration.advance(SLICE_NODES);
  }
  if (best === null) return null;
  const { weight: _, ...chosen } = best as Omit<Chosen, "executions" | "isBest"> & {
    readonly weight: number;
  };
  return { ...chosen, executions, isBest: isFinished };
}

/** More relations between threads than an execution has. */
const WEIGHT = 1 << 20;

/** Relations between events of two threads. */
function crossings({ events, relations }: Witness): number {
  const { rf, co, fr } = relations;
  return [...rf, ...co, ...fr].filter(([a, b]) => {
    const [from, to] = [events[a]!.thread, events[b]!.thread];
    return from >= 0 && to >= 0 && from !== to;
  }).length;
}

/**
 * Pairs of events of a thread that the model itself puts in order in an execution: those that what it asks to be acyclic
 * leads along. Not what follows from coherence, which holds however accesses are reordered, and not from a store to a read
 * of the same location, which may take the value before the store takes effect.
 */
function keptPairs(
  candidate: Candidate,
  model: AxiomsModel,
  { program, names }: ReadyAxioms,
): readonly (readonly [number, number])[] {
  const { graph, choice } = candidate;
  const { space, events, frame } = graph;
  candidate.updateBounds();
  choice.values = candidate.eventValues();
  const execution = executionOf(names, frame, choice);
  choice.values = null;
  const isOfOneLocation = (a: number, b: number) => events[a]!.location === events[b]!.location;
  const po = frame.relations.get("po")!;
  const { rf, co, fr } = choice.lower;
  const isCoherence = (a: number, b: number): boolean => {
    const isOwn = hasPair(space, po, a, b) && isOfOneLocation(a, b);
    return isOwn || [rf, co, fr].some((relation) => hasPair(space, relation, a, b));
  };
  const kept = new Map<string, readonly [number, number]>();
  const held = ({ property, isNegated }: Test, value: Value): void => {
    if (property !== "acyclic" || isNegated || value.kind !== "relation") return;
    const all = pairsOf(space, value.bits);
    if (all.every(([a, b]) => isCoherence(a, b))) return;
    const inside = all.filter(([a, b]) => hasPair(space, po, a, b));
    for (const [a, b] of closure(inside)) kept.set(`${a} ${b}`, [a, b]);
  };
  const { variants } = model.axioms;
  for (const judgement of judge(program, execution, { variants, held })) {
    if (judgement.kind === "failed") throw new ModelFailure(judgement.diagnostic);
    if (judgement.kind === "allowed") break;
    kept.clear();
  }
  const mayForward = (a: number, b: number): boolean => {
    const isStore = events[a]!.write >= 0 && events[a]!.slot < 0;
    return isStore && events[b]!.slot >= 0 && isOfOneLocation(a, b);
  };
  return [...kept.values()].filter(([a, b]) => !mayForward(a, b));
}

function closure(
  pairs: readonly (readonly [number, number])[],
): readonly (readonly [number, number])[] {
  const from = new Map<number, number[]>();
  for (const [a, b] of pairs) from.set(a, [...(from.get(a) ?? []), b]);
  return [...from.keys()].flatMap((a) => {
    const reached = new Set(from.get(a));
    for (const b of reached) for (const c of from.get(b) ?? []) reached.add(c);
    return [...reached].map((b) => [a, b] as const);
  });
}

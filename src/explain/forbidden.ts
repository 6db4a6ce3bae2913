import type { Candidate } from "../axiomatic/candidate.js";
import type { Execution } from "../axiomatic/cat/execution.js";
import { judge } from "../axiomatic/cat/interpreter.js";
import type { Program as CatProgram } from "../axiomatic/cat/load.js";
import { explainCycle, type Link } from "../axiomatic/cat/provenance.js";
import { executionOf, type KnownNames } from "../axiomatic/compile/interpreted.js";
import { Enumeration } from "../axiomatic/enumerate.js";
import { ModelFailure } from "../axiomatic/judge.js";
import type { Witness } from "../axiomatic/result.js";
import { type ReadyAxioms, readAxioms } from "../harness/axioms.js";
import type { AxiomsModel } from "../models/model.js";
import type { Proposition } from "../program/condition.js";
import type { Program } from "../program/program.js";
import type { Span } from "../source/source.js";
import { carriersOf, type Merits, meritsOf, type Scene } from "./carriers.js";
import { withOutcome } from "./outcome.js";
import { supportsOf } from "./supports.js";

/** A test that an execution fails, and why. */
interface Cycle {
  /** The name of the test, such as `external`; null for one without. */
  readonly test: string | null;
  /** Where the test stands in the model. */
  readonly span: Span;
  /** The cycle, link by link: each begins where the one before ends, the first where the last ends. */
  readonly links: readonly Link[];
}

/** Why a model forbids an outcome: an execution that has it, and the cycle in which the model finds it wrong. */
export interface WhyForbidden extends Cycle {
  readonly kind: "forbidden";
  /** The execution; numbers in the links are places in its events. */
  readonly witness: Witness;
  /** By event. */
  readonly merits: Merits;
  /** What it was chosen by: see `whyForbidden`. */
  readonly weight: number;
  /** Executions with the outcome that were looked at, and whether these were all. */
  readonly executions: number;
  readonly isComplete: boolean;
}

export type Why =
  | WhyForbidden
  /** Some execution with the outcome passes every test of the model. */
  | { readonly kind: "allowed" }
  /** No choice of who reads what gives the outcome: its values are nowhere computed. */
  | { readonly kind: "no-execution" };

/**
 * What every execution of a machine with one memory respects, and so do nearly all models: asked first, so that what is
 * shown is not more broken than it needs to be.
 */
const COHERENT = `"coherent"
acyclic po-loc | rf | co | fr
empty rmw & ((fr & ext); (co & ext))
`;
const ANYTHING = `"anything"
`;

/** Executions with the outcome that are looked at for the shortest cycle. */
const EXECUTIONS_MAX = 200;
/** More links than a cycle has. */
const UNCARRIED = 1_000;
/** Nodes of the search at a time. */
const SLICE_NODES = 1_000;

/**
 * Why no execution of a program has an outcome: of the first 200 executions that have it and are coherent (if there are
 * such; else of all) and all tests that these fail, a cycle that rests on orderings of the program if there is one, then the
 * one with the fewest links, then the first. A ModelFailure when the model's
 * text is wrong.
 */
export function whyForbidden(program: Program, model: AxiomsModel, outcome: Proposition): Why {
  const { axioms, diagnostics } = readAxioms(model.axioms);
  if (axioms === null) throw new ModelFailure(diagnostics[0]!);
  for (const text of [COHERENT, ANYTHING]) {
    const why = among(text, program, model, axioms, outcome);
    if (why.kind !== "no-execution") return why;
  }
  return { kind: "no-execution" };
}

function among(
  text: string,
  program: Program,
  model: AxiomsModel,
  axioms: ReadyAxioms,
  outcome: Proposition,
): Why {
  const { vocabulary, names } = axioms;
  const weak = readAxioms({ text, file: "weak.cat", vocabulary: vocabulary.id, variants: [] });
  if (weak.axioms === null) throw new ModelFailure(weak.diagnostics[0]!);
  let best: Omit<WhyForbidden, "executions" | "isComplete"> | null = null;
  const supports = supportsOf(program);
  let isAllowed = false;
  let executions = 0;
  const found = (candidate: Candidate, witness: () => Witness): void => {
    if (isAllowed || executions === EXECUTIONS_MAX) return;
    executions++;
    const execution = decided(candidate, names);
    const { variants } = model.axioms;
    for (const judgement of judge(axioms.program, execution, { variants })) {
      if (judgement.kind === "failed") throw new ModelFailure(judgement.diagnostic);
      if (judgement.kind === "allowed") isAllowed = true;
    }
    if (isAllowed) return;
    const merits = meritsOf(candidate.graph.events, vocabulary);
    const events = candidate.graph.events.map(({ thread, event }) => ({
      ...{ kind: event?.kind ?? "write", thread, site: event?.site ?? null },
    }));
    for (const cycle of cyclesOf(candidate, execution, model, axioms.program)) {
      const weight = weightOf({ events, merits, supports }, cycle);
      if (best !== null && best.weight <= weight) continue;
      best = { kind: "forbidden", ...cycle, weight, witness: witness(), merits };
    }
  };
  const enumeration = new Enumeration(
    withOutcome(program, outcome),
    weak.axioms.compiled,
    vocabulary,
    {
      mode: "executions",
      limits: { candidatesMax: Number.POSITIVE_INFINITY },
      found,
    },
  );
  let isFinished = false;
  while (!isFinished && !isAllowed && executions < EXECUTIONS_MAX) {
    isFinished = enumeration.advance(SLICE_NODES);
  }
  if (isAllowed) return { kind: "allowed" };
  if (best === null) return { kind: "no-execution" };
  return {
    ...(best as Omit<WhyForbidden, "executions" | "isComplete">),
    executions,
    isComplete: isFinished,
  };
}

/** How hard a cycle is to follow: its links; and far more when it rests on no line of the program though others may. */
function weightOf(scene: Scene, { links }: Cycle): number {
  const isCarried = links.some((link) => carriersOf(scene, link).length > 0);
  return links.length + (isCarried ? 0 : UNCARRIED);
}

function decided(candidate: Candidate, names: KnownNames): Execution {
  candidate.updateBounds();
  candidate.choice.values = candidate.eventValues();
  const execution = executionOf(names, candidate.graph.frame, candidate.choice);
  candidate.choice.values = null;
  return execution;
}

/** What the model says of one execution: for each test that it fails, the cycle; nothing when it is allowed. */
function cyclesOf(
  { graph }: Candidate,
  execution: Execution,
  model: AxiomsModel,
  cat: CatProgram,
): readonly Cycle[] {
  const { variants } = model.axioms;
  const cycles: Cycle[] = [];
  for (const judgement of judge(cat, execution, { variants, isThorough: true })) {
    if (judgement.kind === "failed") throw new ModelFailure(judgement.diagnostic);
    if (judgement.kind === "allowed" || judgement.tested === null) continue;
    const { tested, cycle, by: test, span } = judgement;
    const links = explainCycle(tested, cycle, (event) => graph.events[event]!.thread);
    cycles.push({ test, span, links });
  }
  return cycles;
}

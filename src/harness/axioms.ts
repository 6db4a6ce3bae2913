import { type BellInfo, readBell } from "../axiomatic/cat/bell.js";
import { type Program as CatProgram, loadModel } from "../axiomatic/cat/load.js";
import { withChosenCoherence } from "../axiomatic/compile/coherence.js";
import { compileModel, knownNames } from "../axiomatic/compile/compile.js";
import type { KnownNames } from "../axiomatic/compile/interpreted.js";
import { Enumeration } from "../axiomatic/enumerate.js";
import { type CompiledModel, ModelFailure } from "../axiomatic/judge.js";
import type { AxiomaticModel } from "../axiomatic/model.js";
import { VOCABULARIES } from "../axiomatic/vocabulary/vocabularies.js";
import type { Vocabulary } from "../axiomatic/vocabulary/vocabulary.js";
import type { AxiomsModel } from "../models/model.js";
import { type Diagnostic, Diagnostics } from "../source/diagnostic.js";
import { Source } from "../source/source.js";
import { disallowedAnnotations } from "./bell.js";
import type { Limits } from "./limits.js";
import type { TestVariant } from "./load.js";
import { countedOutcomes, withFilterTerms } from "./outcomes.js";
import type { Work } from "./pace.js";
import type { AxiomaticCell } from "./result.js";
import type { RunOptions } from "./run.js";
import type { SharedEnumeration } from "./sharing.js";
import { observe } from "./verdict.js";

/**
 * The door to `axiomatic/`. Who wants none of it does not load it: this file is imported when a model's axioms are asked.
 */

/** Nodes of the search between two looks at the clock; with a model that is interpreted each takes long. */
const SLICE_NODES = 4_000;
const SLICE_NODES_INTERPRETED = 16;

/** An axiomatic model that can be asked, or everything that is wrong with its text. */
export type ReadAxioms =
  | { readonly axioms: ReadyAxioms; readonly diagnostics: readonly Diagnostic[] }
  | { readonly axioms: null; readonly diagnostics: readonly Diagnostic[] };

export interface ReadyAxioms {
  /** What the text calls itself; null when it does not. */
  readonly title: string | null;
  /** The text, read: what the interpreter runs. */
  readonly program: CatProgram;
  /** The names that it may use without defining them. */
  readonly names: KnownNames;
  readonly compiled: CompiledModel;
  readonly vocabulary: Vocabulary;
  /** What the model's bell file allows; null without one. */
  readonly bell: BellInfo | null;
}

/** What was read, so that a model is compiled once however many programs it judges. */
const known = new WeakMap<AxiomaticModel, ReadAxioms>();

/** Reads and compiles a model's text. The same model is read once. */
export function readAxioms(model: AxiomaticModel): ReadAxioms {
  const earlier = known.get(model);
  if (earlier !== undefined) return earlier;
  const read = readText(model);
  known.set(model, read);
  return read;
}

function readText(model: AxiomaticModel): ReadAxioms {
  const { text, file, variants, bell = null, findFile } = model;
  const vocabulary = VOCABULARIES.get(model.vocabulary);
  if (vocabulary === undefined) throw new RangeError(`no vocabulary ${model.vocabulary}`);
  const found = new Diagnostics();
  const program = loadModel(new Source(file, text), found, {
    bell,
    findFile: withChosenCoherence(findFile),
    variants,
  });
  const info = found.hasErrors ? null : readBell(program, found, { variants });
  if (found.hasErrors) return { axioms: null, diagnostics: found.list };
  try {
    const options = { variants, sets: vocabulary.names };
    const compiled = compileModel(program, options);
    const names = knownNames(program, options);
    const { title } = program.model;
    const axioms = { title, program, names, compiled, vocabulary, bell: info };
    return { axioms, diagnostics: found.list };
  } catch (failure) {
    if (!(failure instanceof ModelFailure)) throw failure;
    return { axioms: null, diagnostics: [...found.list, failure.diagnostic] };
  }
}

type AxiomsOptions = Pick<RunOptions, "limits" | "isCounting" | "sharing" | "axiomaticReductions">;

/**
 * Enumerates the executions of one program that a model's axioms allow: all of them for `isCounting`, else as many as
 * show every outcome and flag. A ModelFailure when the model's text is wrong.
 */
export async function enumerateAxioms(
  { name, program }: Pick<TestVariant, "name" | "program">,
  model: AxiomsModel,
  { limits, isCounting = false, sharing, axiomaticReductions: reductions }: AxiomsOptions,
  work: Work,
): Promise<AxiomaticCell> {
  const { axioms, diagnostics } = readAxioms(model.axioms);
  if (axioms === null) throw new ModelFailure(diagnostics[0]!);
  const { compiled, vocabulary, bell } = axioms;
  const [problem] = bell === null ? [] : disallowedAnnotations(program, vocabulary, bell);
  if (problem !== undefined) throw new ModelFailure(problem);
  const asked = withFilterTerms(program);
  const make = () =>
    new Enumeration(asked, compiled, vocabulary, {
      mode: isCounting ? "executions" : "outcomes",
      limits,
      ...(reductions === undefined ? {} : { reductions }),
    });
  const slice = compiled.interpreted === null ? SLICE_NODES : SLICE_NODES_INTERPRETED;
  const isLarge = (nodes: number) => sharing !== undefined && nodes >= sharing.nodesMin;
  const alone = make();
  let isFinished = false;
  let nodes = 0;
  const stoppedAlone = await work.run(slice, () => {
    nodes += slice;
    isFinished = alone.advance(slice);
    return isFinished || isLarge(nodes);
  });
  const isUndone = stoppedAlone === null && !isFinished;
  const shared = isUndone ? sharing!.enumerate(name, model, isCounting, limits) : null;
  const { enumeration, stopped } =
    shared !== null
      ? await enumerateTogether(shared, make(), limits, work)
      : { enumeration: alone, stopped: isUndone ? await goOn(alone, slice, work) : stoppedAlone };
  const found = enumeration.result();
  const bounds = stopped === null ? found.bounds : [stopped, ...found.bounds];
  // The witness of an outcome is made when somebody asks for it.
  const outcomes = countedOutcomes(
    program,
    asked,
    found.outcomes,
    ({ values, satisfies }, one) => ({ values, satisfies, witness: () => one.witness }),
  );
  return {
    engine: "axioms",
    model,
    observation: observe(outcomes),
    isComplete: bounds.length === 0 && found.isComplete,
    bounds,
    outcomes,
    faults: found.faults.map((fault) => {
      const { thread, site, message } = fault;
      return { what: { thread, site, message }, witness: () => fault.witness };
    }),
    warnings: found.warnings,
    flags: found.flags.map((flag) => ({ what: flag.name, witness: () => flag.witness })),
    candidates: found.candidates,
    executions: found.executions,
    positive: found.positive,
    negative: found.negative,
    isCounting,
    interpreted: compiled.interpreted,
    milliseconds: work.milliseconds,
  };
}

/** What ended the work before it was done; null for nothing. */
function goOn(enumeration: Enumeration, slice: number, work: Work): Promise<string | null> {
  return work.run(slice, () => enumeration.advance(slice));
}

/** Has threads look for executions; `enumeration`, which is fresh, takes over what they find. */
async function enumerateTogether(
  shared: SharedEnumeration,
  enumeration: Enumeration,
  { candidatesMax }: Limits,
  work: Work,
): Promise<{ readonly enumeration: Enumeration; readonly stopped: string | null }> {
  let isDone = false;
  const stopped = await work.run(SLICE_NODES, () => {
    isDone = shared.advance();
    return isDone || shared.candidates > candidatesMax;
  });
  if (!isDone) {
    shared.stop();
    while (!shared.advance());
  }
  enumeration.absorb(shared.parts);
  return { enumeration, stopped: stopped ?? (await goOn(enumeration, SLICE_NODES, work)) };
}

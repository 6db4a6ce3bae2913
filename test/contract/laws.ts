import { explore, type SearchResult } from "../../src/machine/search.js";
import {
  DEFAULT_MACHINE_OPTIONS,
  type MachineModel,
  type MachineOptions,
  NO_REDUCTIONS,
} from "../../src/models/model.js";
import { inOrderModels } from "../../src/models/models.js";
import type { Program } from "../../src/program/program.js";
import { exploreReference, type ReferenceResult } from "../../src/reference/explore.js";
import type { ReferenceModel } from "../../src/reference/model.js";
import { pso } from "../../src/reference/pso.js";
import { sc } from "../../src/reference/sc.js";
import { tso } from "../../src/reference/tso.js";
import { wmm } from "../../src/reference/wmm.js";
import { show } from "./build.js";

/** The readable machine of every model that has one. */
export const REFERENCES: Readonly<Record<string, ReferenceModel>> = { sc, tso, pso, wmm };

type Reductions = readonly (readonly [string, MachineOptions])[];

/** Each switch of an in-order machine turned off alone, and all of them. */
export const REDUCTIONS: Reductions = [
  ["every reduction on", DEFAULT_MACHINE_OPTIONS],
  ["eager stores off", { ...DEFAULT_MACHINE_OPTIONS, eagerStores: false }],
  ["dead registers kept", { ...DEFAULT_MACHINE_OPTIONS, deadRegisters: false }],
  ["local steps on their own", { ...DEFAULT_MACHINE_OPTIONS, fusedSteps: false }],
  ["every reduction off", NO_REDUCTIONS],
];

/** Parts of those that are switches too, on programs of which some take their time without them. */
export const FINER_REDUCTIONS: Reductions = [
  ["lone accesses off", { ...DEFAULT_MACHINE_OPTIONS, loneAccesses: false }],
  ["dead stale values kept", { ...DEFAULT_MACHINE_OPTIONS, deadStaleValues: false }],
  ["identical threads told apart", { ...DEFAULT_MACHINE_OPTIONS, identicalThreads: false }],
];

/** Those of any machine. */
export const ALL_REDUCTIONS: Reductions = [
  ...REDUCTIONS,
  ...FINER_REDUCTIONS.slice(0, 1),
  ["early writes off", { ...DEFAULT_MACHINE_OPTIONS, earlyWrites: false }],
  ...FINER_REDUCTIONS.slice(2),
];

export const LIMITS = { statesMax: 5_000_000, stepsMax: 50_000_000, bytesMax: 2 ** 30 };

export function search(
  program: Program,
  model: MachineModel,
  options: MachineOptions = DEFAULT_MACHINE_OPTIONS,
): SearchResult {
  return explore(model.machine(program, options), program.observed.length, LIMITS);
}

/** The outcomes of a search as the reference machines write them, sorted. */
export function outcomes(program: Program, result: SearchResult): readonly string[] {
  return result.outcomes
    .map(({ values }) => values.map((code) => program.values.decode(code)).join(" "))
    .sort();
}

/** What a packed machine and its reference must agree on. */
interface Answer {
  readonly outcomes: readonly string[];
  readonly faults: boolean;
  readonly deadlocks: boolean;
  readonly isCut: boolean;
  /** Not asked for where a fault or a cut ends a run: the two may stop other threads at different points. */
  readonly warnings: readonly string[];
}

function referenceAnswer(result: ReferenceResult): Answer {
  const isStopped = result.faults.size > 0 || result.isCut;
  return {
    outcomes: [...result.outcomes].sort(),
    faults: result.faults.size > 0,
    deadlocks: result.hasDeadlock,
    isCut: result.isCut,
    warnings: isStopped ? [] : [...result.warnings].sort(),
  };
}

function packedAnswer(program: Program, result: SearchResult): Answer {
  const isCut = result.events.some(({ what }) => what.kind === "loop-bound");
  if (result.isComplete === isCut)
    throw new Error(`bounds that nobody asked for: ${result.bounds}`);
  const isStopped = result.faults.length > 0 || isCut;
  const warnings = result.events.flatMap(({ what }) =>
    what.kind === "warning" ? `${what.thread}: ${what.message}` : [],
  );
  return {
    outcomes: outcomes(program, result),
    faults: result.faults.length > 0,
    deadlocks: result.deadlocks > 0,
    isCut,
    warnings: isStopped ? [] : [...new Set(warnings)].sort(),
  };
}

/**
 * What is wrong with a program, one text a problem, none when all is well: a packed machine with some reduction differs
 * from its reference, or a model forbids what one says that it contains allows.
 */
export function violations(
  program: Program,
  reductions: Reductions = REDUCTIONS,
): readonly string[] {
  const references = new Map<string, Answer>();
  return inOrderModels.flatMap((model) => {
    const reference = referenceAnswer(exploreReference(program, REFERENCES[model.id]!));
    references.set(model.id, reference);
    const differing = reductions.flatMap(([name, options]) => {
      const packed = packedAnswer(program, search(program, model, options));
      const expected = JSON.stringify(withDeadlocksOf(reference, packed, program, model));
      const actual = JSON.stringify(packed);
      if (actual === expected) return [];
      return [`${model.id}, ${name}\n  reference ${expected}\n  packed    ${actual}`];
    });
    const allowed = new Set(reference.outcomes);
    const lost = (hasScAccess(program) ? [] : model.contains).flatMap((stronger) =>
      references
        .get(stronger)!
        .outcomes.filter((outcome) => !allowed.has(outcome))
        .map((outcome) => `${model.id} forbids ${outcome}, which ${stronger} allows`),
    );
    return [...differing, ...lost].map((text) => `${show(program)}\n${text}`);
  });
}

/**
 * C11's sc accesses are mapped per machine: with a fence after the store under tso and pso, with one before the load too
 * under wmm. Where only some accesses are sc, neither mapping contains the other.
 */
export function hasScAccess(program: Program): boolean {
  return program.threads.some((thread) =>
    thread.code.some((i) =>
      i.op === "rmw" ? i.read === "sc" || i.write === "sc" : "order" in i && i.order === "sc",
    ),
  );
}

/**
 * A read of a waiting loop that goes on waiting did not happen in a packed machine. In the reference it did, and under
 * wmm it may have dropped the stale value that would have ended the loop: there, a deadlock may be the reference's alone.
 */
function withDeadlocksOf(
  reference: Answer,
  packed: Answer,
  program: Program,
  model: MachineModel,
): Answer {
  const waits = program.threads.some((t) => t.code.some((i) => "spins" in i && i.spins === true));
  if (model.id !== "wmm" || !waits || !reference.deadlocks) return reference;
  return { ...reference, deadlocks: packed.deadlocks };
}

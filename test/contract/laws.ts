import { explore, type SearchResult } from "../../src/machine/search.js";
import {
  DEFAULT_MACHINE_OPTIONS,
  type MachineOptions,
  type Model,
} from "../../src/models/model.js";
import { models } from "../../src/models/models.js";
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

/** Each switch of a machine turned off alone. */
export const REDUCTIONS: readonly (readonly [string, MachineOptions])[] = [
  ["every reduction on", DEFAULT_MACHINE_OPTIONS],
  ["eager stores off", { ...DEFAULT_MACHINE_OPTIONS, eagerStores: false }],
  ["dead registers kept", { ...DEFAULT_MACHINE_OPTIONS, deadRegisters: false }],
];

export const LIMITS = { statesMax: 5_000_000, stepsMax: 50_000_000, bytesMax: 2 ** 30 };

export function search(
  program: Program,
  model: Model,
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
 * Where packed machines and references differ on a program: for every model and every reduction one text, none when all
 * is well.
 */
export function differences(
  program: Program,
  reductions = REDUCTIONS,
  among: readonly Model[] = models,
): readonly string[] {
  return among.flatMap((model) => {
    const reference = referenceAnswer(exploreReference(program, REFERENCES[model.id]!));
    return reductions.flatMap(([name, options]) => {
      const packed = packedAnswer(program, search(program, model, options));
      const expected = JSON.stringify(withDeadlocksOf(reference, packed, program, model));
      const actual = JSON.stringify(packed);
      if (actual === expected) return [];
      return [
        `${model.id}, ${name}: ${show(program)}\n  reference ${expected}\n  packed    ${actual}`,
      ];
    });
  });
}

/**
 * A read of a waiting loop that goes on waiting did not happen in a packed machine. In the reference it did, and under
 * wmm it may have dropped the stale value that would have ended the loop: only there a deadlock may be the reference's alone.
 */
function withDeadlocksOf(
  reference: Answer,
  packed: Answer,
  program: Program,
  model: Model,
): Answer {
  const waits = program.threads.some((t) => t.code.some((i) => "spins" in i && i.spins === true));
  if (model.id !== "wmm" || !waits || !reference.deadlocks) return reference;
  return { ...reference, deadlocks: packed.deadlocks };
}

import type { AxiomaticReductions } from "../axiomatic/reductions.js";
import type { LitmusFile } from "../litmus/file.js";
import { MAPPINGS } from "../models/mappings.js";
import {
  type AxiomsModel,
  type Engine,
  hasAxioms,
  hasMachine,
  type MachineFeature,
  type MachineOptions,
  type Model,
} from "../models/model.js";
import type { Instruction, Program } from "../program/program.js";
import { unreachable } from "../source/unreachable.js";
import { chosenEngines, type EngineChoice } from "./engines.js";
import { judgeExpectations } from "./expectations.js";
import type { Limits } from "./limits.js";
import type { Test, TestVariant } from "./load.js";
import { exploreMachine } from "./machine.js";
import { Pace, type ProcessMemory, type Progress, Work } from "./pace.js";
import type { Cell, MachineCell, Skipped, TestResult, VariantResult } from "./result.js";
import type { Sharing } from "./sharing.js";

/** How to run a test. Everything that is no part of the answer comes from the caller: clock, signal, progress. */
export interface RunOptions {
  readonly models: readonly Model[];
  /** Names of the variants to run, null for all. */
  readonly variants: readonly string[] | null;
  /** Every model has to have what is chosen. By default its machine, or its axioms when it has none. */
  readonly engine?: EngineChoice;
  /** Axioms: whether every allowed execution is counted, and not only every outcome found. By default not. */
  readonly isCounting?: boolean;
  readonly limits: Limits;
  readonly machineOptions: MachineOptions;
  /** Absent: all of them. */
  readonly axiomaticReductions?: AxiomaticReductions;
  /** Divides large searches among threads; absent: each is done in this one. */
  readonly sharing?: Sharing;
  /** Milliseconds since some moment in the past. */
  clock(): number;
  /** Ends the run after the current slice; what is known is in the result. */
  readonly signal?: AbortSignal;
  /** Ends a search when the process has too much of it. */
  readonly memory?: ProcessMemory;
  onProgress?(progress: Progress): void;
}

/**
 * Runs every chosen variant under every chosen model, one search after the other. A RangeError when a model does not have
 * the chosen engine; a ModelFailure when the text of an axiomatic model is wrong.
 */
export async function runTest(test: Test, options: RunOptions): Promise<TestResult> {
  const started = options.clock();
  const pace = new Pace(options);
  const variants: VariantResult[] = [];
  let bytesUsed = 0;
  for (const variant of test.variants) {
    if (options.variants !== null && !options.variants.includes(variant.name ?? "")) continue;
    const cells: Cell[] = [];
    const skipped: Skipped[] = [];
    for (const model of options.models) {
      if (options.signal?.aborted) break;
      const bytesMax = Math.max(0, options.limits.bytesMax - bytesUsed);
      const limits = { ...options.limits, bytesMax };
      const { isCompiled } = test;
      const run = { name: variant.name, program: programFor(variant, model, isCompiled) };
      const cell = await runCell(run, model, { ...options, limits }, pace, skipped);
      if (cell?.engine === "machine") bytesUsed += cell.bytes;
      if (cell !== null) cells.push(cell);
    }
    variants.push({ name: variant.name, program: variant.program, cells, skipped });
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
    isCompiled: test.isCompiled,
    isInterrupted: options.signal?.aborted ?? false,
    milliseconds: options.clock() - started,
  };
}

/** States of a machine up to which a model that asks to be checked is. */
const CHECKED_STATES_MAX = 20_000;

/** What a model judges: for hardware, what a compiler makes of a test in C11. */
export function programFor({ program }: TestVariant, { id }: Model, isCompiled: boolean): Program {
  const mapping = isCompiled ? MAPPINGS.get(id) : undefined;
  return mapping?.compile?.(program) ?? program;
}

/** Runs what is chosen of a model; null when all of it had to be skipped. */
async function runCell(
  variant: TestVariant,
  model: Model,
  options: RunOptions,
  pace: Pace,
  skipped: Skipped[],
): Promise<Cell | null> {
  const { engine: choice = "default", limits } = options;
  const chosen = chosenEngines(model, choice);
  if (chosen.length === 0) throw new RangeError(`${model.id} does not have the engine ${choice}`);
  const engines = enginesFor(variant.program, model, chosen, choice, skipped);
  const workOf = (engine: Engine) =>
    new Work(pace, { variant: variant.name, model: model.id, engine }, limits.millisecondsMax);
  let machine: MachineCell | null = null;
  if (hasMachine(model) && engines.includes("machine")) {
    const work = workOf("machine");
    machine = await exploreMachine(variant, model, options, work);
  }
  if (!hasAxioms(model) || !engines.includes("axioms") || options.signal?.aborted) return machine;
  if (choice === "checked" && (machine?.states ?? 0) > CHECKED_STATES_MAX) return machine;
  const lacks = axiomsLack(model, variant.program);
  if (lacks !== null && choice === "checked" && machine !== null) return machine;
  if (lacks !== null) {
    skipped.push({ model, engine: "axioms", lacks });
    return machine;
  }
  const { enumerateAxioms } = await import("./axioms.js");
  const work = workOf("axioms");
  const axioms = await enumerateAxioms(variant, model, options, work);
  return machine === null ? axioms : { ...machine, axioms };
}

/** Of the chosen engines those that can run a program. Whoever did not choose the machine gets the axioms instead. */
function enginesFor(
  program: Program,
  model: Model,
  chosen: readonly Engine[],
  choice: EngineChoice,
  skipped: Skipped[],
): readonly Engine[] {
  const lacks = chosen.includes("machine") ? machineLack(model, program) : null;
  if (lacks === null) return chosen;
  const isOwn = choice === "default" || choice === "checked";
  if (isOwn && hasAxioms(model)) return ["axioms"];
  skipped.push({ model, engine: "machine", lacks });
  return chosen.filter((engine) => engine !== "machine");
}

/** The first thing that a program does and that the machine of a model has no rules for, in words; null for none. */
export function machineLack(
  { machineLacks = ["store-conditionals"] }: Model,
  program: Program,
): string | null {
  return lackedOf([...machineLacks, ...MIXED], program);
}

/** What a program does that the axioms of a model have no rules for, in words; null for nothing. */
export function axiomsLack({ axioms }: AxiomsModel, program: Program): string | null {
  const { lacks = [], hasParts = false } = axioms;
  return lackedOf([...lacks, ...(hasParts ? [] : MIXED)], program);
}

/** No machine has rules for these, and few axioms. */
const MIXED = ["accesses of mixed sizes"] as const;

/** The first of some features that a program uses, in words; null for none. */
function lackedOf(features: readonly MachineFeature[], { threads }: Program): string | null {
  const isIn = (feature: MachineFeature, i: Instruction): boolean => {
    switch (feature) {
      case "RCU":
        return i.op === "rcu";
      case "store-conditionals":
        return i.op === "store" && i.status !== undefined;
      case "accesses of mixed sizes":
        return (i.op === "load" || i.op === "store") && i.parts !== undefined;
      default:
        return unreachable(feature);
    }
  };
  const uses = (feature: MachineFeature): boolean =>
    threads.some(({ code }) => code.some((i) => isIn(feature, i)));
  return features.find(uses) ?? null;
}

/** The condition as it was written, on one line; a file that only asks for final states has none. */
function conditionText({ condition }: LitmusFile): string {
  const { source, start, end } = condition.span;
  return source.text.slice(start, end).replace(/\s+/g, " ").trim();
}

import { readAxioms } from "../../src/harness/axioms.js";
import { DEFAULT_LIMITS } from "../../src/harness/limits.js";
import { readTest, type Test } from "../../src/harness/load.js";
import type { Cell } from "../../src/harness/result.js";
import { runTest } from "../../src/harness/run.js";
import { DEFAULT_MACHINE_OPTIONS, type Engine, type Model } from "../../src/models/model.js";
import { models } from "../../src/models/models.js";
import { formatDiagnostic } from "../../src/source/diagnostic.js";
import { Source } from "../../src/source/source.js";
import { FAMILIES } from "./programs.js";

/** Outcomes, as a user asks for by default, or every consistent execution. */
export type Mode = "outcomes" | "executions";

/** One search: a program of a family, under one semantics of a model. */
export interface Asked {
  readonly family: string;
  readonly size: number;
  readonly model: string;
  readonly engine: Engine;
}

/** How long a search took in this process. */
export interface Measured {
  readonly cell: Cell;
  /** With cold code, after the program was read and the model compiled. */
  readonly firstMilliseconds: number;
  /** The fastest of some more searches, with code that is warm, or the first when that took long. */
  readonly fastestMilliseconds: number;
}

/** After the first run a search is run again for about this long, and at most this often. */
export const WARM_MILLISECONDS = 1_000;
export const WARM_RUNS = 20;

/** The text of a program; null when there is no such family or size. */
export function textOf(family: string, size: number): string | null {
  const found = FAMILIES.find(({ name }) => name === family);
  return found === undefined || !(size > 0) ? null : found.source(size);
}

/** Searches as `litmus outcomes` does, as often as it is called; null when there is no such program or model. */
export function searchOf(asked: Asked, mode: Mode): (() => Promise<Cell>) | null {
  const text = textOf(asked.family, asked.size);
  const model = models.find(({ id }) => id === asked.model);
  if (text === null || model?.[asked.engine] === undefined) return null;
  const { test, diagnostics } = readTest(new Source(asked.family, text), DEFAULT_LIMITS);
  if (test === null) throw new Error(diagnostics.map(formatDiagnostic).join("\n"));
  if (asked.engine === "axioms" && model.axioms !== undefined) readAxioms(model.axioms);
  return () => search(test, model, asked.engine, mode);
}

/** Searches again and again; null when there is no such program or model. */
export async function measure(asked: Asked, mode: Mode): Promise<Measured | null> {
  const once = searchOf(asked, mode);
  if (once === null) return null;
  const cell = await once();
  let fastest = cell.milliseconds;
  const end = performance.now() + (fastest > WARM_MILLISECONDS ? 0 : WARM_MILLISECONDS);
  for (let run = 0; run < WARM_RUNS && performance.now() < end; run++) {
    fastest = Math.min(fastest, (await once()).milliseconds);
  }
  return { cell, firstMilliseconds: cell.milliseconds, fastestMilliseconds: fastest };
}

async function search(test: Test, model: Model, engine: Engine, mode: Mode): Promise<Cell> {
  const { variants } = await runTest(test, {
    ...{ models: [model], variants: null, engine, isCounting: mode === "executions" },
    ...{ limits: DEFAULT_LIMITS, machineOptions: DEFAULT_MACHINE_OPTIONS },
    clock: () => performance.now(),
  });
  const [cell] = variants[0]!.cells;
  if (cell === undefined) throw new Error(`${model.id} was not asked`);
  return cell;
}

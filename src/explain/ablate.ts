import type { Test, TestVariant } from "../harness/load.js";
import type { Cell, Outcome } from "../harness/result.js";
import { type RunOptions, runTest } from "../harness/run.js";
import { isAskedFor } from "../harness/verdict.js";
import type { Model } from "../models/model.js";
import type { Program } from "../program/program.js";
import { failureIn, type Shown } from "./failures.js";
import {
  isSameSupport,
  type Support,
  type SupportStrength,
  stepsOf,
  supportsOf,
  weakened,
} from "./supports.js";
import { removeTogether, type Together } from "./together.js";

/** What happens to the outcome that a test asks about when what holds it back is weakened, one thing after the other. */
export interface Ablation {
  readonly variant: TestVariant;
  /** The answers without a change. */
  readonly unchanged: readonly Cell[];
  readonly rows: readonly AblationRow[];
  /** By model that forbids the outcome: what becomes of it when all that is free alone is removed at once. */
  readonly together: readonly Together[];
  /** Interrupted before all was asked. */
  readonly isInterrupted: boolean;
}

/** One ordering, dependency, section or grace period at one weaker strength. */
export interface AblationRow {
  readonly ordering: Support;
  readonly to: SupportStrength;
  /** By model, in the order of `Ablation.unchanged`. */
  readonly effects: readonly Effect[];
}

/** What one change does under one model. */
export interface Effect {
  readonly model: Model;
  /**
   * `needed`: the outcome was impossible, and is possible now. `fault`: it is still impossible, but an execution now fails
   * or waits for ever, which none did before. `free`: all is as before. `open`: nobody knows, see `reason`.
   */
  readonly kind: "needed" | "fault" | "free" | "open";
  /** Why it is open: the outcome was possible all along; a limit was hit; it cannot be said what the change would be. */
  readonly reason: "possible" | "limit" | "unsaid" | null;
  /** The outcome that appears; null for none. */
  readonly appears: Outcome | null;
  /** The fault or deadlock that appears, in words; null for none. */
  readonly failure: string | null;
  /** How the outcome or the failure comes about; null for none. */
  readonly shown: Shown | null;
}

/** How far an ablation is. */
export interface AblationProgress {
  readonly variant: string | null;
  readonly done: number;
  readonly total: number;
}

export interface AblationOptions extends RunOptions {
  /** Called before each change. */
  onChange?(progress: AblationProgress): void;
}

/**
 * Weakens everything that may order accesses in every chosen variant by one step, and to nothing, and asks every chosen
 * model each time. Errors are those of `runTest`.
 */
export async function ablate(test: Test, options: AblationOptions): Promise<readonly Ablation[]> {
  const ablations: Ablation[] = [];
  for (const variant of test.variants) {
    if (options.variants !== null && !options.variants.includes(variant.name ?? "")) continue;
    ablations.push(await ablateVariant(test, variant, options));
    if (options.signal?.aborted) break;
  }
  return ablations;
}

async function ablateVariant(
  test: Test,
  variant: TestVariant,
  options: AblationOptions,
): Promise<Ablation> {
  const unchanged = await cellsOf(test, variant, options);
  const forbidding = unchanged.filter((cell) => isForbidden(variant, cell));
  const models = forbidding.map(({ model }) => model);
  const changes = supportsOf(variant.program).flatMap((ordering) =>
    stepsOf(ordering).map((to) => ({ ordering, to })),
  );
  const rows: AblationRow[] = [];
  const together: Together[] = [];
  const isInterrupted = () => options.signal?.aborted === true;
  for (const [done, change] of changes.entries()) {
    options.onChange?.({ variant: variant.name, done, total: changes.length });
    const { ordering, to } = change;
    const program = models.length === 0 ? null : weakened(variant.program, ordering, to);
    const changed = program === null ? null : { ...variant, program };
    const cells = changed === null ? [] : await cellsOf(test, changed, { ...options, models });
    if (isInterrupted()) break;
    const effects = unchanged.map((before) => effectOf(variant, before, changed, cells, ordering));
    rows.push({ ...change, effects });
  }
  for (const { model } of isInterrupted() ? [] : forbidding) {
    const free = freeUnder(model, rows);
    const appearing = async (gone: readonly Support[]) =>
      appearsWithout(test, variant, model, gone, options);
    together.push({ model, free, ...(await removeTogether(free, appearing)) });
    if (isInterrupted()) break;
  }
  return { variant, unchanged, rows, together, isInterrupted: isInterrupted() };
}

/** What can be removed alone under a model. */
function freeUnder(model: Model, rows: readonly AblationRow[]): readonly Support[] {
  const free = rows.flatMap(({ ordering, to, effects }) => {
    const isFree = effects.some((e) => e.model === model && e.kind === "free");
    return isFree && to === ordering.weakest ? [ordering] : [];
  });
  return free.filter((one, k) => free.findIndex((other) => isSameSupport(other, one)) === k);
}

/** Whether the outcome or a failure appears when some supports are gone; null when that is not known. */
async function appearsWithout(
  test: Test,
  variant: TestVariant,
  model: Model,
  gone: readonly Support[],
  options: RunOptions,
): Promise<boolean | null> {
  let program: Program | null = variant.program;
  for (const support of gone) {
    if (program !== null) program = weakened(program, support, support.weakest);
  }
  if (program === null) return null;
  const changed = { ...variant, program };
  const [cell] = await cellsOf(test, changed, { ...options, models: [model] });
  if (cell === undefined || options.signal?.aborted) return null;
  if (askedFor(changed, cell) !== null) return true;
  return cell.isComplete ? false : null;
}

/** The answers of the chosen models about one variant. */
export async function cellsOf(
  test: Test,
  variant: TestVariant,
  options: RunOptions,
): Promise<readonly Cell[]> {
  const only = { ...test, variants: [variant], expectations: [] };
  const { variants } = await runTest(only, { ...options, variants: null });
  return variants[0]!.cells;
}

function effectOf(
  variant: TestVariant,
  before: Cell,
  changed: TestVariant | null,
  after: readonly Cell[],
  ordering: Support,
): Effect {
  const { model } = before;
  const nothing = { model, reason: null, appears: null, failure: null, shown: null } as const;
  const open = (reason: Effect["reason"]): Effect => ({ ...nothing, kind: "open", reason });
  if (!isForbidden(variant, before)) return open(before.isComplete ? "possible" : "limit");
  if (changed === null) return open("unsaid");
  const { program } = changed;
  const cell = after.find((other) => other.model === model);
  if (cell === undefined) return open("limit");
  const appears = askedFor(changed, cell);
  if (appears !== null) {
    return { ...nothing, kind: "needed", appears, shown: shownBy(program, cell, appears) };
  }
  // Without a dependency there are executions with wrong guesses, which do not count, and may fail.
  const isGuessed = ["address", "data", "control"].includes(ordering.kind);
  const found = isGuessed ? null : failureIn(program, before, cell);
  if (found !== null) return { ...nothing, kind: "fault", ...found };
  return cell.isComplete ? { ...nothing, kind: "free" } : open("limit");
}

/** How an outcome of a cell comes about. */
function shownBy(program: Program, cell: Cell, outcome: Outcome): Shown {
  if (cell.engine === "axioms") {
    const found = cell.outcomes.find((one) => one === outcome)!;
    return { engine: "axioms", program, witness: found.witness() };
  }
  const found = cell.outcomes.find((one) => one === outcome)!;
  return { engine: "machine", program, trace: cell.trace(found.state) };
}

/** Whether no final state is one that the condition asks about, and that is sure. */
export function isForbidden(variant: TestVariant, cell: Cell): boolean {
  return cell.isComplete && askedFor(variant, cell) === null;
}

/** A final state that the condition asks about; of a machine the one that the shortest way leads to. */
function askedFor({ program }: TestVariant, cell: Cell): Outcome | null {
  const { quantifier } = program.condition;
  const isWanted = ({ satisfies }: Outcome) => isAskedFor(quantifier, satisfies);
  if (cell.engine === "axioms") return cell.outcomes.find(isWanted) ?? null;
  const wanted = cell.outcomes.filter(isWanted);
  wanted.sort((a, b) => a.state - b.state);
  return wanted[0] ?? null;
}

import type { Test, TestVariant } from "../harness/load.js";
import type { Cell, Outcome } from "../harness/result.js";
import { type RunOptions, runTest } from "../harness/run.js";
import { isAskedFor, isSure } from "../harness/verdict.js";
import type { Model } from "../models/model.js";
import { type Ordering, orderingsOf, type Strength, withStrength } from "./orderings.js";

/** What happens to the outcome that a test asks about when its orderings are weakened, one after the other. */
export interface Ablation {
  readonly variant: TestVariant;
  /** The answers without a change. */
  readonly unchanged: readonly Cell[];
  readonly rows: readonly AblationRow[];
  /** By model: what became of the outcome when everything that is free alone was removed at once. */
  readonly together: readonly Together[];
}

/** One ordering at one weaker strength. */
export interface AblationRow {
  readonly ordering: Ordering;
  readonly to: Strength;
  readonly effects: readonly Effect[];
}

/** What one change does under one model. */
export interface Effect {
  readonly model: Model;
  /**
   * `needed`: the outcome was impossible, and is possible now. `free`: it is as impossible as before. `open`: it was
   * possible all along, or a limit was hit.
   */
  readonly kind: "needed" | "free" | "open";
  /** The outcome that appears; null for none. */
  readonly appears: Outcome | null;
}

export interface Together {
  readonly model: Model;
  /** Orderings that are free when each is removed alone. */
  readonly free: readonly Ordering[];
  /** Whether they are still free when all are removed at once; null when it is not known. */
  readonly isFree: boolean | null;
}

/**
 * Weakens every ordering of every chosen variant by one step, and to nothing, and asks every chosen model each time.
 * Errors are those of `runTest`.
 */
export async function ablate(test: Test, options: RunOptions): Promise<readonly Ablation[]> {
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
  options: RunOptions,
): Promise<Ablation> {
  const unchanged = await cellsOf(test, variant, options);
  const orderings = orderingsOf(variant.program);
  const rows: AblationRow[] = [];
  for (const ordering of orderings) {
    for (const to of stepsOf(ordering)) {
      const program = withStrength(variant.program, ordering, to);
      const cells = await cellsOf(test, { ...variant, program }, options);
      rows.push({ ordering, to, effects: effectsOf(variant, unchanged, cells) });
      if (options.signal?.aborted) return { variant, unchanged, rows, together: [] };
    }
  }
  const together: Together[] = [];
  for (const cell of unchanged) {
    if (!isForbidden(variant, cell)) continue;
    together.push(await removeTogether(test, variant, cell, rows, options));
  }
  return { variant, unchanged, rows, together };
}

/** One step down, each way there is, and then nothing at all. */
function stepsOf({ weaker, weakest }: Ordering): readonly Strength[] {
  return weaker.includes(weakest) ? weaker : [...weaker, weakest];
}

async function removeTogether(
  test: Test,
  variant: TestVariant,
  cell: Cell,
  rows: readonly AblationRow[],
  options: RunOptions,
): Promise<Together> {
  const { model } = cell;
  const free = rows.flatMap(({ ordering, to, effects }) => {
    const isFree = effects.some((e) => e.model === model && e.kind === "free");
    return isFree && to === ordering.weakest ? [ordering] : [];
  });
  if (free.length < 2) return { model, free, isFree: free.length === 0 ? null : true };
  let { program } = variant;
  for (const ordering of free) program = withStrength(program, ordering, ordering.weakest);
  const [after] = await cellsOf(test, { ...variant, program }, { ...options, models: [model] });
  if (after === undefined || !isSure(after)) return { model, free, isFree: null };
  return { model, free, isFree: isForbidden(variant, after) };
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

function effectsOf(
  variant: TestVariant,
  before: readonly Cell[],
  after: readonly Cell[],
): readonly Effect[] {
  return before.map((cell): Effect => {
    const { model } = cell;
    const now = after.find((other) => other.model === model);
    if (now === undefined || !isForbidden(variant, cell)) {
      return { model, kind: "open", appears: null };
    }
    const appears = askedFor(variant, now);
    if (appears !== null) return { model, kind: "needed", appears };
    return { model, kind: now.isComplete ? "free" : "open", appears: null };
  });
}

/** Whether no final state is one that the condition asks about, and that is sure. */
export function isForbidden(variant: TestVariant, cell: Cell): boolean {
  return cell.isComplete && askedFor(variant, cell) === null;
}

/** A final state that the condition asks about. */
function askedFor({ program }: TestVariant, { outcomes }: Cell): Outcome | null {
  const { quantifier } = program.condition;
  return outcomes.find(({ satisfies }) => isAskedFor(quantifier, satisfies)) ?? null;
}

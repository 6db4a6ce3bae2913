import { applied } from "../../explain/fix/apply.js";
import { type Fixes, fix, type Repair, type RepairSet } from "../../explain/fix/fix.js";
import type { Direction } from "../../explain/fix/sites.js";
import type { Test } from "../../harness/load.js";
import type { RunOptions } from "../../harness/run.js";
import { changeText } from "../../report/repairs.js";
import { groupDigits, listText } from "../../report/words.js";
import type { Answer, Place } from "../questions/protocol.js";
import type { RepairSetShown } from "../questions/told.js";
import { LOWERING, type OnProgress } from "./options.js";

/** What `litmus fix` looks for at most. */
const REPAIRS_MAX = 32;
const SEARCHES_MAX = 20_000;

/**
 * Every smallest set of changes that makes the outcome of a variant impossible, under each model of the test that allows
 * it, or that keeps it so.
 */
export async function fixAnswer(
  test: Test,
  place: Place & { readonly direction: Direction },
  options: RunOptions,
  progress: OnProgress,
): Promise<Answer> {
  const variant = test.variants.find(({ name }) => name === place.variant);
  if (variant === undefined) return { kind: "problem", message: "there is no such variant" };
  const fixes = await fix(test, variant, {
    run: { ...options, variants: [place.variant ?? ""] },
    lowering: LOWERING,
    direction: place.direction,
    repairsMax: REPAIRS_MAX,
    searchesMax: SEARCHES_MAX,
    onProgress: (searches) => progress(`${groupDigits(searches)} programs tried`),
  });
  if (fixes === null) {
    return { kind: "problem", message: "the orders of this test cannot be written in another way" };
  }
  const { sets, joint, unknown } = fixes;
  const all = joint === null ? sets : [joint, ...sets];
  return {
    kind: "fix",
    isComplete: unknown.length === 0 && all.every((set) => set.isComplete),
    sets: all.map((set) => setShown(test, fixes, set)),
  };
}

function setShown(test: Test, { variant }: Fixes, set: RepairSet): RepairSetShown {
  const { models, repairs, isComplete } = set;
  const names = listText(models.map(({ id }) => id));
  return {
    title: `under ${names}`,
    isComplete,
    repairs: repairs
      .filter(({ changes }) => changes.length > 0)
      .map((repair) => ({
        cost: costText(repair),
        changes: repair.changes.map(changeText),
        text: applied(test, variant.name, repair),
      })),
  };
}

/** What a repair costs, by models where they differ. */
function costText({ costs }: Repair): string {
  const [first] = costs;
  if (costs.every(({ cost }) => cost === first?.cost)) return `${first?.cost ?? 0}`;
  return costs.map(({ model, cost }) => `${cost} (${model.id})`).join(", ");
}

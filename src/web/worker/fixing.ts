import { applied } from "../../explain/fix/apply.js";
import { fix } from "../../explain/fix/fix.js";
import type { Test } from "../../harness/load.js";
import type { RunOptions } from "../../harness/run.js";
import { changeText } from "../../report/repairs.js";
import { groupDigits } from "../../report/words.js";
import type { Answer, Place } from "../questions/protocol.js";
import { cellOptions, LOWERING, type OnProgress } from "./options.js";

/** What `litmus fix` looks for at most. */
const REPAIRS_MAX = 32;
const SEARCHES_MAX = 20_000;

/** Every smallest set of stronger orders and fences that makes the outcome of a cell impossible. */
export async function fixAnswer(
  test: Test,
  place: Place,
  options: RunOptions,
  progress: OnProgress,
): Promise<Answer> {
  const one = cellOptions(place, options);
  const variant = test.variants.find(({ name }) => name === place.variant);
  if (one === null || variant === undefined) {
    return { kind: "problem", message: "there is no such cell" };
  }
  const fixes = await fix(test, variant, {
    run: one,
    lowering: LOWERING,
    direction: "stronger",
    repairsMax: REPAIRS_MAX,
    searchesMax: SEARCHES_MAX,
    onProgress: (searches) => progress(`${groupDigits(searches)} programs tried`),
  });
  if (fixes === null) {
    return { kind: "problem", message: "the orders of this test cannot be written in another way" };
  }
  const [set] = fixes.sets;
  return {
    kind: "fix",
    isComplete: set?.isComplete ?? fixes.unknown.length === 0,
    repairs: (set?.repairs ?? []).map((repair) => ({
      changes: repair.changes.map(changeText),
      text: applied(test, place.variant, repair),
    })),
  };
}

import { disagreementsIn } from "../harness/engines.js";
import type { Cell, ExpectationResult, TestResult } from "../harness/result.js";
import { countText, secondsText } from "./words.js";

/** Searches with fewer states than this do not say how large they were. */
const STATES_MIN = 1_000_000;

/**
 * The last line of a run: how many expectations hold, what was not judged and why, whether machine and axioms agree where
 * both were asked, how large a large search was, and the time it took.
 */
export function summaryLine(result: TestResult): string {
  const cells = result.variants.flatMap((variant) => variant.cells);
  const compared = cells.filter((cell) => cell.engine === "machine" && cell.axioms !== null);
  const isAgreed = result.variants.every((v) => disagreementsIn(v).length === 0);
  return [
    expectationsText(result.expectations),
    ...(compared.length > 0 && isAgreed ? ["machine and axioms agree"] : []),
    ...sizeTexts(cells),
    secondsText(result.milliseconds),
  ].join("   ");
}

/** `25,378,164 states of 58 bytes`: of all machines together; nothing when they are few. */
function sizeTexts(cells: readonly Cell[]): readonly string[] {
  let [states, bytes] = [0, 0];
  for (const cell of cells) {
    if (cell.engine !== "machine") continue;
    states += cell.states;
    bytes += cell.bytes;
  }
  if (states < STATES_MIN) return [];
  return [`${countText(states, "state")} of ${countText(Math.round(bytes / states), "byte")}`];
}

/** `18 of 18 expectations hold, 3 not run`. */
export function expectationsText(expectations: readonly ExpectationResult[]): string {
  if (expectations.length === 0) return "no expectations";
  const judged = expectations.filter((e) => e.actual !== null);
  const holding = judged.filter((e) => e.holds === true).length;
  const undecided = judged.filter((e) => e.holds === null).length;
  const notRun = expectations.filter((e) => e.actual === null).length;
  const parts: string[] = [];
  if (judged.length > 0) {
    const noun = judged.length === 1 ? "expectation holds" : "expectations hold";
    parts.push(`${holding} of ${judged.length} ${noun}`);
  }
  if (undecided > 0) parts.push(`${undecided} undecided within the limits`);
  if (notRun > 0) parts.push(`${notRun} not run`);
  return parts.join(", ");
}

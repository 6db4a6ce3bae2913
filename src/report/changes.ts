import { type Change, isAnswerChange } from "../harness/campaign/baseline.js";
import { underText } from "./campaign.js";
import type { Look } from "./look.js";
import { countText, groupDigits, secondsText } from "./words.js";

/** States that a change names; of more it gives the number. */
const STATES_MAX = 5;

/** What is not as it was, in lines: answers first, then times, then tests that only one of the runs has. */
export function changeLines(
  changes: readonly Change[],
  baseline: string,
  ambiguous: readonly string[],
  look: Look,
): readonly string[] {
  const answers = changes.filter(isAnswerChange);
  const times = changes.filter(({ kind }) => kind === "time");
  const fresh = changes.filter(({ kind }) => kind === "new");
  const gone = changes.filter(({ kind }) => kind === "gone");
  const tests = new Set(answers.map(({ test }) => test));
  const total =
    tests.size === 0
      ? `no answer differs from ${baseline}`
      : `${countText(tests.size, "test")} ${tests.size === 1 ? "differs" : "differ"} from ${baseline}`;
  const more = [
    ...(times.length > 0 ? [`${groupDigits(times.length)} with another time`] : []),
    ...(fresh.length > 0 ? [`${groupDigits(fresh.length)} new`] : []),
    ...(gone.length > 0 ? [`${groupDigits(gone.length)} gone`] : []),
  ];
  return [
    ...[...answers, ...times].flatMap((change) => linesOf(change, look)),
    ...namedLines("new", fresh),
    ...namedLines("gone", gone),
    ...(ambiguous.length === 0
      ? []
      : [
          `${"twice".padEnd(8)} ${countText(ambiguous.length, "name")} in the log: ${ambiguous[0]}`,
        ]),
    [total, ...more].join(", "),
  ];
}

function linesOf(change: Change, look: Look): readonly string[] {
  const label = (word: string) => word.padEnd(8);
  const { test } = change;
  switch (change.kind) {
    case "standing":
      return [
        `${look.paint("red", label("changed"))} ${test}   ${change.before}, now ${change.now}`,
      ];
    case "verdict": {
      const where = underText(change.variant, change.model);
      const text = `${test}   ${where}: ${change.before}, now ${change.now}`;
      return [`${look.paint("red", label("verdict"))} ${text}`];
    }
    case "states":
    case "flags": {
      const { variant, model, kind, appeared, vanished } = change;
      return [
        `${look.paint("red", label(kind === "states" ? "outcomes" : "flags"))} ${test}   ${underText(variant, model)}`,
        ...partLines("appeared", appeared),
        ...partLines("vanished", vanished),
      ];
    }
    case "time": {
      const { before, now } = change;
      const factor = now > before ? now / Math.max(before, 1) : before / Math.max(now, 1);
      const word = now > before ? "slower" : "faster";
      const text = `${secondsText(before)}, now ${secondsText(now)}: ${factor.toFixed(1)} times ${word}`;
      return [`${look.paint("yellow", label("time"))} ${test}   ${text}`];
    }
    case "new":
    case "gone":
      return [`${label(change.kind)} ${test}`];
    default:
      return change satisfies never;
  }
}

function partLines(word: string, states: readonly string[]): readonly string[] {
  const more = states.length - STATES_MAX;
  const indent = " ".repeat(9);
  return [
    ...states.slice(0, STATES_MAX).map((state) => `${indent}${word}  ${state}`),
    ...(more > 0 ? [`${indent}${word}  ${countText(more, "more state")}`] : []),
  ];
}

/** Tests that only one of the runs has: their number, and the first of them. */
function namedLines(label: string, changes: readonly Change[]): readonly string[] {
  const [first] = changes;
  if (first === undefined) return [];
  const more = changes.length === 1 ? "" : `   and ${groupDigits(changes.length - 1)} more`;
  return [`${label.padEnd(8)} ${first.test}${more}`];
}

import type { CampaignResult } from "./campaign.js";
import { countText, groupDigits, secondsText } from "./words.js";

/** The numbers of a campaign in one line: `5 tests: 1 invalid, 4 ok   0.21 s`. */
export function totalsText(result: CampaignResult): string {
  const { rows, wanted, isInterrupted, interrupted, milliseconds } = result;
  const counts = new Map<string, number>();
  for (const { test, standing } of rows) {
    const ending = interrupted.has(test) ? "interrupted" : standing;
    counts.set(ending, (counts.get(ending) ?? 0) + 1);
  }
  const parts = [...counts].map(([ending, count]) => `${groupDigits(count)} ${ending}`);
  const done = isInterrupted
    ? `interrupted after ${groupDigits(rows.length - interrupted.size)} of ${countText(wanted, "test")}`
    : countText(wanted, "test");
  return `${[done, parts.join(", ")].filter((part) => part !== "").join(": ")}   ${secondsText(milliseconds)}`;
}

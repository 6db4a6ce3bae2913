import type { Note } from "./diagnostic.js";

/**
 * The known name that the user most likely meant, or undefined when none is near: at most a third of the
 * letters differ (Damerau-Levenshtein, adjacent swaps count once). Ties go to the first in `known`. No name is near to
 * one of a single letter.
 */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  if (name.length < 2) return undefined;
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(name.length / 3)) + 1;
  for (const candidate of known) {
    if (Math.abs(candidate.length - name.length) >= bestDistance) continue;
    const d = distance(name, candidate);
    if (d < bestDistance) {
      bestDistance = d;
      best = candidate;
    }
  }
  return best;
}

/**
 * The note that a user most likely meant a name, for a diagnostic whose span is what gives way to it, or holds the name
 * that was written; none without one.
 */
export function meant(
  near: string | undefined,
  replacement = near,
  written?: string,
): readonly Note[] {
  if (replacement === undefined || near === undefined) return [];
  const place = written === undefined ? {} : { written };
  return [{ message: `did you mean \`${replacement}\`?`, replacement, ...place }];
}

/** Edit distance with insertions, deletions, substitutions and swaps of neighbours (restricted Damerau). */
function distance(a: string, b: string): number {
  let twoAgo: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let d = Math.min(previous[j]! + 1, row[j - 1]! + 1, previous[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        d = Math.min(d, twoAgo[j - 2]! + 1);
      }
      row.push(d);
    }
    twoAgo = previous;
    previous = row;
  }
  return previous[b.length]!;
}

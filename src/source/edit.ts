/** A change to a text: what stands from `start` up to `end` (offsets) gives way to `text`. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * The text with all edits made. They do not overlap; of two insertions at one place, and of an insertion and a
 * replacement that starts there, the one that is first in the list comes first. A RangeError when two overlap.
 */
export function edited(text: string, edits: readonly Edit[]): string {
  const ordered = edits
    .map((edit, i) => ({ ...edit, i }))
    .sort((a, b) => a.start - b.start || a.end - b.end || a.i - b.i);
  let result = "";
  let at = 0;
  for (const { start, end, text: own } of ordered) {
    if (start < at) throw new RangeError(`edits overlap at ${start}`);
    result += text.slice(at, start) + own;
    at = end;
  }
  return result + text.slice(at);
}

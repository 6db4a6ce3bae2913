/** A shipped test, as a list shows it. */
export interface Found {
  /** Below `litmus/`. */
  readonly path: string;
  readonly text: string;
  /** What its file says of it in one line; empty when it says nothing. */
  readonly title: string;
}

/**
 * The tests that have every word in path or text, whatever the case: those first that have the words in their path, then
 * those with them in the title; without words, all.
 */
export function search(catalogue: ReadonlyMap<string, string>, words: string): readonly Found[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  const ranked: { readonly found: Found; readonly rank: number }[] = [];
  for (const [path, text] of catalogue) {
    const title = titleOf(text);
    const places = [path, title, text].map((place) => place.toLowerCase());
    const ranks = wanted.map((word) => places.findIndex((place) => place.includes(word)));
    if (ranks.includes(-1)) continue;
    const rank = ranks.reduce((sum, place) => sum + place, 0);
    ranked.push({ found: { path, text, title }, rank });
  }
  return ranked.sort((a, b) => a.rank - b.rank).map(({ found }) => found);
}

/** The quoted line after the header, or the first sentence of the first comment. */
function titleOf(text: string): string {
  const [, quoted] = /^\S.*\n\s*"([^"]*)"/.exec(text) ?? [];
  if (quoted !== undefined) return quoted;
  const [, sentence = ""] = /\(\*\s*([^*]*?)(?:\.\s|\*\))/.exec(text) ?? [];
  return sentence.replaceAll(/\s+/g, " ").trim();
}

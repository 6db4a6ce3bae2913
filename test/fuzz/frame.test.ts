import fc from "fast-check";
import { expect, test } from "vitest";
import type { LitmusFile } from "../../src/litmus/file.js";
import { parseLitmus } from "../../src/litmus/parse.js";
import { Diagnostics, formatDiagnostic } from "../../src/source/diagnostic.js";
import { Source, type Span } from "../../src/source/source.js";
import { boundaries } from "./mutate.js";
import { mutated, SEED, shipped } from "./read.js";

const RUNS = 20_000;

/** The frame of a text after checking what must hold for any text: a file or an error, and words that can be shown. */
function parse(text: string): LitmusFile | null {
  const diagnostics = new Diagnostics();
  const started = performance.now();
  const file = parseLitmus(new Source("t.lit", text), diagnostics);
  expect(performance.now() - started).toBeLessThan(2_000);
  expect(file === null).toBe(diagnostics.hasErrors);
  for (const diagnostic of diagnostics.list) {
    const { start, end } = diagnostic.span;
    expect(start >= 0 && start <= end && end <= text.length).toBe(true);
    expect(diagnostic.message).not.toMatch(/undefined|null|NaN|\n/);
    expect(formatDiagnostic(diagnostic)).toMatch(/^t\.lit:\d+:\d+: (error|warning): ./);
  }
  return file;
}

/** Every word that a frame has kept, wherever. */
function contents(file: LitmusFile): string {
  const isSpan = (value: unknown): value is Span =>
    typeof value === "object" && value !== null && "source" in value && "start" in value;
  const replace = (key: string, value: unknown): unknown => {
    if (typeof value === "bigint") return value.toString();
    if (value instanceof Map) return [...value];
    if (!isSpan(value)) return key === "source" ? undefined : value;
    // The place of a node says nothing of what was kept; a piece of text does.
    return key === "span" ? undefined : value.source.text.slice(value.start, value.end);
  };
  const { source: _, ...parts } = file;
  return JSON.stringify(parts, replace);
}

test("a mutated file gives a frame or an error, in bounded time", () => {
  let files = 0;
  fc.assert(
    fc.property(mutated, (text) => {
      if (parse(text) !== null) files++;
    }),
    { numRuns: RUNS, seed: SEED },
  );
  // Both ends are tried: if nearly all mutations were errors, nothing would be known of the others.
  expect(files).toBeGreaterThan(RUNS / 20);
  expect(files).toBeLessThan((RUNS * 19) / 20);
});

/** What is put into a text: words, and forms that are right somewhere. */
const MARKERS = [
  "zmarker",
  "918273",
  "zmarker(918273);",
  "zmarker = 918273;",
  "; zmarker",
  ", 918273",
  ", zmarker = 918273",
  "zmarker = 918273 /\\",
  "\\/ *zmarker=&zother",
  "\n  zmarker: NAME = 918273",
  "\nzmarker=918273\n",
];

test.each([
  ["a shipped test", shipped],
  ["a mutated file", mutated],
])("a word put anywhere in %s is kept or is an error", (_, texts) => {
  let kept = 0;
  fc.assert(
    fc.property(texts, fc.nat(9_999), fc.constantFrom(...MARKERS), (text, at, marker) => {
      const places = boundaries(text);
      const place = places[Math.floor((places.length * at) / 10_000)] ?? 0;
      const file = parse(`${text.slice(0, place)} ${marker} ${text.slice(place)}`);
      if (file === null) return;
      kept++;
      const all = contents(file);
      for (const word of marker.match(/\w+/g)!) expect(all).toContain(word);
    }),
    { numRuns: RUNS / 2, seed: SEED },
  );
  expect(kept).toBeGreaterThan(RUNS / 100);
});

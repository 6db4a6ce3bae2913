import fc from "fast-check";
import { expect, test } from "vitest";
import { type Loaded, readTest } from "../../src/harness/load.js";
import type { Program, Thread } from "../../src/program/program.js";
import { formatDiagnostic } from "../../src/source/diagnostic.js";
import { Source } from "../../src/source/source.js";
import { bounded } from "./bounded.js";
import { mutate, mutations } from "./mutate.js";
import { placesIn } from "./places.js";
import { markedPrograms } from "./programs.js";
import { seeds } from "./seeds.js";

const SEED = 20_251_122;
const RUNS = 50_000;
const OPTIONS = { loopRoundsMax: 2 };
const TEXTS = seeds();

const shipped = fc.nat(TEXTS.length - 1).map((i) => TEXTS[i]!);
const mutated = fc
  .tuple(shipped, shipped, mutations)
  .map(([text, other, changes]) => mutate(text, other, changes));

/** A text read through the front door, after checking what must hold for any text. */
function read(text: string): Loaded {
  const loaded = bounded(() => readTest(new Source("t.lit", text), OPTIONS));
  const { test, diagnostics } = loaded;
  expect(test === null).toBe(diagnostics.some((d) => d.severity === "error"));
  for (const diagnostic of diagnostics) {
    const { source, start, end } = diagnostic.span;
    expect(start >= 0 && start <= end && end <= source.text.length).toBe(true);
    expect(source.text).toBe(text);
    expect(diagnostic.message).not.toMatch(/undefined|\[object|NaN|\n/);
    expect(formatDiagnostic(diagnostic)).toMatch(/^t\.lit:\d+:\d+: (error|warning): ./);
  }
  return loaded;
}

function programsOf({ test }: Loaded): readonly Program[] {
  return test === null ? [] : test.variants.map((variant) => variant.program);
}

/** Every constant in the code of a thread. */
function constantsIn(thread: Thread): ReadonlySet<number> {
  const found = new Set<number>();
  const visit = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    for (const [key, value] of Object.entries(node)) {
      if (key === "code" && typeof value === "number") found.add(value);
      else if (key !== "site") visit(value);
    }
  };
  for (const instruction of thread.code) visit(instruction);
  return found;
}

test("a mutated file gives a program or an error, in bounded time", () => {
  let tests = 0;
  fc.assert(
    fc.property(mutated, (text) => {
      if (read(text).test !== null) tests++;
    }),
    { numRuns: RUNS, seed: SEED },
  );
  // Both ends are tried: if nearly all mutations were errors, nothing would be known of the others.
  expect(tests).toBeGreaterThan(RUNS / 50);
  expect(tests).toBeLessThan((RUNS * 19) / 20);
});

test("every statement of a program is in its code", () => {
  fc.assert(
    fc.property(markedPrograms, ({ text, constants }) => {
      const loaded = read(text);
      expect(loaded.diagnostics.map(formatDiagnostic)).toEqual([]);
      const [program] = programsOf(loaded);
      const missing = constants.map((own, thread) => {
        const found = constantsIn(program!.threads[thread]!);
        return own.filter((k) => !found.has(k));
      });
      expect(missing.flat()).toEqual([]);
    }),
    { numRuns: RUNS / 50, seed: SEED },
  );
});

const MARKER = 918_273;

/** A text whose threads can all store to `zmarked`. */
function withParameter(text: string): string {
  return text
    .replace(/\b(P\d+\s*\()\s*(void)?\s*\)/g, "$1int *zmarked)")
    .replace(/\b(P\d+\s*\()(?!int \*zmarked)/g, "$1int *zmarked, ");
}

test.each([
  ["a shipped test", shipped],
  ["a mutated file", mutated],
])("a statement put anywhere in %s is in the code, or is an error", (_, texts) => {
  let kept = 0;
  fc.assert(
    fc.property(texts.map(withParameter), fc.nat(9_999), (text, at) => {
      const { live } = placesIn(text);
      const place = live[Math.floor((live.length * at) / 10_000)];
      if (place === undefined) return;
      const statement = `WRITE_ONCE(*zmarked, ${MARKER});`;
      const loaded = read(`${text.slice(0, place)} ${statement} ${text.slice(place)}`);
      if (loaded.test === null) return;
      kept++;
      const threads = programsOf(loaded).flatMap((program) => program.threads);
      expect(threads.some((thread) => constantsIn(thread).has(MARKER))).toBe(true);
    }),
    { numRuns: RUNS / 10, seed: SEED },
  );
  expect(kept).toBeGreaterThan(RUNS / 500);
});

/** Forms that are right nowhere, with a word that nobody knows. A declaration, a label or an assignment would be right. */
const UNKNOWN = [
  "zmarker",
  "zmarker zmarker",
  "(zmarker)",
  "zmarker()",
  "+ zmarker",
  "[zmarker]",
  ".zmarker",
  "->zmarker",
  "{ zmarker }",
  "\n#zmarker\n",
];

test("a word that nobody knows, put anywhere in a thread, is an error", () => {
  const word = fc.constantFrom(...UNKNOWN);
  fc.assert(
    fc.property(shipped, fc.nat(9_999), word, (text, at, unknown) => {
      const { all } = placesIn(text);
      const place = all[Math.floor((all.length * at) / 10_000)];
      if (place === undefined) return;
      const loaded = read(`${text.slice(0, place)} ${unknown} ${text.slice(place)}`);
      expect(loaded.test === null).toBe(true);
    }),
    { numRuns: RUNS / 10, seed: SEED },
  );
});

import fc from "fast-check";
import { expect, test } from "vitest";
import type { Loaded } from "../../src/harness/load.js";
import type { Program, Thread } from "../../src/program/program.js";
import { formatDiagnostic } from "../../src/source/diagnostic.js";
import { placesIn } from "./places.js";
import { markedPrograms } from "./programs.js";
import { mutatedKernel, read, SEED, shippedAtomics, shippedKernel } from "./read.js";

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
    { numRuns: 1_000, seed: SEED },
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
  ["a shipped test", shippedKernel],
  ["a mutated file", mutatedKernel],
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
    { numRuns: 5_000, seed: SEED },
  );
  expect(kept).toBeGreaterThan(100);
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

test.each([
  ["kernel C", shippedKernel, 5_000],
  ["C11", shippedAtomics, 2_000],
] as const)(
  "a word that nobody knows, put anywhere in a thread in %s, is an error",
  (_, texts, runs) => {
    const word = fc.constantFrom(...UNKNOWN);
    fc.assert(
      fc.property(texts, fc.nat(9_999), word, (text, at, unknown) => {
        const { all } = placesIn(text);
        const place = all[Math.floor((all.length * at) / 10_000)];
        if (place === undefined) return;
        const loaded = read(`${text.slice(0, place)} ${unknown} ${text.slice(place)}`);
        expect(loaded.test === null).toBe(true);
      }),
      { numRuns: runs, seed: SEED },
    );
  },
);

import fc from "fast-check";
import { expect } from "vitest";
import { type Loaded, readTest } from "../../src/harness/load.js";
import { formatDiagnostic } from "../../src/source/diagnostic.js";
import { Source } from "../../src/source/source.js";
import { bounded } from "./bounded.js";
import { mutate, mutations } from "./mutate.js";
import { seeds } from "./seeds.js";

/** Every run makes the same cases. */
export const SEED = 20_251_122;

const OPTIONS = { loopRoundsMax: 2 };
const TEXTS = seeds();

export const shipped: fc.Arbitrary<string> = fc.nat(TEXTS.length - 1).map((i) => TEXTS[i]!);

/** Of the shipped tests those in C11, and those in kernel C. */
const ATOMIC = /memory_order|atomic_(load|store)/;
const ATOMIC_TEXTS = TEXTS.filter((text) => ATOMIC.test(text));
const KERNEL_TEXTS = TEXTS.filter((text) => text.startsWith("C ") && !ATOMIC.test(text));

export const shippedKernel: fc.Arbitrary<string> = fc.constantFrom(...KERNEL_TEXTS);

export const shippedAtomics: fc.Arbitrary<string> = fc.constantFrom(...ATOMIC_TEXTS);

export const mutatedKernel: fc.Arbitrary<string> = fc
  .tuple(shippedKernel, shippedKernel, mutations)
  .map(([text, other, changes]) => mutate(text, other, changes));

export const mutatedAtomics: fc.Arbitrary<string> = fc
  .tuple(shippedAtomics, shipped, mutations)
  .map(([text, other, changes]) => mutate(text, other, changes));

export const mutated: fc.Arbitrary<string> = fc
  .tuple(shipped, shipped, mutations)
  .map(([text, other, changes]) => mutate(text, other, changes));

/** A text read through the front door, after checking what must hold for any text. */
export function read(text: string): Loaded {
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

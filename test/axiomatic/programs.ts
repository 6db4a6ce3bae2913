import { expect } from "vitest";
import { DEFAULT_LIMITS } from "../../src/harness/limits.js";
import { readTest } from "../../src/harness/load.js";
import type { Program } from "../../src/program/program.js";
import { Source } from "../../src/source/source.js";
import { FAMILIES } from "../bench/programs.js";

/** The program of a test without variants. */
export function programOf(text: string): Program {
  const { test, diagnostics } = readTest(new Source("test.lit", text), DEFAULT_LIMITS);
  expect(diagnostics).toEqual([]);
  return test!.variants[0]!.program;
}

/** One size of a family of programs that grow. */
export function family(name: string, size: number): Program {
  return programOf(FAMILIES.find((f) => f.name === name)!.source(size));
}

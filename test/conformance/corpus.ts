import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type KnownAnswer, readAnswers } from "../../src/harness/answers.js";
import { DEFAULT_LIMITS } from "../../src/harness/limits.js";
import { readTest, type Test } from "../../src/harness/load.js";
import type { Model } from "../../src/models/model.js";
import { formatDiagnostic } from "../../src/source/diagnostic.js";
import { Source } from "../../src/source/source.js";

/** The rows of a folder whose answers are for a model: those that name it, and those that name none. */
export function readRows(corpus: string, folder: string, model: Model): readonly KnownAnswer[] {
  const path = join(corpus, folder, "expected.jsonl");
  const { answers, diagnostics } = readAnswers(new Source(path, readFileSync(path, "utf8")));
  if (diagnostics.length > 0) throw new Error(diagnostics.map(formatDiagnostic).join("\n"));
  return answers.filter((answer) => answer.model === null || answer.model === model);
}

/** The file of a row. */
export function pathOf(corpus: string, folder: string, row: KnownAnswer): string {
  return join(corpus, folder, "tests", row.file);
}

/** Reads a test, or says why it cannot be read. */
export function load(path: string): { readonly test: Test | null; readonly problem: string } {
  const loaded = readTest(new Source(path, readFileSync(path, "utf8")), DEFAULT_LIMITS);
  return { test: loaded.test, problem: loaded.diagnostics.map(formatDiagnostic).join("\n") };
}

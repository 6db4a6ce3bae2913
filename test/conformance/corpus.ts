import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DEFAULT_LIMITS } from "../../src/harness/limits.js";
import { readTest, type Test } from "../../src/harness/load.js";
import type { Program } from "../../src/program/program.js";
import type { Code } from "../../src/program/value.js";
import { formatDiagnostic } from "../../src/source/diagnostic.js";
import { Source } from "../../src/source/source.js";

/** The folders of kernel tests: rows of `expected.jsonl`, files below `tests/`. */
export const FOLDERS = ["lkmm", "lkmm-random", "vma-lock"] as const;

/** What is known of one test. A row without states has only `result`. */
export interface Row {
  readonly file: string;
  /** Absent: the Linux-kernel model. */
  readonly model?: string;
  readonly observation?: string;
  /** Whether the condition holds as it is quantified: `Ok` or `No`. */
  readonly result: string;
  readonly states?: readonly string[];
  readonly flags?: readonly string[];
}

/** The rows of a folder that the Linux-kernel model answers. */
export function readRows(corpus: string, folder: string): readonly Row[] {
  const lines = readFileSync(join(corpus, folder, "expected.jsonl"), "utf8")
    .trim()
    .split("\n");
  const rows = lines.map((line) => JSON.parse(line) as Row);
  return rows.filter(({ model }) => model === undefined || model === "lkmm");
}

/** The file of a row. */
export function pathOf(corpus: string, folder: string, row: Row): string {
  return join(corpus, folder, "tests", row.file);
}

/** Reads a test, or says why it cannot be read. */
export function load(path: string): { readonly test: Test | null; readonly problem: string } {
  const loaded = readTest(new Source(path, readFileSync(path, "utf8")), DEFAULT_LIMITS);
  return { test: loaded.test, problem: loaded.diagnostics.map(formatDiagnostic).join("\n") };
}

/** `0:r0=1; [x]=0;` as a set of fields, in one order and one spelling; `S8` is some symbol. */
export function normalize(state: string): string {
  const fields = state.split(";").map((field) =>
    field
      .trim()
      .replace(/^\[(.*)\]=/, "$1=")
      .replace(/=S\d+$/, "=S"),
  );
  return fields
    .filter((field) => field !== "")
    .sort()
    .join("; ");
}

/** The values of what a program observes, normalized. */
export function outcomeText(program: Program, values: readonly Code[]): string {
  const fields = program.observed.map((o, k) => `${o.name}=${valueText(program, values[k]!)}`);
  return normalize(fields.join(";"));
}

function valueText(program: Program, code: Code): string {
  const cell = program.values.cell(code, program.locations.length);
  if (cell >= 0) return program.locations[cell]!.name;
  const symbol = program.values.symbolIndex(code);
  return symbol >= 0 ? `S${symbol}` : program.values.decode(code).toString();
}

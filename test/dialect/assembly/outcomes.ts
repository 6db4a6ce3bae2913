import { expect } from "vitest";
import { statesOf } from "../../../src/harness/comparison.js";
import { DEFAULT_LIMITS } from "../../../src/harness/limits.js";
import { readTest } from "../../../src/harness/load.js";
import { runTest } from "../../../src/harness/run.js";
import { DEFAULT_MACHINE_OPTIONS } from "../../../src/models/model.js";
import { models } from "../../../src/models/models.js";
import { formatDiagnostic } from "../../../src/source/diagnostic.js";
import { Source } from "../../../src/source/source.js";

/** A test of one architecture; each thread is its instructions, with `;` between them. */
export interface AssemblyTest {
  readonly header: string;
  readonly init?: string;
  readonly threads: readonly string[];
  /** What is looked at, with blanks: `0:EAX x`. */
  readonly observed: string;
}

/** The file of a test: its table of columns. */
function fileOf({ header, init = "", threads, observed }: AssemblyTest): string {
  const columns = threads.map((code) => code.split(";").map((line) => line.trim()));
  const height = Math.max(...columns.map((column) => column.length));
  const rows = Array.from({ length: height }, (_, k) => columns.map((column) => column[k] ?? ""));
  const heads = threads.map((_, k) => `P${k}`);
  const table = [heads, ...rows].map((row) => `${row.join(" | ")} ;`).join("\n");
  const locations = observed.split(" ").join("; ");
  return `${header} test\n{ ${init} }\n${table}\nlocations [${locations};]\nforall (true)\n`;
}

/** Every final state that the axioms of a model allow, sorted. A program that is wrong fails the test. */
export async function outcomes(test: AssemblyTest, model = "sc"): Promise<readonly string[]> {
  const loaded = readTest(new Source("t.litmus", fileOf(test)), DEFAULT_LIMITS);
  const errors = loaded.diagnostics.filter(({ severity }) => severity === "error");
  expect(errors.map(formatDiagnostic)).toEqual([]);
  const result = await runTest(loaded.test!, {
    models: models.filter(({ id }) => id === model),
    variants: null,
    engine: "axioms",
    limits: DEFAULT_LIMITS,
    machineOptions: DEFAULT_MACHINE_OPTIONS,
    clock: () => 0,
  });
  const { program, cells } = result.variants[0]!;
  return [...statesOf(program, cells[0]!)].sort();
}

/** What is wrong with a file, as a user reads it. */
export function problems(text: string): string {
  const { diagnostics } = readTest(new Source("t.litmus", text), DEFAULT_LIMITS);
  return diagnostics.map(formatDiagnostic).join("\n");
}

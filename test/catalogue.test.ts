import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { openCatalogue } from "../src/harness/files.js";
import { DEFAULT_LIMITS } from "../src/harness/limits.js";
import { readTest, type Test } from "../src/harness/load.js";
import { type TestResult, warningsOf } from "../src/harness/result.js";
import { runTest } from "../src/harness/run.js";
import { DEFAULT_MACHINE_OPTIONS, type Model } from "../src/models/model.js";
import { defaultModels, models } from "../src/models/models.js";
import { formatDiagnostic } from "../src/source/diagnostic.js";
import { Source } from "../src/source/source.js";
import { publishedVerdicts } from "./catalogue.verdicts.js";

/**
 * Where the kernel's model says that plain accesses race: readers that look at data while it may be written and throw away
 * what they saw, and the lost acquire itself.
 */
const RACY = [
  "kernel/seqcount.lit with retry",
  "kernel/seqcount.lit without retry",
  "vma-lock/fence-loss.lit refcount inc relaxed",
];

/** The same in C11, which leaves such a program undefined. */
const UNDEFINED = [
  "classic/c11/MP+na+c11.lit rel+rlx",
  "classic/c11/MP+na+c11.lit rlx+acq",
  "classic/c11/MP+mixed+c11.lit na+rel+acq",
  "classic/c11/MP+mixed+c11.lit nas",
];

const root = new URL("../litmus", import.meta.url).pathname;
const files = openCatalogue(root).filter(({ path }) => !path.startsWith("invalid/"));
const tests = new Map<string, Test>();
const results = new Map<string, TestResult>();

function load(path: string): Test {
  const known = tests.get(path);
  if (known !== undefined) return known;
  const file = files.find((candidate) => candidate.path === path);
  if (file === undefined) throw new RangeError(`no shipped test ${path}`);
  const { test: read, diagnostics } = readTest(new Source(path, file.text()), DEFAULT_LIMITS);
  expect(diagnostics.map(formatDiagnostic)).toEqual([]);
  tests.set(path, read!);
  return read!;
}

/** The models of a test's language, and those that it speaks of beside them. */
function modelsOf({ defaultModels: own, expectations }: Test): readonly Model[] {
  const ids = new Set(own ?? defaultModels.map(({ id }) => id));
  for (const { model } of expectations) ids.add(model);
  return [...ids].map((id) => models.find((model) => model.id === id)!);
}

function flagsOf(path: string, variant: string | null): readonly string[] {
  const name = `${path} ${variant}`;
  return RACY.includes(name) ? ["data-race"] : UNDEFINED.includes(name) ? ["undefined"] : [];
}

async function run(path: string): Promise<TestResult> {
  const known = results.get(path);
  if (known !== undefined) return known;
  const result = await runTest(load(path), {
    models: modelsOf(load(path)),
    variants: null,
    limits: DEFAULT_LIMITS,
    machineOptions: DEFAULT_MACHINE_OPTIONS,
    clock: () => performance.now(),
  });
  results.set(path, result);
  return result;
}

describe.each(files.map(({ path }) => path))("%s", (path) => {
  test("reads without a complaint, and says what it asks", () => {
    const { file } = load(path);
    expect(path.endsWith(`/${file.name.text}.lit`)).toBe(true);
    expect(file.description).not.toBe("");
  });

  test("expects something of every variant under every model", () => {
    const { variants, expectations } = load(path);
    const ids = modelsOf(load(path)).map(({ id }) => id);
    const wanted = variants.flatMap(({ name }) => ids.map((id) => `${name} ${id}`));
    const found = expectations.map(({ variant, model }) => `${variant} ${model}`);
    const missing = wanted.filter((cell) => !found.includes(cell));
    expect(missing, `no expectation for: ${missing.join(", ")}`).toEqual([]);
    expect(found).toEqual(wanted);
  });

  test("gives what it expects, completely, without a fault and without a thread stuck", async () => {
    const { expectations, variants } = await run(path);
    expect(expectations.filter(({ holds }) => holds !== true)).toEqual([]);
    for (const { name, cells } of variants) {
      for (const cell of cells) {
        const seen = {
          name,
          model: cell.model.id,
          bounds: cell.bounds,
          faults: cell.faults.length,
        };
        const calm = { name, model: cell.model.id, bounds: [], faults: 0 };
        const warnings = warningsOf(cell).length;
        const deadlocks = cell.engine === "machine" ? cell.deadlocks : 0;
        const flags = cell.engine === "axioms" ? cell.flags.map(({ what }) => what) : [];
        expect({ ...seen, warnings, deadlocks, flags }).toEqual({
          ...calm,
          warnings: 0,
          deadlocks: 0,
          flags: cell.engine === "axioms" ? flagsOf(path, name) : [],
        });
      }
    }
  });
});

test("the catalogue lists every shipped test, once, with its question", () => {
  const text = readFileSync(`${root}/README.md`, "utf8");
  const listed = [...text.matchAll(/^\| \[[^\]]+\]\(([^)]+\.lit)\) \| ([^|]+) \|/gm)];
  const entries = listed.map(([, path, question]) => `${path}: ${question!.trim()}`);
  const wanted = files.map(({ path }) => `${path}: ${load(path).file.description}`);
  expect([...entries].sort()).toEqual([...wanted].sort());
});

describe("verdicts known from elsewhere, not from the files", () => {
  test.each(publishedVerdicts)("$path, $variant", async ({ path, variant, verdicts }) => {
    const { variants } = await run(path);
    const found = variants.find(({ name }) => (name ?? "") === variant);
    expect(found, `no variant ${variant}`).toBeDefined();
    for (const [model, isAllowed] of verdicts) {
      const cell = found!.cells.find((candidate) => candidate.model.id === model)!;
      expect(`${model}: ${cell.observation !== "Never"}`).toBe(`${model}: ${isAllowed}`);
    }
  });
});

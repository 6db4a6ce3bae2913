import { expect, test } from "vitest";
import { openCatalogue } from "../src/harness/files.js";
import { DEFAULT_LIMITS } from "../src/harness/limits.js";
import { readTest } from "../src/harness/load.js";
import { Source } from "../src/source/source.js";
import { disagreements, hasRcu } from "./contract/axioms.js";

const root = new URL("../litmus", import.meta.url).pathname;

/** Every variant of every shipped test that the axioms of the machines' models can judge. */
const programs = openCatalogue(root)
  .filter(({ path }) => !path.startsWith("invalid/"))
  .flatMap(({ path, text }) => {
    const { test: read } = readTest(new Source(path, text()), DEFAULT_LIMITS);
    return (read?.variants ?? []).map(({ name, program }) => ({ path, name, program }));
  })
  .filter(({ program }) => !hasRcu(program));

test.each(programs)("$path, $name: axioms = machine", ({ program }) => {
  expect(disagreements(program)).toEqual([]);
});

test("most of the shipped tests are compared", () => {
  expect(programs.length).toBeGreaterThan(300);
});

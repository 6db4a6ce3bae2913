import { expect, test } from "vitest";
import { Enumeration } from "../../src/axiomatic/enumerate.js";
import { ALL_REDUCTIONS } from "../../src/axiomatic/reductions.js";
import { readAxioms } from "../../src/harness/axioms.js";
import { models } from "../../src/models/models.js";
import { family } from "./programs.js";

const THREADS = 9;

/** As many executions as need more than one page. */
test("each of many final states keeps the execution that shows it", () => {
  const program = family("sbring", THREADS);
  const { axioms } = readAxioms(models.find(({ id }) => id === "rc11")!.axioms!);
  const enumeration = new Enumeration(program, axioms!.compiled, axioms!.vocabulary, {
    ...{ mode: "outcomes", limits: { candidatesMax: 1_000_000 }, reductions: ALL_REDUCTIONS },
  });
  while (!enumeration.advance(1 << 14));
  const { outcomes, candidates, executions } = enumeration.result();
  expect({ outcomes: outcomes.length, candidates, executions }).toEqual({
    ...{ outcomes: 2 ** THREADS, candidates: 2 ** THREADS, executions: 2 ** THREADS },
  });
  const readers = program.observed.map((o) => (o.kind === "register" ? o.thread : -1));
  for (const { values, witness } of outcomes) {
    const reads = witness.events.filter(({ kind }) => kind === "read");
    const seen = readers.map((thread) => reads.find((e) => e.thread === thread)?.value);
    expect(seen).toEqual(values);
    // A thread that reads 0 is from-read before its neighbour's write.
    const zeros = values.filter((value) => value === 0).length;
    expect(witness.relations.fr.length).toBe(zeros);
  }
});

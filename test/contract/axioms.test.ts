import { expect, test } from "vitest";
import { inOrderModels } from "../../src/models/models.js";
import { axiomaticAnswer, Disagreements, hasRcu } from "./axioms.js";
import { cycles } from "./cycles.js";
import { type Ingredients, randomProgram } from "./random.js";

const MINUTES = 60_000;
const NOTHING: Ingredients = { locks: false, rcu: false, loops: false, faults: false };

test(
  "critical cycles: axioms = machine",
  () => {
    const disagreements = new Disagreements();
    const programs = [...cycles()].filter((program) => !hasRcu(program));
    for (const program of programs) disagreements.add(program);
    expect(disagreements.found).toEqual({ programs: 0, texts: [] });
    expect(programs).toHaveLength(2_091);
  },
  20 * MINUTES,
);

test.each([
  ["accesses", NOTHING, 400],
  ["locks", { ...NOTHING, locks: true }, 200],
  ["loops", { ...NOTHING, loops: true }, 150],
  ["locks, loops and faults", { ...NOTHING, locks: true, loops: true, faults: true }, 150],
] as const)(
  "random programs of %s: axioms = machine",
  (_name, ingredients, count) => {
    const disagreements = new Disagreements();
    for (let seed = 0; seed < count; seed++) disagreements.add(randomProgram(seed, ingredients));
    expect(disagreements.found).toEqual({ programs: 0, texts: [] });
  },
  20 * MINUTES,
);

test("each of the models differs from the next on some cycle, so that none is judged by another's axioms", () => {
  const programs = [...cycles()].filter((program) => !hasRcu(program)).slice(0, 300);
  const sizes = programs.map((program) =>
    inOrderModels.map((m) => axiomaticAnswer(program, m).outcomes.length),
  );
  const differing = inOrderModels
    .slice(1)
    .map((_, k) => sizes.filter((size) => size[k] !== size[k + 1]).length > 0);
  expect(differing).toEqual([true, true, true]);
});

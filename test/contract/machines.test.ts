import { describe, expect, test } from "vitest";
import type { MachineModel } from "../../src/models/model.js";
import { inOrderModels, models } from "../../src/models/models.js";
import type { Program } from "../../src/program/program.js";
import { axiomaticAnswer, Disagreements, speakersOf, twofoldModels } from "./axioms.js";
import { show } from "./build.js";
import { ALL_REDUCTIONS, hasScAccess, outcomes, search } from "./laws.js";
import { SETS } from "./sets.js";

const MINUTES = 60_000;

/** How many programs of a set are taken here; `full.ts` takes them all. In cycles the most is at stake. */
const sampleOf = (name: string): number => (name === "cycles" ? 1_000 : 250);

/** Of these, one in so many with each reduction of the machine off, too. */
const SWITCHES_ON_ONE_IN = 8;

const isInOrder = (model: MachineModel): boolean => inOrderModels.includes(model);

test("every model with a machine and axioms is asked about programs of some language", () => {
  const asked = SETS.flatMap(({ language }) => speakersOf(language));
  expect(new Set(asked)).toEqual(new Set(twofoldModels));
  expect(twofoldModels.map(({ id }) => id)).toEqual(
    expect.arrayContaining(["sc", "tso", "pso", "wmm", "armv8", "rvwmo", "rc11", "c20"]),
  );
});

// Those in order are compared on every kernel program in files of their own.
const others = (models: readonly MachineModel[]) => models.filter((m) => !isInOrder(m));

test.each(SETS.map((set) => [`${set.language}/${set.name}`, set] as const))(
  "%s: machine = axioms",
  (_, set) => {
    const speakers = speakersOf(set.language);
    const among = set.language === "kernel" ? others(speakers) : speakers;
    const every = Math.floor(set.size / sampleOf(set.name)) | 1;
    const disagreements = new Disagreements();
    let seen = 0;
    const count = set.sample(every, (program) => {
      if (seen++ % SWITCHES_ON_ONE_IN !== 0) disagreements.add(program, among);
      else disagreements.add(program, among, ALL_REDUCTIONS);
    });
    expect(disagreements.found).toEqual({ programs: 0, texts: [] });
    expect(count).toBe(Math.ceil((set.size - (every >> 1)) / every));
    expect(among.length).toBeGreaterThan(1);
  },
  10 * MINUTES,
);

describe("what a model says that it contains, it does", () => {
  const pairs = twofoldModels.flatMap((model) =>
    model.contains.flatMap((id) => {
      const stronger = models.find((m) => m.id === id)!;
      return isInOrder(model) ? [] : [[`${id} in ${model.id}`, stronger, model] as const];
    }),
  );

  test.each(pairs)("%s", (_, stronger, weaker) => {
    const lost: string[] = [];
    let gained = 0;
    let programs = 0;
    const check = (program: Program): void => {
      if (hasScAccess(program)) return;
      programs++;
      const strong = axiomaticAnswer(program, stronger).outcomes;
      const weak = new Set(outcomes(program, search(program, weaker)));
      if (strong.some((outcome) => !weak.has(outcome))) lost.push(show(program));
      if (weak.size > strong.length) gained++;
    };
    const speaksC11 = speakersOf("c11").includes(weaker);
    for (const set of SETS) {
      const isCommon = set.language === "kernel" || (set.language === "c11" && speaksC11);
      if (isCommon) set.sample(Math.floor(set.size / 60) | 1, check);
    }
    expect(lost).toEqual([]);
    expect(programs).toBeGreaterThan(200);
    // Otherwise the two would be one model.
    expect(gained).toBeGreaterThan(0);
  });
});

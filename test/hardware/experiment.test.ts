import { describe, expect, test } from "vitest";
import { type Experiment, prepareExperiment } from "../../src/hardware/experiment.js";
import { findingsOf, modelOfProcessor } from "../../src/hardware/finding.js";
import { type Mode, outcomesOf, type Plan, valuesOf } from "../../src/hardware/plan.js";
import { models } from "../../src/models/models.js";
import { outcomeText } from "../../src/report/words.js";
import { OPTIONS, parsed, runnable, SIX, shipped } from "./tests.js";

async function prepared(name: string, mode: Mode): Promise<Experiment> {
  const found = await prepareExperiment(shipped(name), null, mode, OPTIONS);
  if (found.kind === "problem") throw new Error(found.why);
  return found.experiment;
}

/** The outcomes that a column allows. */
function allowedBy({ columns, outcomes }: Experiment, id: string): readonly string[] {
  const k = columns.findIndex((column) => column.id === id);
  return outcomes.flatMap(({ text, allowed }) => (allowed[k] === true ? [text] : []));
}

test.each(SIX)(
  "%s: outcomes are named as everywhere else, and models say what they always do",
  async (name) => {
    const experiment = await prepared(name, "plain");
    const { program } = shipped(name).variants.find((one) => one.name === experiment.variant)!;
    const { plan, outcomes, columns } = experiment;
    expect(outcomes.map(({ text }) => text)).toEqual(
      Array.from({ length: outcomesOf(plan) }, (_, k) => outcomeText(program, valuesOf(plan, k))),
    );
    const asked = outcomes.findIndex(({ isAsked }) => isAsked);
    expect(outcomes.filter(({ isAsked }) => isAsked)).toHaveLength(1);
    const expected = shipped(name).expectations.filter(
      ({ variant }) => variant === experiment.variant,
    );
    const judged = expected.map(({ model }) => {
      const k = columns.findIndex(({ id }) => id === model);
      return [model, outcomes[asked]!.allowed[k] === true ? "Sometimes" : "Never"];
    });
    expect(judged).toEqual(expected.map(({ model, observation }) => [model, observation]));
    expect(judged.length).toBeGreaterThan(4);
  },
);

/**
 * By hand: every choice of a store, or the initial value, for each load and for the end, that 29.7.2 of ECMAScript lets
 * through: not one that comes later in the load's thread, nor one before its thread's last earlier store there.
 */
function javascriptOutcomes(plan: Plan): ReadonlySet<string> {
  const choices = plan.fields.map(({ place }) => {
    const location =
      place.kind === "location"
        ? place.location
        : plan.threads[place.thread]![place.access]!.location;
    const values: number[] = [];
    const isHidden = plan.threads.some((accesses, thread) => {
      const before =
        place.kind === "location"
          ? accesses
          : thread === place.thread
            ? accesses.slice(0, place.access)
            : [];
      return before.some((access) => access.kind === "store" && access.location === location);
    });
    if (!isHidden) values.push(plan.initial[location]!);
    for (const [thread, accesses] of plan.threads.entries()) {
      for (const [k, access] of accesses.entries()) {
        if (access.kind !== "store" || access.location !== location) continue;
        const isOwn = place.kind === "access" && place.thread === thread;
        const end = isOwn ? place.access : accesses.length;
        const isLater = isOwn && k > place.access;
        const isKnown = isOwn || place.kind === "location";
        const isOverwritten =
          isKnown &&
          accesses
            .slice(k + 1, end)
            .some((other) => other.kind === "store" && other.location === location);
        if (!isLater && !isOverwritten) values.push(access.value);
      }
    }
    return values;
  });
  const all = choices.reduce<readonly (readonly number[])[]>(
    (before, values) => before.flatMap((one) => values.map((value) => [...one, value])),
    [[]],
  );
  return new Set(all.map((values) => values.join()));
}

describe("what JavaScript permits", () => {
  test.each(runnable().map(({ name }) => name))(
    "%s, plain: as by hand, and more than any model",
    async (name) => {
      const experiment = await prepared(name, "plain");
      const { plan, outcomes, columns } = experiment;
      const own = columns.findIndex(({ id }) => id === "javascript");
      const wanted = javascriptOutcomes(plan);
      expect(outcomes.map(({ allowed }) => allowed[own])).toEqual(
        outcomes.map((_, k) => wanted.has(valuesOf(plan, k).join())),
      );
      for (const { allowed } of outcomes) {
        if (allowed[own] === false) expect(allowed).not.toContain(true);
      }
    },
  );

  test.each(SIX)(
    "%s, with Atomics: what sc allows, as every model with full barriers does",
    async (name) => {
      const sequential = allowedBy(await prepared(name, "plain"), "sc");
      const experiment = await prepared(name, "atomics");
      expect(experiment.columns).toHaveLength(9);
      for (const { id } of experiment.columns) {
        expect([id, allowedBy(experiment, id)]).toEqual([id, sequential]);
      }
    },
  );
});

describe("what counts say", () => {
  const counts = (experiment: Experiment, seen: Readonly<Record<string, number>>) => {
    const times = experiment.outcomes.map(({ text }) => seen[text] ?? 0);
    return { times, runs: times.reduce((sum, count) => sum + count, 0), together: 0 };
  };
  const [sb, corr] = ["0:r_y=0  1:r_x=0", "1:r0=1  1:r1=0"];

  test("an outcome that only a weak model allows", async () => {
    const experiment = await prepared("SB", "plain");
    expect(findingsOf(experiment, counts(experiment, { [sb]: 5 }), "tso")).toEqual([
      { kind: "weak", outcome: sb, times: 5 },
    ]);
  });

  test("one that the processor's model forbids", async () => {
    const experiment = await prepared("CoRR", "plain");
    expect(findingsOf(experiment, counts(experiment, { [corr]: 5 }), "tso")).toEqual([
      { kind: "beyond", outcome: corr, times: 5 },
    ]);
    expect(findingsOf(experiment, counts(experiment, { [corr]: 5 }), null)).toEqual([
      { kind: "weak", outcome: corr, times: 5 },
    ]);
  });

  test("one that JavaScript forbids", async () => {
    const experiment = await prepared("SB", "atomics");
    expect(findingsOf(experiment, counts(experiment, { [sb]: 5 }), "tso")).toEqual([
      { kind: "wrong", outcome: sb, times: 5 },
    ]);
  });

  test.each([
    ["SB", "plain", "tso", "allowed"],
    ["MP", "plain", "tso", "forbidden-by-processor"],
    ["MP", "plain", "armv8", "allowed"],
    ["MP", "plain", null, "unknown"],
    ["MP", "atomics", "armv8", "forbidden-by-language"],
  ] as const)("one of %s, %s, that was not seen on %s: %s", async (name, mode, own, standing) => {
    const experiment = await prepared(name, mode);
    const some = experiment.outcomes.find(({ isAsked }) => !isAsked)!.text;
    const asked = experiment.outcomes.find(({ isAsked }) => isAsked)!.text;
    expect(findingsOf(experiment, counts(experiment, { [some]: 5 }), own)).toEqual([
      { kind: "unseen", outcome: asked, standing },
    ]);
    expect(findingsOf(experiment, counts(experiment, {}), own)).toEqual([]);
  });

  test("processors have models that there are", () => {
    for (const name of ["x64", "ia32", "x86", "arm64", "arm", "riscv64", "ppc64"]) {
      expect(models.map(({ id }) => id)).toContain(modelOfProcessor(name));
    }
    expect(modelOfProcessor("s390x")).toBe(null);
  });
});

test("a test that cannot run is refused in words", async () => {
  const c11 = parsed(
    "C t\n{}\nP0(atomic_int *x) { atomic_store_explicit(x, 1, memory_order_relaxed); }\nexists (x=1)\n",
  );
  expect(await prepareExperiment(c11, null, "plain", OPTIONS)).toEqual({
    kind: "problem",
    why: "it is a program for a compiler of C11",
  });
  expect(await prepareExperiment(shipped("SB"), "mbs", "plain", OPTIONS)).toEqual({
    kind: "problem",
    why: "it has a fence, smp_mb, and JavaScript has none",
  });
  expect(await prepareExperiment(shipped("SB"), "pos", "plain", OPTIONS)).toEqual({
    kind: "problem",
    why: "it has no variant pos",
  });
});

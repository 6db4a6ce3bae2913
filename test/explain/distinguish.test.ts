import { describe, expect, test } from "vitest";
import { canPrune, languageFor, usualWords } from "../../src/explain/distinguish/choice.js";
import { type Distinguishing, distinguish } from "../../src/explain/distinguish/distinguish.js";
import { formsOf, hasCycle, ringsOf } from "../../src/explain/distinguish/forms.js";
import {
  type Bounds,
  type Pair,
  Search,
  type Separated,
  stagesOf,
} from "../../src/explain/distinguish/search.js";
import { observedOf, textOf } from "../../src/explain/distinguish/text.js";
import {
  LANGUAGES,
  sitesOf,
  type VocabularyWord,
} from "../../src/explain/distinguish/vocabulary.js";
import { DEFAULT_LIMITS } from "../../src/harness/limits.js";
import { runTest } from "../../src/harness/run.js";
import { DEFAULT_MACHINE_OPTIONS } from "../../src/models/model.js";
import { models } from "../../src/models/models.js";
import { optionsFor, read } from "./tests.js";

const BOUNDS: Bounds = { accessesMax: 4, cyclesMax: 4, ordersMax: 2, programsMax: 5_000 };
const ASKING = {
  limits: DEFAULT_LIMITS,
  machineOptions: DEFAULT_MACHINE_OPTIONS,
  clock: () => performance.now(),
};

function pairOf(ids: string, words?: readonly VocabularyWord[]): Pair {
  const [a, b] = ids.split(" ").map((id) => models.find((model) => model.id === id)!);
  const pair = [a!, b!] as const;
  const language = languageFor(pair)!;
  const isPruned = canPrune(pair);
  return { models: pair, language, words: words ?? usualWords(language, pair), isPruned };
}

function search(pair: Pair, bounds: Bounds = BOUNDS, isBoth = false): Promise<Distinguishing> {
  return distinguish(pair, bounds, ASKING, { isBoth, onProgress: () => {} });
}

describe("the smallest program that separates two models", () => {
  test.each([
    ["sc tso", "tso", "4 in 2, 0 orders", "0:r0=0 /\\ 1:r0=0"],
    ["tso pso", "pso", "4 in 2, 0 orders", "0:r0=1 /\\ 0:r1=0"],
    ["pso wmm", "wmm", "4 in 2, 1 orders", "0:r0=1 /\\ 0:r1=0"],
    ["wmm armv8", "armv8", "4 in 2, 0 orders", "0:r0=1 /\\ 1:r0=1"],
    ["armv8 lkmm", "lkmm", "4 in 2, 2 orders", "0:r0=0 /\\ x=1"],
    ["armv8 power", "power", "4 in 2, 2 orders", "0:r0=0 /\\ x=1"],
    ["tso x86", "x86", "3 in 2, 0 orders", "1:r0=1 /\\ x=1"],
    ["sra ra", "ra", "4 in 2, 0 orders", "x=1 /\\ y=2"],
    ["rc11 sc", "rc11", "4 in 2, 0 orders", "0:r0=1 /\\ 0:r1=0"],
    ["rc11 c11", "c11", "4 in 2, 0 orders", "0:r0=1 /\\ 1:r0=1"],
  ])("%s", async (ids, allows, size, outcome) => {
    const { found, stopped, unanswered } = await search(pairOf(ids));
    expect([stopped, unanswered, found.length]).toEqual([null, 0, 1]);
    const [one] = found;
    const { accesses, threads } = one!.stage;
    expect(one!.allows.id).toBe(allows);
    expect(`${accesses} in ${threads}, ${one!.orders} orders`).toBe(size);
    expect(one!.outcome).toBe(outcome);
    // The text is a test that says of itself what the search found.
    const loaded = read(one!.text);
    const result = await runTest(loaded, optionsFor(ids.split(" ")));
    expect(result.expectations.map(({ holds }) => holds)).toEqual([true, true]);
  });

  test("each direction has its own, and one that cannot exist is not sought", async () => {
    const { found } = await search(pairOf("pso armv8"), BOUNDS, true);
    expect(found.map(({ allows }) => allows.id)).toEqual(["armv8"]);
    const contained = await search(pairOf("sc tso"), BOUNDS, true);
    expect([contained.container?.id, contained.found.length, contained.isExhausted]).toEqual([
      "tso",
      1,
      false,
    ]);
  });

  test("a limit and an interruption are said, with what was searched", async () => {
    const cut = await search(pairOf("sc tso"), { ...BOUNDS, programsMax: 10 });
    expect([cut.found, cut.stopped, cut.programs, cut.isExhausted]).toEqual([
      [],
      "programs",
      10,
      false,
    ]);
    const controller = new AbortController();
    const stopped = await distinguish(
      pairOf("sc tso"),
      BOUNDS,
      { ...ASKING, signal: controller.signal },
      { isBoth: false, onProgress: ({ programs }) => programs === 7 && controller.abort() },
    );
    expect([stopped.stopped, stopped.found]).toEqual(["interrupted", []]);
  });
});

/** Every program of two threads that separates two models, as text, in the order of the search. */
async function separated(pair: Pair, bounds: Bounds): Promise<readonly string[]> {
  const one = new Search(pair, bounds, ASKING);
  const texts: string[] = [];
  const show = ({ candidate }: Separated) =>
    textOf(candidate, { name: "t", description: "", tail: "" });
  for (const stage of stagesOf(bounds).filter(({ threads }) => threads === 2)) {
    for await (const found of one.stage(stage, () => {})) texts.push(show(found));
  }
  return texts;
}

test.each([
  ["sc tso", ["fences"], 4, 1],
  ["tso x86", ["updates"], 3, 1],
  ["wmm armv8", ["dependencies"], 4, 1],
] as const)(
  "nothing that separates %s is left out: %s",
  async (ids, words, accessesMax, ordersMax) => {
    const bounds = { ...BOUNDS, accessesMax, cyclesMax: 0, ordersMax };
    const pair = pairOf(ids, words);
    const pruned = await separated(pair, bounds);
    const all = await separated({ ...pair, isPruned: false }, bounds);
    expect(pruned.length).toBeGreaterThan(0);
    expect(pruned).toEqual(all);
  },
);

describe("forms", () => {
  const letters = (form: ReturnType<typeof formsOf> extends Generator<infer F> ? F : never) =>
    form
      .map((words) => words.map((w) => `${w.letter.name[0]!}${w.location}`).join(" "))
      .join(" | ");

  test("all of two accesses in two threads", () => {
    expect([...formsOf(2, 2, false)].map(letters)).toEqual([
      "r0 | r0",
      "r0 | r1",
      "r0 | w0",
      "r0 | w1",
      "w0 | w0",
      "w0 | w1",
    ]);
    expect([...formsOf(4, 2, true)].map(letters)).toContain("u0 | u0");
  });

  test("those with a cycle of program order and conflicts", () => {
    expect([...formsOf(3, 2, false)].filter(hasCycle).map(letters)).toEqual([
      "r0 r0 | w0",
      "r0 w0 | w0",
      "w0 r0 | w0",
      "w0 w0 | r0",
      "w0 w0 | w0",
    ]);
  });

  test("critical cycles: the six of two threads, those with one-access writers, rings of four", () => {
    expect([...ringsOf(4, 2)].map(letters)).toEqual([
      "r0 r1 | w1 w0",
      "r0 w1 | r1 w0",
      "r0 w1 | w1 w0",
      "w0 r1 | w1 r0",
      "w0 r1 | w1 w0",
      "w0 w1 | w1 w0",
    ]);
    const counts = [5, 6, 7, 8].map((n) =>
      [3, 4].map((threads) => [...ringsOf(n, threads)].length),
    );
    expect(counts).toEqual([
      [12, 0],
      [11, 10],
      [0, 36],
      [0, 24],
    ]);
    for (const form of ringsOf(6, 4)) expect(hasCycle(form)).toBe(true);
  });
});

test.each(LANGUAGES)("every order of $title is read as what it says", (language) => {
  const seen = new Set<string>();
  for (const form of [...formsOf(3, 2, true), ...formsOf(4, 2, true)]) {
    const sites = sitesOf(form, language, language.words);
    for (const [i, site] of sites.entries()) {
      for (const [k, order] of site.orders.entries()) {
        const name = `${order.word} ${order.name} ${form[site.thread]![site.index]!.letter.name}`;
        if (seen.has(name)) continue;
        seen.add(name);
        const condition = observedOf(form)
          .map((field) => `${field}=0`)
          .join(" /\\ ");
        const surroundings = { name: "t", description: "", tail: `exists (${condition})` };
        const plain = sites.map(() => 0);
        const [before, after] = [plain, plain.with(i, k + 1)].map((levels) => {
          const text = textOf({ form, language, sites, levels }, surroundings);
          return codeOf(read(text).variants[0]!.program.threads);
        });
        expect(after, name).not.toBe(before);
      }
    }
  }
  expect(seen.size).toBeGreaterThan(15);
});

function codeOf(threads: readonly { readonly code: readonly object[] }[]): string {
  const isPlace = (key: string) => key === "site";
  return JSON.stringify(
    threads.map(({ code }) => code),
    (key, value) => (isPlace(key) ? undefined : value),
  );
}

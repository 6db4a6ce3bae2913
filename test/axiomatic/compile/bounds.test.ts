import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  addPair,
  emptyRelation,
  hasPair,
  pairsOf,
  type Space,
} from "../../../src/axiomatic/cat/relation.js";
import { compileModel } from "../../../src/axiomatic/compile/compile.js";
import type { Choice, CompiledModel } from "../../../src/axiomatic/judge.js";
import {
  decided,
  type Flavour,
  fromReads,
  load,
  type Random,
  randomFrom,
  randomSample,
  type Sample,
} from "./samples.js";

const FLAVOUR: Flavour = {
  reads: ["", "Once", "Acquire"],
  writes: ["", "Once", "Release"],
  fences: ["Mb", "Wmb", "Rmb", "Sync-rcu"],
  rmws: ["RMW+Once", "RMW+Mb", "X"],
  pairs: [["Rcu-lock", "Rcu-unlock"]],
};

/** A choice of which a part is decided, and every execution that can still come of it. */
interface Partial {
  readonly choice: Choice;
  readonly completions: readonly Sample[];
}

/** Leaves some reads, and the order of some writes, of an execution open. */
function partOf(random: Random, sample: Sample): Partial {
  const { space } = sample.frame;
  const openness = random(60);
  const isOpen = (): boolean => random(100) < openness;
  const rf = { lower: emptyRelation(space), upper: emptyRelation(space) };
  let readings = [emptyRelation(space)];
  for (const [read, writes] of sample.sources) {
    const actual = writes.filter((w) => hasPair(space, sample.rf, w, read));
    const candidates = isOpen() ? writes : actual;
    if (candidates.length === 1) addPair(space, rf.lower, candidates[0]!, read);
    for (const write of candidates) addPair(space, rf.upper, write, read);
    readings = readings.flatMap((before) =>
      candidates.map((write) => withPair(space, before, write, read)),
    );
    if (readings.length > COMPLETIONS_MAX) readings.length = COMPLETIONS_MAX;
  }
  // The writes that are next to each other in one location's order may change places.
  const pairs = pairsOf(space, sample.co);
  const isSwapped = (a: number, b: number): boolean =>
    !pairs.some(([from, to]) => from === a && hasPair(space, sample.co, to, b)) &&
    !has(sample, "IW", a);
  const swaps = pairs.filter(([a, b]) => isSwapped(a, b) && isOpen()).slice(0, 1);
  const lower = emptyRelation(space);
  const upper = sample.co.slice();
  const other = emptyRelation(space);
  for (const [a, b] of pairs) {
    const isOpenPair = swaps.some(([from, to]) => from === a && to === b);
    if (!isOpenPair) addPair(space, lower, a, b);
    if (isOpenPair) addPair(space, upper, b, a);
    addPair(space, other, isOpenPair ? b : a, isOpenPair ? a : b);
  }
  const orders = swaps.length === 0 ? [sample.co] : [sample.co, other];
  const fr = {
    lower: fromReads(space, rf.lower, lower),
    upper: fromReads(space, rf.upper, upper),
  };
  return {
    choice: {
      lower: { rf: rf.lower, co: lower, fr: fr.lower },
      upper: { rf: rf.upper, co: upper, fr: fr.upper },
      values: null,
    },
    completions: readings.flatMap((reading) =>
      orders.map((co) => ({ ...sample, rf: reading, co, fr: fromReads(space, reading, co) })),
    ),
  };
}

const COMPLETIONS_MAX = 60;

function withPair(space: Space, relation: Int32Array, from: number, to: number): Int32Array {
  const out = relation.slice();
  addPair(space, out, from, to);
  return out;
}

function has({ frame }: Sample, set: string, event: number): boolean {
  return ((frame.sets.get(set)![event >>> 5]! >>> (event & 31)) & 1) === 1;
}

/** Each is asked about incoherent executions too, so none says that it is coherent. */
const MODELS: Readonly<Record<string, string>> = {
  monotone: `let fre = fr & ext let rec hb = po | (rf & ext) | fre; hb | (hb; hb)
    acyclic hb flag ~empty fre & hb as late undefined_unless empty rf & (W * R) & int as own`,
  differences: `let unseen = W \\ domain rf let last = W \\ domain co
    empty rmw & (fr; (co \\ po)) flag ~empty [unseen] \\ co? as unseen
    flag empty ~(fr | co | rf) & loc & (W * W) \\ id as total
    acyclic (po | rf | co | fr) \\ (fr; rf; po) flag ~empty [last] & [unseen] as idle`,
  negated: `~acyclic po | rf | fr | co flag acyclic po | rf as thin
    flag ~irreflexive fr; po as back`,
  values: `let clash = different-values (co & ext) flag ~empty clash as clash
    acyclic clash | po | rf | fr flag empty different-values (co) as silent`,
  "a choice for the frame": `include "cross.cat" let one p = p ++ 0 let out w = map one ([{w}]; po; [W])
    with next from cross (map out (W & X))
    acyclic next | rf | fr flag ~empty next; rf as on flag ~empty next & co as same`,
  "a choice for an execution": `with all from linearisations (W, co)
    acyclic all | po flag ~empty (all \\ co) & ext as added flag ~empty (rf \\ all) & int as own`,
  recursion: `let rec r = (co | po & loc) \\ s and s = r; r acyclic r | rf | fr
    flag ~empty s \\ co as s
    let rec deep = rf | (let rec inner = co | (inner; deep) in inner & loc)
    flag ~acyclic deep as d`,
  complements: `let rec kept = (po & loc) | (kept; ~(~rf)) | (kept; kept)
    acyclic kept | (co \\ ~co) | fr | po
    flag ~empty ~(kept | ~fr) as both`,
};

/** How often the laws below had something to say, of choices that left something open. */
interface Seen {
  open: number;
  impossible: number;
  certain: number;
  raised: number;
  /** Not every flag was possible. */
  spared: number;
}

function checkLaws(model: CompiledModel, count: number, seen: Seen): void {
  const sets = [...FLAVOUR.fences, "Once", "Acquire", "Release", "RMW", "X"];
  for (let seed = 0; seed < count; seed++) {
    const random = randomFrom(seed);
    const sample = randomSample(random, FLAVOUR, [...sets, "Rcu-lock", "Rcu-unlock"], 11);
    const { choice, completions } = partOf(random, sample);
    const judge = model.start(sample.frame, choice);
    const isPossible = judge.isPossible();
    const isCertain = judge.isCertain();
    const possibleFlags = judge.possibleFlags();
    const judged = completions.map((c) => model.start(c.frame, decided(c)).judge());
    const allowed = judged.filter((j) => j.isAllowed);
    const flags = allowed.reduce((sum, j) => sum | j.flags, 0);
    if (!isPossible) expect({ seed, allowed: allowed.length }).toEqual({ seed, allowed: 0 });
    if (isCertain)
      expect({ seed, allowed: allowed.length }).toEqual({ seed, allowed: judged.length });
    expect({ seed, missing: flags & ~possibleFlags }).toEqual({ seed, missing: 0 });
    if (completions.length === 1) continue;
    seen.open++;
    if (!isPossible) seen.impossible++;
    if (isCertain) seen.certain++;
    if (flags !== 0) seen.raised++;
    if (possibleFlags !== 2 ** model.flags.length - 1) seen.spared++;
  }
}

describe("what is said of a choice holds for every execution that can still come of it", () => {
  const seen: Seen = { open: 0, impossible: 0, certain: 0, raised: 0, spared: 0 };
  for (const [name, text] of Object.entries(MODELS)) {
    test(name, () => {
      const model = compileModel(load(text), { variants: [], sets: ["X"] });
      expect(model).toMatchObject({ interpreted: null, isCoherent: false });
      checkLaws(model, 400, seen);
    });
  }

  test("the kernel's model, without the tests of coherence", () => {
    const url = new URL("../../../src/models/cat/lkmm.cat", import.meta.url);
    const text = readFileSync(url, "utf8").replace(/^acyclic po-loc.*$/m, "");
    const sets = (text.match(/[A-Za-z][\w.-]*/g) ?? []).filter((w) => /^[A-Z]/.test(w));
    const model = compileModel(load(text), { variants: [], sets });
    expect(model).toMatchObject({ interpreted: null, isCoherent: false });
    checkLaws(model, 400, seen);
  });

  test("and each of them was often put to the test", () => {
    expect(seen.open).toBeGreaterThan(800);
    expect(seen.impossible).toBeGreaterThan(60);
    expect(seen.certain).toBeGreaterThan(50);
    expect(seen.raised).toBeGreaterThan(100);
    expect(seen.spared).toBeGreaterThan(100);
  });
});

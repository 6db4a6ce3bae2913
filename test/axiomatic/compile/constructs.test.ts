import { describe, expect, test } from "vitest";
import { compileModel } from "../../../src/axiomatic/compile/compile.js";
import { ModelFailure } from "../../../src/axiomatic/judge.js";
import {
  decided,
  type Flavour,
  interpreted,
  load,
  randomFrom,
  randomSample,
  type Sample,
} from "./samples.js";

const ATOMICS: Flavour = {
  reads: ["", "A+ACQ", "A+RLX"],
  writes: ["", "A+REL", "A+RLX"],
  fences: ["SC", "REL", "Rmb"],
  rmws: ["A+SC", "A+RLX"],
  pairs: [["Lock", "Unlock"]],
};
const SETS = ["A", "ACQ", "REL", "RLX", "SC", "Rmb", "Lock", "Unlock", "X"];

const sampleOf = (seed: number, isRmwOneEvent = false): Sample =>
  randomSample(randomFrom(seed), { ...ATOMICS, isRmwOneEvent }, SETS, 10);

/** Small models, by the construct that they are about. */
const COMPILED: Readonly<Record<string, string>> = {
  "coherence, plain": `include "cos.cat" acyclic po-loc | rf | co | fr`,
  "coherence of cos-opt": `include "cos-opt.cat" acyclic po-loc | rfe | coe | fre`,
  "coherence of C11": `include "c11_cos.cat" acyclic po-loc | rf | mo | fr flag ~empty moe as moe`,
  "own fr": `let fr = (rf^-1; co) \\ id acyclic po | rf | co | fr`,
  "fr that is not the usual": `let fr = rf^-1; co? irreflexive po; fr`,
  "recursion, monotone": `let rec hb = po & loc | (rf & ext) | (hb; hb) acyclic hb | co`,
  "recursion, two names": `let rec a = po & loc | (b; rf) and b = co | (a; fr)
    acyclic a flag ~empty (b & int) as b`,
  "recursion over sets": `let rec S = IW | range ([S]; rf) flag empty (R \\ S) as reached
    empty [R \\ S]; po; [W]`,
  "recursion over sets and relations": `let rec opened = Lock \\ domain pairs
      and closed = Unlock \\ range pairs
      and open = opened | closed and open-po = [open]; po; [open]
      and fresh = ([opened]; open-po; [closed]) \\ (open-po; open-po) and pairs = pairs | fresh
    flag ~empty opened as unmatched flag ~empty pairs as paired acyclic pairs | rf | co`,
  "parts of what is chosen, without an include": `acyclic po | rfe | coe | fre
    flag ~empty coi | fri as inside`,
  "recursion of the frame alone": `let next = po \\ (po; po)
    let rec section = [Lock]; next; (section; next)*; [Unlock]
    flag ~empty section as section acyclic rf | section | co`,
  "recursion that is not monotone": `let rec r = (co | po & loc) \\ s and s = r; r
    acyclic s | rf flag ~empty r \\ po as r flag ~empty (co & ext) \\ r as longer`,
  "recursion inside recursion": `let rec outer = rf |
      (let rec inner = co | (inner; outer) | (outer; inner) in inner & loc)
    acyclic outer flag ~irreflexive outer; po as outer`,
  "recursion with a closure of itself": `let rec a = (po & loc; a+) | rf | (a; co)*
    empty a & fr flag ~empty ([R]; a; [R]) as a`,
  differences: `let e = rf \\ (po | co) let f = ~(e; co) & loc
    flag ~empty f & ext as f flag empty (co \\ e) as e empty (fr \\ f) & int`,
  "negated tests": `~acyclic po | rf | co | fr as weak flag ~acyclic po | rf as lb
    flag acyclic co | fr | rf as good flag irreflexive fr; rf; po as none`,
  "undefined unless": `undefined_unless empty (rf & ext & ((W \\ A) * R)) as race
    acyclic po-loc | co flag ~empty rf; rf as deep`,
  "undefined unless, negated": `undefined_unless ~empty co & ext as race acyclic po-loc | rf | co`,
  "flags once": `flag ~empty rf & ext as f flag ~empty co & int as f flag ~empty fr as g`,
  sets: `let D = domain rf | range co flag ~empty (D & R) as d empty range (fr; [A]) \\ W
    empty (domain fr & ~A) \\ _ flag empty (IW \\ domain rf) as read`,
  products: `let p = (W * R) & (rf; po) let q = (_ * A) & (domain (fr) * _) & ext
    acyclic p | q & loc flag ~empty (A * A)^-1 & fr as aa`,
  "[S] everywhere": `let r = [A]; [W]; po; [R | W]; po?; [~IW] let s = ([W]; co; [A])+; rf?; [R]
    acyclic r | s | fr flag ~empty [R & W]; s as rw flag ~empty [A] & s as none`,
  options: `acyclic (rf?; po?; co?; [W]) \\ id flag ~empty (rf*; co* ; po?) & (R * W) & loc as r
    flag ~irreflexive (rf? ; fr?) \\ id as i acyclic (po & loc)* \\ id | rf+`,
  functions: `let between (a, S, b) = a; [S]; b let twice f = let g x = f (f x) in g
    let cumulate r = rf?; r let both (p, q) = (q, p) let (second, first) = both (co, fr)
    let further = twice cumulate acyclic further (between (po, SC, po))
    flag ~empty second & first | rf as t
    empty second & first`,
  procedures: `procedure check (r, s) = acyclic r as one irreflexive r; s as two end
    procedure rec nothing () = flag ~empty rf as reads end
    call check (po-loc | rf, co) call nothing () call total (co, emptyset)`,
  tags: `enum Fence = 'rmb || 'sC enum Other = 'lock
    let of f = match f with || 'rmb -> tag2fenced 'rmb || _ -> fencerel (SC) end
    let rec all fs = match fs with || {} -> 0 || f ++ rest -> of f | all rest end
    acyclic all Fence | rf | co flag ~empty tag2events ('lock) as locked
    let some = Fence \\ 'rmb flag ~empty all (some) as sc`,
  "forall over tags": `enum Fence = 'rmb || 'lock
    forall f in Fence do acyclic tag2fenced f | rf | co end`,
  "match on a tag": `enum Fence = 'rmb || 'lock
    match 'lock with || 'rmb -> empty rf || 'lock -> acyclic rf | po & loc end`,
  try: `let x = try no-such-relation with rf let y = try (R & rf) with co acyclic x | y`,
  variants: `if "strong" acyclic po | rf | co | fr else empty 0 end
    let r = if not "strong" then rf else co acyclic r | po-loc`,
  "different values": `let clash = different-values (co & ext)
    flag ~empty clash as clash empty different-values (rf; [R]) & int
    flag empty co \\ different-values (co) as silent`,
  constants: `empty {} flag ~empty _ as everything acyclic 0 irreflexive po | {} flag ~empty 0 as no
    flag ~irreflexive ~po as idle empty rf & ~_ acyclic (fr | _) & co`,
  atomicity: `empty rmw & (fre; coe) let fre = fr & ext`.replace(
    /^(.*) (let .*)$/,
    "$2 let coe = co & ext $1 flag ~empty rmw & (fr; co) as broken",
  ),
  assertions: `assert empty rf \\ loc acyclic po-loc | rf assert irreflexive co
    flag ~empty fr as f`,
  "show is nothing": `show rf, fr show (rf; co) as both unshow fr acyclic rf | po-loc`,
};

/** What only the interpreter can do. */
const LEFT: Readonly<Record<string, string>> = {
  "a closure over events": `let rec go s = match s with || {} -> 0
      || e ++ rest -> (({e} * W) & co) | go rest end
    acyclic go W | po-loc | rf flag ~empty go IW as initial`,
  "recursion with a test": `let rec r = rf | (r; co) when irreflexive r acyclic r | po-loc`,
  "comparison of relations": `let r = if rf subset po then co else rf acyclic r | po
    undefined_unless empty rf & ext as u`,
};

describe("what is compiled means what the interpreter says", () => {
  let allowed = 0;
  let forbidden = 0;
  let flagged = 0;
  for (const [name, text] of Object.entries({ ...COMPILED, ...LEFT })) {
    for (const variants of text.includes("strong") ? [[], ["Strong"]] : [[]]) {
      test([name, ...variants].join(" + "), () => {
        const program = load(text, variants);
        const model = compileModel(program, { variants, sets: SETS });
        expect(model.interpreted === null).toBe(name in COMPILED);
        for (let seed = 0; seed < 100; seed++) {
          const sample = sampleOf(seed, seed % 3 === 0);
          const expected = interpreted(program, sample, variants);
          const { isAllowed, flags } = model.start(sample.frame, decided(sample)).judge();
          const names = model.flags.filter((_, k) => ((flags >>> k) & 1) === 1).sort();
          expect({ seed, isAllowed, flags: names }).toEqual({ seed, ...expected });
          if (isAllowed) allowed++;
          else forbidden++;
          if (flags !== 0) flagged++;
        }
      });
    }
  }

  test("and both answers are common", () => {
    expect(allowed).toBeGreaterThan(400);
    expect(forbidden).toBeGreaterThan(400);
    expect(flagged).toBeGreaterThan(300);
  });
});

describe("a model of one frame does not disturb that of another", () => {
  test("judges of as many events take turns", () => {
    const model = compileModel(load(COMPILED["recursion, two names"]!), {
      variants: [],
      sets: SETS,
    });
    const samples = Array.from({ length: 60 }, (_, seed) => sampleOf(seed));
    const alone = samples.map((s) => model.start(s.frame, decided(s)).judge());
    const judges = samples.map((s) => model.start(s.frame, decided(s)));
    for (let round = 0; round < 2; round++) {
      expect(judges.map((judge) => judge.judge())).toEqual(alone);
    }
    const sizes = new Set(samples.map((s) => s.frame.space.events));
    expect(sizes.size).toBeLessThan(samples.length / 2);
  });
});

describe("a model that is wrong", () => {
  const judgeWith = (text: string): unknown => {
    const model = compileModel(load(text), { variants: [], sets: SETS });
    const sample = sampleOf(1);
    return model.start(sample.frame, decided(sample)).judge();
  };

  test("an assertion that fails, unless a filter has failed before it", () => {
    expect(() => judgeWith("assert empty po | loc")).toThrow(ModelFailure);
    expect(judgeWith("empty loc assert empty loc")).toEqual({ isAllowed: false, flags: 0 });
    expect(() => judgeWith("assert empty loc empty loc")).toThrow(ModelFailure);
    expect(() => judgeWith("assert empty loc as nowhere")).toThrow(/the assertion `nowhere` fails/);
  });

  test("a name that nobody defines, and a type that does not fit", () => {
    expect(() => judgeWith("empty nothing-of-the-kind")).toThrow(/not defined/);
    expect(() => judgeWith("acyclic R")).toThrow(/expected a relation/);
    expect(() => judgeWith("empty rf | R")).toThrow(ModelFailure);
  });

  test("a recursion that has no end", () => {
    expect(() => judgeWith("let rec a = loc \\ a and b = loc \\ a acyclic b")).toThrow(/sweeps/);
  });

  test("more flags than fit", () => {
    const text = Array.from({ length: 32 }, (_, k) => `flag ~empty rf as f${k}`).join("\n");
    expect(() => judgeWith(text)).toThrow(/31 flags/);
  });
});

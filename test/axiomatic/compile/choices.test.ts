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

const KERNEL: Flavour = {
  reads: ["", "Once", "Acquire", "Srcu-lock"],
  writes: ["", "Once", "Release", "Srcu-unlock"],
  fences: ["Mb", "Sync-srcu"],
  rmws: ["RMW+Once"],
  pairs: [],
  hasLocks: true,
};
const SETS = [
  ...["Once", "Acquire", "Release", "Mb", "RMW", "Srcu-lock", "Srcu-unlock", "Sync-srcu"],
  ...["LKR", "LKW", "UL", "LF", "RL", "RU"],
];

const sampleOf = (seed: number): Sample => randomSample(randomFrom(seed), KERNEL, SETS, 11);

/** A kernel's locks: who found a lock taken or free, and which release a lock follows, is chosen. */
const LOCKS = `include "cross.cat" let Found = LF | RL let One = (LKR | LKW | UL | RU | Found)
  let halves = ([LKR]; po-loc; [LKW]) \\ (po; po)
  let R = R | LKR | RU | Found let W = W | LKW
  let section = ([LKW]; po-loc; [UL]) \\ (po-loc; [LKW | UL]; po-loc)
  let own = ([LKW]; po-loc; [Found]) \\ (po-loc; [UL]; po-loc)
  let alone edge = edge ++ 0
  let takers e = map alone ((LKW * {e}) & loc & ext)
  with taken from cross (map takers (Found \\ range own))
  let releases e = map alone (((UL | IW) * {e}) & loc \\ po^-1)
  with free from cross (map releases RU)
  let rf = rf | own | taken | free
  include "cos-opt.cat"
  let W = W | UL
  let co = (co | section | (section^-1; co))+
  let rf = rf | ([IW | UL]; singlestep (co); halves^-1)
  let fr = rf^-1; co
  acyclic po-loc | rf | co | fr
  empty (rmw | halves) & ((fr & ext); (co & ext))
  flag ~empty [FW]; loc; [One] as lock-final
  flag ~empty taken as taken flag ~empty UL \\ range section as unmatched
  flag ~empty ([Srcu-lock]; data; [Srcu-unlock]) & loc as passed`;

/** Models by what they choose from. */
const MODELS: Readonly<Record<string, string>> = {
  "the locks of a kernel": LOCKS,
  "one element": "with r from {rf} acyclic r | po-loc | co flag ~empty r & int as own",
  "relations, the frame's": `with r from {po-loc, addr, data; po}
    acyclic r | rf | co flag ~empty r as some flag ~empty r & addr as addr`,
  "relations, the execution's": `with r from {rf, co, po} let s = r; po
    irreflexive s; fr flag ~empty s as some flag ~empty (r & ext) \\ s as left`,
  "sets of events": `with S from {R, W, F} acyclic ([S]; po) | rf | fr
    flag ~empty [S] & (W * W) as writes`,
  locations:
    "with S from partition (M) acyclic [S]; (po | rf | co | fr); [S] flag ~empty S & F as f",
  "orders of the frame": `with all from linearisations (IW | (W & Once), loc & (IW * W))
    acyclic all | co flag ~empty all & po as some`,
  "orders of an execution": `with all from linearisations (M, po | rf | co | fr)
    flag ~empty all & ext \\ loc as apart`,
  nothing: `let no = linearisations (W, loc) flag ~empty rf as before
    with order from no flag ~empty rf as reads`,
  "closures over events": `include "cross.cat" let pair e = map (fun p -> p ++ 0) (({e} * W) & po)
    with p from cross (map pair (R & Once))
    acyclic p | rf | co flag ~empty p; rf as further`,
  "an earlier choice": `with r from {po, loc & ext} let twice = r; r
    with s from {r, twice & po} acyclic s | co flag ~empty s \\ r as other flag ~empty s & r as r`,
  "an earlier choice of the other kind": `with r from {rf, co & ext} with all from {po-loc, loc}
    with s from {r & all, r} irreflexive s; po flag ~empty s \\ po as s
    flag ~empty s & all as within`,
  "a choice in a procedure": `procedure some (a, b) = with r from {a, b} acyclic r | fr end
    call some (rf, po) call some (co, addr) flag ~empty rf & int as own`,
  "a value that only the interpreter has": `let all = {po, rf} let pick f = f all
    let same x = x with r from pick same acyclic r | co let go = fun r -> r; co
    flag ~irreflexive go rf as odd`,
  "values that differ": `with r from {different-values (co), 0} acyclic r | po
    flag ~empty r as clash`,
  "the final writes": `empty [FW]; co flag ~empty FW as asked flag ~empty (FW & IW) * (FW \\ IW) as w
    flag ~empty co & (FW * _) as never acyclic po-loc | rf`,
  "an assertion afterwards": `with r from {rf, co & ext} assert empty r & id as loops
    acyclic r | po flag ~empty r as some`,
};

describe("a choice that a model makes, compiled, is the interpreter's", () => {
  const seen = { allowed: 0, forbidden: 0, flagged: 0 };
  for (const [name, text] of Object.entries(MODELS)) {
    test(name, () => {
      const program = load(text);
      const model = compileModel(program, { variants: [], sets: SETS });
      expect(model.interpreted).toBeNull();
      for (let seed = 0; seed < 150; seed++) {
        const sample = sampleOf(seed);
        const expected = interpreted(program, sample);
        const judge = model.start(sample.frame, decided(sample));
        const isPossible = judge.isPossible();
        const possible = judge.possibleFlags();
        const { isAllowed, flags } = judge.judge();
        const names = model.flags.filter((_, k) => ((flags >>> k) & 1) === 1).sort();
        expect({ seed, isAllowed, flags: names }).toEqual({ seed, ...expected });
        if (isAllowed)
          expect({ seed, isPossible, missing: flags & ~possible }).toMatchObject({
            isPossible: true,
            missing: 0,
          });
        seen[isAllowed ? "allowed" : "forbidden"]++;
        if (flags !== 0) seen.flagged++;
      }
    });
  }

  test("and both answers are common", () => {
    expect(Math.min(seen.allowed, seen.forbidden, seen.flagged)).toBeGreaterThan(300);
  });

  test("locks are found taken and free, allowed and not", () => {
    const model = compileModel(load(LOCKS), { variants: [], sets: SETS });
    const counts = new Map<string, number>();
    for (let seed = 0; seed < 600; seed++) {
      const sample = sampleOf(seed);
      const { isAllowed, flags } = model.start(sample.frame, decided(sample)).judge();
      for (const flag of isAllowed ? model.flags : ["forbidden"]) {
        const isRaised = !isAllowed || ((flags >>> model.flags.indexOf(flag)) & 1) === 1;
        if (isRaised) counts.set(flag, (counts.get(flag) ?? 0) + 1);
      }
    }
    for (const name of ["forbidden", ...model.flags]) {
      expect(counts.get(name) ?? 0, name).toBeGreaterThan(0);
    }
  });
});

describe("a choice that cannot be made", () => {
  const judgeWith = (text: string): unknown => {
    const model = compileModel(load(text), { variants: [], sets: SETS });
    const sample = sampleOf(1);
    return model.start(sample.frame, decided(sample)).judge();
  };

  test("from nothing: everything is forbidden", () => {
    expect(judgeWith("with r from {}")).toEqual({ isAllowed: false, flags: 0 });
    expect(judgeWith("with r from linearisations (W, id)")).toEqual({ isAllowed: false, flags: 0 });
  });

  test("from what is no set of choices", () => {
    expect(() => judgeWith("with r from po")).toThrow(ModelFailure);
    expect(() => judgeWith("with r from rf")).toThrow(/expected a set to choose from/);
  });

  test("an assertion before it is the interpreter's", () => {
    const model = compileModel(load("assert empty 0 with r from {} acyclic r"), {
      variants: [],
      sets: SETS,
    });
    expect(model.interpreted).toMatch(/assertion before/);
  });
});

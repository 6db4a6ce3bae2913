import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { describeExecution, type Pairs } from "../../../src/axiomatic/cat/execution.js";
import { failure, result, threads } from "./helpers.js";

/** 0 and 1: initial writes of x and y. 2, 3: writes of x, y by thread 0. 4, 5: reads of y, x by thread 1. 6: a fence. */
const MP = threads(["Wx1 Wy1:REL", "Ry1:ACQ Rx0 F"], {
  relations: {
    data: [[4, 5]],
    empty: [],
    a: [
      [2, 3],
      [3, 4],
    ],
    b: [
      [3, 4],
      [4, 2],
    ],
  },
  vocabulary: ["NONE"],
});
const TAGS = "enum T = 'a || 'b || 'c enum U = 'u || 'strong\n";

describe("operators", () => {
  const claims: readonly (readonly [string, unknown])[] = [
    [
      "a | b",
      [
        [2, 3],
        [3, 4],
        [4, 2],
      ],
    ],
    ["a & b", [[3, 4]]],
    ["a \\ b", [[2, 3]]],
    [
      "a ; b",
      [
        [2, 4],
        [3, 2],
      ],
    ],
    [
      "a+",
      [
        [2, 3],
        [2, 4],
        [3, 4],
      ],
    ],
    [
      "(a | b)+ & id",
      [
        [2, 2],
        [3, 3],
        [4, 4],
      ],
    ],
    [
      "a* \\ id",
      [
        [2, 3],
        [2, 4],
        [3, 4],
      ],
    ],
    ["a? \\ a", [0, 1, 2, 3, 4, 5, 6].map((e) => [e, e])],
    [
      "a^-1",
      [
        [3, 2],
        [4, 3],
      ],
    ],
    [
      "[R]",
      [
        [4, 4],
        [5, 5],
      ],
    ],
    [
      "R * F",
      [
        [4, 6],
        [5, 6],
      ],
    ],
    [
      "(~(R * _)) & (_ * F) & ext",
      [
        [0, 6],
        [1, 6],
        [2, 6],
        [3, 6],
      ],
    ],
    ["R | REL", [3, 4, 5]],
    ["W & ~IW", [2, 3]],
    ["M \\ R", [0, 1, 2, 3]],
    ["~M", [6]],
    ["[W] ; po ; [REL]", [[2, 3]]],
    [
      "[_] ; a",
      [
        [2, 3],
        [3, 4],
      ],
    ],
    [
      "(_ ; a) & (R * _)",
      [
        [4, 3],
        [4, 4],
        [5, 3],
        [5, 4],
      ],
    ],
    [
      "po & (R * F)",
      [
        [4, 6],
        [5, 6],
      ],
    ],
    [
      "(R * F) & po",
      [
        [4, 6],
        [5, 6],
      ],
    ],
    ["0", []],
    [
      "{} | a",
      [
        [2, 3],
        [3, 4],
      ],
    ],
    ["{} & a", "empty"],
    ["{} \\ a", "empty"],
    [
      "a \\ {}",
      [
        [2, 3],
        [3, 4],
      ],
    ],
    ["a \\ _", "empty"],
    ["_ \\ R \\ W", [6]],
    ["_ & F", [6]],
    ["_ | F", "universe"],
    ["~{}", "universe"],
    ["~_", "empty"],
    ["{}*", [0, 1, 2, 3, 4, 5, 6].map((e) => [e, e])],
    ["{}+", "empty"],
    ["_+", "universe"],
    ["{}^-1", "empty"],
    ["[{}]", "empty"],
    ["a ; {}", "empty"],
    ["a ; 0 ; nothing-of-this-name", "empty"],
    ["[NONE] ; nothing-of-this-name", "empty"],
    ["[R] ; [F] ; nothing-of-this-name", "empty"],
  ];
  for (const [text, expected] of claims) {
    test(text, () => expect(result(text, MP)).toEqual(expected));
  }
});

describe("tags, tuples and sets of sets", () => {
  const claims: readonly (readonly [string, unknown])[] = [
    ["'a", "'a"],
    ["'a | 'b | 'a", { set: ["'a", "'b"] }],
    ["~{'a}", { set: ["'b", "'c"] }],
    ["_ \\ 'c", { set: ["'a", "'b"] }],
    ["T", { set: ["'a", "'b", "'c"] }],
    ["T \\ {'a, 'c}", { set: ["'b"] }],
    ["T & {'c}", { set: ["'c"] }],
    ["T & _", { set: ["'a", "'b", "'c"] }],
    [
      "{R, W, R}",
      {
        set: [
          [4, 5],
          [0, 1, 2, 3],
        ],
      },
    ],
    [
      "{a} | {b}",
      {
        set: [
          [
            [2, 3],
            [3, 4],
          ],
          [
            [3, 4],
            [4, 2],
          ],
        ],
      },
    ],
    [
      "{a, 0} \\ {0}",
      {
        set: [
          [
            [2, 3],
            [3, 4],
          ],
        ],
      },
    ],
    ["R ++ {}", { set: [[4, 5]] }],
    [
      "R ++ R ++ W ++ {}",
      {
        set: [
          [0, 1, 2, 3],
          [4, 5],
        ],
      },
    ],
    ["{} ++ {R}", { set: [[4, 5], "empty"] }],
    ["'a ++ 'b ++ {}", { set: ["'b", "'a"] }],
    [
      "(a, R)",
      {
        tuple: [
          [
            [2, 3],
            [3, 4],
          ],
          [4, 5],
        ],
      },
    ],
    ["()", { tuple: [] }],
    ["{}", "empty"],
  ];
  for (const [text, expected] of claims) {
    test(text, () => expect(result(text, MP, TAGS)).toEqual(expected));
  }
});

describe("functions and definitions", () => {
  const cases: readonly (readonly [string, string, string, unknown])[] = [
    [
      "a tuple of arguments",
      "let f (r, s) = r ; s",
      "f (a, b)",
      [
        [2, 4],
        [3, 2],
      ],
    ],
    [
      "a tuple that is a value",
      "let f (r, s) = r ; s let p = (a, b)",
      "f p",
      [
        [2, 4],
        [3, 2],
      ],
    ],
    [
      "a single argument may be a tuple",
      "let swap p = let (r, s) = p in (s, r)",
      "swap (F, R)",
      { tuple: [[4, 5], [6]] },
    ],
    [
      "an argument that is not used",
      "let f _ = a",
      "f 0",
      [
        [2, 3],
        [3, 4],
      ],
    ],
    ["no argument", "let f () = R", "f ()", [4, 5]],
    [
      "a function of a function",
      "let twice f = fun x -> f (f x)",
      "(twice (fun r -> r;r))",
      "closure",
    ],
    ["currying", "let f x = fun y -> x & y", "f M R", [4, 5]],
    [
      "static scope",
      "let r = a let f x = r & x let r = b",
      "f _",
      [
        [2, 3],
        [3, 4],
      ],
    ],
    [
      "shadowing uses the older value",
      "let r = a let r = r ; b",
      "r",
      [
        [2, 4],
        [3, 2],
      ],
    ],
    [
      "and sees the scope outside",
      "let r = a let r = b and s = r",
      "s",
      [
        [2, 3],
        [3, 4],
      ],
    ],
    ["definitions are evaluated when needed", "let bad = nothing-of-this-name", "R", [4, 5]],
    [
      "arguments are evaluated before the call",
      "let f _ = R",
      "try f nothing-of-this-name with F",
      [6],
    ],
    ["a tuple pattern", "let (r, _) = (R, W)", "r", [4, 5]],
    ["a pattern without parentheses", "let r, s = (R, W)", "s", [0, 1, 2, 3]],
    [
      "a pair is a tuple of its events",
      "let f (x, y) = {x} * {y} let g r = match r with {} -> 0 || p ++ q -> f p end",
      "g a",
      [[2, 3]],
    ],
    ["try takes the first when it has a value", "", "try R with nothing-of-this-name", [4, 5]],
    ["try catches an unknown name", "", "try nothing-of-this-name with R", [4, 5]],
    ["try catches fail, deep in a call", "let f x = fail x", "try f R with F", [6]],
    [
      "a local definition",
      "",
      "let r = a and s = b in r ; s",
      [
        [2, 4],
        [3, 2],
      ],
    ],
    [
      "a match on a tag",
      "let f t = match t with 'a -> R || 'b -> W || _ -> F end",
      "(f 'a, f 'b, f 'c)",
      { tuple: [[4, 5], [0, 1, 2, 3], [6]] },
    ],
    [
      "a match on a set of events",
      "let f s = match s with {} -> R || e ++ rest -> {e} * rest end",
      "f W",
      [
        [0, 1],
        [0, 2],
        [0, 3],
      ],
    ],
    [
      "a match on an empty set",
      "let f s = match s with {} -> R || e ++ rest -> F end",
      "(f {}, f emptyset, f 0)",
      {
        tuple: [
          [4, 5],
          [4, 5],
          [4, 5],
        ],
      },
    ],
    [
      "a match on a relation",
      "let f s = match s with e ++ rest -> {e^-1} | rest || {} -> R end",
      "f a",
      [
        [3, 2],
        [3, 4],
      ],
    ],
    [
      "a match on a set of tags",
      "let f s = match s with {} -> {} || e ++ rest -> rest end",
      "f T",
      { set: ["'b", "'c"] },
    ],
    [
      "a match in three parts",
      "let f s = match s with {} -> 0 || l | e ++ r -> (l * {e}) | ({e} * r) end",
      "f W",
      [
        [0, 2],
        [1, 2],
        [2, 3],
      ],
    ],
    [
      "a match of a relation in three parts",
      "let f s = match s with {} -> {} || l | e ++ r -> (l, {e}, r) end",
      "f ((a | b))",
      { tuple: [[[2, 3]], [[3, 4]], [[4, 2]]] },
    ],
    [
      "a match of a collection in three parts",
      "let f s = match s with {} -> {} || l | e ++ r -> (l, e, r) end",
      "f T",
      { tuple: [{ set: ["'a"] }, "'b", { set: ["'c"] }] },
    ],
    [
      "if on equality",
      "",
      "if R = (M & ~W) then a else b",
      [
        [2, 3],
        [3, 4],
      ],
    ],
    [
      "if on inclusion",
      "",
      "if R subset W then a else b",
      [
        [3, 4],
        [4, 2],
      ],
    ],
    ["if on membership of a tag", "", "if 'a in T \\ 'a then R else F", [6]],
    [
      "if on membership of an event",
      "let f s = match s with {} -> {} || e ++ r -> if e in IW then R else F end",
      "f W",
      [4, 5],
    ],
    [
      "if on membership of a pair",
      "let f s = match s with {} -> {} || p ++ r -> if p in a then R else F end",
      "f b",
      [4, 5],
    ],
    ["if on a variant that is off", "", 'if "v" || not "w" && "u" then R else F', [6]],
    ["an empty set equals every empty set", "", "if {} = 0 then R else F", [4, 5]],
    [
      "an explicit set of events",
      "let f s = match s with {} -> {} || e ++ r -> {e} end",
      "f R",
      [4],
    ],
    [
      "an element is added to a set of events",
      "let f s = match s with {} -> {} || e ++ r -> e ++ F end",
      "f R",
      [4, 6],
    ],
    [
      "a pair is added to a relation",
      "let f s = match s with {} -> {} || p ++ r -> p ++ 0 end",
      "f a",
      [[2, 3]],
    ],
    [
      "a pair of events is added to a relation",
      "let f s = match s with {} -> {} || e ++ r -> (e, e) ++ 0 end",
      "f R",
      [[4, 4]],
    ],
  ];
  for (const [claim, before, text, expected] of cases) {
    test(claim, () => expect(result(text, MP, TAGS + before)).toEqual(expected));
  }
});

describe("recursion", () => {
  const cases: readonly (readonly [string, string, string, unknown])[] = [
    [
      "a least fixed point",
      "let rec r = a | (r ; r)",
      "r",
      [
        [2, 3],
        [2, 4],
        [3, 4],
      ],
    ],
    [
      "several values together",
      "let rec r = a | (r ; s) and s = b | (s ; r)",
      "r & id",
      [
        [2, 2],
        [3, 3],
      ],
    ],
    [
      "later values see the new ones before them",
      "let rec r = a and s = r",
      "s",
      [
        [2, 3],
        [3, 4],
      ],
    ],
    // r is a, then, as it now has everything that it is taken from, 0: the first that is no larger, and it counts.
    ["a body that is not monotone ends with its last value", "let rec r = a \\ r", "r", []],
    ["a set", "let rec S = IW | range ([S] ; rf)", "S", [0, 1, 5]],
    [
      "a recursive function",
      "let rec last s = match s with {} -> {} || e ++ r -> if r = emptyset then {e} else last r end",
      "last M",
      [5],
    ],
    [
      "functions that call each other",
      "let rec even s = match s with {} -> 'a || e ++ r -> odd r end and odd s = match s with {} -> 'b || e ++ r -> even r end",
      "(even R, odd R)",
      { tuple: ["'a", "'b"] },
    ],
    [
      "a function beside a value sees the value of each sweep",
      "let rec f x = x | r and r = a | f 0 ; b",
      "r",
      [
        [2, 2],
        [2, 3],
        [2, 4],
        [3, 2],
        [3, 4],
      ],
    ],
    [
      "as an expression",
      "",
      "let rec r = a | (r ; r) in r",
      [
        [2, 3],
        [2, 4],
        [3, 4],
      ],
    ],
    [
      "a tuple of values",
      "let rec (r, s) = (a | s, r)",
      "s",
      [
        [2, 3],
        [3, 4],
      ],
    ],
    ["a set of tags", "let rec s = 'a | s", "s", { set: ["'a"] }],
    [
      "a call in last place may go on for long",
      "let rec spin (n, k) = match n with {} -> k || p ++ r -> spin (r, k) end",
      "spin (_ \\ 0, R)",
      [4, 5],
    ],
  ];
  for (const [claim, before, text, expected] of cases) {
    test(claim, () => expect(result(text, MP, TAGS + before)).toEqual(expected));
  }
});

describe("what has no value", () => {
  const place = "test.cat:2:14: error: ";
  const claims: readonly (readonly [string, string])[] = [
    [
      "nothing",
      `${place}\`nothing\` is not defined\n  let result = nothing\n               ^~~~~~~`,
    ],
    [
      "pp-loc",
      `${place}\`pp-loc\` is not defined\n  let result = pp-loc\n               ^~~~~~\n  did you mean \`po-loc\`?`,
    ],
    [
      "fre",
      `${place}\`fre\` is not defined\n  let result = fre\n               ^~~\n  \`include "cos.cat"\` defines it`,
    ],
    [
      "'storng",
      `${place}no enumeration has the tag \`'storng\`\n  let result = 'storng\n               ^~~~~~~\n  did you mean \`'strong\`?`,
    ],
    [
      "R | po",
      `test.cat:2:18: error: expected a set of events, found a relation\n  let result = R | po\n                   ^~`,
    ],
    [
      "R & po",
      `${place}there is no intersection of a set of events and a relation\n  let result = R & po\n               ^~~~~~`,
    ],
    [
      "po \\ R",
      `${place}there is no difference of a relation and a set of events\n  let result = po \\ R\n               ^~~~~~`,
    ],
    [
      "T \\ U",
      `test.cat:2:18: error: expected a set of tags of T, found a set of tags of U\n  let result = T \\ U\n                   ^`,
    ],
    [
      "R ; po",
      `${place}expected a relation, found a set of events\n  let result = R ; po\n               ^`,
    ],
    [
      "R+",
      `${place}expected a relation, found a set of events\n  let result = R+\n               ^`,
    ],
    [
      "[po]",
      `test.cat:2:15: error: expected a set of events, found a relation\n  let result = [po]\n                ^~`,
    ],
    [
      "po * R",
      `${place}expected a set of events, found a relation\n  let result = po * R\n               ^~`,
    ],
    [
      "~(R, W)",
      `test.cat:2:15: error: expected a set or a relation, found a tuple of 2\n  let result = ~(R, W)\n                ^~~~~~`,
    ],
    [
      "R po",
      `${place}expected a function, found a set of events\n  let result = R po\n               ^~~~`,
    ],
    [
      "nodetour (po, po)",
      `${place}\`nodetour\` takes 3 arguments, 2 given\n  let result = nodetour (po, po)\n               ^~~~~~~~~~~~~~~~~`,
    ],
    [
      "let (r, s) = R in r",
      `test.cat:2:18: error: 2 names for a set of events\n  let result = let (r, s) = R in r\n                   ^~~~~~`,
    ],
    [
      "match R with 'a -> 0 end",
      `test.cat:2:20: error: expected a tag to match, found a set of events\n  let result = match R with 'a -> 0 end\n                     ^`,
    ],
    [
      "match 'b with 'a -> 0 end",
      `${place}no clause matches the tag \`'b\`\n  let result = match 'b with 'a -> 0 end\n               ^~~~~~~~~~~~~~~~~~~~~~~~~`,
    ],
    [
      "match 'a with {} -> 0 || x ++ y -> 0 end",
      `test.cat:2:20: error: expected a set to match, found a tag of T\n  let result = match 'a with {} -> 0 || x ++ y -> 0 end\n                     ^~`,
    ],
    [
      "_ ++ {}",
      `${place}\`_\` cannot be an element of a set\n  let result = _ ++ {}\n               ^`,
    ],
    [
      "R ++ W",
      `${place}expected an event, found a set of events\n  let result = R ++ W\n               ^`,
    ],
    [
      "R ++ po",
      `${place}expected a pair of events, found a set of events\n  let result = R ++ po\n               ^`,
    ],
    [
      "'u ++ T",
      `${place}expected a tag of T, found a tag of U\n  let result = 'u ++ T\n               ^~`,
    ],
    [
      "{R, po}",
      `test.cat:2:18: error: expected a set of events, found a relation\n  let result = {R, po}\n                   ^~`,
    ],
    [
      "if R = po then 0 else 0",
      `test.cat:2:21: error: expected a set of events, found a relation\n  let result = if R = po then 0 else 0\n                      ^~`,
    ],
    [
      "fail R",
      `${place}the model fails on a set of events\n  let result = fail R\n               ^~~~~~`,
    ],
  ];
  for (const [text, expected] of claims) {
    test(text, () => expect(failure(text, MP, TAGS.trim())).toBe(expected));
  }

  test("a failure in a function says where it was called", () => {
    expect(failure("f R", MP, "let f x = [x] ; x")).toBe(
      "test.cat:1:17: error: expected a relation, found a set of events\n  let f x = [x] ; x\n                  ^\n" +
        "test.cat:2:14: note: in this call of `f`\n  let result = f R\n               ^~~",
    );
  });

  test("a recursion without an end is stopped", () => {
    expect(failure("f R", MP, "let rec f x = f x")).toBe(
      "test.cat:1:15: error: more than 2000000 calls: does this recursion end?\n  let rec f x = f x\n                ^~~\n" +
        "test.cat:1:15: note: in this call of `f`\n  let rec f x = f x\n                ^~~",
    );
    expect(failure("f R", MP, "let rec f x = [f x]").split("\n")[0]).toBe(
      "test.cat:1:16: error: this calculation nests deeper than 1000",
    );
  });

  test("a recursion that never settles is stopped", () => {
    const text = "let rec r = if r = a then b else a";
    expect(failure("r", MP, text).split("\n")[0]).toBe(
      "test.cat:1:9: error: this recursion goes on after 10000 sweeps",
    );
  });

  test("try does not hide that a limit was hit", () => {
    expect(failure("try f R with F", MP, "let rec f x = [f x]").split("\n")[0]).toBe(
      "test.cat:1:16: error: this calculation nests deeper than 1000",
    );
  });
});

describe("random expressions mean what they mean on sets of pairs", () => {
  type Naive = ReadonlySet<string>;
  interface Term {
    readonly text: string;
    readonly value: Naive;
  }
  const pairs = (r: Naive): number[][] => [...r].map((p) => p.split(",").map(Number));
  const naive = (list: readonly (readonly number[])[]): Naive =>
    new Set(list.map((p) => p.join(",")));
  const compose = (r: Naive, s: Naive): Naive =>
    naive(
      pairs(r).flatMap(([i, j]) =>
        pairs(s)
          .filter(([k]) => k === j)
          .map(([, l]) => [i!, l!]),
      ),
    );
  const close = (r: Naive): Naive => {
    const next: Naive = new Set([...r, ...compose(r, r)]);
    return next.size === r.size ? r : close(next);
  };
  /** Few of the events are related, but they lie on both sides of a word's end. */
  const related = (n: number): number[] => [0, 1, 2, 3].map((e) => (e * 11) % n);
  const all = (n: number): Naive => naive(related(n).flatMap((i) => related(n).map((j) => [i, j])));
  const id = (n: number): Naive => naive(Array.from({ length: n }, (_, i) => [i, i]));

  const term = (n: number, base: readonly Pairs[]): fc.Arbitrary<Term> =>
    fc.letrec<{ term: Term }>((tie) => {
      const both = (symbol: string, mean: (r: Naive, s: Naive) => Naive): fc.Arbitrary<Term> =>
        fc.tuple(tie("term"), tie("term")).map(([l, r]) => ({
          text: `(${l.text} ${symbol} ${r.text})`,
          value: mean(l.value, r.value),
        }));
      const one = (
        write: (text: string) => string,
        mean: (r: Naive) => Naive,
      ): fc.Arbitrary<Term> =>
        tie("term").map((t) => ({ text: write(t.text), value: mean(t.value) }));
      const leaf = fc.nat({ max: base.length - 1 }).map((k) => ({
        text: `r${k}`,
        value: naive(base[k]!),
      }));
      return {
        term: fc.oneof(
          { maxDepth: 4, depthSize: "medium" },
          leaf,
          both("|", (r, s) => new Set([...r, ...s])),
          both("&", (r, s) => new Set([...r].filter((p) => s.has(p)))),
          both("\\", (r, s) => new Set([...r].filter((p) => !s.has(p)))),
          both(";", compose),
          one((t) => `(${t})+`, close),
          one(
            (t) => `(${t})*`,
            (r) => new Set([...close(r), ...id(n)]),
          ),
          one(
            (t) => `(${t})?`,
            (r) => new Set([...r, ...id(n)]),
          ),
          one(
            (t) => `(${t})^-1`,
            (r) => naive(pairs(r).map(([i, j]) => [j!, i!])),
          ),
          one(
            (t) => `(~(${t}) & all)`,
            (r) => new Set([...all(n)].filter((p) => !r.has(p))),
          ),
          one(
            (t) => `[domain (${t})]`,
            (r) => naive(pairs(r).map(([i]) => [i!, i!])),
          ),
        ),
      };
    }).term;

  test("on 1 to 34 events", () => {
    const input = fc.constantFrom(1, 2, 4, 32, 33, 34).chain((n) => {
      const event = fc.constantFrom(...related(n));
      const relation = fc.array(fc.tuple(event, event), { maxLength: 8 });
      return fc
        .array(relation, { minLength: 2, maxLength: 2 })
        .chain((base) =>
          fc.record({ n: fc.constant(n), base: fc.constant(base), term: term(n, base) }),
        );
    });
    fc.assert(
      fc.property(input, ({ n, base, term: { text, value } }) => {
        const events = Array.from({ length: n }, () => ({ thread: 0, sets: ["F"] }));
        const everything = pairs(all(n)) as unknown as Pairs;
        const relations = {
          ...Object.fromEntries(base.map((r, k) => [`r${k}`, r])),
          all: everything,
        };
        const found = result(`(${text}) | 0`, describeExecution(events, { relations }));
        const expected = pairs(value).sort(([i, j], [k, l]) => i! - k! || j! - l!);
        expect(found).toEqual(expected);
      }),
      { numRuns: 400 },
    );
  });
});

import { describe, expect, test } from "vitest";
import { MP, result, TAGS } from "./helpers.js";

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
    [
      "a name that is missing in a body",
      "let f x = try nothing-of-this-name x with x",
      "f R",
      [4, 5],
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
    // r is a, then, as it now has everything that it is taken from, 0: the first that is no larger,
    // and it counts.
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

import { describe, expect, test } from "vitest";
import { MP, result, TAGS } from "./helpers.js";

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
      "[IW] ; loc & ~id ; (a+ | rf)",
      [
        [0, 3],
        [0, 4],
        [1, 4],
      ],
    ],
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

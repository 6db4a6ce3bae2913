import { describe, expect, test } from "vitest";
import { failure, result, threads } from "./helpers.js";

/**
 * 0, 1: initial x, y. 2: Wx1. 3: a fence with the tag full. 4: Wy1. 5: a plain fence. 6: Wx2. 7:
 * Ry1. 8: Rx2.
 */
const E = threads(["Wx1 F:Full Wy1 F Wx2", "Ry1 Rx2"], {
  relations: {
    "work-group": [[2, 7]],
    twins: [
      [0, 1],
      [4, 6],
      [6, 4],
      [7, 8],
    ],
    steps: [
      [4, 2],
      [6, 2],
      [7, 0],
    ],
  },
});
const TAGS = "enum T = 'full || 'x || 'work-group || 'none\n";

describe("primitives", () => {
  const claims: readonly (readonly [string, unknown])[] = [
    ["domain rf", [4, 6]],
    ["range rf", [7, 8]],
    ["domain {}", "empty"],
    ["range _", "universe"],
    [
      "fromto F",
      [
        [2, 4],
        [2, 5],
        [2, 6],
        [3, 6],
        [4, 6],
      ],
    ],
    [
      "fromto Full",
      [
        [2, 4],
        [2, 5],
        [2, 6],
      ],
    ],
    ["fromto M", []],
    [
      "classes-loc W",
      {
        set: [
          [0, 2, 6],
          [1, 4],
        ],
      },
    ],
    ["partition R", { set: [[7], [8]] }],
    ["partition F", { set: [] }],
    ["classes (loc & (R * R))", { set: [[7], [8]] }],
    [
      "classes twins",
      {
        set: [
          [0, 1],
          [4, 6],
          [7, 8],
        ],
      },
    ],
    ["classes 0", { set: [] }],
    ["linearisations (IW, 0)", { set: [[[0, 1]], [[1, 0]]] }],
    ["linearisations (R, po)", { set: [[[7, 8]]] }],
    ["linearisations (R, rf^-1; (W * W); rf)", { set: [] }],
    ["linearisations (emptyset, po)", { set: [[]] }],
    ["linearisations ({}, 0)", { set: [[]] }],
    ["linearisations (F, po)", { set: [[[3, 5]]] }],
    ["linearisations (partition R, lift (partition R, po))", { set: [[[[7], [8]]]] }],
    ["linearisations ({}, lift (partition R, 0))", { set: [[]] }],
    [
      "lift (partition W, po)",
      [
        [
          [0, 2, 6],
          [1, 4],
        ],
        [
          [0, 2, 6],
          [0, 2, 6],
        ],
        [
          [1, 4],
          [0, 2, 6],
        ],
      ],
    ],
    [
      "(lift (partition W, po))^-1 & lift (partition W, id)",
      [
        [
          [0, 2, 6],
          [0, 2, 6],
        ],
      ],
    ],
    ["lift (partition R, po) ; lift (partition R, po^-1)", [[[7], [7]]]],
    [
      "lift (partition R, po) | lift (partition R, id)",
      [
        [[7], [8]],
        [[7], [7]],
        [[8], [8]],
      ],
    ],
    ["lift (partition R, po) \\ lift (partition R, po)", []],
    ["delift (lift (partition R, po))", [[7, 8]]],
    ["delift {}", []],
    [
      "deliftinter (id, lift (partition W, id))",
      [
        [0, 0],
        [1, 1],
        [2, 2],
        [4, 4],
        [6, 6],
      ],
    ],
    [
      "bisimulation (steps, twins | twins^-1 | id) \\ id",
      [
        [0, 1],
        [1, 0],
        [4, 6],
        [6, 4],
      ],
    ],
    [
      "bisimulation (0, twins)",
      [
        [0, 1],
        [4, 6],
        [6, 4],
        [7, 8],
      ],
    ],
    [
      "bisimulation ({}, lift (partition R, loc))",
      [
        [[7], [7]],
        [[8], [8]],
      ],
    ],
    ["tag2events 'full", [3]],
    ["tag2instrs 'full", [3]],
    ["tag2scope 'work-group", [[2, 7]]],
    ["tag2level 'work-group", [[2, 7]]],
    [
      "tag2fenced 'full",
      [
        [2, 4],
        [2, 5],
        [2, 6],
      ],
    ],
    ["loc2events 'x", [0, 2, 6, 8]],
    [
      "different-values (loc & (W * W))",
      [
        [0, 2],
        [0, 6],
        [1, 4],
        [2, 0],
        [2, 6],
        [4, 1],
        [6, 0],
        [6, 2],
      ],
    ],
    [
      "different-values (F * F)",
      [
        [3, 3],
        [3, 5],
        [5, 3],
        [5, 5],
      ],
    ],
    ["same-oa po", []],
    ["at-least-one-writable po", []],
    [
      "as_transitive (rf | rf^-1) & id",
      [
        [4, 4],
        [6, 6],
        [7, 7],
        [8, 8],
      ],
    ],
    ["as_transitive {}", "empty"],
  ];
  for (const [text, expected] of claims) {
    test(text, () => expect(result(text, E, TAGS)).toEqual(expected));
  }
});

describe("wrong arguments", () => {
  const claims: readonly (readonly [string, string])[] = [
    ["domain R", "expected a relation, found a set of events"],
    ["fromto po", "expected a set of events, found a relation"],
    ["linearisations R", "`linearisations` takes 2 arguments, found a set of events"],
    ["linearisations (po, R)", "expected a set of events, found a relation"],
    ["linearisations (partition R, po)", "`linearisations` cannot take arguments of these types"],
    ["lift (R, po)", "`lift` cannot take arguments of these types"],
    ["delift po", "`delift` cannot take arguments of these types"],
    ["tag2events R", "expected a tag, found a set of events"],
    ["tag2events 'none", "this execution has no set `None` for `'none`"],
    ["tag2scope 'none", "this execution has no relation `none`"],
    [
      "lift (partition R, po) ; po",
      "a relation between classes does not compose with one between events",
    ],
    ["(lift (partition R, po))+", "expected a relation, found a relation between classes"],
  ];
  for (const [text, expected] of claims) {
    test(text, () => {
      const [first] = failure(text, E, TAGS.trim()).split("\n");
      expect(first).toMatch(/^test\.cat:2:\d+: error: /);
      expect(first?.replace(/^.*?error: /, "")).toBe(expected);
    });
  }
});

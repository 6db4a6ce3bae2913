import { describe, expect, test } from "vitest";
import { explore } from "../../src/machine/search.js";
import { DEFAULT_MACHINE_OPTIONS } from "../../src/models/model.js";
import { sc } from "../../src/models/sc.js";
import { findLoops } from "../../src/program/loops.js";
import type { Instruction, Program } from "../../src/program/program.js";
import {
  add,
  binary,
  cas,
  conditional,
  doWhile,
  equal,
  fence,
  linked,
  not,
  old,
  plus,
  program,
  programWith,
  R,
  rmw,
  type Statement,
  set,
  W,
  warn,
  when,
  whileLoop,
  xchg,
} from "./build.js";

const codeOf = (...statements: Statement[]): readonly Instruction[] =>
  programWith({ observed: ["x"] }, { x: 0, y: 0 }, statements).threads[0]!.code;
const spins = (code: readonly Instruction[]): number =>
  code.filter((i) => "spins" in i && i.spins === true).length;
const counts = (code: readonly Instruction[]): number =>
  code.filter((i) => i.op === "iterate").length;
const run = (p: Program) =>
  explore(sc.machine(p, DEFAULT_MACHINE_OPTIONS), p.observed.length, {
    statesMax: 10_000,
    stepsMax: 100_000,
    bytesMax: 2 ** 30,
  });

describe("a loop is", () => {
  test.each<[string, Statement, { spins: number; counts: number }]>([
    ["a wait for a value", doWhile([R("r", "x")], not("r")), { spins: 1, counts: 0 }],
    [
      "a wait with a pause",
      doWhile([R("r", "x"), fence("barrier")], not("r")),
      { spins: 1, counts: 0 },
    ],
    [
      "a wait with computation",
      doWhile([R("r", "x"), set("t", plus("r", 1))], equal("t", 1)),
      { spins: 1, counts: 0 },
    ],
    [
      "a wait for two values: known states",
      doWhile([R("r", "x"), R("s", "y")], not("s")),
      { spins: 0, counts: 0 },
    ],
    [
      "a lock by compare and exchange",
      doWhile([cas("r", "x", 0, 1)], binary("!=", "r", 0)),
      { spins: 1, counts: 0 },
    ],
    [
      "a lock by exchange: finitely many values",
      doWhile([xchg("r", "x", 1)], binary("!=", "r", 0)),
      { spins: 1, counts: 0 },
    ],
    [
      "a retry that carries what it read",
      (t) => {
        R("o", "x")(t);
        doWhile(
          [
            set("n", plus("o", 1)),
            cas("r", "x", "o", "n"),
            set("ok", equal("r", "o")),
            when(not("ok"), [set("o", "r")]),
          ],
          not("ok"),
        )(t);
      },
      { spins: 0, counts: 0 },
    ],
    [
      "an update that is tried until it is stored",
      doWhile([linked("r", "x"), set("r", plus("r", 1)), conditional("s", "x", "r")], "s"),
      { spins: 0, counts: 0 },
    ],
    [
      "an update that is tried while the flag of its status says so",
      doWhile(
        [
          linked("r", "x"),
          conditional("s", "x", plus("r", 1)),
          set("f", binary("-", "s", 0)),
          set("g", binary("*", "f", 2)),
        ],
        not(equal("g", 0)),
      ),
      { spins: 0, counts: 0 },
    ],
    [
      "an update that is tried, and counted: bounded",
      doWhile(
        [set("i", plus("i", 1)), linked("r", "x"), conditional("s", "x", plus("r", "i"))],
        "s",
      ),
      { spins: 0, counts: 1 },
    ],
    [
      "updates until a value, stored or not: bounded",
      doWhile([linked("r", "x"), conditional("s", "x", plus("r", 1))], binary("<", "r", 5)),
      { spins: 0, counts: 1 },
    ],
    [
      "a conditional store as long as it is stored: bounded",
      doWhile([linked("r", "x"), conditional("s", "x", plus("r", 1))], not("s")),
      { spins: 0, counts: 1 },
    ],
    [
      "a value that is computed anew in each round: known states",
      doWhile([R("r", "x"), set("r", plus("r", 1)), R("s", "y")], binary("<", "r", "s")),
      { spins: 0, counts: 0 },
    ],
    [
      "increments until a value: bounded",
      doWhile([add("r", "x", 1)], binary("<", "r", 5)),
      { spins: 0, counts: 1 },
    ],
    [
      "a compare and exchange that goes on: bounded",
      doWhile([cas("r", "x", "r", plus("r", 1))], equal("r", 5)),
      { spins: 0, counts: 1 },
    ],
    ["a store: bounded", doWhile([R("r", "y"), W("x", 1)], not("r")), { spins: 0, counts: 1 }],
    [
      "a counter: bounded",
      doWhile([R("r", "y"), set("i", plus("i", 1))], binary("<", "i", 3)),
      { spins: 0, counts: 1 },
    ],
    ["nothing at all: bounded", doWhile([], 1), { spins: 0, counts: 1 }],
    [
      "a wait that warns: known states",
      doWhile([R("r", "x"), warn("w")], not("r")),
      { spins: 0, counts: 0 },
    ],
    [
      "a wait inside of a counter: not a wait of its own",
      whileLoop(binary("<", "i", 2), [doWhile([R("r", "x")], not("r")), set("i", plus("i", 1))]),
      { spins: 0, counts: 1 },
    ],
  ])("%s", (_, statement, expected) => {
    const code = codeOf(statement);
    expect({ spins: spins(code), counts: counts(code) }).toEqual(expected);
  });
});

describe("rounds are counted as they happen", () => {
  const loop = (rounds: number, max: number) =>
    programWith({ loopRoundsMax: max }, { x: 0 }, [
      whileLoop(binary("<", "i", rounds), [add(null, "x", 1), set("i", plus("i", 1))]),
    ]);

  test("a loop within the bound is complete", () => {
    const result = run(loop(3, 3));
    expect(result.outcomes.map((o) => o.values)).toEqual([[3, 3]]);
    expect({ isComplete: result.isComplete, bounds: result.bounds }).toEqual({
      isComplete: true,
      bounds: [],
    });
  });

  test("a loop beyond the bound is cut off, and that is said", () => {
    const p = programWith({ loopRoundsMax: 3 }, { x: 0 }, [
      whileLoop(binary("<", "i", 4), [add("i", "x", 1)]),
    ]);
    const result = run(p);
    expect(result.outcomes).toEqual([]);
    expect(result.deadlocks).toBe(0);
    expect(result.isComplete).toBe(false);
    expect(result.bounds).toEqual(["3 rounds of the loop at built:1:1"]);
    expect(result.events.map(({ what }) => what.kind)).toEqual(["loop-bound"]);
  });

  test("an inner loop begins anew in every round of the outer", () => {
    const inner = whileLoop(binary("<", "j", 2), [add(null, "x", 1), set("j", plus("j", 1))]);
    const p = programWith({ loopRoundsMax: 2, observed: ["x"] }, { x: 0 }, [
      whileLoop(binary("<", "i", 2), [set("j", 0), inner, set("i", plus("i", 1))]),
    ]);
    expect(counts(p.threads[0]!.code)).toBe(2);
    const result = run(p);
    expect(result.bounds).toEqual([]);
    expect(result.outcomes.map((o) => o.values)).toEqual([[4]]);
  });

  test("a loop that branches back to its head counts too", () => {
    // do { x += 1 } while (!(x == 3)): the way back is the branch itself.
    const p = programWith({ loopRoundsMax: 2 }, { x: 0 }, [
      (t) => {
        const head = t.builder.label();
        t.builder.place(head);
        rmw("r", "x", plus(old, 1))(t);
        const site = {
          span: { source: null as never, start: 0, end: 0 },
          primitive: "",
          calls: [],
        };
        t.builder.branch(t.expression(equal("r", 2)), head, null, site);
        W("x", 7)(t);
      },
    ]);
    const result = run(p);
    expect(result.outcomes.map((o) => o.values)).toEqual([[2, 7]]);
    expect(result.bounds).toEqual([]);
  });
});

describe("a loop that ends whatever is read is run to its end", () => {
  const next = (name: string) => set(name, plus(name, 1));
  const under = (statement: Statement): Program =>
    programWith({ loopRoundsMax: 2, observed: ["x"] }, { x: 0, y: 0 }, [statement]);
  const bounds = (p: Program) => run(p).bounds.length;

  test.each<[string, Statement, number]>([
    ["counted", whileLoop(binary("<", "i", 40), [add(null, "x", 1), next("i")]), 40],
    [
      "with a way out that depends on a read",
      whileLoop(binary("<", "i", 40), [
        R("r", "y"),
        when("r", [set("i", 39)]),
        add(null, "x", 1),
        next("i"),
      ]),
      40,
    ],
    [
      "in another one",
      whileLoop(binary("<", "i", 5), [
        set("j", 0),
        whileLoop(binary("<", "j", "i"), [add(null, "x", 1), next("j")]),
        next("i"),
      ]),
      10,
    ],
    [
      "around a wait",
      whileLoop(binary("<", "i", 5), [doWhile([R("r", "y")], "r"), add(null, "x", 1), next("i")]),
      5,
    ],
  ])("%s", (_, statement, x) => {
    const result = run(under(statement));
    expect(result.outcomes.map(({ values }) => values)).toEqual([[x]]);
    expect(result.isComplete).toBe(true);
  });

  test("unless a read decides how often", () => {
    const given = (...before: Statement[]) =>
      program({ x: 0, y: 20 }, [
        ...before,
        whileLoop(binary("<", "i", "n"), [add(null, "x", 1), next("i")]),
      ]);
    expect(bounds(given(set("n", 20)))).toBe(0);
    expect(bounds(given(R("n", "y")))).toBe(1);
    // Every other round may take back what was counted.
    const stuck = whileLoop(binary("<", "i", 3), [
      R("r", "y"),
      when(not("r"), [set("i", 0)], [next("i")]),
      add(null, "x", 1),
    ]);
    expect(bounds(under(stuck))).toBe(1);
  });

  test("only the inner one, when the outer goes on for ever", () => {
    const p = under(
      doWhile(
        [set("j", 0), whileLoop(binary("<", "j", 5), [add(null, "x", 1), next("j")]), R("r", "y")],
        equal("r", 0),
      ),
    );
    expect(run(p).bounds).toEqual(["2 rounds of the loop at built:1:1"]);
  });

  test("but not for more rounds than a search has room for", () => {
    expect(
      bounds(under(whileLoop(binary("<", "i", 100_000), [add(null, "x", 1), next("i")]))),
    ).toBe(1);
  });
});

test("a wait is blocked, not a livelock: nothing ends it here", () => {
  const p = program({ x: 0 }, [doWhile([R("r", "x")], not("r"))]);
  const result = run(p);
  expect(result.states).toBe(1);
  expect(result.deadlocks).toBe(1);
});

test("loops are found with all their ends and everything between", () => {
  const { code } = programWith({ loopRoundsMax: 1 }, { x: 0 }, [
    set("a", 1),
    doWhile([R("r", "x"), when("r", [R("s", "x")])], "r"),
  ]).threads[0]!;
  const loops = findLoops(code);
  expect(loops.length).toBe(1);
  expect(loops[0]!.head).toBe(1);
  expect([...loops[0]!.body].every((pc) => pc >= 1 && pc < code.length)).toBe(true);
});

import { describe, expect, test } from "vitest";
import { judge } from "../../../src/axiomatic/cat/interpreter.js";
import { loadModel } from "../../../src/axiomatic/cat/load.js";
import { DEFAULT_CAT_LIMITS } from "../../../src/axiomatic/cat/run.js";
import { Diagnostics } from "../../../src/source/diagnostic.js";
import { Source } from "../../../src/source/source.js";
import { judgementText, plain, type RunOptions, run, threads } from "./helpers.js";

const MP = threads(["Wx1 Wy1", "Ry1 Rx0"]);
const TAGS = "enum T = 'a || 'b\n";

/** The judgements of a model on the message-passing execution. */
function judged(text: string, options: RunOptions = {}): string {
  return run(text, MP, options).map(judgementText).join(" | ");
}

describe("tests", () => {
  const claims: readonly (readonly [string, string])[] = [
    ["acyclic po", "allowed"],
    ["acyclic po | po^-1 as cyclic", "forbidden by cyclic"],
    ["acyclic id", "forbidden by null"],
    ["irreflexive po", "allowed"],
    ["irreflexive po; po^-1 as i", "forbidden by i"],
    ["empty po & rf as e", "allowed"],
    ["empty R as reads", "forbidden by reads"],
    ["empty {} as e", "allowed"],
    ["acyclic {}", "allowed"],
    ["~empty R as reads", "allowed"],
    ["~acyclic po as p", "forbidden by p"],
    ["~irreflexive id", "allowed"],
    ["flag ~empty rf as has-rf", "allowed has-rf"],
    ["flag empty rf as no-rf", "allowed"],
    ["flag ~empty rf as f flag ~empty rf as f flag acyclic po as g", "allowed f g"],
    ["flag ~empty rf", "allowed"],
    ["undefined_unless empty rf as race", "allowed undefined"],
    ["undefined_unless ~empty rf", "allowed"],
    ["flag ~empty rf as f acyclic id as a", "forbidden by a"],
    ["assert ~empty rf as a", "allowed"],
    ["acyclic lift (partition W, po)", "allowed"],
    ["acyclic lift (partition M, po) as a", "forbidden by a"],
    ["irreflexive lift (partition M, loc) as i", "forbidden by i"],
    ["empty lift (partition M, 0)", "allowed"],
  ];
  for (const [text, expected] of claims) test(text, () => expect(judged(text)).toBe(expected));

  test("an assertion that fails ends everything", () => {
    expect(judged("assert empty rf as nothing-read")).toBe(
      "test.cat:1:8: error: the assertion `nothing-read` fails on this execution\n" +
        "  assert empty rf as nothing-read\n         ^~~~~~~~~~~~~~~~~~~~~~~~",
    );
    expect(judged("assert empty rf").split("\n")[0]).toBe(
      "test.cat:1:8: error: an assertion of the model fails on this execution",
    );
  });

  test("a set of events has no cycles", () => {
    expect(judged("acyclic R")).toBe(
      "test.cat:1:9: error: expected a relation, found a set of events\n  acyclic R\n          ^",
    );
  });

  test("a forbidden execution comes with what was tested and a shortest cycle", () => {
    const text = 'include "cos.cat" acyclic po | rf | co | fr as sc';
    const [judgement] = run(text, MP);
    expect(judgement).toMatchObject({ kind: "forbidden", by: "sc", cycle: [2, 3, 4, 5] });
    const [empty] = run("empty rf as e", MP);
    if (empty?.kind !== "forbidden" || empty.value === null) throw new Error("not forbidden");
    expect(empty.cycle).toBeNull();
    expect(plain(empty.value, MP)).toEqual([
      [0, 5],
      [3, 4],
    ]);
  });
});

describe("choices", () => {
  test("with tries every member, in order", () => {
    expect(
      judged("with s from {R, W, M} flag empty s & R as no-reads empty s & IW as initial"),
    ).toBe("allowed | forbidden by initial | forbidden by initial");
    expect(judged("with s from {R, W} flag ~empty s & R as reads")).toBe("allowed reads | allowed");
  });

  test("two choices multiply", () => {
    const text = "with a from {R, W} with b from {R, W, M} flag empty a & b as apart";
    expect(judged(text)).toBe(
      "allowed | allowed apart | allowed | allowed apart | allowed | allowed",
    );
  });

  test("nothing to choose from is forbidden", () => {
    expect(judged("with s from {} empty s")).toBe("forbidden by null");
    expect(judged("with s from linearisations (M, po | po^-1)")).toBe("forbidden by null");
  });

  test("only a set can be chosen from", () => {
    expect(judged("with s from R")).toBe(
      "test.cat:1:13: error: expected a set to choose from, found a set of events\n  with s from R\n              ^",
    );
  });

  test("choices are made one after the other, and a failure is the last", () => {
    expect(judged("with s from {R, W, M} let x = if s = W then fail s else 0 empty x")).toBe(
      "allowed | test.cat:1:45: error: the model fails on a set of events\n" +
        "  with s from {R, W, M} let x = if s = W then fail s else 0 empty x\n" +
        `  ${" ".repeat(44)}^~~~~~`,
    );
  });

  test("a set past the limit is an error that says so", () => {
    const writes = threads(Array.from({ length: 8 }, (_, i) => `Wx${i + 1}`));
    const program = loadModel(
      new Source("test.cat", "with co from linearisations (W, co0)"),
      new Diagnostics(),
    );
    const limits = { ...DEFAULT_CAT_LIMITS, membersMax: 1000 };
    expect(judgementText([...judge(program, writes, { limits })][0])).toBe(
      "test.cat:1:14: error: this set has more than 1000 members\n" +
        "  with co from linearisations (W, co0)\n               ^~~~~~~~~~~~~~~~~~~~~~~",
    );
  });
});

describe("procedures", () => {
  const claims: readonly (readonly [string, string, string])[] = [
    ["a call tests", "procedure p (r, s) = empty r & s as p end call p (po, rf)", "allowed"],
    [
      "a failing test in a call",
      "procedure p r = acyclic r as a end call p (po | po^-1)",
      "forbidden by a",
    ],
    [
      "a flag of a call stays",
      "procedure p r = flag ~empty r as f end call p (po) as named",
      "allowed f",
    ],
    [
      "a definition of a call does not",
      "let a = 0 procedure p r = let a = r end call p (po) empty a as a",
      "allowed",
    ],
    ["static scope", "let a = 0 procedure p () = empty a as a end let a = po call p ()", "allowed"],
    [
      "a choice in a call",
      "procedure p s = with x from s flag ~empty x as f end call p ({po, 0})",
      "allowed f | allowed",
    ],
    ["total of the library", "call total (id, IW)", "forbidden by null"],
    [
      "subseteq and inclusion of the library",
      "call subseteq (R, M) call inclusion (po, po)",
      "allowed",
    ],
  ];
  for (const [claim, text, expected] of claims) {
    test(claim, () => expect(judged(text)).toBe(expected));
  }

  test("recursion needs rec, and an end", () => {
    expect(judged("procedure p s = call p (s) end call p (0)")).toBe(
      "test.cat:1:22: error: there is no procedure `p`\n  procedure p s = call p (s) end call p (0)\n                       ^",
    );
    expect(judged("procedure rec p s = call p (s) end call p (0)").split("\n")[0]).toBe(
      "test.cat:1:21: error: calls of `p` nest deeper than 1000",
    );
    const text = `${TAGS}procedure rec p t = match t with 'a -> flag ~empty R as end-of-it || 'b -> call p ('a) end end call p ('b)`;
    expect(judged(text)).toBe("allowed end-of-it");
  });

  test("what is no procedure, and a wrong number of arguments", () => {
    expect(judged("call R (0)").split("\n")[0]).toBe(
      "test.cat:1:6: error: expected a procedure, found a set of events",
    );
    expect(judged("procedure p (a, b) = empty a end call p (0)").split("\n")[0]).toBe(
      "test.cat:1:41: error: 2 names for a relation",
    );
  });
});

describe("other instructions", () => {
  const claims: readonly (readonly [string, string, string])[] = [
    ["forall is a conjunction", "forall s in {R, W} do empty s & F as none end", "allowed"],
    [
      "forall fails with one",
      "forall s in {R, W} do empty s & R as no-read end",
      "forbidden by no-read",
    ],
    ["forall over nothing", "forall s in {} do empty R end", "allowed"],
    [
      "forall over the tags of an enumeration",
      `${TAGS}forall t in T do match t with 'a -> flag ~empty R as fa || _ -> flag ~empty R as fb end end`,
      "allowed fa fb",
    ],
    [
      "a choice in forall multiplies",
      "forall s in {R, W} do with x from {s, M} end",
      "allowed | allowed | allowed | allowed",
    ],
    [
      "match on a tag",
      `${TAGS}match 'b with || 'a -> empty R as a || 'b -> empty W as b end`,
      "forbidden by b",
    ],
    [
      "a definition in a match stays",
      `${TAGS}match 'b with 'b -> let x = R end empty x as x`,
      "forbidden by x",
    ],
    ["a let rec whose guard holds", "let rec r = po | (r; r) when acyclic r", "allowed"],
    [
      "a let rec whose guard fails",
      "let rec r = po | po^-1 | (r; r) when irreflexive r as guard",
      "forbidden by guard",
    ],
    [
      "debug and instructions do nothing",
      `${TAGS}debug R instructions R[T] default W['a]`,
      "allowed",
    ],
  ];
  for (const [claim, text, expected] of claims)
    test(claim, () => expect(judged(text)).toBe(expected));

  test("if looks at the variants, whatever their case", () => {
    const text = 'if "Mixed" && not "old" empty R as mixed else empty W as plain end';
    expect(judged(text)).toBe("forbidden by plain");
    expect(judged(text, { variants: ["mixed"] })).toBe("forbidden by mixed");
    expect(judged(text, { variants: ["MIXED", "Old"] })).toBe("forbidden by plain");
  });

  test("a match without a clause, and on what is no tag", () => {
    expect(judged(`${TAGS}match 'b with 'a -> empty R end`)).toBe(
      "test.cat:2:1: error: no clause matches the tag `'b`\n  match 'b with 'a -> empty R end\n  ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~",
    );
    expect(judged("match R with 'a -> empty R end").split("\n")[0]).toBe(
      "test.cat:1:7: error: expected a tag to match, found a set of events",
    );
  });

  test("forall needs a set of sets or tags", () => {
    expect(judged("forall x in R do empty x end").split("\n")[0]).toBe(
      "test.cat:1:13: error: expected a set to go through, found a set of events",
    );
  });
});

describe("what is shown", () => {
  const shown = (text: string): Record<string, unknown> => {
    const [judgement] = run(text, MP);
    if (judgement?.kind !== "allowed") throw new Error(judgementText(judgement));
    return Object.fromEntries(
      [...judgement.shown].map(([name, value]) => [name, plain(value, MP)]),
    );
  };

  test("names, expressions under a name, the latest of two, none after unshow", () => {
    const text = "let a = rf show a, po show [R] as reads show R as a show id unshow id, po";
    expect(shown(text)).toEqual({
      a: [4, 5],
      reads: [
        [4, 4],
        [5, 5],
      ],
    });
  });

  test("the value at the place of the show", () => {
    expect(shown("let a = rf show a let a = po")).toEqual({
      a: [
        [0, 5],
        [3, 4],
      ],
    });
  });

  test("what has no value, or is no relation, is left out", () => {
    expect(shown("show nothing show nothing as n show domain as f show {} as e")).toEqual({
      e: [],
    });
  });
});

describe("includes", () => {
  test("run in place, every time, in a scope that stays", () => {
    const files = { "step.cat": "Step let s = range ([s] ; (po | rf))" };
    const text =
      'let s = W & domain po include "step.cat" flag empty s & R as once include "step.cat"';
    expect(judged(`${text} empty s & R as twice`, { files })).toBe("forbidden by twice");
    expect(judged(text, { files })).toBe("allowed once");
  });

  test("a user's file stands before the built-in one", () => {
    expect(judged('include "cos.cat" empty co as co', { files: { "cos.cat": "let co = 0" } })).toBe(
      "allowed",
    );
  });

  test("choices of an included file are choices of the model", () => {
    const files = { "two.cat": "with s from {R, W}" };
    expect(judged('include "two.cat" flag ~empty s & R as reads', { files })).toBe(
      "allowed reads | allowed",
    );
  });
});

test("the bell file runs before the model and after the library", () => {
  const bell =
    "enum Fences = 'full let Full = F let strong = fencerel (Full) flag ~empty R as bell";
  const text = "empty strong as strong forall f in Fences do flag ~empty M as model end";
  expect(judged(text, { bell })).toBe("allowed bell model");
});

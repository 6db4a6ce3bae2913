import { describe, expect, test } from "vitest";
import type { MacroTable } from "../../../../src/dialect/c/language.js";
import { kernel } from "../../../../src/dialect/kernel/kernel.js";
import { readMacros } from "../../../../src/dialect/kernel/macro/table.js";
import { parseLitmus } from "../../../../src/litmus/parse.js";
import type { Program } from "../../../../src/program/program.js";
import { Diagnostics, formatDiagnostic } from "../../../../src/source/diagnostic.js";
import { Source } from "../../../../src/source/source.js";
import { printThread } from "../print.js";

interface Outcome<T> {
  readonly result: T;
  readonly problems: readonly string[];
}

function table(text: string): Outcome<MacroTable | null> {
  const diagnostics = new Diagnostics();
  const result = readMacros(new Source("own.def", text), diagnostics);
  return { result, problems: diagnostics.list.map(formatDiagnostic) };
}

function lower(body: string, macros: MacroTable | null): Outcome<Program | null> {
  const diagnostics = new Diagnostics();
  const parameters = "int *x, int *y, spinlock_t *l, struct srcu_struct *s";
  const text = `C t\n{}\nP0(${parameters})\n{\n${body}\n}\nexists (true)\n`;
  const file = parseLitmus(new Source("t.lit", text), diagnostics)!;
  const result = kernel.program(file, null, { loopRoundsMax: 8, macros }, diagnostics);
  return { result, problems: diagnostics.list.map(formatDiagnostic) };
}

function programOf(definitions: string, body: string): Program {
  const { result: macros, problems } = table(definitions);
  expect(problems).toEqual([]);
  const { result, problems: inTest } = lower(body, macros);
  expect(inTest).toEqual([]);
  return result!;
}

function code(definitions: string, body: string): readonly string[] {
  const program = programOf(definitions, body);
  return printThread(program, program.threads[0]!);
}

describe("what an operation of a macro becomes", () => {
  const rows: readonly (readonly [definitions: string, body: string, code: readonly string[]])[] = [
    ["get(X) __load{once}(X)", "int r = get(*x);", ["0: r = load.relaxed [x]"]],
    ["get(X) __load{ACQUIRE}(*X)", "int r = get(x);", ["0: r = load.acquirePc [x]"]],
    ["put(X,V) { __store{release}(X,V); }", "put(*x, 2);", ["0: store.release [x] 2"]],
    ["all() { __fence{MB}; }", "all();", ["0: fence.mb"]],
    ["some() { __fence{before-atomic}; }", "some();", ["0: fence.before-atomic"]],
    [
      "put_mb(X,V) { __store{once}(*X,V); __fence{mb}; }",
      "put_mb(x, 1);",
      ["0: store.relaxed [x] 1", "1: fence.mb"],
    ],
    ["swap(X,V) __xchg{mb}(X,V)", "int r = swap(x, 1);", ["0: r = rmw.full [x] 1"]],
    [
      "cas(X,O,N) __cmpxchg{acquire}(X,O,N)",
      "int r = cas(x, 1, 2);",
      ["0: r = rmw.acquirePc/relaxed [x] 2 if old == 1"],
    ],
    [
      "bump(X) { __atomic_op(X,+,1); }",
      "bump(x);",
      ["0: rmw.relaxed/relaxed.noreturn [x] old + 1"],
    ],
    ["bump(X) { __atomic_op{ONCE}(X,+,1); }", "bump(x);", ["0: rmw.relaxed/relaxed [x] old + 1"]],
    [
      "clear(V,X) { __atomic_op{NORETURN}(X,&~,V); }",
      "clear(3, x);",
      ["0: rmw.relaxed/relaxed.noreturn [x] old & -4"],
    ],
    [
      "sub(V,X) __atomic_op_return{release}(X,-,V)",
      "int r = sub(3, x);",
      ["0: $1 = rmw.relaxed/release [x] old - 3", "1: r = $1 - 3"],
    ],
    [
      "both(X) __atomic_fetch_op{release,acquire}(X,|,4)",
      "int r = both(x);",
      ["0: r = rmw.acquirePc/release [x] old | 4"],
    ],
    [
      "unless(X,A,U) __atomic_add_unless{mb}(X,A,U)",
      "int r = unless(x, 1, 5);",
      ["0: $1 = rmw.full [x] old + 1 if old != 5", "1: r = $1 != 5"],
    ],
    [
      "hold(X) { __lock(X); }\nfree(X) { __unlock(X); }",
      "hold(l);\nfree(l);",
      [
        "0: rmw.acquirePc/relaxed.lock [l] 1 if old == 0 else wait",
        '1: store.release.unlock [l] 0 requires old == 1 "unlock of l, which is not held"',
      ],
    ],
    [
      "held(X) __islocked(X)\nattempt(X) __trylock(X)",
      "int r = held(l);\nint q = attempt(l);",
      [
        "0: $1 = load.relaxed.is-locked [l]",
        "1: r = $1 != 0",
        "2: $3 = rmw.acquirePc/relaxed.trylock [l] 1 if old == 0",
        "3: q = $3 == 0",
      ],
    ],
    [
      "in() { __fence{rcu-lock}; }\nout() { __fence{rcu-unlock}; }\nwait() { __fence{sync-rcu}; }",
      "in();\nout();\nwait();",
      ["0: rcu.lock rcu", "1: rcu.unlock rcu", "2: rcu.synchronize rcu"],
    ],
    [
      "in(X) __srcu{srcu-lock}(X)\nout(X,I) { __srcu{srcu-unlock}(X,I); }\nwait(X) { __srcu{sync-srcu}(X); }",
      "int i = in(s);\nout(s, i);\nwait(s);",
      ["0: i = rcu.lock s", "1: rcu.unlock s i", "2: rcu.synchronize s"],
    ],
    [
      "in(X) __load{srcu-lock}(*X)\nout(X,I) { __store{srcu-unlock}(*X,I); }",
      "int i = in(s);\nout(s, i);",
      ["0: i = rcu.lock s", "1: rcu.unlock s i"],
    ],
  ];
  test.each(rows)("%s", (definitions, body, expected) => {
    expect(code(definitions, body)).toEqual(expected);
  });
});

describe("what a macro is", () => {
  test("a macro may call macros, before and after it, and primitives", () => {
    const definitions =
      "first(X) second(*X)\nsecond(X) __load{once}(X)\nthird(X) { WRITE_ONCE(*X,7); }";
    expect(code(definitions, "int r = first(x);\nthird(y);")).toEqual([
      "0: r = load.relaxed [x]",
      "1: store.relaxed [y] 7",
    ]);
  });

  test("it takes the place of a primitive for the test, not for other primitives", () => {
    const definitions = "WRITE_ONCE(X,V) { __store{release}(X,V); }";
    expect(code(definitions, "WRITE_ONCE(*x, 1);\nsmp_store_mb(*y, 2);")).toEqual([
      "0: store.release [x] 1",
      "1: store.relaxed [y] 2",
      "2: fence.mb",
    ]);
  });

  test("an argument is evaluated where its parameter stands, as often as it does", () => {
    expect(code("twice(V) V + V", "int r = twice(READ_ONCE(*x));")).toEqual([
      "0: $1 = load.relaxed [x]",
      "1: $2 = load.relaxed [x]",
      "2: r = $1 + $2",
    ]);
  });

  test("it may branch, go round and have variables; its names are no words of C's and none of the test's", () => {
    const definitions = `pick(int, X) {
  long for = __load{once}(*int);
  while (for == 0) { for = __load{acquire}(*int); }
  if (for > 1) { __store{once}(*X, for); } else { __fence{wmb}; }
}`;
    expect(code(definitions, "pick(x, y);").map((line) => line.replace(/^\d+: /, ""))).toEqual([
      "local0 = load.relaxed [x]",
      "unless local0 ==.s64 0 goto 4",
      "local0 = load.acquirePc [x]",
      "goto 1",
      "unless local0 >.s64 1 goto 7 join 8",
      "store.relaxed [y] (s32)local0",
      "goto 8",
      "fence.wmb",
    ]);
  });

  test("the user's own function goes before a macro; sites are the user's calls", () => {
    const { threads } = programOf("get(X) __load{once}(X)", "int r = get(*x);");
    const [load] = threads[0]!.code;
    expect(load!.site.primitive).toBe("get");
    const { source, start, end } = load!.site.span;
    expect(source.text.slice(start, end)).toBe("get(*x)");
  });
});

describe("tags that no order has a word for", () => {
  const rows: readonly (readonly [string, string, readonly (readonly string[] | undefined)[]])[] = [
    ["get(X) __load{once}(X)", "int r = get(*x);", [undefined]],
    ["get(X) __load{sticky}(X)", "int r = get(*x);", [["Sticky"]]],
    ["get(X) __load{acquire,non-temporal}(X)", "int r = get(*x);", [["Acquire", "Non-temporal"]]],
    ["put(X,V) { __store{LAZY}(X,V); }", "put(*x, 1);", [["LAZY"]]],
    ["swap(X,V) __xchg{mb,far}(X,V)", "int r = swap(x, 1);", [["Mb", "Far"]]],
    ["sync() { __fence{rb_dep}; }", "sync();", [["Rb_dep"]]],
    ["get(X) __load{lderef}(X)", "int r = get(*x);", [undefined, ["Rb_dep"]]],
  ];
  test.each(rows)("%s", (definitions, body, expected) => {
    const instructions = programOf(definitions, body).threads[0]!.code;
    const tags = instructions.flatMap((i) => ("tags" in i || i.op === "load" ? [i.tags] : []));
    expect(tags).toEqual(expected);
  });

  test("the machine goes by the order that is known", () => {
    expect(code("get(X) __load{acquire,sticky}(X)", "int r = get(*x);")).toEqual([
      "0: r = load.acquirePc [x]",
    ]);
  });
});

describe("what is wrong with a macro file is said with its place", () => {
  const rows: readonly (readonly [string, readonly string[]])[] = [
    [
      "get(X) __laod{once}(X)",
      [
        "own.def:1:8: error: no operation, macro or primitive is called `__laod`",
        "did you mean `__load`?",
      ],
    ],
    ["get(X) __load(X)", ["own.def:1:8: error: `__load` has tags: `__load{once}`"]],
    ["get(X) __load{once}(X,X)", ["own.def:1:8: error: `__load` takes 1 argument, not 2"]],
    [
      "get(X) __load{once}(X + 1)",
      ["own.def:1:21: error: `__load` takes a place here: a parameter, or `*` of a pointer"],
    ],
    [
      "add(X) { __atomic_op(X,1,+); }",
      ["own.def:1:24: error: `__atomic_op` takes an operator such as `+` here"],
    ],
    ["hold(X) { __lock{once}(X); }", ["own.def:1:11: error: `__lock` has no tags"]],
    ["put(X) __store{once}(X,1)", ["own.def:1:8: error: `__store` gives no value"]],
    [
      "get(ADDRESS) __load{once}(*ADRESS)",
      [
        "own.def:1:28: error: `ADRESS` is no parameter of the macro, nor assigned in it",
        "did you mean `ADDRESS`?",
      ],
    ],
    [
      "get(X) peek(X, 1)\n\npeek(X) __load{once}(X)",
      ["own.def:1:8: error: `peek` takes 1 argument, not 2: peek(X)"],
    ],
    ["get(X,X) __load{once}(X)", ["own.def:1:7: error: `get` has two parameters `X`"]],
    [
      "get(X) __load{once}(X)\nget(X) __load{acquire}(X)",
      [
        "own.def:2:1: error: the macro `get` is there twice",
        "own.def:1:1: note: the first one is here",
      ],
    ],
    [
      "up(X) down(X)\ndown(X) up(X)",
      [
        "own.def:1:1: error: the macro `up` comes back to itself",
        "own.def:2:1: error: the macro `down` comes back to itself",
      ],
    ],
    [
      "in(X) __srcu{srcu-lok}(X)",
      [
        "own.def:1:14: error: `__srcu` has one of the tags `srcu-lock`, `srcu-unlock`, `sync-srcu`",
        "did you mean `srcu-lock`?",
      ],
    ],
    [
      "wait() { __fence{mb,sync-rcu}; }",
      ["own.def:1:10: error: these tags of `__fence` do not go together"],
    ],
    ["get(X __load{once}(X)", ["own.def:1:7: error: expected `)`, found `__load`"]],
  ];
  test.each(rows)("%s", (text, expected) => {
    const { result, problems } = table(text);
    expect(result).toBe(null);
    const lines = problems.flatMap((p) => p.split("\n"));
    expect(
      lines.filter((line) => /error|did you|first one/.test(line)).map((l) => l.trim()),
    ).toEqual(expected);
  });

  test("a call with too few arguments is the test's mistake", () => {
    const { result: macros } = table("put(X,V) { __store{once}(X,V); }");
    const { result, problems } = lower("put(*x);", macros);
    expect(result).toBe(null);
    expect(problems[0]).toContain("t.lit:5:1: error: `put` takes 2 arguments, not 1");
  });

  test("the name of a macro is suggested", () => {
    const { result: macros } = table("peculiar(X) __load{once}(X)");
    const { problems } = lower("int r = peculair(*x);", macros);
    expect(problems[0]).toContain("did you mean `peculiar`?");
  });
});

import { describe, expect, test } from "vitest";
import { parse, parseValid, showItem, showProposition, showTerm, textOf } from "./show.js";

const THREAD = "P0(int *x)\n{\n\tint r0 = READ_ONCE(*x);\n}\n";

test("header, description, metadata and comments", () => {
  const file = parseValid(
    `// SPDX-License-Identifier: GPL-2.0+
C MP+po+addr (* classic *)
"two words"
"more words"
Cycle=Rfe PodRR
Orig = a=b

/*
 * What it is about.
 * More of it.
 */
{ /* not this one */ }
// of the thread
P0(int *x) { /* nor this */ }
/* nor this */
exists (x=0)
`,
  );
  expect(file.dialect.text).toBe("C");
  expect(file.name.text).toBe("MP+po+addr");
  expect(textOf(file.name.span)).toBe("MP+po+addr");
  expect(file.description).toBe("two words\nmore words");
  expect([...file.metadata]).toEqual([
    ["Cycle", "Rfe PodRR"],
    ["Orig", "a=b"],
  ]);
  expect(file.comments).toEqual([
    "SPDX-License-Identifier: GPL-2.0+",
    "classic",
    "What it is about.\nMore of it.",
    "of the thread",
  ]);
});

test("words before the init block are part of the description, as in herd", () => {
  const file = parseValid(`C a\nC b, the second\n\n{\n}\n${THREAD}exists (x=0)`);
  expect(file.description).toBe("C b, the second");
  const other = parseValid(`C a\nThe list is a -> b -> c.\n{\n}\n${THREAD}exists (x=0)`);
  expect(other.description).toBe("The list is a -> b -> c.");
  expect(file.body.map(textOf)).toEqual([THREAD.trim()]);
});

test.each([
  ["a line of prose\nand; another\n", "a line of prose\nand; another"],
  ["(* never closed,\n  in two lines\n", "never closed,\n  in two lines"],
  ["prose\n(* closed *)\n", "prose"],
  ["(* closed *) (* not closed\n", "not closed"],
])("before the init block of an assembly file anything may stand: %j", (text, description) => {
  const table = " P0 ;\n MOV [x],$1 (* of the table *) ;\n";
  const file = parseValid(`X86 a\n${text}{ x=0; (* of x *) }\n${table}(* late *)\nexists (x=0)`);
  expect(file.description).toBe(description);
  expect(file.init.map(showItem)).toEqual(["x = 0"]);
  expect(file.body.map((span) => textOf(span).trim())).toEqual([`${table.trim()}\n(* late *)`]);
});

describe("init block", () => {
  test.each([
    ["", []],
    ["x = 1;", ["x = 1"]],
    ["x=1; y=2", ["x = 1", "y = 2"]],
    ["[x] = 0; *y = -1;", ["x = 0", "y = -1"]],
    ["0:r0 = 1; P1:r2 = x;", ["0:r0 = 1", "1:r2 = x"]],
    ["int x; int y = 0x10;", ["int x", "int y = 16"]],
    ["int x = y;", ["int x = y"]],
    ["x = &y; int *p = &y; int **q = &p;", ["x = &y", "int *p = &y", "int **q = &p"]],
    ["atomic_t v = ATOMIC_INIT(3);", ["atomic_t v = ATOMIC_INIT(3)"]],
    ["spinlock_t l = __SPIN_LOCK_UNLOCKED(l);", ["spinlock_t l = __SPIN_LOCK_UNLOCKED(l)"]],
    [
      "unsigned long x = 1UL, y, *p;",
      ["unsigned long x = 1", "unsigned long y", "unsigned long *p"],
    ],
    ["int a[2] = {1, 2}; int b[] = {3};", ["int a[2] = {1, 2}", "int b[] = {3}"]],
    ["int a[2]; a[1] = 4;", ["int a[2]", "a[1] = 4"]],
    ["int a[2][3]; int b[][2] = {{1, 2}};", ["int a[2][3]", "int b[][2] = {{1, 2}}"]],
    ["int a[3] = { [1] = 4, 5 };", ["int a[3] = {1: 4, 5}"]],
    ["struct s v = { .f = 1, .g = &x };", ["struct s v = {f: 1, g: &x}"]],
    ["struct s v = { 1, { 2, 3 }, };", ["struct s v = {1, {2, 3}}"]],
    ["v.f = 1; v.a[2].g = 2;", ["v.f = 1", "v.a[2].g = 2"]],
    ["bool b = true; x = NULL; y = LIMIT;", ["bool b = 1", "x = NULL", "y = LIMIT"]],
    [
      "uint64_t 0:X1; int *0:p = &x; int 1:r = 2",
      ["uint64_t 0:X1", "int *0:p = &x", "int 1:r = 2"],
    ],
    ["x = 1; (* herd's *) /* C's */ y = 2; // C++'s", ["x = 1", "y = 2"]],
    ["int x = 'a';", ["int x = 97"]],
    ["int x = LIMIT + 1, y = -(2 * 3);", ["int x = <LIMIT + 1>", "int y = <-(2 * 3)>"]],
    ["int x = 1 << 30; y = ~0", ["int x = <1 << 30>", "y = <~0>"]],
    ["atomic_t v = ATOMIC_INIT(LIMIT | 4);", ["atomic_t v = ATOMIC_INIT(<LIMIT | 4>)"]],
    ["int a[2] = { -1, -LIMIT };", ["int a[2] = {-1, <-LIMIT>}"]],
  ])("{ %s }", (text, expected) => {
    const file = parseValid(`C t\n{ ${text}\n}\n#define USES a b l p q v y\n${THREAD}exists (x=0)`);
    expect(file.init.map(showItem)).toEqual(expected);
  });
});

describe("conditions", () => {
  test.each([
    ["0:r0=1 /\\ 1:r1 = 0 /\\ x=2", "(0:r0=1 and (1:r1=0 and x=2))"],
    ["a=1 \\/ b=1 /\\ c=1 => d=1 => e=1", "((a=1 or (b=1 and c=1)) implies (d=1 implies e=1))"],
    ["~a=1 /\\ b=1", "(not a=1 and b=1)"],
    ["~(a=1 /\\ b=1)", "not (a=1 and b=1)"],
    ["not a=1 && !b==1 || c!=2", "((not a=1 and not b=1) or c!=2)"],
    ["~~a=1", "not not a=1"],
    ["a<>1 /\\ 0:r1 <> -1", "(a!=1 and 0:r1!=-1)"],
    ["a<1 /\\ b<=-2 \\/ c>0x10 /\\ d>='b'", "((a<1 and b<=-2) or (c>16 and d>=98))"],
    ["true \\/ false", "(true or false)"],
    ["0:r0=x /\\ p=&y", "(0:r0=&x and p=&y)"],
    ["[x]=1 /\\ *y=2 /\\ a[1]=3 /\\ v.f=4", "((x=1 and y=2) and (a[1]=3 and v.f=4))"],
    ["0:r0=1:r1 /\\ x=[y] /\\ x=*z", "(0:r0=1:r1 and (x=y and x=z))"],
    ["P0:r0=1 /\\ 0:locked=true", "(0:r0=1 and 0:locked=1)"],
    ["(* c *) x=1 (* (* d *) *) // e", "x=1"],
  ])("exists (%s)", (text, expected) => {
    for (const whole of [`(${text}\n)`, text]) {
      const file = parseValid(`C t\n{}\n${THREAD}exists ${whole}\n`);
      expect(showProposition(file.condition.proposition).replace(/^\(|\)$/g, "")).toBe(
        expected.replace(/^\(|\)$/g, ""),
      );
    }
  });

  test.each([
    ["exists (x=1)", "exists"],
    ["~exists (x=1)", "not-exists"],
    ["~ exists (x=1);", "not-exists"],
    ["not exists (x=1)", "not-exists"],
    ["forall\n(x=1)", "forall"],
  ])("%j", (text, quantifier) => {
    const { condition } = parseValid(`C t\n{}\nP0(int *x) { } ${text}`);
    expect(condition.quantifier).toBe(quantifier);
    expect(textOf(condition.span)).toBe(text);
  });

  test("thousands of operands do not go deep", () => {
    const many = Array.from({ length: 20_000 }, (_, i) => `x=${i}`).join(" \\/ ");
    const { condition } = parseValid(`C t\n{}\n${THREAD}exists (${many})`);
    let depth = 0;
    for (let node = condition.proposition; node.kind === "or"; node = node.left) depth++;
    expect(depth).toBeLessThan(20);
  });

  test("a term on the right is an address, on the left a value", () => {
    const { condition, locations } = parseValid(
      `C t\n{}\n${THREAD}locations [x; *y; 0:r0; int z; int *p; 1:r1; struct s v; a;]\nexists (x=y)`,
    );
    expect(locations.map(showTerm)).toEqual(["x", "y", "0:r0", "z", "p", "1:r1", "v", "a"]);
    expect(locations.map((t) => t.kind === "register")).toEqual([
      false,
      false,
      true,
      false,
      false,
      true,
      false,
      false,
    ]);
    expect(condition.proposition).toMatchObject({
      left: { kind: "location" },
      right: { kind: "address" },
    });
  });

  test("filter, and locations without a condition", () => {
    const file = parseValid(`C t\n{}\n${THREAD}locations [x]\nfilter (0:r0=1)`);
    expect(file.filter && showProposition(file.filter)).toBe("0:r0=1");
    expect(file.condition.quantifier).toBe("forall");
    expect(showProposition(file.condition.proposition)).toBe("true");
  });
});

describe("body", () => {
  test("is in pieces between the clauses, and nothing of it is lost", () => {
    const { body, init } = parseValid(`C t
#define LIMIT 3 /* { */
struct s { int f; };
{ x = 1; }
#define DEREF(p) \\
	READ_ONCE(*(p))
variants
  a: X = 1
  b: X = 2

static inline int f(int *x) { if (*x) { return (*x); } return X; }
P0(int *x) { f(x); }
P1(int *x) { }   exists (x=0)`);
    expect(init.map(showItem)).toEqual(["x = 1"]);
    expect(body.map(textOf)).toEqual([
      "#define LIMIT 3 /* { */\nstruct s { int f; };",
      "#define DEREF(p) \\\n\tREAD_ONCE(*(p))",
      "static inline int f(int *x) { if (*x) { return (*x); } return X; }\n" +
        "P0(int *x) { f(x); }\nP1(int *x) { }",
    ]);
  });

  test("braces in strings, comments and character constants do not count", () => {
    const thread = `P0(int *x) { WARN("}"); /* } */ x('}'); // }\n }`;
    expect(parseValid(`C t\n{}\n${thread}\nexists (x=0)`).body.map(textOf)).toEqual([thread]);
  });

  test("a table of an assembly file is text up to the first clause", () => {
    const table = ` P0          | P1 ;
 MOV W0,#1   | (* exists *) LDR W0,[X1] ;
(* a comment
exists *)
 STR W0,[X1] |    ;`;
    const file = parseValid(`AArch64 MP
"PodWW Rfe"
Cycle=PodWW
{
0:X1=x; uint64_t y;
}
${table}
locations [x;]
~exists (0:X0=1 /\\ 1:X0=0)`);
    expect(file.body.map(textOf)).toEqual([table.trimStart()]);
    expect(file.init.map(showItem)).toEqual(["0:X1 = x", "uint64_t y"]);
    expect(file.condition.quantifier).toBe("not-exists");
  });
});

describe("variants", () => {
  function variants(text: string) {
    return parseValid(
      `C t\n{}\n${text}\n\n#define USES INC LIMIT A B\n${THREAD}exists (x=0)`,
    ).variants.map(
      (v) =>
        `${v.name.text} -> ${v.bindings.map((b) => `${b.name.text}:=${textOf(b.value)}`).join(" ")}`,
    );
  }

  test("one alternative a line", () => {
    expect(
      variants(`variants
  inc relaxed:  INC = refcount_inc_not_zero
  inc acquire:  INC = refcount_inc_not_zero_acquire, LIMIT=(1, 2) // why

  `),
    ).toEqual([
      "inc relaxed -> INC:=refcount_inc_not_zero",
      "inc acquire -> INC:=refcount_inc_not_zero_acquire LIMIT:=(1, 2)",
    ]);
  });

  test("deeper lines go on with the one above, comments do not end the clause", () => {
    expect(
      variants(`variants
/* in the first
   column */
\tnone:
\ta:\tA = f(1, 2),
\t\t/* more

\t\t   of it */
\t\tB = READ_ONCE(*x)
  // another
\tempty text: A =, B = 1`),
    ).toEqual(["none -> ", "a -> A:=f(1, 2) B:=READ_ONCE(*x)", "empty text -> A:= B:=1"]);
  });
});

test("in assembly the text of a binding has commas", () => {
  const rows = "  a: F = fence rw,w, G = nop\n  b: F = addi x5, x6,\n     1, G = (fence r, r)";
  const body = " P0 ;\n F ;\n G ;\n";
  const { variants } = parseValid(`RISCV t\n{}\n${body}\nvariants\n${rows}\n\nexists (x=0)`);
  const texts = variants.map((v) => v.bindings.map((b) => textOf(b.value).replace(/\s+/g, " ")));
  expect(texts).toEqual([
    ["fence rw,w", "nop"],
    ["addi x5, x6, 1", "(fence r, r)"],
  ]);
});

describe("expectations", () => {
  function expectations(variants: string, rest: string) {
    const file = parseValid(`C t\n{}\n${variants}\n#define USES X\n${THREAD}exists (x=0)\n${rest}`);
    return file.expectations.map(
      (e) => `${e.variant?.text ?? "all"} ${e.model.text} ${e.observation}`,
    );
  }
  const VARIANTS = "variants\n  inc: X = 1\n  inc acquire: X = 2\n";

  test("a table of variants and models", () => {
    expect(
      expectations(
        VARIANTS,
        "expect\n               sc    tso\n  inc          Never -\n\n" +
          "expect\n  wmm\n  inc acquire  Always\n  inc          Sometimes",
      ),
    ).toEqual(["inc sc Never", "inc acquire wmm Always", "inc wmm Sometimes"]);
  });

  test("a star is every variant without a cell of its own", () => {
    expect(
      expectations(VARIANTS, "expect\n  sc tso wmm\n  * Never Never Never\n  inc Always - Never"),
    ).toEqual([
      "inc acquire sc Never",
      "inc acquire tso Never",
      "inc acquire wmm Never",
      "inc sc Always",
      "inc wmm Never",
    ]);
  });

  test("a file without variants has no names in its table", () => {
    expect(expectations("", "expect\n  sc tso\n  Never Sometimes\n")).toEqual([
      "all sc Never",
      "all tso Sometimes",
    ]);
    expect(expectations("", "expect\n  sc\n  *  Never // because\n")).toEqual(["all sc Never"]);
  });

  test.each([
    ["/* Result: Never */", ["all lkmm Never"]],
    ["(*\n * Result: Sometimes\n *)", ["all lkmm Sometimes"]],
    ["// Result[tso]: Always", ["all tso Always"]],
    ["// Result[tso, pso]: Never", ["all tso Never", "all pso Never"]],
    ["// Result: Maybe", []],
    ["// Result: DEADLOCK", []],
    ["// Result: Never DATARACE", []],
    ["// the Result: Never", []],
  ])("%j", (comment, expected) => {
    expect(expectations(comment, "")).toEqual(expected);
    expect(expectations("", comment)).toEqual(expected);
  });

  test("a slip in a result is said", () => {
    expect(parse(`C t\n/* Result: never */\n{}\n${THREAD}exists (x=0)`).problems).toEqual([
      "t.lit:2:4: warning: expected `Never`, `Sometimes` or `Always`, found `never`: no expectation\n" +
        "  /* Result: never */\n     ^~~~~~~~~~~~~\n  did you mean `Never`?",
    ]);
  });
});

test.each([
  ["a long header", `C a${" ".repeat(200_000)}b`],
  ["many blank lines", `C a\n${" * \n".repeat(50_000)}{}`],
  ["a comment of many empty lines", `C a\n/*${" * \n".repeat(50_000)}*/{}\n${THREAD}exists (x=0)`],
  [
    "a long variant",
    `C a\n{}\nvariants\n  a: X = 1${" ".repeat(200_000)}y\n\n${THREAD}exists (x=0)`,
  ],
  ["many braces", `C a\n{}\n${"{".repeat(100_000)}`],
  ["many items", `C a\n{}\n${"int f(int a);".repeat(20_000)}\nexists (x=0)`],
  ["deep parentheses", `C a\n{}\n${THREAD}exists ${"(~".repeat(50_000)}`],
  ["deep values", `C a\n{ int a = ${"{".repeat(50_000)} }\n${THREAD}exists (x=0)`],
])("%s takes linear time", (_, text) => {
  const started = performance.now();
  parse(text);
  expect(performance.now() - started).toBeLessThan(5_000);
});

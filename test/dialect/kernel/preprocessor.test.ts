import { describe, expect, test } from "vitest";
import { preprocessed, problems, type ReadOptions } from "./printed.js";

/** The tokens of a text after preprocessing, with one space between them. */
function expanded(text: string, options: ReadOptions = {}): string {
  const { tokens, diagnostics } = preprocessed(text, options);
  if (diagnostics.list.length > 0) throw new Error(diagnostics.list[0]!.message);
  return tokens
    .slice(0, -1)
    .map((t) => t.text)
    .join(" ");
}

describe("macros", () => {
  test.each([
    ["#define N 3\nN + N", "3 + 3"],
    ["#define N\na N b", "a b"],
    ["#define A B\n#define B 1\nA", "1"],
    ["#define B 1\n#define A B\n#undef B\nA", "B"],
    ["a\n#define a b\na", "a b"],
    ["#define F(x) x + x\nF(1)", "1 + 1"],
    ["#define F(x) x\nF F (1)\nF\n(2) F;", "F 1 2 F ;"],
    ["#define F (x)\nF(1)", "( x ) ( 1 )"],
    ["#define F() 1\nF() F( )", "1 1"],
    ["#define F(x) [x]\nF()", "[ ]"],
    ["#define F(a, b) a - b\nF(f(1, 2), (3, 4))", "f ( 1 , 2 ) - ( 3 , 4 )"],
    ["#define F(x) x\nF(({ a; b; }))", "( { a ; b ; } )"],
    ["#define F(x) x\nF(F(F(1)))", "1"],
    [
      "#define MAX(a, b) (a > b ? a : b)\nMAX(1, MAX(2, 3))",
      "( 1 > ( 2 > 3 ? 2 : 3 ) ? 1 : ( 2 > 3 ? 2 : 3 ) )",
    ],
    ["#define F(x) \\\n  x; \\\n  x\nF(a)", "a ; a"],
    ["#define F(x) #x\nF(a + b->c) F()", '"a + b->c" ""'],
    ["#define N 1 // one\nN /* N */", "1"],
    ['#include <linux/atomic.h>\n#include "a.h"\na', "a"],
    ["#define N 3\n#define N 3\nN", "3"],
    ["#define N 3\n#undef N\n#define N 4\nN", "4"],
    ["#define N 3\nN\n#undef N\nN\n#define N\nN", "3 N"],
    ["#define F(x) x\nF(1)\n#define G 2\nG", "1 2"],
    ["#\na", "a"],
    ["a # b", "a # b"],
  ])("%j", (text, expected) => {
    expect(expanded(text)).toBe(expected);
  });

  test.each([
    ["#define a a b\na", "a b"],
    ["#define a b\n#define b a\na b", "a b"],
    ["#define f(x) f(x + 1)\nf(f(2))", "f ( f ( 2 + 1 ) + 1 )"],
    ["#define f(x) x\n#define a a b\nf(a)", "a b"],
    ["#define f(x) x f\nf(1)(2)", "1 f ( 2 )"],
  ])("a macro is not expanded within itself: %j", (text, expected) => {
    expect(expanded(text)).toBe(expected);
  });

  test("a name that stands for a function-like macro takes the arguments after it", () => {
    const options = { bindings: { INC: "twice" }, builtin: ["twice(p) atomic_add(2, p)"] };
    expect(expanded("INC(&x)", options)).toBe("atomic_add ( 2 , & x )");
  });

  test("built-in macros are expanded unless the text defines or removes them", () => {
    const builtin = ["likely(x) (x)"];
    expect(expanded("likely(1)", { builtin })).toBe("( 1 )");
    expect(expanded("#define likely(x) x\nlikely(1)", { builtin })).toBe("1");
    expect(expanded("#undef likely\nlikely(1)", { builtin })).toBe("likely ( 1 )");
  });

  test("the text's macros are handed out for the init block", () => {
    const { macros } = preprocessed("#define A 1\n#define B 2\n#undef A", { bindings: { C: "3" } });
    const texts = [...macros].map(([name, m]) => [name, m.replacement.map((t) => t.text)]);
    expect(texts).toEqual([
      ["C", ["3"]],
      ["B", ["2"]],
    ]);
  });
});

describe("pasting", () => {
  test.each([
    ["#define F(x) a_##x\nF(b)", "a_b"],
    ["#define F(x) x##_b\nF(a)", "a_b"],
    ["#define F(x, y) x##y\nF(a b, c d)", "a bc d"],
    ["#define F(x, y) x##y\nF(, c) F(a, ) F(, )", "c a"],
    ["#define F(x, y) x##y\nF(<, <=) F(1, 2u)", "<<= 12u"],
    ["#define F(x) a_##x##_b\nF(c)", "a_c_b"],
    ["#define F(x) lock_##x\n#define lock_a 7\nF(a)", "7"],
    ["#define MO acquire\n#define F(x) read_##x\nF(MO)", "read_acquire"],
    ["#define MO acquire\nread_##MO(&x)", "read_acquire ( & x )"],
    ["#define MO acquire\nread_ ## MO", "read_acquire"],
    ["#define PRE atomic\nPRE##_read", "atomic_read"],
    ["#define MO\natomic_xchg##MO(p)", "atomic_xchg ( p )"],
    ["#define MO full\natomic_xchg_##MO(p)", "atomic_xchg ( p )"],
    ["#define MO relaxed\natomic_xchg_##MO(p)", "atomic_xchg_relaxed ( p )"],
    ["#define XCHG(mo, p) atomic_xchg_##mo(p)\nXCHG(full, q)", "atomic_xchg ( q )"],
    ["half##full", "halffull"],
    ["a##b##c", "abc"],
  ])("%j", (text, expected) => {
    expect(expanded(text)).toBe(expected);
  });

  test("an operand that is a built-in macro is not expanded: it names what is pasted", () => {
    const builtin = ["lock 1", "CAT(a, b) a##b"];
    expect(expanded("CAT(spin_, lock) spin_##lock", { builtin })).toBe("spin_lock spin_lock");
  });

  test("a variant's name is expanded, and the name it makes as well", () => {
    const options = { bindings: { MO: "full" }, builtin: ["xchg(p) __xchg(p)"] };
    expect(expanded("xchg_##MO(p)", options)).toBe("__xchg ( p )");
  });
});

test("what comes out of a macro has the place of its use, an argument its own", () => {
  const text = "#define G(x) [x]\n#define F(x) G(x + 1)\nF(a) N read_##MO";
  const { tokens } = preprocessed(text, { bindings: { N: "1 2", MO: "acquire" } });
  const places = tokens.slice(0, -1).map(({ text: word, span }) => {
    return `${word}: ${span.source.text.slice(span.start, span.end)}`;
  });
  expect(places).toEqual([
    "[: F(a)",
    "a: a",
    "+: F(a)",
    "1: F(a)",
    "]: F(a)",
    "1: N",
    "2: N",
    "read_acquire: read_##MO",
  ]);
});

describe("what is wrong with a directive or a use", () => {
  test.each([
    ["#define", ['1:2 "define" bad-directive: expected the name of a macro after `#define`']],
    ["#define 3", ['1:9 "3" bad-directive: expected the name of a macro after `#define`']],
    ["#undef", ['1:2 "undef" bad-directive: expected the name of a macro after `#undef`']],
    [
      "#define F(a",
      ['1:9 "F" bad-directive: the parameters of macro `F` are not closed: expected `)`'],
    ],
    ["#define F(a b) a", ['1:13 "b" bad-directive: expected `,` or `)`']],
    ["#define F(1) a", ['1:11 "1" bad-directive: expected the name of a parameter']],
    [
      "#define N 1\n#define N 2",
      ['2:9 "N" macro-redefined: `N` is defined twice (t.lit:1:9 the first one is here)'],
    ],
    [
      "#ifdef X\n#if Y\n#endif\n3;\n#endif\n#else",
      [
        '1:2 "ifdef" unsupported-directive: `#ifdef` is not supported (keep one of the alternatives; what differs can be a name that `variants` binds)',
        '6:2 "else" unsupported-directive: `#else` is not supported',
      ],
    ],
    [
      "#define F(a, b) a\nP0() { F(1); }",
      [
        '2:8 "F" macro-arguments: macro `F` takes 2 arguments, not 1 (t.lit:1:9 it is defined here)',
      ],
    ],
    [
      "#define F() 1\nP0() { F(1); }",
      [
        '2:8 "F" macro-arguments: macro `F` takes 0 arguments, not 1 (t.lit:1:9 it is defined here)',
      ],
    ],
    [
      "#define F(a) a\nP0() { x = F(1; y; }",
      ['2:12 "F" unclosed: the arguments of macro `F` are not closed: expected `)`'],
    ],
    [
      "#define F(a) a\nP0() { a; }\nint y() { F(1",
      [
        '3:11 "F" unclosed: the arguments of macro `F` are not closed: expected `)`',
        '3:14 "" unexpected-token: expected `;`, found the end of the text',
      ],
    ],
    [
      "P0() { x = a## ; }",
      ['1:13 "##" bad-paste: `a` and `;` do not make one token when `##` joins them'],
    ],
    ["P0() { } ##", ['1:10 "##" bad-paste: expected a name after `##`']],
  ])("%j", (text, expected) => {
    expect(problems(text)).toEqual(expected);
  });

  test("a name that the variant binds may not be defined as well", () => {
    const found = problems("#define INC a", { bindings: { INC: "b" } });
    expect(found).toEqual([
      '1:9 "INC" macro-redefined: `INC` is defined twice (variant:1:1 the first one is here)',
    ]);
  });
});

describe("an expansion without measure ends", () => {
  const doubled = Array.from({ length: 40 }, (_, i) => `#define A${i + 1} A${i} A${i}`).join("\n");
  test.each([
    [doubled, "A40", "the macros expand to more than 200000 tokens"],
    [
      "#define D(x) x x",
      `${"D(".repeat(40)}y${")".repeat(40)}`,
      "the macros expand to more than 200000 tokens",
    ],
    [
      "#define D(x) x",
      `${"D(".repeat(900)}y${")".repeat(900)}`,
      "macros in arguments of macros are more than 200 levels deep",
    ],
  ])("%j", (definitions, use, message) => {
    const { tokens, diagnostics } = preprocessed(`${definitions}\n${use}`);
    expect(diagnostics.list.map((d) => [d.code, d.message])).toEqual([
      ["expansion-too-long", message],
    ]);
    expect(tokens.length).toBe(1);
  });
});

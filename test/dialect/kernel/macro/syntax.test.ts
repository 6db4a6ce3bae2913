import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Macro,
  type MacroArgument,
  type MacroStatement,
  parseMacros,
} from "../../../../src/dialect/kernel/macro/syntax.js";
import { Diagnostics, formatDiagnostic } from "../../../../src/source/diagnostic.js";
import { Source } from "../../../../src/source/source.js";

function parse(text: string): { macros: readonly Macro[]; problems: string } {
  const diagnostics = new Diagnostics();
  const macros = parseMacros(new Source("test.def", text), diagnostics);
  return { macros, problems: diagnostics.list.map(formatDiagnostic).join("\n") };
}

/** An expression with brackets around every operation. */
function written(e: MacroArgument): string {
  switch (e.kind) {
    case "number":
      return String(e.value);
    case "name":
      return e.name;
    case "operator":
      return `'${e.operator}'`;
    case "dereference":
      return `<* ${written(e.address)}>`;
    case "binary":
      return `<${written(e.left)} ${e.operator} ${written(e.right)}>`;
    case "call": {
      const tags = e.tags === null ? "" : `{${e.tags.map((t) => t.text).join(",")}}`;
      const given = e.arguments === null ? "" : `(${e.arguments.map(written).join(",")})`;
      return `${e.callee.text}${tags}${given}`;
    }
  }
}

function statement(s: MacroStatement): string {
  switch (s.kind) {
    case "evaluate":
      return `${written(s.expression)};`;
    case "assign":
      return `${s.type === null ? "" : `${s.type} `}${written(s.target)} = ${written(s.value)};`;
    case "if":
      return `if ${written(s.condition)} [${s.yes.map(statement).join(" ")}] [${s.no.map(statement).join(" ")}]`;
    case "while":
      return `while ${written(s.condition)} [${s.body.map(statement).join(" ")}]`;
  }
}

function shape({ name, parameters, body }: Macro): string {
  const head = `${name.text}(${parameters.map((p) => p.text).join(",")})`;
  return body.kind === "expression"
    ? `${head} ${written(body.expression)}`
    : `${head} [${body.statements.map(statement).join(" ")}]`;
}

describe("macros", () => {
  const claims: readonly (readonly [string, string])[] = [
    ["once(X) __load{once}(X)", "once(X) __load{once}(X)"],
    ["fence() { __fence{rcu-lock-x}; }", "fence() [__fence{rcu-lock-x};]"],
    ["set(X,V) { __store{a,b-c}(*X,V); }", "set(X,V) [__store{a,b-c}(<* X>,V);]"],
    ["add(V,X) { __atomic_op(X,+,V); }", "add(V,X) [__atomic_op(X,'+',V);]"],
    ["nand(V,X) __atomic_fetch_op{mb}(X,&~,V)", "nand(V,X) __atomic_fetch_op{mb}(X,'&~',V)"],
    [
      "test(X) __atomic_op_return{mb}(X,-,1) == 0",
      "test(X) <__atomic_op_return{mb}(X,'-',1) == 0>",
    ],
    ["m(X) f(X) + 2 * *X < 3 | 1 & X", "m(X) <<<f(X) + <2 * <* X>>> < 3> | <1 & X>>"],
    ["m(X) X - 1 - -2", "m(X) <<X - 1> - -2>"],
    ["m(X) (X | 1) ^ 2", "m(X) <<X | 1> ^ 2>"],
    ["m(X) X\nn(Y) Y", "m(X) X; n(Y) Y"],
    ["// a comment\nm(X) /* another\n one */ X", "m(X) X"],
    [
      "m(X) { int r = X; *X = r + 1; r = 0; f(r); g(); }",
      "m(X) [int r = X; <* X> = <r + 1>; r = 0; f(r); g();]",
    ],
    ["m(X) { if (X == 0) f(X); else { g(X); h(X); } }", "m(X) [if <X == 0> [f(X);] [g(X); h(X);]]"],
    ["m(X) { while (*X != 1) { f(X); } }", "m(X) [while <<* X> != 1> [f(X);]]"],
    ["m() f(memory_order_seq_cst)", "m() f(memory_order_seq_cst)"],
    ["", ""],
  ];
  for (const [text, expected] of claims) {
    test(text === "" ? "no macro" : text, () => {
      const { macros, problems } = parse(text);
      expect(problems).toBe("");
      expect(macros.map(shape).join("; ")).toBe(expected);
    });
  }
});

describe("what cannot be read", () => {
  test("each macro with a problem is reported once, and the others are read", () => {
    const { macros, problems } = parse(
      "a(X,) X\nb(X) { f(X) }\nc(X) f(X\nd(X) X\ne(X) f{}(X)\n$\nf(X) X",
    );
    expect(macros.map(shape)).toEqual(["d(X) X", "f(X) X"]);
    expect(problems.split("\n").filter((line) => line.includes("error"))).toEqual([
      "test.def:6:1: error: `$` is not part of the macro language",
      "test.def:1:5: error: expected the name of a parameter, found `)`",
      "test.def:2:13: error: expected `;`, found `}`",
      "test.def:4:1: error: expected `)`, found `d`",
      "test.def:5:8: error: expected a tag, found `}`",
    ]);
    expect(problems).toContain("  b(X) { f(X) }\n              ^");
  });

  test("the end of the file", () => {
    expect(parse("m(X) {").problems).toBe(
      "test.def:1:7: error: expected an expression, found the end of the file\n  m(X) {\n        ^",
    );
  });
});

test("whatever the words, parsing ends", () => {
  const word = fc.constantFrom(
    ..."m X ( ) { } , ; = + - * & ~ | ^ == < 1 if else while int __f // \n".split(" "),
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 30 }), (list) => {
      const text = list.join(" ");
      expect(parse(text).problems).toBe(parse(text).problems);
    }),
    { numRuns: 2000 },
  );
});

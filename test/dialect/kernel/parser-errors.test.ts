import { describe, expect, test } from "vitest";
import { inBody, problems, read } from "./printed.js";

describe("what was expected, in a body", () => {
  test.each([
    ["x = ;", ['1:5 ";" unexpected-token: expected an expression, found `;`']],
    ["x = 1 + ;", ['1:9 ";" unexpected-token: expected an expression, found `;`']],
    ["x = (1;", ['1:7 "" unexpected-token: expected `)`, found `;`']],
    ["x = (1 2);", ['1:7 "" unexpected-token: expected `)`, found `2`']],
    ["f(1, ;", ['1:6 ";" unexpected-token: expected an expression, found `;`']],
    ["f(1 2);", ['1:4 "" unexpected-token: expected `)`, found `2`']],
    ["f(1,);", ['1:5 ")" unexpected-token: expected an expression, found `)`']],
    ["a[1;", ['1:4 "" unexpected-token: expected `]`, found `;`']],
    ["x = a b;", ['1:6 "" unexpected-token: expected `;`, found `b`']],
    ["a b = 1;", ['1:1 "a" unknown-type: `a` is no known type']],
    ["a *b = 1;", ['1:1 "a" unknown-type: `a` is no known type']],
    ["foo_t *b;", ['1:1 "foo_t" unknown-type: `foo_t` is no known type']],
    [
      "atmoic_t *b;",
      ['1:1 "atmoic_t" unknown-type: `atmoic_t` is no known type (did you mean `atomic_t`?)'],
    ],
    [
      "(atmoic_t *)b;",
      ['1:2 "atmoic_t" unknown-type: `atmoic_t` is no known type (did you mean `atomic_t`?)'],
    ],
    ["x = (foo_t)y;", ['1:6 "foo_t" unknown-type: `foo_t` is no known type']],
    ["x = a ? b;", ['1:10 ";" unexpected-token: expected `:`, found `;`']],
    ["x = a ? : ;", ['1:11 ";" unexpected-token: expected an expression, found `;`']],
    ["x = int;", ['1:5 "int" unexpected-token: expected an expression, found `int`']],
    ["f(int);", ['1:3 "int" unexpected-token: expected an expression, found `int`']],
    ["x = if;", ['1:5 "if" unexpected-token: expected an expression, found `if`']],
    ["x = 5\ny = 6;", ['1:6 "" unexpected-token: expected `;`, found `y`']],
    ["x = 5", ['1:6 "" unexpected-token: expected `;`, found `}`']],
    ["return 1 2;", ['1:9 "" unexpected-token: expected `;`, found `2`']],
    ["goto 3;", ['1:6 "3" unexpected-token: expected the name of a label, found `3`']],
    ["if x = 1;", ['1:4 "x" unexpected-token: expected `(`, found `x`']],
    ["if (x = 1", ['1:10 "" unexpected-token: expected `)`, found `}`']],
    [
      "if (x == ) { y = ; }",
      [
        '1:10 ")" unexpected-token: expected an expression, found `)`',
        '1:18 ";" unexpected-token: expected an expression, found `;`',
      ],
    ],
    ["while (x { y = 1; }", ['1:9 "" unexpected-token: expected `)`, found `{`']],
    ["for (;) ;", ['1:7 ")" unexpected-token: expected an expression, found `)`']],
    [
      "for (i = 0, i < 3; i++) { a = ; }",
      [
        '1:23 ")" unexpected-token: expected `;`, found `)`',
        '1:31 ";" unexpected-token: expected an expression, found `;`',
      ],
    ],
    ["for (int i = 0; i < 3; i++ { a; }", ['1:27 "" unexpected-token: expected `)`, found `{`']],
    ["do x; while (y)", ['1:16 "" unexpected-token: expected `;`, found `}`']],
    ["do x; y;", ['1:7 "y" unexpected-token: expected `while`, found `y`']],
    [
      "switch (x) { case : y; case 2 z; default y; }",
      [
        '1:19 ":" unexpected-token: expected an expression, found `:`',
        '1:31 "z" unexpected-token: expected `:`, found `z`',
        '1:42 "y" unexpected-token: expected `:`, found `y`',
      ],
    ],
    ["else x;", ['1:1 "else" unexpected-token: this `else` has no `if` before it']],
    ["1 = x;", ['1:1 "1" not-a-variable: this is no variable: nothing can be assigned to it']],
    [
      "f(x) = 1;",
      ['1:1 "f(x)" not-a-variable: this is no variable: nothing can be assigned to it'],
    ],
    [
      "a + b = 1;",
      ['1:1 "a + b" not-a-variable: this is no variable: nothing can be assigned to it'],
    ],
    ["&1;", ['1:2 "1" not-a-variable: this is no variable: it has no address']],
    ["sizeof = 1;", ['1:8 "=" unexpected-token: expected an expression, found `=`']],
    ["p->1;", ['1:4 "1" unexpected-token: expected the name of a field, found `1`']],
    ["p.;", ['1:3 ";" unexpected-token: expected the name of a field, found `;`']],
    ["struct;", ['1:7 ";" unexpected-token: expected the name of the struct, found `;`']],
    ["int x y;", ['1:6 "" unexpected-token: expected `;`, found `y`']],
    ["int x = ;", ['1:9 ";" unexpected-token: expected an expression, found `;`']],
    ["int;", ['1:4 ";" unexpected-token: expected the name of a variable, found `;`']],
    ["int 1;", ['1:5 "1" unexpected-token: expected the name of a variable, found `1`']],
    ["int a[2] = { 1, 2;", ['1:18 "" unexpected-token: expected `}`, found `;`']],
    ["int a[2] = { 1 2 };", ['1:15 "" unexpected-token: expected `}`, found `2`']],
    ["struct s { int a } v;", ['1:17 "" unexpected-token: expected `;`, found `}`']],
    [
      "struct s { int; foo_t b; int c; } v;",
      [
        '1:15 ";" unexpected-token: expected the name of a field, found `;`',
        '1:17 "foo_t" unknown-type: `foo_t` is no known type',
      ],
    ],
    ["enum { A B };", ['1:9 "" unexpected-token: expected `}`, found `B`']],
    ["long char x;", ['1:1 "long char" unknown-type: `long char` is no type of C']],
    ["int int x;", ['1:1 "int int" unknown-type: `int int` is no type of C']],
    ["typedef int;", ['1:12 ";" unexpected-token: expected the name of the type, found `;`']],
    ["typedef x;", ['1:9 "x" unknown-type: `x` is no known type']],
    ["__auto_type x;", ['1:14 ";" unexpected-token: expected `=`, found `;`']],
    ["x = ({ y = ; z; });", ['1:12 ";" unexpected-token: expected an expression, found `;`']],
    ["container_of(p, q, f);", ['1:17 "q" unknown-type: `q` is no known type']],
    ["container_of(p, struct s);", ['1:25 ")" unexpected-token: expected `,`, found `)`']],
    [
      "__rmw[acquire](x);",
      [
        '1:1 "__rmw[acquire]" unsupported-function-pointer: only a function\'s own name can be called (`variants` can bind the name of a function to one of several)',
      ],
    ],
    ["#define", ['1:2 "define" bad-directive: expected the name of a macro after `#define`']],
    [
      "x = 1 @ 2;",
      [
        '1:7 "@" stray-character: `@` has no meaning here',
        '1:6 "" unexpected-token: expected `;`, found `2`',
      ],
    ],
    [") x;", ['1:1 ")" unexpected-token: expected an expression, found `)`']],
    ["x ];", ['1:2 "" unexpected-token: expected `;`, found `]`']],
  ])("%s", (text, expected) => {
    expect(inBody(text)).toEqual(expected);
  });
});

describe("errors that do not depend on each other are all reported", () => {
  test.each([
    [
      "x = ;\ny = 1;\nz = (;\nw = 2 3;",
      [
        '1:5 ";" unexpected-token: expected an expression, found `;`',
        '3:6 ";" unexpected-token: expected an expression, found `;`',
        '4:6 "" unexpected-token: expected `;`, found `3`',
      ],
    ],
    [
      "{ x = ; } { y = ; }",
      [
        '1:7 ";" unexpected-token: expected an expression, found `;`',
        '1:17 ";" unexpected-token: expected an expression, found `;`',
      ],
    ],
    [
      "if (a) { x = ; } else { y = ; }",
      [
        '1:14 ";" unexpected-token: expected an expression, found `;`',
        '1:29 ";" unexpected-token: expected an expression, found `;`',
      ],
    ],
    [
      "int a[2] = { 1 2 };\nx = ;",
      [
        '1:15 "" unexpected-token: expected `}`, found `2`',
        '2:5 ";" unexpected-token: expected an expression, found `;`',
      ],
    ],
    [
      "x = ({ int y = ; y; }) + ;",
      [
        '1:16 ";" unexpected-token: expected an expression, found `;`',
        '1:26 ";" unexpected-token: expected an expression, found `;`',
      ],
    ],
    [
      "struct s { int a : 1; float b; };\nx = ;",
      [
        '1:18 ":" unsupported-bit-field: bit-fields are not supported (give the field an integer type of its own, or use masks on a whole word)',
        '1:23 "float" unsupported-type: `float` is not supported (values are integers and pointers: use an integer type, such as `long`)',
        '2:5 ";" unexpected-token: expected an expression, found `;`',
      ],
    ],
  ])("%s", (text, expected) => {
    expect(inBody(text)).toEqual(expected);
  });
});

describe("functions and threads", () => {
  test.each([
    ["P0() { x = 1;", ['1:6 "{" unclosed: this `{` is never closed']],
    [
      "P0() {\n if (a) { b;\n}\nP1() { c; }",
      ['1:6 "{" unclosed: this `{` is never closed (t.lit:4:1 `P1` starts inside of it)'],
    ],
    [
      "P0() {\n a;\nP1() { b; }\nP2() { c = ; }",
      [
        '1:6 "{" unclosed: this `{` is never closed (t.lit:3:1 `P1` starts inside of it)',
        '4:12 ";" unexpected-token: expected an expression, found `;`',
      ],
    ],
    [
      "P0() { } }\nP1() { a = ; }",
      [
        '1:10 "}" unexpected-token: this `}` closes nothing',
        '2:12 ";" unexpected-token: expected an expression, found `;`',
      ],
    ],
    [
      "P0(int *x { a = ; }",
      [
        '1:10 "" unexpected-token: expected `)`, found `{`',
        '1:17 ";" unexpected-token: expected an expression, found `;`',
      ],
    ],
    [
      "P0(int *x, foo_t y) { a = ; }",
      [
        '1:12 "foo_t" unknown-type: `foo_t` is no known type',
        '1:27 ";" unexpected-token: expected an expression, found `;`',
      ],
    ],
    ["P0(x) { }", ['1:4 "x" unknown-type: `x` is no known type']],
    ["P0(int) { }", ['1:4 "int" unexpected-token: this parameter has no name']],
    ["P0(int *x);", ['1:11 ";" unexpected-token: expected `{`, found `;`']],
    [
      "p0(int *x) { a; }",
      [
        '1:1 "p0" unexpected-token: `p0` is no thread, and has no type (threads are named `P0`, `P1`, ...; a function starts with its type, such as `void`)',
      ],
    ],
    [
      "thread0() { a = ; }",
      [
        '1:1 "thread0" unexpected-token: `thread0` is no thread, and has no type (threads are named `P0`, `P1`, ...; a function starts with its type, such as `void`)',
        '1:17 ";" unexpected-token: expected an expression, found `;`',
      ],
    ],
    ["foo;", ['1:1 "foo" unknown-type: `foo` is no known type']],
    ["foo x;", ['1:1 "foo" unknown-type: `foo` is no known type']],
    ["struct s { int a; }\nP0() { a; }", ['1:20 "" unexpected-token: expected `;`, found `P0`']],
    ["int f(void)\nP0() { a; }", ['2:1 "P0" unexpected-token: expected `{`, found `P0`']],
    ["3;", ['1:1 "3" unexpected-token: expected a type, found `3`']],
    ["{ x = 1; }", ['1:1 "{" unexpected-token: expected a type, found `{`']],
    ["int;", ['1:4 ";" unexpected-token: expected the name of a function, found `;`']],
    ["void f(void) __must_hold(x { a; }", ['1:27 "" unexpected-token: expected `)`, found `{`']],
    ["P0 { }", ['1:4 "{" unexpected-token: expected `(`, found `{`']],
    ["P0() x = 1;", ['1:6 "x" unexpected-token: expected `{`, found `x`']],
    ["int f(void) { a; } b", ['1:20 "b" unknown-type: `b` is no known type']],
    ["struct s { int a;", ['1:10 "{" unclosed: this `{` is never closed']],
    ["static inline f(void) { a; }", ['1:15 "f" unexpected-token: expected a type, found `f`']],
  ])("%s", (text, expected) => {
    expect(problems(text)).toEqual(expected);
  });
});

test("what is right around an error is still read", () => {
  const { unit } = read("P0() { a; b = ; c; }\nP1(foo_t x) { d; }\nint f(void) { e; }");
  const names = [...unit.threads, ...unit.functions].map((f) => [f.name, f.body.statements.length]);
  expect(names).toEqual([
    ["P0", 2],
    ["P1", 1],
    ["f", 1],
  ]);
});

describe("nesting too deep for the stack is reported, once", () => {
  const deep = "nested more than 200 levels deep";
  const long = "more than 1000 operators in one expression";
  test.each([
    ["x = ", "(", "1", deep],
    ["x = ", "!", "1;", deep],
    ["x = ", "(int)", "1;", deep],
    ["x = ", "f(", "1", deep],
    ["", "x = ", "1;", deep],
    ["x = ", "a ? b : ", "1;", deep],
    ["x = ", "({ ", "1", deep],
    ["", "{ ", "", deep],
    ["", "if (a) ", "b;", deep],
    ["if (a) b;", " else if (a) b;", "", deep],
    ["int a", "[1]", ";", deep],
    ["int ", "(*", "a", deep],
    ["int a = ", "{ ", "1", deep],
    ["", "struct { ", "int a;", deep],
    ["", "typeof(", "a", deep],
    ["x = a", " + a", ";", long],
    ["x = a", "->b", ";", long],
    ["x = a", ", a", ";", long],
    ["int ", "*", "a;", long],
  ])("%s%s...", (before, repeated, after, message) => {
    const found = inBody(before + repeated.repeat(5000) + after);
    expect(found.map((p) => p.replace(/^.*? too-deep: /, ""))).toEqual([message]);
  });
});

test("a long text without nesting is read", () => {
  const { unit, problems: found } = read(`P0() { ${"x = a + b * c; ".repeat(5000)} }`);
  expect(found).toEqual([]);
  expect(unit.threads[0]!.body.statements.length).toBe(5000);
});

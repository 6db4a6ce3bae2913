import { describe, expect, test } from "vitest";
import { body, read } from "./printed.js";

const FOR_TWO = "for let i: int = 0, j: int = 1 (< i 3) (, (_++ i) (_-- j)) {}";
const SWITCH = "switch a {case 1; b; case (+ A 1); default; c; break}";

describe("statements", () => {
  test.each([
    ["", ""],
    [";", "empty"],
    ["r0;", "r0"],
    ["{ a; { b; } }", "{a; {b}}"],
    ["if (a) b;", "if a b"],
    ["if (a) b; else c;", "if a b else c"],
    ["if (a) if (b) c; else d;", "if a if b c else d"],
    ["if (a) { if (b) c; } else d;", "if a {if b c} else d"],
    ["if (a) b; else if (c) d; else { }", "if a b else if c d else {}"],
    ["if (r4) {r5=1;}", "if r4 {(= r5 1)}"],
    ["if (a) out: b; else c;", "if a {label out; b} else c"],
    ["if (a) out: x: b; c;", "if a {label out; label x; b}; c"],
    ["while (a) b;", "while a b"],
    ["while (!READ_ONCE(*x)) ;", "while (! (READ_ONCE (* x))) empty"],
    ["do a; while (b);", "do a while b"],
    ["do { a; } while (0);", "do {a} while 0"],
    ["for (;;) a;", "for - - - a"],
    ["for (i = 0; i < 3; i++) a;", "for (= i 0) (< i 3) (_++ i) a"],
    ["for (int i = 0, j = 1; i < 3; i++, j--) { }", FOR_TWO],
    ["switch (a) { case 1: b; case A + 1: default: c; break; }", SWITCH],
    ["switch (a) case 1: b;", "switch a {case 1; b}"],
    ["goto out; a; out: b;", "goto out; a; label out; b"],
    ["out: }  P1() {", "label out"],
    ["return;", "return"],
    ["return a ? b : c;", "return (? a b c)"],
    ["for (;;) { break; continue; }", "for - - - {break; continue}"],
    ["switch (a) { case 1: fallthrough; case 2: ; }", "switch a {case 1; empty; case 2; empty}"],
    ["case 1: __attribute__((fallthrough));", "case 1; empty"],
    ["if (continue) { continue = 0; }", "if continue {(= continue 0)}"],
    ["a; /* b; */ // c;\n d;", "a; d"],
    ["a = (*x) * (*y);", "(= a (* (* x) (* y)))"],
  ])("%s", (text, expected) => {
    expect(body(text)).toBe(expected);
  });
});

describe("declarations", () => {
  test.each([
    ["int x;", "let x: int"],
    ["int x = 1, *y = &x, z[2];", "let x: int = 1, y: *int = (& x), z: [2]int"],
    ["int a[2][3];", "let a: [2][3]int"],
    ["int *a[2];", "let a: [2]*int"],
    ["int (*a)[2];", "let a: *[2]int"],
    ["int *(*a[4])[2];", "let a: [4]*[2]*int"],
    ["int a[] = { 1, 2, };", "let a: []int = {1, 2}"],
    ["int a[2] = { [1] = 5 };", "let a: [2]int = {[1] = 5}"],
    ["struct s v = { .f = 1, .g = { 2, 3 }, 4 };", "let v: struct s = {.f = 1, .g = {2, 3}, 4}"],
    ["struct s v = {};", "let v: struct s = {}"],
    ["struct { int a; } v;", "let v: struct #1 at t.lit:1:8"],
    ["enum e x = A;", "let x: int = A"],
    ["typeof(x) y = x;", "let y: typeof(x) = x"],
    ["__typeof__(*p) *y;", "let y: *typeof((* p))"],
    ["__auto_type x = f(1);", "let x: typeof((f 1)) = (f 1)"],
    ["typedef u32 word; word x = 1;", "empty; let x: word = 1"],
    ["struct s;", "empty"],
    ["volatile int x __maybe_unused = 1;", "let x: int = 1"],
    ["struct vma __rcu *const *p;", "let p: **struct vma"],
    ["int const x __attribute__((aligned(8))), y;", "let x: int, y: int"],
    ["atomic_t *x = (atomic_t *)y;", "let x: *atomic_t = (cast *atomic_t y)"],
    ["bool ok = x == 1;", "let ok: bool = (== x 1)"],
  ])("%s", (text, expected) => {
    expect(body(text)).toBe(expected);
  });

  test.each([
    ["int", "int"],
    ["signed", "int"],
    ["signed int", "int"],
    ["int unsigned", "unsigned int"],
    ["unsigned", "unsigned int"],
    ["char", "char"],
    ["signed char", "signed char"],
    ["char unsigned", "unsigned char"],
    ["short", "short"],
    ["short int signed", "short"],
    ["unsigned short int", "unsigned short"],
    ["long", "long"],
    ["long unsigned int", "unsigned long"],
    ["int long", "long"],
    ["long long", "long long"],
    ["long int long unsigned", "unsigned long long"],
    ["long const int", "long"],
    ["_Bool", "bool"],
    ["__signed__ char", "signed char"],
    ["u64", "u64"],
    ["size_t const", "size_t"],
  ])("the type %s is %s", (words, expected) => {
    expect(body(`${words} x;`)).toBe(`let x: ${expected}`);
  });
});

test("the span of a statement goes to its end", () => {
  const texts = [
    "x = 1;",
    "int x = 1, y;",
    "if (a) b; else { c; }",
    "for (;;) { a; }",
    "return a;",
  ];
  for (const text of texts) {
    const { span } = read(`P0() { ${text} z; }`).unit.threads[0]!.body.statements[0]!;
    expect(span.source.text.slice(span.start, span.end)).toBe(text);
  }
});

import { expect, test } from "vitest";
import { type ScanOptions, scan } from "../../src/litmus/scanner.js";
import { Diagnostics, formatDiagnostic } from "../../src/source/diagnostic.js";
import { Source } from "../../src/source/source.js";

function read(text: string, ocamlComments: ScanOptions["ocamlComments"] = "always") {
  const diagnostics = new Diagnostics();
  const source = new Source("t.lit", text);
  const tokens = scan(source, { start: 0, end: text.length, ocamlComments }, diagnostics);
  return { tokens, problems: diagnostics.list.map(formatDiagnostic) };
}

/** The words of a text, one space between two. */
function words(text: string, ocamlComments: ScanOptions["ocamlComments"] = "always"): string {
  const { tokens, problems } = read(text, ocamlComments);
  expect(problems).toEqual([]);
  expect(tokens.at(-1)?.kind).toBe("end");
  return tokens
    .slice(0, -1)
    .map((t) => t.text)
    .join(" ");
}

test.each([
  ["a->b", "a -> b"],
  ["a<<=b>>c<=d", "a <<= b >> c <= d"],
  ["x##y #z", "x ## y # z"],
  ["f(a,...)", "f ( a , ... )"],
  ["0:r0=1/\\1:r1=2\\/~(x!=3)=>y", "0 : r0 = 1 /\\ 1 : r1 = 2 \\/ ~ ( x != 3 ) => y"],
  ["a/\\\nb", "a /\\ b"],
  ["a /* x // ' */ b // c\nd", "a b d"],
  ["a (* x (* nested *) ' y *) b", "a b"],
  ["a \\\n b", "a b"],
  ['WARN("a \\" b")', 'WARN ( "a \\" b" )'],
  ["i+++j", "i ++ + j"],
])("the words of %j", (text, expected) => {
  expect(words(text)).toBe(expected);
});

test.each([
  ["never", "( * x * ) y"],
  ["always", "y"],
  ["outside-braces", "y"],
] as const)("`(*` with OCaml comments %s", (mode, expected) => {
  expect(words("(*x*) y", mode)).toBe(expected);
});

test("`(*` opens a comment only where C has no dereference", () => {
  const text =
    "(* c *) P0(int *x) (* d *) { R(*x); f((*x)); } (* e *)\n#define G(x) R(*x)\n(* f *)";
  expect(words(text, "outside-braces")).toBe(
    "P0 ( int * x ) { R ( * x ) ; f ( ( * x ) ) ; } # define G ( x ) R ( * x )",
  );
});

test.each([
  ["0", 0n, ""],
  ["17", 17n, ""],
  ["0x40000000UL", 0x40000000n, "UL"],
  ["0b101u", 5n, "u"],
  ["017", 15n, ""],
  ["0xffffffffffffffffull", 0xffffffffffffffffn, "ull"],
  ["'a'", 97n, ""],
  ["'\\n'", 10n, ""],
  ["'\\x41'", 65n, ""],
  ["'\\0'", 0n, ""],
])("the number %s", (text, value, suffix) => {
  const { tokens, problems } = read(text);
  expect(problems).toEqual([]);
  expect(tokens.map((t) => [t.kind, t.value, t.suffix])).toEqual([
    ["number", value, suffix],
    ["end", undefined, undefined],
  ]);
});

test("where lines start and where blanks stand", () => {
  const { tokens } = read("#define A(x) \\\n x\n /* c */ b (c");
  expect(tokens.map((t) => [t.text, t.startsLine, t.hasSpace])).toEqual([
    ["#", true, false],
    ["define", false, false],
    ["A", false, true],
    ["(", false, false],
    ["x", false, false],
    [")", false, false],
    ["x", false, true],
    ["b", true, true],
    ["(", false, true],
    ["c", false, false],
    ["", false, false],
  ]);
});

test("every problem is said and the words around it are kept", () => {
  const { tokens, problems } = read(
    "a @$ b \u2013 1.5 09 0x 99999999999999999999 \"x\n'ab' c '\nd \\ \u0001",
  );
  expect(tokens.map((t) => t.text)).toEqual([
    "a",
    "b",
    "1.5",
    "09",
    "0x",
    "99999999999999999999",
    '"x',
    "'ab'",
    "c",
    "'",
    "d",
    "",
  ]);
  expect(problems.map((p) => p.split("\n")[0])).toEqual([
    "t.lit:1:3: error: `@$` has no meaning here",
    "t.lit:1:8: error: `\u2013` has no meaning here",
    "t.lit:1:10: error: `1.5` is no integer constant",
    "t.lit:1:14: error: `09` is no integer constant",
    "t.lit:1:17: error: `0x` is no integer constant",
    "t.lit:1:20: error: `99999999999999999999` does not fit in 64 bits",
    "t.lit:1:41: error: this string is not closed on its line",
    "t.lit:2:1: error: this is no character constant",
    "t.lit:2:8: error: this is no character constant",
    "t.lit:3:3: error: `\\` has no meaning here",
    "t.lit:3:5: error: U+0001 has no meaning here",
  ]);
});

test("a comment that is never closed", () => {
  expect(read("a /* b").problems).toEqual([
    "t.lit:1:3: error: this comment is never closed\n  a /* b\n    ^~",
  ]);
  const { tokens, problems } = read("exists (*x=1)");
  expect(problems).toEqual([
    "t.lit:1:8: error: `(*` outside of functions opens a comment, and it is never closed\n" +
      "  exists (*x=1)\n         ^~",
  ]);
  expect(tokens.map((t) => t.text)).toEqual(["exists", "(", "*", "x", "=", "1", ")", ""]);
});

test("nothing past the end of the range is looked at", () => {
  const source = new Source("t.lit", "abc/* d */");
  const diagnostics = new Diagnostics();
  const tokens = scan(source, { start: 1, end: 4, ocamlComments: "never" }, diagnostics);
  expect(tokens.map((t) => t.text)).toEqual(["bc", "/", ""]);
  expect(tokens.at(-1)?.span.start).toBe(4);
  expect(diagnostics.list).toEqual([]);
});

test.each([
  ["blanks", `#define A${" ".repeat(200_000)}1`],
  ["comments on a preprocessor line", `#define A ${"/**/".repeat(20_000)} 1`],
  ["comments that are never closed", "(* ".repeat(100_000)],
  ["digits", "9".repeat(300_000)],
  ["quotes", "\"'".repeat(50_000)],
  ["strays", "@\n".repeat(20_000)],
])("many %s take linear time", (_, text) => {
  const started = performance.now();
  read(text);
  expect(performance.now() - started).toBeLessThan(5_000);
});

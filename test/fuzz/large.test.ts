import { expect, test } from "vitest";
import { readTest } from "../../src/harness/load.js";
import { Source } from "../../src/source/source.js";
import { bounded } from "./bounded.js";

const list = (count: number, text: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => text(i)).join("");

const inThread = (body: string) => `C t\n{}\nP0(int *x) { ${body} }\nexists (x=1)\n`;

/** Texts that a careless reader takes for ever over, or runs out of stack with. */
const TEXTS: readonly (readonly [string, string])[] = [
  [
    "functions that call each other twice",
    `C t\n{}\nstatic int f30(int *x) { return READ_ONCE(*x); }\n${list(
      30,
      (i) => `static int f${29 - i}(int *x) { f${30 - i}(x); return f${30 - i}(x); }\n`,
    )}P0(int *x) { f0(x); }\nexists (x=1)\n`,
  ],
  [
    "macros that use each other twice",
    `C t\n{}\n#define M0 1\n${list(40, (i) => `#define M${i + 1} M${i} + M${i}\n`)}P0(int *x) { *x = M40; }\nexists (x=1)\n`,
  ],
  [
    "structs of arrays of structs",
    `C t\nstruct s0 { int a[1024]; };\n${list(
      8,
      (i) => `struct s${i + 1} { struct s${i} a[1024]; };\n`,
    )}{ struct s8 v; }\nP0(struct s8 *v) { smp_mb(); }\nexists (v.a[0]=1)\n`,
  ],
  [
    "structs with two members of the last one",
    `C t\nstruct s0 { };\n${list(
      60,
      (i) => `struct s${i + 1} { struct s${i} a, b; };\n`,
    )}{ struct s60 v; int x; }\nP0(struct s60 *v) { smp_mb(); }\nexists (x=1)\n`,
  ],
  ["an array without end", "C t\n{ int a[16000000]; }\nP0(int *a) { *a = 1; }\nexists (a[0]=1)\n"],
  ["parentheses", inThread(`*x = ${"(".repeat(20_000)}1${")".repeat(20_000)};`)],
  ["blocks", inThread(`${"{".repeat(20_000)} *x = 1; ${"}".repeat(20_000)}`)],
  ["else after else", inThread(`${"if (*x) *x = 1; else ".repeat(5_000)} *x = 2;`)],
  ["loops in loops", inThread(`${"while (READ_ONCE(*x)) ".repeat(100)} *x = 2;`)],
  ["a sum", inThread(`*x = ${"1 + ".repeat(20_000)} 1;`)],
  ["stars", inThread(`${"*".repeat(20_000)}x = 1;`)],
  ["statements", inThread(list(3_000, (i) => `WRITE_ONCE(*x, ${i}); `))],
  ["cases", inThread(`switch (READ_ONCE(*x)) { ${list(2_000, (i) => `case ${i}: *x = ${i}; `)} }`)],
  [
    "labels",
    inThread(list(1_000, (i) => `if (*x) goto l${i}; `) + list(1_000, (i) => `l${i}: *x = ${i}; `)),
  ],
  ["threads", `C t\n{}\n${list(300, (i) => `P${i}(int *x) { *x = ${i}; }\n`)}exists (x=1)\n`],
  [
    "variants",
    `C t\n{}\nvariants\n${list(300, (i) => `  v${i}: K = ${i}\n`)}\nP0(int *x) { *x = K; }\nexists (x=1)\n`,
  ],
  [
    "a condition",
    `C t\n{}\nP0(int *x) { *x = 1; }\nexists (${list(20_000, (i) => `x=${i} \\/ `)}x=1)\n`,
  ],
];

test.each(TEXTS)("many: %s", (_, text) => {
  const { test, diagnostics } = bounded(() =>
    readTest(new Source("t.lit", text), { loopRoundsMax: 8 }),
  );
  expect(test === null).toBe(diagnostics.some((d) => d.severity === "error"));
});

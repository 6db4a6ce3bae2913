import { expect, test } from "vitest";
import { code } from "./lowered.js";

/** A body and the code that it makes. */
type Row = readonly [what: string, body: string, lines: readonly string[]];

const ROWS: readonly Row[] = [
  [
    "a load goes directly into the variable that it initializes",
    "int r = READ_ONCE(*x);",
    ["0: r = load.relaxed [x]"],
  ],
  [
    "compound assignment and ++ of shared variables are a plain load and a plain store",
    "*x += 2; (*x)++;",
    [
      "0: $0 = load.plain [x]",
      "1: store.plain [x] $0 + 2",
      "2: $1 = load.plain [x]",
      "3: store.plain [x] $1 + 1",
    ],
  ],
  [
    "the value to begin with of a local atomic_t, and of one that is given to others",
    "atomic_t a = ATOMIC_INIT(-2); WRITE_ONCE(*x, ATOMIC64_INIT(3)); refcount_t c = REFCOUNT_INIT(1);",
    ["0: a = -2", "1: store.relaxed [x] 3", "2: c = 1"],
  ],
  [
    "x++ gives the old value, ++x the new one",
    "int r = 1; int s = r++ + ++r;",
    ["0: r = 1", "1: $2 = r", "2: r = $2 + 1", "3: r = r + 1", "4: s = $2 + r"],
  ],
  [
    "operands are evaluated from left to right",
    "int r = 1; int s = r + (r = 2);",
    ["0: r = 1", "1: $2 = r", "2: r = 2", "3: s = $2 + r"],
  ],
  [
    "an early return goes to the end, and its branch joins at the end of the if",
    "int r = READ_ONCE(*x); if (r) return; WRITE_ONCE(*y, 1);",
    ["0: r = load.relaxed [x]", "1: unless r goto 3", "2: goto 4", "3: store.relaxed [y] 1"],
  ],
  [
    "if and else",
    "int r = READ_ONCE(*x); if (r == 1) *y = 1; else *z = 1; *x = 2;",
    [
      "0: r = load.relaxed [x]",
      "1: unless r == 1 goto 4 join 5",
      "2: store.plain [y] 1",
      "3: goto 5",
      "4: store.plain [z] 1",
      "5: store.plain [x] 2",
    ],
  ],
  [
    "&& does not read its right side when the left one is false",
    "if (READ_ONCE(*x) && !READ_ONCE(*y)) *z = 1;",
    [
      "0: $0 = load.relaxed [x]",
      "1: unless $0 goto 5",
      "2: $1 = load.relaxed [y]",
      "3: unless !$1 goto 5",
      "4: store.plain [z] 1",
    ],
  ],
  [
    "|| does not read its right side when the left one is true, through hints",
    "if (unlikely(READ_ONCE(*x) || likely(READ_ONCE(*y)))) *z = 1;",
    [
      "0: $0 = load.relaxed [x]",
      "1: unless !$0 goto 4 join 5",
      "2: $1 = load.relaxed [y]",
      "3: unless $1 goto 5",
      "4: store.plain [z] 1",
    ],
  ],
  [
    "&& of registers is computed without a branch",
    "int r = READ_ONCE(*x); bool s = r > 1 && r < 5;",
    ["0: r = load.relaxed [x]", "1: s = (r > 1) & (r < 5)"],
  ],
  [
    "&& as a value",
    "bool s = READ_ONCE(*x) && READ_ONCE(*y);",
    [
      "0: $2 = load.relaxed [x]",
      "1: unless $2 goto 6",
      "2: $3 = load.relaxed [y]",
      "3: unless $3 goto 6",
      "4: $1 = 1",
      "5: goto 7",
      "6: $1 = 0",
      "7: s = $1",
    ].map((line) => (/unless/.test(line) ? `${line} join 7` : line)),
  ],
  [
    "?: evaluates one side",
    "int r = READ_ONCE(*x) ? READ_ONCE(*y) : 3;",
    [
      "0: $2 = load.relaxed [x]",
      "1: unless $2 goto 4 join 5",
      "2: $1 = load.relaxed [y]",
      "3: goto 5",
      "4: $1 = 3",
      "5: r = $1",
    ],
  ],
  [
    "?: without a middle gives the condition",
    "int r = READ_ONCE(*x) ?: 3;",
    [
      "0: $1 = load.relaxed [x]",
      "1: unless $1 goto 4 join 5",
      "2: $2 = $1",
      "3: goto 5",
      "4: $2 = 3",
      "5: r = $2",
    ],
  ],
  [
    "a loop that only waits is the load and its branch",
    "while (!READ_ONCE(*x)) cpu_relax();",
    ["0: $0 = load.relaxed.spins [x]", "1: unless !$0 goto 3", "2: goto 0"],
  ],
  [
    "a loop that waits for a value keeps it in its register",
    "int r; do r = smp_load_acquire(x); while (r != 2);",
    ["0: r = load.acquirePc.spins [x]", "1: unless !(r != 2) goto 0 join 2"],
  ],
  [
    "continue goes to the step of a for loop, break behind it",
    "for (int i = 0; i < 2; i++) { if (i == 1) continue; if (READ_ONCE(*x)) break; *y = i; }",
    [
      "0: i = 0",
      "1: $rounds0 = 0",
      "2: unless i < 2 goto 12",
      "3: unless i == 1 goto 5",
      "4: goto 9",
      "5: $1 = load.relaxed [x]",
      "6: unless $1 goto 8",
      "7: goto 12",
      "8: store.plain [y] i",
      "9: i = i + 1",
      "10: iterate $rounds0 < 10000",
      "11: goto 2",
    ],
  ],
  [
    "switch compares in order, falls through, and breaks",
    "int r = READ_ONCE(*x); switch (r) { case 1: *y = 1; break; case 2: *y = 2; default: *z = 3; }",
    [
      "0: r = load.relaxed [x]",
      "1: $1 = r",
      "2: unless $1 != 1 goto 5 join 9",
      "3: unless $1 != 2 goto 7 join 9",
      "4: goto 8",
      "5: store.plain [y] 1",
      "6: goto 9",
      "7: store.plain [y] 2",
      "8: store.plain [z] 3",
    ],
  ],
  [
    "goto goes forward and back",
    "again: if (READ_ONCE(*x)) goto out; goto again; out: *y = 1;",
    [
      "0: $0 = load.relaxed.spins [x]",
      "1: unless $0 goto 3",
      "2: goto 4",
      "3: goto 0",
      "4: store.plain [y] 1",
    ],
  ],
  [
    "a constant divisor needs no check, another one does",
    "int r = READ_ONCE(*x); int s = 6 / 2 + 7 % r;",
    [
      "0: r = load.relaxed [x]",
      "1: unless r == 0 goto 3",
      '2: fail "division by zero"',
      "3: s = 3 + (7 % r)",
    ],
  ],
  [
    "a shift by a count that is read is checked",
    "int r = READ_ONCE(*x); unsigned long s = 1UL << r;",
    [
      "0: r = load.relaxed [x]",
      "1: unless r >=.u64 64 goto 3",
      '2: fail "shift by a count outside of 0 to 63"',
      "3: s = 1 <<.u64 r",
    ],
  ],
  [
    "narrow types wrap on assignment, and compute as int",
    "u8 a = READ_ONCE(*x); int r = a + 255; a++;",
    ["0: $1 = load.relaxed [x]", "1: a = (u8)$1", "2: r = a + 255", "3: a = (u8)(a + 1)"],
  ],
  [
    "constants wrap and fold",
    "u32 a = -1; bool b = 4; long c = 0xffffffff; s8 d = 200; int e = ~0u >> 28;",
    ["0: a = 4294967295", "1: b = 1", "2: c = 4294967295", "3: d = -56", "4: e = 15"],
  ],
  [
    "what cannot be seen is not folded away: r ^ r keeps its dependency",
    "int r = READ_ONCE(*x); WRITE_ONCE(*y, r ^ r);",
    ["0: r = load.relaxed [x]", "1: store.relaxed [y] r ^ r"],
  ],
  [
    "({ ... }) gives its last value, sizeof evaluates nothing",
    "int r = ({ int t = READ_ONCE(*x); t + 1; }); unsigned long s = sizeof(*x++);",
    ["0: t = load.relaxed [x]", "1: r = t + 1", "2: s = 4"],
  ],
  [
    "asking for the type of a side of ?: leaves nothing behind",
    "int a = 1; int r = READ_ONCE(*x) ? ({ int t = a; t; }) : 0;",
    [
      "0: a = 1",
      "1: $3 = load.relaxed [x]",
      "2: unless $3 goto 6 join 7",
      "3: t = a",
      "4: $2 = t",
      "5: goto 7",
      "6: $2 = 0",
      "7: r = $2",
    ],
  ],
  [
    "?: with a constant condition has the type of both sides",
    "unsigned int a = 1; long r = 0 - (1 ? a : 2L);",
    ["0: a = 1", "1: r = 0 -.s64 a"],
  ],
  [
    "an undeclared register of herd holds any value",
    "r1 = READ_ONCE(*x); r2 = r1 + 1;",
    ["0: r1 = load.relaxed [x]", "1: r2 = r1 +.s64 1"],
  ],
];

test.each(ROWS)("%s", (_, body, lines) => {
  expect(code(body)).toEqual(lines);
});

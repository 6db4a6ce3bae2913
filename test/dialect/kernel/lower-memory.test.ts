import { expect, test } from "vitest";
import type { Program } from "../../../src/program/program.js";
import { code, lowerText, programOf } from "./lowered.js";
import { printProposition, printThread } from "./print.js";

/** The code of a thread, with declarations before it. */
type Row = readonly [
  what: string,
  before: string,
  parameters: string,
  body: string,
  lines: readonly string[],
];

const NODE = "struct node { int val; struct node *next; };";

const ROWS: readonly Row[] = [
  [
    "fields are locations next to each other; a pointer that is read makes an address dependency",
    `${NODE}\n{ struct node a = { .next = &b }; struct node b = { 7 }; }`,
    "struct node *a",
    "int r = a->next->val;",
    ["0: $1 = load.plain [a.next]", "1: r = load.plain.dependent [$1]"],
  ],
  [
    "a field behind a pointer is so many cells further",
    `${NODE}\n{ struct node a; struct node *p = &a; }`,
    "struct node **p",
    "WRITE_ONCE((*p)->next, NULL);",
    ["0: $0 = load.plain [p]", "1: store.relaxed [$0 +.u64 8] 0"],
  ],
  [
    "a whole struct is copied as one access for each part: all reads, then all writes",
    `${NODE}\n{ struct node a; struct node b; }`,
    "struct node *a, struct node *b",
    "*a = *b;",
    [
      "0: $0 = load.plain [b.val]",
      "1: $1 = load.plain [b.next]",
      "2: store.plain [a.val] $0",
      "3: store.plain [a.next] $1",
    ],
  ],
  [
    "a local struct is copied from where it points itself",
    `${NODE}\n{ struct node a; }`,
    "struct node *a",
    "struct node n = *a; n = *n.next; struct node m; m = n; WRITE_ONCE(a->val, m.val);",
    [
      "0: $2 = load.plain [a.val]",
      "1: $3 = load.plain [a.next]",
      "2: n.val = $2",
      "3: n.next = $3",
      "4: $4 = load.plain.dependent [n.next]",
      "5: $5 = load.plain.dependent [n.next +.u64 8]",
      "6: n.val = $4",
      "7: n.next = $5",
      "8: m.val = n.val",
      "9: m.next = n.next",
      "10: store.relaxed [a.val] m.val",
    ],
  ],
  [
    "container_of goes back to the struct around a member",
    `${NODE}\n{ struct node a; struct node **q = &a.next; }`,
    "struct node ***q",
    "struct node *n = container_of(*q, struct node, next); n->val = 1;",
    ["0: $0 = load.plain [q]", "1: n = $0 -.u64 8", "2: store.plain [n] 1"],
  ],
  [
    "an index that is read is checked against the array's length",
    "{ int a[3] = { 1, 2, 3 }; }",
    "int *a, int *x",
    "int i = READ_ONCE(*x); a[i] = 1;",
    [
      "0: i = load.relaxed [x]",
      "1: unless i >=.u64 3 goto 3",
      '2: fail "index outside of a[3]"',
      "3: store.plain [a[0] +.u64 (i *.s64 8)] 1",
    ],
  ],
  [
    "a pointer into an array steps by elements",
    "{ int a[3]; }",
    "int *a",
    "int *p = a + 1; *(p + 1) = &a[2] - a;",
    ["0: p = &a[1]", "1: $1 = p +.u64 8", "2: store.plain [$1] 2"],
  ],
  [
    "addresses may be kept in integers, as herd's tests do",
    "{ x = y; }",
    "int *x, int *y",
    "intptr_t r = READ_ONCE(*x); WRITE_ONCE(*(int *)r, 1); int s = *(int *)y;",
    ["0: r = load.relaxed [x]", "1: store.relaxed [r] 1", "2: s = load.plain [y]"],
  ],
  [
    "a location of the init block may be named without being a parameter",
    "{ int x = 1; struct mutex m; }",
    "",
    "mutex_lock(&m); x = x + 1;",
    [
      "0: rmw.acquirePc/relaxed.other-lock [m] 1 if old == 0 else wait",
      "1: $0 = load.plain [x]",
      "2: store.plain [x] $0 + 1",
    ],
  ],
  [
    "a local struct is one register a field",
    `${NODE}\n{}`,
    "int *x",
    "struct node n = { .val = 2 }; n.val++; *x = n.val;",
    ["0: n.val = 2", "1: n.next = 0", "2: n.val = n.val + 1", "3: store.plain [x] n.val"],
  ],
  [
    "a function is inlined; the address of a local is an out-parameter",
    "static void get(int *from, int *to) { *to = READ_ONCE(*from); }\n{}",
    "int *x",
    "int r; get(x, &r);",
    ["0: r = load.relaxed [x]"],
  ],
  [
    "an argument without side effects stands for its parameter; an assigned parameter is a variable",
    "static int f(int a, int b) { b += a; return b; }\n{}",
    "int *x",
    "int r = READ_ONCE(*x); r = f(r, r + 1);",
    ["0: r = load.relaxed [x]", "1: b = r + 1", "2: b = b + r", "3: r = b"],
  ],
  [
    "early returns of a function go to its end",
    "static bool f(int *x) { if (!READ_ONCE(*x)) return false; return READ_ONCE(*x) == 2; }\n{}",
    "int *x, int *y",
    "if (f(x)) *y = 1;",
    [
      "0: $1 = load.relaxed [x]",
      "1: unless !$1 goto 4",
      "2: $0 = 0",
      "3: goto 6",
      "4: $2 = load.relaxed [x]",
      "5: $0 = $2 == 2",
      "6: unless $0 goto 8",
      "7: store.plain [y] 1",
    ],
  ],
  [
    "the user's function goes before the primitive of its name",
    "static void smp_mb(void) { barrier(); }\n{}",
    "int *x",
    "smp_mb();",
    ["0: fence.barrier"],
  ],
  [
    "a primitive through a pointer that was read",
    "{ spinlock_t l; spinlock_t *p = &l; }",
    "spinlock_t **p",
    "spinlock_t *q = READ_ONCE(*p); spin_unlock(q);",
    [
      "0: q = load.relaxed [p]",
      '1: store.release.unlock [q] 0 requires old == 1 "unlock of q, which is not held"',
    ],
  ],
];

test.each(ROWS)("%s", (_, before, parameters, body, lines) => {
  expect(code(body, parameters, before)).toEqual(lines);
});

/** Every location with its initial value. */
function initial(program: Program): readonly string[] {
  return program.locations.map(({ name, initial, type }) => {
    const cell = program.values.cell(initial, program.locations.length);
    const value = cell >= 0 ? `&${program.locations[cell]!.name}` : program.values.decode(initial);
    return `${type ?? "any"} ${name} = ${value}`;
  });
}

test("the init block declares locations; parameters declare the others, as 0", () => {
  const program = programOf(`C t
#define TWO (1 + 1)
enum { THREE = 3 };
struct in { u8 flag; int arr[2]; };
struct out { struct in in; struct out *self; seqcount_t seq; };
{
	x = 1;
	atomic_t v = ATOMIC_INIT(TWO);
	spinlock_t l = __SPIN_LOCK_UNLOCKED(l);
	struct out o = { .in = { .arr = { [1] = THREE } }, .self = &o, .seq = { 4 } };
	int a[2] = { 5 };
	int *p = &a[1];
	q = z;
	u8 small = 300;
	unsigned long int wide = -1;
}
P0(int *x, unsigned long *y, int **q) { }
locations [x; v; l; o; p; q; small; wide]
exists (true)
`);
  expect(initial(program)).toEqual([
    "s32 x = 1",
    "s32 v = 2",
    "s32 l = 0",
    "u8 o.in.flag = 0",
    "s32 o.in.arr[0] = 0",
    "s32 o.in.arr[1] = 3",
    "u64 o.self = &o.in.flag",
    "u32 o.seq.sequence = 4",
    "s32 a[0] = 5",
    "s32 a[1] = 0",
    "u64 p = &a[1]",
    "u64 q = &z",
    "u8 small = 44",
    "u64 wide = 18446744073709551615",
    "u64 y = 0",
    "any z = 0",
  ]);
});

test("the init block gives registers and parameters their values", () => {
  const program = programOf(`C t
{ 0:r1 = x; int 0:r2 = 5; 0:p = y; }
P0(int *p) { int r2; WRITE_ONCE(*p, r2); WRITE_ONCE(*r1, 1); }
exists (0:r1=x /\\ 0:r2=5 /\\ 0:p=y)
`);
  const [thread] = program.threads;
  expect(printThread(program, thread!)).toEqual([
    "0: store.relaxed [y] r2",
    "1: store.relaxed [r1] 1",
  ]);
  expect(thread!.registers.map((r) => [r.name, r.type])).toEqual([
    ["r2", "s32"],
    ["r1", undefined],
  ]);
  expect(printProposition(program, program.condition.proposition)).toBe(
    "(0:r1=&x /\\ (0:r2=5 /\\ &y=&y))",
  );
});

test("observed are the terms of the condition, then of locations: registers by thread, then locations", () => {
  const program = programOf(`C t
{ struct s v; int a[2]; }
struct s { int f; int g; };
P0(int *x, int *y) { int r1 = READ_ONCE(*x); int r2 = 0; }
P1(int *x, int *y) { int r3 = READ_ONCE(*y); }
locations [v; 0:r2; a[1]; x]
filter (y=1)
exists (x=1 /\\ 1:r3=0 /\\ ~(0:r1=x \\/ 2!=x))
`);
  expect(program.observed.map((o) => o.name)).toEqual([
    "0:r1",
    "0:r2",
    "1:r3",
    "x",
    "v.f",
    "v.g",
    "a[1]",
  ]);
  expect(printProposition(program, program.filter!.proposition)).toBe("y=1");
});

test("a constant of a condition is converted to the type of what it is compared with", () => {
  const program = programOf(`C t
#define NEG -1
{ u32 x; s8 y; u64 z; }
P0(u32 *x) { bool b = READ_ONCE(*x); }
exists (x=-1 /\\ y=0xff /\\ z=NEG /\\ 0:b=2)
`);
  expect(printProposition(program, program.condition.proposition)).toBe(
    "((x=4294967295 /\\ y=-1) /\\ (z=18446744073709551615 /\\ 0:b=1))",
  );
});

test("a site is the user's line: for a primitive its call, for a function's line the calls that led there", () => {
  const text = `C t
{}
static void leaf(int *x) { smp_store_mb(*x, 1); }
static void branch(int *x) { leaf(x); }
P0(int *x) { branch(x); }
exists (true)
`;
  const { program } = lowerText(text);
  const at = ({ start, end }: { start: number; end: number }): string => text.slice(start, end);
  const sites = program!.threads[0]!.code.map(({ site }) => [
    at(site.span),
    site.primitive,
    site.calls.map(at),
  ]);
  const calls = ["branch(x)", "leaf(x)"];
  expect(sites).toEqual([
    ["smp_store_mb(*x, 1)", "smp_store_mb", calls],
    ["smp_store_mb(*x, 1)", "smp_store_mb", calls],
  ]);
});

test("a variant binds a primitive or a part of its name", () => {
  const text = (binding: string): string => `C t
{}
variants
  only: ${binding}
P0(atomic_t *v) { int r = atomic_fetch_add_##MO(1, v); }
exists (v=1)
`;
  const first = (binding: string): string => {
    const program = programOf(text(binding));
    return printThread(program, program.threads[0]!)[0]!;
  };
  expect(first("MO = release")).toBe("0: r = rmw.relaxed/release [v] old + 1");
  expect(first("MO = full")).toBe("0: r = rmw.full [v] old + 1");
});

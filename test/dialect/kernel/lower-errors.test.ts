import { expect, test } from "vitest";
import { complaints, lowerText } from "./lowered.js";

const NODE = "struct node { int val; struct node *next; };";

test.each([
  [
    "r = READ_ONC(*x);",
    "error: no function or primitive is called `READ_ONC`; did you mean `READ_ONCE`?",
  ],
  ["int r = READ_ONCE(*xx);", "error: `xx` is not declared; did you mean `x`?"],
  ["int count = 0; coutn = 1;", "error: `coutn` is not declared; did you mean `count`?"],
  ["WRITE_ONCE(*x);", "error: `WRITE_ONCE` takes 2 arguments, not 1: WRITE_ONCE(x, value)"],
  ["int r = 1 / 0;", "error: division by zero"],
  ["int r = 1 % (2 - 2);", "error: division by zero"],
  ["int r = 1 << 32;", "error: a shift of int by 32: the count must be 0 to 31"],
  ["long r = 1L << -1;", "error: a shift of long by -1: the count must be 0 to 63"],
  ["break;", "error: `break` outside of a loop or switch"],
  ["continue;", "error: `continue` outside of a loop"],
  ["case 1: ;", "error: `case` outside of a switch"],
  ["goto out;", "error: no label is called `out`"],
  ["goto otu; out: ;", "error: no label is called `otu`; did you mean `out`?"],
  ["a: a: ;", "error: the label `a` is there twice"],
  [
    "goto a; int r = 1 ? 0 : ({ a: ; 1; });",
    "error: the label `a` stands in code that is not evaluated",
  ],
  ["switch (*x) { case 1: case 1: ; }", "error: the case 1 is there twice"],
  ["int r; switch (*x) { case r: ; }", "error: a case must be a constant"],
  ["return 1;", "error: a thread returns no value"],
  ["int r = smp_mb();", "error: this gives no value"],
  [
    "int r = 1; atomic_inc(&r);",
    "error: `r` is a local variable: no other thread could see an atomic operation on it; declare it in the init block",
  ],
  [
    "int r = 1; WRITE_ONCE(*x, &r);",
    "error: the address of the local variable `r` can only be given to a function or a pointer that is assigned once; declare it in the init block if threads are to share it",
  ],
  [
    "int a[2]; int r = READ_ONCE(*x); a[r] = 1;",
    "error: an index into the local variable `a` must be a constant; declare it in the init block",
  ],
  ["int a[2]; a[2] = 1;", "error: index 2 is outside of a[2]"],
  [
    "struct rcu_head *p = READ_ONCE(*x); srcu_read_lock(p);",
    "error: the srcu_struct must be one that is named here, not one behind a pointer that was read",
  ],
  ["call_rcu(x, foo);", "error: the callback must be a function of this file"],
  ["int r = READ_ONCE(*x); r(1);", "error: `r` is no function"],
  ["*x->f = 1;", "error: int has no fields"],
  ["NULL = 1;", "error: `NULL` is no variable: it cannot be assigned or pointed to"],
])("%s: %s", (body, complaint) => {
  expect(complaints(body)).toEqual([complaint]);
});

test("a variable that is declared twice says where the first one is", () => {
  expect(
    lowerText("C t\n{}\nP0(int *x)\n{\n\tint r = 1;\n\tint r = 2;\n}\nexists (true)\n").problems,
  ).toEqual([
    `t.lit:6:6: error: \`r\` is declared twice
  	int r = 2;
  	    ^
t.lit:5:6: note: the first one is here
  	int r = 1;
  	    ^`,
  ]);
});

test.each([
  ["int r; int s = r;", "warning: `r` is read before anything is assigned to it: it is 0 then"],
])("%s: %s", (body, complaint) => {
  expect(complaints(body)).toEqual([complaint]);
});

test.each([
  ["n->vla = 1;", "error: struct node has no field `vla`; did you mean `val`?"],
  ["n.val = 1;", "error: `n` is a pointer: write `n->val`"],
  ["smp_load_acquire(n);", "error: `smp_load_acquire` accesses a scalar, not a whole struct node"],
  ["*n = 1;", "error: a whole struct node cannot be assigned; assign its parts one by one"],
  ["spin_lock(*l);", "error: `spin_lock` takes a pointer: write `l`"],
  ["a[3] = 1;", "error: index 3 is outside of a[3]"],
  ["take(m);", "error: `take` takes a pointer to struct node, not to struct other"],
  [
    "again(1);",
    "error: `again` calls itself: functions are inlined, so recursion is not supported",
  ],
])("%s: %s", (body, complaint) => {
  const before = `${NODE}
struct other { int a; int b; };
static void take(struct node *n) { n->val = 1; }
static int again(int n) { return n ? again(n - 1) : 0; }
{ int a[3]; }`;
  const parameters = "struct node *n, struct other *m, spinlock_t *l, int *a";
  expect(complaints(body, parameters, before)).toEqual([complaint]);
});

/** What is said of a test with these pieces, first lines only. */
function said(init: string, clauses: string): readonly string[] {
  const text = `C t\n${NODE}\n{ ${init} }\nP0(int *x)\n{\n\tint r0 = READ_ONCE(*x);\n}\n${clauses}\n`;
  const { problems } = lowerText(text);
  const errors = problems.filter((p) => !p.includes(" warning: nothing uses "));
  return errors.map((p) => {
    const [first, , , note] = p.split("\n");
    return [first!.replace(/^\S+ /, ""), ...(note === undefined ? [] : [note.trim()])].join("; ");
  });
}

test.each([
  ["", "exists (0:r1=1)", "error: P0 has no register called `r1`; did you mean `0:r0`?"],
  ["", "exists (1:r0=1)", "error: there is no thread P1"],
  ["", "exists (y=1)", "error: no location is called `y`"],
  ["", "locations [nowhere]\nexists (true)", "error: no location is called `nowhere`"],
  ["struct node n;", "exists (n=1)", "error: `n` is a whole struct node: name one scalar of it"],
  ["struct node n;", "exists (n.vall=1)", "error: `n` has no field `vall`; did you mean `val`?"],
  ["int a[2];", "exists (a[2]=1)", "error: index 2 is outside of a[2]"],
  ["intt z;", "exists (true)", "error: `intt` is no known type; did you mean `int`?"],
  [
    "int z; int z;",
    "exists (true)",
    "error: `z` is declared twice; t.lit:3:7: note: the first one is here",
  ],
  ["struct node n = { 1, 0, 2 };", "exists (true)", "error: `n` has 2 values, this is one more"],
  [
    "struct node n = { .vla = 1 };",
    "exists (true)",
    "error: `n` has no `vla`; did you mean `val`?",
  ],
  ["struct node n = 1;", "exists (true)", "error: `n` is no scalar: give its parts in braces"],
  [
    "int z = ATOMIC_INTI(1);",
    "exists (true)",
    "error: no initializer is called `ATOMIC_INTI`; did you mean `ATOMIC_INIT`?",
  ],
  ["3:r0 = 1;", "exists (true)", "error: there is no thread P3"],
])("{ %s } %s: %s", (init, clauses, complaint) => {
  expect(said(init, clauses)).toEqual([complaint]);
});

test("several things that are wrong are said in the order of the text", () => {
  const text = `C t
{}
P0(int *x)
{
	WRIT_ONCE(*x, 1);
	x->y = 1;
}
P2(int *x) { smp_bm(); }
exists (0:r9=1)
`;
  expect(lowerText(text).problems.map((p) => p.split("\n")[0])).toEqual([
    "t.lit:5:2: error: no function or primitive is called `WRIT_ONCE`",
    "t.lit:6:2: error: int has no fields",
    "t.lit:8:1: error: threads are numbered from P0 without a gap: with 2 of them there is no P2",
    "t.lit:8:14: error: no function or primitive is called `smp_bm`",
    "t.lit:9:9: error: P0 has no register called `r9`",
  ]);
});

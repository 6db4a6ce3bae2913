import { expect, test } from "vitest";
import { read, unit } from "./printed.js";

test.each([
  ["", ""],
  [";;", ""],
  ["struct s { int a, *b; u8 c[2]; };", "struct s {a: int; b: *int; c: [2]u8}"],
  ["struct s;", ""],
  ["struct s { struct t *next; };", "struct s {next: *struct t}"],
  ["union u { int a; long b; };", "union u {a: int; b: long}"],
  ["struct s { int a; } __packed;", "struct s {a: int}"],
  ["struct __packed s { int a __aligned(8); };", "struct s {a: int}"],
  ["struct s { struct t { int a; } b; };", "struct t {a: int}\nstruct s {b: struct t}"],
  [
    "struct s { union { int a; long b; }; int c; };",
    "union #1 at t.lit:1:12 {a: int; b: long}\nstruct s {: struct #1 at t.lit:1:12; c: int}",
  ],
  ["enum { A, B = 4, C = B << 1, };", "const A\nconst B 4\nconst C (<< B 1)"],
  ["enum state { UP };", "const UP"],
  ["typedef unsigned long word_t;", "typedef word_t unsigned long"],
  [
    "typedef struct { int a; } s_t;",
    "struct #1 at t.lit:1:9 {a: int}\ntypedef s_t struct #1 at t.lit:1:9",
  ],
  ["typedef int pair_t[2], *ref_t;", "typedef pair_t [2]int\ntypedef ref_t *int"],
  ["typedef unsigned int u32;", "typedef u32 unsigned int"],
  ["int f(void) { }", "int f() {}"],
  [
    "static inline bool f(struct vma *v, int n) { return n; }",
    "bool f(v: *struct vma, n: int) {return n}",
  ],
  ["static __always_inline struct vma *f(int a[2]) { }", "*struct vma f(a: *int) {}"],
  ["int f(int *p) __must_hold(&p->lock) { }", "int f(p: *int) {}"],
  ["int f(int, char *); void g(void);", ""],
  ["extern int f(int);", ""],
  ["static noinline void f(void) { } EXPORT_SYMBOL_GPL(f);", "void f() {}"],
  ["P0(int *x, atomic_t *y) { }", "thread void P0(x: *int, y: *atomic_t) {}"],
  [
    "P0() { } P1(volatile int* y,spinlock_t* l) { }",
    "thread void P0() {}\nthread void P1(y: *int, l: *spinlock_t) {}",
  ],
  ["void P0(void) { }", "thread void P0() {}"],
  ["static void P10(int **x) { }", "thread void P10(x: **int) {}"],
  [
    "P0(int *x, struct srcu_struct *s) // Reader\n{ }",
    "thread void P0(x: *int, s: *struct srcu_struct) {}",
  ],
])("%s", (text, expected) => {
  expect(unit(text)).toBe(expected);
});

test("a function that a test pastes", () => {
  const text = `
static inline bool vma_start_read(struct vm_area_struct *vma)
{
	int oldcnt;

	if (READ_ONCE(vma->vm_lock_seq) == READ_ONCE(vma->vm_mm->mm_lock_seq.sequence))
		return false;
	if (unlikely(!__refcount_inc_not_zero_limited_acquire(&vma->vm_refcnt, &oldcnt, LIMIT)))
		return false;
	return true;
}`;
  expect(unit(text)).toBe(
    "bool vma_start_read(vma: *struct vm_area_struct) {let oldcnt: int; " +
      "if (== (READ_ONCE (->vm_lock_seq vma)) " +
      "(READ_ONCE (.sequence (->mm_lock_seq (->vm_mm vma))))) return false; " +
      "if (unlikely (! (__refcount_inc_not_zero_limited_acquire (& (->vm_refcnt vma)) " +
      "(& oldcnt) LIMIT))) return false; return true}",
  );
});

test("the span of a thread is from its name to its brace, its parameters' are of their names", () => {
  const { threads } = read("int y();\nP0(int *x)\n{ }\n").unit;
  const { span, nameSpan, parameters } = threads[0]!;
  const texts = [span, nameSpan, parameters[0]!.span, parameters[0]!.type.span].map((s) =>
    s.source.text.slice(s.start, s.end),
  );
  expect(texts).toEqual(["P0(int *x)\n{ }", "P0", "x", "int *"]);
});

import { describe, expect, test } from "vitest";
import type { ExpressionNode } from "../../../src/dialect/c/ast.js";
import { body, read } from "./printed.js";

/** What a row of operators binds: from C11 6.5, weakest first. */
const LEVELS = [
  ["||"],
  ["&&"],
  ["|"],
  ["^"],
  ["&"],
  ["==", "!="],
  ["<", "<=", ">", ">="],
  ["<<", ">>"],
  ["+", "-"],
  ["*", "/", "%"],
];

describe("precedence", () => {
  const binary = LEVELS.flatMap((operators, level) => operators.map((o) => [o, level] as const));
  const pairs = binary.flatMap((left) => binary.map((right) => [left, right] as const));
  test.each(pairs)("a %s b ... c", ([first, firstLevel], [second, secondLevel]) => {
    const isLeft = firstLevel >= secondLevel;
    const expected = isLeft ? `(${second} (${first} a b) c)` : `(${first} a (${second} b c))`;
    expect(body(`a ${first} b ${second} c;`)).toBe(expected);
  });

  test.each([
    ["a = b = c;", "(= a (= b c))"],
    ["a += b -= c;", "(+= a (-= b c))"],
    ["a = b ? c : d;", "(= a (? b c d))"],
    ["a || b ? c : d;", "(? (|| a b) c d)"],
    ["a ? b : c ? d : e;", "(? a b (? c d e))"],
    ["a ? b ? c : d : e;", "(? a (? b c d) e)"],
    ["a ? b, c : d;", "(? a (, b c) d)"],
    ["a ? b = c : d;", "(? a (= b c) d)"],
    ["a ?: b ?: c;", "(? a - (? b - c))"],
    ["a, b = c, d;", "(, (, a (= b c)) d)"],
    ["-a * b;", "(* (- a) b)"],
    ["!a == b;", "(== (! a) b)"],
    ["~a & b;", "(& (~ a) b)"],
    ["*p++;", "(* (_++ p))"],
    ["++*p;", "(++_ (* p))"],
    ["&a[1];", "(& ([] a 1))"],
    ["&v->f.g;", "(& (.g (->f v)))"],
    ["*p->q;", "(* (->q p))"],
    ["a - -b;", "(- a (- b))"],
    ["a--b;", null],
    ["a---b;", "(- (_-- a) b)"],
    ["(a + b) * c;", "(* (+ a b) c)"],
    ["(int)a + b;", "(+ (cast int a) b)"],
    ["(int)a++;", "(cast int (_++ a))"],
    ["(int)-a[1];", "(cast int (- ([] a 1)))"],
    ["(u32)(u8)a;", "(cast u32 (cast u8 a))"],
    ["(a)(1);", "(a 1)"],
    ["sizeof a + 1;", "(+ (sizeof a) 1)"],
    ["sizeof(a) + 1;", "(+ (sizeof a) 1)"],
    ["sizeof(a)[1];", "(sizeof ([] a 1))"],
    ["sizeof(int) * 2;", "(* (sizeof <int>) 2)"],
    ["sizeof(struct s *);", "(sizeof <*struct s>)"],
    ["!!a;", "(! (! a))"],
    ["+a;", "(+ a)"],
    ["__extension__ a;", "a"],
  ])("%s", (text, expected) => {
    if (expected === null) expect(() => body(text)).toThrow("expected `;`, found `b`");
    else expect(body(text)).toBe(expected);
  });

  test.each(["+", "-", "*", "/", "%", "&", "|", "^", "<<", ">>"])("a %s= b", (operator) => {
    expect(body(`a ${operator}= b + c;`)).toBe(`(${operator}= a (+ b c))`);
  });
});

describe("operands", () => {
  test.each([
    ["0x40000000;", "1073741824"],
    ["1UL << 63;", "(<< 1UL 63)"],
    ["'a';", "97"],
    ["f();", "(f)"],
    ["f(a, b = 1, (c, d));", "(f a (= b 1) (, c d))"],
    ['pr_info("x %d\\n", x);', '(pr_info "x %d\\\\n" x)'],
    ['WARN(x, "a" "b");', '(WARN x "ab")'],
    ["WRITE_ONCE(*x, 1);", "(WRITE_ONCE (* x) 1)"],
    ["smp_load_acquire((int *)p);", "(smp_load_acquire (cast *int p))"],
    ["kmalloc(sizeof(struct x), GFP_KERNEL);", "(kmalloc (sizeof <struct x>) GFP_KERNEL)"],
    [
      "(intptr_t)rcu_dereference(*(intptr_t **)x1);",
      "(cast intptr_t (rcu_dereference (* (cast **intptr_t x1))))",
    ],
    ["(volatile int *const)p;", "(cast *int p)"],
    ["(int (*)[2])p;", "(cast *[2]int p)"],
    ["container_of(p, struct s, f)->g;", "(->g (container_of p struct s f))"],
    ["container_of(&p->q, struct s, a.b);", "(container_of (& (->q p)) struct s a.b)"],
    ["list_entry(p, struct s, node);", "(container_of p struct s node)"],
    ["x = ({ int y = 1; y + 1; });", "(= x ({let y: int = 1; (+ y 1)}))"],
    ["f(({ 1; }), 2);", "(f ({1}) 2)"],
    ["(typeof(*p))x;", "(cast typeof((* p)) x)"],
    ["(typeof(int *))x;", "(cast *int x)"],
    ["continue = break + 1;", "(= continue (+ break 1))"],
    ["P1;", "P1"],
  ])("%s", (text, expected) => {
    expect(body(text)).toBe(expected);
  });

  test("an intrinsic is one in the prelude only", () => {
    const text = "__rmw[acquire, after-atomic](p, __fence[](), v);";
    const options = { isPrelude: true };
    expect(body(text, options)).toBe("(__rmw[acquire after-atomic] p (__fence[]) v)");
    expect(body("__a[1];")).toBe("([] __a 1)");
  });
});

test("the span of an expression is what was written, with its parentheses", () => {
  const texts = [
    "a + b * c",
    "(a + b)",
    "(a + (b))",
    "x = f(a, b)",
    "p->q[1].r++",
    "-a",
    "++a",
    "(int)a",
    "sizeof(int)",
    "sizeof a",
    "a ? b : c",
    "a ?: (c)",
    "a, b",
    "container_of(p, struct s, f)",
    "({ a; })",
    "123UL",
    "f(1)",
  ];
  for (const text of texts) {
    const { unit } = read(`P0() { ${text} ; }`);
    const statement = unit.threads[0]!.body.statements[0]!;
    expect(statement.kind).toBe("expression");
    const { span } = (statement as { expression: ExpressionNode }).expression;
    expect(span.source.text.slice(span.start, span.end)).toBe(text);
  }
});

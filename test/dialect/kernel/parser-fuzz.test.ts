import fc from "fast-check";
import { expect, test } from "vitest";
import { preprocessed, read } from "./printed.js";

/** One of everything that the parser reads. */
const TEXT = `#define N 3
#define MAX(a, b) ((a) > (b) ? (a) : (b))
#define READ(mo, p) atomic_read_##mo(p)
struct s { int a, *b[2]; struct { u8 c; }; } __packed;
enum e { A, B = N };
typedef struct s s_t;
static inline bool f(s_t *p, const int *q) __must_hold(q)
{
	if (!READ(MO, &p->a) && *q++ != 1)
		return false;
	else if (q) goto out;
	switch (p->a) { case 1: case N: break; default: continue; }
	for (int i = 0; i < 3; i++) do { x <<= 1, y; } while (0);
out:
	return MAX(p->b[1], (int)sizeof(s_t)) ?: -1;
}
P0(struct s *p, int a[2]) {
	s_t v = { .a = 1, { 2, [1] = 3 } };
	typeof(v) *w = container_of(p, s_t, c);
	r0 = ({ int t = *(intptr_t *)x; t; });
	while (r0) { pr_info("a" "b", r0); }
}
P1() { }
`;
const WORDS = [
  ...new Set(TEXT.match(/\w+|[^\s\w]/g)),
  "...",
  "##",
  "#if",
  "float",
  "asm",
  "\n",
  '"',
];

const mutation = fc.record({
  at: fc.nat(),
  length: fc.nat(3),
  words: fc.array(fc.constantFrom(...WORDS), { maxLength: 3 }),
});

test("a mutated text gives a tree or a diagnostic within the text, never a throw", () => {
  let wrong = 0;
  const property = fc.property(fc.array(mutation, { minLength: 1, maxLength: 4 }), (mutations) => {
    const words = TEXT.match(/\w+|[^\s\w]|\s+/g)!;
    for (const { at, length, words: inserted } of mutations) {
      words.splice(at % words.length, length, ...inserted);
    }
    const text = words.join("");
    const { unit, problems } = read(text, { bindings: { MO: "acquire" } });
    if (problems.length > 0) wrong++;
    for (const { span } of [...unit.threads, ...unit.functions]) {
      expect(span.start).toBeLessThan(span.end);
      expect(span.end).toBeLessThanOrEqual(text.length);
    }
  });
  fc.assert(property, { seed: 20261122, numRuns: 6_000 });
  expect(wrong).toBeGreaterThan(3_000);
});

test("any text at all gives tokens and a tree", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      read(text);
      expect(preprocessed(text).tokens.at(-1)!.kind).toBe("end");
    }),
    { seed: 20261122, numRuns: 3_000 },
  );
});

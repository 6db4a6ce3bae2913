import fc from "fast-check";

/**
 * Kernel C with holes: `$K` is a constant that is nowhere else in the program, `$T` a condition, `$S` a statement, `$B` one
 * statement or more, `$L` a label, the same in the whole template.
 */
interface Code {
  readonly template: string;
  /** What fills the holes `$T`, `$S` and `$B`, in their order. */
  readonly parts: readonly Code[];
}

/** A program in which every statement has a constant of its own. */
export interface MarkedProgram {
  readonly text: string;
  /** The constants of each thread. */
  readonly constants: readonly (readonly number[])[];
}

const CONDITIONS = [
  "READ_ONCE(*x) == $K",
  "r0 > $K && READ_ONCE(*y) < $K",
  "!READ_ONCE(*x) || r1 != $K",
  "(r0 & 1) ? r1 : READ_ONCE(*y) - $K",
  "unlikely(atomic_read(v) < $K)",
  "(r0 = READ_ONCE(*x)) % $K",
];

const STATEMENTS = [
  "WRITE_ONCE(*x, $K);",
  "smp_store_release(y, $K);",
  "smp_store_mb(*x, $K);",
  "atomic_add($K, v);",
  "atomic_set(v, r1 ^ $K);",
  "atomic_add_unless(v, $K, $K);",
  "r0 = xchg(x, $K);",
  "r1 = atomic_cmpxchg(v, r0, $K);",
  "r0 = atomic_try_cmpxchg(v, &r1, $K);",
  "smp_cond_load_acquire(y, VAL != $K);",
  "WARN_ON(r0 == $K);",
  "BUG_ON(READ_ONCE(*y) == $K);",
  "*x = $K;",
  "w->f = $K;",
  "a[1] = r0 | $K;",
  "a[r0 & 1] = $K, r1 = $K;",
  "r1 = READ_ONCE(*y) + $K;",
  "r0 += $K;",
  "r0 = r1 = $K;",
  "r0 = (r1 ? $K : (r0 ? $K : $K));",
  "r0 = ({ WRITE_ONCE(*y, $K); r1 | $K; });",
  "r1 = both(x, $K) - both(y, $K);",
  "smp_mb(), *y = $K;",
  "WRITE_ONCE(*x, r0 ? r1 : $K);",
  "WRITE_ONCE(*(r0 ? x : y), $K);",
  "{ int r0 = $K; WRITE_ONCE(*y, r0); }",
  "{ int b[2] = { $K, r0 + $K }; WRITE_ONCE(*x, b[1] - b[0]); }",
  "{ struct s t = { .f = $K }; t.e = $K; WRITE_ONCE(*x, t.e * t.f); }",
];

const COMPOUNDS = [
  "if ($T) { $B }",
  "if ($T) { $B } else { $B }",
  "if ($T)\n $S\nelse\n $S",
  "if ($T)\n ;\nelse\n $S",
  "if ($T) { $B } else if ($T) { $B } else $S",
  "if ($T) return;",
  "if ($T) goto $L;\n$B\n$L: ;\n$B",
  "while ($T) { $B }",
  "while (1) { if ($T) break; $B }",
  "do { $B } while ($T);",
  "for (r0 = 0; r0 < 2; r0++) { if ($T) continue; $B }",
  "for (r1 = $K; r1 < $K; r1 += $K) { $B }",
  "switch (READ_ONCE(*y)) {\ncase $K: $B break;\ncase $K: $B\ndefault: $B }",
];

const leaf = (templates: readonly string[]): fc.Arbitrary<Code> =>
  fc.constantFrom(...templates).map((template) => ({ template, parts: [] }));

const { block } = fc.letrec<{ statement: Code; block: Code }>((tie) => {
  const simple = leaf(STATEMENTS);
  const filling = { $T: leaf(CONDITIONS), $S: simple, $B: tie("block") };
  const compounds = COMPOUNDS.map((template) => {
    const holes = template.match(/\$[TSB]/g) ?? [];
    const parts = fc.tuple(...holes.map((hole) => filling[hole as keyof typeof filling]));
    return parts.map((filled): Code => ({ template, parts: filled }));
  });
  const compound = fc.oneof({ withCrossShrink: true }, ...compounds);
  return {
    statement: fc.oneof({ withCrossShrink: true }, simple, simple, simple, compound),
    block: fc
      .array(tie("statement"), { minLength: 1, maxLength: 3, depthIdentifier: "block" })
      .map((parts) => ({ template: parts.map(() => "$S").join("\n"), parts })),
  };
});

/** Gives a number that is nowhere else in a program. */
type Next = () => number;

/** The text of a piece of code. */
function render({ template, parts }: Code, next: Next, labels: Next): string {
  const label = template.includes("$L") ? `l${labels()}` : "";
  let part = 0;
  return template.replace(/\$[TSBKL]/g, (hole) => {
    if (hole === "$L") return label;
    return hole === "$K" ? String(next()) : render(parts[part++]!, next, labels);
  });
}

const PARAMETERS = "int *x, int *y, atomic_t *v, struct s *w, int *a";

const PROLOGUE = `C generated

struct s { int e; int f; };

static int both(int *p, int k)
{
	if (!READ_ONCE(*p))
		return 0;
	WRITE_ONCE(*p, k);
	return 1;
}

{ int a[2]; struct s w; atomic_t v; }

`;

/** One thread and the function that it calls, if any. */
function thread(index: number, body: Code, helper: Code | null, next: Next): string {
  let last = 0;
  const labels = () => last++;
  let text = "";
  let call = "";
  if (helper !== null) {
    const inside = render(helper, next, labels).replaceAll("return;", "return r0;");
    text = `static int f${index}(${PARAMETERS}, int r0)\n{\nint r1 = 0;\n${inside}\nreturn r1 + ${next()};\n}\n\n`;
    call = `r1 = f${index}(x, y, v, w, a, r0);\n`;
  }
  text += `P${index}(${PARAMETERS})\n{\nint r0 = READ_ONCE(*x);\nint r1 = 0;\n${call}`;
  text += `if (r0 == ${next()})\ngoto out;\n${render(body, next, labels)}`;
  return `${text}\nout:\nWRITE_ONCE(*y, r1 + ${next()});\n}\n`;
}

/** Up to three threads over a few locations, valid by construction and with every statement within reach. */
export const markedPrograms: fc.Arbitrary<MarkedProgram> = fc
  .array(fc.tuple(block, fc.option(block)), { minLength: 1, maxLength: 3 })
  .map((bodies) => {
    let last = 10_000;
    const constants: number[][] = bodies.map(() => []);
    const threads = bodies.map(([body, helper], index) =>
      thread(index, body, helper, () => {
        constants[index]!.push(++last);
        return last;
      }),
    );
    return { text: `${PROLOGUE}${threads.join("\n")}\nexists (0:r0=1 /\\ x=1)\n`, constants };
  });

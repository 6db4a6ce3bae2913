import fc from "fast-check";

/** A statement before its constants are chosen: each call of `next` gives one that is nowhere else in the program. */
type Form = (next: () => number, indent: string) => string;

/** A program in which every statement has a constant of its own. */
export interface MarkedProgram {
  readonly text: string;
  /** The constants of each thread. */
  readonly constants: readonly (readonly number[])[];
}

const SIMPLE: readonly ((k: number) => string)[] = [
  (k) => `WRITE_ONCE(*x, ${k});`,
  (k) => `smp_store_release(y, ${k});`,
  (k) => `atomic_add(${k}, v);`,
  (k) => `r0 = xchg(x, ${k});`,
  (k) => `r1 = atomic_cmpxchg(v, r0, ${k});`,
  (k) => `*x = ${k};`,
  (k) => `r1 = READ_ONCE(*y) + ${k};`,
  (k) => `r0 += ${k};`,
  (k) => `atomic_set(v, r1 ^ ${k});`,
  (k) => `w->f = ${k};`,
  (k) => `a[1] = r0 | ${k};`,
  (k) => `smp_mb(), *y = ${k};`,
  (k) => `WRITE_ONCE(*x, r0 ? r1 : ${k});`,
  (k) => `{ int r0 = ${k}; WRITE_ONCE(*y, r0); }`,
  (k) => `WRITE_ONCE(*(r0 ? x : y), ${k});`,
];

const TESTS: readonly ((k: number) => string)[] = [
  (k) => `READ_ONCE(*x) == ${k}`,
  (k) => `r0 > ${k} && READ_ONCE(*y)`,
  (k) => `!READ_ONCE(*x) || r1 != ${k}`,
  (k) => `(r0 & 1) ? r1 : READ_ONCE(*y) - ${k}`,
  (k) => `unlikely(atomic_read(v) < ${k})`,
  (k) => `(r0 = READ_ONCE(*x)) % ${k}`,
];

const LABELS = ["out", "again", "fail"];

const { block } = fc.letrec<{ statement: Form; block: Form }>((tie) => {
  const test = fc.constantFrom(...TESTS);
  const inner = tie("block");
  const simple = fc.constantFrom(...SIMPLE).map(
    (make): Form =>
      (next) =>
        make(next()),
  );
  const compound = fc.oneof(
    fc.tuple(test, inner).map(
      ([t, b]): Form =>
        (next, i) =>
          `if (${t(next())}) {${b(next, `${i}\t`)}\n${i}}`,
    ),
    fc.tuple(test, inner, inner).map(
      ([t, b, c]): Form =>
        (next, i) =>
          `if (${t(next())}) {${b(next, `${i}\t`)}\n${i}} else {${c(next, `${i}\t`)}\n${i}}`,
    ),
    fc.tuple(test, simple, simple).map(
      ([t, b, c]): Form =>
        (next, i) =>
          `if (${t(next())})\n${i}\t${b(next, i)}\n${i}else\n${i}\t${c(next, i)}`,
    ),
    fc.tuple(test, inner).map(
      ([t, b]): Form =>
        (next, i) =>
          `while (${t(next())}) {${b(next, `${i}\t`)}\n${i}}`,
    ),
    fc.tuple(test, inner).map(
      ([t, b]): Form =>
        (next, i) =>
          `do {${b(next, `${i}\t`)}\n${i}} while (${t(next())});`,
    ),
    fc.tuple(test, inner).map(
      ([t, b]): Form =>
        (next, i) =>
          `for (r0 = 0; r0 < 2; r0++) {\n${i}\tif (${t(next())}) continue;${b(next, `${i}\t`)}\n${i}}`,
    ),
    fc.tuple(inner, inner, inner).map(
      ([b, c, d]): Form =>
        (next, i) =>
          `switch (READ_ONCE(*y)) {\n${i}case ${next()}:${b(next, `${i}\t`)}\n${i}\tbreak;` +
          `\n${i}case ${next()}:${c(next, `${i}\t`)}\n${i}default:${d(next, `${i}\t`)}\n${i}}`,
    ),
    test.map(
      (t): Form =>
        (next) =>
          `if (${t(next())}) return;`,
    ),
  );
  return {
    statement: fc.oneof({ withCrossShrink: true }, simple, simple, simple, compound),
    block: fc.array(tie("statement"), { minLength: 1, maxLength: 3, depthIdentifier: "block" }).map(
      (statements): Form =>
        (next, indent) =>
          statements.map((s) => `\n${indent}${s(next, indent)}`).join(""),
    ),
  };
});

/** Up to three threads over a few locations, valid by construction and with every statement within reach. */
export const markedPrograms: fc.Arbitrary<MarkedProgram> = fc
  .array(fc.tuple(block, fc.option(block), fc.constantFrom(...LABELS)), {
    minLength: 1,
    maxLength: 3,
  })
  .map((bodies) => {
    let last = 10_000;
    const parameters = "int *x, int *y, atomic_t *v, struct s *w, int *a";
    const constants: number[][] = [];
    const threads = bodies.map(([body, helper, label], thread) => {
      const own: number[] = [];
      constants.push(own);
      const next = () => {
        own.push(++last);
        return last;
      };
      let text = "";
      let call = "";
      if (helper !== null) {
        const inside = helper(next, "\t").replaceAll("return;", "return r0;");
        text = `static int f${thread}(${parameters}, int r0)\n{\n\tint r1 = 0;\n${inside}\n\treturn r1 + ${next()};\n}\n\n`;
        call = `\n\tr1 = f${thread}(x, y, v, w, a, r0);`;
      }
      text += `P${thread}(${parameters})\n{\n\tint r0 = READ_ONCE(*x);\n\tint r1 = 0;\n${call}`;
      text += `\n\tif (r0 == ${next()})\n\t\tgoto ${label};${body(next, "\t")}`;
      return `${text}\n${label}:\n\tWRITE_ONCE(*y, r1 + ${next()});\n}\n`;
    });
    const header =
      "C generated\n\nstruct s { int e; int f; };\n\n{ int a[2]; struct s w; atomic_t v; }\n\n";
    return { text: `${header}${threads.join("\n")}\nexists (0:r0=1 /\\ x=1)\n`, constants };
  });

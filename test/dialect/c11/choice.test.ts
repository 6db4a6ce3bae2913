import { expect, test } from "vitest";
import { DEFAULT_LIMITS } from "../../../src/harness/limits.js";
import { readTest } from "../../../src/harness/load.js";
import { formatDiagnostic } from "../../../src/source/diagnostic.js";
import { Source } from "../../../src/source/source.js";

/** What a text is taken for: a language, or what is wrong with it. */
function languageOf(text: string): string {
  const { test: read, diagnostics } = readTest(new Source("t.lit", text), DEFAULT_LIMITS);
  if (read === null) return diagnostics.map(formatDiagnostic).join("\n");
  return read.defaultModels?.join() === "rc11,sc" ? "C11" : "kernel C";
}

const thread = (body: string, parameters = "int *x, int *y"): string =>
  `P0(${parameters})\n{\n\t${body}\n}\n`;

const whole = (threads: string, init = ""): string => `C t\n{ ${init} }\n${threads}exists (x=1)\n`;

test.each([
  ["nothing but C", whole(thread("*x = 1;")), "kernel C"],
  ["a primitive of the kernel", whole(thread("WRITE_ONCE(*x, 1);")), "kernel C"],
  ["a type of the kernel", whole(thread("", "atomic_t *x")), "kernel C"],
  ["an operation of C11", whole(thread("atomic_store(x, 1);")), "C11"],
  ["a memory order", whole(thread("int r = memory_order_relaxed;")), "C11"],
  ["an atomic type of a parameter", whole(thread("", "atomic_int *x")), "C11"],
  ["an atomic type of the init block", whole(thread("*y = 1;"), "atomic_int x = 1;"), "C11"],
  ["_Atomic", whole(thread("", "_Atomic int *x")), "C11"],
  ["a method", whole(thread("x->store(1);")), "C11"],
  [
    "an operation in a function",
    whole(`void f(int *p) { atomic_store(p, 1); }\n${thread("f(x);")}`),
    "C11",
  ],
  [
    "an operation in a variant",
    `C t\n{}\nvariants\n  a:  SET = atomic_store\n\n${thread("SET(x, 1);")}exists (x=1)\n`,
    "C11",
  ],
  [
    "a function of the file that C11 has too",
    whole(
      `void atomic_store(int *p, int v) { WRITE_ONCE(*p, v); }\n${thread("atomic_store(x, 1);")}`,
    ),
    "kernel C",
  ],
  [
    "a macro of the file that C11 has too",
    whole(`#define atomic_load(p) READ_ONCE(*p)\n${thread("int r = atomic_load(x);")}`),
    "kernel C",
  ],
  [
    "a field that C11 has as a method",
    whole(`struct s { int load; };\n${thread("s->load = 1;", "struct s *s, int *x")}`),
    "kernel C",
  ],
  [
    "a tag that herd's C11 has as a type",
    whole(thread("mutex_lock(mutex);", "struct mutex *mutex, int *x")),
    "kernel C",
  ],
])("%s: %s", (_, text, language) => {
  expect(languageOf(text)).toBe(language);
});

test("a word that both languages have means what the rest of the file says", () => {
  const call = (parameters: string) => whole(thread("atomic_fetch_add(x, 1);", parameters));
  expect(languageOf(call("atomic_int *x"))).toBe("C11");
  expect(languageOf(whole(thread("atomic_fetch_add(1, x);", "atomic_t *x")))).toBe("kernel C");
});

test("words of both are an error that shows one of each, wherever they stand", () => {
  const mixture = whole(thread("atomic_store(x, 1);\n\tsmp_mb();"));
  expect(languageOf(mixture)).toBe(
    `t.lit:6:2: error: \`smp_mb\` is kernel C, in a test that is C11: it can only be one of the two
  \tsmp_mb();
  \t^~~~~~
t.lit:5:2: note: \`atomic_store\` is C11
  \tatomic_store(x, 1);
  \t^~~~~~~~~~~~`,
  );
  const inVariants = `C t
{}
variants
  a:  SET = atomic_store
  b:  SET = atomic_set

${thread("SET(x, 1);")}exists (x=1)
`;
  expect(languageOf(inVariants)).toContain(
    "t.lit:5:13: error: `atomic_set` is kernel C, in a test that is C11: it can only be one of the two",
  );
});

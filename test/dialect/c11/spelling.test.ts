import { describe, expect, test } from "vitest";
import { c11 } from "../../../src/dialect/c11/c11.js";
import { kernel } from "../../../src/dialect/kernel/kernel.js";
import { lowerText } from "../kernel/lowered.js";
import { printThread } from "../kernel/print.js";

const HEAD = "C t\n{}\n";
const TAIL = "\nexists (true)\n";

/** What P0 of a text emits, as in the tests of operations. */
function emitted(text: string): readonly string[] {
  const { program, problems } = lowerText(`${HEAD}${text}${TAIL}`, 8, c11);
  if (program === null || problems.length > 0) throw new Error(problems.join("\n"));
  return printThread(program, program.threads[0]!).map((line) =>
    line.replace(/^\d+: (\$\d+ = )?/, ""),
  );
}

/** The first line of everything that is wrong with a text, without its place, and the notes. */
function complaints(text: string, dialect = c11): readonly string[] {
  return lowerText(`${HEAD}${text}${TAIL}`, 8, dialect).problems.map((problem) => {
    const [first, , , ...notes] = problem.split("\n");
    return [first!.replace(/^[^ ]+ /, ""), ...notes.map((note) => note.trim())].join("; ");
  });
}

const inP0 = (body: string) => `P0(std::atomic<int> &x, std::mutex& m, int &d)\n{\n${body}\n}`;

describe("C++'s names", () => {
  test.each([
    ["x.store(1, std::memory_order_release);", "store.release [x] 1"],
    ["x.store(1, std::memory_order::release);", "store.release [x] 1"],
    ["x.store(1, memory_order::relaxed);", "store.relaxed [x] 1"],
    ["x.store(1);", "store.sc [x] 1"],
    ["auto r = x.load();", "r = load.sc [x]"],
    ["std::atomic_thread_fence(std::memory_order::acq_rel);", "fence.acquire-release"],
    ["std::atomic_store_explicit(&x, 2, std::memory_order_relaxed);", "store.relaxed [x] 2"],
    [
      "x.fetch_add(d, std::memory_order_relaxed);",
      "load.plain [d]",
      "rmw.relaxed/relaxed [x] old + $0",
    ],
    ["d = 3;", "store.plain [d] 3"],
    ["d++;", "load.plain [d]", "store.plain [d] $0 + 1"],
    ["int r = 7; std::atomic_init(&x, r);", "r = 7", "store.plain [x] r"],
  ])("%s", (body, ...lines) => {
    expect(emitted(inP0(body))).toEqual(lines);
  });

  test.each([
    ["atomic<int> *x", "x->load()"],
    ["std::atomic<int>* x", "x->load()"],
    ["const std::atomic<unsigned long long>& x", "x.load()"],
    ["std::atomic<std::uint8_t>& x", "x.load()"],
    ["std::atomic<struct s *>& x", "x.load()"],
    ["std::atomic_int& x", "std::atomic_load(&x)"],
    ["_Atomic(int)& x", "x.load()"],
  ])("a parameter %s", (parameter, load) => {
    const text = `struct s { int a; };\nP0(${parameter})\n{\n  auto r = ${load};\n}`;
    expect(emitted(text)).toEqual(["r = load.sc [x]"]);
  });

  test("the type of an atomic's value is kept", () => {
    const text = "P0(std::atomic<uint8_t>& x)\n{\n  int r = x.fetch_add(1) - 1;\n}";
    const { program } = lowerText(`${HEAD}${text}${TAIL}`, 8, c11);
    expect(program!.locations.map(({ name, type }) => `${type} ${name}`)).toEqual(["u8 x"]);
  });

  test("a variant may bind an order by its name in C++", () => {
    const variants = "variants\n  a: ORDER = std::memory_order::release\n";
    const text = `C t\n{}\n${variants}${inP0("x.store(1, ORDER);")}${TAIL}`;
    const { program } = lowerText(text, 8, c11);
    expect(printThread(program!, program!.threads[0]!)).toEqual(["0: store.release [x] 1"]);
  });
});

describe("a reference", () => {
  test("to a function is another name of the argument, shared or the caller's own", () => {
    const text = `void move(const std::atomic<int>& from, int& to) { to = from.load(); }
P0(std::atomic<int>& x, int& d)
{
  int r;
  move(x, r);
  move(x, d);
}`;
    expect(emitted(text)).toEqual(["r = load.sc [x]", "load.sc [x]", "store.plain [d] $1"]);
  });

  test("takes an expected value that is updated", () => {
    const body = "int old = 4;\nx.compare_exchange_strong(old, 5, std::memory_order::acquire);";
    expect(emitted(inP0(body))[1]).toBe("rmw.acquirePc/relaxed [x] 5 if old == old else acquirePc");
  });
});

describe("what is not supported says so", () => {
  test.each([
    [
      "int &r = d;",
      "error: a reference can only be a parameter; use the name that it would stand for",
    ],
    [
      "std::lock_guard<std::mutex> guard(m);",
      "error: `lock_guard` is not supported; call `lock()` and `unlock()` of the mutex",
    ],
    [
      "x.fetch_max(1);",
      "error: no method is called `fetch_max`; there are those of atomics and mutexes: `load`, `store`, `exchange`, `fetch_add`, ...",
    ],
    [
      "x.store(1, std::memory_order::seqcst);",
      "error: `memory_order_seqcst` is not declared; did you mean `memory_order_seq_cst`?",
    ],
    [
      "x = 1;",
      "warning: this atomic_int is written without an operation of its own: not atomic here, as in herd; C would make it `atomic_store()`: write that",
    ],
    ["x + 1 = 2;", "error: this is no variable: nothing can be assigned to it"],
  ])("%s", (body, message) => {
    expect(complaints(inP0(body))).toEqual([message]);
  });

  test("a value is nothing to refer to", () => {
    const text = "void f(int& a) { a = 1; }\nP0(int& d)\n{\n  f(3);\n}";
    expect(complaints(text)).toEqual(["error: this is no variable or location"]);
  });

  test("kernel C has no references", () => {
    expect(complaints("P0(int &x)\n{\n}", kernel)[0]).toContain("expected");
  });
});

import { describe, expect, test } from "vitest";
import { complaints, emitted } from "./lowered.js";

/** A statement, and what it emits. */
type Row = readonly [statement: string, ...lines: string[]];

describe("loads, stores, exchanges", () => {
  const rows: readonly Row[] = [
    ["int r = atomic_load_explicit(x, memory_order_relaxed)", "r = load.relaxed [x]"],
    ["int r = atomic_load_explicit(x, memory_order_consume)", "r = load.acquirePc [x]"],
    ["int r = atomic_load_explicit(x, memory_order_acquire)", "r = load.acquirePc [x]"],
    ["int r = atomic_load_explicit(x, memory_order_seq_cst)", "r = load.sc [x]"],
    ["int r = atomic_load(x)", "r = load.sc [x]"],
    ["int r = x->load()", "r = load.sc [x]"],
    ["int r = x.load(memory_order_acquire)", "r = load.acquirePc [x]"],
    ["atomic_store_explicit(x, 1, memory_order_relaxed)", "store.relaxed [x] 1"],
    ["atomic_store_explicit(x, 1, memory_order_release)", "store.release [x] 1"],
    ["atomic_store_explicit(x, 1, memory_order_seq_cst)", "store.sc [x] 1"],
    ["atomic_store(x, 1)", "store.sc [x] 1"],
    ["x->store(1)", "store.sc [x] 1"],
    ["x.store(1, memory_order_release)", "store.release [x] 1"],
    ["atomic_init(x, 1)", "store.plain [x] 1"],
    ["int r = atomic_exchange(x, 2)", "r = rmw.sc/sc [x] 2"],
    [
      "int r = atomic_exchange_explicit(x, 2, memory_order_acq_rel)",
      "r = rmw.acquirePc/release [x] 2",
    ],
    ["atomic_fetch_add(x, 2)", "rmw.sc/sc [x] old + 2"],
    ["atomic_fetch_add_explicit(x, 2, memory_order_acquire)", "rmw.acquirePc/relaxed [x] old + 2"],
    ["atomic_fetch_sub_explicit(x, 2, memory_order_release)", "rmw.relaxed/release [x] old - 2"],
    ["atomic_fetch_or_explicit(x, 2, memory_order_consume)", "rmw.acquirePc/relaxed [x] old | 2"],
    ["atomic_fetch_xor_explicit(x, 2, memory_order_relaxed)", "rmw.relaxed/relaxed [x] old ^ 2"],
    ["int r = x->fetch_and(2)", "r = rmw.sc/sc [x] old & 2"],
    ["atomic_flag_test_and_set(x)", "rmw.sc/sc [x] 1"],
    ["atomic_flag_clear_explicit(x, memory_order_release)", "store.release [x] 0"],
    ["*d = *e + 1", "load.plain [e]", "store.plain [d] $0 + 1"],
    ["volatile int v = *d", "v = load.plain [d]"],
    ["_Atomic int a = 1; _Atomic(int) b = a", "a = 1", "b = a"],
  ];
  test.each(rows)("%s", (statement, ...lines) => {
    expect(emitted(`${statement};`)).toEqual(lines);
  });
});

test.each([
  ["relaxed", "barrier"],
  ["consume", "acquire"],
  ["acquire", "acquire"],
  ["release", "release"],
  ["acq_rel", "acquire-release"],
  ["seq_cst", "seq-cst"],
])("a fence that is %s", (order, kind) => {
  expect(emitted(`atomic_thread_fence(memory_order_${order});`)).toEqual([`fence.${kind}`]);
});

test("a signal fence is for the compiler only", () => {
  expect(emitted("atomic_signal_fence(memory_order_seq_cst);")).toEqual(["fence.barrier"]);
});

describe("a strong compare-exchange", () => {
  /** The line of the operation: its orders on success, and on failure if it has one then. */
  const updateOf = (call: string): string | undefined => {
    return emitted(`int o = 0; ${call};`).find((line) => line.startsWith("rmw"));
  };
  test.each([
    ["acq_rel, memory_order_acquire", "acquirePc/release", " else acquirePc"],
    ["acq_rel, memory_order_relaxed", "acquirePc/release", ""],
    ["release, memory_order_acquire", "relaxed/release", " else acquirePc"],
    ["relaxed, memory_order_seq_cst", "relaxed/relaxed", " else sc"],
    ["seq_cst, memory_order_seq_cst", "sc/sc", " else sc"],
  ])("memory_order_%s", (orders, success, failure) => {
    const explicit = `atomic_compare_exchange_strong_explicit(x, &o, 1, memory_order_${orders})`;
    const method = `x->compare_exchange_strong(o, 1, memory_order_${orders})`;
    const line = `rmw.${success} [x] 1 if old == o${failure}`;
    expect([updateOf(explicit), updateOf(method)]).toEqual([line, line]);
  });

  test.each([
    ["relaxed", "relaxed/relaxed", ""],
    ["acquire", "acquirePc/relaxed", " else acquirePc"],
    ["release", "relaxed/release", ""],
    ["acq_rel", "acquirePc/release", " else acquirePc"],
    ["seq_cst", "sc/sc", " else sc"],
  ])("with the one order %s it has no release part when it fails", (order, success, failure) => {
    const line = `rmw.${success} [x] 1 if old == o${failure}`;
    expect(updateOf(`x->compare_exchange_strong(o, 1, memory_order_${order})`)).toBe(line);
  });

  test("without an order it is sequentially consistent", () => {
    const line = "rmw.sc/sc [x] 1 if old == o else sc";
    const names = ["atomic_compare_exchange_strong", "SCAS"];
    expect(names.map((name) => updateOf(`${name}(x, &o, 1)`))).toEqual([line, line]);
  });

  test("gives whether it succeeded, and writes what it found where the expected value was", () => {
    const call = "bool r = atomic_compare_exchange_strong(x, e, 1);";
    expect(emitted(call)).toEqual([
      "load.plain [e]",
      "rmw.sc/sc [x] 1 if old == $2 else sc",
      "unless $3 == $2 goto 5",
      "1",
      "goto 7",
      "store.plain [e] $3",
      "0",
      "r = $1",
    ]);
  });
});

test("a weak compare-exchange may fail at will, by a load with its order for that", () => {
  const call =
    "atomic_compare_exchange_weak_explicit(x, e, 1, memory_order_release, memory_order_acquire);";
  expect(emitted(call)).toEqual([
    "load.plain [e]",
    "choose",
    "unless $2 goto 10",
    "load.acquirePc [x]",
    "unless $3 == $1 goto 7 join 8",
    "store.plain [e] $1",
    "goto 8",
    "store.plain [e] $3",
    "0",
    "goto 16",
    "rmw.relaxed/release [x] 1 if old == $1 else acquirePc",
    "unless $4 == $1 goto 14",
    "1",
    "goto 16",
    "store.plain [e] $4",
    "0",
  ]);
});

test.each([["mtx_lock(m); mtx_unlock(m);"], ["lock(m); unlock(m);"], ["m->lock(); m->unlock();"]])(
  "a mutex waits and acquires, then releases: %s",
  (body) => {
    expect(emitted(body)).toEqual([
      "rmw.acquirePc/relaxed.other-lock [m] 1 if old == 0 else wait",
      'store.release [m] 0 requires old == 1 "unlock of m, which is not held"',
    ]);
  },
);

describe("what is wrong with an operation", () => {
  const LOAD =
    "it may be `memory_order_relaxed`, `memory_order_consume`, `memory_order_acquire` or `memory_order_seq_cst`";
  test.each([
    [
      "atomic_load_explicit(x, memory_order_release);",
      `error: a load cannot be \`memory_order_release\`; ${LOAD}`,
    ],
    [
      "x->store(1, memory_order_acq_rel);",
      "error: a store cannot be `memory_order_acq_rel`; it may be `memory_order_relaxed`, `memory_order_release` or `memory_order_seq_cst`",
    ],
    [
      "atomic_compare_exchange_weak_explicit(x, e, 1, memory_order_release, memory_order_release);",
      `error: the order of a compare-exchange that fails cannot be \`memory_order_release\`; ${LOAD}`,
    ],
    [
      "atomic_load_explicit(x, 7);",
      "error: the memory order of `atomic_load_explicit` must be a constant, not `7`; write one of `memory_order_relaxed` and the like",
    ],
    ["atomic_store(x);", "error: `atomic_store` takes 2 arguments, not 1: atomic_store(p, value)"],
    ["x->store();", "error: `store` does not take 0 arguments"],
    ["x->load(1, 2);", "error: `load` does not take 2 arguments"],
    [
      "int o; x->compare_exchange_weak(o);",
      "error: `compare_exchange_weak` does not take 1 argument",
    ],
    [
      "x->stor(1);",
      "error: no method is called `stor`; there are those of atomics and mutexes: `load`, `store`, `exchange`, `fetch_add`, ...",
    ],
    [
      "atomic_lod(x);",
      "error: no function or primitive is called `atomic_lod`; did you mean `atomic_load`?",
    ],
    [
      "int o; atomic_exchange(&o, 1);",
      "error: `o` is a local variable: no other thread could see an atomic operation on it; declare it in the init block",
    ],
    [
      "int r = *x;",
      "warning: this atomic_int is read without an operation of its own: not atomic here, as in herd; C would make it `atomic_load()`: write that",
    ],
    [
      "*x = 1;",
      "warning: this atomic_int is written without an operation of its own: not atomic here, as in herd; C would make it `atomic_store()`: write that",
    ],
  ])("%s", (body, message) => {
    expect(complaints(body)).toEqual([message]);
  });
});

import { all, type BenchmarkFamily, count, test, thread } from "./program.js";

const load = (from: string, order: string): string =>
  `atomic_load_explicit(${from}, memory_order_${order})`;
const store = (to: string, value: string | number, order: string): string =>
  `atomic_store_explicit(${to}, ${value}, memory_order_${order});`;

/** n threads of one relaxed increment. */
const ainc: BenchmarkFamily = {
  name: "ainc-c11",
  size: "threads",
  source: (n) =>
    test(
      `ainc-c11-${n}`,
      "",
      count(n).map((i) =>
        thread(i, "atomic_int *x", ["atomic_fetch_add_explicit(x, 1, memory_order_relaxed);"]),
      ),
      `exists (x=${n})`,
    ),
};

/** Two threads that add both counters into their own, n times, with the orders for loads and for stores. */
function fib(suffix: string, loads: string, stores: string): BenchmarkFamily {
  const name = `fib-${suffix}`;
  return {
    name,
    size: "rounds",
    source: (n) =>
      test(
        `${name}-${n}`,
        "x=1; y=1;",
        ["x", "y"].map((own, i) =>
          thread(
            i,
            "atomic_int *x, atomic_int *y",
            count(n).flatMap((k) => [
              `int a${k} = ${load("x", loads)};`,
              `int b${k} = ${load("y", loads)};`,
              store(own, `a${k} + b${k}`, stores),
            ]),
          ),
        ),
        "exists (x=1)",
      ),
  };
}

/** One releasing writer and n acquiring readers. */
const readers: BenchmarkFamily = {
  name: "readers-c11",
  size: "readers",
  source: (n) =>
    test(
      `readers-c11-${n}`,
      "",
      [
        thread(0, "atomic_int *x", [store("x", 42, "release")]),
        ...count(n).map((i) =>
          thread(i + 1, "atomic_int *x", [`int r0 = ${load("x", "acquire")};`]),
        ),
      ],
      all(count(n).map((i) => `${i + 1}:r0=42`)),
    ),
};

/** Store buffering around a ring of n threads, with the orders for loads and for stores. */
function sbring(suffix: string, loads: string, stores: string): BenchmarkFamily {
  const name = `sbring-${suffix}`;
  return {
    name,
    size: "threads",
    source: (n) =>
      test(
        `${name}-${n}`,
        "",
        count(n).map((i) => {
          const next = (i + 1) % n;
          const lines = [store(`x${i}`, 1, stores), `int r0 = ${load(`x${next}`, loads)};`];
          return thread(i, `atomic_int *x${i}, atomic_int *x${next}`, lines);
        }),
        all(count(n).map((i) => `${i}:r0=0`)),
      ),
  };
}

/** Thread i replaces i by i + 1. */
const casrot: BenchmarkFamily = {
  name: "casrot-c11",
  size: "threads",
  source: (n) =>
    test(
      `casrot-c11-${n}`,
      "",
      count(n).map((i) => {
        const orders = "memory_order_acq_rel, memory_order_relaxed";
        return thread(i, "atomic_int *x", [
          `int r0 = ${i};`,
          `atomic_compare_exchange_strong_explicit(x, &r0, ${i + 1}, ${orders});`,
        ]);
      }),
      `exists (x=${n})`,
    ),
};

/** n threads that each add 1, to what is not atomic, under a mutex. */
const mutex: BenchmarkFamily = {
  name: "mutex-c11",
  size: "threads",
  source: (n) =>
    test(
      `mutex-c11-${n}`,
      "",
      count(n).map((i) =>
        thread(i, "mtx_t *l, int *x", [
          "mtx_lock(l);",
          "int r1 = *x;",
          "*x = r1 + 1;",
          "mtx_unlock(l);",
        ]),
      ),
      `exists (~x=${n})`,
    ),
};

/** The lost acquire of the per-VMA lock: one writer, n readers whose increment is relaxed. */
const fenceloss: BenchmarkFamily = {
  name: "fenceloss-c11",
  size: "readers",
  source: (n) =>
    test(
      `fenceloss-c11-${n}`,
      "c=1;",
      [
        thread(0, "atomic_int *c, atomic_int *s", [
          "int r9 = atomic_fetch_add_explicit(c, 4, memory_order_relaxed);",
          store("s", 1, "relaxed"),
          "int r8 = atomic_fetch_sub_explicit(c, 4, memory_order_release);",
        ]),
        ...count(n).map((i) =>
          thread(i + 1, "atomic_int *c, atomic_int *s", [
            `int r0 = ${load("c", "relaxed")};`,
            "while (r0 > 0 && r0 < 4 && !atomic_compare_exchange_strong_explicit(c, &r0, r0 + 1, memory_order_relaxed, memory_order_relaxed))",
            "\t;",
            `int r1 = ${load("s", "relaxed")};`,
          ]),
        ),
      ],
      all(["0:r9=1", ...count(n).flatMap((i) => [`${i + 1}:r0=1`, `${i + 1}:r1=0`])]),
    ),
};

/** The families in C11, those of loads and stores also with sequentially consistent ones. */
export const C11_FAMILIES: readonly BenchmarkFamily[] = [
  ainc,
  fib("c11", "relaxed", "relaxed"),
  fib("c11-sc", "seq_cst", "seq_cst"),
  readers,
  sbring("c11", "acquire", "release"),
  sbring("c11-sc", "seq_cst", "seq_cst"),
  casrot,
  mutex,
  fenceloss,
];

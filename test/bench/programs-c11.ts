import { atomics, type C11Family, c11Family } from "./c11.js";
import { all, count } from "./program.js";

const load = (from: string, order: string): string =>
  `atomic_load_explicit(${from}, memory_order_${order})`;
const store = (to: string, value: string | number, order: string): string =>
  `atomic_store_explicit(${to}, ${value}, memory_order_${order});`;

/** n threads of one relaxed increment. */
const ainc = c11Family("ainc-c11", "threads", (n) => ({
  locations: atomics(["x"]),
  threads: count(n).map(() => ({
    uses: ["x"],
    lines: ["atomic_fetch_add_explicit(x, 1, memory_order_relaxed);"],
  })),
  clauses: `exists (x=${n})`,
}));

/** Two threads that add both counters into their own, n times, with one order for all accesses. */
const fib = (suffix: string, order: string): C11Family =>
  c11Family(`fib-${suffix}`, "rounds", (n) => ({
    locations: atomics(["x", "y"], 1),
    threads: ["x", "y"].map((own) => ({
      uses: ["x", "y"],
      lines: count(n).flatMap((k) => [
        `int a${k} = ${load("x", order)};`,
        `int b${k} = ${load("y", order)};`,
        store(own, `a${k} + b${k}`, order),
      ]),
    })),
    clauses: "exists (x=1)",
  }));

/** One releasing writer and n acquiring readers. */
const readers = c11Family("readers-c11", "readers", (n) => ({
  locations: atomics(["x"]),
  threads: [
    { uses: ["x"], lines: [store("x", 42, "release")] },
    ...count(n).map(() => ({ uses: ["x"], lines: [`int r0 = ${load("x", "acquire")};`] })),
  ],
  clauses: all(count(n).map((i) => `${i + 1}:r0=42`)),
}));

/** Store buffering around a ring of n threads, with one order for all accesses. */
const sbring = (suffix: string, order: string): C11Family =>
  c11Family(`sbring-${suffix}`, "threads", (n) => ({
    locations: atomics(count(n).map((i) => `x${i}`)),
    threads: count(n).map((i) => {
      const [own, next] = [`x${i}`, `x${(i + 1) % n}`];
      return { uses: [own, next], lines: [store(own, 1, order), `int r0 = ${load(next, order)};`] };
    }),
    clauses: all(count(n).map((i) => `${i}:r0=0`)),
  }));

/** Thread i replaces i by i + 1. */
const casrot = c11Family("casrot-c11", "threads", (n) => ({
  locations: atomics(["x"]),
  threads: count(n).map((i) => {
    const orders = "memory_order_relaxed, memory_order_relaxed";
    const change = `atomic_compare_exchange_strong_explicit(x, &r0, ${i + 1}, ${orders});`;
    return { uses: ["x"], lines: [`int r0 = ${i};`, change] };
  }),
  clauses: `exists (x=${n})`,
}));

/** n threads that each add 1, to what is not atomic, under a mutex. */
const mutex = c11Family("mutex-c11", "threads", (n) => ({
  locations: [
    { name: "l", type: "mtx_t", initial: 0 },
    { name: "x", type: "int", initial: 0 },
  ],
  threads: count(n).map(() => ({
    uses: ["l", "x"],
    lines: ["mtx_lock(l);", "int r1 = *x;", "*x = r1 + 1;", "mtx_unlock(l);"],
  })),
  clauses: `exists (~x=${n})`,
}));

/** The lost acquire of the per-VMA lock: one writer, n readers whose increment is relaxed. */
const fenceloss = c11Family("fenceloss-c11", "readers", (n) => ({
  locations: [...atomics(["c"], 1), ...atomics(["s"])],
  threads: [
    {
      uses: ["c", "s"],
      lines: [
        "int r9 = atomic_fetch_add_explicit(c, 4, memory_order_relaxed);",
        store("s", 1, "relaxed"),
        "int r8 = atomic_fetch_sub_explicit(c, 4, memory_order_release);",
      ],
    },
    ...count(n).map(() => ({
      uses: ["c", "s"],
      lines: [
        `int r0 = ${load("c", "relaxed")};`,
        "while (r0 > 0 && r0 < 4 && !atomic_compare_exchange_strong_explicit(c, &r0, r0 + 1, memory_order_relaxed, memory_order_relaxed))",
        "\t;",
        `int r1 = ${load("s", "relaxed")};`,
      ],
    })),
  ],
  clauses: all(["0:r9=1", ...count(n).flatMap((i) => [`${i + 1}:r0=1`, `${i + 1}:r1=0`])]),
}));

/** The families in C11, those of loads and stores also with sequentially consistent ones. */
export const C11_FAMILIES: readonly C11Family[] = [
  ainc,
  fib("c11", "relaxed"),
  fib("c11-sc", "seq_cst"),
  readers,
  sbring("c11", "relaxed"),
  sbring("c11-sc", "seq_cst"),
  casrot,
  mutex,
  fenceloss,
];

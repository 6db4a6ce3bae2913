import { all, type BenchmarkFamily, count, test, thread } from "./program.js";
import { C11_FAMILIES } from "./programs-c11.js";
import { iriw } from "./programs-ppc.js";

/** n threads of one relaxed increment: every order gives one outcome, so 2^n states are all that is needed. */
const ainc: BenchmarkFamily = {
  name: "ainc",
  size: "threads",
  source: (n) =>
    test(
      `ainc-${n}`,
      "",
      count(n).map((i) => thread(i, "atomic_t *x", ["atomic_inc(x);"])),
      `exists (x=${n})`,
    ),
};

/** Two threads that add both counters into their own, n times (the Fibonacci race of SV-COMP). */
const fib: BenchmarkFamily = {
  name: "fib",
  size: "rounds",
  source: (n) =>
    test(
      `fib-${n}`,
      "x=1; y=1;",
      ["x", "y"].map((own, i) =>
        thread(
          i,
          "int *x, int *y",
          count(n).flatMap((k) => [
            `int a${k} = READ_ONCE(*x);`,
            `int b${k} = READ_ONCE(*y);`,
            `WRITE_ONCE(*${own}, a${k} + b${k});`,
          ]),
        ),
      ),
      "exists (x=1)",
    ),
};

/** One releasing writer and n acquiring readers. */
const readers: BenchmarkFamily = {
  name: "readers",
  size: "readers",
  source: (n) =>
    test(
      `readers-${n}`,
      "",
      [
        thread(0, "int *x", ["smp_store_release(x, 42);"]),
        ...count(n).map((i) => thread(i + 1, "int *x", ["int r0 = smp_load_acquire(x);"])),
      ],
      all(count(n).map((i) => `${i + 1}:r0=42`)),
    ),
};

/** Store buffering around a ring of n threads. */
const sbring: BenchmarkFamily = {
  name: "sbring",
  size: "threads",
  source: (n) =>
    test(
      `sbring-${n}`,
      "",
      count(n).map((i) =>
        thread(i, `int *x${i}, int *x${(i + 1) % n}`, [
          `WRITE_ONCE(*x${i}, 1);`,
          `int r0 = READ_ONCE(*x${(i + 1) % n});`,
        ]),
      ),
      all(count(n).map((i) => `${i}:r0=0`)),
    ),
};

/** Thread i replaces i by i + 1. */
const casrot: BenchmarkFamily = {
  name: "casrot",
  size: "threads",
  source: (n) =>
    test(
      `casrot-${n}`,
      "",
      count(n).map((i) => thread(i, "int *x", [`int r0 = cmpxchg_relaxed(x, ${i}, ${i + 1});`])),
      `exists (x=${n})`,
    ),
};

/** n threads that each add 1 under the kernel's own spinlock. */
const spinlock: BenchmarkFamily = {
  name: "spinlock",
  size: "threads",
  source: (n) =>
    test(
      `spinlock-${n}`,
      "",
      count(n).map((i) =>
        thread(i, "spinlock_t *l, int *x", [
          "spin_lock(l);",
          "int r1 = READ_ONCE(*x);",
          "WRITE_ONCE(*x, r1 + 1);",
          "spin_unlock(l);",
        ]),
      ),
      `exists (~x=${n})`,
    ),
};

/** The same under a lock made of cmpxchg, which is tried once; runs that fail to take it do not count. */
const cmpxchglock: BenchmarkFamily = {
  name: "cmpxchglock",
  size: "threads",
  source: (n) =>
    test(
      `cmpxchglock-${n}`,
      "",
      count(n).map((i) =>
        thread(i, "int *l, int *x", [
          "int r0 = cmpxchg_acquire(l, 0, 1);",
          "int r1 = READ_ONCE(*x);",
          "WRITE_ONCE(*x, r1 + 1);",
          "smp_store_release(l, 0);",
        ]),
      ),
      `filter (${count(n)
        .map((i) => `${i}:r0=0`)
        .join(" /\\ ")})\nexists (~x=${n})`,
    ),
};

/** The lost acquire of the per-VMA lock: one writer, n readers that take the count without an acquire. */
const fenceloss: BenchmarkFamily = {
  name: "fenceloss",
  size: "readers",
  source: (n) =>
    test(
      `fenceloss-${n}`,
      "c=1;",
      [
        thread(0, "atomic_t *c, int *s", [
          "int r9 = atomic_fetch_add_relaxed(4, c);",
          "WRITE_ONCE(*s, 1);",
          "int r8 = atomic_fetch_sub_release(4, c);",
        ]),
        ...count(n).map((i) =>
          thread(i + 1, "refcount_t *c, int *s", [
            "int r0 = 0;",
            "__refcount_inc_not_zero_limited(c, &r0, 3);",
            "int r1 = READ_ONCE(*s);",
          ]),
        ),
      ],
      all(["0:r9=1", ...count(n).flatMap((i) => [`${i + 1}:r0=1`, `${i + 1}:r1=0`])]),
    ),
};

/** Every family that `npm run bench` knows. */
export const FAMILIES: readonly BenchmarkFamily[] = [
  ainc,
  fib,
  readers,
  sbring,
  casrot,
  spinlock,
  cmpxchglock,
  fenceloss,
  iriw,
  ...C11_FAMILIES,
];

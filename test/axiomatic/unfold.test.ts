import { describe, expect, test } from "vitest";
import { unfold } from "../../src/axiomatic/unfold.js";
import { readTest } from "../../src/harness/load.js";
import type { Program } from "../../src/program/program.js";
import { Source } from "../../src/source/source.js";
import { printPaths } from "./print-path.js";

const ROUNDS = 2;

/** Functions and init entries beside the usual ones, parameters of P0 for them, and what another thread does. */
interface Surroundings {
  readonly functions?: string;
  readonly init?: string;
  readonly parameters?: string;
  readonly other?: string;
}

function programOf(body: string, surroundings: Surroundings = {}): Program {
  const { functions = "", init = "", parameters = "", other = "" } = surroundings;
  const text = `C unfolded
{ x = 0; y = 0; z = 0; int a[2]; int *p = &a[1]; ${init} }
${functions}
P0(int *x, int *y, int *z, int **p, int *a${parameters}) { ${body} }
P1(int *x, int *y, int **p) { WRITE_ONCE(*x, 1); WRITE_ONCE(*y, 1); ${other} }
exists (x=1)
`;
  const { test: loaded, diagnostics } = readTest(new Source("unfolded", text), {
    loopRoundsMax: ROUNDS,
  });
  if (loaded === null) throw new Error(diagnostics.map((d) => d.message).join("; "));
  return loaded.variants[0]!.program;
}

function paths(body: string, surroundings?: Surroundings, thread = 0): string[] {
  const options = { pathsMax: 100, roundsMax: ROUNDS };
  return printPaths(programOf(body, surroundings), options)[thread]!;
}

/** The paths of P0 as a text with a line of `-` between two. */
function check(body: string, expected: string, surroundings?: Surroundings, thread = 0): void {
  const lines = expected.trim().split("\n");
  expect(paths(body, surroundings, thread).join("\n---\n")).toBe(
    lines.map((line) => line.trim()).join("\n"),
  );
}

describe("dependencies", () => {
  test("of data and of an address, through a computation that changes nothing", () => {
    check(
      "int r0 = READ_ONCE(*x); WRITE_ONCE(*y, r0 + 1); int r1 = READ_ONCE(*(y + (r0 ^ r0)));",
      `0: R relaxed x
      1: W relaxed y = (#0 + 1)
      2: R relaxed y
      addr 0-2
      data 0-1
      r0 = #0
      r1 = #2`,
    );
  });

  test("of control end with the if", () => {
    check(
      "int r0 = READ_ONCE(*x); if (r0) { smp_mb(); WRITE_ONCE(*y, 1); } WRITE_ONCE(*z, 1);",
      `0: R relaxed x
      1: mb
      2: W relaxed y = 1
      3: W relaxed z = 1
      ctrl 0-1 0-2
      if #0
      r0 = #0
      ---
      0: R relaxed x
      1: W relaxed z = 1
      unless #0
      r0 = #0`,
    );
  });

  test("of control on an early return hold for all that follows it", () => {
    check(
      "int r0 = READ_ONCE(*x); if (!r0) return; WRITE_ONCE(*y, 1);",
      `0: R relaxed x
      if !#0
      r0 = #0
      ---
      0: R relaxed x
      1: W relaxed y = 1
      ctrl 0-1
      unless !#0
      r0 = #0`,
    );
  });

  test("of control do not come from a check that only fails", () => {
    check(
      "int r0 = READ_ONCE(*x); BUG_ON(r0 == 1); WRITE_ONCE(*y, 1);",
      `0: R relaxed x
      if (#0 == 1)
      r0 = #0
      fault: BUG_ON(r0 == 1)
      ---
      0: R relaxed x
      1: W relaxed y = 1
      unless (#0 == 1)
      r0 = #0`,
    );
  });

  test("of control come from both sides of a decision that was kept as a value", () => {
    check(
      "int r0 = READ_ONCE(*x) && READ_ONCE(*y); if (r0) WRITE_ONCE(*z, 1);",
      `0: R relaxed x
      1: R relaxed y
      2: W relaxed z = 1
      ctrl 0-1 0-2 1-2
      if #0
      if #1
      r0 = 1
      ---
      0: R relaxed x
      1: R relaxed y
      ctrl 0-1
      if #0
      unless #1
      r0 = 0
      ---
      0: R relaxed x
      unless #0
      r0 = 0`,
    );
  });

  test("of a thread without branches end with it", () => {
    check("WRITE_ONCE(*y, 1); smp_wmb(); barrier();", "0: W relaxed y = 1\n1: wmb\n2: barrier");
  });
});

describe("a read-modify-write", () => {
  test("that compares succeeds or only reads; what it writes comes from its arguments", () => {
    check(
      "int r0 = READ_ONCE(*x); int r1 = cmpxchg_acquire(y, 0, r0);",
      `0: R relaxed x
      1: R acquirePc y (rmw)
      2: W relaxed y = #0 (rmw)
      data 0-2
      rmw 1-2
      if (#1 == 0)
      r0 = #0
      r1 = #1
      ---
      0: R relaxed x
      1: R relaxed y (failed rmw)
      unless (#1 == 0)
      r0 = #0
      r1 = #1`,
    );
  });

  test("that adds depends on what it reads, and is between full barriers", () => {
    check(
      "int r0 = READ_ONCE(*x); int r1 = atomic_fetch_add(r0, y);",
      `0: R relaxed x
      1: full-before
      2: R relaxed y (rmw)
      3: W relaxed y = (#2 + #0) (rmw)
      4: full-after
      data 0-3 2-3
      rmw 2-3
      r0 = #0
      r1 = #2`,
    );
  });
});

describe("an address", () => {
  test("is each place that it can be", () => {
    check(
      "int *r0 = READ_ONCE(*p); WRITE_ONCE(*r0, 2);",
      `0: R relaxed p
      1: W relaxed x = 2
      addr 0-1
      if (#0 == &x)
      r0 = #0
      ---
      0: R relaxed p
      1: W relaxed a[1] = 2
      addr 0-1
      if (#0 == &a[1])
      r0 = #0`,
      { other: "WRITE_ONCE(*p, x);" },
    );
  });

  test("of an array element is checked", () => {
    check(
      "int r0 = READ_ONCE(*x); WRITE_ONCE(a[2 * r0], 1);",
      `0: R relaxed x
      unless ((2 * #0) < 2)
      r0 = #0
      fault: index outside of a[2]
      ---
      0: R relaxed x
      1: W relaxed a[0] = 1
      addr 0-1
      if ((2 * #0) < 2)
      r0 = #0`,
    );
  });

  test("that is none is a fault", () => {
    check(
      "int *r0 = READ_ONCE(*p); WRITE_ONCE(*r0, 2);",
      `0: R relaxed p
      if (#0 == 0)
      r0 = #0
      fault: access through 0 (NULL)
      ---
      0: R relaxed p
      1: W relaxed a[1] = 2
      addr 0-1
      if (#0 == &a[1])
      r0 = #0`,
      { other: "WRITE_ONCE(*p, 0);" },
    );
  });
});

describe("a loop", () => {
  test("that waits is listed in its last round", () => {
    check(
      "while (!smp_load_acquire(x)) ; int r0 = READ_ONCE(*y);",
      `0: R acquirePc x
      1: R relaxed y
      ctrl 0-1
      unless !#0
      r0 = #1`,
    );
  });

  test("whose rounds are constant is listed once", () => {
    check(
      "int i; for (i = 0; i < 2; i++) WRITE_ONCE(*y, i);",
      `0: W relaxed y = 0
      1: W relaxed y = 1
      i = 2`,
    );
  });

  test("that stores is cut off", () => {
    expect(
      paths("while (READ_ONCE(*x)) WRITE_ONCE(*y, 1);").map((p) => p.split("\n").at(-1)),
    ).toEqual(["cut after 2 rounds", "unless #4", "unless #2", "unless #0"]);
  });

  test("that reads several places goes round for nothing once at most", () => {
    const ends = paths("while (!READ_ONCE(*x)) READ_ONCE(*y);").map((p) => p.split("\n").at(-1));
    expect(ends).toEqual(["unless !#2", "unless !#0"]);
  });

  test("that waits in a loop that stores has one last round for each of those", () => {
    const body = "do { WRITE_ONCE(*z, 1); while (!READ_ONCE(*y)) ; } while (!READ_ONCE(*x));";
    const ends = paths(body).map((p) => p.split("\n").at(-1));
    expect(ends).toEqual(["if #2", "if #5", "if #8", "cut after 2 rounds"]);
  });
});

describe("what nobody writes", () => {
  test("is not read", () => {
    check("int r0 = READ_ONCE(*x); if (r0 == 7) WRITE_ONCE(*z, 1);", "0: R relaxed x\nr0 = #0");
  });

  test("is read when it can be computed", () => {
    const other = "WRITE_ONCE(*x, 3 + READ_ONCE(*y) * 4);";
    expect(paths("if (READ_ONCE(*x) == 7) WRITE_ONCE(*z, 1);", { other })).toHaveLength(2);
    expect(paths("if (READ_ONCE(*x) == 5) WRITE_ONCE(*z, 1);", { other })).toHaveLength(1);
  });

  test("and two claims that contradict each other", () => {
    const body = `int r0 = READ_ONCE(*x); int r1 = READ_ONCE(*y);
      if (r0 == r1) WRITE_ONCE(*z, 1); if (r0 != r1) WRITE_ONCE(*z, 2);`;
    expect(paths(body)).toHaveLength(2);
  });
});

describe("locks", () => {
  const lock = { init: "spinlock_t s;", parameters: ", spinlock_t *s" };

  test("are read-modify-writes and stores", () => {
    expect(paths("spin_lock(s); WRITE_ONCE(*y, 1); spin_unlock(s);", lock).at(-1)).toBe(
      [
        "0: R acquirePc s (lock) (rmw)",
        "1: W relaxed s = 1 (lock) (rmw)",
        "2: W relaxed y = 1",
        "3: W release s = 0 (unlock)",
        "rmw 0-1",
        "if (#0 == 0)",
      ].join("\n"),
    );
  });

  test("that are not held cannot be released", () => {
    check(
      "spin_unlock(s);",
      "0: R relaxed s (unlock)\nfault: unlock of s, which is not held",
      lock,
    );
  });

  test("that every thread takes before it releases them need no check", () => {
    const body = "spin_lock(s); spin_unlock(s); if (spin_trylock(s)) spin_unlock(s);";
    expect(paths(body, lock).filter((way) => way.includes("fault"))).toEqual([]);
  });

  test("are checked when somebody releases one that he did not take", () => {
    const body = "spin_lock(s); if (READ_ONCE(*x)) spin_unlock(s); spin_unlock(s);";
    expect(paths(body, lock).filter((way) => way.includes("fault"))).toHaveLength(3);
  });

  test("are tried", () => {
    const ways = paths("if (spin_trylock(s)) WRITE_ONCE(*y, 1);", lock);
    expect(ways).toEqual([
      [
        "0: R acquirePc s (trylock) (rmw)",
        "1: W relaxed s = 1 (trylock) (rmw)",
        "2: W relaxed y = 1",
        "ctrl 0-2",
        "rmw 0-1",
        "if (#0 == 0)",
      ].join("\n"),
      "0: R relaxed s (trylock) (failed rmw)\nunless (#0 == 0)",
    ]);
  });
});

describe("sections and grace periods", () => {
  const domain = { init: "struct srcu_struct d;", parameters: ", struct srcu_struct *d" };

  test("of RCU are fences", () => {
    check(
      "rcu_read_lock(); rcu_read_unlock(); synchronize_rcu();",
      "0: rcu-lock\n1: rcu-unlock\n2: sync-rcu",
    );
  });

  test("that were not entered cannot be left", () => {
    check("rcu_read_unlock();", "fault: rcu_read_unlock() outside of a read-side section");
  });

  test("do not end inside of a section", () => {
    expect(paths("rcu_read_lock(); synchronize_rcu();")).toEqual([]);
  });

  test("of SRCU read and write their domain", () => {
    check(
      "int r0 = srcu_read_lock(d); srcu_read_unlock(d, r0); synchronize_srcu(d);",
      `0: R relaxed domain 1 (srcu lock)
      1: W relaxed domain 1 = #0 (srcu unlock)
      2: sync-srcu domain 1
      data 0-1
      r0 = #0`,
      domain,
    );
  });
});

test("a warning is remembered", () => {
  const ways = paths("int r0 = READ_ONCE(*x); WARN_ON(r0 == 1);");
  expect(ways.map((way) => way.includes("warns: WARN_ON(r0 == 1)"))).toEqual([true, false]);
});

test("a callback runs after its call, or never", () => {
  const surroundings = {
    functions: "void done(struct rcu_head *h) { barrier(); }",
    init: "struct rcu_head h;",
    parameters: ", struct rcu_head *h",
  };
  check(
    "call_rcu(h, done);",
    `0: R relaxed queued for done
    1: mb
    2: sync-rcu
    3: mb
    4: barrier
    ctrl 0-1 0-2 0-3 0-4
    unless !#0
    ---
    never started: queued for done`,
    surroundings,
    2,
  );
});

test("too many ways are said to be", () => {
  const body =
    "if (READ_ONCE(*x)) smp_mb(); if (READ_ONCE(*x)) smp_mb(); if (READ_ONCE(*x)) smp_mb();";
  const result = unfold(programOf(body), { pathsMax: 7, roundsMax: ROUNDS });
  expect(result.threads.map((ways) => ways.length)).toEqual([7, 1]);
  expect(result.bounds).toEqual(["7 ways through P0"]);
});

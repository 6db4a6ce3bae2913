import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { Litmus, withoutTimes } from "./litmus.js";

const litmus = new Litmus();
afterAll(() => litmus.dispose());

function write(path: string, text: string): void {
  const full = join(litmus.work, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, text);
}

/** Message passing with a store to order, and what is expected of it under pso. */
const messagePassing = (expected: string) => `C MP
"message passing"
{}
variants
  once:     STORE = set_once
  release:  STORE = smp_store_release

static inline void set_once(int *p, int v) { WRITE_ONCE(*p, v); }

P0(int *data, int *flag)
{
	WRITE_ONCE(*data, 1);
	STORE(flag, 1);
}

P1(int *data, int *flag)
{
	int seen = READ_ONCE(*flag);
	int got = READ_ONCE(*data);
}

exists (1:seen=1 /\\ 1:got=0)

expect
           sc     pso
  once     Never  ${expected}
  release  Never  Never
`;

const faulty = `C faulty
{}
P0(int *x, spinlock_t *l) { int r0 = READ_ONCE(*x); if (r0 == 1) spin_unlock(l); }
P1(int *x) { WRITE_ONCE(*x, 1); }
exists (0:r0=0)
`;

/** A loop whose number of rounds is read, and read again. */
const spinning = `C spinning
{ n = 50; }
P0(int *x, int *n) { int i; for (i = 0; i < READ_ONCE(*n); i++) WRITE_ONCE(*x, i); }
P1(int *n) { WRITE_ONCE(*n, 40); }
exists (x=1)
`;

const waiting = `C waiting
{}
P0(int *x, int *y) { while (READ_ONCE(*x) == 0) cpu_relax(); WRITE_ONCE(*y, 1); }
P1(int *x, int *y) { int r0 = READ_ONCE(*y); }
exists (1:r0=1)
`;

describe("run", () => {
  const run = (text: string, ...args: string[]) =>
    litmus.run(["run", "-", ...args], { input: text });

  test("a reachable fault is told and fails the run", () => {
    const { code, out } = run(faulty, "--model", "sc");
    expect(code).toBe(1);
    expect(withoutTimes(out)).toBe(`faulty
exists (0:r0=0)

  sc
  Always

fault     line 3, P0 can fail: unlock of l, which is not held, under sc

under sc: how the fault comes about
  step  thread  line  what happens                           memory
                      start                                  x=0
     1  P1         4  writes x = 1                           x=1
     2  P0         3  reads x = 1
     3  P0         3  fails: unlock of l, which is not held

end      P0 fails at line 3: unlock of l, which is not held

no expectations   _ s
`);
  });

  test("an execution that never ends is told, and is no failure", () => {
    const { code, out } = run(waiting, "--model", "tso");
    expect(code).toBe(0);
    expect(out).toContain(
      "deadlock  an execution never ends: P0 waits for x to change at line 3, under tso\n",
    );
    expect(out).toContain("empty     no final state is reached that counts");
    expect(out).toContain("under tso: how an execution comes to wait for ever\n");
  });

  test("a loop that is cut off bounds the answer, and more rounds complete it", () => {
    const bounded = run(spinning, "--model", "sc");
    expect(bounded.code).toBe(3);
    expect(bounded.out).toContain("bounded   stopped at 8 rounds of the loop at standard input:3:");
    expect(run(spinning, "--model", "sc", "--loop-rounds", "50").code).toBe(0);
  });

  test("only the chosen variants and models, and what else was expected is not run", () => {
    const { code, out } = run(messagePassing("Never"), "--model", "sc", "--variant", "release");
    expect(code).toBe(0);
    expect(withoutTimes(out)).toBe(`MP   message passing
exists (1:seen=1 /\\ 1:got=0)

           sc
  release  Never

1 of 1 expectation holds, 3 not run   _ s
`);
  });

  test("--json has verdicts, outcomes, a witness and its states", () => {
    const { code, out } = run(messagePassing("Sometimes"), "--model", "sc,pso", "--json");
    expect(code).toBe(0);
    expect(out.indexOf("\n")).toBe(out.length - 1);
    const report = JSON.parse(out);
    expect(report).toMatchObject({
      format: 1,
      file: "standard input",
      name: "MP",
      standing: "ok",
      isInterrupted: false,
    });
    expect(report.expectations).toHaveLength(4);
    expect(report.variants.map((v: { name: string }) => v.name)).toEqual(["once", "release"]);
    const [, pso] = report.variants[0].models;
    expect(report.variants[0].observed).toEqual(["1:seen", "1:got"]);
    expect(pso).toMatchObject({
      model: "pso",
      observation: "Sometimes",
      isSure: true,
      isComplete: true,
      bounds: [],
      faults: [],
    });
    expect(pso.outcomes).toContainEqual({ values: ["1", "0"], satisfies: true });
    expect(pso.outcomes).toHaveLength(4);
    expect(pso.witness.values).toEqual(["1", "0"]);
    expect(pso.witness.states).toHaveLength(pso.witness.steps.length + 1);
    expect(pso.witness.states.at(-1).memory).toEqual({ data: "1", flag: "1" });
  });
});

describe("outcomes", () => {
  test("a table for each variant", () => {
    write("mp.lit", messagePassing("Sometimes"));
    const { code, out } = litmus.run(["outcomes", "mp.lit", "--model", "sc,pso"]);
    expect(code).toBe(0);
    expect(out).toBe(`MP
exists (1:seen=1 /\\ 1:got=0)

once: 4 final states (sc 3, pso 4)
┌────────┬───────┬─────┬─────┬───────────┐
│ 1:seen │ 1:got │ sc  │ pso │ condition │
├────────┼───────┼─────┼─────┼───────────┤
│ 0      │ 0     │ yes │ yes │ -         │
│ 0      │ 1     │ yes │ yes │ -         │
│ 1      │ 0     │ -   │ yes │ satisfied │
│ 1      │ 1     │ yes │ yes │ -         │
└────────┴───────┴─────┴─────┴───────────┘

release: 3 final states (sc 3, pso 3)
┌────────┬───────┬─────┬─────┬───────────┐
│ 1:seen │ 1:got │ sc  │ pso │ condition │
├────────┼───────┼─────┼─────┼───────────┤
│ 0      │ 0     │ yes │ yes │ -         │
│ 0      │ 1     │ yes │ yes │ -         │
│ 1      │ 1     │ yes │ yes │ -         │
└────────┴───────┴─────┴─────┴───────────┘
`);
  });

  test("a list that may be incomplete says so, whatever the verdict", () => {
    write("mp.lit", messagePassing("Sometimes"));
    const { code, out } = litmus.run(["outcomes", "mp.lit", "--model", "sc", "--states", "4"]);
    expect(code).toBe(3);
    expect(out).toContain("bounded   stopped at 4 states");
  });
});

describe("check", () => {
  test("one line a test, in folders at any depth", () => {
    write("all/mp.lit", messagePassing("Sometimes"));
    write("all/deeper/wrong.lit", messagePassing("Always"));
    write("all/deeper/spinning.litmus", spinning);
    write("all/deeper/.hidden/no.lit", "");
    write("all/faulty.lit", faulty);
    write("all/broken.lit", "C broken\n{}\nP0(int *x) { nonsense; }\nexists (x=1)\n");
    write("all/notes.txt", "no test");
    const { code, out, err } = litmus.run(["check", "all", "--model", "sc,pso"]);
    expect(err).toBe("");
    expect(code).toBe(1);
    const lines = withoutTimes(out).split("\n");
    expect(lines[0]).toMatch(/^invalid {2}all\/broken\.lit {3}3:\d+: .*`nonsense`/);
    expect(lines.slice(1)).toEqual([
      "bounded  all/deeper/spinning.litmus   no expectations   _ s",
      expect.stringMatching(
        /^ {9}bounded: stopped at 8 rounds of the loop at .*, under every model$/,
      ),
      "differs  all/deeper/wrong.lit   3 of 4 expectations hold   _ s",
      "         differs: once under pso: expected Always, found Sometimes (all/deeper/wrong.lit:26:19)",
      "fault    all/faulty.lit   no expectations   _ s",
      "         fault: line 3, P0 can fail: unlock of l, which is not held, under every model",
      "ok       all/mp.lit   4 of 4 expectations hold   _ s",
      "",
      "5 tests: 1 invalid, 1 bounded, 1 differs, 1 fault, 1 ok   _ s",
      "",
    ]);
  });

  test.each([
    ["ok", messagePassing("Sometimes"), 0],
    ["differs", messagePassing("Always"), 1],
    ["fault", faulty, 1],
    ["invalid", "C\n", 2],
    ["bounded", spinning, 3],
  ])("exit code of %s", (standing, text, expected) => {
    write("one.lit", text);
    const { code, out } = litmus.run(["check", "one.lit", "--model", "pso", "--json"]);
    expect(code).toBe(expected);
    expect(JSON.parse(out)).toMatchObject({ format: 1, file: "one.lit", standing });
  });

  test("a folder of shipped tests goes by its name", () => {
    const { code, out } = litmus.run(["check", "classic/CoRR.lit", "litmus/vma-lock"]);
    expect(code).toBe(0);
    expect(out).toMatch(/^ok {7}litmus\/classic\/CoRR\.lit /);
    expect(out).toMatch(/^ok {7}litmus\/vma-lock\/fence-loss\.lit {3}18 of 18 expectations hold /m);
  });
});

test("list finds tests by words, one a line when it is no terminal", () => {
  const lines = litmus.run(["list", "VMA", "hold"]).out.trimEnd().split("\n");
  expect(lines).toContainEqual(
    expect.stringMatching(/^ {2}vma-lock\/fence-loss\.lit +reader and writer both hold the vma$/),
  );
  const all = JSON.parse(litmus.run(["list", "--json"]).out);
  expect(all.filter(({ path }: { path: string }) => path.startsWith("invalid/"))).toEqual([]);
  expect(litmus.run(["list", "invalid/"]).out).toMatch(
    /^ {2}invalid\/unclosed-brace\.lit +invalid: ./m,
  );
  expect(all.length).toBeGreaterThan(lines.length);
  expect(all).toContainEqual({
    path: "vma-lock/fence-loss.lit",
    name: "fence-loss",
    description: "reader and writer both hold the vma",
  });
});

test("models lists the registry", () => {
  const ids = JSON.parse(litmus.run(["models", "--json"]).out).map((m: { id: string }) => m.id);
  expect(ids.slice(0, 4)).toEqual(["sc", "tso", "pso", "wmm"]);
  const { out } = litmus.run(["models"]);
  for (const id of ids) expect(out).toMatch(new RegExp(`^ {2}${id} `, "m"));
});

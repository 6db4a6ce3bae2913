import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { Litmus } from "./litmus.js";

const litmus = new Litmus();
afterAll(() => litmus.dispose());

const sb = (name: string, fence: string) => `C ${name}
{}
P0(int *x, int *y) { WRITE_ONCE(*x, 1); ${fence} int r0 = READ_ONCE(*y); }
P1(int *x, int *y) { WRITE_ONCE(*y, 1); ${fence} int r0 = READ_ONCE(*x); }
exists (0:r0=0 /\\ 1:r0=0)
`;
const write = (name: string, text: string) => writeFileSync(join(litmus.work, name), text);
write("before.lit", sb("before", ""));
write("after.lit", sb("after", "smp_mb();"));
write("one.lit", sb("one", "").replace("/\\ 1:r0=0", "/\\ x=1"));
write("none.lit", sb("none", "").replace("0:r0=0 /\\ 1:r0=0", "x=1"));
write(
  "weak.cat",
  `"stores of different locations pass each other"
acyclic po-loc | rf | co | fr
empty rmw & ((fr & ext); (co & ext))
acyclic [R]; po; [M] | [M]; po; [F]; po; [M] | (rf & ext) | co | fr
`,
);

describe("one test", () => {
  test("models side by side, and in words", () => {
    const { code, out } = litmus.run(["compare", "before.lit", "--model", "sc,tso,pso"]);
    expect(code).toBe(0);
    expect(out).toBe(`before

4 final states
  0:r0  1:r0  sc   tso  pso  condition
  0     0     -    yes  yes  satisfied
  0     1     yes  yes  yes  -
  1     0     yes  yes  yes  -
  1     1     yes  yes  yes  -

equal     tso and pso
differ    tso and pso allow 1 final state more than sc
          0:r0=0  1:r0=0
          litmus explain before.lit --model tso --outcome "0:r0=0 /\\ 1:r0=0"
`);
  });

  test("its variants under one model", () => {
    const args = ["compare", "MP.lit", "--by", "variant", "--model", "wmm"];
    const { code, out } = litmus.run([...args, "--variant", "po", "--variant", "wmb+rmb"]);
    expect(code).toBe(0);
    expect(out).toContain("differ    po allows 1 final state more than wmb+rmb");
  });

  test("every line fits, however many variants there are", () => {
    const { out } = litmus.run(["compare", "SB", "--by", "variant", "--model", "tso"]);
    expect(out).toContain("columns   1 = po, 2 = ");
    const table = out.split("\n").filter((line) => !line.includes("litmus explain"));
    expect(Math.max(...table.map((line) => line.length))).toBeLessThanOrEqual(100);
  });
});

describe("several tests", () => {
  test.each([
    [["before.lit", "after.lit", "--model", "tso"], 1],
    [["before.lit", "after.lit", "--model", "sc"], 0],
    [["before.lit", "after.lit", "--model", "sc,lkmm"], 1],
    [["before.lit", "SB+rmw+c11", "--model", "sc"], 2],
    [["before.lit", "after.lit", "--by", "model"], 2],
  ])("%j ends with %i", (args, code) => {
    expect(litmus.run(["compare", ...args]).code).toBe(code);
  });

  test("what only one of them observes is said, and not compared", () => {
    const { code, out } = litmus.run(["compare", "before.lit", "one.lit", "--model", "tso"]);
    expect(code).toBe(0);
    expect(out).toContain("compared  0:r0, which all have; 1:r0 only in before; x only in one\n");
    const nothing = litmus.run(["compare", "before.lit", "none.lit", "--model", "tso"]);
    expect(nothing.code).toBe(2);
    expect(nothing.err).toContain("before observes 0:r0, 1:r0; none observes x");
  });

  test("as JSON", () => {
    const { out } = litmus.run(["compare", "before.lit", "after.lit", "--model", "tso", "--json"]);
    const { format, file, by, comparisons } = JSON.parse(out);
    expect([format, file, by]).toEqual([1, "before.lit, after.lit", "test"]);
    expect(comparisons[0].relations).toEqual([
      { a: 0, b: 1, kind: "different", onlyA: 1, onlyB: 0 },
    ]);
  });
});

describe("--distinguish", () => {
  test("prints a test that can be saved and run", () => {
    const run = litmus.shell(
      "litmus compare --distinguish sc tso --json | node -p 'JSON.parse(fs.readFileSync(0)).found[0].text' | litmus run -",
    );
    expect(run.code).toBe(0);
    expect(run.out).toContain("2 of 2 expectations hold");
  });

  test("says what was searched when there is nothing", () => {
    const args = ["compare", "--distinguish", "sc", "tso", "--vocabulary", "plain"];
    const { code, out } = litmus.run([...args, "--accesses", "3", "--cycles", "3"]);
    expect(code).toBe(1);
    expect(out).toBe(`none      nothing separates sc and tso
searched  every program of up to 3 accesses with up to 2 orders: 5 programs of reads and writes in
          kernel C
wider     with --accesses, --cycles, --orders and --vocabulary
`);
  });

  test("a model of one's own", () => {
    const plain = ["--vocabulary", "plain"];
    const { code, out } = litmus.run([
      "compare",
      "--distinguish",
      "tso",
      "--cat",
      "weak.cat",
      ...plain,
    ]);
    expect(code).toBe(0);
    expect(out).toContain("weak.cat allows it, tso forbids it");
    expect(out).toContain("by axioms of weak.cat and machine and axioms of tso");
  });

  test.each([
    [["tso"], "--distinguish is about two models"],
    [["tso", "tso"], "nothing separates a model from itself"],
    [["tso", "psoo"], "there is no model psoo; did you mean pso?"],
    [["rc11", "lkmm"], "no language is both for rc11 and for lkmm"],
    [["tso", "pso", "--vocabulary", "fence"], "there is no vocabulary fence; did you mean fences?"],
    [["tso", "pso", "--vocabulary", "sc"], "kernel C has no sc"],
  ])("%j is refused", (names, message) => {
    const { code, err } = litmus.run(["compare", "--distinguish", ...names]);
    expect([code, err]).toEqual([2, expect.stringContaining(message)]);
  });

  test("Ctrl-C prints what was searched", async () => {
    const { code, out } = await litmus.interrupt(
      ["compare", "--distinguish", "rc11", "c20"],
      1_500,
    );
    expect(code).toBe(130);
    expect(out).toMatch(/^none +nothing separates rc11 and c20 before the search was cut short\n/);
    expect(out).toMatch(/searched .*; ended by Ctrl-C\n$/s);
  });
});

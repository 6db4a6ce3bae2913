import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { Litmus } from "./litmus.js";

const litmus = new Litmus();
afterAll(() => litmus.dispose());

writeFileSync(
  join(litmus.work, "mp.lit"),
  `C MP
"message passing"
{}
variants
  ordered:  FENCE = smp_wmb
  not:      FENCE = barrier
P0(int *x, int *y)
{
	WRITE_ONCE(*x, 1);
	FENCE();
	WRITE_ONCE(*y, 1);
}
P1(int *x, int *y)
{
	int r0 = smp_load_acquire(y);
	int r1 = READ_ONCE(*x);
}
exists (1:r0=1 /\\ 1:r1=0)
`,
);

test("what a model forbids is a circle, with the lines that it rests on", () => {
  const { code, out } = litmus.run(["explain", "mp.lit", "--model", "armv8"]);
  expect(code).toBe(0);
  expect(
    out.replace(/armv8\.cat:\d+:1/, "armv8.cat:LINE:1"),
  ).toBe(`ordered, under armv8: why it is impossible
  thread  line  what happens            before the next,        without that  rule
                                        because
  P0         9  WRITE_ONCE writes       the fence at line 10    possible      barrier: [W]; po;
                x = 1                   (smp_wmb) orders it                   [stores]; po; [W]
                                        before line 11
  P0        11  WRITE_ONCE writes       line 15 reads it        always holds  rfe: rf
                y = 1
  P1        15  smp_load_acquire reads  the acquire at line 15  possible      ordered: [A | Q]; po;
                y = 1                   orders it before line                 [M]
                                        16
  P1        16  READ_ONCE reads x = 0   line 9 overwrites what  always holds  fre: fr
                                        it reads

why      each event has to come before the next, and the last before the first, which the test
         \`external\` at armv8.cat:LINE:1 forbids in the only execution with these values
rests on  the fence at line 10 (smp_wmb) and the acquire at line 15 (smp_load_acquire): without any
          one of these it is possible

not, under armv8: how it happens
  step  thread  line  what happens                                window                     memory
                      start                                                                  x=0 y=0
     1  P0        11  lets its store y = 1 leave the window,      x := 1 waits, y := 1 done  y=1
                      before its store to x at line 9 leaves the
                      window
     2  P1        15  reads y = 1
     3  P1        16  reads x = 0
     4  P0         9  writes x = 1                                -                          x=1

end      1:r0=1  1:r1=0
why      line 9 (WRITE_ONCE) took effect after line 11: the stores drained out of order, y = 1
         before x = 1
             9  WRITE_ONCE(*x, 1);
            11  WRITE_ONCE(*y, 1);
witness  the fewest steps; of such traces the least out of order, then the fewest changes of thread
`);
});

test("another outcome may be asked for; one that no execution has needs no model", () => {
  const args = ["explain", "mp.lit", "--model", "lkmm", "--variant", "not"];
  const { code, out } = litmus.run([...args, "--outcome", "1:r0=2"]);
  expect(code).toBe(0);
  expect(out).toBe(`not, under lkmm: why it is impossible
why      no choice of who reads which write gives these values, whatever the order
`);
});

test("what is possible is told, of axioms as an order of accesses, with the lines that ran out of order", () => {
  const args = ["explain", "mp.lit", "--model", "lkmm", "--variant", "not"];
  const { code, out } = litmus.run([...args, "--outcome", "1:r0=1 /\\ x=1 /\\ 1:r1=0"]);
  expect(code).toBe(0);
  expect(out).toBe(`not, under lkmm: how it happens
  step  thread  line  what takes effect             value from  ahead of its own
     1  P0        11  WRITE_ONCE writes y = 1                   line 9
     2  P1        15  smp_load_acquire reads y = 1  step 1
     3  P1        16  READ_ONCE reads x = 0         start
     4  P0         9  WRITE_ONCE writes x = 1

end      1:r0=1  1:r1=0  x=1
why      line 9 (WRITE_ONCE) took effect after line 11: the stores drained out of order, y = 1
         before x = 1
             9  WRITE_ONCE(*x, 1);
            11  WRITE_ONCE(*y, 1);
witness  the only execution with this outcome
`);
});

test("an outcome that is no proposition is an error in the user's words", () => {
  const { code, err } = litmus.run(["explain", "mp.lit", "--outcome", "1:r9=1"]);
  expect(code).toBe(2);
  expect(err).toContain("P1 has no register called `r9`");
});

test("ablate tells the orderings that are needed from those that are free", () => {
  const args = ["ablate", "mp.lit", "--variant", "ordered", "--model", "tso,armv8"];
  const { code, out } = litmus.run(args);
  expect(code).toBe(0);
  expect(out).toBe(`MP   message passing

ordered: what each ordering does
  line  ordering          weakened to  tso   armv8
    10  smp_wmb           nothing      free  needed
    15  smp_load_acquire  relaxed      free  needed

appears   1:r0=1  1:r1=0
together  under tso, lines 10 and 15 can all go at once
`);
});

test("both give one line of JSON", () => {
  const explained = litmus.run(["explain", "mp.lit", "--model", "tso,armv8", "--json"]);
  const { format, name, explanations } = JSON.parse(explained.out);
  expect([format, name]).toEqual([1, "MP"]);
  expect(
    explanations.map((e: { variant: string; model: string; why: { kind: string } | null }) => [
      e.variant,
      e.model,
      e.why?.kind ?? null,
    ]),
  ).toEqual([
    ["ordered", "tso", "forbidden"],
    ["ordered", "armv8", "forbidden"],
    ["not", "tso", "forbidden"],
    ["not", "armv8", null],
  ]);
  const [, circled, , told] = explanations;
  expect(circled.why.circle[0]).toMatchObject({
    restsOn: [{ kind: "fence", line: 10 }],
    appearsWithout: true,
  });
  expect(told.story).toMatchObject({
    engine: "machine",
    values: ["1", "0"],
    reordered: [{ cause: "overtaken store", firstLine: 9, secondLine: 11 }],
  });
  const { first, second } = told.story.reordered[0];
  expect(first).toBeGreaterThan(second);
  const ablated = litmus.run(["ablate", "mp.lit", "--model", "armv8", "--json"]);
  const { ablations } = JSON.parse(ablated.out);
  expect(ablations[0].steps.map((s: { line: number; to: string }) => [s.line, s.to])).toEqual([
    [10, "removed"],
    [15, "relaxed"],
  ]);
});

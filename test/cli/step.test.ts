import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { Litmus } from "./litmus.js";

const litmus = new Litmus();
afterAll(() => litmus.dispose());

const MP = `C MP
{}
P0(int *x, int *y)
{
	WRITE_ONCE(*x, 1);
	smp_store_release(y, 1);
}
P1(int *x, int *y)
{
	int r0 = READ_ONCE(*y);
	int r1 = READ_ONCE(*x);
}
exists (1:r0=1 /\\ 1:r1=0)
`;
writeFileSync(join(litmus.work, "mp.lit"), MP);

const FENCE_LOSS = ["step", "fence-loss.lit", "--variant", "refcount inc relaxed"];

describe("without a terminal", () => {
  test("each line is an order, and what it leads to is printed", () => {
    const input = "1\n# what it knows\n9\nnonsense\n\nu\nq\n1\n";
    const { code, out } = litmus.run(["step", "mp.lit", "--model", "wmm"], { input });
    expect(
      out,
    ).toBe(`MP  under wmm                                                                                  start
P0                                                 P1
> 5 WRITE_ONCE(*x, 1);                             > 10 int r0 = READ_ONCE(*y);
  6 smp_store_release(y, 1);                         11 int r1 = READ_ONCE(*x);
                                                   r0=0 r1=0
memory  x=0  y=0

  1  P0   5  buffers x = 1
  2  P1  10  reads y = 0

> 1
MP  under wmm                                                                            step 1 of 1
P0                                                 P1
  5 WRITE_ONCE(*x, 1);                             > 10 int r0 = READ_ONCE(*y);
> 6 smp_store_release(y, 1);                         11 int r1 = READ_ONCE(*x);
                                                   r0=0 r1=0
store buffer x=1*
memory  x=0  y=0
last    P0 buffers x = 1

  1  P0      store of x = 1 leaves its store buffer
  2  P1  10  reads y = 0
     P0   6  smp_store_release() waits: its store buffer still holds x = 1

> 9
there is no step 9: only 1 to 2 are possible

> nonsense
there is no command nonsense; ? shows all

> u
MP  under wmm                                                                            step 0 of 1
P0                                                 P1
> 5 WRITE_ONCE(*x, 1);                             > 10 int r0 = READ_ONCE(*y);
  6 smp_store_release(y, 1);                         11 int r1 = READ_ONCE(*x);
                                                   r0=0 r1=0
store buffer -
memory  x=0  y=0

  1  P0   5  buffers x = 1
  2  P1  10  reads y = 0

> q
`);
    // An order that could not be carried out fails a script.
    expect(code).toBe(2);
  });

  test("a witness is played to its end, and no outcome but its own is left there", () => {
    const { code, out } = litmus.run(FENCE_LOSS, { input: "p\ng 12\no\n" });
    expect(code).toBe(0);
    expect(out).toContain("12 steps to where the condition is true: r takes one after the other\n");
    expect(out).toContain("end     0:locked=1  0:seq=0  1:locked=1  the condition is true\n");
    expect(out).toContain(`1 outcome can be reached from here (1 state)
  * 0:locked=1  0:seq=0  1:locked=1
  * the condition is true of it
`);
  });

  test("a way to an outcome is found from where one is, or it is said that there is none", () => {
    const input = "1\n1\n2\n2\nf 1:locked=0\nf 0:locked=0\ng 99\nf 3:r0=0\n";
    const { code, out } = litmus.run(FENCE_LOSS, { input });
    expect(out).toContain("> f 1:locked=0\nno final state from here is so\n");
    expect(out).toMatch(/> f 0:locked=0\n\d+ steps from here: r takes one after the other\n/);
    expect(out).toMatch(/> g 99\nthere is no step 99: \d+ steps so far\n/);
    expect(out).toContain("error: there is no thread P3");
    expect(code).toBe(2);
  });

  test("with a limit nothing is called impossible", () => {
    const { out } = litmus.run([...FENCE_LOSS, "--states", "3"], { input: "p\no\n" });
    expect(out).toContain(
      "there is no witness within the limits (3 states): there may be one beyond\n",
    );
    expect(out).toContain("at least 0 outcomes can be reached from here (bounded: 3 states)\n");
  });
});

describe("a state is come back to", () => {
  const at = "1,1,2,2,2,2,2";
  const jsonOf = (args: readonly string[]) => JSON.parse(litmus.run([...args, "--json"]).out);

  test("by the numbers of its steps", () => {
    const report = jsonOf([...FENCE_LOSS, "--at", at]);
    expect(report).toMatchObject({
      format: 1,
      file: "litmus/vma-lock/fence-loss.lit",
      name: "fence-loss",
      variant: "refcount inc relaxed",
      model: "wmm",
      at: [1, 1, 2, 2, 2, 2, 2],
      impossible: [
        {
          thread: "P1",
          line: 74,
          text: "P1's refcount_sub_and_test() waits: its store buffer still holds vma.vm_lock_seq = 1",
        },
      ],
    });
    expect(report.steps).toHaveLength(7);
    expect(report.changed).toEqual([
      "/threads/1/line",
      "/threads/1/pc",
      "/threads/1/storeBuffer/0",
    ]);
    expect(report.state.threads[1].storeBuffer).toEqual([
      { name: "vma.vm_lock_seq", value: "1", group: 0 },
    ]);
    expect(report.possible.map(({ number }: { number: number }) => number)).toEqual([1, 2]);
  });

  test("by its link, of a shipped test and of any text", () => {
    const shipped = jsonOf([...FENCE_LOSS, "--at", at]);
    expect(jsonOf(["step", "--link", shipped.link])).toEqual(shipped);
    const own = jsonOf(["step", "mp.lit", "--model", "armv8", "--every-step", "--at", "1"]);
    expect(jsonOf(["step", "--link", own.link])).toEqual(own);
  });

  test("by the command that `l` prints", () => {
    const { out } = litmus.run([...FENCE_LOSS, "--at", at], { input: "l\n" });
    const command = /^command {2}litmus (.*)$/m.exec(out)![1]!;
    const again = litmus.shell(`litmus ${command} --json`).out;
    expect(JSON.parse(again)).toEqual(jsonOf([...FENCE_LOSS, "--at", at]));
  });

  test("by a witness that run prints", () => {
    const run = ["run", "fence-loss.lit", "--model", "wmm", "--variant", "refcount inc relaxed"];
    const { variants } = jsonOf(run);
    const { choices } = variants[0].models[0].witness;
    const { code, out } = litmus.run([...FENCE_LOSS, "--witness", choices.join()], {
      input: `g ${choices.length}\n`,
    });
    expect(code).toBe(0);
    expect(out).toContain("end     0:locked=1  0:seq=0  1:locked=1  the condition is true\n");
  });
});

describe("what cannot be is said in a line", () => {
  test.each([
    [["step", "mp.lit", "--model", "lkmm"], "lkmm has axioms, but no machine to step through"],
    [["step", "RCU-MP", "--model", "rc11"], "the machine of rc11 has no rules for RCU"],
    [["step", "mp.lit", "--model", "wm"], "there is no model wm; did you mean wmm?"],
    [["step", "mp.lit", "--variant", "a"], "there is no variant a: the test has none"],
    [["step", "mp.lit", "--at", "1,7"], "--at: step 2 is number 7, but 2 steps are possible there"],
    [["step", "mp.lit", "--at", "0"], "--at: the first step is 1"],
    [
      ["step", "mp.lit", "--at", "1,x"],
      "x is no number: steps are numbers with commas between, such as 3,1,4",
    ],
    [["step"], "litmus step needs a test, or --link"],
    [["step", "--link", "s9.x"], "the link is of version 9, and this litmus reads version 1"],
    [
      ["step", "mp.lit", "--witness", "5,5"],
      "--witness: wmm has no such steps; was it of another variant or model?",
    ],
  ])("litmus %j", (args, message) => {
    const { code, out, err } = litmus.run(args);
    expect([code, out, err]).toEqual([2, "", `error: ${message}\n`]);
  });

  test("a link to a test that has changed since", () => {
    const { link } = JSON.parse(litmus.run(["step", "SB", "--model", "sc", "--json"]).out);
    writeFileSync(join(litmus.work, "step-link"), link);
    // A file of the same path comes before the shipped test.
    const { err } = litmus.shell(
      `mkdir -p litmus/classic && cp mp.lit litmus/classic/SB.lit && litmus step --link $(cat step-link); code=$?; rm -r litmus; exit $code`,
    );
    expect(err).toBe(
      "error: litmus/classic/SB.lit has changed since the link was made: its steps mean nothing now\n",
    );
  });
});

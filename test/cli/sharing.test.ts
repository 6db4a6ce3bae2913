import { afterAll, beforeEach, expect, test } from "vitest";
import type { TestReport } from "../../src/report/json.js";
import { Bench } from "./bench.js";

/** One large search in several threads. */

const bench = new Bench("sharing");
afterAll(() => bench.dispose());
beforeEach(() => bench.next());
const { run, write, signal } = bench;

/** Two threads that add to each other's location; without reductions 715,029 states under tso. */
const ROUNDS = 5;
const thread = (t: number, own: string) => {
  const rounds = Array.from({ length: ROUNDS }, (_, k) => {
    return `int a${k} = READ_ONCE(*x); int b${k} = READ_ONCE(*y); WRITE_ONCE(*${own}, a${k} + b${k});`;
  });
  return `P${t}(int *x, int *y) { ${rounds.join("\n")} }`;
};
const FIB = `C fib
{ x = 1; y = 1; }
${thread(0, "x")}
${thread(1, "y")}
exists (x=144 /\\ y=89)
`;
const ARGS = ["run", "fib.lit", "--model", "tso", "--no-reduce", "--no-fix"];

test("two threads find what one finds, and the way that they show is as short", () => {
  write("fib.lit", FIB);
  const [alone, together] = ["1", "2"].map((jobs) => {
    const { code, out } = run([...ARGS, "--json", "--jobs", jobs]);
    expect(code).toBe(0);
    const [cell] = (JSON.parse(out) as TestReport).variants[0]!.models;
    if (cell?.engine !== "machine") throw new Error("not the answer of a machine");
    return cell;
  });
  const said = ({
    outcomes,
    states,
    transitions,
    isComplete,
    deadlocks,
  }: NonNullable<typeof alone>) => ({
    ...{ states, transitions, isComplete, deadlocks },
    outcomes: outcomes.map(({ values, satisfies }) => `${values.join()} ${satisfies}`).sort(),
  });
  expect(said(together!)).toEqual(said(alone!));
  expect(said(alone!)).toMatchObject({ states: 715_029, isComplete: true });
  const steps = alone!.witness!.steps.length;
  expect(steps).toBeGreaterThan(20);
  expect(together!.witness!.steps).toHaveLength(steps);
});

test("limits are those of all threads together, and are named", () => {
  write("fib.lit", FIB);
  const { code, out } = run([...ARGS, "--jobs", "2", "--states", "300k"]);
  expect(code).toBe(3);
  expect(out).toContain("300,000 states");
});

test("Ctrl-C ends the threads, and what they know is printed", async () => {
  write("fib.lit", FIB.replace("x=144", "x=0").replaceAll("a4 + b4", "a4 + b4 + 1"));
  const { code, out, err } = await signal([...ARGS, "--jobs", "2"], "SIGINT", 1_500);
  expect(err).toBe("");
  expect([code, out.includes("Ctrl-C")]).toEqual([130, true]);
});

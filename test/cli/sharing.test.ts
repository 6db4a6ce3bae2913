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

/** A ring of threads that write their own location and read the next one's: 2^17 executions, all of them allowed. */
const RING = `C ring
{ }
${Array.from({ length: 17 }, (_, t) => {
  const next = (t + 1) % 17;
  return `P${t}(int *x${t}, int *x${next}) { WRITE_ONCE(*x${t}, 1); int r = READ_ONCE(*x${next}); }`;
}).join("\n")}
exists (0:r=0 /\\ 1:r=0)
`;
const COUNT = ["outcomes", "ring.lit", "--model", "tso", "--engine", "axioms", "--executions"];

test("two threads count the executions that one counts, and find its outcomes", () => {
  write("ring.lit", RING);
  const { code, out } = run([...COUNT, "--json", "--jobs", "2"]);
  expect(code).toBe(0);
  const [cell] = (JSON.parse(out) as TestReport).variants[0]!.models;
  if (cell?.engine !== "axioms") throw new Error("not the answer of axioms");
  const found = cell.outcomes.map(({ values, satisfies }) => `${values.join()} ${satisfies}`);
  expect(found.sort()).toEqual(["0,0 true", "0,1 false", "1,0 false", "1,1 false"]);
  expect(cell).toMatchObject({ executions: 2 ** 17, candidates: 2 ** 17, isComplete: true });
  expect(cell.witness).not.toBeNull();
});

test("limits are those of all threads together, and are named", () => {
  write("fib.lit", FIB);
  const { code, out } = run([...ARGS, "--jobs", "2", "--states", "300k"]);
  expect(code).toBe(3);
  expect(out).toContain("300,000 states");

  write("ring.lit", RING);
  const bounded = run([...COUNT, "--jobs", "2", "--candidates", "120k"]);
  expect(bounded.code).toBe(3);
  expect(bounded.out).toContain("120000 candidate executions");
});

test("Ctrl-C ends the threads, and what they know is printed", async () => {
  write("fib.lit", FIB.replace("x=144", "x=0").replaceAll("a4 + b4", "a4 + b4 + 1"));
  const { code, out, err } = await signal([...ARGS, "--jobs", "2"], "SIGINT", 1_500);
  expect(err).toBe("");
  expect([code, out.includes("Ctrl-C")]).toEqual([130, true]);
});

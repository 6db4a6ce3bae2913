import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { FixReport } from "../../src/report/fix-json.js";
import { Litmus } from "./litmus.js";

const litmus = new Litmus();
afterAll(() => litmus.dispose());

const MP = `C MP
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
`;
writeFileSync(join(litmus.work, "mp.lit"), MP);

test("every minimal repair, what it costs, and what certifies it", () => {
  const { code, out } = litmus.run(["fix", "mp.lit", "--model", "sc,pso,armv8,lkmm"]);
  expect(code).toBe(0);
  expect(out).toBe(`MP   message passing

ordered: impossible already under sc, pso, armv8 and lkmm

not: what makes it impossible

under pso, armv8 and lkmm:
     pso  armv8  lkmm  change
  1    1      1     1  make line 11 a release (smp_store_release)
  2    1      2     2  put smp_wmb() before line 11
certified  with each of these a complete search finds no such outcome; by machine and axioms under
           pso and armv8
minimal    without any part of one, this is possible again: 1:r0=1  1:r1=0

already    impossible under sc
`);
});

test("--weaken: what can go", () => {
  const { code, out } = litmus.run([
    "fix",
    "mp.lit",
    "--weaken",
    "--variant",
    "ordered",
    "--model",
    "tso",
  ]);
  expect(code).toBe(0);
  expect(out).toBe(`MP   message passing

ordered: the weakest orders that keep it impossible

under tso:
     cost  change
  1     0  take away smp_wmb() at line 10
           and make line 15 relaxed (READ_ONCE)
certified  with it a complete search finds no such outcome; by machine and axioms under tso
minimal    nothing weaker is left
`);
});

test("--apply writes a test that holds, --pick another one", () => {
  const args = ["fix", "mp.lit", "--model", "armv8,lkmm"];
  expect(litmus.run([...args, "--apply", "fixed.lit"]).code).toBe(0);
  const fixed = readFileSync(join(litmus.work, "fixed.lit"), "utf8");
  expect(fixed).toBe(`C MP
"message passing"
{}

P0(int *x, int *y)
{
	WRITE_ONCE(*x, 1);
	barrier();
	smp_store_release(y, 1);
}
P1(int *x, int *y)
{
	int r0 = smp_load_acquire(y);
	int r1 = READ_ONCE(*x);
}
exists (1:r0=1 /\\ 1:r1=0)

expect
  armv8  lkmm
  Never  Never
`);
  const checked = litmus.run(["run", "fixed.lit", "--model", "armv8,lkmm"]);
  expect(checked.code).toBe(0);
  expect(checked.out).toContain("2 of 2 expectations hold");
  const second = litmus.run([...args, "--apply", "-", "--pick", "2"]);
  expect(second.out).toContain("\tsmp_wmb();\n\tWRITE_ONCE(*y, 1);");
  expect(litmus.run([...args, "--apply", "-", "--pick", "3"]).err).toContain("there are 2 repairs");
});

test("--json: changes, costs, certificates, and what returns with its witness", () => {
  const { out } = litmus.run([
    "fix",
    "mp.lit",
    "--variant",
    "not",
    "--model",
    "armv8,lkmm",
    "--json",
  ]);
  const report = JSON.parse(out) as FixReport;
  const [set] = report.variants[0]!.sets;
  expect(set!.models).toEqual(["armv8", "lkmm"]);
  const { changes, costs, certificate, returns } = set!.repairs[0]!;
  expect(changes).toEqual([
    {
      kind: "access",
      line: 11,
      from: "WRITE_ONCE",
      to: "smp_store_release",
      text: "make line 11 a release (smp_store_release)",
    },
  ]);
  expect(costs).toEqual([
    { model: "armv8", cost: 1 },
    { model: "lkmm", cost: 1 },
  ]);
  expect(certificate).toEqual([
    { model: "armv8", engines: ["machine", "axioms"], outcomes: 3 },
    { model: "lkmm", engines: ["axioms"], outcomes: 3 },
  ]);
  expect(returns.map(({ from, to, values }) => [from, to, values])).toEqual([
    ["smp_store_release", "WRITE_ONCE", ["1", "0"]],
  ]);
  const { witness } = returns[0]!;
  expect(witness !== null && "steps" in witness && witness.steps.length).toBeGreaterThan(3);
});

test("exit 1 when no order is enough, and when there is nothing to write", () => {
  const lost = litmus.run(["fix", "lost-update.lit", "--variant", "load, add, store"]);
  expect(lost.code).toBe(1);
  expect(lost.out).toContain("no change of its orders is enough");
  const nothing = litmus.run(["fix", "mp.lit", "--variant", "ordered", "--apply", "-"]);
  expect([nothing.code, nothing.err]).toEqual([2, "error: there is no repair to write\n"]);
});

test("exit 3 when a limit was hit first", () => {
  const { code, out } = litmus.run([
    "fix",
    "SB.lit",
    "--variant",
    "po",
    "--model",
    "armv8",
    "--searches",
    "2",
  ]);
  expect(code).toBe(3);
  expect(out).toContain("none was found within the limits");
});

test("run ends with what to change", () => {
  const { out } = litmus.run(["run", "mp.lit", "--model", "sc,armv8,lkmm"]);
  expect(
    out,
  ).toContain(`fix      make line 11 a release (smp_store_release), or put smp_wmb() before line 11.  Both hold
         under every model listed.
`);
  expect(litmus.run(["run", "mp.lit", "--no-fix"]).out).not.toContain("fix   ");
});

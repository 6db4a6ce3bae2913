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

write(
  "sb.lit",
  `C SB
{}
P0(int *x, int *y) { WRITE_ONCE(*x, 1); int r0 = READ_ONCE(*y); }
P1(int *x, int *y) { WRITE_ONCE(*y, 1); int r0 = READ_ONCE(*x); }
exists (0:r0=0 /\\ 1:r0=0)
`,
);

test("an outcome under axioms is told by an execution, and why no interleaving has it", () => {
  const { code, out } = litmus.run(["run", "sb.lit", "--model", "lkmm"]);
  expect(code).toBe(0);
  expect(withoutTimes(out)).toBe(`SB
exists (0:r0=0 /\\ 1:r0=0)

  lkmm
  Sometimes

under lkmm: an execution that shows it
  event  thread  line  what it does             reads from  before
  a      P0         3  WRITE_ONCE writes x = 1
  b      P0         3  READ_ONCE reads y = 0    start       c
  c      P1         4  WRITE_ONCE writes y = 1
  d      P1         4  READ_ONCE reads x = 0    start       a

end      0:r0=0  1:r0=0
why      a and b, c and d are not all ordered, although their threads have them in this order: a is
         before b in program order, c overwrites what b reads, c is before d in program order, a
         overwrites what d reads
             3  P0(int *x, int *y) { WRITE_ONCE(*x, 1); int r0 = READ_ONCE(*y); }
             4  P1(int *x, int *y) { WRITE_ONCE(*y, 1); int r0 = READ_ONCE(*x); }
fix      put smp_mb() before \`int r0 = READ_ONCE(*y);\` in line 3 and put smp_mb() before \`int
         r0 = READ_ONCE(*x);\` in line 4.  It holds under every model listed.

no expectations   _ s
`);
});

test("machine and axioms agree, and the executions are counted", () => {
  const { code, out } = litmus.run([
    ...["run", "sb.lit", "--model", "tso", "--engine", "both", "--executions", "--no-story"],
  ]);
  expect(code).toBe(0);
  expect(out).toContain(`
       executions  satisfying  others  candidates  per execution
  tso           4           1       3           4           1.00
`);
  expect(out).toContain("no expectations   machine and axioms agree   ");
});

test("--json has the execution as a graph, and what the model is", () => {
  const report = JSON.parse(litmus.run(["run", "sb.lit", "--model", "lkmm", "--json"]).out);
  expect(report.models).toMatchObject([{ id: "lkmm", engines: ["axioms"] }]);
  const [cell] = report.variants[0].models;
  expect(cell).toMatchObject({ engine: "axioms", flags: [], isCounting: false, isComplete: true });
  const { events, relations } = cell.witness;
  const names = events.map((e: { thread: string; kind: string; location: string }) => {
    return `${e.thread ?? "init"} ${e.kind} ${e.location}`;
  });
  const pairs = (name: string) =>
    relations[name].map(([a, b]: [number, number]) => `${names[a]} > ${names[b]}`).sort();
  expect(pairs("po")).toEqual(["P0 write x > P0 read y", "P1 write y > P1 read x"]);
  expect(pairs("rf")).toEqual(["init write x > P1 read x", "init write y > P0 read y"]);
  expect(pairs("co")).toEqual(["init write x > P0 write x", "init write y > P1 write y"]);
  expect(pairs("fr")).toEqual(["P0 read y > P1 write y", "P1 read x > P0 write x"]);
});

test("a log of herd is of the kernel's model when nobody says otherwise", () => {
  const { out } = litmus.run(["check", "sb.lit", "sb.lit", "--format", "herd", "--executions"]);
  expect(out.match(/^Test SB Allowed\nStates 4\n/gm)).toHaveLength(2);
  expect(out.match(/^Observation SB Sometimes 1 3\n/gm)).toHaveLength(2);
});

/** A store, a full barrier, a load. */
const FENCED = `C fenced
{}
P0(int *x, int *y) { WRITE_ONCE(*x, 1); smp_mb(); int r = READ_ONCE(*y); }
P1(int *x, int *y) { WRITE_ONCE(*y, 1); smp_mb(); int r = READ_ONCE(*x); }
exists (0:r=0 /\\ 1:r=0)
`;

describe("a model of one's own", () => {
  write("models/mine.cat", '"my model"\ninclude "base.cat"\nacyclic po | com as sc\n');
  write("shared/base.cat", "let com = rf | co | fr\n");
  write("models/wrong.cat", "let a = po |\nacyclic a\n");
  write("models/needy.cat", "empty [Marked] & rf\n");
  write("models/needy.bell", "let Marked = Once\n");
  write(
    "models/strict.bell",
    "enum Kinds = 'acquire\ninstructions R[Kinds]\ninstructions W[Kinds]\n",
  );
  const run = (...args: string[]) => litmus.run(["run", "sb.lit", "--no-story", ...args]);

  test("is a column that is named after its file, alone or beside others", () => {
    const alone = run("--cat", "models/mine.cat", "-I", "shared");
    expect(alone.code).toBe(0);
    expect(alone.out).toContain("\n  mine.cat\n  Never\n");
    const beside = run("--cat", "models/mine.cat", "-I", "shared", "--model", "tso,lkmm");
    expect(beside.out).toContain("\n  tso        lkmm       mine.cat\n");
  });

  test("with an error says where", () => {
    expect(run("--cat", "models/wrong.cat")).toMatchObject({
      code: 2,
      out: "",
      err: expect.stringMatching(/^models\/wrong\.cat:2:1: error: .*\n {2}acyclic a\n {2}\^/),
    });
    expect(run("--cat", "models/mine.cat").err).toContain(
      'models/mine.cat:2:9: error: there is no file "base.cat"',
    );
  });

  test.each([
    ["x86.cat", "let fence = try po;[MFENCE];po with 0\nempty fence as none\n", "Never"],
    ["x86.cat", "empty po & (_ * MFENCE) & (R * F) as none\n", "Sometimes"],
    ["c11.cat", "empty [SC & F]; po as none\n", "Never"],
    ["kernel.cat", "empty [Mb]; po as none\n", "Never"],
  ])("speaks the language that its words are from: %s, %s", (file, text, verdict) => {
    write("fenced.lit", FENCED);
    write(`models/${file}`, text);
    const { out, err } = litmus.run(["run", "fenced.lit", "--no-story", "--cat", `models/${file}`]);
    expect({ err, out }).toEqual({ err: "", out: expect.stringContaining(`\n  ${verdict}\n`) });
  });

  test.each([
    ["LDR W3,[X4,X5]", "Never"],
    ["LDR W3,[X4]", "Always"],
  ])("of AArch64 gets its dependencies from the program: %s", (load, verdict) => {
    write(
      "dependent.lit",
      `AArch64 dependent\n{ 0:X1=x; 0:X4=y; }\n P0 ;\n LDR W2,[X1] ;\n EOR W5,W2,W2 ;\n ${load} ;\nexists (0:X3=0)\n`,
    );
    write(
      "models/a64.cat",
      'include "aarch64deps.cat"\nempty addr & pick-dep & (DMB.SY | R) * R\n',
    );
    write("models/aarch64util.cat", "let same-loc = loc\n");
    const { out, err } = litmus.run([
      ...["run", "dependent.lit", "--no-story", "--cat", "models/a64.cat"],
    ]);
    expect({ err, out }).toEqual({ err: "", out: expect.stringContaining(`\n  ${verdict}\n`) });
  });

  test("that lacks a name is told of the bell file beside it", () => {
    const { code, err } = run("--cat", "models/needy.cat");
    expect(code).toBe(2);
    expect(err).toContain("models/needy.cat:1:8: error: `Marked` is not defined");
    expect(err).toContain("a bell file stands beside it: --bell models/needy.bell");
    expect(run("--cat", "models/needy.cat", "--bell", "models/needy.bell").code).toBe(0);
  });

  test("does not take annotations that its bell file does not allow", () => {
    const { code, err } = run(
      ...["--cat", "models/mine.cat", "-I", "shared", "--bell", "models/strict.bell"],
    );
    expect(code).toBe(2);
    expect(err).toContain("sb.lit:3:22: error: the bell file does not allow `once` on a write");
    expect(err).toContain("allowed there: acquire");
  });

  test.each([
    [["--bell", "a.bell"], "--bell belongs to a model of your own: --cat FILE"],
    [["--cat", "none.cat"], "none.cat cannot be read: no such file or directory"],
    [
      ["--model", "lkmm", "--engine", "machine"],
      "lkmm has axioms, but no machine: --engine machine cannot ask it",
    ],
    [
      ["--model", "lkmm", "--engine", "both"],
      "lkmm has axioms, but no machine: --engine both has nothing to compare",
    ],
    [
      ["--executions", "--engine", "machine"],
      "--executions counts what axioms allow: it does not go with --engine machine",
    ],
    [
      ["--model", "sc,tso", "--format", "herd"],
      "--format herd is the log of one model: choose one of sc, tso with --model",
    ],
  ])("%j is wrong", (args, err) => {
    expect(run(...args)).toEqual({ code: 2, out: "", err: `error: ${err}\n` });
  });
});

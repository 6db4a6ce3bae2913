import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Litmus } from "./litmus.js";

let litmus: Litmus;

const CLEAN = `C clean
{}
P0(int *x, int *y) { WRITE_ONCE(*x, 1); smp_wmb(); WRITE_ONCE(*y, 1); }
P1(int *x, int *y) { int r0 = READ_ONCE(*y); smp_rmb(); int r1 = READ_ONCE(*x); }
exists (1:r0=1 /\\ 1:r1=0)
`;

beforeAll(() => {
  litmus = new Litmus();
  writeFileSync(join(litmus.work, "clean.lit"), CLEAN);
  writeFileSync(join(litmus.work, "slip.lit"), CLEAN.replace("1:r1=0", "1:r1=2"));
  writeFileSync(join(litmus.work, "wrong.lit"), CLEAN.replace("exists", "exist"));
});

afterAll(() => litmus.dispose());

describe("litmus lint", () => {
  test("finds nothing in the tests that ship", () => {
    const { code, out, err } = litmus.run([
      "lint",
      "../litmus/classic",
      "../litmus/kernel",
      "../litmus/vma-lock/fence-loss.lit",
    ]);
    expect(err).toBe("");
    expect(out).toMatch(/^no findings in \d{3} tests\n$/);
    expect(code).toBe(0);
  });

  test("exits with 1 for a finding, and says where it is", () => {
    const { code, out } = litmus.run(["lint", "clean.lit", "slip.lit"]);
    expect(out.split("\n")).toEqual([
      "slip.lit:5:19: warning: no execution satisfies this, whatever the order [constant-condition]",
      "  exists (1:r0=1 /\\ 1:r1=2)",
      "                    ^~~~~~",
      "  help: no read and no write can give these values; compare them with what the threads store",
      "1 finding in 1 of 2 tests",
      "",
    ]);
    expect(code).toBe(1);
  });

  test("exits with 2 for what is no test, and looks at the others all the same", () => {
    const { code, out, err } = litmus.run(["lint", "wrong.lit", "slip.lit"]);
    expect(err).toContain("wrong.lit:5:");
    expect(out).toContain("1 finding in 1 of 1 test   1 file not valid");
    expect(code).toBe(2);
  });

  test("--json is a line a test, clean ones too", () => {
    const { code, out } = litmus.run(["lint", "--json", "clean.lit", "slip.lit"]);
    const [clean, slip, end] = out.split("\n");
    expect(JSON.parse(clean!)).toMatchObject({ file: "clean.lit", name: "clean", findings: [] });
    const { format, version, findings, unfinished } = JSON.parse(slip!);
    expect([typeof format, typeof version, unfinished, end]).toEqual(["number", "string", [], ""]);
    expect(findings).toMatchObject([
      {
        code: "constant-condition",
        severity: "warning",
        line: 5,
        column: 19,
        endLine: 5,
        endColumn: 25,
      },
    ]);
    expect(code).toBe(1);
  });

  test("--github makes annotations", () => {
    const { out } = litmus.run(["lint", "--github", "slip.lit"]);
    expect(out).toBe(
      "::warning file=slip.lit,line=5,col=19,endColumn=25,title=constant-condition::" +
        "no execution satisfies this, whatever the order\n",
    );
  });
});

describe("litmus ablate", () => {
  test("--story tells how each outcome comes about", () => {
    const { code, out } = litmus.run(["ablate", "clean.lit", "--model", "wmm,lkmm", "--story"]);
    expect(out).toContain(
      "under wmm: how it happens\nweakened  line 3 (smp_wmb) to nothing\n  step  thread  line",
    );
    expect(out).toContain("weakened  line 4 (smp_rmb) to nothing\n");
    expect(out.match(/^end {6}1:r0=1 {2}1:r1=0$/gm)).toHaveLength(2);
    expect(code).toBe(0);
  });

  test("--json has the witness of everything that is needed", () => {
    const { out } = litmus.run(["ablate", "clean.lit", "--model", "wmm,lkmm", "--json"]);
    const { ablations } = JSON.parse(out);
    const { steps, isComplete, together } = ablations[0];
    expect(isComplete).toBe(true);
    expect(together.map(({ isFree }: { isFree: boolean | null }) => isFree)).toEqual([null, null]);
    for (const { kind, line, to, effects } of steps) {
      expect([kind, to]).toEqual(["fence", "removed"]);
      expect([3, 4]).toContain(line);
      expect(effects).toMatchObject([
        { model: "wmm", kind: "needed", appears: ["1", "0"], witness: { values: ["1", "0"] } },
        { model: "lkmm", kind: "needed", appears: ["1", "0"], witness: { values: ["1", "0"] } },
      ]);
      expect(effects[0].witness.steps.length).toBeGreaterThan(4);
      expect(effects[1].witness.events.length).toBeGreaterThan(4);
    }
    expect(steps).toHaveLength(2);
  });

  test("Ctrl-C prints what is known", async () => {
    const args = ["ablate", "two-readers.lit", "--variant", "acquire", "--model", "lkmm"];
    const { code, out } = await litmus.interrupt(args, 1_500);
    expect(out).toContain("stopped   not everything was asked");
    expect(code).toBe(130);
  });
});

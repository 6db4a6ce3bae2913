import { afterAll, describe, expect, test } from "vitest";
import { RUNS } from "../../src/hardware/arena.js";
import type { HardwareReport } from "../../src/report/hardware-json.js";
import { Litmus } from "./litmus.js";

/**
 * Real threads. Nothing here says that a weak outcome is seen: that is up to the machine, and to what else it does. What
 * must not be seen is another matter.
 */
const litmus = new Litmus();
afterAll(() => litmus.dispose());

function reports(args: readonly string[]): readonly HardwareReport[] {
  const { code, out, err } = litmus.run(["hw", "--json", ...args]);
  expect([code, err]).toEqual([0, ""]);
  return out
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}

describe("litmus hw --json", () => {
  test("runs the six tests when nobody names any, and counts every run once", () => {
    const six = reports(["--runs", "4k"]);
    expect(six.map(({ name }) => name)).toEqual(["SB", "MP", "LB", "CoRR", "IRIW", "2+2W"]);
    for (const { outcomes, runs, together, threads, name } of six) {
      expect(runs % RUNS).toBe(0);
      expect(runs).toBeGreaterThanOrEqual(4000);
      expect(outcomes.reduce((sum, { times }) => sum + times, 0)).toBe(runs);
      expect(together).toBeLessThanOrEqual(runs);
      expect(threads).toBe(name === "IRIW" ? 4 : 2);
    }
  });

  test.each(["SB", "2+2W"])("with Atomics %s shows what sc allows and nothing else", (name) => {
    const [report] = reports([name, "--atomics", "--time", "300ms"]);
    const { models, outcomes, mode, runs } = report!;
    const sc = models.findIndex(({ id }) => id === "sc");
    expect([mode, runs > 0]).toEqual(["atomics", true]);
    expect(outcomes.filter(({ times, allowed }) => times > 0 && allowed[sc] !== true)).toEqual([]);
  });
});

describe("litmus hw", () => {
  test("prints a histogram beside the models, without a terminal only once", () => {
    const { code, out, err } = litmus.run(["hw", "SB", "--time", "300ms"]);
    expect([code, err]).toEqual([0, ""]);
    const lines = out.split("\n");
    expect(lines.slice(0, 3)).toEqual([
      "SB  po   store buffering: both threads miss the other's store",
      "P0  x = 1; r_y = y     P1  y = 1; r_x = x",
      "exists (0:r_y=0 /\\ 1:r_x=0)",
    ]);
    expect(lines[3]).toMatch(/^2 threads, plain accesses, 0\.\d\d s: [\d,]+ runs, .* at once$/);
    const rows = lines.flatMap((line) => {
      const found = /^ +(\*?) +(0:r_y=\d 1:r_x=\d) .* (every model|all but sc)$/.exec(line);
      return found === null ? [] : [found.slice(1)];
    });
    expect(rows).toEqual([
      ["*", "0:r_y=0 1:r_x=0", "all but sc"],
      ["", "0:r_y=0 1:r_x=1", "every model"],
      ["", "0:r_y=1 1:r_x=0", "every model"],
      ["", "0:r_y=1 1:r_x=1", "every model"],
    ]);
    expect(out).toMatch(/^(seen|not seen) +0:r_y=0 {2}1:r_x=0/m);
    for (const label of ["language", "meaning "]) {
      expect(lines.filter((line) => line.startsWith(label))).toHaveLength(1);
    }
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(100);
    expect(out).not.toContain("\u001b");
  });

  test("ends a test after so many runs, long before its time", () => {
    const begin = performance.now();
    const [report] = reports(["MP", "--runs", "2k", "--time", "1h"]);
    expect(report!.runs).toBe(2 * RUNS);
    expect(performance.now() - begin).toBeLessThan(60_000);
  });

  test("when interrupted, prints what is known and begins nothing more", async () => {
    const { code, out } = await litmus.interrupt(["hw", "SB", "MP", "--time", "1h"], 2_500);
    expect(code).toBe(130);
    expect(out).toContain("SB  po");
    expect(out).not.toContain("MP  po");
  });

  test.each([
    [
      ["SB", "vma-lock/fence-loss.lit"],
      "error: litmus/vma-lock/fence-loss.lit cannot run on real threads: it does more than to load and to store constants: assign\n",
    ],
    [
      ["SB", "--variant", "mbs"],
      "error: litmus/classic/SB.lit cannot run on real threads: it has a fence, smp_mb, and JavaScript has none\n",
    ],
    [
      ["zzzzzzzz"],
      "error: there is no file and no shipped test called zzzzzzzz; litmus list shows all tests\n",
    ],
  ])("%j cannot run, and it is said why", (args, message) => {
    expect(litmus.run(["hw", ...args])).toEqual({ code: 2, out: "", err: message });
  });

  test("the word that starts a thread is no command", () => {
    expect(litmus.run(["thread"]).code).toBe(2);
  });
});

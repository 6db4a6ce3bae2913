import { spawnSync } from "node:child_process";
import { appendFileSync, existsSync } from "node:fs";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import type { CampaignHeader, Row } from "../../src/harness/campaign/row.js";
import { C11_RACE, C11_ROW, KERNEL, KERNEL_ROW, LONG, PLAIN, PLAIN_C11_ROW } from "./answers.js";
import { Bench, named } from "./bench.js";

/** Long runs of `litmus check`: what they write, how they go on, and how their parts are put together. */

const bench = new Bench("campaign");
afterAll(() => bench.dispose());
beforeEach(() => bench.next());
const { run, write, read, pathOf, signal } = bench;

/** Lines of a campaign's file without times, sorted. */
const timeless = (text: string) =>
  text
    .trim()
    .split("\n")
    .map((line) => line.replace(/"milliseconds":[\d.]+/g, '"milliseconds":0'))
    .sort();

/** How many whole lines a file has. */
const lineCount = (name: string) =>
  existsSync(pathOf(name)) ? read(name).split("\n").length - 1 : 0;

/** Header and rows of a campaign's file. */
function linesOf(text: string): { readonly header: CampaignHeader; readonly rows: readonly Row[] } {
  const [header, ...rows] = text.trim().split("\n");
  return { header: JSON.parse(header!), rows: rows.map((row) => JSON.parse(row)) };
}

/** A generator of numbers in [0, 1) that gives the same ones in every run (Lehmer 1951, modulus 2^31 - 1). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 0x7fff_ffff;
    return state / 0x7fff_ffff;
  };
}

test("ten times kill -9 at random moments: the file is that of an uninterrupted run", async () => {
  const args = ["check", "classic", "--model", "sc,tso", "--jsonl"];
  const whole = run([...args, "whole.jsonl"]);
  expect(whole.code).toBe(0);
  const all = lineCount("whole.jsonl");
  const next = random(20_261_123);
  for (let i = 0; i < 10; i++) {
    // Twice before there is anything; then within what one in nine rows takes, after at least one more.
    const wanted = i < 2 ? 0 : lineCount("killed.jsonl") + 1 + Math.floor((next() * all) / 9);
    const before = lineCount("killed.jsonl");
    await signal([...args, "killed.jsonl", "--resume"], "SIGKILL", () => {
      return lineCount("killed.jsonl") >= Math.min(wanted, all);
    });
    expect(lineCount("killed.jsonl")).toBeGreaterThanOrEqual(before);
  }
  const last = run([...args, "killed.jsonl", "--resume"]);
  expect(last.code).toBe(0);
  const killed = read("killed.jsonl");
  expect(timeless(killed)).toEqual(timeless(read("whole.jsonl")));
  const { rows } = linesOf(killed);
  expect(new Set(rows.map(({ test: name }) => name)).size).toBe(rows.length);
  // Nothing that was started is left.
  const { stdout } = spawnSync("pgrep", ["-f", `${bench.program} worker`], { encoding: "utf8" });
  expect(stdout).toBe("");
});

describe("a campaign's file", () => {
  const args = ["check", "tests", "--model", "sc", "--jobs", "1", "--jsonl", "all.jsonl"];
  const names = ["a", "b", "c", "d"];
  beforeEach(() => {
    for (const name of names) write(`tests/${name}.lit`, named(name));
  });

  test("has a header and a row for each test", () => {
    expect(run(args).code).toBe(0);
    const { header, rows } = linesOf(read("all.jsonl"));
    expect(header).toMatchObject({
      ...{ format: 1, kind: "campaign", version: "0.1.0", mode: "expectations" },
      ...{ options: { "--model": "sc" }, tests: 4, shard: null },
    });
    expect(Object.keys(header.models)).toEqual(["sc"]);
    const [first] = rows.filter(({ index }) => index === 1);
    expect(first).toMatchObject({
      ...{ test: "tests/a.lit", file: "tests/a.lit", standing: "ok", name: "a" },
      cells: [
        {
          ...{ variant: null, model: "sc", engine: "machine", observation: "Never", bounds: [] },
          states: ["0:r0=0; 1:r0=1", "0:r0=1; 1:r0=0", "0:r0=1; 1:r0=1"],
        },
      ],
    });
  });

  test("is not overwritten, and goes on with the same settings only", () => {
    run(args);
    const before = read("all.jsonl");
    expect(run(args)).toMatchObject({
      code: 2,
      err: "error: all.jsonl is there already: --resume goes on with what it has; without it, remove the file\n",
    });
    const other = run([...args, "--resume", "--no-reduce", "--time", "1s"]);
    expect(other).toMatchObject({
      code: 2,
      err: `error: all.jsonl was written with other settings; name another file, or give the same:
  --time: 600000 there, 1000 now
  --reduce: true there, false now
`,
    });
    write("all.jsonl", "notes of mine\n");
    expect(run([...args, "--resume"]).err).toContain("all.jsonl:1:1: error: this is not the file");
    expect(read("all.jsonl")).toBe("notes of mine\n");
    expect(before.split("\n")).toHaveLength(6);
  });

  test("goes on after a torn line, a changed test, and with another list of tests", () => {
    run(args);
    const lines = read("all.jsonl").split("\n");
    const rowOf = (name: string) => lines.find((line) => line.includes(`"name":"${name}"`))!;
    // What was there of d is only a part of its line.
    write("all.jsonl", [lines[0], rowOf("a"), rowOf("b"), rowOf("c"), ""].join("\n"));
    appendFileSync(pathOf("all.jsonl"), rowOf("d").slice(0, 100));
    write("tests/b.lit", named("b", "Always"));
    const second = run([...args, "--resume"]);
    expect(second.err).toBe(`all.jsonl: 2 of 4 tests done before
all.jsonl: the last line is not whole: its test runs again
all.jsonl: changed since, and run again: tests/b.lit
`);
    expect(second.code).toBe(1);
    expect(second.out).toContain("\n4 tests: 3 ok, 1 differs   ");
    write("tests/aa.lit", named("aa"));
    const third = run([...args.map((one) => (one === "tests" ? "tests/a*.lit" : one)), "--resume"]);
    expect(third.err).toBe(
      "all.jsonl: 1 of 2 tests done before\nall.jsonl: no longer asked for: 3 tests\n",
    );
    const { header, rows } = linesOf(read("all.jsonl"));
    expect(header.tests).toBe(2);
    expect(rows.map(({ file, index }) => `${index} ${file}`)).toEqual([
      "1 tests/a.lit",
      "2 tests/aa.lit",
    ]);
  });

  test("is whole after Ctrl-C, which prints what is known", async () => {
    write("tests/long.lit", LONG);
    const lkmm = ["check", "tests", "--model", "lkmm", "--jsonl", "all.jsonl"];
    const { code, out, err } = await signal(lkmm, "SIGINT", () => lineCount("all.jsonl") === 5);
    const hint = "what is known is in all.jsonl: --resume goes on with it\n";
    expect({ code, err }).toEqual({ code: 130, err: hint });
    expect(out).toMatch(/^bounded {2}tests\/long\.lit .*\n {9}bounded: stopped at Ctrl-C: /m);
    expect(out).toMatch(/^interrupted after 4 of 5 tests: 4 ok, 1 interrupted {3}/m);
    expect(linesOf(read("all.jsonl")).rows).toHaveLength(4);
  });
});

describe("shards", () => {
  const args = ["check", "tests", "--model", "sc", "--jobs", "1"];
  const names = ["a", "b", "c", "d", "e", "f", "g"];
  beforeEach(() => {
    for (const name of names) write(`tests/${name}.lit`, named(name));
    for (const k of [1, 2, 3]) run([...args, "--shard", `${k}/3`, "--jsonl", `${k}.jsonl`]);
  });

  test("have every third test each, and together all of them", () => {
    const filesOf = (k: number) =>
      linesOf(read(`${k}.jsonl`))
        .rows.map(({ file }) => file)
        .sort();
    expect(filesOf(1)).toEqual(["tests/a.lit", "tests/d.lit", "tests/g.lit"]);
    expect(filesOf(2)).toEqual(["tests/b.lit", "tests/e.lit"]);
    run([...args, "--jsonl", "whole.jsonl"]);
    const merged = run(["merge", "*.jsonl", "-o", "all"].map((one) => one.replace("*", "[123]")));
    expect(merged.code).toBe(0);
    expect(merged.out).toMatch(/^3 files {3}7 tests: 7 ok {3}/);
    expect(timeless(read("all"))).toEqual(timeless(read("whole.jsonl")));
  });

  test("that are missing are named, and what is twice is counted", () => {
    write("1.jsonl", `${read("1.jsonl").split("\n").slice(0, 2).join("\n")}\n`);
    const json = run(["merge", "1.jsonl", "3.jsonl", "3.jsonl", "-o", "all.jsonl", "--json"]);
    expect(json.code).toBe(3);
    expect(JSON.parse(json.out)).toMatchObject({
      ...{ tests: 7, rows: 3, duplicates: 2, conflicts: [] },
      gaps: [
        { shard: "1/3", missing: 2, of: 3, isWhole: false },
        { shard: "2/3", missing: 2, of: 2, isWhole: true },
      ],
    });
    const text = run(["merge", "1.jsonl", "3.jsonl", "-o", "all.jsonl"]).out.split("\n");
    expect(text.slice(0, 2)).toEqual([
      "missing   shard 1/3: 2 tests of 3",
      "missing   shard 2/3: 2 tests, the whole shard",
    ]);
    // What is missing can be run by whoever has the merged file.
    const rest = run([...args, "--jsonl", "all.jsonl", "--resume"]);
    expect(rest.err).toBe("all.jsonl: 3 of 7 tests done before\n");
    expect(rest.out).toContain("7 tests: 7 ok");
  });

  test("are of one campaign, and say the same of a test", () => {
    write("2.jsonl", read("2.jsonl").replace('"standing":"ok"', '"standing":"bounded"'));
    run([...args, "--shard", "2/3", "--jsonl", "good.jsonl"]);
    const { code, out } = run(["merge", "2.jsonl", "good.jsonl", "-o", "all.jsonl"]);
    expect(code).toBe(1);
    expect(out).toMatch(/^conflict {2}tests\/[be]\.lit: 2\.jsonl and good\.jsonl differ\n/);
    run(["check", "tests/a.lit", "--model", "sc", "--time", "1s", "--jsonl", "other.jsonl"]);
    expect(run(["merge", "1.jsonl", "other.jsonl"])).toMatchObject({
      code: 2,
      err: `error: these are not parts of one campaign:
  other.jsonl: --time: 600000 in 1.jsonl, 1000 in other.jsonl
  other.jsonl: it is about another list of tests than 1.jsonl
`,
    });
  });
});

test("every shard knows the language of tests whose text does not say it", () => {
  write("race.litmus", C11_RACE);
  write("plain.litmus", PLAIN);
  const rows = [PLAIN_C11_ROW, C11_ROW];
  write("expected.jsonl", rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
  for (const k of [1, 2]) {
    const args = ["check", ".", "--expected", "--shard", `${k}/2`, "--jsonl", `${k}.jsonl`];
    const { code, out } = run(args);
    expect({ k, code }).toEqual({ k, code: 0 });
    expect(out).toContain("1 test: 1 equal, 0 different, 0 unsupported   ");
  }
});

describe("a baseline", () => {
  test("of rows: what another verdict, other outcomes and another time has", () => {
    for (const name of ["a", "b"]) write(`${name}.lit`, named(name));
    const args = ["check", ".", "--model", "sc"];
    run([...args, "--jsonl", "old.jsonl"]);
    const same = run([...args, "--baseline", "old.jsonl", "--time-factor", "1000"]);
    expect(same.code).toBe(0);
    expect(same.out).toMatch(/\n\nno answer differs from old\.jsonl\n$/);
    write("b.lit", named("b", "Sometimes").replace("r0 = READ_ONCE(*y)", "r0 = 0"));
    write("c.lit", named("c"));
    const { code, out } = run([...args, "--baseline", "old.jsonl", "--time-factor", "1000"]);
    expect(code).toBe(1);
    expect(out.slice(out.indexOf("verdict"))).toBe(`verdict  b.lit   under sc: Never, now Sometimes
outcomes b.lit   under sc
         appeared  0:r0=0; 1:r0=0
         vanished  0:r0=1; 1:r0=0
         vanished  0:r0=1; 1:r0=1
new      c.lit
1 test differs from old.jsonl, 1 new
`);
  });

  test("of known answers", () => {
    write("sb.litmus", KERNEL);
    write("expected.jsonl", `${JSON.stringify(KERNEL_ROW)}\n`);
    run(["check", ".", "--expected", "--jsonl", "old.jsonl"]);
    write("old.jsonl", read("old.jsonl").replace('"0:r0=0; 1:r0=0",', ""));
    const { code, out } = run(["check", ".", "--expected", "--baseline", "old.jsonl"]);
    expect(code).toBe(1);
    expect(out).toContain("outcomes sb.litmus   under lkmm\n         appeared  0:r0=0; 1:r0=0\n");
  });

  test("of herd", () => {
    write("sb.lit", named("sb", "Never"));
    const args = ["check", "sb.lit", "--model", "sc"];
    write("old.log", run([...args, "--format", "herd"]).out);
    expect(run([...args, "--baseline", "old.log"]).out).toContain("no answer differs from old.log");
    write("old.log", read("old.log").replace("States 3\n", "States 4\n0:r0=9; 1:r0=9;\n"));
    const { code, out } = run([...args, "--baseline", "old.log"]);
    expect(code).toBe(1);
    expect(out).toContain("outcomes sb.lit   under sc\n         vanished  0:r0=9; 1:r0=9\n");
  });
});

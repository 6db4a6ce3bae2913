import { spawn } from "node:child_process";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { LONG } from "./answers.js";
import { Bench, named } from "./bench.js";
import { withoutTimes } from "./litmus.js";

/** `litmus check` as a campaign: processes, files that go on, reports. */

const bench = new Bench("check");
afterAll(() => bench.dispose());
beforeEach(() => bench.next());
const { run, write, read, pathOf } = bench;

/** Names of the tests that lines of `check` are about, with the word before each. */
const endings = (out: string) =>
  [...out.matchAll(/^(\w+) +([\w/-]+)\.lit /gm)].map(([, word, name]) => `${name} ${word}`);

describe("names", () => {
  test("are of files, folders, patterns, and lists that may name lists", () => {
    for (const name of ["a/x.lit", "a/deep/y.lit", "b/z.lit", "c/w.lit"]) write(name, named("t"));
    write("a/list.txt", "# beside it\nx.lit\n\n@more.txt\n");
    write("a/more.txt", "deep/*.lit\n");
    const check = (...args: string[]) =>
      endings(run(["check", ...args, "--model", "sc", "--jobs", "1"]).out);
    const all = ["a/deep/y ok", "a/x ok", "b/z ok", "c/w ok"];
    expect(check(".")).toEqual(all);
    expect(check("**/*.lit")).toEqual(all);
    expect(check("{a,[b-c]}/?.lit")).toEqual(["a/x ok", "b/z ok", "c/w ok"]);
    expect(check("@a/list.txt", "--list", "a/more.txt")).toEqual([
      "a/x ok",
      "a/deep/y ok",
      "a/deep/y ok",
    ]);
    const listed = run(["check", "--list", "-", "--model", "sc"], { input: "b\nc/w.lit\n" });
    expect(endings(listed.out)).toEqual(["b/z ok", "c/w ok"]);
    expect(run(["check", "d/*.lit"]).err).toBe("error: no file matches d/*.lit\n");
    write("loop.txt", "@loop.txt\n");
    expect(run(["check", "@loop.txt"]).err).toBe("error: the list loop.txt names itself\n");
  });

  test("standard input can be a test", () => {
    const { code, out } = run(["check", "-", "--model", "sc"], { input: named("t") });
    expect(code).toBe(0);
    expect(withoutTimes(out)).toContain(
      "ok       standard input   1 of 1 expectation holds   _ s\n",
    );
  });
});

test("any number of processes prints the same, in the order of the list", () => {
  const args = ["check", "litmus/kernel", "--model", "sc,lkmm"];
  const one = run([...args, "--jobs", "1"]);
  const four = run([...args, "--jobs", "4"]);
  expect(one.code).toBe(0);
  expect(withoutTimes(four.out)).toBe(withoutTimes(one.out));
});

test("a process tells of its small tests while a long one takes its time, and gives back those behind it", () => {
  const names = ["a", "b", "long", "y", "z"];
  for (const name of names) write(`${name}.lit`, name === "long" ? LONG : named(name));
  const { code, out } = run(["check", ".", "--model", "lkmm", "--time", "400ms", "--jobs", "1"]);
  expect(code).toBe(3);
  expect(endings(out)).toEqual(["a ok", "b ok", "long bounded", "y ok", "z ok"]);
});

/** Makes a worker end in the way that the name of the test says when it reads that test. */
const SABOTAGE = `const fs = require("fs");
const { readFileSync } = fs;
if (process.argv[2] === "worker") fs.readFileSync = (path, ...rest) => {
  if (/exit.lit$/.test(path)) process.exit(7);
  if (/throw.lit$/.test(path)) setImmediate(() => { throw new TypeError("boom"); });
  if (/kill.lit$/.test(path)) process.kill(process.pid, "SIGKILL");
  if (/memory.lit$/.test(path)) for (const all = []; ; ) all.push(new Array(1e5).fill(0));
  return readFileSync(path, ...rest);
};
`;

describe("a process that ends", () => {
  test("costs one test, and it is said how it ended", () => {
    for (const name of ["a", "exit", "kill", "m", "memory", "z"]) {
      write(`tests/${name}.lit`, named(name));
    }
    write("sabotage.cjs", SABOTAGE);
    const env = { NODE_OPTIONS: `--require=${pathOf("sabotage.cjs")}` };
    const args = ["check", "tests", "--model", "sc", "--memory", "512M", "--jsonl", "all.jsonl"];
    const { code, out } = run([...args, "--junit", "all.xml"], { env });
    expect(code).toBe(70);
    expect(withoutTimes(out)).toBe(`ok       tests/a.lit   1 of 1 expectation holds   _ s
crashed  tests/exit.lit   its process ended with exit code 7
crashed  tests/kill.lit   its process ended by SIGKILL
ok       tests/m.lit   1 of 1 expectation holds   _ s
bounded  tests/memory.lit   no expectations   _ s
         bounded: stopped at 384 MB of memory: no answer
ok       tests/z.lit   1 of 1 expectation holds   _ s

6 tests: 3 ok, 2 crashed, 1 bounded   _ s
`);
    expect(read("all.xml")).toContain('tests="6" failures="0" errors="3" skipped="0"');
    // What crashed runs again.
    const again = run([...args, "--resume"]);
    expect(again.err).toBe("all.jsonl: 4 of 6 tests done before\n");
    expect(again.out).toContain("6 tests: 5 ok, 1 bounded");
  });

  test("for a throw that nobody catches, with its words", () => {
    write("a.lit", named("a"));
    write("throw.lit", LONG);
    write("sabotage.cjs", SABOTAGE);
    const env = { NODE_OPTIONS: `--require=${pathOf("sabotage.cjs")}` };
    const { code, out } = run(["check", "a.lit", "throw.lit", "--model", "lkmm"], { env });
    expect(code).toBe(70);
    expect(out).toContain(
      "crashed  throw.lit   its process ended with exit code 1: TypeError: boom\n",
    );
  });
});

test("beyond --memory an answer is bounded; a test that needs more than its part gets all of it", () => {
  write("long.lit", LONG);
  write("sb.lit", named("sb"));
  const { code, out } = run(["check", ".", "--model", "wmm", "--memory", "1M"]);
  expect(code).toBe(3);
  expect(out).toMatch(/^bounded {2}long\.lit .*\n {9}bounded: stopped at [\d,]+ bytes: /m);
  expect(out).toMatch(/^ok {7}sb\.lit /m);
});

describe("reports for continuous integration", () => {
  /** One test of each kind of ending. */
  function writeAll(): void {
    write("good.lit", named("good"));
    write("sub/wrong.lit", named("wrong", "Always"));
    write("sub/broken.lit", "C broken\n{}\nP0(int *x) { nonsense; }\nexists (x=1)\n");
    write("long.lit", LONG);
  }
  const args = ["check", ".", "--model", "sc", "--states", "100", "--jobs", "1"];
  const difference = "under sc: expected Always, found Never";

  test("TAP has a line for each test", () => {
    writeAll();
    const { code, out } = run([...args, "--tap"]);
    expect(code).toBe(1);
    const lines = out.split("\n").filter((line) => /^(TAP|1\.\.|ok|not ok)/.test(line));
    expect(lines).toEqual([
      "TAP version 14",
      "1..4",
      "ok 1 - good.lit",
      "not ok 2 - long.lit",
      "not ok 3 - sub/broken.lit",
      "not ok 4 - sub/wrong.lit",
    ]);
    expect(out).toContain(`      message: "${difference}"\n`);
  });

  test("GitHub gets an annotation at each line that is wrong", () => {
    writeAll();
    const { out } = run([...args, "--format", "github"]);
    expect(
      out.split("\n").map((line) => line.replace(/::.*::.*/, (text) => text.slice(0, 70))),
    ).toEqual([
      expect.stringMatching(/^::warning file=long.lit,line=1,col=1,title=litmus%3A bounded::/),
      expect.stringMatching(/^::error file=sub\/broken.lit,line=3,col=\d+,title=litmus%3A /),
      expect.stringMatching(
        /^::error file=sub\/wrong.lit,line=8,col=\d+,title=litmus%3A differs::/,
      ),
      expect.stringMatching(/^4 tests: 1 ok, 1 bounded, 1 invalid, 1 differs {3}/),
      "",
    ]);
  });

  test("JUnit and SARIF are files beside what is printed", () => {
    writeAll();
    const { out } = run([...args, "--junit", "all.xml", "--sarif", "all.sarif", "--json"]);
    expect(out.split("\n")).toHaveLength(5);
    const xml = read("all.xml");
    expect(xml).toContain(
      '<testsuites name="litmus" tests="4" failures="1" errors="2" skipped="0"',
    );
    expect(xml).toContain('<testcase name="wrong.lit" classname="sub"');
    expect(xml).toContain(`<failure type="differs" message="${difference}">`);
    const { runs } = JSON.parse(read("all.sarif"));
    const results = runs[0].results.map(
      ({ ruleId, level, locations: [{ physicalLocation: place }] }: SarifResult) =>
        `${level} ${ruleId} ${place.artifactLocation.uri}:${place.region.startLine}`,
    );
    expect(results).toEqual([
      "warning bounded long.lit:1",
      expect.stringMatching(/^error [a-z-]+ sub\/broken.lit:3$/),
      "error differs sub/wrong.lit:8",
    ]);
  });
});

interface SarifResult {
  readonly ruleId: string;
  readonly level: string;
  readonly locations: readonly [
    {
      readonly physicalLocation: {
        readonly artifactLocation: { readonly uri: string };
        readonly region: { readonly startLine: number };
      };
    },
  ];
}

test("--watch runs again what is saved, and nothing else", async () => {
  write("a.lit", named("a"));
  write("b.lit", named("b"));
  const child = spawn("node", [bench.program, "check", ".", "--model", "sc", "--watch"], {
    cwd: bench.folder,
  });
  let out = "";
  let cycles = 0;
  child.stdout.on("data", (chunk) => {
    out += chunk;
  });
  const edits = [
    () => write("b.lit", named("b", "Always")),
    () => write("c.lit", named("c")),
    () => child.kill("SIGINT"),
  ];
  child.stderr.on("data", (chunk) => {
    if (/watching 1 folder/.test(`${chunk}`)) edits[cycles++]?.();
  });
  const code = await new Promise((resolve) => child.on("close", resolve));
  expect(code).toBe(130);
  expect(endings(out)).toEqual(["a ok", "b ok", "b differs", "c ok"]);
  expect(out).toContain("3 tests: 2 ok, 1 differs");
});

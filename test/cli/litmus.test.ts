import { cpSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import packageJson from "../../package.json" with { type: "json" };
import { Litmus, withoutTimes } from "./litmus.js";

const litmus = new Litmus();
afterAll(() => litmus.dispose());

/** Writes a test into the folder in which the program runs. */
function write(name: string, text: string): void {
  writeFileSync(join(litmus.work, name), text);
}

/** Store buffering, with what is expected of it under sc and tso. */
const storeBuffering = (sc: string, tso: string) => `C SB
"store buffering"
{ } P0(int *x, int *y) {
	WRITE_ONCE(*x, 1);
	int r0 = READ_ONCE(*y);
}

P1(int *x, int *y) {
	WRITE_ONCE(*y, 1);
	int r0 = READ_ONCE(*x);
}
exists (0:r0=0 /\\ 1:r0=0)

expect
  sc     tso
  ${sc}  ${tso}
`;

describe("the command line", () => {
  test("without arguments: help", () => {
    const { code, out, err } = litmus.run([]);
    expect(code).toBe(0);
    expect(err).toBe("");
    expect(out).toMatch(/^Usage: litmus \[options\] \[command\]\n/);
    for (const name of ["run", "outcomes", "check", "list", "models"]) {
      expect(out).toMatch(new RegExp(`^ {2}${name} `, "m"));
    }
  });

  test.each(["run", "outcomes", "check", "list", "models"])("help of %s has an example", (name) => {
    const { code, out } = litmus.run([name, "--help"]);
    expect(code).toBe(0);
    expect(out).toMatch(/\nExamples?:\n {2}litmus /);
    expect(litmus.run(["help", name]).out).toBe(out);
  });

  test("--version", () => {
    expect(litmus.run(["--version"])).toEqual({
      code: 0,
      out: `${packageJson.version}\n`,
      err: "",
    });
  });

  test.each([
    [["rnu", "a"], "error: unknown command 'rnu'\n(Did you mean run?)\n"],
    [["a.lit"], "error: unknown command 'a.lit'\nTo run a test: litmus run a.lit\n"],
    [["run"], "error: missing required argument 'test'\n"],
    [["run", "--modle", "sc", "SB"], "error: unknown option '--modle'\n(Did you mean --model?)\n"],
    [
      ["run", "--model", "tos", "SB"],
      "error: option '--model <ids>' argument 'tos' is invalid. there is no model tos; did you mean tso?\n",
    ],
    [
      ["run", "--time", "soon", "SB"],
      "error: option '--time <t>' argument 'soon' is invalid. Expected a time such as 500ms, 10s or 2m, at least 1.\n",
    ],
    [
      ["run", "fence-loss", "--story", "wmm"],
      'error: --story needs a variant too, such as "down_read_trylock/wmm"\n',
    ],
    [
      ["run", "CoRR", "--model", "sc", "--story", "tso"],
      "error: --story: there is no model tso; there is sc\n",
    ],
    [
      ["run", "CoRR", "--story", "a/tso"],
      "error: --story: there is no variant a: the test has none\n",
    ],
    [["run", "SB", "MP"], "error: too many arguments for 'run'. Expected 1 argument but got 2.\n"],
    [
      ["run", "no-such-test-at-all"],
      "error: there is no file and no shipped test called no-such-test-at-all; litmus list shows all tests\n",
    ],
    [
      ["run", "fence-los"],
      "error: there is no file and no shipped test called fence-los; did you mean fence-loss?\n",
    ],
    [["run", "."], "error: . is a folder; to check all tests in it: litmus check .\n"],
    [["check", "../dist"], "error: there is no .lit or .litmus file in ../dist\n"],
    [["list", "qqqq"], "error: no test has qqqq\n"],
    [
      ["run", "fence-loss", "--variant", "refcount inc acquir"],
      "error: there is no variant refcount inc acquir; did you mean refcount inc acquire?\n",
    ],
    [["run", "CoRR", "--variant", "a"], "error: there is no variant a: the test has none\n"],
  ])("%j is wrong", (args, err) => {
    expect(litmus.run(args)).toEqual({ code: 2, out: "", err });
  });
});

describe("run", () => {
  test("a whole screen", () => {
    write("sb.lit", storeBuffering("Never", "Sometimes"));
    const { code, out, err } = litmus.run(["run", "sb.lit", "--model", "sc,tso"]);
    expect(err).toBe("");
    expect(withoutTimes(out)).toBe(`SB   store buffering
exists (0:r0=0 /\\ 1:r0=0)

  sc     tso
  Never  Sometimes

under tso: how it happens
  step  thread  line  what happens                            store buffer  memory
                      start                                                 x=0 y=0
     1  P0         4  buffers x = 1                           x=1
     2  P1         9  buffers y = 1                           y=1
     3  P0         5  reads y = 0
     4  P1         9  store of y = 1 leaves its store buffer  -             y=1
     5  P1        10  reads x = 0
     6  P0         4  store of x = 1 leaves its store buffer  -             x=1

end      0:r0=0  1:r0=0
why      line 4 (WRITE_ONCE) and line 5 (READ_ONCE) are not ordered: the store of x = 1 waited in
         the store buffer from step 1 to step 6, and the later read took y = 0 at step 3
             4  WRITE_ONCE(*x, 1);
             5  int r0 = READ_ONCE(*y);
fix      put smp_mb() before line 5 and put smp_mb() before line 10.  It holds under every model
         listed.
compare  sc forbids it

2 of 2 expectations hold   _ s
`);
    expect(code).toBe(0);
  });

  test("an expectation that does not hold", () => {
    write("wrong.lit", storeBuffering("Never", "Never"));
    const { code, out } = litmus.run(["run", "wrong.lit", "--no-story"]);
    expect(code).toBe(1);
    expect(out).toContain("under tso: expected Never, found Sometimes (wrong.lit:16:");
    expect(out).toContain("\n1 of 2 expectations hold ");
  });

  test("standard input", () => {
    const input = storeBuffering("Never", "Sometimes");
    const { code, out } = litmus.run(["run", "-"], { input });
    expect(code).toBe(0);
    expect(out).toContain("2 of 2 expectations hold");
  });

  test("a test with errors: each with its place, and no answer", () => {
    write(
      "broken.lit",
      storeBuffering("Never", "Somtimes").replace("READ_ONCE(*y)", "READ_ONCE(*z)"),
    );
    const { code, out, err } = litmus.run(["run", "broken.lit"]);
    expect(code).toBe(2);
    expect(out).toBe("");
    expect(err).toContain("broken.lit:16:");
    expect(err).toContain("did you mean `Sometimes`?");
    expect(err).not.toContain("    at ");
    const json = litmus.run(["run", "broken.lit", "--json"]);
    expect(json.code).toBe(2);
    expect(JSON.parse(json.out)).toMatchObject({
      file: "broken.lit",
      standing: "invalid",
      problems: expect.arrayContaining([
        {
          code: "unknown-verdict",
          message: expect.any(String),
          place: expect.stringMatching(/^broken\.lit:16:/),
        },
      ]),
    });
  });

  test("a header that no dialect reads", () => {
    write("lisa.lit", "LISA test\n{}\n P0 ;\nexists (x=1)\n");
    const { code, err } = litmus.run(["run", "lisa.lit"]);
    expect(code).toBe(2);
    expect(err).toMatch(
      /^lisa\.lit:1:1: error: there is no dialect `LISA`; supported headers: C \(/,
    );
  });

  test("a limit: no answer, and which one it was", () => {
    write("sb.lit", storeBuffering("Never", "Sometimes"));
    const { code, out } = litmus.run(["run", "sb.lit", "--model", "sc", "--states", "3"]);
    expect(code).toBe(3);
    expect(out).toContain("  Never?\n");
    expect(out).toContain("stopped at 3 states: an answer with ? is not sure, under sc");
  });

  test("--no-reduce gives the same outcomes", () => {
    write("sb.lit", storeBuffering("Never", "Sometimes"));
    const outcomes = (...more: string[]) => litmus.run(["outcomes", "sb.lit", ...more]).out;
    expect(outcomes("--no-reduce")).toBe(outcomes());
  });

  test("NO_COLOR and pipes are plain", () => {
    for (const env of [{ NO_COLOR: "1" }, { FORCE_COLOR: "1" }, {}]) {
      expect(litmus.run(["run", "fence-loss.lit"], { env }).out).not.toContain("\x1b");
    }
  });

  test("--story tells the story of a cell", () => {
    const told = litmus.run(["run", "fence-loss", "--story", "refcount inc relaxed/wmm"]).out;
    expect(told).toContain("refcount inc relaxed, under wmm: how it happens\n");
    const untold = litmus.run(["run", "fence-loss", "--story", "refcount inc acquire/tso"]).out;
    expect(untold).toContain(
      "refcount inc acquire, under tso: nothing to tell, the outcome is not there\n",
    );
  });

  test("Ctrl-C prints what is known", async () => {
    const threads = Array.from({ length: 7 }, (_, i) => {
      const body = [
        "r0 = READ_ONCE(*x)",
        `WRITE_ONCE(*y, ${i + 1})`,
        "r1 = READ_ONCE(*y)",
        `WRITE_ONCE(*x, ${i + 1})`,
      ];
      return `P${i}(int *x, int *y) { int r0; int r1; ${body.join("; ")}; }\n`;
    });
    const wanted = threads.map((_, i) => `${i}:r0=7 /\\ ${i}:r1=7`).join(" /\\ ");
    write("long.lit", `C long\n{}\n${threads.join("")}exists (${wanted})\n`);
    const { code, out, err } = await litmus.interrupt(
      ["run", "long.lit", "--model", "sc,tso"],
      2500,
    );
    expect(err).toBe("");
    expect(code).toBe(130);
    expect(out).toContain("stopped at Ctrl-C: an answer with ? is not sure");
    expect(out).toContain("\n  sc      tso\n  Never?  -\n");
  });
});

test("a reader that has seen enough is no error", () => {
  const { code, out, err } = litmus.shell("litmus list | head -1");
  expect({ code, lines: out.split("\n").length - 1, err }).toEqual({ code: 0, lines: 1, err: "" });
  // Nobody reads when this is written.
  const late = litmus.shell("litmus outcomes SB | true");
  expect({ code: late.code, err: late.err }).toEqual({ code: 0, err: "" });
});

test("output that cannot be written is an error in one line", () => {
  for (const command of ["list", "outcomes SB"]) {
    const { code, err } = litmus.shell(`litmus ${command} > /dev/full`);
    expect(code).toBe(2);
    expect(err).toMatch(/^error: no output: ENOSPC.*\n$/);
  }
});

test("a bug is said in one line, and where it is on request", () => {
  // An installation with a file that cannot be read.
  const folder = join(litmus.work, "installed");
  mkdirSync(join(folder, "litmus"), { recursive: true });
  cpSync(dirname(litmus.program), join(folder, "dist"), { recursive: true });
  symlinkSync("nowhere", join(folder, "litmus", "gone.lit"));
  const { code, err } = litmus.shell("node installed/dist/litmus.cjs list");
  expect(code).toBe(70);
  expect(err).toMatch(/^error: this is a bug in litmus, please report it .*ENOENT.*\n$/);
  const { err: more } = litmus.shell("LITMUS_DEBUG=1 node installed/dist/litmus.cjs list");
  expect(more).toMatch(/\n {4}at /);
});

test("a small test takes two parts of the program, and few of node's own files", () => {
  const folder = join(litmus.work, "small");
  cpSync(dirname(litmus.program), join(folder, "dist"), { recursive: true });
  for (const name of readdirSync(join(folder, "dist", "program"))) {
    if (!/^(main|outcomes)\./.test(name)) rmSync(join(folder, "dist", "program", name));
  }
  const loaded =
    "process.on('exit', () => require('fs').writeSync(2, process.moduleLoadList.join()))";
  writeFileSync(join(folder, "loaded.cjs"), loaded);
  write("small.litmus", storeBuffering("Never", "Sometimes").replace(/expect[\s\S]*/, ""));
  const options = "--model tso --engine axioms --format herd";
  const { code, out, err } = litmus.shell(
    `node -r ./small/loaded.cjs small/dist/litmus.cjs outcomes small.litmus ${options}`,
  );
  expect({ code, out: out.split("\n")[1] }).toEqual({ code: 0, out: "States 4" });
  const names = ["perf_hooks", "worker_threads", "tty", "net", "child_process", "readline"];
  const files = err.trim().split(",");
  expect(files).toContain("NativeModule fs");
  expect(names.filter((name) => files.includes(`NativeModule ${name}`))).toEqual([]);
});

test("compiled code of another version of Node is not used, and missing code is not missed", () => {
  const cache = join(dirname(litmus.program), "program", "main.cache");
  const expected = litmus.run(["models"]);
  expect(expected.code).toBe(0);
  writeFileSync(cache, "compiled by another version");
  expect(litmus.run(["models"])).toEqual(expected);
  rmSync(cache);
  expect(litmus.run(["models"])).toEqual(expected);
});

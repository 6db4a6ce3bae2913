import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import {
  C11_RACE,
  C11_ROW,
  KERNEL,
  KERNEL_ROW,
  KERNEL_STATES,
  LONG,
  PLAIN,
  PLAIN_C11_ROW,
  X86,
  X86_ROW,
} from "./answers.js";
import { Litmus } from "./litmus.js";

/** `litmus check --expected` over small folders of tests with known answers. */

const litmus = new Litmus();
afterAll(() => litmus.dispose());

/** Each test has a folder of its own. */
let folder = "";
let count = 0;
beforeEach(() => {
  folder = `corpus-${count++}`;
  mkdirSync(join(litmus.work, folder));
});

function write(path: string, text: string): void {
  const full = join(litmus.work, folder, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, text);
}

/** Writes rows, one a line; a text is written as it is. */
function writeRows(path: string, rows: readonly (string | object)[]): void {
  const lines = rows.map((row) => (typeof row === "string" ? row : JSON.stringify(row)));
  write(path, `${lines.join("\n")}\n`);
}

const check = (...args: readonly string[]) => litmus.run(["check", ...args]);

/** Columns of numbers as wide as their widest cell, and times, which differ from run to run, as `_`. */
const tidy = (text: string) =>
  text
    .replace(/ +\d+\.\d( |$)/gm, " _$1")
    .replace(/\b\d+\.\d\d s\b/g, "_ s")
    .replace(/ +seconds/, " seconds");

/** Two folders whose tests all come out as their rows say. */
function writeEqual(): void {
  write("kernel/tests/sb.litmus", KERNEL);
  writeRows("kernel/expected.jsonl", [KERNEL_ROW]);
  write("x86/tests/deep/mp.litmus", X86);
  writeRows("x86/expected.jsonl", [X86_ROW]);
}

describe("tests that come out as their rows say", () => {
  const table = `  folder  tests  equal  different  unsupported seconds  model
  kernel      1      1          0            0 _  lkmm
  x86         1      1          0            0 _  x86
  all         2      2          0            0 _

2 tests: 2 equal, 0 different, 0 unsupported   _ s
`;

  test("are in a table by folder, however the folders are named", () => {
    writeEqual();
    for (const line of [
      `${folder} --expected`,
      `${folder}/*/tests --expected`,
      `--expected ${folder}/*`,
      `${folder} --expected --json | tail -1 >/dev/null; litmus check --expected ${folder}/*/tests`,
    ]) {
      const { code, out, err } = litmus.shell(`litmus check ${line}`);
      expect({ line, code, out: tidy(out), err }).toEqual({ line, code: 0, out: table, err: "" });
    }
  });

  test("can be named one by one, and as a part of their folder", () => {
    writeEqual();
    const one = `1 test: 1 equal, 0 different, 0 unsupported   _ s\n`;
    expect(tidy(check(`${folder}/kernel/tests/sb.litmus`, "--expected").out)).toContain(one);
    expect(tidy(check(`${folder}/x86/tests/deep`, "--expected").out)).toContain(one);
  });

  test("can have their rows in any file; these name tests below the folder", () => {
    write("tests/sb.litmus", KERNEL);
    writeRows("answers.jsonl", [KERNEL_ROW]);
    const { code, out } = check(folder, "--expected", `${folder}/answers.jsonl`);
    expect(code).toBe(0);
    expect(tidy(out)).toBe(`  folder         tests  equal  different  unsupported seconds  model
  answers.jsonl      1      1          0            0 _  lkmm

1 test: 1 equal, 0 different, 0 unsupported   _ s
`);
  });

  test("may have undefined behaviour", () => {
    write("race.litmus", C11_RACE);
    writeRows("expected.jsonl", [C11_ROW]);
    for (const engine of ["axioms", "machine"]) {
      const { code, out } = check(folder, "--expected", "--engine", engine);
      expect(out).toMatch(/ 1 {6}1 {10}0 {12}0 +\d\.\d {2}rc11\n/);
      expect(code).toBe(0);
    }
  });

  test("need no more than a result", () => {
    write("sb.litmus", KERNEL);
    writeRows("expected.jsonl", [{ file: "sb.litmus", result: "Ok", slow: true }]);
    expect(check(folder, "--expected").code).toBe(0);
  });

  test("are in the language of those around them when their text does not say", () => {
    write("race.litmus", C11_RACE);
    write("plain.litmus", PLAIN);
    writeRows("expected.jsonl", [PLAIN_C11_ROW, C11_ROW]);
    expect(check(folder, "--expected").code).toBe(0);
  });

  test("are in the language of the model that their row names when their text does not say", () => {
    write("plain.litmus", PLAIN);
    writeRows("expected.jsonl", [{ ...PLAIN_C11_ROW, model: "rc11" }]);
    expect(check(folder, "--expected").code).toBe(0);
    // By itself it is a test of the kernel's, where this is allowed, and a race.
    writeRows("expected.jsonl", [PLAIN_C11_ROW]);
    const { code, out } = check(folder, "--expected");
    expect(code).toBe(1);
    expect(out).toContain("plain.litmus   lkmm\n         expected    Never (No), 1 state\n");
  });
});

describe("a test that differs from its row", () => {
  test("comes first, with what was expected and what was found", () => {
    writeEqual();
    const states = [...KERNEL_STATES.slice(1), "0:r0=2; 1:r0=0;"];
    writeRows("kernel/expected.jsonl", [
      { ...KERNEL_ROW, observation: "Never", result: "No", states, flags: ["data-race"] },
    ]);
    const { code, out } = check(folder, "--expected");
    expect(code).toBe(1);
    expect(tidy(out)).toBe(`differs  ${folder}/kernel/tests/sb.litmus   lkmm
         expected    Never (No), 4 states, data-race
         found       Sometimes (Ok), 4 states
         missing     flag data-race
         missing     0:r0=2; 1:r0=0
         additional  0:r0=0; 1:r0=0

  folder  tests  equal  different  unsupported seconds  model
  kernel      1      0          1            0 _  lkmm
  x86         1      1          0            0 _  x86
  all         2      1          1            0 _

2 tests: 1 equal, 1 different, 0 unsupported   _ s
`);
  });

  test("is judged by the model that the row names", () => {
    write("mp.litmus", X86);
    const pso = { states: [...X86_ROW.states, "1:EAX=1; 1:EBX=0;"], observation: "Sometimes" };
    writeRows("expected.jsonl", [{ file: "mp.litmus", result: "Ok", model: "pso", ...pso }]);
    expect(check(folder, "--expected").code).toBe(0);
    writeRows("expected.jsonl", [{ file: "mp.litmus", result: "Ok", model: "sc", ...pso }]);
    const { code, out } = check(folder, "--expected");
    expect(out).toContain(`differs  ${folder}/mp.litmus   sc\n`);
    expect(out).toContain("         missing     1:EAX=1; 1:EBX=0\n");
    expect(code).toBe(1);
  });

  test.each([
    ["a result", { file: "sb.litmus", result: "No" }, "expected    No", "found       Ok"],
    ["undefined behaviour", C11_ROW, "expected    Sometimes (No), 4 states", "*undef*"],
  ])("may differ in %s only", (_, row, expected, found) => {
    write("sb.litmus", KERNEL);
    write("race.litmus", C11_RACE);
    writeRows("expected.jsonl", [{ ...row, result: "No", flags: [] }]);
    const { code, out } = check(folder, "--expected");
    expect(out).toContain(expected);
    expect(out).toContain(found);
    expect(code).toBe(1);
  });

  test("names few of many states", () => {
    write("long.litmus", KERNEL.replace("WRITE_ONCE(*x, 1)", "int r1 = READ_ONCE(*x)"));
    const states = Array.from({ length: 20 }, (_, k) => `0:r0=${k + 5}; 1:r0=0;`);
    writeRows("expected.jsonl", [
      { file: "long.litmus", result: "Ok", observation: "Sometimes", states },
    ]);
    const { out } = check(folder, "--expected");
    expect(out.match(/missing {5}0:r0=/g)).toHaveLength(5);
    expect(out).toContain("         missing     15 more states\n");
  });
});

describe("what cannot be compared", () => {
  test("is a test without a row, which is said, and a row without a test, which is wrong", () => {
    writeEqual();
    write("kernel/tests/new.litmus", KERNEL);
    const { code, out } = check(folder, "--expected");
    expect(code).toBe(0);
    expect(out).toContain(`no row           1  ${folder}/kernel/tests/new.litmus\n\n  folder`);

    writeRows("kernel/expected.jsonl", [KERNEL_ROW, { file: "gone.litmus", result: "Ok" }]);
    const more = check(folder, "--expected");
    expect(more.code).toBe(2);
    expect(more.out).toContain(
      `no test          1  gone.litmus   ${folder}/kernel/expected.jsonl:2:1\n\n  folder`,
    );
    // Of a part of the folder, only that part is asked for.
    expect(check(`${folder}/kernel/tests/sb.litmus`, "--expected").code).toBe(0);
  });

  test("is a test that cannot be read: as many as are stated may be so", () => {
    writeEqual();
    for (const name of ["a", "b"]) {
      write(`kernel/tests/${name}.litmus`, KERNEL.replace("READ_ONCE(*y)", "read_twice(*y)"));
    }
    const rows = ["a.litmus", "b.litmus"].map((file) => ({ ...KERNEL_ROW, file }));
    writeRows("kernel/expected.jsonl", [...rows, KERNEL_ROW]);
    const { code, out } = check(folder, "--expected");
    expect(code).toBe(2);
    expect(
      tidy(out),
    ).toBe(`unsupported      2  kernel: no function or primitive is called \`read_twice\`
                    first: ${folder}/kernel/tests/a.litmus:3:50

  folder  tests  equal  different  unsupported seconds  model
  kernel      3      1          0            2 _  lkmm
  x86         1      1          0            0 _  x86
  all         4      2          0            2 _

4 tests: 2 equal, 0 different, 2 unsupported   _ s
`);
    const stated = (most: string) => check(folder, "--expected", "--unsupported-max", most);
    expect(stated("1").code).toBe(2);
    expect(stated("2").code).toBe(0);
    expect(stated("2").out).toContain("2 equal, 0 different, 2 unsupported of at most 2   ");
  });

  test("is a test that has variants, of which the row says nothing", () => {
    const variants = "variants\n  full: FENCE = smp_mb\n  writes: FENCE = smp_wmb\n";
    write("sb.lit", KERNEL.replace("{}\n", `{}\n${variants}`).replaceAll("1);", "1); FENCE();"));
    writeRows("expected.jsonl", [{ file: "sb.lit", result: "Ok" }]);
    const { code, out } = check(folder, "--expected");
    expect(code).toBe(2);
    expect(out).toContain("it has variants, and a row answers for one program\n");
  });

  test("is a row for a model that nobody asks for", () => {
    writeEqual();
    const { code, out } = check(folder, "--expected", "--model", "lkmm");
    expect(out).toContain("1 test: 1 equal, 0 different, 0 unsupported, 1 for other models   ");
    expect(code).toBe(0);
    // To compare nothing is no success.
    expect(check(folder, "--expected", "--model", "power").code).toBe(2);
  });

  test("is a search that a limit stops, unless what it saw differs", () => {
    write("long.litmus", LONG);
    writeRows("expected.jsonl", [{ file: "long.litmus", result: "No" }]);
    const bounded = check(folder, "--expected", "--candidates", "100");
    expect(bounded.code).toBe(3);
    expect(tidy(bounded.out)).toBe(`bounded  ${folder}/long.litmus   lkmm
         expected    No
         stopped at  100 candidate executions

  folder     tests  equal  different  bounded  unsupported seconds  model
  ${folder}      1      0          0        1            0 _  lkmm

1 test: 0 equal, 0 different, 1 bounded, 0 unsupported   _ s
`);
    const states = ["0:r0=77;"];
    writeRows("expected.jsonl", [
      { file: "long.litmus", result: "No", observation: "Never", states },
    ]);
    const differs = check(folder, "--expected", "--candidates", "100");
    expect(differs.code).toBe(1);
    // What a longer search could still find is not missing.
    expect(differs.out).not.toContain("missing");
    expect(differs.out).toContain("stopped at  100 candidate executions\n");
  });
});

describe("a row that is wrong", () => {
  test("is said with its place, all of them at once, before any test runs", () => {
    write("sb.litmus", KERNEL);
    writeRows("expected.jsonl", [
      KERNEL_ROW,
      '{"file": "sb.litmus", "result"}',
      "[1, 2]",
      { file: "a.litmus", result: "Maybe" },
      { file: "b.litmus", result: "Ok", states: ["x=1;"] },
      { file: 3, result: "Ok", observation: "Never", states: "x=1;" },
      { file: "c.litmus", result: "Ok", model: "armv9" },
      KERNEL_ROW,
    ]);
    const { code, out, err } = check(folder, "--expected");
    const places = err.split("\n").filter((line) => line.startsWith(folder));
    expect(places.map((line) => line.slice(folder.length + 1))).toEqual([
      "expected.jsonl:2:1: error: this line is not JSON: each line is the row of one test",
      "expected.jsonl:3:1: error: a row is an object: `file`, `result` and more about one test",
      'expected.jsonl:4:1: error: `result` is one of Ok, No, Undef; here it is `"Maybe"`',
      "expected.jsonl:5:1: error: `observation` is one of Never, Sometimes, Always; here it is missing",
      "expected.jsonl:6:1: error: `file` is a name; here it is `3`",
      'expected.jsonl:6:1: error: `states` is a list of texts; here it is `"x=1;"`',
      "expected.jsonl:7:1: error: there is no model `armv9`",
      "expected.jsonl:8:1: error: a second row for sb.litmus",
      "expected.jsonl:1:1: note: the other one is here",
    ]);
    expect(err).toContain("  did you mean `armv8`?\n");
    expect({ code, out }).toEqual({ code: 2, out: "" });
  });
});

test("--json writes known and found states in one spelling", () => {
  writeEqual();
  const states = ["1:EBX=0; 1:EAX=0;", "1:EAX=0; 1:EBX=1;", "1:EAX=1; 1:EBX=0;"];
  writeRows("x86/expected.jsonl", [{ ...X86_ROW, states }]);
  const { out } = check(`${folder}/x86`, "--expected", "--json");
  const { expected, found, missing, additional } = JSON.parse(out.split("\n")[0]!);
  expect(expected.states).toEqual(["1:EAX=0; 1:EBX=0", "1:EAX=0; 1:EBX=1", "1:EAX=1; 1:EBX=0"]);
  expect(found.states).toEqual(["1:EAX=0; 1:EBX=0", "1:EAX=0; 1:EBX=1", "1:EAX=1; 1:EBX=1"]);
  expect([missing.states, additional.states]).toEqual([["1:EAX=1; 1:EBX=0"], ["1:EAX=1; 1:EBX=1"]]);
});

test("--json has one line a test and what the table says in the last", () => {
  writeEqual();
  writeRows("x86/expected.jsonl", [{ file: "deep/mp.litmus", result: "Ok" }]);
  const { code, out } = check(folder, "--expected", "--json");
  expect(code).toBe(1);
  const common = { format: 1, version: "0.1.0" };
  const lines = out.trim().split("\n");
  const timeless = (text: string) => text.replace(/"milliseconds":\d+/g, '"milliseconds":0');
  const tally = { tests: 1, equal: 1, different: 0, bounded: 0, unsupported: 0, milliseconds: 0 };
  expect(lines.map((line) => JSON.parse(timeless(line)))).toEqual([
    {
      ...common,
      file: `${folder}/kernel/tests/sb.litmus`,
      model: "lkmm",
      standing: "equal",
      milliseconds: 0,
    },
    {
      ...common,
      file: `${folder}/x86/tests/deep/mp.litmus`,
      model: "x86",
      standing: "differs",
      milliseconds: 0,
      expected: { result: "Ok" },
      found: {
        result: "No",
        observation: "Never",
        states: expect.arrayContaining([
          "1:EAX=0; 1:EBX=0",
          "1:EAX=0; 1:EBX=1",
          "1:EAX=1; 1:EBX=1",
        ]),
        flags: [],
      },
      missing: { states: [], flags: [] },
      additional: { states: [], flags: [] },
      bounds: [],
    },
    {
      ...common,
      folders: [
        { name: "kernel", models: ["lkmm"], ...tally },
        { name: "x86", models: ["x86"], ...tally, equal: 0, different: 1 },
      ],
      unsupported: [],
      unsupportedMax: 0,
      withoutRow: [],
      withoutTest: [],
      leftOut: 0,
      wanted: 2,
      isInterrupted: false,
      milliseconds: 0,
    },
  ]);
});

test("a machine can be asked; what it does not know of is no difference", () => {
  write("mp.litmus", X86);
  write("sb.litmus", KERNEL);
  const flags = ["Assuming-something"];
  writeRows("expected.jsonl", [
    { ...X86_ROW, file: "mp.litmus", model: "tso", flags },
    { ...KERNEL_ROW, model: "lkmm" },
  ]);
  const { code, out } = check(folder, "--expected", "--engine", "machine");
  expect(code).toBe(2);
  expect(out).toContain(`unsupported      1  ${folder}: lkmm has no machine\n`);
  expect(out).toContain("2 tests: 1 equal, 0 different, 1 unsupported   ");
  expect(check(folder, "--expected").out).toContain("missing     flag Assuming-something\n");
});

test("a model of one's own is asked in the place of the one that the answers are for", () => {
  writeEqual();
  write("sc.cat", '"my own"\ninclude "cos.cat"\nacyclic po | rf | fr | co as order\n');
  const args = ["--expected", "--cat", `${folder}/sc.cat`];
  const { code, out } = check(`${folder}/x86`, `${folder}/kernel`, ...args);
  expect(code).toBe(1);
  expect(out).toContain(`differs  ${folder}/kernel/tests/sb.litmus   sc.cat\n`);
  expect(out).toContain("         missing     0:r0=0; 1:r0=0\n");
  expect(out).toMatch(/ x86 +1 {6}1 +0 +0 +\d\.\d {2}sc\.cat\n/);
});

test("Ctrl-C prints what is known", async () => {
  write("a.litmus", KERNEL);
  write("b.litmus", LONG);
  writeRows("expected.jsonl", [
    { ...KERNEL_ROW, file: "a.litmus", result: "No" },
    { file: "b.litmus", result: "No" },
  ]);
  const { code, out, err } = await litmus.interrupt(["check", folder, "--expected"], 2500);
  expect({ code, err }).toEqual({ code: 130, err: "" });
  expect(out).toContain(`differs  ${folder}/a.litmus   lkmm\n`);
  expect(out).toContain("interrupted after 1 of 2 tests: 0 equal, 1 different, 0 unsupported   ");
});

test.each([
  [["nowhere", "--expected"], "there is no file and no folder nowhere"],
  [
    ["sb.litmus", "--expected", "rows.jsonl"],
    "rows.jsonl cannot be read: no such file or directory",
  ],
  [["sb.litmus", "--unsupported-max", "1"], "--unsupported-max belongs to --expected"],
  [["--expected"], "missing required argument 'path'"],
  [
    ["sb.litmus", "--expected", "--engine", "both"],
    "--expected does not go with --engine both: a row is compared with one semantics",
  ],
  [
    ["sb.litmus", "--expected", "--executions"],
    "--expected does not go with --executions: rows say nothing of their number",
  ],
  [["sb.litmus", "--expected", "--format", "herd"], "--expected does not go with --format herd"],
])("litmus check %j is wrong", (args, message) => {
  write("sb.litmus", KERNEL);
  const { program } = litmus;
  const line = `cd ${folder} && node ${program} check ${args.join(" ")}`;
  expect(litmus.shell(line)).toEqual({ code: 2, out: "", err: `error: ${message}\n` });
});

test("tests of which no row is to be found are an error", () => {
  write("sb.litmus", KERNEL);
  expect(check(folder, "--expected").err).toBe(
    `error: there is no expected.jsonl in or above ${folder}\n`,
  );
  writeRows("expected.jsonl", []);
  expect(check(folder, "--expected")).toEqual({
    code: 2,
    out: "",
    err: `error: no row is about a test in ${folder}\n`,
  });
});

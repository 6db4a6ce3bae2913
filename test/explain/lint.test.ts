import { describe, expect, test } from "vitest";
import { lint, lintRules } from "../../src/explain/lint/lint.js";
import { lintJson, lintText } from "../../src/report/lint.js";
import { fixesOf } from "../../src/source/diagnostic.js";
import { edited } from "../../src/source/edit.js";
import { optionsFor, read } from "./tests.js";

const options = optionsFor(["lkmm", "rc11"]);

async function linted(text: string, models: readonly string[] = ["lkmm"]): Promise<string> {
  const found = await lint(read(text, "t.lit"), optionsFor(models));
  return lintText({ file: "t.lit", name: "t", ...found });
}

/** `line code`, for each finding. */
async function codesOf(text: string, models: readonly string[] = ["lkmm"]): Promise<string[]> {
  const { findings } = await lint(read(text, "t.lit"), optionsFor(models));
  return findings.map(({ code, span }) => `${span.source.position(span.start).line} ${code}`);
}

const MP = `C MP
{}
P0(int *x, int *y) { WRITE_ONCE(*x, 1); smp_wmb(); WRITE_ONCE(*y, 1); }
P1(int *x, int *y) { int r0 = READ_ONCE(*y); smp_rmb(); int r1 = READ_ONCE(*x); }
exists (1:r0=1 /\\ 1:r1=0)
`;

test("a test without slips has no findings", async () => {
  expect(await linted(MP)).toBe("");
});

test("a finding has its place, its line with a caret, its code and what to do", async () => {
  expect(await linted(MP.replace("1:r1=0", "1:r1=2"))).toBe(
    `t.lit:5:19: warning: no execution satisfies this, whatever the order [constant-condition]
  exists (1:r0=1 /\\ 1:r1=2)
                    ^~~~~~
  help: no read and no write can give these values; compare them with what the threads store
`
      .replace("5:21", "5:20")
      .replace("                      ^", "                     ^"),
  );
});

describe("constant-condition", () => {
  const asking = (condition: string) => MP.replace(/exists.*/, condition);
  test.each([
    ["exists (1:r0=2)", ["5 constant-condition"]],
    // Each part is possible, both are not: the same read.
    ["exists (1:r0=1 /\\ 1:r0=0)", ["5 constant-condition"]],
    ["exists (x=0)", ["5 constant-condition"]],
    ["forall (1:r0=0 \\/ 1:r0=1)", ["5 constant-condition"]],
    ["~exists (1:r1=3)", ["5 constant-condition"]],
    // Impossible in every model here, but not whatever the order.
    ["exists (1:r0=1 /\\ 1:r1=0)", []],
    ["forall (x=1)", ["5 constant-condition"]],
    ["exists (1:r0=1)", []],
  ])("%s", async (condition, codes) => {
    expect((await codesOf(asking(condition))).filter((c) => c.includes("condition"))).toEqual(
      codes,
    );
  });

  test("values out of thin air count: some model might have them", async () => {
    const text = `C LB
{}
P0(int *x, int *y) { int r0 = READ_ONCE(*x); if (r0) WRITE_ONCE(*y, 1); }
P1(int *x, int *y) { int r0 = READ_ONCE(*y); if (r0) WRITE_ONCE(*x, 1); }
exists (0:r0=1 /\\ 1:r0=1)
`;
    expect(await codesOf(text)).toEqual([]);
  });

  test("where one variant can have it and another one cannot, the test is about that", async () => {
    const text = MP.replace("{}", "{}\nvariants\n  one: V = 1\n  two: V = 2").replace(
      "WRITE_ONCE(*x, 1)",
      "WRITE_ONCE(*x, V)",
    );
    expect(await codesOf(text.replace("1:r1=0", "1:r1=2"))).toEqual([]);
    expect(await codesOf(text.replace("1:r1=0", "1:r1=3"))).toEqual(["8 constant-condition"]);
  });

  test("a test that never ends is told so", async () => {
    const text = `C t
{}
P0(int *x) { while (READ_ONCE(*x) == 0) cpu_relax(); }
exists (x=0)
`;
    expect(await linted(text)).toContain("no execution comes to an end");
  });
});

describe("data-race", () => {
  const racing = `C t
{}
P0(int *x, int *y) {
  *x = 1;
  WRITE_ONCE(*y, 1);
}
P1(int *x, int *y) {
  int r0 = READ_ONCE(*y);
  int r1 = *x;
}
exists (1:r0=1 /\\ 1:r1=0)
`;
  test("both plain accesses, each with the other one", async () => {
    expect(await codesOf(racing)).toEqual(["4 data-race", "9 data-race"]);
    expect(await linted(racing)).toContain(
      "t.lit:4:3: warning: this plain access races (lkmm) [data-race]",
    );
    expect(await linted(racing)).toContain("t.lit:9:12: note: the other access is here");
  });

  test("not the plain access that an ordering keeps out of it", async () => {
    const text = racing
      .replace("WRITE_ONCE(*y, 1)", "smp_store_release(y, 1)")
      .replace("int r1 = *x", "int r1 = 0;\n  if (smp_load_acquire(y)) r1 = *x");
    expect(await codesOf(text)).toEqual([]);
    expect(await codesOf(text.replace("*x = 1;", "*x = 1; *x = 2;"))).toEqual([]);
  });

  test("of many plain accesses only the one that races", async () => {
    const text = racing.replace("{}\nP0", "{}\nP2(int *z) { *z = 1; *z = 2; }\nP0");
    const renamed = text
      .replace("P0", "PA")
      .replace("P2(", "P0(")
      .replace("P1(", "P2(")
      .replace("PA", "P1");
    const codes = await codesOf(renamed.replaceAll("1:r", "2:r"));
    expect(codes).toEqual(["5 data-race", "10 data-race"]);
  });

  test("of C11, by rc11", async () => {
    const text = `C t
{}
P0(int *x, atomic_int *y) { *x = 1; atomic_store_explicit(y, 1, memory_order_relaxed); }
P1(int *x, atomic_int *y) {
  int r0 = atomic_load_explicit(y, memory_order_relaxed);
  int r1 = *x;
}
exists (1:r0=1 /\\ 1:r1=0)
`;
    expect(await codesOf(text, ["rc11"])).toEqual(["3 data-race", "6 data-race"]);
    const ordered = text
      .replace("memory_order_relaxed); }", "memory_order_release); }")
      .replace("memory_order_relaxed", "memory_order_acquire")
      .replace("int r1 = *x", "int r1 = 2; if (r0) r1 = *x");
    expect(await codesOf(ordered, ["rc11"])).toEqual([]);
  });

  test("the switch that turns it off, and one that turns off nothing", async () => {
    expect(await codesOf(`${racing}/* litmus-lint: ignore data-race - on purpose */\n`)).toEqual(
      [],
    );
    expect(await codesOf(`${racing}// litmus-lint: ignore idle-fence, data-race\n`)).toEqual([]);
    expect(await linted(`${racing}// litmus-lint: ignore date-race\n`)).toContain(
      "there is no rule `date-race` to switch off [unknown-rule]",
    );
  });
});

describe("what is not used", () => {
  test.each([
    [
      "a read that nobody asks for",
      "int r0 = READ_ONCE(*y);",
      "int r0 = READ_ONCE(*y); int r2 = READ_ONCE(*y);",
      ["4 unused-register"],
    ],
    [
      "a value that another one is made of",
      "int r0 = READ_ONCE(*y);",
      "int r2 = READ_ONCE(*y); int r0 = r2;",
      [],
    ],
    [
      "a branch",
      "int r0 = READ_ONCE(*y);",
      "int r0 = READ_ONCE(*y); if (READ_ONCE(*y)) r0 = 1;",
      [],
    ],
    ["a locations clause", "exists", "locations [1:r2]\nexists", []],
    ["a fence at the end", "WRITE_ONCE(*y, 1);", "WRITE_ONCE(*y, 1); smp_mb();", ["3 idle-fence"]],
    [
      "a fence at the start",
      "WRITE_ONCE(*x, 1);",
      "smp_mb(); WRITE_ONCE(*x, 1);",
      ["3 idle-fence"],
    ],
    ["a read barrier between stores", "smp_wmb();", "smp_rmb();", ["3 idle-fence"]],
    ["a barrier that a primitive brings", "WRITE_ONCE(*y, 1);", "smp_store_mb(*y, 1);", []],
    ["a compiler's barrier", "WRITE_ONCE(*y, 1);", "WRITE_ONCE(*y, 1); barrier();", []],
    ["a location", "{}", "{ int x; int z; }", ["2 idle-location"]],
    ["a location that a pointer leads to", "{}", "{ int z; int *p = &z; }", ["2 unused-location"]],
  ])("%s", async (_, from, to, codes) => {
    const text = from === "exists" ? MP.replace("int r1", "int r2 = READ_ONCE(*x); int r1") : MP;
    expect(await codesOf(text.replace(from, to))).toEqual(codes);
  });

  test("a load whose address depends is there for the dependency", async () => {
    const text = MP.replace("int r1", "int r2 = READ_ONCE(*(x + (r0 ^ r0))); int r1");
    expect(await codesOf(text)).toEqual([]);
  });
});

test.each([
  ["WRITE_ONCE(*y, 1);", "WRITE_ONCE(*y, 1); smp_mb();", "idle-fence", "remove it"],
  ["{}", "{} // litmus-lint: ignore idle-fense", "unknown-rule", "write idle-fence"],
])("%s, %s: the fix of %s mends it", async (from, to, code, title) => {
  const text = MP.replace(from, to);
  const { findings } = await lint(read(text, "t.lit"), options);
  const [found] = findings.filter((one) => one.code === code);
  const [fix] = fixesOf(found!);
  expect(fix?.title).toBe(title);
  expect(await codesOf(edited(text, [fix!.edit]))).toEqual([]);
  const { findings: reported } = JSON.parse(
    lintJson({ file: "t.lit", name: "t", findings, unfinished: [] }, "1"),
  );
  expect(reported[0].fixes).toMatchObject([{ title, text: fix!.edit.text }]);
});

describe("variants", () => {
  const two = (one: string, other: string) =>
    MP.replace("smp_wmb", "F").replace("{}", `{}\nvariants\n  a: F = ${one}\n  b: F = ${other}`);
  test.each([
    ["smp_wmb", "smp_wmb", ["5 same-variant"]],
    ["smp_wmb", "smp_mb", []],
    ["smp_wmb", "barrier", []],
  ])("%s and %s", async (one, other, codes) => {
    expect(await codesOf(two(one, other))).toEqual(codes);
  });

  test("one without an expectation that others have", async () => {
    const text = `${two("smp_wmb", "smp_mb")}
expect
     sc     lkmm
  a  Never  Never
`;
    expect(await linted(text)).toContain(
      "warning: nothing is expected of `b` under sc, lkmm [missing-expectation]",
    );
  });
});

test("every rule has a code of its own and a summary of one line", () => {
  expect(new Set(lintRules.map(({ code }) => code)).size).toBe(lintRules.length);
  for (const { code, summary } of lintRules) {
    expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(summary.length).toBeLessThan(90);
  }
});

test("an interrupted lint says which rules have not looked", async () => {
  const stop = AbortSignal.abort();
  const { unfinished } = await lint(read(MP, "t.lit"), { ...options, signal: stop });
  expect(unfinished).toEqual(lintRules.map(({ code }) => code));
});

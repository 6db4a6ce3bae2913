import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { Litmus } from "./litmus.js";

const litmus = new Litmus();
afterAll(() => litmus.dispose());

const LESSON = ["--lesson", "races"];

test("a class is graded: solutions, a wrong answer, a file that is none, and nothing at all", () => {
  const solved = litmus.run(["course", "races", "--solutions"]);
  expect([solved.code, solved.err]).toEqual([0, ""]);
  const folder = join(litmus.work, "answers");
  for (const name of ["bob", "nil"]) mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, "ada.json"), solved.out);
  writeFileSync(
    join(folder, "bob", "answers.json"),
    '{"litmus-answers": 1, "answers": {"races/flag": [1, 2], "races/lock": "14"}}',
  );
  writeFileSync(join(folder, "cut.json"), solved.out.slice(0, 40));
  const files = ["--csv", "m.csv", "--junit", "m.xml", "--gradescope", "out"];
  const { code, out, err } = litmus.run(["grade", "answers", ...LESSON, ...files]);
  expect([code, err]).toEqual([0, ""]);
  expect(out).toBe(`  student  points  of  right  partial  wrong  malformed  missing  not known
  ada           8   8      3
  bob           0   8                      1          1        1
  cut           0   8                                          3
  nil           0   8                                          3

cut: cut.json is no answer file: it is not JSON
nil: there is no answer file (*.json)
4 students, 2.0 of 8 points on average
`);
  expect(readFileSync(join(litmus.work, "m.csv"), "utf8").split("\r\n").length).toBe(18);
  expect(readFileSync(join(litmus.work, "m.xml"), "utf8")).toContain(
    '<testsuite name="bob" tests="3" failures="1" errors="1" skipped="1">',
  );
  const results = readFileSync(join(litmus.work, "out", "ada.json"), "utf8");
  expect(JSON.parse(results)).toMatchObject({ score: 8 });
  const json = litmus
    .run(["grade", "answers", ...LESSON, "--json"])
    .out.trim()
    .split("\n");
  expect(json.map((line) => JSON.parse(line).points)).toEqual([8, 0, 0, 0]);
});

test("lessons are listed, printed with what the engines say, and named wrongly", () => {
  expect(litmus.run(["course"]).out).toContain("11  The per-VMA lock");
  const { out } = litmus.run(["course", "1", "--reveal"]);
  expect(out).toContain("  SB: sc Never, tso Sometimes");
  const prose = out.split("\n").filter((line) => line.length > 100);
  expect(prose).toEqual([]);
  const wrong = litmus.run(["course", "99"]);
  expect(wrong.code).toBe(2);
  expect(wrong.err).toContain("there is no lesson 99; there is 1 store-buffering, ");
});

test("a lesson of a teacher is reported where it is wrong", () => {
  mkdirSync(join(litmus.work, "own"));
  writeFileSync(
    join(litmus.work, "own", "01-mine.md"),
    "# Mine\n\n```verdicts\nclassic/MP.lit | po | tso Sometimes\n```\n",
  );
  const { code, out, err } = litmus.run(["course", "--course", "own", "--check"]);
  expect([code, out]).toEqual([1, "1 lesson, 1 problem\n"]);
  expect(err).toContain(
    "own/01-mine.md:4:1: error: classic/MP.lit, po: tso says Never, not Sometimes",
  );
});

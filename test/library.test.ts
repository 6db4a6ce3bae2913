import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";

/** The built library, imported by a program of its own. */
const root = fileURLToPath(new URL("..", import.meta.url));
// Inside of the checkout: its packages are found from there.
const folder = mkdtempSync(join(root, "node_modules", "library-test-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const PROGRAM = `
import { applied, CourseLibrary, DEFAULT_LIMITS, DEFAULT_MACHINE_OPTIONS, diagramOf, explain, fix, Grader,
  layOutDiagram, models, readCourse, readTest, runTest, solveExercise, Source, svg, writeAnswerFile } from "./index.js";
const text = "C SB\\n{}\\nP0(int *x, int *y)\\n{\\n WRITE_ONCE(*x, 1);\\n int r0 = READ_ONCE(*y);\\n}\\n"
  + "P1(int *x, int *y)\\n{\\n WRITE_ONCE(*y, 1);\\n int r0 = READ_ONCE(*x);\\n}\\nexists (0:r0=0 /\\\\ 1:r0=0)\\n";
const { test } = readTest(new Source("sb.lit", text), DEFAULT_LIMITS);
const run = { models: models.filter(({ id }) => id === "sc" || id === "tso"), variants: null, limits: DEFAULT_LIMITS,
  machineOptions: DEFAULT_MACHINE_OPTIONS, clock: () => 0 };
const { variants } = await runTest(test, run);
const fixes = await fix(test, test.variants[0], { run, lowering: DEFAULT_LIMITS, direction: "stronger",
  repairsMax: 9, searchesMax: 1000 });
const [repair] = fixes.sets[0].repairs;
const explanations = await explain(test, { ...run, engine: "axioms" });
const pictures = explanations.map((one) => svg(layOutDiagram(diagramOf(one))).slice(0, 4));
const fence = "\`\`\`";
const lesson = "# Lesson\\n" + fence + "test SB\\n" + text + fence + "\\n" + fence + "exercise outcomes\\nid: all\\npoints: 2\\n"
  + "question: Which?\\ntest: SB\\nmodels: sc, tso\\n" + fence + "\\n";
const course = readCourse([new Source("01-lesson.md", lesson)], new CourseLibrary([]));
const { exercises } = course.lessons[0];
const grader = new Grader(exercises, { millisecondsMax: 60000, clock: () => 0 });
const { answer } = await solveExercise(exercises[0], grader.marking());
const file = writeAnswerFile({ student: "Ada", answers: new Map([["lesson/all", answer]]) });
const grade = await grader.grade({ name: "ada", files: [{ name: "ada.json", text: file }] });
console.log(JSON.stringify({ grade: [grade.student, grade.points, grade.maximum], verdicts: variants[0].cells.map(({ model, observation }) => [model.id, observation]),
  fences: applied(test, null, repair).match(/smp_mb/g).length, pictures }));
`;

test("a program reads, runs, explains, repairs and draws a test, and marks an answer", () => {
  execFileSync(process.execPath, [join(root, ".config", "build.mjs"), folder], { stdio: "ignore" });
  writeFileSync(join(folder, "program.mjs"), PROGRAM);
  const out = execFileSync(process.execPath, [join(folder, "program.mjs")], { encoding: "utf8" });
  expect(JSON.parse(out)).toEqual({
    grade: ["Ada", 2, 2],
    verdicts: [
      ["sc", "Never"],
      ["tso", "Sometimes"],
    ],
    fences: 2,
    pictures: ["<svg", "<svg"],
  });
}, 60_000);

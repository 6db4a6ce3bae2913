import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Command, Option } from "commander";
import { type Grade, Grader, type Submission } from "../../course/grade.js";
import { isFolder } from "../../harness/files.js";
import { gradesCsv } from "../../report/grades/csv.js";
import { gradescopeJson } from "../../report/grades/gradescope.js";
import { gradeJson } from "../../report/grades/json.js";
import { gradesJunit } from "../../report/grades/junit.js";
import { gradesText } from "../../report/grades/table.js";
import { EXIT, reason, UsageError } from "../exit.js";
import { chooseLessons, openCourse } from "../lessons.js";
import { parseCount } from "../options.js";
import { interruption, lookOf, ProgressLine } from "../terminal.js";
import { version } from "../version.js";

interface GradeFlags {
  readonly course?: string;
  readonly lesson: readonly string[];
  readonly csv?: string;
  readonly junit?: string;
  readonly gradescope?: string;
  readonly feedback?: boolean;
  readonly seconds: number;
  readonly json?: boolean;
}

const HELP = `
FOLDER has one folder or one .json file for each student; the form of an answer file is described
in litmus/course/README.md. A file that cannot be read, and an answer that is none, have no points,
and the reason is said. Right answers are not kept anywhere: the engines find them.

Examples:
  litmus grade answers
  litmus grade answers --lesson 1 --lesson 2 --csv marks.csv
  litmus grade answers --gradescope results    one file a student: results/NAME.json
`;

/** `litmus grade FOLDER`. */
export function declare(command: Command): void {
  const collect = (name: string, before: readonly string[]) => [...before, name];
  command
    .argument("<folder>", "what a class handed in")
    .option("--course <folder>", "lessons of one's own, in place of those that ship")
    .addOption(
      new Option("--lesson <lesson>", "only this lesson, by number or name; may be repeated")
        .argParser(collect)
        .default([], "all"),
    )
    .option("--csv <file>", "write the marks as CSV")
    .option("--junit <file>", "write the marks as JUnit XML")
    .option("--gradescope <folder>", "write a results file for Gradescope for each student")
    .option("--feedback", "also print what is said of each answer")
    .addOption(new Option("--seconds <n>", "time for one answer").argParser(parseCount).default(20))
    .option("--json", "one line of JSON a student")
    .addHelpText("after", HELP)
    .action(run);
}

async function run(folder: string, flags: GradeFlags): Promise<void> {
  const lessons = chooseLessons(openCourse(flags.course), flags.lesson);
  const submissions = submissionsIn(folder);
  const signal = interruption();
  const progress = new ProgressLine();
  const grader = new Grader(
    lessons.flatMap(({ exercises }) => exercises),
    { millisecondsMax: flags.seconds * 1000, clock: () => performance.now(), signal },
  );
  const grades: Grade[] = [];
  for (const [k, submission] of submissions.entries()) {
    progress.show(() => `${k + 1} of ${submissions.length}: ${submission.name}`);
    const grade = await grader.grade(submission);
    // Whoever was being marked when Ctrl-C came has no marks.
    if (signal.aborted) break;
    grades.push(grade);
  }
  progress.clear();
  writeFiles(grades, flags);
  if (flags.json === true) {
    for (const grade of grades) {
      process.stdout.write(gradeJson(version, join(folder, grade.name), grade));
    }
  } else process.stdout.write(gradesText(grades, flags.feedback === true, lookOf(process.stdout)));
  const isKnown = grades.every(({ marks }) => {
    return marks.every(({ mark }) => mark.standing !== "bounded");
  });
  process.exitCode = signal.aborted ? EXIT.interrupted : isKnown ? EXIT.ok : EXIT.bounded;
}

/** What is in a folder: one submission for each folder and each .json file, in the order of their names. */
function submissionsIn(folder: string): readonly Submission[] {
  if (!isFolder(folder)) throw new UsageError(`there is no folder ${folder}`);
  const names = readdirSync(folder).filter((name) => !name.startsWith("."));
  const submissions = names.sort().flatMap((name): readonly Submission[] => {
    const path = join(folder, name);
    if (isFolder(path)) {
      const files = readdirSync(path).filter((file) => file.endsWith(".json"));
      return [{ name, files: files.sort().map((file) => fileAt(join(path, file), file)) }];
    }
    if (!name.endsWith(".json")) return [];
    const base = name.slice(0, -".json".length);
    // A folder and a file of one name are two students.
    return [{ name: names.includes(base) ? name : base, files: [fileAt(path, name)] }];
  });
  if (submissions.length === 0) {
    throw new UsageError(`${folder} has no folder and no .json file of a student`);
  }
  return submissions;
}

/** A file of a student; one that cannot be read is as good as an empty one. */
function fileAt(path: string, name: string): Submission["files"][number] {
  try {
    return { name, text: readFileSync(path, "utf8") };
  } catch {
    return { name, text: "" };
  }
}

function writeFiles(grades: readonly Grade[], { csv, junit, gradescope }: GradeFlags): void {
  if (csv !== undefined) write(csv, gradesCsv(grades));
  if (junit !== undefined) write(junit, gradesJunit(grades));
  if (gradescope === undefined) return;
  try {
    mkdirSync(gradescope, { recursive: true });
  } catch (failure) {
    throw new UsageError(`cannot make the folder ${gradescope}: ${reason(failure)}`);
  }
  for (const grade of grades) write(join(gradescope, `${grade.name}.json`), gradescopeJson(grade));
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (failure) {
    throw new UsageError(`cannot write ${file}: ${reason(failure)}`);
  }
}

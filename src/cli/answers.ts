import { existsSync } from "node:fs";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { type KnownAnswer, readAnswers } from "../harness/answers.js";
import { filesBelow, isFolder, testPaths } from "../harness/files.js";
import type { Diagnostic } from "../source/diagnostic.js";
import { InvalidInput, UsageError } from "./exit.js";
import { readSource } from "./inputs.js";

/** A file of known answers, and the tests that it answers. */
export interface AnswerFile {
  /** As a table names it: the folder that the file is in; a file that was named itself by its own name. */
  readonly name: string;
  /** In the order of the rows. */
  readonly tests: readonly AnsweredTest[];
  /** Rows of which the test would be in a folder that was named, and is not there. */
  readonly withoutTest: readonly KnownAnswer[];
}

export interface AnsweredTest {
  readonly path: string;
  readonly answer: KnownAnswer;
}

/** All that is known about the tests that a user named. */
export interface FoundAnswers {
  readonly files: readonly AnswerFile[];
  /** Tests that no row answers. */
  readonly withoutRow: readonly string[];
}

/** What a folder's file of known answers is called. */
const FILE_NAME = "expected.jsonl";

/** A folder beside such a file: when there is one, the tests are in it. */
const TESTS_FOLDER = "tests";

/**
 * Finds the rows about tests. Those of `file` name tests below the folders that were named; without it they are in every
 * `expected.jsonl` below these folders, and in the nearest one above. Throws an InvalidInput with everything that is
 * wrong in these files, and a UsageError for a name that leads to nothing.
 */
export function findAnswers(names: readonly string[], file: string | null): FoundAnswers {
  const lost = names.find((name) => !existsSync(name));
  if (lost !== undefined) throw new UsageError(`there is no file and no folder ${lost}`);
  const paths = names.flatMap((name) => (isFolder(name) ? testPaths(name) : [name]));
  const tests = new Map(paths.map((path) => [resolve(path), path]));
  const places = file === null ? placesAround(names) : [placeOf(file, names)];
  const problems: Diagnostic[] = [];
  const answered = new Set<string>();
  const files = places.map((place): AnswerFile => {
    const { answers, diagnostics } = readAnswers(readSource(place.path));
    problems.push(...diagnostics);
    const found = testsOf(place, answers, names, tests);
    for (const { path } of found.tests) answered.add(path);
    return { name: place.name, ...found };
  });
  if (problems.length > 0) throw new InvalidInput(problems);
  return { files, withoutRow: [...tests.values()].filter((path) => !answered.has(path)) };
}

/** Where a file of rows is, and the folders below which it names tests. */
interface Place {
  readonly path: string;
  readonly name: string;
  readonly homes: readonly string[];
}

/** A file that was named itself. */
function placeOf(file: string, names: readonly string[]): Place {
  const folders = names.map((name) => (isFolder(name) ? name : dirname(name)));
  return { path: file, name: basename(file), homes: [...new Set(folders.map(homeIn))] };
}

/** Every file of rows below what was named, and the nearest one above each. */
function placesAround(names: readonly string[]): readonly Place[] {
  const found = names.flatMap((name) => {
    const below = isFolder(name) ? filesBelow(name, new RegExp(`^${FILE_NAME}$`)) : [];
    const above = fileAbove(resolve(name));
    return above === null ? below : [...below, above];
  });
  if (found.length === 0) {
    throw new UsageError(`there is no ${FILE_NAME} in or above ${names.join(", ")}`);
  }
  const isFull = names.some(isAbsolute);
  const folders = [...new Set(found.map((path) => dirname(resolve(path))))];
  const nameOf = (folder: string) => (isFull ? folder : relative(process.cwd(), folder)) || ".";
  return folders.map((folder) => {
    const isOnly = folders.filter((other) => basename(other) === basename(folder)).length === 1;
    return {
      path: join(nameOf(folder), FILE_NAME),
      name: isOnly ? basename(folder) : nameOf(folder),
      homes: [homeIn(folder)],
    };
  });
}

/** The nearest file of rows in a folder or above it. */
function fileAbove(path: string): string | null {
  const file = join(path, FILE_NAME);
  if (existsSync(file)) return file;
  const parent = dirname(path);
  return parent === path ? null : fileAbove(parent);
}

function homeIn(folder: string): string {
  const tests = join(resolve(folder), TESTS_FOLDER);
  return isFolder(tests) ? tests : resolve(folder);
}

/** The tests that rows answer, among those with these full paths, and the rows whose test is not there. */
function testsOf(
  { homes }: Place,
  answers: readonly KnownAnswer[],
  names: readonly string[],
  paths: ReadonlyMap<string, string>,
): Pick<AnswerFile, "tests" | "withoutTest"> {
  const roots = names.map((name) => resolve(name));
  const isNamed = (path: string) =>
    roots.some((root) => path === root || path.startsWith(root + sep));
  const tests: AnsweredTest[] = [];
  const withoutTest: KnownAnswer[] = [];
  for (const answer of answers) {
    const wanted = homes.map((home) => join(home, answer.file));
    const found = wanted.flatMap((path) => paths.get(path) ?? []);
    tests.push(...found.map((path) => ({ path, answer })));
    if (found.length === 0 && wanted.some(isNamed)) withoutTest.push(answer);
  }
  return { tests, withoutTest };
}

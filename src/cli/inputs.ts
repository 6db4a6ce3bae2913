import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type CatalogueFile, filesIn, findTest } from "../harness/catalogue.js";
import { isFolder, openCatalogue, testPaths } from "../harness/files.js";
import { Source } from "../source/source.js";
import { reason, UsageError } from "./exit.js";

/** A test that a user named, which is read when its turn comes. */
export interface Input {
  /** As it is called in every output. */
  readonly name: string;
  /** The file with its text; null for standard input. */
  readonly path: string | null;
}

/** The text of the test that a name means: `-` is standard input, then a file, then a test that ships with litmus. */
export async function readInput(name: string): Promise<Source> {
  if (name === "-") return new Source(STANDARD_INPUT, await readStandardInput());
  if (isFolder(name)) {
    throw new UsageError(`${name} is a folder; to check all tests in it: litmus check ${name}`);
  }
  if (existsSync(name)) return readSource(name);
  const { path } = findShipped(name);
  return readSource(join(catalogueFolder(), path), `litmus/${path}`);
}

/** As `readInput`, but a folder stands for all tests in it. */
export function findInputs(name: string): readonly Input[] {
  if (name === "-") return [{ name: STANDARD_INPUT, path: null }];
  if (isFolder(name)) {
    const paths = testPaths(name);
    if (paths.length === 0) throw new UsageError(`there is no .lit or .litmus file in ${name}`);
    return paths.map((path) => ({ name: path, path }));
  }
  if (existsSync(name)) return [{ name, path: name }];
  const shipped = filesIn(name, shippedTests());
  const files = shipped.length > 0 ? shipped : [findShipped(name)];
  return files.map(({ path }) => {
    return { name: `litmus/${path}`, path: join(catalogueFolder(), path) };
  });
}

/** What a test is called that is no file. */
const STANDARD_INPUT = "standard input";

/** The catalogue: everything below the package's `litmus/`. */
export function shippedTests(): readonly CatalogueFile[] {
  return openCatalogue(catalogueFolder());
}

/** It stands next to the bundled file's folder. */
function catalogueFolder(): string {
  return join(__dirname, "..", "litmus");
}

function findShipped(name: string): CatalogueFile {
  const found = findTest(name, shippedTests());
  switch (found.kind) {
    case "found":
      return found.file;
    case "ambiguous": {
      const paths = found.files.map(({ path }) => `  litmus/${path}`).join("\n");
      throw new UsageError(`${name} is the name of several tests:\n${paths}`);
    }
    case "unknown": {
      const hint =
        found.near === undefined ? "litmus list shows all tests" : `did you mean ${found.near}?`;
      throw new UsageError(`there is no file and no shipped test called ${name}; ${hint}`);
    }
    default:
      return found satisfies never;
  }
}

/** The text of a file, under its path or another name. */
export function readSource(path: string, name: string = path): Source {
  try {
    return new Source(name, readFileSync(path, "utf8"));
  } catch (error) {
    throw new UsageError(`${name} cannot be read: ${reason(error)}`);
  }
}

/** All of standard input. */
export async function readStandardInput(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

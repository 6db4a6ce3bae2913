import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type CatalogueFile, filesIn, findTest } from "../harness/catalogue.js";
import { isFolder, openCatalogue, testPaths } from "../harness/files.js";
import { Source } from "../source/source.js";
import { reason, UsageError } from "./exit.js";

/** The text of the test that a name means: `-` is standard input, then a file, then a test that ships with litmus. */
export async function readInput(name: string): Promise<Source> {
  if (name === "-") return new Source("standard input", await readStandardInput());
  if (isFolder(name)) {
    throw new UsageError(`${name} is a folder; to check all tests in it: litmus check ${name}`);
  }
  if (existsSync(name)) return readSource(name);
  return catalogueSource(findShipped(name));
}

/** As `readInput`, but a folder stands for all tests in it; each is read when its turn comes. */
export function findInputs(name: string): readonly (() => Promise<Source>)[] {
  if (isFolder(name)) {
    const paths = testPaths(name);
    if (paths.length === 0) throw new UsageError(`there is no .lit or .litmus file in ${name}`);
    return paths.map((path) => async () => readSource(path));
  }
  if (name !== "-" && !existsSync(name)) {
    const shipped = filesIn(name, shippedTests());
    const files = shipped.length > 0 ? shipped : [findShipped(name)];
    return files.map((file) => async () => catalogueSource(file));
  }
  return [() => readInput(name)];
}

/** The catalogue: everything below the package's `litmus/`, which stands next to the bundled file's folder. */
export function shippedTests(): readonly CatalogueFile[] {
  return openCatalogue(join(__dirname, "..", "litmus"));
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

function catalogueSource(file: CatalogueFile): Source {
  return new Source(`litmus/${file.path}`, file.text());
}

/** The text of a file. */
export function readSource(path: string): Source {
  try {
    return new Source(path, readFileSync(path, "utf8"));
  } catch (error) {
    throw new UsageError(`${path} cannot be read: ${reason(error)}`);
  }
}

async function readStandardInput(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

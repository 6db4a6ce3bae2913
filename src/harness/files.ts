import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { CatalogueFile } from "./catalogue.js";

/** Names of files that are taken for tests. */
const TEST_NAME = /\.(lit|litmus)$/;

/** Whether a file with this name is taken for a test. */
export function isTestName(name: string): boolean {
  return TEST_NAME.test(name);
}

/** Paths of all tests in a folder, at any depth, in a fixed order. */
export function testPaths(folder: string): readonly string[] {
  return filesBelow(folder, TEST_NAME);
}

/** Paths of all files in a folder whose name fits, as `testPaths`; without hidden folders and `node_modules`. */
export function filesBelow(folder: string, wanted: RegExp): readonly string[] {
  const found: string[] = [];
  const entries = readdirSync(folder, { withFileTypes: true });
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.name.startsWith(".") || entry.name === "node_modules") continue;
    // Only a link has to be followed to know what it is.
    const isBranch = entry.isSymbolicLink() ? isFolder(path) : entry.isDirectory();
    if (isBranch) found.push(...filesBelow(path, wanted));
    else if (wanted.test(entry.name)) found.push(path);
  }
  return found;
}

/** Whether a path leads to a folder; false when there is nothing. */
export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** The tests below the folder that ships with the package; none when it is missing. */
export function openCatalogue(root: string): readonly CatalogueFile[] {
  if (!isFolder(root)) return [];
  return testPaths(root).map((path) => ({
    path: path.slice(root.length + 1).replaceAll("\\", "/"),
    text: () => readFileSync(path, "utf8"),
  }));
}

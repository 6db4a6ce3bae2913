import { type FSWatcher, watch as watchFolder } from "node:fs";
import { basename, dirname } from "node:path";
import type { Row } from "../harness/campaign/row.js";
import { isFolder, isTestName } from "../harness/files.js";
import { countText } from "../report/words.js";
import { formatDiagnostic } from "../source/diagnostic.js";
import type { CheckFlags } from "./checking.js";
import { EXIT, InvalidInput, UsageError } from "./exit.js";
import { findInputs } from "./inputs.js";
import { expandNames, foldersBelow } from "./lists.js";

/** What is watched: what the user named, and files that say how tests are run. */
interface Watched {
  readonly words: readonly string[];
  readonly flags: CheckFlags;
  /** The file of known answers, when one was named. */
  readonly file: string | null;
}

/** Milliseconds without a change after which tests run: who saves all files saves them one after the other. */
const QUIET_MILLISECONDS = 150;

/** Runs a check, and again what changed whenever a file changes, until the user interrupts. */
export async function watch(
  once: (known: ReadonlyMap<string, Row>) => Promise<readonly Row[]>,
  watched: Watched,
  signal: AbortSignal,
): Promise<void> {
  let rows: readonly Row[] = [];
  const changes = new Changes(signal);
  while (!signal.aborted) {
    const folders = await foldersOf(watched);
    changes.follow(folders, settingsOf(watched));
    try {
      rows = await once(
        changes.isAboutAll ? new Map() : new Map(rows.map((row) => [row.test, row])),
      );
    } catch (error) {
      // A file may be gone, or half written: the next change may put it right.
      process.stderr.write(`${messageOf(error)}\n`);
    }
    if (signal.aborted) break;
    const number = countText(folders.length, "folder");
    process.stderr.write(`watching ${number} for changes; Ctrl-C ends\n`);
    await changes.next();
  }
  changes.close();
  process.exitCode = EXIT.interrupted;
}

/** Folders with anything that is watched, each once. */
async function foldersOf({ words, flags, file }: Watched): Promise<readonly string[]> {
  const settings = settingsOf({ words, flags, file }).map((path) => dirname(path));
  const found = await namedFolders(words, flags).catch(() => []);
  return [...new Set([...found, ...settings])];
}

async function namedFolders(
  words: readonly string[],
  { list = [] }: CheckFlags,
): Promise<readonly string[]> {
  const lists = list.filter((name) => name !== "-");
  const names = await expandNames(
    words.filter((word) => word !== "-" && word !== "@-"),
    lists,
  );
  return names.flatMap((name) => {
    if (isFolder(name)) return [name, ...foldersBelow(name)];
    return findInputs(name).flatMap(({ path }) => (path === null ? [] : [dirname(path)]));
  });
}

/** Files that are about all tests. */
function settingsOf({ words, flags, file }: Watched): readonly string[] {
  const lists = words.flatMap((word) => (/^@./.test(word) ? [word.slice(1)] : []));
  const { cat, bell, macros, list = [] } = flags;
  const named = [cat, bell, macros, file].filter((path) => typeof path === "string");
  return [...named, ...lists, ...list].filter((path) => path !== "-");
}

/** What a file of known answers is called that nobody named. */
const ANSWERS = "expected.jsonl";

/** Changes of files in some folders. */
class Changes {
  /** Whether a file changed that is about all tests. */
  isAboutAll = false;
  readonly #signal: AbortSignal;
  readonly #watchers = new Map<string, FSWatcher>();
  #settings: readonly string[] = [];
  #changedAt: number | null = null;
  #wake: () => void = () => {};

  constructor(signal: AbortSignal) {
    this.#signal = signal;
    signal.addEventListener("abort", () => this.#wake());
  }

  /** Watches these folders from now on, and no others. What has changed until now is about to be looked at. */
  follow(folders: readonly string[], settings: readonly string[]): void {
    this.#settings = settings.map((path) => basename(path));
    for (const [folder, watcher] of this.#watchers) {
      if (folders.includes(folder)) continue;
      watcher.close();
      this.#watchers.delete(folder);
    }
    for (const folder of folders) {
      if (this.#watchers.has(folder)) continue;
      const watcher = watchFolder(folder, (_event, name) => this.#hear(name));
      // The folder is gone: the one above tells.
      watcher.on("error", () => watcher.close());
      this.#watchers.set(folder, watcher);
    }
    this.#changedAt = null;
  }

  /** When something has changed, and nothing more for a while; or when the user interrupts. */
  async next(): Promise<void> {
    this.isAboutAll = false;
    while (!this.#signal.aborted) {
      const rest =
        this.#changedAt === null
          ? Number.POSITIVE_INFINITY
          : this.#changedAt + QUIET_MILLISECONDS - performance.now();
      if (rest <= 0) return;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        if (Number.isFinite(rest)) setTimeout(resolve, rest);
      });
    }
  }

  close(): void {
    for (const watcher of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
  }

  #hear(name: string | null): void {
    const isSetting = name === null || this.#settings.includes(name) || name.endsWith(".cat");
    const isFolderName = name !== null && !name.includes(".");
    if (!isSetting && !isFolderName && name !== ANSWERS && !isTestName(name)) return;
    if (isSetting && name !== null) this.isAboutAll = true;
    this.#changedAt = performance.now();
    this.#wake();
  }
}

function messageOf(error: unknown): string {
  if (error instanceof UsageError) return `error: ${error.message}`;
  if (error instanceof InvalidInput) return error.diagnostics.map(formatDiagnostic).join("\n");
  throw error;
}

import { existsSync, readdirSync } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";
import { isFolder } from "../harness/files.js";
import { UsageError } from "./exit.js";
import { readSource, readStandardInput } from "./inputs.js";

/** Standard input, as far as it was read: it can be read once only. */
interface StandardInput {
  text: string | null;
}

/**
 * The names that a user's words stand for: `@FILE` for the names in a list, one a line, `@-` for a list on standard input,
 * and a pattern such as `kernel/**\/MP*.litmus` for the files that it matches, sorted. A name in a list is looked for
 * beside the list, and if it is not there, from the current folder. A file of that very name goes before all that.
 */
export async function expandNames(
  words: readonly string[],
  lists: readonly string[],
): Promise<readonly string[]> {
  const input: StandardInput = { text: null };
  const all = [...words, ...lists.map((list) => `@${list}`)];
  if (all.filter((word) => word === "-" || word === "@-").length > 1) {
    throw new UsageError("standard input is one thing only: - or a list");
  }
  const names: string[] = [];
  for (const word of all) names.push(...(await expand(word, input, [])));
  return names;
}

async function expand(
  word: string,
  input: StandardInput,
  open: readonly string[],
): Promise<readonly string[]> {
  if (word === "-" || existsSync(word)) return [word];
  if (word.startsWith("@")) return expandList(word.slice(1), input, open);
  if (!/[*?[{]/.test(word)) return [word];
  const found = glob(word);
  if (found.length === 0) throw new UsageError(`no file matches ${word}`);
  return found;
}

async function expandList(
  list: string,
  input: StandardInput,
  open: readonly string[],
): Promise<readonly string[]> {
  if (open.includes(list)) throw new UsageError(`the list ${list} names itself`);
  const isStandard = list === "-";
  if (isStandard) input.text ??= await readStandardInput();
  const text = isStandard ? input.text! : readSource(list).text;
  const names: string[] = [];
  for (const line of text.split(/\r?\n/)) {
    const name = line.trim();
    if (name === "" || name.startsWith("#")) continue;
    const word = isStandard ? name : besideList(list, name);
    names.push(...(await expand(word, input, [...open, list])));
  }
  if (names.length === 0) {
    throw new UsageError(`${isStandard ? "the list on standard input" : list} names no test`);
  }
  return names;
}

/** A name in a list, from the current folder. */
function besideList(list: string, name: string): string {
  if (isAbsolute(name)) return name;
  const mark = name.startsWith("@") ? "@" : "";
  const beside = join(dirname(list), name.slice(mark.length));
  const isPattern = /[*?[{]/.test(name);
  const isThere = existsSync(beside) || (isPattern && glob(beside).length > 0);
  return isThere ? mark + beside : name;
}

/**
 * The files and folders that a pattern matches, sorted: `*` and `?` within a name, `**` for folders at any depth, `[a-c]`,
 * `{a,b}`. As in a shell, hidden ones match a pattern only that has the dot.
 */
export function glob(pattern: string): readonly string[] {
  const found = new Set(alternatives(pattern).flatMap(globOne));
  return [...found].sort();
}

function globOne(pattern: string): readonly string[] {
  const isFromRoot = pattern.startsWith("/");
  const segments = pattern.split("/").filter((segment) => segment !== "");
  let places: readonly string[] = [isFromRoot ? "/" : ""];
  for (const segment of segments) {
    const matching = segment === "**" ? null : /[*?[]/.test(segment) ? matcher(segment) : segment;
    places = places.flatMap((place): readonly string[] => {
      if (matching === null) return [place, ...foldersBelow(place)];
      if (typeof matching === "string") {
        const path = join(place, matching);
        return existsSync(path) ? [path] : [];
      }
      return namesIn(place)
        .filter((name) => matching.test(name))
        .map((name) => join(place, name));
    });
  }
  return places.filter((place) => place !== "");
}

/** The texts that a pattern with braces stands for: `a{b,c}` for `ab` and `ac`. */
function alternatives(pattern: string): readonly string[] {
  const [whole, inside] = /\{([^{}]*)\}/.exec(pattern) ?? [];
  if (whole === undefined || inside === undefined) return [pattern];
  const at = pattern.indexOf(whole);
  const [before, after] = [pattern.slice(0, at), pattern.slice(at + whole.length)];
  return inside.split(",").flatMap((text) => alternatives(before + text + after));
}

function matcher(segment: string): RegExp {
  const parts = segment.match(/\[!?[^\]]+\]|[\s\S]/g) ?? [];
  const text = parts.map((part) => {
    if (part === "*") return "[^/]*";
    if (part === "?") return "[^/]";
    if (part.length > 1) return part.replace(/^\[!/, "[^").replaceAll("\\", "\\\\");
    return part.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
  });
  return new RegExp(`^${segment.startsWith(".") ? "" : "(?!\\.)"}${text.join("")}$`);
}

/** Folders in a folder, at any depth; without hidden ones and `node_modules`. */
export function foldersBelow(folder: string): readonly string[] {
  return namesIn(folder).flatMap((name) => {
    const path = join(folder, name);
    if (name.startsWith(".") || name === "node_modules" || !isFolder(path)) return [];
    return [path, ...foldersBelow(path)];
  });
}

function namesIn(folder: string): readonly string[] {
  if (folder !== "" && !isFolder(folder)) return [];
  return readdirSync(folder === "" ? "." : folder).sort();
}

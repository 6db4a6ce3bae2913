import { parseLitmus } from "../litmus/parse.js";
import { Diagnostics } from "../source/diagnostic.js";
import { nearest } from "../source/nearest.js";
import { Source } from "../source/source.js";

/** A file that ships with litmus; its text is read when somebody asks. */
export interface CatalogueFile {
  /** Below `litmus/`, with `/` between folders: `vma-lock/fence-loss.lit`. */
  readonly path: string;
  text(): string;
}

/** What a list of tests says of one. */
export interface CatalogueEntry {
  readonly path: string;
  /** From the header line; empty when the file has none that can be read. */
  readonly name: string;
  /** One line. */
  readonly description: string;
}

export type Found =
  | { readonly kind: "found"; readonly file: CatalogueFile }
  | { readonly kind: "ambiguous"; readonly files: readonly CatalogueFile[] }
  | { readonly kind: "unknown"; readonly near: string | undefined };

/**
 * The shipped test that a name means. Tried in turn, first as written and then without regard to case: the path below
 * `litmus/`, the file's name, both with or without extension, then the name in the header line. The first of these
 * that any file answers to decides; several files make the name ambiguous.
 */
export function findTest(name: string, files: readonly CatalogueFile[]): Found {
  const wanted = trimName(name);
  const ways: readonly ((file: CatalogueFile) => readonly string[])[] = [
    ({ path }) => [path, withoutExtension(path)],
    ({ path }) => [baseName(path), withoutExtension(baseName(path))],
    (file) => [describeTest(file).name],
  ];
  for (const fold of [(text: string) => text, (text: string) => text.toLowerCase()]) {
    for (const namesOf of ways) {
      const found = files.filter((file) => namesOf(file).some((n) => fold(n) === fold(wanted)));
      if (found.length === 1) return { kind: "found", file: found[0]! };
      if (found.length > 1) return { kind: "ambiguous", files: found };
    }
  }
  const known = files.flatMap(({ path }) => [withoutExtension(baseName(path)), path]);
  return { kind: "unknown", near: nearest(withoutExtension(wanted), known) };
}

/** The shipped tests in a folder below `litmus/`, at any depth; all of them for `litmus` itself. */
export function filesIn(folder: string, files: readonly CatalogueFile[]): readonly CatalogueFile[] {
  const wanted = trimName(folder).replace(/\/$/, "");
  if (wanted === "litmus" || wanted === "") return files;
  return files.filter(({ path }) => path.startsWith(`${wanted}/`));
}

/** Name and description of a shipped test. A file that is wrong on purpose says what is wrong with it. */
export function describeTest(file: CatalogueFile): CatalogueEntry {
  const diagnostics = new Diagnostics();
  const parsed = parseLitmus(new Source(file.path, file.text()), diagnostics);
  const error = diagnostics.list.find((diagnostic) => diagnostic.severity === "error");
  if (parsed === null) {
    return { path: file.path, name: "", description: `invalid: ${error?.message ?? ""}` };
  }
  const description = parsed.description || firstSentence(parsed.comments[0] ?? "");
  return { path: file.path, name: parsed.name.text, description };
}

/** The tests of which path, name or description contain every word, whatever the case. */
export function searchTests(
  words: readonly string[],
  entries: readonly CatalogueEntry[],
): readonly CatalogueEntry[] {
  return entries.filter(({ path, name, description }) => {
    const text = `${path} ${name} ${description}`.toLowerCase();
    return words.every((word) => text.includes(word.toLowerCase()));
  });
}

/** Without a leading `./` or `litmus/`, and with `/` between folders. */
function trimName(name: string): string {
  return name
    .replaceAll("\\", "/")
    .replace(/^\.\//, "")
    .replace(/^litmus\//, "");
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function withoutExtension(path: string): string {
  return path.replace(/\.(lit|litmus)$/, "");
}

function firstSentence(comment: string): string {
  const text = comment.replace(/\s+/g, " ").trim();
  return /^.*?[.:](?= |$)/.exec(text)?.[0].slice(0, -1) ?? text;
}

import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Vocabulary } from "../axiomatic/vocabulary/vocabulary.js";
import type { MacroTable } from "../dialect/c/language.js";
import type { Model } from "../models/model.js";
import { type Diagnostic, Diagnostics } from "../source/diagnostic.js";
import { Source } from "../source/source.js";
import { InvalidInput, reason, UsageError } from "./exit.js";

/**
 * The languages of events that a model may speak: the one that most words of its text are from, and of those the first.
 * Models ask for names with `try` that their architecture may lack, so that nothing missing is no proof.
 */
const LANGUAGES = ["kernel-v1", "c11", "aarch64", "x86", "riscv", "ppc", "generic"];

/** Options about a user's own model. */
export interface OwnModelFlags {
  readonly cat?: string;
  readonly bell?: string;
  readonly macros?: string;
  readonly include?: readonly string[];
  readonly catVariant?: readonly string[];
}

/** herd's name of the variant for which the files of the current Linux-kernel model are written. */
const KERNEL_V2 = "lkmmv2";

/** A condition on that variant, in any of a model's files. */
const ASKS_FOR_V2 = /\bif\s*"lkmmv2"/i;

/**
 * The model of `--cat`, as a column that is named after its file; null without that option. Throws an InvalidInput with
 * everything that is wrong in its files.
 */
export async function readOwnModel(flags: OwnModelFlags): Promise<Model | null> {
  const { cat, bell, include = [], catVariant = [] } = flags;
  if (cat === undefined) {
    const stray = [
      ...(bell === undefined ? [] : ["--bell"]),
      ...(include.length === 0 ? [] : ["--include"]),
      ...(catVariant.length === 0 ? [] : ["--cat-variant"]),
    ];
    if (stray.length > 0)
      throw new UsageError(`${stray[0]} belongs to a model of your own: --cat FILE`);
    return null;
  }
  const main = readText(cat);
  const bellSource = bell === undefined ? null : readText(bell);
  const folders = [...new Set([cat, ...(bell === undefined ? [] : [bell])].map((f) => dirname(f)))];
  const texts: Source[] = [main, ...(bellSource === null ? [] : [bellSource])];
  const findFile = (name: string): Source | null => {
    const path = [...folders, ...include].map((folder) => join(folder, name)).find(existsSync);
    if (path === undefined) return null;
    const source = readText(path);
    texts.push(source);
    return source;
  };
  const { readAxioms } = await import("../harness/axioms.js");
  const { VOCABULARIES } = await import("../axiomatic/vocabulary/vocabularies.js");
  const common = {
    text: main.text,
    file: main.name,
    findFile,
    ...(bellSource === null ? {} : { bell: bellSource }),
  };
  // Whether the files are of the current kernel model is known once all of them are there.
  const first = { ...common, vocabulary: LANGUAGES[0]!, variants: catVariant };
  readAxioms(first);
  const isV2 = isNamed(catVariant, KERNEL_V2) || texts.some(({ text }) => ASKS_FOR_V2.test(text));
  const axioms = isV2
    ? { ...common, vocabulary: "kernel-v2", variants: [...new Set([...catVariant, KERNEL_V2])] }
    : { ...first, vocabulary: languageOf(texts, VOCABULARIES) };
  const { axioms: ready, diagnostics } = readAxioms(axioms);
  if (ready === null) throw invalidModel(diagnostics, flags);
  return {
    id: basename(cat),
    title: ready.title ?? basename(cat),
    source: cat,
    contains: [],
    axioms,
  };
}

/** What the macro file of `--macros` says; null without that option. Throws an InvalidInput. */
export async function readMacroFile({ macros }: OwnModelFlags): Promise<MacroTable | null> {
  if (macros === undefined) return null;
  const { readMacros } = await import("../dialect/kernel/macro/table.js");
  const found = new Diagnostics();
  const table = readMacros(readText(macros), found);
  if (table === null) throw new InvalidInput(found.list);
  return table;
}

/** What is wrong in a user's model; a bell file that stands beside one that lacks a name is named. */
export function invalidModel(
  diagnostics: readonly Diagnostic[],
  { cat = "", bell }: OwnModelFlags,
): InvalidInput {
  const beside = cat.replace(/\.cat$/, ".bell");
  if (bell !== undefined || beside === cat || !existsSync(beside)) {
    return new InvalidInput(diagnostics);
  }
  const note = { message: `a bell file stands beside it: --bell ${beside}` };
  return new InvalidInput(
    diagnostics.map((diagnostic) => {
      if (diagnostic.code !== "unknown-name") return diagnostic;
      return { ...diagnostic, notes: [...diagnostic.notes, note] };
    }),
  );
}

function languageOf(
  texts: readonly Source[],
  vocabularies: ReadonlyMap<string, Vocabulary>,
): string {
  const words = new Set(texts.flatMap(({ text }) => text.match(/[A-Za-z_][\w.-]*/g) ?? []));
  const known = LANGUAGES.map((id) => vocabularies.get(id)!.names.filter((n) => words.has(n)));
  const counts = known.map((names) => names.length);
  return LANGUAGES[counts.indexOf(Math.max(...counts))]!;
}

function isNamed(names: readonly string[], name: string): boolean {
  return names.some((other) => other.toLowerCase() === name);
}

function readText(path: string): Source {
  try {
    return new Source(path, readFileSync(path, "utf8"));
  } catch (error) {
    throw new UsageError(`${path} cannot be read: ${reason(error)}`);
  }
}

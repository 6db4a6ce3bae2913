import type { Diagnostics } from "../../source/diagnostic.js";
import { Source, type Span } from "../../source/source.js";
import type { Instruction, ModelFile } from "./ast.js";
import { isVariantOn } from "./evaluate.js";
import { LIBRARY } from "./library.js";
import { parseModel } from "./parser.js";

/** A model with everything that it includes, parsed and ready to run. */
export interface Program {
  /** `stdlib.cat`, which runs before everything. */
  readonly prelude: ModelFile;
  /** Runs before the model; null when there is none. */
  readonly bell: ModelFile | null;
  readonly model: ModelFile;
  /** Every file that an `include` may need, by the name it is included under. */
  readonly files: ReadonlyMap<string, ModelFile>;
}

/** Finds the text of a file that a model includes; null when there is none. */
export type FindFile = (name: string) => Source | null;

export interface LoadOptions {
  readonly bell?: Source | null;
  /** Asked before the library that is built in (`cos.cat`, `cross.cat`, `filters.cat`, ...). */
  readonly findFile?: FindFile;
  /** Variants that are on: what only another variant includes need not exist. */
  readonly variants?: Iterable<string>;
}

/**
 * Reads a model and, by and by, what it includes. Everything that is wrong in any of the files is
 * reported, as is a file that is missing or includes itself. Run the program only when no error was
 * reported.
 */
export function loadModel(
  model: Source,
  diagnostics: Diagnostics,
  options: LoadOptions = {},
): Program {
  const variants = new Set([...(options.variants ?? [])].map((v) => v.toLowerCase()));
  const loader = new Loader(options.findFile ?? (() => null), variants, diagnostics);
  const prelude = loader.parse(librarySource("stdlib.cat")!, []);
  const bell = options.bell ? loader.parse(options.bell, []) : null;
  return { prelude, bell, model: loader.parse(model, []), files: loader.files };
}

/** A file of the built-in library; null when there is none of the name. */
function librarySource(name: string): Source | null {
  const text = LIBRARY.get(name);
  return text === undefined ? null : new Source(name, text);
}

class Loader {
  readonly files = new Map<string, ModelFile>();
  readonly #findFile: FindFile;
  readonly #variants: ReadonlySet<string>;
  readonly #diagnostics: Diagnostics;

  constructor(findFile: FindFile, variants: ReadonlySet<string>, diagnostics: Diagnostics) {
    this.#findFile = findFile;
    this.#variants = variants;
    this.#diagnostics = diagnostics;
  }

  /** `includers` are the names of the files that are being read, the outermost first. */
  parse(source: Source, includers: readonly string[]): ModelFile {
    const file = parseModel(source, this.#diagnostics);
    this.#include(file.instructions, includers);
    return file;
  }

  #include(instructions: readonly Instruction[], includers: readonly string[]): void {
    for (const instruction of instructions) {
      switch (instruction.kind) {
        case "include":
          this.#includeFile(instruction.file.text, instruction.file.span, includers);
          break;
        case "if": {
          const isOn = isVariantOn(this.#variants, instruction.condition);
          this.#include(isOn ? instruction.yes : instruction.no, includers);
          break;
        }
        case "procedure":
        case "forall":
          this.#include(instruction.body, includers);
          break;
        case "match-tag":
          for (const { body } of instruction.clauses) this.#include(body, includers);
          this.#include(instruction.otherwise ?? [], includers);
          break;
        default:
          break;
      }
    }
  }

  #includeFile(name: string, span: Span, includers: readonly string[]): void {
    if (includers.includes(name)) {
      this.#diagnostics.error("include-cycle", span, `"${name}" includes itself`);
      return;
    }
    if (this.files.has(name)) return;
    const source = this.#findFile(name) ?? librarySource(name);
    if (source === null) {
      this.#diagnostics.error("no-file", span, `there is no file "${name}"`);
      return;
    }
    this.files.set(name, this.parse(source, [...includers, name]));
  }
}

import { type CatalogueFile, findTest } from "../harness/catalogue.js";
import { DEFAULT_LIMITS } from "../harness/limits.js";
import { readTest } from "../harness/load.js";
import { resolveVariant } from "../litmus/resolve.js";
import { formatDiagnostic } from "../source/diagnostic.js";
import { nearest } from "../source/nearest.js";
import { Source } from "../source/source.js";
import type { CourseTest } from "./test.js";

/** A test, or in words why there is none. */
export type OpenedTest =
  | { readonly test: CourseTest; readonly problem: null }
  | { readonly test: null; readonly problem: string };

/** The tests that a lesson can name: those that it has itself, and those that ship with litmus. */
export class Library {
  readonly #files: readonly CatalogueFile[];
  readonly #own: ReadonlyMap<string, Source>;
  /** Tests that were read, by name and variant: several blocks, and several lessons, name the same one. */
  readonly #ownRead = new Map<string, CourseTest>();
  readonly #shippedRead: Map<string, CourseTest>;

  constructor(
    files: readonly CatalogueFile[],
    own: ReadonlyMap<string, Source> = new Map(),
    shippedRead: Map<string, CourseTest> = new Map(),
  ) {
    this.#files = files;
    this.#own = own;
    this.#shippedRead = shippedRead;
  }

  /** The same with tests of a lesson, which hide shipped ones of the same name. */
  with(own: ReadonlyMap<string, Source>): Library {
    return new Library(this.#files, own, this.#shippedRead);
  }

  /** One variant of a test; null for a test that has none. */
  open(name: string, variant: string | null): OpenedTest {
    const read = this.#own.has(name) ? this.#ownRead : this.#shippedRead;
    const key = JSON.stringify([name, variant]);
    const known = read.get(key);
    if (known !== undefined) return { test: known, problem: null };
    const opened = this.#read(name, variant);
    if (opened.test !== null) read.set(key, opened.test);
    return opened;
  }

  #read(name: string, variant: string | null): OpenedTest {
    const hidden = this.#own.get(name);
    const found = hidden === undefined ? this.#shipped(name) : { source: hidden, path: null };
    if (typeof found === "string") return { test: null, problem: found };
    const { source, path } = found;
    const { test: whole, diagnostics } = readTest(source, DEFAULT_LIMITS);
    if (whole === null)
      return { test: null, problem: diagnostics.map(formatDiagnostic).join("\n") };
    const names = whole.variants.flatMap((one) => (one.name === null ? [] : [one.name]));
    const node = whole.file.variants.find((one) => one.name.text === variant) ?? null;
    if (node === null && (variant !== null || names.length > 0)) {
      return { test: null, problem: noVariant(name, variant, names) };
    }
    // What its author says of the test in comments of their own lines would be the answer to many a question.
    const text = resolveVariant(whole.file, node).text.replace(/^\/\*\s*\n[\s\S]*?\*\/\n/gm, "");
    // Where the clauses stood there are blank lines.
    const shown = `${text.replace(/\n[ \t]*\n(?:[ \t]*\n)+/g, "\n\n").trimEnd()}\n`;
    const own = new Source(source.name, shown);
    const { test } = readTest(own, DEFAULT_LIMITS);
    const program = test?.variants[0]?.program;
    if (test === null || program === undefined) {
      return { test: null, problem: `${name}: variant ${variant} does not stand on its own` };
    }
    const original = source.text;
    return { test: { name, variant, source: own, test, program, path, original }, problem: null };
  }

  #shipped(name: string): { readonly source: Source; readonly path: string } | string {
    const found = findTest(name, this.#files);
    switch (found.kind) {
      case "found":
        return {
          source: new Source(`litmus/${found.file.path}`, found.file.text()),
          path: found.file.path,
        };
      case "ambiguous":
        return `${name} is the name of several tests: ${found.files.map((f) => f.path).join(", ")}`;
      case "unknown": {
        const near = nearest(name, this.#own.keys()) ?? found.near;
        const hint = near === undefined ? "" : `; did you mean ${near}?`;
        return `there is no test ${name} in this lesson and none that ships${hint}`;
      }
      default:
        return found satisfies never;
    }
  }
}

function noVariant(name: string, variant: string | null, names: readonly string[]): string {
  if (names.length === 0) return `${name} has no variants`;
  const list = names.join(", ");
  return variant === null
    ? `${name} has variants: name one of them, \`variant: ${names[0]}\` (${list})`
    : `${name} has no variant ${variant}; it has ${list}`;
}

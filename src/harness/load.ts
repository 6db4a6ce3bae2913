import { type ChosenDialect, chooseDialect } from "../dialect/choose.js";
import type { Dialect, LoweringOptions } from "../dialect/dialect.js";
import { dialects } from "../dialect/dialects.js";
import type { LitmusFile, VariantNode } from "../litmus/file.js";
import { parseLitmus } from "../litmus/parse.js";
import type { Program } from "../program/program.js";
import { type Diagnostic, Diagnostics } from "../source/diagnostic.js";
import { meant, nearest } from "../source/nearest.js";
import type { Source } from "../source/source.js";
import { type Expectation, resolveExpectations } from "./expectations.js";

/** A test that can be run: one program for each variant, and what its author expects. */
export interface Test {
  readonly file: LitmusFile;
  readonly variants: readonly TestVariant[];
  readonly expectations: readonly Expectation[];
  readonly warnings: readonly Diagnostic[];
  /** Ids of the models that its language asks for when nobody asks for others; null: the usual ones. */
  readonly defaultModels: readonly string[] | null;
  /** See `Dialect.isCompiled`. */
  readonly isCompiled: boolean;
  /** False: its text can be of several languages. */
  readonly isLanguageCertain: boolean;
  readonly dialect: Dialect;
}

export interface TestVariant {
  /** Null for a file without variants. */
  readonly name: string | null;
  readonly program: Program;
}

/** A test, or everything that is wrong with its text. */
export type Loaded =
  | { readonly test: Test; readonly diagnostics: readonly Diagnostic[] }
  | { readonly test: null; readonly diagnostics: readonly Diagnostic[] };

/**
 * Reads the text of one test, for every variant. Never throws for what a user wrote. Problems are in the text's order.
 * `original`: the test that the text is an edit of, in words of its dialect: then nobody has to look for the dialect again.
 */
export function readTest(source: Source, options: LoweringOptions, original?: Test): Loaded {
  const diagnostics = new Diagnostics();
  const loaded = read(source, options, diagnostics, original);
  diagnostics.list.sort((a, b) => a.span.start - b.span.start);
  return loaded;
}

function read(
  source: Source,
  options: LoweringOptions,
  diagnostics: Diagnostics,
  original: Test | undefined,
): Loaded {
  const file = parseLitmus(source, diagnostics);
  if (file === null) return { test: null, diagnostics: diagnostics.list };
  const expectations = resolveExpectations(file, diagnostics);
  const chosen =
    original === undefined
      ? dialectOf(file, options, diagnostics)
      : { dialect: original.dialect, isCertain: original.isLanguageCertain };
  if (chosen === null) return { test: null, diagnostics: diagnostics.list };
  const { dialect, isCertain: isLanguageCertain } = chosen;
  const variants = readVariants(file, dialect, options, diagnostics);
  if (diagnostics.hasErrors) return { test: null, diagnostics: diagnostics.list };
  const warnings = diagnostics.list;
  const { defaultModels = null, isCompiled = false } = dialect;
  const language = { defaultModels, isCompiled, isLanguageCertain, dialect };
  return { test: { file, variants, expectations, warnings, ...language }, diagnostics: warnings };
}

function dialectOf(
  file: LitmusFile,
  { preferredModel }: LoweringOptions,
  diagnostics: Diagnostics,
): ChosenDialect | null {
  const { text, span } = file.dialect;
  const found = dialects.filter((dialect) => dialect.headers.includes(text));
  if (found.length > 0) return chooseDialect(found, file, preferredModel, diagnostics);
  const supported = dialects.flatMap((d) => d.headers.map((header) => `${header} (${d.title})`));
  const near = nearest(
    text,
    dialects.flatMap((d) => d.headers),
  );
  const notes = meant(near);
  diagnostics.error(
    "unknown-dialect",
    span,
    `there is no dialect \`${text}\`; supported headers: ${supported.join(", ")}`,
    ...notes,
  );
  return null;
}

function readVariants(
  file: LitmusFile,
  dialect: Dialect,
  options: LoweringOptions,
  diagnostics: Diagnostics,
): readonly TestVariant[] {
  const nodes: readonly (VariantNode | null)[] = file.variants.length > 0 ? file.variants : [null];
  const variants: TestVariant[] = [];
  const problems: { readonly variant: string; readonly diagnostic: Diagnostic }[] = [];
  for (const node of nodes) {
    const name = node?.name.text ?? null;
    const found = new Diagnostics();
    const program = dialect.program(file, node, options, found);
    if (program !== null) variants.push({ name, program });
    for (const diagnostic of found.list) problems.push({ variant: name ?? "", diagnostic });
  }
  diagnostics.list.push(...mergeProblems(problems, nodes.length));
  return variants;
}

/** Each problem once; one that only some of the variants have says which. */
function mergeProblems(
  problems: readonly { readonly variant: string; readonly diagnostic: Diagnostic }[],
  variantCount: number,
): readonly Diagnostic[] {
  const merged = new Map<string, { diagnostic: Diagnostic; variants: string[] }>();
  for (const { variant, diagnostic } of problems) {
    const { code, span, message } = diagnostic;
    const key = `${code} ${span.start} ${span.end} ${message}`;
    const same = merged.get(key);
    if (same === undefined) merged.set(key, { diagnostic, variants: [variant] });
    else if (!same.variants.includes(variant)) same.variants.push(variant);
  }
  return [...merged.values()].map(({ diagnostic, variants }) => {
    if (variants.length === variantCount) return diagnostic;
    const names = variants.join(", ");
    const message = `only in ${variants.length === 1 ? "variant" : "variants"} ${names}`;
    return { ...diagnostic, notes: [...diagnostic.notes, { message }] };
  });
}

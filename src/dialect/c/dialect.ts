import type { LitmusFile, VariantNode } from "../../litmus/file.js";
import { scan, type Token } from "../../litmus/scanner.js";
import { finishProgram } from "../../program/passes.js";
import type { Program } from "../../program/program.js";
import { Diagnostics } from "../../source/diagnostic.js";
import { Source, type Span } from "../../source/source.js";
import type { Dialect, LoweringOptions } from "../dialect.js";
import type { Place } from "../places.js";
import type { Primitive } from "../primitive.js";
import type { FunctionDefinition, TranslationUnit } from "./ast.js";
import type { Macro } from "./directives.js";
import type { Language, MacroTable } from "./language.js";
import { lowerCallback } from "./lower-callbacks.js";
import { lowerQuestion } from "./lower-condition.js";
import type { ThreadLowering } from "./lower-context.js";
import { declareLocations } from "./lower-init.js";
import { lowerThread, RULES } from "./lower-thread.js";
import { Unit } from "./lower-unit.js";
import { parseTranslationUnit } from "./parser.js";
import { placesOf } from "./places.js";
import { Prelude } from "./prelude.js";
import { bindingMacro, type MacroSource, preprocess, scanPieces } from "./preprocessor.js";
import { wordsOf } from "./words.js";

/** A dialect of C: the language and the litmus frame are the same, primitives and types are the dialect's own. */
export class CDialect implements Dialect {
  readonly headers = ["C"];
  readonly title: string;
  readonly defaultModels?: readonly string[];
  readonly isCompiled: boolean;
  readonly #language: Language;
  #prelude: Prelude | undefined;

  constructor(language: Language) {
    this.title = language.title;
    this.isCompiled = language.isCompiled ?? false;
    if (language.defaultModels !== undefined) this.defaultModels = language.defaultModels;
    this.#language = language;
  }

  program(
    file: LitmusFile,
    variant: VariantNode | null,
    options: LoweringOptions,
    diagnostics: Diagnostics,
  ): Program | null {
    const found = new Diagnostics();
    const program = this.#read(file, variant, options, found);
    diagnostics.list.push(...found.list.sort((a, b) => a.span.start - b.span.start));
    return program;
  }

  words(file: LitmusFile): ReadonlyMap<string, Span> {
    this.#prelude ??= new Prelude(this.#language);
    return wordsOf(file, this.#language, this.#prelude);
  }

  primitives(): readonly Primitive[] {
    this.#prelude ??= new Prelude(this.#language);
    return this.#prelude.primitives();
  }

  #read(
    file: LitmusFile,
    variant: VariantNode | null,
    options: LoweringOptions,
    diagnostics: Diagnostics,
  ): Program | null {
    const parsed = this.#parse(file, variant, options, diagnostics);
    if (parsed === null) return null;
    const { unit, ast, macros } = parsed;
    unit.declare(ast);
    for (const [name, value] of macroConstants(unit, macros)) unit.constants.set(name, value);
    return lower(unit, file, ast, options);
  }

  places(file: LitmusFile, program: Program, options: LoweringOptions): readonly Place[] {
    const parsed = this.#parse(file, null, options, new Diagnostics());
    if (parsed === null) return [];
    const { unit, ast } = parsed;
    const isKnown = (name: string) => unit.prelude.has(name);
    return placesOf(ast, program, this.#language.rewriter, isKnown);
  }

  /** Null after an error. */
  #parse(
    file: LitmusFile,
    variant: VariantNode | null,
    options: LoweringOptions,
    diagnostics: Diagnostics,
  ) {
    const language = this.#language;
    const bindings = (variant?.bindings ?? []).map((b) => bindingMacro(b, diagnostics));
    const text = scanPieces(file.body, diagnostics);
    const own = options.macros ?? null;
    const builtin = own === null ? language.macros : without(language.macros, own);
    this.#prelude ??= new Prelude(language);
    const unit = new Unit(language, this.#prelude, own, diagnostics);
    const { tokens, macros } = preprocess(text, bindings, builtin, diagnostics);
    const { typeNames } = unit;
    const method = (name: string, count: number) => language.methods.get(name)?.(count);
    const allowsReferences = language.inC !== undefined;
    const parserOptions = { typeNames, allowsIntrinsics: false, allowsReferences, method };
    const ast = parseTranslationUnit(language.inC?.(tokens) ?? tokens, parserOptions, diagnostics);
    return diagnostics.hasErrors ? null : { unit, ast, macros };
  }
}

/** The tool's own preprocessor macros, but for the names that a user's macro file defines. */
function without(builtin: MacroSource, own: MacroTable): MacroSource {
  const names = new Set(own.names());
  return { lookup: (name) => (names.has(name) ? undefined : builtin.lookup(name)) };
}

function lower(
  unit: Unit,
  file: LitmusFile,
  ast: TranslationUnit,
  options: LoweringOptions,
): Program | null {
  const definitions = orderedThreads(unit, file, ast);
  const registers = declareLocations(unit, file, definitions);
  const lowered = definitions.map((definition, i) =>
    lowerThread(unit, definition, registers.get(i) ?? new Map()),
  );
  const { condition, filter, observed } = lowerQuestion(unit, file, lowered);
  const callbacks: { thread: ThreadLowering; queued: number }[] = [];
  // The list grows while a callback queues another.
  for (const callback of unit.callbacks) {
    callbacks.push({ thread: lowerCallback(unit, RULES, callback), queued: callback.queued });
  }
  if (unit.diagnostics.hasErrors) return null;
  const threads = [
    ...lowered.map((thread) => thread.builder.finish()),
    ...callbacks.map(({ thread, queued }) => thread.builder.finish(queued)),
  ];
  const program: Program = {
    name: file.name.text,
    threads,
    locations: unit.locations.infos(),
    values: unit.values,
    observed,
    condition,
    filter,
    rcuDomains: unit.domains,
  };
  return finishProgram(program, options);
}

/** The threads by number: P0, P1, ..., each once. */
function orderedThreads(
  unit: Unit,
  file: LitmusFile,
  { threads }: TranslationUnit,
): readonly FunctionDefinition[] {
  const numbered = new Map<number, FunctionDefinition>();
  for (const thread of threads) {
    const number = Number(thread.name.slice(1));
    const known = numbered.get(number);
    if (known === undefined) numbered.set(number, thread);
    else {
      const note = { message: "the first one is here", span: known.nameSpan };
      const message = `the thread \`${thread.name}\` is there twice`;
      unit.diagnostics.error("redefined", thread.nameSpan, message, note);
    }
  }
  if (numbered.size === 0) {
    const message = "there is no thread: write `P0(...) { ... }`";
    unit.diagnostics.error("no-threads", file.name.span, message);
  }
  for (const [number, { nameSpan }] of numbered) {
    if (number < numbered.size) continue;
    const message = `threads are numbered from P0 without a gap: with ${numbered.size} of them there is no P${number}`;
    unit.diagnostics.error("thread-order", nameSpan, message);
  }
  return [...numbered].sort(([a], [b]) => a - b).map(([, thread]) => thread);
}

/** The text's own macros that are constants: the init block and the condition may name them too. */
function macroConstants(
  unit: Unit,
  macros: ReadonlyMap<string, Macro>,
): readonly (readonly [string, bigint])[] {
  return [...macros.values()].flatMap((macro) => {
    if (macro.parameters !== null || unit.constants.has(macro.name)) return [];
    const problems = new Diagnostics();
    const words = scanned(`enum { value = ${macro.name} };`, problems);
    const { tokens } = preprocess(words, [...macros.values()], unit.language.macros, problems);
    const options = { typeNames: unit.typeNames, allowsIntrinsics: false };
    const [constant] = parseTranslationUnit(tokens, options, problems).constants;
    const node = constant?.value ?? null;
    const value = problems.hasErrors || node === null ? null : unit.types.constant(node);
    return value === null ? [] : [[macro.name, value] as const];
  });
}

function scanned(text: string, diagnostics: Diagnostics): readonly Token[] {
  const source = new Source("macro", text);
  return scan(source, { start: 0, end: text.length, ocamlComments: "never" }, diagnostics);
}

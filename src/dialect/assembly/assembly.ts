import type { InitItem, LitmusFile, VariantNode } from "../../litmus/file.js";
import { finishProgram } from "../../program/passes.js";
import type { Program } from "../../program/program.js";
import { Values } from "../../program/value.js";
import { Diagnostics } from "../../source/diagnostic.js";
import type { Dialect, LoweringOptions } from "../dialect.js";
import type { Architecture } from "./architecture.js";
import { type Column, TableReader } from "./columns.js";
import { Locations } from "./locations.js";
import type { Operand } from "./operand.js";
import { placesOf } from "./places.js";
import { primitivesOf } from "./primitives.js";
import { lowerQuestion } from "./question.js";
import { type Split, splitBySizes } from "./sizes.js";
import { AssemblyThread } from "./thread.js";
import type { Unit } from "./unit.js";

/** The dialect of an architecture: a table of instructions in columns, one a thread. */
export function assembly(architecture: Architecture): Dialect {
  return {
    headers: architecture.headers,
    title: architecture.title,
    defaultModels: architecture.defaultModels,
    get instructions() {
      return [...architecture.instructions().values()].flat().map(({ syntax }) => syntax);
    },
    program(file, variant, options, diagnostics) {
      let found = new Diagnostics();
      let program = lower(architecture, file, variant, options, found, null);
      if (program !== null && "granules" in program) {
        const split = program;
        found = new Diagnostics();
        program = lower(architecture, file, variant, options, found, split);
        if (program !== null && "granules" in program) throw new Error("split twice");
      }
      diagnostics.list.push(...found.list.sort((a, b) => a.span.start - b.span.start));
      return program;
    },
    primitives: () => primitivesOf(architecture),
    places: (file, program) => placesOf(file, program, architecture),
  };
}

/** Lowers a test; where accesses of several sizes meet gives what to split, to be lowered once more with it. */
function lower(
  architecture: Architecture,
  file: LitmusFile,
  variant: VariantNode | null,
  options: LoweringOptions,
  diagnostics: Diagnostics,
  split: Split | null,
): Program | Split | null {
  const table = new TableReader(file.source, architecture, variant?.bindings ?? [], diagnostics);
  const columns = table.columns(file);
  const values = new Values();
  const locations = new Locations(values, diagnostics, split?.granules);
  const isWide = split !== null || columns.some(isWideColumn) || file.init.some(isWideItem);
  const nowhere = file.name.span;
  const unit: Unit = { architecture, values, locations, isWide, nowhere, diagnostics };
  locations.initialise(file);
  const threads = columns.map(
    (column, k) => new AssemblyThread(unit, k, column, split?.counts[k] ?? []),
  );
  for (const item of file.init) initialiseRegister(unit, threads, item);
  for (const thread of threads) thread.lower();
  // After an error, what the question names may only seem to be missing.
  if (diagnostics.hasErrors) return null;
  const question = lowerQuestion(unit, file, threads);
  if (diagnostics.hasErrors) return null;
  const sized = threads.map((thread) => thread.finish());
  const wanted = split === null ? splitBySizes(unit, sized) : null;
  if (diagnostics.hasErrors) return null;
  if (wanted !== null) return wanted;
  const program: Program = {
    name: file.name.text,
    threads: sized.map(({ thread }) => thread),
    locations: locations.infos(),
    values,
    ...question,
    rcuDomains: ["rcu"],
  };
  return finishProgram(program, options);
}

function initialiseRegister(
  { architecture, values, locations, diagnostics }: Unit,
  threads: readonly AssemblyThread[],
  { thread, type, pointers, target, value }: InitItem,
): void {
  if (thread === null) return;
  const { text, span } = target.name;
  const lowering = threads[thread];
  const view = architecture.register(text.toLowerCase());
  if (lowering === undefined) {
    diagnostics.error("unknown-thread", span, `there is no thread P${thread}`);
  } else if (view === null) {
    const { title, registerExamples } = architecture;
    const message = `${title} has no register \`${text}\``;
    diagnostics.error("unknown-register", span, message, `there is ${registerExamples}`);
  } else {
    const integer = value === null ? 0n : values.decode(locations.value(value));
    lowering.whole(view.name, values.encode(values.wrap(integer, architecture.word)));
    const declared = locations.type(type, pointers);
    if (declared !== undefined) lowering.declare(view.name, declared);
  }
}

/** Sums of a few of these have no more than 31 bits. */
const SMALL_MAX = 0x3ff_ffffn;

function isWide(value: bigint): boolean {
  return value < 0n || value > SMALL_MAX;
}

function isWideItem({ value }: InitItem): boolean {
  return value !== null && (value.kind === "number" ? isWide(value.value) : value.kind !== "name");
}

function isWideColumn({ statements }: Column): boolean {
  return statements.some((s) => {
    return s.kind === "instruction" && (s.form.isWide || s.operands.some(isWideOperand));
  });
}

/** An offset from a register is no number that is computed with. */
function isWideOperand(operand: Operand): boolean {
  return operand.kind === "number" && isWide(operand.value);
}

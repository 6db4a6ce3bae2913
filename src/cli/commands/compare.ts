import { type Command, Option } from "commander";
import { compareSides, relationsOf, type Side } from "../../explain/compare.js";
import type { Test } from "../../harness/load.js";
import type { TestResult, VariantResult } from "../../harness/result.js";
import type { Model } from "../../models/model.js";
import { models } from "../../models/models.js";
import { comparisonText, type TitledComparison } from "../../report/comparison.js";
import { type ComparedBy, comparisonJson } from "../../report/comparison-json.js";
import { addEngineOptions, type EngineFlags, selectionFor, selectModels } from "../engines.js";
import { EXIT, notOneOf, UsageError } from "../exit.js";
import { type FormatFlags, isJson } from "../formats.js";
import { readInput } from "../inputs.js";
import { addSearchOptions, parseCount, type SearchFlags } from "../options.js";
import { addVariantOption, chooseVariants, loadOrReport, runWithFlags } from "../session.js";
import { interruption, lookOf, ProgressLine } from "../terminal.js";
import { version } from "../version.js";

/** What `litmus compare` can be told. */
export interface CompareFlags extends SearchFlags, EngineFlags, FormatFlags {
  readonly variant: readonly string[];
  readonly by?: "model" | "variant";
  readonly distinguish?: boolean;
  readonly both?: boolean;
  readonly vocabulary?: string;
  readonly language?: "kernel" | "c11";
  readonly accesses: number;
  readonly cycles: number;
  readonly orders: number;
  readonly programs: number;
}

const HELP = `
One test: the final states that each model allows, side by side; with --by variant, those of its variants.
Several tests: their final states under each model of --model, on the registers and locations that all of
them observe.
--distinguish A B: the smallest program that A and B disagree about. Size is reads and writes (a
read-modify-write is one of each), then threads, then orders: an order of an access, a fence between two
accesses, a dependency on the access before, an RCU section. Up to --accesses every program is tried, then
every critical cycle of up to 4 threads. Fences stand where their thread has accesses for them to order.
Between models that ship with litmus, programs are left out all of whose executions must be interleavings:
those without a cycle of program order and conflicts, and those that have one order more than a program with
interleavings only. A model of --cat is asked about all.

Exit codes: 0 compared, equal, or found; 1 two tests differ, or nothing separates two models; 3 not known
within the limits.

Examples:
  litmus compare SB
  litmus compare fence-loss.lit --by variant --model wmm
  litmus compare before.lit after.lit --model lkmm
  litmus compare --distinguish tso pso
  litmus compare --distinguish armv8 --cat my.cat --both --vocabulary fences
`;

/** `litmus compare TEST`, `litmus compare TEST TEST`, `litmus compare --distinguish A B`. */
export function declare(command: Command): void {
  command.argument("[names...]", "tests, each a file, a shipped test or -; or two models");
  addVariantOption(addSearchOptions(command));
  const count = (flags: string, what: string, value: number) =>
    new Option(flags, `--distinguish: ${what}`).argParser(parseCount).default(value);
  addEngineOptions(command)
    .option("--json", "one line of JSON")
    .addOption(
      new Option("--by <what>", "compare the models, or the variants under each model").choices([
        "model",
        "variant",
      ]),
    )
    .option("--distinguish", "the smallest program that separates two models")
    .option("--both", "--distinguish: one that only A allows, and one that only B allows")
    .option(
      "--vocabulary <words>",
      "--distinguish: beside plain reads and writes only these, with commas: updates, acquire-release, sc, " +
        "fences, dependencies, rcu; or plain (default: all but rcu)",
    )
    .addOption(
      new Option("--language <language>", "--distinguish: programs in this").choices([
        "kernel",
        "c11",
      ]),
    )
    .addOption(count("--accesses <n>", "reads and writes up to which every program is tried", 5))
    .addOption(count("--cycles <n>", "reads and writes of the largest critical cycle", 6))
    .addOption(count("--orders <n>", "the most orders of a program", 2))
    .addOption(count("--programs <n>", "the most programs to ask about", 50_000))
    .addHelpText("after", HELP)
    .action(compare);
}

async function compare(names: readonly string[], flags: CompareFlags): Promise<void> {
  if (flags.distinguish === true) {
    const { distinguishModels } = await import("../distinguish.js");
    return distinguishModels(names, flags);
  }
  if (names.length === 0) throw new UsageError("which test is to be compared? litmus compare TEST");
  if (names.length > 1 && flags.by !== undefined) {
    throw new UsageError("--by is about one test; several are compared under each model");
  }
  const signal = interruption();
  const selection = await selectModels(flags);
  const tests: NamedTest[] = [];
  for (const word of names) {
    const test = loadOrReport(await readInput(word), flags, selection.macros);
    if (test === null) return;
    tests.push({ word, test });
  }
  const compared: Compared[] = [];
  for (const { word, test } of tests) {
    const variants = variantsOf(test, tests, flags.variant);
    // Models are those of the first test, so that all are asked the same.
    const asked = selectionFor(tests[0]!.test, selection);
    const settled = { ...asked, isDefault: false };
    const result = await runWithFlags(test, variants, flags, settled, signal, new ProgressLine());
    compared.push({ word, test, result });
  }
  const by: ComparedBy = names.length > 1 ? "test" : (flags.by ?? "model");
  const [first] = compared as [Compared, ...Compared[]];
  const comparisons = by === "test" ? byTest(compared) : byPart(first, by);
  const list = (of: (one: Compared) => string) => compared.map(of).join(", ");
  const name = list(({ test }) => test.file.name.text);
  const file = list(({ test }) => test.file.source.name);
  const description = by === "test" ? "" : first.test.file.description;
  process.stdout.write(
    isJson(flags)
      ? comparisonJson({ version, file, name }, by, comparisons)
      : comparisonText({ name, description }, comparisons, lookOf(process.stdout)),
  );
  process.exitCode = signal.aborted ? EXIT.interrupted : exitCode(comparisons, by);
}

/** A test under the name that the user gave it. */
interface NamedTest {
  readonly word: string;
  readonly test: Test;
}

interface Compared extends NamedTest {
  readonly result: TestResult;
}

/** The chosen variants of a test; of several tests, one that has none of the chosen ones is compared whole. */
function variantsOf(
  test: Test,
  tests: readonly NamedTest[],
  wanted: readonly string[],
): readonly string[] | null {
  if (tests.length === 1) return chooseVariants(test, wanted);
  const namesOf = (one: Test) => one.variants.flatMap(({ name }) => (name === null ? [] : [name]));
  const known = tests.flatMap((one) => namesOf(one.test));
  const unknown = wanted.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new UsageError(notOneOf("variant", unknown, known));
  const own = namesOf(test).filter((name) => wanted.includes(name));
  return own.length === 0 ? null : own;
}

/** One test: models for each variant, or variants for each model. */
function byPart({ word, result }: Compared, by: "model" | "variant"): readonly TitledComparison[] {
  const { variants } = result;
  if (by === "variant") {
    if (variants.length < 2) {
      throw new UsageError(
        `${word} has ${variants.length === 1 ? "one variant only" : "no variants"}: nothing to compare`,
      );
    }
    return result.models.map((model) => {
      const sides = variants.map((variant) => sideOf(variant, model, variant.name ?? ""));
      const explain = variants.map((variant) => explainText(word, variant, model));
      const comparison = compareSides(sides);
      return { comparison, title: `under ${model.id}`, explain, hasCondition: true };
    });
  }
  return variants.map((variant) => {
    const sides = result.models.map((model) => sideOf(variant, model, model.id));
    const explain = result.models.map((model) => explainText(word, variant, model));
    const title = variant.name ?? "";
    return { comparison: compareSides(sides), title, explain, hasCondition: true };
  });
}

/** Several tests, each with its variants, under each model. */
function byTest(compared: readonly Compared[]): readonly TitledComparison[] {
  const all = compared.flatMap(({ word, test, result }) =>
    result.variants.map((variant) => {
      const name = compared.every(
        ({ test: other }) => other === test || nameOf(other) !== nameOf(test),
      )
        ? nameOf(test)
        : word;
      return { word, variant, label: variant.name === null ? name : `${name}: ${variant.name}` };
    }),
  );
  const [{ result }] = compared as [Compared, ...Compared[]];
  return result.models.map((model) => {
    const sides = all.map(({ variant, label }) => sideOf(variant, model, label));
    const comparison = compareSides(sides);
    if (comparison.observed.length === 0) throw new UsageError(nothingInCommon(sides));
    const explain = all.map(({ word, variant }) => explainText(word, variant, model));
    return { comparison, title: `under ${model.id}`, explain, hasCondition: false };
  });
}

function nameOf(test: Test): string {
  return test.file.name.text;
}

function nothingInCommon(sides: readonly Side[]): string {
  const parts = sides.map(({ label, program }) => {
    return `${label} observes ${program.observed.map(({ name }) => name).join(", ")}`;
  });
  return `the tests observe nothing in common: ${parts.join("; ")}. What is compared are registers and locations of the same name, those of the condition and of a locations clause.`;
}

function sideOf(variant: VariantResult, model: Model, label: string): Side {
  const cell = variant.cells.find((one) => one.model === model) ?? null;
  return { label, program: variant.program, cell };
}

/** What `litmus explain` has to be told of a side; a user's own model would need more. */
function explainText(word: string, { name }: VariantResult, { id }: Model): string | null {
  if (word === "-" || !models.some((model) => model.id === id)) return null;
  const variant = name === null ? "" : ` --variant "${name}"`;
  return `${/[^\w./+-]/.test(word) ? `"${word}"` : word}${variant} --model ${id}`;
}

function exitCode(comparisons: readonly TitledComparison[], by: ComparedBy): number {
  const sides = comparisons.flatMap(({ comparison }) => comparison.sides);
  const relations = comparisons.flatMap(({ comparison }) => relationsOf(comparison));
  if (by === "test" && relations.some(({ kind }) => kind === "different")) return EXIT.differs;
  return sides.every(({ cell }) => cell?.isComplete === true) ? EXIT.ok : EXIT.bounded;
}

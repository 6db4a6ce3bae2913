import { writeFileSync } from "node:fs";
import { type Command, Option } from "commander";
import { applied } from "../../explain/fix/apply.js";
import { type Fixes, fix, type Repair } from "../../explain/fix/fix.js";
import type { Direction } from "../../explain/fix/sites.js";
import type { Test, TestVariant } from "../../harness/load.js";
import type { Model } from "../../models/model.js";
import { fixText } from "../../report/fix.js";
import { fixJson } from "../../report/fix-json.js";
import { groupDigits } from "../../report/words.js";
import { addEngineOptions, type EngineFlags, selectModels } from "../engines.js";
import { EXIT, reason, UsageError } from "../exit.js";
import { type FormatFlags, isJson } from "../formats.js";
import { readInput } from "../inputs.js";
import { addSearchOptions, loweringOptionsOf, parseCount, type SearchFlags } from "../options.js";
import { addVariantOption, chooseVariants, loadAsking, runOptionsOf } from "../session.js";
import { interruption, lookOf, ProgressLine } from "../terminal.js";
import { version } from "../version.js";

interface FixFlags extends SearchFlags, EngineFlags, FormatFlags {
  readonly variant: readonly string[];
  readonly outcome?: string;
  readonly weaken?: boolean;
  readonly fromScratch?: boolean;
  readonly repairs: number;
  readonly searches: number;
  readonly story?: boolean;
  readonly apply?: string;
  readonly pick: number;
}

const HELP = `
Tries stronger accesses, stronger fences and fences between statements, and finds every set of changes that makes the
outcome impossible and of which no part can be left out: for each model, and for all of them at once. Every one is
asked about with a complete search of the changed text, and so is what comes back without each of its parts.

--weaken starts from a test whose outcome is impossible and finds the weakest orders that keep it so; --from-scratch
does the same and may also put in new fences.

Costs are relative: a cheap order of an architecture is 1 or 2, a full barrier 4 to 10. On x86 only what orders a store
before a later load costs anything; for a language model an acquire or a release is 1, a fence 2 and a full barrier 5.

Examples:
  litmus fix fence-loss.lit --variant "refcount inc relaxed"
  litmus fix MP --variant po --model armv8 --apply fixed.lit
  litmus fix MP --variant mbs --weaken
`;

/** `litmus fix TEST`. */
export function declare(command: Command): void {
  const described = command.argument("<test>", "file, name of a shipped test, or -");
  addVariantOption(addSearchOptions(described));
  addEngineOptions(command)
    .option("--json", "one line of JSON")
    .option("--outcome <proposition>", "forbid this in place of the test's own condition")
    .addOption(
      new Option("--weaken", "find the weakest orders that keep it impossible").conflicts(
        "fromScratch",
      ),
    )
    .option("--from-scratch", "the same, from a test without any order, with new fences too")
    .addOption(
      new Option("--repairs <n>", "how many to look for").argParser(parseCount).default(32),
    )
    .addOption(
      new Option("--searches <n>", "stop looking after so many searches")
        .argParser(parseCount)
        .default(20_000),
    )
    .option("--story", "also tell how it happens without each part of each repair")
    .option("--apply <file>", "write the test with the first repair made; - for standard output")
    .addOption(
      new Option("--pick <n>", "with --apply: that repair of the list")
        .argParser(parseCount)
        .default(1),
    )
    .addHelpText("after", HELP)
    .action(run);
}

async function run(name: string, flags: FixFlags): Promise<void> {
  const signal = interruption();
  const selection = await selectModels(flags);
  const source = await readInput(name);
  const test = loadAsking(source, flags.outcome, flags, selection.macros);
  if (test === null) return;
  const variants = chooseVariants(test, flags.variant);
  const direction = flags.weaken ? "weaker" : flags.fromScratch ? "any" : "stronger";
  const all: Fixes[] = [];
  const progress = new ProgressLine();
  for (const variant of test.variants) {
    if (variants !== null && !variants.includes(variant.name ?? "")) continue;
    if (signal.aborted) break;
    const fixes = await fix(test, variant, {
      run: runOptionsOf(test, variants, flags, selection, signal),
      lowering: loweringOptionsOf(flags, selection.macros),
      direction,
      repairsMax: flags.repairs,
      searchesMax: flags.searches,
      onProgress: (searches, models) =>
        progress.show(() => progressText(variant, searches, models)),
    });
    progress.clear();
    if (fixes === null) throw new UsageError(unwritable(variant.name));
    all.push(fixes);
  }
  if (flags.apply !== undefined) apply(test, all, flags.apply, flags.pick);
  if (flags.apply !== "-") process.stdout.write(textOf(test, all, direction, flags));
  process.exitCode = signal.aborted ? EXIT.interrupted : exitCode(all);
}

function progressText({ name }: TestVariant, searches: number, models: readonly Model[]): string {
  const ids = models.map(({ id }) => id).join(", ");
  return `${name === null ? "" : `${name}, `}${ids}: searches: ${groupDigits(searches)}`;
}

function unwritable(variant: string | null): string {
  const what = variant === null ? "this test" : `variant ${variant}`;
  return `${what} is built by macros that only a compiler sees through: its text cannot be changed for it`;
}

function exitCode(all: readonly Fixes[]): number {
  const sets = all.flatMap(({ sets: own, joint }) => (joint === null ? own : [joint]));
  if (sets.some(({ repairs, isComplete }) => repairs.length === 0 && isComplete))
    return EXIT.differs;
  const isKnown = all.every(({ unknown }) => unknown.length === 0);
  return isKnown && sets.every(({ repairs }) => repairs.length > 0) ? EXIT.ok : EXIT.bounded;
}

/** Writes the test with one of the repairs that are for all models. */
function apply(test: Test, all: readonly Fixes[], file: string, pick: number): void {
  const candidates = all.flatMap((fixes) => {
    const set = fixes.joint ?? fixes.sets[0];
    const repairs = set?.repairs.filter(({ changes }) => changes.length > 0) ?? [];
    return repairs.length === 0 ? [] : [{ variant: fixes.variant.name, repairs }];
  });
  const [first] = candidates;
  if (first === undefined) throw new UsageError("there is no repair to write");
  if (candidates.length > 1) {
    const names = candidates.map(({ variant }) => variant).join(", ");
    throw new UsageError(`several variants have repairs: choose one with --variant (${names})`);
  }
  const repair: Repair | undefined = first.repairs[pick - 1];
  if (repair === undefined) {
    throw new UsageError(`--pick ${pick}: there are ${first.repairs.length} repairs`);
  }
  const text = applied(test, first.variant, repair);
  if (file === "-") process.stdout.write(text);
  else write(file, text);
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (failure) {
    throw new UsageError(`cannot write ${file}: ${reason(failure)}`);
  }
}

function textOf(
  { file }: Test,
  all: readonly Fixes[],
  direction: Direction,
  flags: FixFlags,
): string {
  const heading = { version, file: file.source.name, name: file.name.text };
  if (isJson(flags)) return fixJson(heading, direction, all);
  return fixText(
    { name: file.name.text, description: file.description },
    all,
    lookOf(process.stdout),
    flags.story === true,
  );
}

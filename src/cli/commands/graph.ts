import { writeFileSync } from "node:fs";
import { type Command, Option } from "commander";
import { type Explanation, explain } from "../../explain/explain.js";
import type { Test } from "../../harness/load.js";
import { type RunOptions, runTest } from "../../harness/run.js";
import { hasAxioms, hasMachine } from "../../models/model.js";
import { type Diagram, diagramOf } from "../../report/graph/diagram.js";
import { dot } from "../../report/graph/dot.js";
import type { Drawing } from "../../report/graph/drawing.js";
import { drawingJson } from "../../report/graph/json.js";
import { layOutDiagram } from "../../report/graph/layout.js";
import { spaceTime } from "../../report/graph/spacetime.js";
import { svg } from "../../report/graph/svg.js";
import { tikz } from "../../report/graph/tikz.js";
import { cellName, chooseSubject } from "../../report/subject.js";
import { addEngineOptions, type EngineFlags, selectModels } from "../engines.js";
import { EXIT, reason, UsageError } from "../exit.js";
import type { FormatFlags } from "../formats.js";
import { readInput } from "../inputs.js";
import { addSearchOptions, type SearchFlags } from "../options.js";
import { addVariantOption, chooseVariants, loadAsking, runOptionsOf } from "../session.js";
import { interruption } from "../terminal.js";
import { version } from "../version.js";

const FORMATS = ["svg", "dot", "tikz"] as const;
type GraphFormat = (typeof FORMATS)[number];

interface GraphFlags extends SearchFlags, EngineFlags {
  readonly variant: readonly string[];
  readonly outcome?: string;
  readonly format?: GraphFormat;
  readonly output?: string;
  readonly trace?: boolean;
  readonly json?: boolean;
}

const HELP = `
Draws the execution that litmus explain speaks of: of an impossible outcome the circle that forbids it, of a possible
one the accesses that ran out of order. Without --model or --variant it is the cell whose story litmus run tells. With
--trace it is what a machine did instead, step by step, a lane a thread and one for memory.

A column is a thread; below each access stands its line. po is thin; rf goes from a write to who reads it, co to the next
write, fr from a read to the write that overwrote what it read.

Examples:
  litmus graph fence-loss.lit --output fence-loss.svg
  litmus graph MP --variant rel+acq --model lkmm --format tikz --output mp.tex
  litmus graph fence-loss.lit --model wmm --trace --output steps.svg
  litmus graph SB --format dot | dot -Tpng > sb.png
`;

/** `litmus graph TEST`. */
export function declare(command: Command): void {
  const described = command.argument("<test>", "file, name of a shipped test, or -");
  addVariantOption(addSearchOptions(described));
  addEngineOptions(command)
    .option("--outcome <proposition>", "draw this in place of the test's own condition")
    .option("--trace", "draw what a machine did, in space and time")
    .addOption(
      new Option("--format <format>", "by default what the name of the file says, or svg").choices(
        FORMATS,
      ),
    )
    .option("--output <file>", "where to write it (default: standard output)")
    .option("--json", "the layout, as one line of JSON")
    .addHelpText("after", HELP)
    .action(run);
}

async function run(name: string, flags: GraphFlags): Promise<void> {
  const signal = interruption();
  const selection = await selectModels(flags);
  const test = loadAsking(await readInput(name), flags.outcome, asJson(flags), selection.macros);
  if (test === null) return;
  const variants = chooseVariants(test, flags.variant);
  const options = runOptionsOf(test, variants, flags, selection, signal);
  const chosen = await chooseCell(test, options, flags);
  const explanation = await explainCell(test, options, chosen, flags);
  const text = textOf(test, explanation, flags);
  if (flags.output === undefined) process.stdout.write(text);
  else write(flags.output, text);
  process.exitCode = signal.aborted ? EXIT.interrupted : EXIT.ok;
}

/** The flags as far as they say how problems with the test are printed. */
function asJson({ format: _, json = false, ...flags }: GraphFlags): SearchFlags & FormatFlags {
  return { ...flags, json };
}

/** What is drawn: a variant by name, and a model. */
interface Chosen {
  readonly variant: string;
  readonly model: RunOptions["models"][number];
}

/**
 * The only cell that was asked for; else the one whose story `run` tells; else the first model of the test's language, of the
 * kernel's the last, which allows most.
 */
async function chooseCell(test: Test, options: RunOptions, flags: GraphFlags): Promise<Chosen> {
  const able = options.models.filter(flags.trace === true ? hasMachine : hasAxioms);
  const lacks = flags.trace === true ? "machine" : "axioms";
  if (able.length === 0) throw new UsageError(`none of these models has ${lacks} to draw`);
  const names = options.variants ?? test.variants.map(({ name }) => name ?? "");
  if (able.length === 1 && names.length === 1) return { variant: names[0]!, model: able[0]! };
  const subject = chooseSubject(await runTest(test, { ...options, models: able }));
  const usual = able.find(({ id }) => id === test.defaultModels?.[0]) ?? able.at(-1)!;
  if (subject === null) return { variant: names[0]!, model: usual };
  return { variant: subject.variant.name ?? "", model: subject.cell.model };
}

async function explainCell(
  test: Test,
  options: RunOptions,
  { variant, model }: Chosen,
  flags: GraphFlags,
): Promise<Explanation> {
  const engine = flags.trace === true ? "machine" : "axioms";
  const [explanation] = await explain(test, {
    ...options,
    ...{ models: [model], variants: [variant], engine },
  });
  if (explanation === undefined) throw new UsageError(`${model.id} does not speak of this test`);
  return explanation;
}

function textOf(test: Test, explanation: Explanation, flags: GraphFlags): string {
  const format = formatOf(flags);
  const { story, variant, cell } = explanation;
  const title = cellName(variant.name, cell.model.id);
  if (flags.trace === true) {
    if (story?.engine !== "machine") {
      throw new UsageError(`${title}: the outcome is not possible, so no machine shows it`);
    }
    if (format === "dot") throw new UsageError("--format dot draws executions, not --trace");
    return rendered(
      test,
      spaceTime(variant.program, story, `${title}, step by step`),
      format,
      flags,
    );
  }
  const diagram = diagramOf(explanation);
  if (diagram === null) {
    throw new UsageError(`${title}: there is no execution to draw; see litmus explain`);
  }
  return format === "dot" && flags.json !== true
    ? dot(diagram)
    : drawn(test, diagram, format, flags);
}

function drawn(test: Test, diagram: Diagram, format: GraphFormat, flags: GraphFlags): string {
  return rendered(test, layOutDiagram(diagram), format, flags);
}

function rendered(
  { file }: Test,
  drawing: Drawing,
  format: GraphFormat,
  flags: GraphFlags,
): string {
  if (flags.json === true) {
    return drawingJson({ version, file: file.source.name, name: file.name.text }, drawing);
  }
  return format === "tikz" ? tikz(drawing) : svg(drawing);
}

const EXTENSIONS: ReadonlyMap<string, GraphFormat> = new Map([
  ["svg", "svg"],
  ["dot", "dot"],
  ["gv", "dot"],
  ["tex", "tikz"],
  ["tikz", "tikz"],
]);

function formatOf({ format, output }: GraphFlags): GraphFormat {
  const extension = /\.(\w+)$/.exec(output ?? "")?.[1] ?? "";
  return format ?? EXTENSIONS.get(extension.toLowerCase()) ?? "svg";
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (failure) {
    throw new UsageError(`cannot write ${file}: ${reason(failure)}`);
  }
}

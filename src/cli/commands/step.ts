import { type Command, Option } from "commander";
import { DEFAULT_LIMITS, type Limits } from "../../harness/limits.js";
import { readTest, type Test, type TestVariant } from "../../harness/load.js";
import { hasMachine, type Model } from "../../models/model.js";
import { models } from "../../models/models.js";
import { stepJson } from "../../report/step-json.js";
import { formatDiagnostic } from "../../source/diagnostic.js";
import { Source } from "../../source/source.js";
import { decodeLink, fingerprint, type Link, type LinkedTest } from "../../stepper/link.js";
import { Stepper } from "../../stepper/session.js";
import { openSubject } from "../../stepper/subject.js";
import { stepsOfWitness } from "../../stepper/witness.js";
import { EXIT, notOneOf, UsageError } from "../exit.js";
import { readInput, shippedTests } from "../inputs.js";
import { parseCount, parseTime } from "../options.js";
import { invalidJson } from "../session.js";
import { type Desk, linkOf } from "../step/desk.js";
import { stepByLines } from "../step/plain.js";
import { stepByKeys } from "../step/screen.js";
import { interruption } from "../terminal.js";
import { version } from "../version.js";

interface StepFlags {
  readonly model?: string;
  readonly variant?: string;
  readonly at?: readonly number[];
  readonly link?: string;
  readonly witness?: readonly number[];
  readonly everyStep?: boolean;
  readonly states: number;
  readonly time: number;
  readonly loopRounds: number;
  readonly json?: boolean;
}

const HELP = `
Shows the code of every thread with its next instruction, registers, buffers and memory, the steps
that are possible, and those that come next and have to wait, with what for. A star is at what the
last step changed. Before lines: > the next instruction of a thread, ^ calls around it, + others
that may happen now.

Without --model: wmm, or for other languages than the kernel's the first model of theirs with a
machine. Without --variant: the first that is expected to show the outcome under the model, else the
first.

Keys: a number or Enter takes a step, u undo, r redo, g N go to step N, p play a witness, f find a
way to an outcome, o outcomes that can still be reached, l link, ? help, q quit. When standard input
is no terminal the same are read from it, a line each, and what they lead to is printed.

Examples:
  litmus step fence-loss.lit --variant "refcount inc relaxed"
  litmus step SB --model tso --at 1,1,2 --json
  printf 'p\\ng 6\\no\\n' | litmus step SB --model tso
`;

/** `litmus step TEST`. */
export function declare(command: Command): void {
  const { statesMax, loopRoundsMax } = DEFAULT_LIMITS;
  const limit = (flags: string, what: string, parse: (text: string) => number, words: string) => {
    return new Option(flags, what).argParser(parse).default(parse(words), words);
  };
  command
    .argument("[test]", "file, name of a shipped test, or -")
    .option("--model <id>", "the model, one with a machine")
    .option("--variant <name>", "the variant")
    .option("--at <numbers>", "take these steps first, with commas between", parseNumbers)
    .option("--link <link>", "in place of a test: come back to a state")
    .option(
      "--witness <choices>",
      "put the choices of a witness of `litmus run --json` behind the start",
      parseNumbers,
    )
    .option("--every-step", "also show steps that concern nobody else, such as branches")
    .addOption(
      limit("--states <n>", "limit of a search: states", parseCount, `${statesMax / 1e6}M`),
    )
    .addOption(limit("--time <t>", "limit of a search: 500ms, 10s, 2m", parseTime, "1m"))
    .addOption(
      limit(
        "--loop-rounds <n>",
        "rounds after which a loop is cut off",
        parseCount,
        `${loopRoundsMax}`,
      ),
    )
    .option("--json", "one line of JSON: the state, and what can happen next")
    .addHelpText("after", HELP)
    .action(run);
}

async function run(name: string | undefined, flags: StepFlags): Promise<void> {
  const desk = flags.link === undefined ? await fromTest(name, flags) : await fromLink(name, flags);
  if (desk === null) return;
  const { stepper } = desk;
  if (flags.json === true) {
    const { file } = stepper.subject.test;
    const heading = { version, file: file.source.name, name: file.name.text };
    process.stdout.write(stepJson(heading, stepper, linkOf(desk)));
    return;
  }
  const { stdin, stdout } = process;
  const { TERM } = process.env;
  const isScreen = stdin.isTTY === true && stdout.isTTY === true && TERM !== "dumb";
  process.exitCode = isScreen ? await stepByKeys(desk) : await stepByLines(desk, interruption());
}

/** The session that the command line asks for; null when the text is no test, which has been said then. */
async function fromTest(name: string | undefined, flags: StepFlags): Promise<Desk | null> {
  if (name === undefined) throw new UsageError("litmus step needs a test, or --link");
  const source = await readInput(name);
  const limits = limitsOf(flags);
  const test = load(source, limits, flags);
  if (test === null) return null;
  const model = modelNamed(flags.model, test);
  const variant = variantNamed(flags.variant, test, model);
  const linked = linkedTest(source);
  const stepper = open(test, variant, model, flags.everyStep === true, limits);
  if (flags.at !== undefined) {
    for (const number of flags.at)
      if (number < 1) throw new UsageError("--at: the first step is 1");
    follow(
      stepper,
      flags.at.map((number) => number - 1),
      "--at",
    );
  }
  if (flags.witness !== undefined) {
    const steps = stepsOfWitness(stepper.subject, flags.witness);
    if (steps === null) {
      throw new UsageError(
        `--witness: ${model.id} has no such steps; was it of another variant or model?`,
      );
    }
    stepper.jump(0);
    stepper.load(steps);
  }
  return { stepper, limits, linked, argument: name === "-" ? null : name };
}

/** The session that a link leads to. */
async function fromLink(name: string | undefined, flags: StepFlags): Promise<Desk | null> {
  if (name !== undefined) throw new UsageError("--link stands in place of a test: leave one out");
  const { link, problem } = decodeLink(flags.link!);
  if (link === null) throw new UsageError(problem);
  const source = await linkedSource(link);
  const limits = { ...limitsOf(flags), loopRoundsMax: link.loopRoundsMax };
  const test = load(source, limits, flags);
  if (test === null) return null;
  const model = modelNamed(link.model, test);
  const variant = variantNamed(link.variant ?? undefined, test, model);
  const stepper = open(test, variant, model, link.isFine, limits);
  follow(stepper, link.path, "the link");
  const argument = link.test.kind === "name" ? link.test.name : null;
  return { stepper, limits, linked: link.test, argument };
}

async function linkedSource({ test }: Link): Promise<Source> {
  if (test.kind === "text") return new Source(test.name, test.text);
  const source = await readInput(test.name);
  if (fingerprint(source.text) === test.fingerprint) return source;
  throw new UsageError(
    `${test.name} has changed since the link was made: its steps mean nothing now`,
  );
}

/** A shipped test by its name, any other with its text. */
function linkedTest({ name, text }: Source): LinkedTest {
  const shipped = shippedTests().find(({ path }) => name === `litmus/${path}`);
  if (shipped?.text() !== text) return { kind: "text", name, text };
  return { kind: "name", name, fingerprint: fingerprint(text) };
}

function load(source: Source, { loopRoundsMax }: Limits, flags: StepFlags): Test | null {
  const { test, diagnostics } = readTest(source, { loopRoundsMax });
  for (const diagnostic of diagnostics) process.stderr.write(`${formatDiagnostic(diagnostic)}\n`);
  if (test !== null) return test;
  if (flags.json === true) process.stdout.write(invalidJson(source, diagnostics));
  process.exitCode = EXIT.invalid;
  return null;
}

function open(
  test: Test,
  variant: TestVariant,
  model: Model,
  isFine: boolean,
  { loopRoundsMax }: Limits,
): Stepper {
  const opened = openSubject(test, variant, model, isFine, { loopRoundsMax });
  if (opened.subject === null) throw new UsageError(opened.problem);
  return new Stepper(opened.subject);
}

function follow(stepper: Stepper, path: readonly number[], what: string): void {
  const problem = stepper.load(path);
  if (problem !== null) throw new UsageError(`${what}: ${problem}`);
  stepper.jump(path.length);
}

function modelNamed(id: string | undefined, { defaultModels }: Test): Model {
  const able = models.filter(hasMachine);
  if (id !== undefined) {
    const model = models.find((candidate) => candidate.id === id);
    if (model !== undefined) return model;
    throw new UsageError(
      notOneOf(
        "model",
        id,
        able.map((one) => one.id),
      ),
    );
  }
  for (const wanted of defaultModels ?? ["wmm"]) {
    const model = able.find((candidate) => candidate.id === wanted);
    if (model !== undefined) return model;
  }
  return able[0]!;
}

function variantNamed(name: string | undefined, test: Test, model: Model): TestVariant {
  const { variants, expectations } = test;
  if (name !== undefined) {
    const variant = variants.find((candidate) => candidate.name === name);
    if (variant !== undefined) return variant;
    throw new UsageError(
      notOneOf(
        "variant",
        name,
        variants.flatMap((one) => one.name ?? []),
      ),
    );
  }
  const shows = expectations.find((one) => one.model === model.id && one.observation !== "Never");
  return variants.find((candidate) => candidate.name === shows?.variant) ?? variants[0]!;
}

function limitsOf({ states, time, loopRounds }: StepFlags): Limits {
  return {
    ...DEFAULT_LIMITS,
    statesMax: states,
    millisecondsMax: time,
    loopRoundsMax: loopRounds,
  };
}

/** `3,1,4`. */
function parseNumbers(text: string): readonly number[] {
  const words = text.split(/[\s,]+/).filter((word) => word !== "");
  return words.map((word) => {
    if (/^\d{1,9}$/.test(word)) return Number(word);
    throw new UsageError(
      `${word} is no number: steps are numbers with commas between, such as 3,1,4`,
    );
  });
}

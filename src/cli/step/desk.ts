import { DEFAULT_LIMITS, type Limits } from "../../harness/limits.js";
import type { MachineCell } from "../../harness/result.js";
import { countText, outcomeText } from "../../report/words.js";
import { formatDiagnostic } from "../../source/diagnostic.js";
import { type AskOptions, pathToOutcome, reachableAfter } from "../../stepper/ask.js";
import { encodeLink, type LinkedTest } from "../../stepper/link.js";
import type { Stepper } from "../../stepper/session.js";
import { asking } from "../../stepper/subject.js";
import { HELP_LINES, type Order } from "./orders.js";

/** A session and how it can be come back to. */
export interface Desk {
  readonly stepper: Stepper;
  readonly limits: Limits;
  readonly linked: LinkedTest;
  /** The test on the command line; null where it was not named there. */
  readonly argument: string | null;
}

/** What an order leads to beside another state. */
export interface Reply {
  /** What to say; empty for nothing. */
  readonly lines: readonly string[];
  readonly isOver: boolean;
  /** The order could not be carried out. */
  readonly isProblem: boolean;
}

const DONE: Reply = { lines: [], isOver: false, isProblem: false };

/** How a search can be ended early, which its answer then says, and who wants to know how far it is. */
export type Watch = Pick<AskOptions, "signal" | "onProgress">;

/** Carries out an order. */
export async function obey(desk: Desk, order: Order, watch: Watch): Promise<Reply> {
  const { stepper } = desk;
  switch (order.kind) {
    case "take":
      return take(stepper, order.numbers);
    case "undo":
      return stepper.undo() ? DONE : problem("this is the start");
    case "redo":
      return stepper.redo() ? DONE : problem("there is no step to take again");
    case "go":
      return go(stepper, order.at);
    case "play":
      return play(desk, watch);
    case "find":
      return find(desk, order.proposition, watch);
    case "outcomes": {
      const cell = await reachableAfter(stepper.subject, stepper.path, askOptions(desk, watch));
      return say(outcomeLines(stepper, cell));
    }
    case "link":
      return say(linkLines(desk));
    case "help":
      return say(HELP_LINES);
    case "show":
      return DONE;
    case "quit":
      return { ...DONE, isOver: true };
    case "wrong":
      return problem(order.message);
    default:
      return order satisfies never;
  }
}

/** The link to where a session is. */
export function linkOf({ stepper, linked, limits }: Desk): string {
  const { model, variant, isFine } = stepper.subject;
  const { loopRoundsMax } = limits;
  const { path } = stepper;
  return encodeLink({
    ...{ test: linked, model: model.id, variant: variant.name, isFine, loopRoundsMax, path },
  });
}

function say(lines: readonly string[]): Reply {
  return { ...DONE, lines };
}

function problem(message: string): Reply {
  return { ...DONE, lines: [message], isProblem: true };
}

function take(stepper: Stepper, numbers: readonly number[]): Reply {
  for (const number of numbers) {
    const { length } = stepper.state.view.possible;
    if (number < 1 || number > length) {
      const there =
        length === 0 ? "no step is" : length === 1 ? "only step 1 is" : `only 1 to ${length} are`;
      return problem(`there is no step ${number}: ${there} possible`);
    }
    stepper.take(number - 1);
  }
  return DONE;
}

function go(stepper: Stepper, at: number): Reply {
  const { length } = stepper.state.history;
  if (at > length) return problem(`there is no step ${at}: ${countText(length, "step")} so far`);
  stepper.jump(at);
  return DONE;
}

/** Looks for a final state that the test asks about: of `forall` one that is otherwise. */
async function play(desk: Desk, watch: Watch): Promise<Reply> {
  const { stepper } = desk;
  const isWanted = stepper.subject.program.condition.quantifier !== "forall";
  const answer = await pathToOutcome(stepper.subject, [], isWanted, askOptions(desk, watch));
  if (answer.path === null) return say(absent(answer, "there is no witness"));
  stepper.jump(0);
  stepper.load(answer.path);
  const what = isWanted ? "the condition is true" : "the condition is false";
  return say([
    `${countText(answer.path.length, "step")} to where ${what}: r takes one after the other`,
  ]);
}

async function find(desk: Desk, proposition: string, watch: Watch): Promise<Reply> {
  const { stepper } = desk;
  const asked =
    proposition === ""
      ? { subject: stepper.subject, diagnostics: [] }
      : asking(stepper.subject, proposition);
  if (asked.subject === null) {
    const errors = asked.diagnostics.filter(({ severity }) => severity === "error");
    return { ...problem(""), lines: errors.flatMap((one) => formatDiagnostic(one).split("\n")) };
  }
  const answer = await pathToOutcome(asked.subject, stepper.path, true, askOptions(desk, watch));
  if (answer.path === null) return say(absent(answer, "no final state from here is so"));
  stepper.load(answer.path);
  if (answer.path.length === 0) return say(["it is so here"]);
  return say([`${countText(answer.path.length, "step")} from here: r takes one after the other`]);
}

function absent(
  { isComplete, bounds }: { readonly isComplete: boolean; readonly bounds: readonly string[] },
  words: string,
): readonly string[] {
  if (isComplete) return [words];
  return [`${words} within the limits (${bounds.join(", ")}): there may be one beyond`];
}

function outcomeLines({ subject }: Stepper, cell: MachineCell): readonly string[] {
  const { outcomes, isComplete, bounds, states, faults, deadlocks } = cell;
  const { program } = subject;
  const about = isComplete ? countText(states, "state") : `bounded: ${bounds.join(", ")}`;
  const found = isComplete
    ? countText(outcomes.length, "outcome")
    : `at least ${countText(outcomes.length, "outcome")}`;
  return [
    `${found} can be reached from here (${about})`,
    ...outcomes.map(({ values, satisfies }) => {
      return `  ${satisfies ? "*" : " "} ${outcomeText(program, values)}`;
    }),
    ...(outcomes.some(({ satisfies }) => satisfies) ? ["  * the condition is true of it"] : []),
    ...faults.map(({ what }) => `  ${program.threads[what.thread]!.name} fails: ${what.message}`),
    ...(deadlocks > 0 ? [`  ${countText(deadlocks, "state")} in which threads wait for ever`] : []),
  ];
}

function linkLines(desk: Desk): readonly string[] {
  return [
    `link     ${linkOf(desk)}`,
    ...(desk.argument === null ? [] : [`command  ${commandOf(desk)}`]),
  ];
}

/** The command that comes back to the state. */
function commandOf({ stepper, limits, argument }: Desk): string {
  const { subject, path } = stepper;
  const { model, variant, isFine } = subject;
  return [
    "litmus step",
    quoted(argument!),
    `--model ${model.id}`,
    ...(variant.name === null ? [] : [`--variant ${quoted(variant.name)}`]),
    ...(isFine ? ["--every-step"] : []),
    ...(limits.loopRoundsMax === DEFAULT_LIMITS.loopRoundsMax
      ? []
      : [`--loop-rounds ${limits.loopRoundsMax}`]),
    ...(path.length === 0 ? [] : [`--at ${path.map((index) => index + 1).join(",")}`]),
  ].join(" ");
}

/** As a shell reads it as one word. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

function askOptions({ limits }: Desk, watch: Watch): AskOptions {
  return { ...watch, limits, clock: () => performance.now() };
}

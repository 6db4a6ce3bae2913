import {
  describeExecution,
  type EventDescription,
  type Execution,
  type ExecutionOptions,
  type Pairs,
} from "../../../src/axiomatic/cat/execution.js";
import type { Judgement } from "../../../src/axiomatic/cat/interpreter.js";
import { judge } from "../../../src/axiomatic/cat/interpreter.js";
import { type LoadOptions, loadModel } from "../../../src/axiomatic/cat/load.js";
import { eventsOf, pairsOf } from "../../../src/axiomatic/cat/relation.js";
import type { Value } from "../../../src/axiomatic/cat/values.js";
import { Diagnostics, formatDiagnostic } from "../../../src/source/diagnostic.js";
import { Source } from "../../../src/source/source.js";

/** What is wrong with a text, as the user sees it. */
export function messages(diagnostics: Diagnostics): string {
  return diagnostics.list.map(formatDiagnostic).join("\n");
}

export interface RunOptions {
  readonly variants?: readonly string[];
  readonly bell?: string;
  readonly files?: Readonly<Record<string, string>>;
}

/**
 * The judgements of a model on an execution; throws the diagnostics of a text that cannot be
 * loaded.
 */
export function run(text: string, execution: Execution, options: RunOptions = {}): Judgement[] {
  const diagnostics = new Diagnostics();
  const { variants = [], bell, files = {} } = options;
  const load: LoadOptions = {
    variants,
    bell: bell === undefined ? null : new Source("test.bell", bell),
    findFile: (name) => (name in files ? new Source(name, files[name]!) : null),
  };
  const program = loadModel(new Source("test.cat", text), diagnostics, load);
  if (diagnostics.hasErrors) throw new Error(messages(diagnostics));
  return [...judge(program, execution, { variants })];
}

/** The value of an expression on an execution, written out. */
export function result(expression: string, execution: Execution, before = ""): unknown {
  const [judgement] = run(`${before}\nlet result = ${expression}`, execution);
  if (judgement?.kind !== "allowed") return judgementText(judgement);
  const value = judgement.lookUp("result");
  return value === undefined ? failure(expression, execution, before) : plain(value, execution);
}

/** The message of an expression that has no value. */
export function failure(expression: string, execution: Execution, before = ""): string {
  const [judgement] = run(`${before}\nlet result = ${expression}\nempty result`, execution);
  return judgementText(judgement);
}

/** A judgement as one line, a failure as its diagnostic. */
export function judgementText(judgement: Judgement | undefined): string {
  if (judgement === undefined) return "none";
  if (judgement.kind === "failed") return formatDiagnostic(judgement.diagnostic);
  if (judgement.kind === "forbidden") return `forbidden by ${judgement.by}`;
  const flags = [...judgement.flags, ...(judgement.isUndefined ? ["undefined"] : [])];
  return ["allowed", ...flags].join(" ");
}

/**
 * A value as plain data: sets as lists of events, relations as lists of pairs, collections as
 * lists.
 */
export function plain(value: Value, execution: Execution): unknown {
  const { space } = execution;
  switch (value.kind) {
    case "set":
      return eventsOf(space, value.bits);
    case "relation":
      return pairsOf(space, value.bits);
    case "event":
      return value.event;
    case "pair":
      return { from: value.from, to: value.to };
    case "tag":
      return `'${value.tag}`;
    case "tuple":
      return { tuple: value.items.map((item) => plain(item, execution)) };
    case "collection":
      return { set: value.members.values().map((member) => plain(member, execution)) };
    case "class-relation":
      return value.pairs.values().map(([from, to]) => [eventsOf(space, from), eventsOf(space, to)]);
    default:
      return value.kind;
  }
}

/**
 * An execution in short: one string a thread, one word an event: `Wx1`, `Ry0`, `F`, sets after
 * colons (`Wx1:REL:A`, `F:MFENCE`). Initial writes of 0 come first; a read takes its value from the
 * write of it, which should be unique.
 */
export function threads(bodies: readonly string[], options: ExecutionOptions = {}): Execution {
  const words = bodies.map((body) => body.split(/\s+/).filter((w) => w !== ""));
  const locations = [...new Set(words.flat().flatMap((w) => /^[RW]([a-z])/.exec(w)?.[1] ?? []))];
  const initial = locations
    .sort()
    .map((location): EventDescription => ({ thread: null, sets: ["W"], location, value: 0 }));
  const own = words.flatMap((list, thread) => list.map((word) => eventOf(word, thread)));
  const events = [...initial, ...own];
  const rf: Pairs = events.flatMap((read, to) => {
    if (!read.sets.includes("R")) return [];
    const from = events.findIndex(
      (w) =>
        w.sets.includes("W") &&
        w.location === read.location &&
        w.value === read.value &&
        w !== read,
    );
    return from < 0 ? [] : [[from, to] as const];
  });
  return describeExecution(events, { ...options, relations: { rf, ...options.relations } });
}

function eventOf(word: string, thread: number): EventDescription {
  const [head, ...sets] = word.split(":");
  const access = /^([RW])([a-z])(\d+)$/.exec(head!);
  if (access === null) return { thread, sets: [head!, ...sets] };
  const [, kind, location, value] = access;
  return { thread, sets: [kind!, ...sets], location: location!, value: Number(value) };
}

/**
 * Message passing, for claims about values. 0 and 1: initial writes of x and y. 2, 3: writes of x, y by thread 0. 4, 5: reads of y, x by
 * thread 1. 6: a fence.
 */
export const MP = threads(["Wx1 Wy1:REL", "Ry1:ACQ Rx0 F"], {
  relations: {
    data: [[4, 5]],
    empty: [],
    a: [
      [2, 3],
      [3, 4],
    ],
    b: [
      [3, 4],
      [4, 2],
    ],
  },
  vocabulary: ["NONE"],
});
/** Two enums that those claims speak of. */
export const TAGS = "enum T = 'a || 'b || 'c enum U = 'u || 'strong\n";

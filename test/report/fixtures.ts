import type { Cell, MachineOutcome, TestResult, VariantResult } from "../../src/harness/result.js";
import { observe } from "../../src/harness/verdict.js";
import type { Observation } from "../../src/litmus/file.js";
import type { Access, Step, View } from "../../src/machine/machine.js";
import type { Trace } from "../../src/machine/trace.js";
import type { Model } from "../../src/models/model.js";
import type { Condition } from "../../src/program/condition.js";
import type { Program, Site } from "../../src/program/program.js";
import { Values } from "../../src/program/value.js";
import { Source } from "../../src/source/source.js";

/** A file in which line n reads `line n`. */
const source = new Source(
  "story.lit",
  Array.from({ length: 99 }, (_, i) => `line ${i + 1}\n`).join(""),
);

/** The site of a primitive on a line. */
export function siteOn(line: number, primitive = ""): Site {
  const start = source.text.indexOf(`line ${line}\n`);
  return { span: { source, start, end: start + 4 }, primitive, calls: [] };
}

/** Threads P0 and P1 over the locations x and y; `0:r0` and `1:r1` are observed. */
export function twoThreads(quantifier: Condition["quantifier"] = "exists"): Program {
  const thread = (name: string, register: string) => ({
    name,
    code: [],
    registers: [{ name: register, initial: 0 }],
  });
  const { span } = siteOn(1);
  return {
    name: "two",
    threads: [thread("P0", "r0"), thread("P1", "r1")],
    locations: ["x", "y"].map((name) => ({ name, initial: 0, isHidden: false })),
    values: new Values(),
    observed: [
      { kind: "register", thread: 0, register: 0, name: "0:r0" },
      { kind: "register", thread: 1, register: 0, name: "1:r1" },
    ],
    condition: { quantifier, proposition: { kind: "constant", value: true }, span },
    filter: null,
    rcuDomains: ["rcu"],
  };
}

export function model(id: string): Model {
  return {
    id,
    title: id,
    source: "",
    contains: [],
    machine: () => {
      throw new Error("no machine in this test");
    },
  };
}

/** What a test says of a cell: an observation, with a word after it for what is special. */
type CellWord = Observation | "Never?" | "Always?" | "fault" | "deadlock";

export function cellOf(of: Model, word: CellWord): Cell {
  const yes: MachineOutcome = { values: [1, 0], satisfies: true, state: 7 };
  const no: MachineOutcome = { values: [0, 0], satisfies: false, state: 3 };
  const isComplete = !word.endsWith("?");
  const outcomes = {
    Never: [no],
    "Never?": [no],
    Sometimes: [no, yes],
    Always: [yes],
    "Always?": [yes],
    fault: [no],
    deadlock: [no],
  }[word];
  const blocked = { thread: 1, site: siteOn(5), message: "waits for x to change" };
  return {
    engine: "machine",
    model: of,
    observation: observe(outcomes),
    isComplete,
    bounds: isComplete ? [] : ["10 states"],
    outcomes,
    faults:
      word === "fault"
        ? [{ what: { thread: 0, site: siteOn(4), message: "division by zero" }, state: 9 }]
        : [],
    events: [],
    deadlocks: word === "deadlock" ? 1 : 0,
    deadlock: word === "deadlock" ? { what: [blocked], state: 8 } : null,
    states: 10,
    transitions: 20,
    bytes: 1024,
    axioms: null,
    milliseconds: 1,
    trace: () => ({ steps: [], views: [view({})], choices: [] }),
  };
}

/** A result from a table: a line for each variant, a cell for each model. */
export function resultOf(
  ids: readonly string[],
  table: Readonly<Record<string, readonly CellWord[]>>,
  expectations: TestResult["expectations"] = [],
  program: Program = twoThreads(),
): TestResult {
  const models = ids.map(model);
  const variants = Object.entries(table).map(
    ([name, words]): VariantResult => ({
      name: name === "" ? null : name,
      program,
      cells: words.map((word, i) => cellOf(models[i]!, word)),
      skipped: [],
    }),
  );
  return {
    file: "two.lit",
    name: "two",
    description: "a test of two threads",
    condition: "exists (0:r0=1 /\\ 1:r1=0)",
    models,
    variants,
    expectations,
    warnings: [],
    isCompiled: false,
    isInterrupted: false,
    milliseconds: 210,
  };
}

/** A view of two threads over x and y. */
export function view(state: {
  readonly x?: number;
  readonly y?: number;
  /** Pairs of location and value, by thread. */
  readonly buffers?: readonly [readonly Pair[], readonly Pair[]];
  readonly stale?: readonly [readonly Pair[], readonly Pair[]];
}): View {
  const entries = (pairs: readonly Pair[] | undefined) =>
    (pairs ?? []).map(([location, value]) => ({ location, value, group: 0 }));
  return {
    memory: [state.x ?? 0, state.y ?? 0],
    threads: [0, 1].map((t) => ({
      pc: 0,
      registers: [0],
      storeBuffer: entries(state.buffers?.[t]),
      stale: entries(state.stale?.[t]),
      rcu: [],
      notes: [],
    })),
    notes: [],
  };
}

type Pair = readonly [location: number, value: number];

/** A step of a thread on a line; the words are those of a machine. */
export function step(
  thread: number,
  line: number | null,
  text: string,
  access: Access,
  primitive = "",
): Step {
  const site = line === null ? null : siteOn(line, primitive);
  return {
    thread,
    pc: access.kind === "drain" ? -1 : line!,
    site,
    text: `P${thread}${access.kind === "drain" ? "'s" : ""} ${text}`,
    access,
  };
}

/** A trace from its first view and the steps with the view after each. */
export function traceOf(first: View, ...rest: readonly (readonly [Step, View])[]): Trace {
  return {
    steps: rest.map(([s]) => s),
    views: [first, ...rest.map(([, v]) => v)],
    choices: rest.map(() => 0),
  };
}

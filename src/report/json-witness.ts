import type { Pairs } from "../axiomatic/path.js";
import type { Witness, WitnessEvent } from "../axiomatic/result.js";
import type { Note } from "../machine/machine.js";
import type { Trace } from "../machine/trace.js";
import { valueInWords } from "../machine/words.js";
import type { Program } from "../program/program.js";
import type { Code } from "../program/value.js";
import type { Subject } from "./subject.js";
import { lineOf } from "./words.js";

/** A value: decimal digits, so that 64 bits survive every reader of JSON; or `&x`, the address of a location. */
export type ValueText = string;

/** What a witness ends in. */
type Ending = Pick<Subject, "kind" | "outcome">;

interface WitnessBase {
  readonly kind: Subject["kind"];
  /** The outcome's values; null for a fault or a deadlock. */
  readonly values: readonly ValueText[] | null;
}

/** The steps of a machine, with its states. */
export interface TraceReport extends WitnessBase {
  /** Which successor each step is: replaying them from the initial state leads to the end of the witness. */
  readonly choices: readonly number[];
  readonly steps: readonly {
    /** Null for a step of the storage alone that belongs to no thread. */
    readonly thread: string | null;
    readonly line: number | null;
    readonly text: string;
  }[];
  /** Memory and buffers before the first step and after each. */
  readonly states: readonly StateReport[];
}

interface StateReport {
  readonly memory: Readonly<Record<string, ValueText>>;
  readonly threads: readonly {
    readonly name: string;
    readonly storeBuffer: readonly BufferReport[];
    readonly stale: readonly BufferReport[];
    readonly notes: readonly Note[];
  }[];
  /** What else there is to see, such as the messages of each location in a machine that has messages. */
  readonly notes: readonly Note[];
}

interface BufferReport {
  readonly location: string;
  readonly value: ValueText;
}

/** An execution: its events, and relations over them as pairs of indices into `events`. */
export interface ExecutionReport extends WitnessBase {
  readonly events: readonly {
    /** Null for an initial write. */
    readonly thread: string | null;
    readonly line: number | null;
    /** As the user named it, such as `smp_load_acquire`; null for plain C and for initial writes. */
    readonly primitive: string | null;
    readonly kind: WitnessEvent["kind"];
    /** Null for a fence that is of no location. */
    readonly location: string | null;
    /** Read, or for a write written; null for a fence. */
    readonly value: ValueText | null;
    /** Written by an event that reads and writes, else null. */
    readonly written: ValueText | null;
    /** Sets that the model sees the event in. */
    readonly sets: readonly string[];
  }[];
  /** Immediate po and co, `fr` to the next write, rf, rmw and the dependencies. */
  readonly relations: Readonly<Record<keyof Witness["relations"], Pairs>>;
}

/** What a witness of a machine is in JSON. */
export function traceReport(program: Program, subject: Ending, trace: Trace): TraceReport {
  return {
    ...witnessBase(program, subject),
    choices: trace.choices,
    steps: trace.steps.map(({ thread, site, text }) => ({
      thread: thread < 0 ? null : program.threads[thread]!.name,
      line: site === null ? null : lineOf(site),
      text,
    })),
    states: trace.views.map((view) => stateReport(program, view)),
  };
}

/** What a witness of axioms is in JSON. */
export function executionReport(
  program: Program,
  subject: Ending & { readonly witness: Witness },
): ExecutionReport {
  const { events, relations } = subject.witness;
  const text = (code: Code | null) => (code === null ? null : valueInWords(program, code));
  return {
    ...witnessBase(program, subject),
    events: events.map(({ thread, kind, location, value, written, sets, site }) => ({
      thread: thread < 0 ? null : program.threads[thread]!.name,
      line: site === null ? null : lineOf(site),
      primitive: site === null || site.primitive === "" ? null : site.primitive,
      kind,
      location: locationName(program, location),
      value: text(value),
      written: text(written),
      sets,
    })),
    relations,
  };
}

/** A location's name; that of an SRCU domain for the ones behind all locations; null for none. */
export function locationName(program: Program, location: number): string | null {
  if (location < 0) return null;
  const { locations, rcuDomains } = program;
  return locations[location]?.name ?? rcuDomains[location - locations.length + 1]!;
}

/** Values of an outcome. */
export function valuesInWords(program: Program, values: readonly Code[]): readonly ValueText[] {
  return values.map((value) => valueInWords(program, value));
}

function witnessBase(program: Program, { kind, outcome }: Ending): WitnessBase {
  return { kind, values: outcome === null ? null : valuesInWords(program, outcome.values) };
}

function stateReport(program: Program, view: Trace["views"][number]): StateReport {
  const buffered = (entry: { readonly location: number; readonly value: Code }): BufferReport => ({
    location: program.locations[entry.location]!.name,
    value: valueInWords(program, entry.value),
  });
  const memory: [string, ValueText][] = [];
  for (const [location, { name, isHidden }] of program.locations.entries()) {
    if (!isHidden) memory.push([name, valueInWords(program, view.memory[location]!)]);
  }
  return {
    memory: Object.fromEntries(memory),
    threads: view.threads.map((thread, i) => ({
      name: program.threads[i]!.name,
      storeBuffer: thread.storeBuffer.map(buffered),
      stale: thread.stale.map(buffered),
      notes: thread.notes,
    })),
    notes: view.notes,
  };
}

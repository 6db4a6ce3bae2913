import {
  addEvent,
  addPair,
  type Bits,
  createSpace,
  emptyRelation,
  emptySet,
  fill,
  hasEvent,
  identityOn,
  type Space,
  subtract,
  unite,
} from "./relation.js";

/**
 * One candidate execution as a cat model sees it: events, and named base sets and relations over
 * them. What a model may name without defining it is exactly what is in `sets` and `relations`; a
 * name that is missing is an error only where a model uses it, as in herd.
 */
export interface Execution {
  readonly space: Space;
  /** `R`, `W`, `IW`, `Acquire`, `DMB.SY`, ...; a tag 'rmb of a bell file is the set `Rmb`. */
  readonly sets: ReadonlyMap<string, Bits>;
  /** `po`, `rf`, `loc`, `int`, `addr`, ...; scopes and levels under their own names. */
  readonly relations: ReadonlyMap<string, Bits>;
  /** The location of each event, null for one without (a fence, a branch). */
  readonly locations: readonly (string | null)[];
  /** The value that each event reads or writes, null for one without. Only equality matters. */
  readonly values: readonly (number | null)[];
}

/** One event of an execution that is written down by hand. */
export interface EventDescription {
  /** The thread, from 0; null for an initial write. */
  readonly thread: number | null;
  /**
   * The sets that the event is in: `R`, `W`, `F`, `B`, annotations, tags. `M`, `IW` and `Exp` are
   * derived.
   */
  readonly sets: readonly string[];
  readonly location?: string;
  readonly value?: number;
  /**
   * Events of one instruction share a number: the two halves of a read-modify-write. Default: one
   * of its own.
   */
  readonly instruction?: number;
}

/** A relation by its pairs. */
export type Pairs = readonly (readonly [number, number])[];

/**
 * What the description of an execution may add to, or replace in, what is derived from its events.
 */
export interface ExecutionOptions {
  /** `rf`, `addr`, `data`, `ctrl`, `co`, ...: replaces what would be derived. */
  readonly relations?: Readonly<Record<string, Pairs>>;
  /** Sets that the model's architecture knows and that may be empty here. */
  readonly vocabulary?: readonly string[];
  /** Whether events of one instruction are related by `po`, as in C models. */
  readonly hasWidePo?: boolean;
}

/** Sets that exist in every execution, whatever its architecture. */
const COMMON_SETS = [
  "M",
  "R",
  "W",
  "F",
  "B",
  "BCC",
  "PRED",
  "IW",
  "FW",
  "Exp",
  "NExp",
  "SPURIOUS",
  "SPEC",
  "EXEC",
  "Rreg",
  "Wreg",
  "ADDR",
  "DATA",
];

/** Relations that exist in every execution and are empty unless given. */
const COMMON_RELATIONS = [
  "rf",
  "addr",
  "data",
  "ctrl",
  "depend",
  "tst",
  "control",
  "success",
  "iico_data",
  "iico_ctrl",
  "iico_order",
  "rf-reg",
  "equiv-spec",
  "pco",
  "same-low-order-bits",
  "aligned",
  "pick-addr",
  "pick-data",
  "pick-ctrl",
];

/**
 * An execution from a list of events in program order, thread by thread. `po` orders the events of
 * a thread as listed; `loc`, `int`, `ext`, `id`, `sm`, `same-instance` and the common sets follow
 * from the descriptions. An initial write is external to every thread's events and, to other
 * initial writes, neither internal nor external.
 */
export function describeExecution(
  events: readonly EventDescription[],
  options: ExecutionOptions = {},
): Execution {
  const space = createSpace(events.length);
  const sets = setsOf(space, events, options.vocabulary ?? []);
  const relations = relationsOf(space, events, options.hasWidePo ?? false);
  const memory = sets.get("M")!;
  const sameMemory = emptyRelation(space);
  identityOn(space, sameMemory, memory);
  relations.set("sm", sameMemory);
  relations.set("si", sameMemory);
  for (const [name, pairs] of Object.entries(options.relations ?? {})) {
    const relation = emptyRelation(space);
    for (const [from, to] of pairs) addPair(space, relation, from, to);
    relations.set(name, relation);
  }
  return {
    space,
    sets,
    relations,
    locations: events.map((e) => e.location ?? null),
    values: events.map((e) => e.value ?? null),
  };
}

function setsOf(
  space: Space,
  events: readonly EventDescription[],
  vocabulary: readonly string[],
): Map<string, Bits> {
  const sets = new Map<string, Bits>();
  const named = (name: string): Bits => {
    const known = sets.get(name);
    if (known !== undefined) return known;
    const made = emptySet(space);
    sets.set(name, made);
    return made;
  };
  for (const name of [...COMMON_SETS, ...vocabulary]) named(name);
  events.forEach((event, i) => {
    for (const name of event.sets) addEvent(named(name), i);
    if (event.thread === null) addEvent(named("IW"), i);
  });
  unite(named("M"), named("R"), named("W"));
  fill(space, named("EXEC"));
  subtract(named("EXEC"), named("EXEC"), named("SPEC"));
  subtract(named("Exp"), named("M"), named("NExp"));
  return sets;
}

function relationsOf(
  space: Space,
  events: readonly EventDescription[],
  hasWidePo: boolean,
): Map<string, Bits> {
  const relations = new Map<string, Bits>();
  const named = (name: string): Bits => {
    const made = emptyRelation(space);
    relations.set(name, made);
    return made;
  };
  for (const name of COMMON_RELATIONS) named(name);
  const [id, po, partial, loc] = [named("id"), named("po"), named("partial_po"), named("loc")];
  const [internal, external] = [named("int"), named("ext")];
  const [instance, instruction] = [named("same-instance"), named("same-instr")];
  const all = emptySet(space);
  fill(space, all);
  identityOn(space, id, all);
  events.forEach((a, i) => {
    events.forEach((b, j) => {
      const isSameThread = a.thread !== null && a.thread === b.thread;
      const isSameInstance =
        i === j || (a.instruction !== undefined && isSameThread && a.instruction === b.instruction);
      if (isSameInstance) {
        addPair(space, instance, i, j);
        addPair(space, instruction, i, j);
      }
      if (isSameThread) addPair(space, internal, i, j);
      if (a.thread !== b.thread) addPair(space, external, i, j);
      if (isSameThread && i < j && (hasWidePo || !isSameInstance)) {
        addPair(space, po, i, j);
        addPair(space, partial, i, j);
      }
      if (a.location !== undefined && a.location === b.location) addPair(space, loc, i, j);
    });
  });
  relations.set("same-static", instruction);
  return relations;
}

/** The sets of events that are at one location each, in the order of their lowest event. */
export function partitionByLocation(execution: Execution, set: Bits): readonly Bits[] {
  const { space, locations } = execution;
  const parts = new Map<string, Bits>();
  for (let i = 0; i < space.events; i++) {
    const location = locations[i];
    if (!hasEvent(set, i) || location === null || location === undefined) continue;
    const part = parts.get(location) ?? emptySet(space);
    addEvent(part, i);
    parts.set(location, part);
  }
  return [...parts.values()];
}

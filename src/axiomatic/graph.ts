import type { Program } from "../program/program.js";
import {
  addEvent,
  addPair,
  type Bits,
  createSpace,
  emptyRelation,
  emptySet,
  fill,
  type Space,
  unite,
} from "./cat/relation.js";
import type { Frame } from "./judge.js";
import { NO_PICKS, type Pairs, type PathEvent, type ThreadPath } from "./path.js";
import type { Vocabulary } from "./vocabulary/vocabulary.js";

/** An event of an execution; the number of an event is its place in `Graph.events`. */
export interface GraphEvent {
  /** -1 for an initial write. */
  readonly thread: number;
  /** Null for an initial write. */
  readonly event: PathEvent | null;
  /** -1 for a fence. */
  readonly location: number;
  /** Place of the value that it reads among all values that are read; -1 for an event that reads nothing. */
  readonly slot: number;
  /** Index in its path of the event that has the value it writes; -1 for one that writes nothing. */
  readonly write: number;
}

/**
 * What one combination of thread paths fixes: the events, initial writes first, then thread by thread in program order,
 * and all of an execution that does not depend on who reads from whom.
 */
export interface Graph {
  readonly space: Space;
  readonly events: readonly GraphEvent[];
  readonly paths: readonly ThreadPath[];
  /** Made when it is first asked for: values that do not fit together need no model. */
  readonly frame: Frame;
  /** Event of each event of each path, -1 for a fence that the vocabulary does not have. */
  readonly numbers: readonly Int32Array[];
  /** The slot of the first event of each path: event k of path t has slot `slots[t] + k`. */
  readonly slots: Int32Array;
  readonly slotCount: number;
  /** Initial write of each location, -1 for one that nothing accesses. */
  readonly initials: Int32Array;
  /** Successful read-modify-writes: the event that reads and the one that writes, which may be the same. */
  readonly rmw: readonly (readonly [number, number])[];
  /**
   * Whether what one instruction reads comes before what it writes wherever a model speaks of an order: both are one
   * event, or `po` has the pair.
   */
  readonly isReadFirst: boolean;
}

/** Sets that are empty in every program, and that a model may name. */
const ALWAYS_EMPTY = [
  "B",
  "BCC",
  "PRED",
  "NExp",
  "SPURIOUS",
  "SPEC",
  "Rreg",
  "Wreg",
  "ADDR",
  "DATA",
];

/** Relations that are empty in every program, and that a model may name. */
const NO_PAIRS = [
  ...["depend", "tst", "control", "success", "iico_data", "iico_ctrl", "iico_order", "rf-reg"],
  ...["equiv-spec", "pco", "same-low-order-bits", "aligned"],
];

/** The graph of one path for each thread. `locations` counts SRCU domains too. */
export function buildGraph(
  program: Program,
  paths: readonly ThreadPath[],
  vocabulary: Vocabulary,
): Graph {
  const events: GraphEvent[] = [];
  const initials = initialWrites(program, paths, events);
  const slots = new Int32Array(paths.length);
  let slotCount = 0;
  const numbers = paths.map((path, thread) => {
    slots[thread] = slotCount;
    const numbersOfPath = addThread(path, thread, slotCount, vocabulary, events);
    slotCount += path.events.length;
    return numbersOfPath;
  });
  const space = createSpace(events.length);
  const rmw = paths.flatMap((path, thread) =>
    path.rmw.map(([r, w]): readonly [number, number] => [
      numbers[thread]![r]!,
      numbers[thread]![w]!,
    ]),
  );
  const isReadFirst = vocabulary.hasWidePo || vocabulary.isRmwOneEvent;
  const parts = { space, events, paths, numbers, slots, slotCount, initials, rmw, isReadFirst };
  return new LazyGraph(parts, program, vocabulary);
}

type Parts = Omit<Graph, "frame">;

/** Not an object with a getter of its own: V8 would have a shape for every graph, and forget nothing before a full collection. */
class LazyGraph implements Graph {
  readonly space: Space;
  readonly events: readonly GraphEvent[];
  readonly paths: readonly ThreadPath[];
  readonly numbers: readonly Int32Array[];
  readonly slots: Int32Array;
  readonly slotCount: number;
  readonly initials: Int32Array;
  readonly rmw: readonly (readonly [number, number])[];
  readonly isReadFirst: boolean;
  readonly #program: Program;
  readonly #vocabulary: Vocabulary;
  #frame: Frame | null = null;

  constructor(parts: Parts, program: Program, vocabulary: Vocabulary) {
    this.space = parts.space;
    this.events = parts.events;
    this.paths = parts.paths;
    this.numbers = parts.numbers;
    this.slots = parts.slots;
    this.slotCount = parts.slotCount;
    this.initials = parts.initials;
    this.rmw = parts.rmw;
    this.isReadFirst = parts.isReadFirst;
    this.#program = program;
    this.#vocabulary = vocabulary;
  }

  get frame(): Frame {
    this.#frame ??= frameOf(this.#program, this, this.#vocabulary);
    return this.#frame;
  }
}

/** What a model is given of a graph. */
function frameOf(program: Program, graph: Parts, vocabulary: Vocabulary): Frame {
  const { space, events, paths, numbers, rmw } = graph;
  const relations = relationsOf(space, events, vocabulary);
  const related = (pairsOf: (path: ThreadPath) => Pairs): Bits => {
    const relation = emptyRelation(space);
    paths.forEach((path, thread) => {
      for (const [from, to] of pairsOf(path)) {
        const [a, b] = [numbers[thread]![from]!, numbers[thread]![to]!];
        if (a >= 0 && b >= 0) addPair(space, relation, a, b);
      }
    });
    return relation;
  };
  const hasPicks = paths.some(({ picks }) => picks !== NO_PICKS);
  for (const name of ["addr", "data", "ctrl"] as const) {
    const own = related((path) => path[name]);
    relations.set(name, own);
    if (!hasPicks) continue;
    const picked = related(({ picks }) => picks[name]);
    relations.set(`pick-${name}`, picked);
  }
  const pairs = emptyRelation(space);
  for (const [r, w] of rmw) addPair(space, pairs, r, w);
  relations.set("rmw", pairs);
  const locations = Int32Array.from(events, (e) => e.location);
  const sets = setsOf(space, events, vocabulary);
  sets.set("Observed", observedEvents(program, space, events));
  return { space, sets, relations, locations };
}

/** Makes an initial write of every location that a path accesses. */
function initialWrites(
  program: Program,
  paths: readonly ThreadPath[],
  events: GraphEvent[],
): Int32Array {
  const domains = Math.max(0, program.rcuDomains.length - 1);
  const initials = new Int32Array(program.locations.length + domains).fill(-1);
  for (const path of paths) {
    for (const event of path.events) {
      const location = event.location ?? -1;
      if (location >= 0) initials[location] = 0;
    }
  }
  for (let location = 0; location < initials.length; location++) {
    if (initials[location]! < 0) continue;
    initials[location] = events.length;
    events.push({ thread: -1, event: null, location, slot: -1, write: 0 });
  }
  return initials;
}

function addThread(
  path: ThreadPath,
  thread: number,
  slot: number,
  vocabulary: Vocabulary,
  events: GraphEvent[],
): Int32Array {
  const numbers = new Int32Array(path.events.length).fill(-1);
  const writeOf = new Map(vocabulary.isRmwOneEvent ? path.rmw : []);
  const merged = new Set(writeOf.values());
  path.events.forEach((event, k) => {
    if (merged.has(k)) return;
    const isFull =
      event.kind === "fence" && (event.fence === "full-before" || event.fence === "full-after");
    if (isFull && !vocabulary.hasFullFences) return;
    const write = event.kind === "write" ? k : (writeOf.get(k) ?? -1);
    numbers[k] = events.length;
    if (write >= 0) numbers[write] = events.length;
    const location = event.location ?? -1;
    events.push({ thread, event, location, slot: event.kind === "read" ? slot + k : -1, write });
  });
  return numbers;
}

function setsOf(
  space: Space,
  events: readonly GraphEvent[],
  vocabulary: Vocabulary,
): Map<string, Bits> {
  const sets = new Map<string, Bits>();
  const nothing = emptySet(space);
  for (const name of ALWAYS_EMPTY) sets.set(name, nothing);
  for (const name of vocabulary.names) sets.set(name, nothing);
  const put = (name: string, i: number): void => {
    let set = sets.get(name);
    if (set === undefined || set === nothing) {
      set = emptySet(space);
      sets.set(name, set);
    }
    addEvent(set, i);
  };
  for (const name of ["R", "W", "F", "IW"]) sets.set(name, emptySet(space));
  events.forEach(({ event, slot, write }, i) => {
    if (event === null) {
      put("IW", i);
      put("W", i);
      return;
    }
    for (const name of vocabulary.setsOf(event)) put(name, i);
    if (!vocabulary.isOrdinary(event)) return;
    if (slot >= 0) put("R", i);
    if (write >= 0) put("W", i);
  });
  const memory = emptySet(space);
  unite(memory, sets.get("R")!, sets.get("W")!);
  const everything = emptySet(space);
  fill(space, everything);
  sets.set("M", memory).set("Exp", memory).set("EXEC", everything);
  return sets;
}

/** The events at locations whose final value the test asks for. */
function observedEvents(program: Program, space: Space, events: readonly GraphEvent[]): Bits {
  const set = emptySet(space);
  const isObserved = (location: number): boolean =>
    program.observed.some((o) => {
      if (o.kind !== "location") return false;
      return location >= o.location && location < o.location + (o.parts?.count ?? 1);
    });
  events.forEach((e, i) => {
    if (isObserved(e.location)) addEvent(set, i);
  });
  return set;
}

function relationsOf(
  space: Space,
  events: readonly GraphEvent[],
  { hasWidePo }: Vocabulary,
): Map<string, Bits> {
  const make = (): Bits => emptyRelation(space);
  const [id, po, loc, internal, external, instance, parts] = [
    make(),
    make(),
    make(),
    make(),
    make(),
    make(),
    make(),
  ];
  events.forEach((a, i) => {
    addPair(space, id, i, i);
    events.forEach((b, j) => {
      if (a.location >= 0 && a.location === b.location) addPair(space, loc, i, j);
      if (a.thread !== b.thread) addPair(space, external, i, j);
      else if (a.thread >= 0) addPair(space, internal, i, j);
      const isSameInstruction =
        i === j || (a.thread === b.thread && a.event?.instruction === b.event?.instruction);
      const isSame = isSameInstruction && (i === j || a.thread >= 0);
      if (isSame) addPair(space, instance, i, j);
      // What one instruction reads in several places, or writes, is one access.
      const isPart = isSame && a.location >= 0 && a.event?.kind === b.event?.kind;
      if (isPart && a.event?.kind !== "fence") addPair(space, parts, i, j);
      if (a.thread >= 0 && a.thread === b.thread && i < j && !isPart && (hasWidePo || !isSame)) {
        addPair(space, po, i, j);
      }
    });
  });
  const nothing = make();
  const relations = new Map<string, Bits>(NO_PAIRS.map((name) => [name, nothing]));
  relations.set("id", id).set("po", po).set("partial_po", po).set("loc", loc);
  relations.set("int", internal).set("ext", external).set("sm", parts).set("si", parts);
  return relations
    .set("same-instance", instance)
    .set("same-instr", instance)
    .set("same-static", instance);
}

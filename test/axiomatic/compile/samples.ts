import {
  describeExecution,
  type EventDescription,
  type Pairs,
} from "../../../src/axiomatic/cat/execution.js";
import { judge } from "../../../src/axiomatic/cat/interpreter.js";
import { loadModel, type Program } from "../../../src/axiomatic/cat/load.js";
import {
  addEvent,
  addPair,
  type Bits,
  emptyRelation,
  emptySet,
  hasEvent,
  hasPair,
  intersect,
  pairsOf,
  type Space,
} from "../../../src/axiomatic/cat/relation.js";
import { withChosenCoherence } from "../../../src/axiomatic/compile/coherence.js";
import { FRAME_RELATIONS, FRAME_SETS } from "../../../src/axiomatic/compile/compile.js";
import type { Choice, Frame } from "../../../src/axiomatic/judge.js";
import { Diagnostics } from "../../../src/source/diagnostic.js";
import { Source } from "../../../src/source/source.js";
import { messages } from "../cat/helpers.js";

/** A number below `bound`, the same sequence for the same seed. */
export type Random = (bound: number) => number;

/** A generator of numbers (Park and Miller's). */
export function randomFrom(seed: number): Random {
  let state = (seed % 2147483646) + 1;
  return (bound) => {
    state = (state * 48271) % 2147483647;
    return Math.floor((state / 2147483647) * bound);
  };
}

/** What the events of random executions may carry. */
export interface Flavour {
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  readonly fences: readonly string[];
  /** Sets of both halves of a read-modify-write. */
  readonly rmws: readonly string[];
  /** Fences that come in pairs on a thread. */
  readonly pairs: readonly (readonly [string, string])[];
  readonly isRmwOneEvent?: boolean;
  /** Whether there are events of a spinlock at a location of its own. */
  readonly hasLocks?: boolean;
}

export interface Sample {
  readonly frame: Frame;
  /** Of every event. */
  readonly values: Int32Array;
  readonly rf: Bits;
  readonly co: Bits;
  readonly fr: Bits;
  /** For each read the writes that it can read from. */
  readonly sources: readonly (readonly [number, readonly number[]])[];
}

/** A program of the model's language with the engine's coherence; throws what is wrong with it. */
export function load(text: string, variants: readonly string[] = []): Program {
  const diagnostics = new Diagnostics();
  const findFile = withChosenCoherence();
  const program = loadModel(new Source("test.cat", text), diagnostics, { variants, findFile });
  if (diagnostics.hasErrors) throw new Error(messages(diagnostics));
  return program;
}

const chance = (random: Random, percent: number): boolean => random(100) < percent;
const pick = <T>(random: Random, list: readonly T[]): T => list[random(list.length)]!;

/** Events of threads, with initial writes in front; at most `eventsMax` of them. */
function randomEvents(random: Random, flavour: Flavour, eventsMax: number): EventDescription[] {
  const { hasLocks = false } = flavour;
  const locations = ["x", "y", "z"].slice(0, 1 + random(hasLocks ? 2 : 3));
  const places = hasLocks ? ["lock", ...locations] : locations;
  const events: EventDescription[] = places.map((location) => ({
    thread: null,
    sets: ["W"],
    location,
    value: 0,
  }));
  const threads = 2 + random(2);
  for (let thread = 0; thread < threads; thread++) {
    const opened: string[] = [];
    const size = 1 + random(Math.max(1, Math.floor((eventsMax - places.length) / threads)));
    for (let k = 0; k < size && events.length < eventsMax - opened.length - 1; k++) {
      const instruction = events.length;
      const location = pick(random, locations);
      const value = random(3);
      const roll = random(100);
      if (hasLocks && chance(random, 55)) {
        events.push(...lockEvents(random, thread, instruction));
      } else if (roll < 35) {
        events.push({ thread, sets: ["R", ...tagsOf(random, flavour.reads)], location, value });
      } else if (roll < 70) {
        events.push({ thread, sets: ["W", ...tagsOf(random, flavour.writes)], location, value });
      } else if (roll < 80) {
        const tags = tagsOf(random, flavour.rmws);
        if (flavour.isRmwOneEvent === true) {
          events.push({ thread, sets: ["R", "W", ...tags], location, value, instruction });
        } else {
          events.push({ thread, sets: ["R", ...tags], location, value, instruction });
          events.push({ thread, sets: ["W", ...tags], location, value: random(3), instruction });
        }
      } else if (roll < 92 || flavour.pairs.length === 0) {
        events.push({ thread, sets: ["F", ...tagsOf(random, flavour.fences)] });
      } else {
        const [open, close] = pick(random, flavour.pairs);
        events.push({ thread, sets: ["F", open] });
        opened.push(close);
      }
    }
    for (const close of opened.reverse()) events.push({ thread, sets: ["F", close] });
  }
  return events;
}

const LOCK = "lock";

/** A lock that is taken, released, or found taken or free. */
function lockEvents(random: Random, thread: number, instruction: number): EventDescription[] {
  const one = (set: string, value: number): EventDescription => ({
    ...{ thread, sets: [set], location: LOCK, value, instruction },
  });
  const roll = random(100);
  if (roll < 40) return [one("LKR", 0), one("LKW", 1)];
  if (roll < 75) return [one("UL", 0)];
  return [pick(random, [one("LF", 1), one("RL", 1), one("RU", 0)])];
}

function tagsOf(random: Random, tags: readonly string[]): readonly string[] {
  return tags.length === 0
    ? []
    : pick(random, tags)
        .split("+")
        .filter((t) => t !== "");
}

/**
 * A random execution: a fifth is incoherent, a quarter of the others sequentially consistent as
 * listed.
 */
export function randomSample(
  random: Random,
  flavour: Flavour,
  vocabulary: readonly string[],
  eventsMax = 12,
): Sample {
  const events = randomEvents(random, flavour, eventsMax);
  const places = [...new Set(events.flatMap((e) => e.location ?? []))];
  const has = (k: number, set: string): boolean => events[k]!.sets.includes(set);
  const isWrite = (k: number): boolean => ["W", "LKW", "UL"].some((set) => has(k, set));
  const isRead = (k: number): boolean => ["R", "LKR", "LF", "RL", "RU"].some((set) => has(k, set));
  const isSameThread = (a: number, b: number): boolean =>
    events[a]!.thread !== null && events[a]!.thread === events[b]!.thread;
  const all = events.map((_, k) => k);
  const related = (percent: number, isPair: (a: number, b: number) => boolean): Pairs =>
    all.flatMap((a) =>
      all
        .filter((b) => a < b && isSameThread(a, b) && isPair(a, b) && chance(random, percent))
        .map((b) => [a, b] as const),
    );
  const rmw = all.flatMap((a): Pairs => {
    const [e, f] = [events[a]!, events[a + 1]];
    if (e.instruction === undefined) return [];
    if (e.sets.includes("R") && e.sets.includes("W")) return [[a, a]];
    return f?.instruction === e.instruction ? [[a, a + 1]] : [];
  });
  const described = describeExecution(events, {
    vocabulary: [...FRAME_SETS, ...vocabulary],
    hasWidePo: true,
    relations: {
      rmw,
      addr: related(15, (a, b) => has(a, "R") && !has(b, "F")),
      data: related(15, (a, b) => has(a, "R") && has(b, "W")),
      ctrl: related(15, (a) => has(a, "R")),
    },
  });
  const relations = new Map(described.relations);
  const { space } = described;
  const sets = new Map(described.sets);
  const observed = places.filter(() => chance(random, 50));
  const isObserved = (k: number): boolean => observed.includes(events[k]!.location ?? "");
  sets.set("Observed", setOf(space, all.filter(isObserved)));
  for (const name of FRAME_RELATIONS) {
    if (!relations.has(name)) relations.set(name, emptyRelation(space));
  }
  relations.delete("rf");
  const locations = Int32Array.from(events, (e) => (e.location ? places.indexOf(e.location) : -1));
  const frame: Frame = { space, sets, relations, locations };
  const isAtSamePlace = (a: number, b: number): boolean =>
    events[a]!.location === events[b]!.location;
  const sources = all
    .filter(isRead)
    .map((r) => [r, all.filter((w) => isWrite(w) && w !== r && isAtSamePlace(r, w))] as const);
  const rf = emptyRelation(space);
  const co = emptyRelation(space);
  const anything = chance(random, 20);
  const inOrder = chance(random, 25);
  for (const place of places) {
    const own = all.filter((k) => events[k]!.location === place);
    const order = inOrder ? own : [own[0]!, ...merged(random, own.slice(1), isSameThread)];
    const writes = order.filter(isWrite);
    writes.forEach((write, k) => {
      for (const later of writes.slice(k + 1)) addPair(space, co, write, later);
    });
    for (const read of order.filter(isRead)) {
      const before = writes.filter((w) => order.indexOf(w) < order.indexOf(read));
      const other = writes.filter((w) => w !== read);
      addPair(space, rf, anything ? pick(random, other) : before.at(-1)!, read);
    }
  }
  const values = Int32Array.from(events, (e) => e.value ?? -1);
  return { frame, values, rf, co, fr: fromReads(space, rf, co), sources };
}

function setOf(space: Space, members: readonly number[]): Bits {
  const set = emptySet(space);
  for (const member of members) addEvent(set, member);
  return set;
}

/** The writes whose values are the final ones that a test asks for. */
function finalWrites({ frame, co }: Sample): Bits {
  const { space, sets, locations } = frame;
  const is = (set: string, k: number): boolean => hasEvent(sets.get(set) ?? emptySet(space), k);
  const writes = [...locations.keys()].filter((k) => ["W", "LKW", "UL"].some((set) => is(set, k)));
  const isLast = (k: number): boolean => writes.every((other) => !hasPair(space, co, k, other));
  return setOf(
    space,
    writes.filter((k) => is("Observed", k) && isLast(k)),
  );
}

/**
 * Any order of the events that keeps those of a thread as listed: coherent at one location, but
 * not across.
 */
function merged(
  random: Random,
  events: readonly number[],
  isSameThread: (a: number, b: number) => boolean,
): number[] {
  const out: number[] = [];
  const rest = [...events];
  while (rest.length > 0) {
    const candidate = pick(random, rest);
    const next = rest.find((e) => e === candidate || isSameThread(e, candidate))!;
    out.push(next);
    rest.splice(rest.indexOf(next), 1);
  }
  return out;
}

/** `(rf^-1 ; co) \ id`. */
export function fromReads(space: Space, rf: Bits, co: Bits): Bits {
  const fr = emptyRelation(space);
  for (const [write, read] of pairsOf(space, rf)) {
    for (const [from, to] of pairsOf(space, co)) {
      if (from === write && to !== read) addPair(space, fr, read, to);
    }
  }
  return fr;
}

/** The choice that leaves nothing open. */
export function decided({ rf, co, fr, values }: Sample): Choice {
  return { lower: { rf, co, fr }, upper: { rf, co, fr }, values };
}

function within({ space, relations }: Frame, relation: Bits, name: string): Bits {
  const out = emptyRelation(space);
  intersect(out, relation, relations.get(name)!);
  return out;
}

/** What the interpreter says of a decided execution. */
export function interpreted(
  program: Program,
  sample: Sample,
  variants: readonly string[] = [],
): { readonly isAllowed: boolean; readonly flags: readonly string[] } {
  const { frame, values, rf, co, fr } = sample;
  const execution = {
    space: frame.space,
    sets: new Map([...frame.sets, ["FW", finalWrites(sample)] as const]),
    relations: new Map([
      ...frame.relations,
      ["rf", rf],
      ["co", co],
      ["fr", fr],
      ["coi", within(frame, co, "int")],
      ["coe", within(frame, co, "ext")],
      ["fri", within(frame, fr, "int")],
      ["fre", within(frame, fr, "ext")],
    ] as const),
    locations: Array.from(frame.locations, (l) => (l < 0 ? null : String(l))),
    values: [...values],
  };
  const flags = new Set<string>();
  let isAllowed = false;
  for (const judgement of judge(program, execution, { variants })) {
    if (judgement.kind === "failed") throw new Error(judgement.diagnostic.message);
    if (judgement.kind === "forbidden") continue;
    isAllowed = true;
    for (const flag of judgement.flags) flags.add(flag);
    if (judgement.isUndefined) flags.add("undefined");
  }
  return { isAllowed, flags: [...flags].sort() };
}

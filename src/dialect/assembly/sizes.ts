import type { Expression, Register } from "../../program/expression.js";
import type { Instruction, Thread } from "../../program/program.js";
import type { Span } from "../../source/source.js";
import type { SharedObject } from "./locations.js";
import { type Place, placesOf } from "./offsets.js";
import type { Unit } from "./unit.js";

/** Objects that a value may point into. */
type Targets = ReadonlySet<SharedObject>;
const NOWHERE: Targets = new Set();

/** A thread's code, and how many bits each of its accesses has where that is known. */
export interface SizedThread {
  readonly thread: Thread;
  readonly widths: ReadonlyMap<Instruction, number>;
}

/** How a program is to be lowered in which accesses of several sizes meet. */
export interface Split {
  /** Bits of the narrowest access to each object that is split, by its name. */
  readonly granules: ReadonlyMap<string, number>;
  /** For each thread, over how many locations each of its accesses goes, in the order of the code. */
  readonly counts: readonly (readonly number[])[];
}

interface Sized {
  readonly instruction: Extract<Instruction, { readonly address: Expression }>;
  readonly place: Place;
  readonly bits: number;
  readonly objects: Targets;
  readonly thread: number;
}

/**
 * Tells whether some object is accessed in several sizes, or in parts; null when none is. To the engines an access is of
 * whole locations, so such an object becomes a location for each part as wide as the narrowest access (Flur and others,
 * Mixed-size concurrency, POPL 2017). Where an access may go is followed through registers and memory, whatever way the
 * threads take. Refused is an array, what is in parts and no number, or accessed by exclusives or atomics wider than a part, or
 * at a place that is computed from what is read.
 */
export function splitBySizes(unit: Unit, threads: readonly SizedThread[]): Split | null {
  if (areAlike(unit, threads)) return null;
  const flow = new Flow(unit, threads);
  const accesses = threads.flatMap(({ thread, widths }, index) => {
    const places = placesOf(thread, unit.values);
    return thread.code.flatMap((i): readonly Sized[] => {
      const bits = widths.get(i);
      if (bits === undefined || !("address" in i)) return [];
      const objects = flow.targets(index, i.address);
      return [{ instruction: i, place: places.get(i)!, bits, objects, thread: index }];
    });
  });
  const mixed = mixedObjects(unit, accesses);
  if (mixed.size === 0) return null;
  const granules = new Map<SharedObject, number>();
  for (const object of mixed.keys()) {
    const own = accesses.filter(({ objects }) => objects.has(object)).map(({ bits }) => bits);
    granules.set(object, Math.min(object.bits ?? 64, ...own));
  }
  for (const access of accesses) {
    const problem = problemOf(access, granules, flow);
    if (problem === null) continue;
    const { object, bits, span, note } =
      (problem === undefined ? undefined : mixed.get(problem)) ?? [...mixed.values()][0]!;
    report(unit, object, bits, span, note);
    return null;
  }
  return {
    granules: new Map([...granules].map(([{ name }, bits]) => [name, bits])),
    counts: threads.map(({ widths }, thread) =>
      [...widths].map(([instruction, bits]) => {
        const access = accesses.find((a) => a.thread === thread && a.instruction === instruction);
        const [object] = access?.objects ?? [];
        return bits / ((object === undefined ? undefined : granules.get(object)) ?? bits);
      }),
    ),
  };
}

/** Whether all accesses have one size, which is that of all that is declared with one: of most tests. */
function areAlike({ locations }: Unit, threads: readonly SizedThread[]): boolean {
  const sizes = new Set(threads.flatMap(({ widths }) => [...widths.values()]));
  for (const cell of locations.infos().keys()) {
    const { bits } = locations.object(cell);
    if (bits !== null) sizes.add(bits);
  }
  return sizes.size <= 1;
}

interface Mixed {
  readonly object: SharedObject;
  readonly bits: number;
  readonly span: Span;
  readonly note: string | { readonly message: string; readonly span: Span };
}

/** The objects that are accessed in several sizes or not as they are declared, with where that was seen. */
function mixedObjects(unit: Unit, accesses: readonly Sized[]): Map<SharedObject, Mixed> {
  const first = new Map<SharedObject, Sized>();
  const mixed = new Map<SharedObject, Mixed>();
  const narrow = new Map<SharedObject, Mixed>();
  for (const access of accesses) {
    const { bits } = access;
    const { span } = access.instruction.site;
    for (const object of access.objects) {
      const known = first.get(object) ?? access;
      first.set(object, known);
      const note = `it is declared with ${object.bits} bits`;
      if (object.bits !== null && bits < object.bits)
        narrow.set(object, { object, bits, span, note });
      if (mixed.has(object)) continue;
      if (known.bits !== bits) {
        const here = known.instruction.site.span;
        const seen = { message: `here with ${known.bits} bits`, span: here };
        mixed.set(object, { object, bits, span, note: seen });
      } else if (!isWhole(unit, object, access)) {
        mixed.set(object, { object, bits, span, note });
      }
    }
  }
  // Where something is split, numbers need not be small any more.
  return mixed.size === 0
    ? mixed
    : new Map([...mixed, ...[...narrow].filter(([o]) => !mixed.has(o))]);
}

/** The object for which an access cannot be split; null when nothing is in the way. */
function problemOf(
  { instruction, place, bits, objects }: Sized,
  granules: ReadonlyMap<SharedObject, number>,
  flow: Flow,
): SharedObject | null | undefined {
  // Where it goes is not known: perhaps to one that is split.
  if (objects.size === 0) return undefined;
  const [one] = objects;
  const isAnySplit = [...objects].some((object) => granules.has(object));
  if (!isAnySplit) return null;
  for (const object of objects) {
    const granule = granules.get(object);
    const { bits: declared, elements } = object;
    if (granule === undefined || granule !== granules.get(one!)) return object;
    if (declared === null || elements !== null || bits > declared) return object;
    if (flow.mayHoldAddress(object) || place.kind === "computed") return object;
    const isSingle = instruction.op === "rmw" || isExclusive(instruction);
    if (isSingle && bits !== granule) return object;
  }
  return null;
}

function isExclusive(i: Instruction): boolean {
  if (i.op === "load") return i.isExclusive === true;
  return i.op === "store" && (i.status !== undefined || i.isSecondHalf === true);
}

/**
 * Whether an access says all of an object: where every number is small, what is at the beginning of a large scalar is, for
 * it has nothing above.
 */
function isWhole(unit: Unit, object: SharedObject, { bits, place }: Sized): boolean {
  const { bits: declared, elements } = object;
  if (declared === null || declared === bits) return true;
  const isSmall = bits < declared && elements === null && !unit.isWide;
  return isSmall && isAtStart(unit, object, place);
}

function isAtStart({ values, locations }: Unit, object: SharedObject, place: Place): boolean {
  if (place.kind !== "known") return place.kind === "start";
  const cell = values.cell(place.address, locations.infos().length);
  return cell >= 0 && locations.object(cell) === object;
}

function report(
  { diagnostics }: Unit,
  { name }: SharedObject,
  bits: number,
  span: Span,
  note: string | { readonly message: string; readonly span: Span },
): void {
  const message = `\`${name}\` is accessed with ${bits} bits here, which is not its only size`;
  const limit =
    "accesses of mixed sizes are supported to scalars, at places that do not depend on what is read";
  diagnostics.error("mixed-sizes", span, message, note, limit);
}

/** Where the values in registers and in memory may point: the smallest sets that no instruction adds to. */
class Flow {
  readonly #unit: Unit;
  readonly #registers: readonly Map<Register, Targets>[];
  readonly #memory = new Map<SharedObject, Targets>();
  #isChanged = true;

  constructor(unit: Unit, threads: readonly SizedThread[]) {
    this.#unit = unit;
    this.#registers = threads.map(({ thread }) => {
      return new Map(thread.registers.map(({ initial }, r) => [r, this.#constant(initial)]));
    });
    const { locations } = unit;
    for (const [cell, { initial }] of locations.infos().entries()) {
      this.#add(this.#memory, locations.object(cell), this.#constant(initial));
    }
    while (this.#isChanged) {
      this.#isChanged = false;
      for (const [index, { thread }] of threads.entries()) {
        for (const instruction of thread.code) this.#step(index, instruction);
      }
    }
  }

  /** Into what the value of an expression may point: sums and differences stay in an object. */
  targets(thread: number, expression: Expression, old: Targets = NOWHERE): Targets {
    switch (expression.kind) {
      case "constant":
        return this.#constant(expression.code);
      case "register":
        return this.#registers[thread]!.get(expression.register) ?? NOWHERE;
      case "old":
        return old;
      case "unary":
        return NOWHERE;
      case "cast":
        return this.targets(thread, expression.operand, old);
      case "binary": {
        const { operator, left, right } = expression;
        if (operator !== "+" && operator !== "-") return NOWHERE;
        return union(this.targets(thread, left, old), this.targets(thread, right, old));
      }
    }
  }

  /** Whether an address may be stored in an object. */
  mayHoldAddress(object: SharedObject): boolean {
    return (this.#memory.get(object) ?? NOWHERE).size > 0;
  }

  #constant(code: number): Targets {
    const { values, locations } = this.#unit;
    const cell = values.cell(code, locations.infos().length);
    return cell < 0 ? NOWHERE : new Set([locations.object(cell)]);
  }

  #step(thread: number, i: Instruction): void {
    const registers = this.#registers[thread]!;
    if (i.op === "assign") this.#add(registers, i.register, this.targets(thread, i.value));
    if (i.op !== "load" && i.op !== "store" && i.op !== "rmw") return;
    for (const object of this.targets(thread, i.address)) {
      const found = this.#memory.get(object) ?? NOWHERE;
      if (i.op !== "store" && i.register !== null) this.#add(registers, i.register, found);
      if (i.op !== "load") this.#add(this.#memory, object, this.targets(thread, i.value, found));
    }
  }

  #add<K>(map: Map<K, Targets>, key: K, more: Targets): void {
    const known = map.get(key) ?? NOWHERE;
    const all = union(known, more);
    if (all.size === known.size) return;
    map.set(key, all);
    this.#isChanged = true;
  }
}

function union(left: Targets, right: Targets): Targets {
  return right.size === 0 ? left : new Set([...left, ...right]);
}

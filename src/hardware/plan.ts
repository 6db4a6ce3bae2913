import type { Expression, Register } from "../program/expression.js";
import type { Instruction, Location, Observed, Program } from "../program/program.js";
import type { Code } from "../program/value.js";
import { unreachable } from "../source/unreachable.js";

/** One access of a thread, as a loop on this machine makes it. */
export type Access =
  | { readonly kind: "store"; readonly location: Location; readonly value: number }
  | { readonly kind: "load"; readonly location: Location };

/** How accesses are made: as JavaScript's plain ones, or with `Atomics`, which are sequentially consistent. */
export type Mode = "plain" | "atomics";

/** One field of an outcome, and every value that it can have: the initial one and those that are stored there. */
export interface Field {
  /** The access of the thread that reads it; or a location, whose final value it is. */
  readonly place:
    | { readonly kind: "access"; readonly thread: number; readonly access: number }
    | { readonly kind: "location"; readonly location: Location };
  /** Ascending, each from 0 to `VALUE_MAX`. */
  readonly values: readonly number[];
}

/** A test as real threads run it. Plain data: it is sent to them. */
export interface Plan {
  /** Of each thread its accesses, in program order: one or two. */
  readonly threads: readonly (readonly Access[])[];
  /** The initial values of the locations. */
  readonly initial: readonly number[];
  /** In the order of `Program.observed`. */
  readonly fields: readonly Field[];
}

/** A plan, or what the test does that no loop here can do, in words. */
export type Planned =
  | { readonly kind: "plan"; readonly plan: Plan }
  | { readonly kind: "problem"; readonly why: string };

/** A value indexes a small table while runs are counted. */
export const VALUE_MAX = 255;
const ACCESSES_MAX = 2;
/** Browsers start about this many workers at least. */
const THREADS_MAX = 8;
/** Outcomes that are counted one by one. */
const OUTCOMES_MAX = 4096;

/** Something about a test that keeps it from running here. */
class Unfit extends Error {}

/**
 * What real threads have to do for a program. It must consist of one or two plain loads and stores of constants a thread:
 * JavaScript has no other fence than an access with `Atomics`.
 */
export function planOf(program: Program): Planned {
  try {
    return { kind: "plan", plan: planned(program) };
  } catch (problem) {
    if (!(problem instanceof Unfit)) throw problem;
    return { kind: "problem", why: problem.message };
  }
}

function planned(program: Program): Plan {
  const { threads, locations, filter, observed } = program;
  if (filter !== null) throw new Unfit("it has a filter");
  if (threads.length > THREADS_MAX) throw new Unfit(`it has more than ${THREADS_MAX} threads`);
  const loaded = threads.map(() => new Map<Register, number>());
  const plans = threads.map(({ name, code }, t) => {
    const accesses = code.flatMap((i) => {
      const access = accessOf(program, i);
      return access === null ? [] : [{ access, instruction: i }];
    });
    for (const [k, { instruction }] of accesses.entries()) {
      if (instruction.op === "load") loaded[t]!.set(instruction.register, k);
    }
    if (accesses.length < 1 || accesses.length > ACCESSES_MAX) {
      throw new Unfit(`${name} makes ${accesses.length} accesses, and the loops make one or two`);
    }
    return accesses.map(({ access }) => access);
  });
  const initial = locations.map(({ initial: code }) => small(code));
  const fields = observed.map((field) => fieldOf(field, plans, initial, loaded));
  const outcomes = fields.reduce((product, { values }) => product * values.length, 1);
  if (outcomes > OUTCOMES_MAX) throw new Unfit(`it has more than ${OUTCOMES_MAX} outcomes`);
  return { threads: plans, initial, fields };
}

/** The access that an instruction is; null for one that does nothing here. */
function accessOf(program: Program, i: Instruction): Access | null {
  switch (i.op) {
    case "load": {
      const { address, order, isExclusive = false, role, parts, spins = false } = i;
      if (isExclusive || role !== undefined || parts !== undefined || spins) throw special(i);
      if (order !== "plain" && order !== "relaxed") throw ordered(i, order);
      return { kind: "load", location: locationAt(program, address) };
    }
    case "store": {
      const { address, value, order, status, role, parts, requires } = i;
      const isSpecial = status !== undefined || role !== undefined || requires !== undefined;
      if (isSpecial || parts !== undefined || i.isSecondHalf === true) throw special(i);
      if (order !== "plain" && order !== "relaxed") throw ordered(i, order);
      if (value.kind !== "constant") throw new Unfit("it stores what it computes, not a constant");
      return {
        ...{ kind: "store", location: locationAt(program, address) },
        value: small(value.code),
      };
    }
    case "fence":
      if (i.fence === "barrier") return null;
      throw new Unfit(`it has a fence, ${i.site.primitive || i.fence}, and JavaScript has none`);
    case "rmw":
    case "rcu":
    case "assign":
    case "choose":
    case "branch":
    case "jump":
    case "iterate":
    case "fail":
    case "warn":
      throw special(i);
    default:
      return unreachable(i);
  }
}

function special({ op, site }: Instruction): Unfit {
  const what = site.primitive || op;
  return new Unfit(`it does more than to load and to store constants: ${what}`);
}

function ordered({ site }: Instruction, order: string): Unfit {
  return new Unfit(`it has an access with an order: ${site.primitive || order}`);
}

function locationAt({ values, locations }: Program, address: Expression): Location {
  if (address.kind !== "constant") throw new Unfit("it computes an address");
  const location = locations.findIndex((_, cell) => values.address(cell) === address.code);
  if (location < 0) throw new Unfit("an address is that of no location");
  return location;
}

/** A value that the loops can count; small integers are their own codes. */
function small(code: Code): number {
  if (code < 0 || code > VALUE_MAX)
    throw new Unfit(`it has addresses as values, or values that are not 0 to ${VALUE_MAX}`);
  return code;
}

function fieldOf(
  observed: Observed,
  threads: Plan["threads"],
  initial: readonly number[],
  loaded: readonly ReadonlyMap<Register, number>[],
): Field {
  const valuesOf = (location: Location): readonly number[] => {
    const stored = threads.flat().flatMap((access) => {
      return access.kind === "store" && access.location === location ? [access.value] : [];
    });
    return [...new Set([initial[location]!, ...stored])].sort((a, b) => a - b);
  };
  if (observed.kind === "location") {
    if (observed.parts !== undefined) throw new Unfit("it has accesses of mixed sizes");
    const { location } = observed;
    return { place: { kind: "location", location }, values: valuesOf(location) };
  }
  const { thread, register, name } = observed;
  const access = loaded[thread]!.get(register);
  if (access === undefined) throw new Unfit(`nothing is loaded into ${name}`);
  const { location } = threads[thread]![access]!;
  return { place: { kind: "access", thread, access }, values: valuesOf(location) };
}

/** How many outcomes the fields can make, whatever any model says. */
export function outcomesOf({ fields }: Plan): number {
  return fields.reduce((product, { values }) => product * values.length, 1);
}

/** The values of the fields of an outcome by its number: the first field varies slowest, as in a table in order. */
export function valuesOf({ fields }: Plan, outcome: number): readonly number[] {
  const reversed: number[] = [];
  let rest = outcome;
  for (const { values } of [...fields].reverse()) {
    reversed.push(values[rest % values.length]!);
    rest = Math.floor(rest / values.length);
  }
  return reversed.reverse();
}

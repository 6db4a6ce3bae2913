import type { Expression, Register } from "../../src/program/expression.js";
import type { FenceKind, Instruction, ReadOrder, WriteOrder } from "../../src/program/program.js";
import {
  at,
  binary,
  cmpxchg,
  constant,
  fence,
  load,
  old,
  rcu,
  register,
  rmw,
  store,
  unless,
  zero,
} from "./build.js";

/**
 * The code of threads in one line, for tables of tests: threads are separated by `||`, instructions by `;`.
 *
 *     x=1  x.rel=1  x=1+r0^  z[r0]=1     stores; `+r0^` and `[r0]` are dependencies that change nothing
 *     r0=y  r0=y.acq  r1=x[r0]           loads
 *     r0=xchg(x,1)  r0=add(x,-4).rel  r0=cas(x,0,2).acqrel  r0=inc(x,1,3).full
 *     add(x,1)                           nobody wants what was there
 *     r0=add(x,1).amo.rcsc.rel           one instruction of an architecture; several words about the order
 *     r0=ldx(x).acq  r1=stx(x,1).rel     load-exclusive, store-exclusive with its status
 *     mb  rmb  dmb.ld  isb  seq-cst      fences, by the names of their kinds
 *     lock  unlock  sync                 RCU: a read-side section, a grace period
 *     when r0==1                         the rest of the thread, if so
 *
 * `inc` adds its first argument unless it finds 0 or more than its second, as refcount_inc_not_zero() does with a limit.
 * Orders are `na`, `acq` (RCpc), `rcsc`, `rel`, `acqrel`, `sc`; after a `!`, the order of one that fails: `.acq!acq`.
 * `swapne` writes its second unless it finds what the register of its first holds.
 * Locations are `x y z` and, first in their program, `c s`.
 */
export function parse(line: string): readonly (readonly Instruction[])[] {
  return line.split("||").map((thread) => {
    const words = thread.split(";").map((word) => word.trim());
    return words.map((word) => instruction(word, words.length));
  });
}

/** Numbers of the locations that the notation names. */
export const LOCATIONS: Readonly<Record<string, number>> = { x: 0, y: 1, z: 2, c: 0, s: 1 };

const READ_ORDERS: Readonly<Record<string, ReadOrder>> = {
  na: "plain",
  acq: "acquirePc",
  rcsc: "acquire",
  sc: "sc",
  acqrel: "acquirePc",
};

const WRITE_ORDERS: Readonly<Record<string, WriteOrder>> = {
  na: "plain",
  rel: "release",
  sc: "sc",
  acqrel: "release",
};

/** Words that are the name of a fence. */
const FENCE = /^([rw]?mb|(acquire-)?release|acquire|seq-cst|isb|(dmb|dsb|fence)\..+)$/;

function instruction(word: string, end: number): Instruction {
  if (FENCE.test(word)) return fence(word as FenceKind);
  if (word === "lock" || word === "unlock") return rcu(word);
  if (word === "sync") return rcu("synchronize");
  const when = /^when r(\d)==(\d)$/.exec(word);
  if (when) return unless(binary("==", register(Number(when[1])), constant(Number(when[2]))), end);
  const update = /^(?:r(\d)=)?(\w+)\((\w)((?:,[-\d]+)*)\)((?:[.!]\w+)*)$/.exec(word);
  if (update) {
    const [, into, name, location, numbers, orders] = update;
    const operands = numbers!.split(",").slice(1).map(Number);
    const target = into === undefined ? null : Number(into);
    return updateOf(target, name!, LOCATIONS[location!]!, operands, orders!);
  }
  const read = /^r(\d)=(\w(?:\[r\d\])?)(?:\.(\w+))?$/.exec(word);
  if (read) return load(Number(read[1]), place(read[2]!), READ_ORDERS[read[3] ?? ""] ?? "relaxed");
  const write = /^(\w(?:\[r\d\])?)(?:\.(\w+))?=(\d+)(?:\+r(\d)\^)?$/.exec(word);
  if (!write) throw new RangeError(`not an instruction: ${word}`);
  const value = constant(Number(write[3]));
  return store(
    place(write[1]!),
    write[4] === undefined ? value : binary("+", value, zero(Number(write[4]))),
    WRITE_ORDERS[write[2] ?? ""] ?? "relaxed",
  );
}

function place(text: string): Expression {
  const [, location, from] = /^(\w)(?:\[r(\d)\])?$/.exec(text)!;
  return at(LOCATIONS[location!]!, from === undefined ? undefined : Number(from));
}

function updateOf(
  into: Register | null,
  name: string,
  location: number,
  [first = 0, second = 0]: readonly number[],
  orders: string,
): Instruction {
  const [words = "", failure] = orders.split("!");
  const order = words.split(".");
  const read = order.map((o) => READ_ORDERS[o]).find((o) => o !== undefined) ?? "relaxed";
  const write = order.map((o) => WRITE_ORDERS[o]).find((o) => o !== undefined) ?? "relaxed";
  const more = {
    read,
    write,
    isFull: order.includes("full"),
    isNoReturn: into === null,
    ...(order.includes("amo") ? { isSingle: true } : {}),
    ...(failure === undefined ? {} : { failure: READ_ORDERS[failure]! }),
  } as const;
  const sum = binary("+", old, constant(first));
  switch (name) {
    case "xchg":
      return rmw(into, location, first, more);
    case "add":
      return rmw(into, location, sum, more);
    case "cas":
      return cmpxchg(into, location, first, second, more);
    case "inc": {
      const isAlive = binary("!=", old, constant(0));
      const guard = binary("&", isAlive, binary("<=", old, constant(second)));
      return rmw(into, location, sum, { ...more, guard });
    }
    case "swapne":
      return rmw(into, location, second, { ...more, guard: binary("!=", old, register(first)) });
    case "ldx":
      return load(into!, location, read, { isExclusive: true });
    case "stx":
      return store(location, first, write, { status: into! });
    default:
      throw new RangeError(`not an update: ${name}`);
  }
}

import type { Instruction, Program } from "../../src/program/program.js";
import { build } from "./build.js";
import { parse } from "./notation.js";

/** What a thread of a cycle does at its one or two locations. */
export type Shape = "W" | "RR" | "RW" | "WR" | "WW";

/** What orders two accesses of each shape, as texts of `notation.ts` over the locations `a` and `b`. */
export type Orders = Readonly<Record<Shape, readonly string[]>>;

/**
 * How the two accesses of a thread are kept in order, or not: `a` and `b` stand for the locations, `1` is what a first
 * access writes, `2` what a second does.
 */
const ORDERS: Orders = {
  W: ["a=2"],
  RR: [
    "r0=a; r1=b",
    "r0=a; mb; r1=b",
    "r0=a; rmb; r1=b",
    "r0=a.acq; r1=b",
    "r0=a; r1=b[r0]",
    "r0=a; when r0==2; r1=b",
    "r0=add(a,4); r1=b",
    "r0=add(a,4).acq; r1=b",
    "r0=add(a,4).rel; r1=b",
    "r0=add(a,4).full; r1=b",
    "r0=cas(a,9,4).full; r1=b",
  ],
  RW: [
    "r0=a; b=2",
    "r0=a; mb; b=2",
    "r0=a.acq; b=2",
    "r0=a; b.rel=2",
    "r0=a; b[r0]=2",
    "r0=a; b=2+r0^",
    "r0=a; when r0==2; b=2",
    "r0=add(a,4); b=2",
    "r0=add(a,4).acq; b=2",
  ],
  WR: [
    "a=1; r1=b",
    "a=1; mb; r1=b",
    "a.rel=1; r1=b.acq",
    "r0=xchg(a,1); r1=b",
    "r0=xchg(a,1).acq; r1=b",
    "r0=xchg(a,1).rel; r1=b",
    "r0=xchg(a,1).full; r1=b",
    "a=1; r0=a; r1=b",
  ],
  WW: [
    "a=1; b=2",
    "a=1; mb; b=2",
    "a=1; wmb; b=2",
    "a=1; b.rel=2",
    "a=1; r0=xchg(b,2).rel",
    "r0=xchg(a,1); b=2",
  ],
};

/** The ones that cycles of more than two threads are made of. */
const FEW: Orders = {
  W: ORDERS.W,
  RR: ORDERS.RR.slice(0, 5),
  RW: ["r0=a; b=2", "r0=a; mb; b=2", "r0=a.acq; b=2", "r0=a; b.rel=2", "r0=a; b=2+r0^"],
  WR: ORDERS.WR.slice(0, 2),
  WW: ORDERS.WW.slice(0, 4),
};

/** Read-side sections of RCU and grace periods. */
const RCU: Orders = {
  W: ["a=2"],
  RR: [
    "lock; r0=a; r1=b; unlock",
    "lock; lock; r0=a; unlock; r1=b; unlock",
    "lock; r0=a; unlock; lock; r1=b; unlock",
    "r0=a; r1=b",
    "r0=a; sync; r1=b",
  ],
  RW: ["lock; r0=a; b=2; unlock", "r0=a; sync; b=2"],
  WR: ["lock; a=1; r1=b; unlock", "a=1; r1=b", "a=1; sync; r1=b"],
  WW: ["lock; a=1; b=2; unlock", "a=1; sync; b=2"],
};

const PAIRS: readonly Shape[] = ["RR", "RW", "WR", "WW"];

/**
 * Critical cycles: threads in a ring, the last access of each at the location of the first of the next, so that every
 * violation of sequential consistency has one as its core (Shasha and Snir 1988). Two threads with every ordering, three
 * with the common ones, and the shapes with writers of one access: WRC, RWC, WWC, IRIW and theirs. Then those of RCU.
 */
export function* cycles(): Generator<Program> {
  yield* cyclesOf(ORDERS, FEW);
  for (const [i, a] of PAIRS.entries()) {
    for (const b of PAIRS.slice(i)) yield* ring([a, b], RCU);
    for (const b of PAIRS.slice(i)) for (const c of PAIRS.slice(i)) yield* ring([a, b, c], RCU);
  }
}

/** Critical cycles of two threads, and with writers of one access, with `orders`; those of three with `few`. */
export function* cyclesOf(orders: Orders, few: Orders): Generator<Program> {
  for (const [i, a] of PAIRS.entries()) {
    // A ring may begin anywhere, so the first pair is the one that comes first in the list.
    for (const b of PAIRS.slice(i)) {
      yield* ring([a, b], orders);
      yield* ring(["W", a, "W", b], few);
    }
    for (const b of PAIRS) yield* ring(["W", a, b], orders);
    for (const b of PAIRS.slice(i)) for (const c of PAIRS.slice(i)) yield* ring([a, b, c], few);
  }
}

function* ring(shapes: readonly Shape[], orders: Orders): Generator<Program> {
  // Two reads that meet make no edge of a cycle.
  const meets = shapes.map((s, i) => s.at(-1)! + shapes[(i + 1) % shapes.length]![0]!);
  if (meets.includes("RR")) return;
  const count = shapes.filter((s) => s.length === 2).length;
  let location = 0;
  const choices = shapes.map((shape) => {
    const a = "xyz"[location]!;
    if (shape.length === 2) location++;
    const b = "xyz"[location % count]!;
    return orders[shape].map((text) => text.replace(/\ba\b/g, a).replace(/\bb\b/g, b));
  });
  for (const text of product(choices)) {
    yield build(parse(text.join(" || ")) as Instruction[][], {
      locations: Array.from({ length: count }, () => 0),
    });
  }
}

function* product(choices: readonly (readonly string[])[]): Generator<readonly string[]> {
  const [first, ...rest] = choices;
  if (first === undefined) yield [];
  else for (const head of first) for (const tail of product(rest)) yield [head, ...tail];
}

import type {
  FenceAccesses,
  FenceKind,
  Instruction,
  Program,
  ReadOrder,
  WriteOrder,
} from "./program.js";

/** How the orders of one program compare with those of another that has the same instructions. */
export type Comparison = "equal" | "stronger" | "weaker" | "incomparable";

/**
 * Compares the orders that the instructions of two programs have, one by one: `stronger` when every one in `a` orders
 * what it does in `b`, and some more. Null when the two do not have the same instructions.
 */
export function compareOrders(a: Program, b: Program): Comparison | null {
  if (a.threads.length !== b.threads.length) return null;
  let isMore = false;
  let isLess = false;
  for (const [t, thread] of a.threads.entries()) {
    const other = b.threads[t]!.code;
    if (thread.code.length !== other.length) return null;
    for (const [i, one] of thread.code.entries()) {
      const compared = compareInstructions(one, other[i]!);
      if (compared === null) return null;
      if (compared === "incomparable") return compared;
      isMore ||= compared === "stronger";
      isLess ||= compared === "weaker";
    }
  }
  if (isMore && isLess) return "incomparable";
  return isMore ? "stronger" : isLess ? "weaker" : "equal";
}

function compareInstructions(a: Instruction, b: Instruction): Comparison | null {
  if (a.op !== b.op) return null;
  switch (a.op) {
    case "load":
      return compareRanks([READS[a.order]], [READS[(b as typeof a).order]]);
    case "store":
      return compareRanks([WRITES[a.order]], [WRITES[(b as typeof a).order]]);
    case "rmw": {
      const ranks = (rmw: typeof a) => {
        const { isFull, read, write, failure = "plain" } = rmw;
        const both = isFull ? [FULL, FULL] : [READS[read], WRITES[write]];
        return [...both, READS[failure]];
      };
      return compareRanks(ranks(a), ranks(b as typeof a));
    }
    case "fence":
      return compareFences(a.fence, (b as typeof a).fence);
    default:
      return "equal";
  }
}

const READS: Readonly<Record<ReadOrder, number>> = {
  plain: 0,
  relaxed: 1,
  acquirePc: 2,
  acquire: 3,
  sc: 4,
};
const WRITES: Readonly<Record<WriteOrder, number>> = { plain: 0, relaxed: 1, release: 2, sc: 4 };
/** Above all of these. */
const FULL = 5;

function compareRanks(a: readonly number[], b: readonly number[]): Comparison {
  const isMore = a.some((rank, i) => rank > b[i]!);
  const isLess = a.some((rank, i) => rank < b[i]!);
  if (isMore && isLess) return "incomparable";
  return isMore ? "stronger" : isLess ? "weaker" : "equal";
}

/** Kinds are compared by the pairs of accesses that they keep in order; what no pair tells of is a kind of its own. */
function compareFences(a: FenceKind, b: FenceKind): Comparison {
  if (a === b) return "equal";
  const [x, y] = [pairsOf(a), pairsOf(b)];
  if (x === null || y === null || x === y) return "incomparable";
  if ((x & y) === y) return "stronger";
  return (x & y) === x ? "weaker" : "incomparable";
}

const [RR, RW, WR, WW] = [1, 2, 4, 8];
const ALL = RR | RW | WR | WW;

const PAIRS: Readonly<Partial<Record<FenceKind, number>>> = {
  barrier: 0,
  rmb: RR,
  wmb: WW,
  mb: ALL,
  acquire: RR | RW,
  release: RW | WW,
  "acquire-release": RR | RW | WW,
  "seq-cst": ALL,
  lwsync: RR | RW | WW,
  sync: ALL,
  eieio: WW,
  lfence: RR,
  sfence: WW,
  mfence: ALL,
  "fence.tso": RR | RW | WW,
};

/** Which accesses before a fence it keeps in order with which after it; null where no pair tells what it does. */
export function orderedPairs(fence: FenceKind): {
  readonly readRead: boolean;
  readonly readWrite: boolean;
  readonly writeRead: boolean;
  readonly writeWrite: boolean;
} | null {
  const pairs = pairsOf(fence);
  if (pairs === null) return null;
  const has = (pair: number) => (pairs & pair) !== 0;
  return { readRead: has(RR), readWrite: has(RW), writeRead: has(WR), writeWrite: has(WW) };
}

function pairsOf(fence: FenceKind): number | null {
  const known = PAIRS[fence];
  if (known !== undefined) return known;
  const riscv = /^fence\.(r|w|rw)\.(r|w|rw)$/.exec(fence);
  if (riscv !== null) {
    const [before, after] = riscv.slice(1) as [FenceAccesses, FenceAccesses];
    return (
      (before.includes("r") ? (after.includes("r") ? RR : 0) | (after.includes("w") ? RW : 0) : 0) |
      (before.includes("w") ? (after.includes("r") ? WR : 0) | (after.includes("w") ? WW : 0) : 0)
    );
  }
  const arm = /^d[ms]b\.(?:sy|ish|osh|nsh)?(ld|st)?$/.exec(fence);
  if (arm === null) return null;
  return arm[1] === "ld" ? RR | RW : arm[1] === "st" ? WW : ALL;
}

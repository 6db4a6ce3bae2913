import type { Fence, FenceKind, Instruction, Program, ReadOrder, Rmw } from "../program/program.js";

/** What a compiler makes of C11 for a processor. A model of the processor judges a test in C11 as that. */
export interface Mapping {
  /** Which instructions stand for which accesses and fences, in words. */
  readonly text: string;
  /**
   * The program that the processor runs: instruction by instruction, so that traces of it speak of the other one too.
   * Absent: the model reads C11's orders as this mapping has them.
   */
  compile?(program: Program): Program;
}

const X86: Mapping = {
  text: "MOV, XCHG for seq_cst stores, LOCK for read-modify-writes, MFENCE for seq_cst fences",
};

/**
 * By the id of a model: the mappings that compilers use.
 *
 * - x86, Power: Sewell and others, C/C++11 mappings to processors (2011-2016); Batty and others, Clarifying and compiling
 *   C/C++ concurrency: from C++11 to POWER (POPL 2012).
 * - AArch64: the same with LDAPR of Armv8.3 for acquires and the atomics of Armv8.1, as GCC and Clang have it. DMB ISH is
 *   DMB SY here, for all threads are in one domain.
 * - RISC-V: the loads and stores of extension Zalasr, as table A.7 of The RISC-V Instruction Set Manual, volume I, has
 *   them, but for seq_cst loads, which keep the fence before them of table A.6. Table A.6 itself puts fences in the place
 *   of `.aq` and `.rl`, which hold other accesses too: all that it allows is allowed here.
 */
export const MAPPINGS: ReadonlyMap<string, Mapping> = new Map<string, Mapping>([
  ["tso", X86],
  ["x86", X86],
  [
    "armv8",
    {
      text: "LDAPR for acquire, LDAR and STLR, DMB ISHLD for acquire fences and DMB ISH for others, SWP, LDADD, CAS with A and L",
      compile: (program) => compiled(program, ofArmv8),
    },
  ],
  [
    "rvwmo",
    {
      text: "l.aq and s.rl, fence rw,rw; l.aq for seq_cst loads, AMOs with .aq and .rl, LR/SC for compare-exchange",
      compile: (program) => compiled(program, ofRvwmo),
    },
  ],
  [
    "power",
    {
      text: "bc; isync after acquire, lwsync before release, sync before seq_cst, lwsync for fences and sync for seq_cst ones",
    },
  ],
]);

function compiled(program: Program, of: (i: Instruction) => Instruction): Program {
  const threads = program.threads.map((thread) => ({ ...thread, code: thread.code.map(of) }));
  return { ...program, threads };
}

function ofArmv8(i: Instruction): Instruction {
  switch (i.op) {
    case "fence":
      return withFence(i, i.fence === "acquire" ? "dmb.ld" : "dmb.sy");
    case "rmw":
      if (i.guard === undefined) return { ...i, read: atomic(i.read), isSingle: true };
      return isCompareExchange(i) ? { ...armv8Cas(i), isSingle: true, isChoice: true } : i;
    default:
      return i;
  }
}

function armv8Cas(rmw: Rmw): Rmw {
  const instruction = instructionOf(rmw);
  const read = atomic(instruction.read);
  return { ...instruction, read, failure: read };
}

/** The acquire of an atomic instruction is LDAR's: there is none like LDAPR. */
function atomic(order: ReadOrder): ReadOrder {
  return order === "acquirePc" ? "acquire" : order;
}

const RISCV_FENCES: ReadonlyMap<FenceKind, FenceKind> = new Map<FenceKind, FenceKind>([
  ["acquire", "fence.r.rw"],
  ["release", "fence.rw.w"],
  ["acquire-release", "fence.tso"],
  ["seq-cst", "fence.rw.rw"],
]);

/** The fence before a seq_cst load and the acquire in it are together what both bits on the load are. */
function ofRvwmo(i: Instruction): Instruction {
  switch (i.op) {
    case "fence":
      return withFence(i, RISCV_FENCES.get(i.fence) ?? i.fence);
    case "store":
      return i.order === "sc" ? { ...i, order: "release" } : i;
    case "rmw":
      if (i.guard === undefined) return { ...i, isSingle: true };
      if (!isCompareExchange(i)) return i;
      return { ...instructionOf(i), write: i.write === "sc" ? "release" : i.write };
    default:
      return i;
  }
}

/** The instruction for a fence that orders something. */
function withFence(fence: Fence, kind: FenceKind): Fence {
  return fence.fence === "barrier" ? fence : { ...fence, fence: kind };
}

function isCompareExchange({ guard, otherwise }: Rmw): boolean {
  return guard !== undefined && otherwise === "read";
}

/** Whether it will fail is not known when the instruction reads: it acquires as the stronger of the two orders. */
function instructionOf(rmw: Rmw): Rmw {
  const read = stronger(rmw.read, rmw.failure ?? "relaxed");
  return { ...rmw, read, failure: read };
}

const STRENGTHS: readonly ReadOrder[] = ["plain", "relaxed", "acquirePc", "acquire", "sc"];

function stronger(a: ReadOrder, b: ReadOrder): ReadOrder {
  return STRENGTHS.indexOf(a) >= STRENGTHS.indexOf(b) ? a : b;
}

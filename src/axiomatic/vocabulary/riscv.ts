import type { PathRead, PathWrite } from "../path.js";
import { barrierOf, isAcquire, isRelease } from "./orders.js";
import type { Vocabulary } from "./vocabulary.js";

const FENCES = {
  full: "Fence.rw.rw",
  light: "Fence.tso",
  acquire: "Fence.r.rw",
  release: "Fence.rw.w",
  read: "Fence.r.r",
  write: "Fence.w.w",
  none: null,
} as const;

const ACCESSES = ["r", "w", "rw"] as const;

/**
 * RISC-V, with herd's names: `Acq` and `Rel` for the bits `.aq` and `.rl`, `AcqRel` for both. A read-modify-write is a
 * pair of LR and SC, in `EX`: a program that is right with it is right with an AMO too, which `X` would stand for and
 * which orders more (models.md 1.6). That one is asked for by its name only, in assembly. A sequentially consistent load or store has both bits.
 * A spinlock is given back by an atomic too, as in the manual's example: the kernel relies on that the next lock of the
 * same thread stays behind it.
 */
export const RISCV: Vocabulary = {
  id: "riscv",
  isRmwOneEvent: false,
  hasFullFences: true,
  hasWidePo: true,
  names: [
    ...["X", "EX", "Acq", "Rel", "AcqRel", "Sc", "Fence.i", "Fence.tso"],
    ...ACCESSES.flatMap((before) => ACCESSES.map((after) => `Fence.${before}.${after}`)),
  ],
  setsOf(event) {
    if (event.kind === "fence") {
      if (event.fence.startsWith("fence.")) return ["F", `F${event.fence.slice(1)}`];
      const fence = FENCES[barrierOf(event.fence)];
      return fence === null ? ["F"] : ["F", fence];
    }
    const atomic = atomicOf(event);
    if (isAcquire(event)) return [event.order === "sc" ? "AcqRel" : "Acq", ...atomic];
    if (isRelease(event)) return [event.order === "sc" ? "AcqRel" : "Rel", ...atomic];
    return atomic;
  },
  isOrdinary: ({ kind }) => kind !== "fence",
};

function atomicOf({ rmw, isExclusive, role }: PathRead | PathWrite): readonly string[] {
  if (rmw?.isSingle === true) return ["X"];
  return rmw !== undefined || isExclusive === true || role === "unlock" ? ["EX"] : [];
}

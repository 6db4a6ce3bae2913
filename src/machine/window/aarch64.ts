import { strengthOf } from "../../program/fences.js";
import type { FenceKind } from "../../program/program.js";
import { type Architecture, type FenceRule, HELD, holds, NO_FENCE } from "./architecture.js";

/** Marks of a half. */
const ACQUIRE = 1;
/** An acquire that waits for older releases too (LDAR). */
const SEQUENTIAL = 2;
const RELEASE = 4;
/** The write of a single instruction that is LDAR and STLR at once: what is younger waits for it. */
const BOTH = 8;
/** The read of an atomic that returns nothing: a barrier for loads does not see it. */
const NO_RETURN = 16;

const { all, readRead, readWrite, writeRead, writeWrite } = HELD;
const LOADS: FenceRule = { ...holds(readRead, readWrite), exempt: NO_RETURN };
const LOADS_AND_STORES: FenceRule = { ...LOADS, held: readRead | readWrite | writeWrite };
const STORES = holds(writeWrite);

/**
 * AArch64: Pulte and others, Simplifying ARM concurrency (POPL 2018), and the Arm Architecture Reference Manual, DDI 0487
 * L.b, section B2.3: the same rules as `models/cat/armv8.cat`.
 */
export const AARCH64: Architecture = {
  marks({ read = "relaxed", write = "relaxed", ...access }, isRead) {
    const isAcquire = read === "acquirePc" || read === "acquire" || read === "sc";
    const isSequential = isAcquire && (read !== "acquirePc" || access.isLock);
    const isRelease = write === "release" || write === "sc";
    if (isRead) {
      return (
        (isAcquire ? ACQUIRE : 0) |
        (isSequential ? SEQUENTIAL : 0) |
        (access.isNoReturn ? NO_RETURN : 0)
      );
    }
    const isBoth = access.isRmw && isSequential && isRelease;
    return (isRelease ? RELEASE : 0) | (isBoth ? BOTH : 0);
  },

  isOrdered(older, younger) {
    if ((older.marks & (ACQUIRE | BOTH)) !== 0 || (younger.marks & RELEASE) !== 0) return true;
    return (older.marks & RELEASE) !== 0 && (younger.marks & SEQUENTIAL) !== 0;
  },

  fence(fence) {
    if (fence === "isb") return { ...NO_FENCE, isInstructionBarrier: true };
    if (fence.startsWith("dmb.") || fence.startsWith("dsb.")) return barrier(fence);
    switch (strengthOf(fence)) {
      case "full":
        return holds(all);
      case "light":
      case "release":
        return LOADS_AND_STORES;
      case "acquire":
      case "read":
        return LOADS;
      case "write":
        return STORES;
      case "none":
        return NO_FENCE;
    }
  },

  // An acquire that takes its value early from an atomic of its thread stays behind the atomic's read.
  forwarding: (marks) => ((marks & ACQUIRE) === 0 ? "at-once" : "when-read"),
  dependsOnStatus: false,
  isUnlockAtomic: false,
  isOneStep: () => false,
};

/** Barriers for the inner and the outer domain hold for all threads here, those for the own processor for none. */
function barrier(fence: FenceKind): FenceRule {
  const [kind, option = ""] = fence.split(".");
  if (option.startsWith("nsh")) return NO_FENCE;
  if (option.endsWith("ld")) return LOADS;
  if (!option.endsWith("st")) return holds(all);
  return kind === "dsb" ? holds(writeRead, writeWrite) : STORES;
}

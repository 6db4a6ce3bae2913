import { strengthOf } from "../../program/fences.js";
import type { FenceKind } from "../../program/program.js";
import { type Architecture, type FenceRule, HELD, holds, NO_FENCE } from "./architecture.js";

/** Marks of a half. */
const ACQUIRE = 1;
const RELEASE = 2;
/** Of an atomic that is an acquire or a release: these stay in order among themselves. */
const SEQUENTIAL = 4;

const { all, readRead, readWrite, writeRead, writeWrite } = HELD;
const TSO = holds(readRead, readWrite, writeWrite);

/**
 * RISC-V: the Instruction Set Manual, volume I, version 20191213, chapter 14: the same rules as `models/cat/rvwmo.cat`.
 */
export const RISCV: Architecture = {
  marks({ read, write, ...access }, isRead) {
    // The two halves of an AMO have the bits of both; a pair of exclusives has each where it stands.
    const reads = isRead || access.isSingle ? read : undefined;
    const writes = !isRead || access.isSingle ? write : undefined;
    const isSc = reads === "sc" || writes === "sc";
    const isAcquire = isSc || reads === "acquirePc" || reads === "acquire";
    const isRelease = isSc || writes === "release";
    const isAtomic = access.isRmw || access.isExclusive;
    return (
      (isAcquire ? ACQUIRE : 0) |
      (isRelease ? RELEASE : 0) |
      (isAtomic && (isAcquire || isRelease) ? SEQUENTIAL : 0)
    );
  },

  isOrdered(older, younger) {
    if ((older.marks & ACQUIRE) !== 0 || (younger.marks & RELEASE) !== 0) return true;
    return (older.marks & younger.marks & SEQUENTIAL) !== 0;
  },

  fence(fence) {
    if (fence.startsWith("fence.")) return named(fence);
    switch (strengthOf(fence)) {
      case "full":
        return holds(all);
      case "light":
        return TSO;
      case "acquire":
        return holds(readRead, readWrite);
      case "release":
        return holds(readWrite, writeWrite);
      case "read":
        return holds(readRead);
      case "write":
        return holds(writeWrite);
      case "none":
        return NO_FENCE;
    }
  },

  // A read does not find the write of an atomic of its thread early (rule 3).
  forwarding: () => "never",
  dependsOnStatus: true,
  isUnlockAtomic: true,
  isOneStep: ({ isSingle }) => isSingle === true,
};

/** `fence.r.rw` and the like. */
function named(fence: FenceKind): FenceRule {
  if (fence === "fence.tso") return TSO;
  const [, before, after] = fence.split(".");
  if (before === undefined || after === undefined) return NO_FENCE;
  const bits = [
    ["r", "r", readRead],
    ["r", "w", readWrite],
    ["w", "r", writeRead],
    ["w", "w", writeWrite],
  ] as const;
  return holds(...bits.map(([b, a, bit]) => (before.includes(b) && after.includes(a) ? bit : 0)));
}

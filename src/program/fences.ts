import type { ArchitectureFence, FenceKind } from "./program.js";

/**
 * What a fence is where only a few kinds are told apart: between all accesses; between reads and behind reads, and
 * between writes, at once (a store may still wait for a later load); behind reads; before writes; between reads; between
 * writes; nothing.
 */
export type FenceStrength = "full" | "light" | "acquire" | "release" | "read" | "write" | "none";

/**
 * The strength of a fence for a model that has no rule of its own for it. Everything that the kernel's documents call a
 * full barrier is one (models.md 3). An instruction counts as the strongest kind that it is known to be at least; one that
 * holds a read behind a write is full, for there only a full barrier does that.
 */
export function strengthOf(fence: FenceKind): FenceStrength {
  switch (fence) {
    case "mb":
    case "before-atomic":
    case "after-atomic":
    case "after-spinlock":
    case "after-unlock-lock":
    case "after-srcu-read-unlock":
    case "seq-cst":
      return "full";
    case "acquire-release":
      return "light";
    case "acquire":
    case "release":
      return fence;
    case "rmb":
      return "read";
    case "wmb":
      return "write";
    case "barrier":
      return "none";
    default:
      return strengthOfInstruction(fence);
  }
}

function strengthOfInstruction(fence: ArchitectureFence): FenceStrength {
  switch (fence) {
    case "mfence":
    case "sync":
    case "fence.rw.rw":
    case "fence.rw.r":
    case "fence.w.r":
    case "fence.w.rw":
      return "full";
    case "lwsync":
    case "fence.tso":
      return "light";
    case "lfence":
    case "fence.r.r":
    case "fence.r.rw":
      return "read";
    case "sfence":
    case "eieio":
    case "fence.w.w":
    case "fence.rw.w":
      return "write";
    case "isync":
    case "isb":
    case "fence.i":
    case "fence.r.w":
      return "none";
    default:
      // dmb and dsb of AArch64
      if (fence.endsWith("ld")) return "read";
      return fence.endsWith("st") ? "write" : "full";
  }
}

import type { PathRead, PathWrite } from "../path.js";
import { barrierOf, isAcquire, isRelease } from "./orders.js";
import type { Vocabulary } from "./vocabulary.js";

const FENCES = {
  full: "SYNC",
  light: "LWSYNC",
  acquire: "LWSYNC",
  release: "LWSYNC",
  read: "LWSYNC",
  write: "LWSYNC",
  none: null,
} as const;
const INSTRUCTIONS: readonly string[] = ["SYNC", "LWSYNC", "EIEIO", "ISYNC"];

/**
 * Power, with herd's names. It has no acquire or release accesses, only fences around accesses; where an order of the
 * program asks for one there is no event of its own, and the access says what stands next to it:
 *
 *     Sync-before    sync, before a sequentially consistent access
 *     Lwsync-before  lwsync, before a release
 *     Isync-after    a branch that depends on the read and an isync, after an acquire
 *
 * A read-modify-write is a pair of LWARX and STWCX., in `EX` and `X`; what stands before it marks its read.
 */
export const PPC: Vocabulary = {
  id: "ppc",
  isRmwOneEvent: false,
  hasFullFences: true,
  hasWidePo: true,
  names: [...["X", "EX", ...INSTRUCTIONS], ...["Sync-before", "Lwsync-before", "Isync-after"]],
  setsOf(event) {
    if (event.kind === "fence") {
      const own = event.fence.toUpperCase();
      if (INSTRUCTIONS.includes(own)) return ["F", own];
      const fence = FENCES[barrierOf(event.fence)];
      return fence === null ? ["F"] : ["F", fence];
    }
    const before = fenceBefore(event);
    return [
      ...(before === null ? [] : [before]),
      ...(isAcquire(event) ? ["Isync-after"] : []),
      ...(event.rmw === undefined && event.isExclusive !== true ? [] : ["X", "EX"]),
    ];
  },
  isOrdinary: ({ kind }) => kind !== "fence",
};

function fenceBefore(event: PathRead | PathWrite): string | null {
  const { rmw } = event;
  if (rmw === undefined) {
    if (event.order === "sc") return "Sync-before";
    return isRelease(event) ? "Lwsync-before" : null;
  }
  if (event.kind === "write") return null;
  if (rmw.isFailed) return event.order === "sc" ? "Sync-before" : null;
  if (rmw.read === "sc" || rmw.write === "sc") return "Sync-before";
  return rmw.write === "release" ? "Lwsync-before" : null;
}

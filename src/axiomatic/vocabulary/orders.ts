import { unreachable } from "../../source/unreachable.js";
import type { PathEvent, PathFence, PathRead, PathWrite } from "../path.js";

/** A read that keeps later accesses behind it. The read of a failed read-modify-write orders nothing. */
export function isAcquire(event: PathEvent): event is PathRead {
  return (
    event.kind === "read" &&
    event.rmw?.isFailed !== true &&
    (event.order === "acquirePc" || event.order === "acquire" || event.order === "sc")
  );
}

/** A write that stays behind earlier accesses. */
export function isRelease(event: PathEvent): event is PathWrite {
  return event.kind === "write" && (event.order === "release" || event.order === "sc");
}

/** What a fence of the kernel becomes where a machine has only a few (models.md 3). */
type Barrier = "full" | "read" | "write" | "none";

/**
 * The barrier that stands for a fence: everything that the kernel's documents call a full barrier is one, grace periods
 * too; marks of read-side sections and the compiler's barrier are none.
 */
export function barrierOf(fence: PathFence["fence"]): Barrier {
  switch (fence) {
    case "rmb":
      return "read";
    case "wmb":
      return "write";
    case "mb":
    case "before-atomic":
    case "after-atomic":
    case "after-spinlock":
    case "after-unlock-lock":
    case "after-srcu-read-unlock":
    case "full-before":
    case "full-after":
    case "sync-rcu":
    case "sync-srcu":
      return "full";
    case "barrier":
    case "rcu-lock":
    case "rcu-unlock":
      return "none";
    default:
      return unreachable(fence);
  }
}

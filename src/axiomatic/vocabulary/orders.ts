import { type FenceStrength, strengthOf } from "../../program/fences.js";
import type { PathEvent, PathFence, PathRead, PathWrite } from "../path.js";

/** A read that keeps later accesses behind it. */
export function isAcquire(event: PathEvent): event is PathRead {
  return (
    event.kind === "read" &&
    (event.order === "acquirePc" || event.order === "acquire" || event.order === "sc")
  );
}

/** A write that stays behind earlier accesses. */
export function isRelease(event: PathEvent): event is PathWrite {
  return event.kind === "write" && (event.order === "release" || event.order === "sc");
}

/**
 * The barrier that stands for a fence of another language (see `strengthOf`): grace periods are full ones too, marks of
 * read-side sections none.
 */
export function barrierOf(fence: PathFence["fence"]): FenceStrength {
  switch (fence) {
    case "full-before":
    case "full-after":
    case "sync-rcu":
    case "sync-srcu":
      return "full";
    case "rcu-lock":
    case "rcu-unlock":
      return "none";
    default:
      return strengthOf(fence);
  }
}

import type { ThreadPath } from "./path.js";

/**
 * Whether a path that ends with an unlock of a lock that is not held cannot happen, as every thread only ever unlocks
 * what it has locked itself: then the first one to find its lock not held would need another one before it.
 */
export function isLockHeld(paths: readonly (readonly ThreadPath[])[], path: ThreadPath): boolean {
  const last = path.events.at(-1);
  if (path.end.kind !== "fault" || last === undefined) return false;
  if (last.kind !== "read" || last.role !== "unlock") return false;
  const { location } = last;
  return (
    stateAfter(path, location) === "held" &&
    paths.every((list) =>
      list.every((other) => other.end.kind === "fault" || stateAfter(other, location) !== null),
    )
  );
}

/** How a path leaves a spinlock that it locks and unlocks in turns; null when it does anything else to it. */
function stateAfter(path: ThreadPath, location: number): "held" | "free" | null {
  let state: "held" | "free" = "free";
  for (const event of path.events) {
    if (event.kind !== "write" || event.location !== location) continue;
    const isLock = event.role === "lock" || event.role === "trylock";
    if (isLock ? state !== "free" : event.role !== "unlock" || state !== "held") return null;
    state = isLock ? "held" : "free";
  }
  return state;
}

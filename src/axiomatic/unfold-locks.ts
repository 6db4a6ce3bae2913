import type { Program } from "../program/program.js";
import type { PathWrite, ThreadPath } from "./path.js";

/**
 * The paths without those on which the release of a lock fails though it never can.
 *
 * Let a lock be 0 at first, and written only by read-modify-writes that find 0 and write 1, and by releases that write 0,
 * each after one of those of its own thread and before the next. Then in coherence order the two kinds alternate: behind
 * a 1 no read-modify-write succeeds, and were some release the first one that does not come right behind its own
 * thread's read-modify-write, then another release would, that of the same section. So each release finds the 1 of
 * its own thread, in every model in which read-modify-writes are atomic and locations coherent.
 */
export function withoutNeedlessRefusals(
  program: Program,
  threads: readonly (readonly ThreadPath[])[],
): readonly (readonly ThreadPath[])[] {
  const refused = new Set<number>();
  for (const paths of threads) {
    for (const path of paths) {
      const location = refusedAt(path);
      if (location !== null) refused.add(location);
    }
  }
  const sound = [...refused].filter(
    (l) =>
      program.locations[l]!.initial === 0 &&
      threads.every((paths) => paths.every((path) => alternates(path, l))),
  );
  if (sound.length === 0) return threads;
  return threads.map((paths) =>
    paths.filter((path) => {
      const location = refusedAt(path);
      return location === null || !sound.includes(location);
    }),
  );
}

/** The lock whose release fails at the end of a path. */
function refusedAt({ events, end }: ThreadPath): number | null {
  const last = events.at(-1);
  if (end.kind !== "fault" || last?.kind !== "read" || last.role !== "unlock") return null;
  return last.rmw === undefined ? last.location : null;
}

/** Whether a path takes a lock and releases it by turns, and does nothing else to it. */
function alternates(path: ThreadPath, lock: number): boolean {
  let isHeld = false;
  for (const [index, event] of path.events.entries()) {
    if (event.kind !== "write" || event.location !== lock) continue;
    if (isHeld ? !isRelease(event) : !isTaking(path, index, event)) return false;
    isHeld = !isHeld;
  }
  // A release that fails without the lock being held is no needless one.
  return isHeld || refusedAt(path) !== lock;
}

function isRelease({ role, value, rmw }: PathWrite): boolean {
  return role === "unlock" && rmw === undefined && value.kind === "constant" && value.code === 0;
}

/** Whether a write is the second half of a read-modify-write from 0 to 1. */
function isTaking(path: ThreadPath, index: number, { value }: PathWrite): boolean {
  const pair = path.rmw.find(([, write]) => write === index);
  if (pair === undefined || value.kind !== "constant" || value.code !== 1) return false;
  return path.constraints.some(
    ({ expression: e, isTrue }) =>
      isTrue &&
      e.kind === "binary" &&
      e.operator === "==" &&
      e.left.kind === "register" &&
      e.left.register === pair[0] &&
      e.right.kind === "constant" &&
      e.right.code === 0,
  );
}

import type { KernelFence, LockRole, ReadOrder, WriteOrder } from "../../program/program.js";
import { unreachable } from "../../source/unreachable.js";
import type { PathEvent, PathFence, PathRead, PathWrite } from "../path.js";
import { barrierOf } from "./orders.js";
import type { Vocabulary } from "./vocabulary.js";

/**
 * The Linux-kernel model's names of events. A lock event is in none of `R`, `W`, `M`: its model puts
 * it there, as `lock.cat` does. SRCU read-side marks are reads and writes of their srcu_struct. The
 * read of a read-modify-write that fails is in `RMW`, as the published model wants it for
 * `smp_mb__after_atomic()`, and orders nothing else. `spin_is_locked()` is in `RL` when it finds the lock
 * taken, in `RU` when it finds it free.
 */

/** How the three vocabularies differ; see `KERNEL`, `KERNEL_V1` and `KERNEL_V2`. */
interface Spelling {
  readonly id: string;
  readonly once: string;
  readonly acquire: string;
  readonly release: string;
  readonly noReturn: string;
  readonly mb: string;
  /** Whether a fully ordered read-modify-write stands between two barriers, its halves unmarked. */
  readonly hasFullFences: boolean;
}

const FENCES: Readonly<Record<Exclude<KernelFence, "mb"> | RcuMark, string>> = {
  rmb: "Rmb",
  wmb: "Wmb",
  barrier: "Barrier",
  "before-atomic": "Before-atomic",
  "after-atomic": "After-atomic",
  "after-spinlock": "After-spinlock",
  "after-unlock-lock": "After-unlock-lock",
  "after-srcu-read-unlock": "After-srcu-read-unlock",
  "rcu-lock": "Rcu-lock",
  "rcu-unlock": "Rcu-unlock",
  "sync-rcu": "Sync-rcu",
  "sync-srcu": "Sync-srcu",
};

type RcuMark = "rcu-lock" | "rcu-unlock" | "sync-rcu" | "sync-srcu";

function fenceNames(fence: PathFence["fence"], mb: string): readonly string[] {
  if (fence === "mb" || fence === "full-before" || fence === "full-after") return [mb];
  if (isOfKernel(fence)) return [FENCES[fence]];
  const strength = barrierOf(fence);
  return strength === "full" ? [mb] : INSTRUCTIONS[strength];
}

/**
 * What stands for a fence of another language that is no full one. The kernel has nothing between smp_rmb() and smp_mb()
 * that also holds writes behind reads.
 */
const INSTRUCTIONS = {
  light: ["Rmb", "Wmb"],
  acquire: ["Rmb"],
  release: ["Wmb"],
  read: ["Rmb"],
  write: ["Wmb"],
  none: ["Barrier"],
} as const;

function isOfKernel(fence: PathFence["fence"]): fence is keyof typeof FENCES {
  return fence in FENCES;
}

/** What a tag of a macro file names: `rmb` is the set `Rmb`. */
function setOfTag(tag: string): string {
  return tag.slice(0, 1).toUpperCase() + tag.slice(1);
}

function isLockRole(role: LockRole | undefined): role is Exclude<LockRole, "other-lock"> {
  return role !== undefined && role !== "other-lock";
}

function lockSet(event: PathRead | PathWrite, role: Exclude<LockRole, "other-lock">): string {
  switch (role) {
    case "lock":
    case "trylock":
      if (event.kind === "write") return "LKW";
      return event.rmw?.isFailed === true ? "LF" : "LKR";
    case "unlock":
      return "UL";
    case "is-locked":
      return event.kind === "read" && event.isFree === true ? "RU" : "RL";
    default:
      return unreachable(role);
  }
}

function readMark({ order, rmw }: PathRead, spelling: Spelling): string | null {
  if (rmw?.isFailed === true) return spelling.once;
  if (rmw?.isFull === true) return spelling.hasFullFences ? spelling.once : spelling.mb;
  if (rmw?.isNoReturn === true) return spelling.noReturn;
  return readOrderMark(rmw?.read ?? order, spelling);
}

function readOrderMark(order: ReadOrder, spelling: Spelling): string | null {
  switch (order) {
    case "plain":
      return null;
    case "relaxed":
      return spelling.once;
    case "acquirePc":
    case "acquire":
    case "sc":
      return spelling.acquire;
    default:
      return unreachable(order);
  }
}

function writeMark({ order, rmw }: PathWrite, spelling: Spelling): string | null {
  if (rmw?.isFull === true) return spelling.hasFullFences ? spelling.once : spelling.mb;
  return writeOrderMark(rmw?.write ?? order, spelling);
}

function writeOrderMark(order: WriteOrder, spelling: Spelling): string | null {
  switch (order) {
    case "plain":
      return null;
    case "relaxed":
      return spelling.once;
    case "release":
    case "sc":
      return spelling.release;
    default:
      return unreachable(order);
  }
}

function accessSets(event: PathRead | PathWrite, spelling: Spelling): readonly string[] {
  if (isLockRole(event.role)) return [lockSet(event, event.role)];
  const atomic = event.rmw === undefined ? [] : ["RMW"];
  if (event.tags !== undefined) return [...event.tags.map(setOfTag), ...atomic];
  if (event.kind === "read" && event.isSrcuLock === true) return ["Srcu-lock"];
  if (event.kind === "write" && event.isSrcuUnlock === true) return ["Srcu-unlock"];
  const mark = event.kind === "read" ? readMark(event, spelling) : writeMark(event, spelling);
  return mark === null ? atomic : [mark, ...atomic];
}

function vocabularyOf(spelling: Spelling): Vocabulary {
  const { id, once, acquire, release, noReturn, mb, hasFullFences } = spelling;
  return {
    id,
    isRmwOneEvent: false,
    hasFullFences,
    hasWidePo: true,
    names: [
      ...[once, acquire, release, noReturn, mb, ...Object.values(FENCES)],
      ...["RMW", "Srcu-lock", "Srcu-unlock", "LKR", "LKW", "LF", "UL", "RL", "RU"],
    ],
    setsOf(event: PathEvent): readonly string[] {
      if (event.kind !== "fence") return accessSets(event, spelling);
      return ["F", ...(event.tags?.map(setOfTag) ?? fenceNames(event.fence, mb))];
    },
    isOrdinary(event: PathEvent): boolean {
      return event.kind !== "fence" && !isLockRole(event.role);
    },
  };
}

const CAPITALISED = {
  once: "Once",
  acquire: "Acquire",
  release: "Release",
  noReturn: "Noreturn",
  mb: "Mb",
};

/** For `lkmm.cat`: both halves of a fully ordered read-modify-write are in `Mb`. */
export const KERNEL: Vocabulary = vocabularyOf({
  ...CAPITALISED,
  id: "kernel",
  hasFullFences: false,
});

/**
 * For the published files of kernels before LKMM v2: a fully ordered read-modify-write is in `Once`,
 * with a barrier in `Mb` on each side.
 */
export const KERNEL_V1: Vocabulary = vocabularyOf({
  ...CAPITALISED,
  id: "kernel-v1",
  hasFullFences: true,
});

/** For the published files of LKMM v2, whose bell file makes `Acquire` and the like of `ACQUIRE`. */
export const KERNEL_V2: Vocabulary = vocabularyOf({
  id: "kernel-v2",
  once: "ONCE",
  acquire: "ACQUIRE",
  release: "RELEASE",
  noReturn: "NORETURN",
  mb: "MB",
  hasFullFences: false,
});

import type { RmwHalf } from "../path.js";
import { barrierOf, isAcquire, isRelease } from "./orders.js";
import type { Vocabulary } from "./vocabulary.js";

const BARRIERS = {
  full: ["Mb"],
  light: ["Rmb", "Wmb"],
  acquire: ["Rmb"],
  release: ["Wmb"],
  read: ["Rmb"],
  write: ["Wmb"],
  none: ["Barrier"],
} as const;

/**
 * Names that belong to no architecture, for the axioms of the machines `sc`, `tso`, `pso`, `wmm`:
 *
 *     Plain             an access of the language that is no marked one
 *     Acquire, Release  reads and writes that order others; sequentially consistent ones are in them and in Sc
 *     X                 both halves of a read-modify-write, and the read of one that fails
 *     Failed            the read of one that fails; it is in no Acquire
 *     Drains            in X: it is full, a release or sequentially consistent, so a machine empties the thread's
 *                       store buffer first (some do it even for one that fails)
 *     Dependent         reads that a machine takes for dependent on an earlier read through their address: one on some
 *                       way to them, so that it may be none on the way taken
 *     Mb, Rmb, Wmb      fences between all accesses, reads, writes; full read-modify-writes stand between two of Mb
 *     Barrier           events that order nothing: the compiler's barrier, RCU's marks
 */
export const GENERIC: Vocabulary = {
  id: "generic",
  isRmwOneEvent: false,
  hasFullFences: true,
  hasWidePo: true,
  names: [
    ...["Plain", "Acquire", "Release", "Sc", "X", "Failed", "Drains", "Dependent"],
    ...["Mb", "Rmb", "Wmb", "Barrier"],
  ],
  setsOf(event) {
    if (event.kind === "fence") return ["F", ...BARRIERS[barrierOf(event.fence)]];
    const { rmw } = event;
    return [
      ...(event.order === "plain" && rmw === undefined ? ["Plain"] : []),
      ...(isAcquire(event) ? ["Acquire"] : []),
      ...(isRelease(event) ? ["Release"] : []),
      ...(event.order === "sc" ? ["Sc"] : []),
      ...(rmw === undefined ? [] : namesOfRmw(rmw)),
      ...(event.kind === "read" && event.isAddressDependent === true ? ["Dependent"] : []),
    ];
  },
  isOrdinary: ({ kind }) => kind !== "fence",
};

function namesOfRmw(rmw: RmwHalf): readonly string[] {
  const drains = rmw.isFull || rmw.write === "release" || rmw.write === "sc" || rmw.read === "sc";
  return ["X", ...(rmw.isFailed ? ["Failed"] : []), ...(drains ? ["Drains"] : [])];
}

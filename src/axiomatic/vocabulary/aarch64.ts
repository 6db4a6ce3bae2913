import type { PathRead, PathWrite } from "../path.js";
import { barrierOf, isAcquire, isRelease } from "./orders.js";
import type { Vocabulary } from "./vocabulary.js";

/** What Linux uses: `dmb ish`, `dmb ishld`, `dmb ishst` act as those of the whole system between threads. */
const FENCES = {
  full: ["DMB.SY"],
  light: ["DMB.LD", "DMB.ST"],
  acquire: ["DMB.LD"],
  release: ["DMB.LD", "DMB.ST"],
  read: ["DMB.LD"],
  write: ["DMB.ST"],
  none: [],
} as const;

const DOMAINS = ["", "ISH", "NSH", "OSH"] as const;

const NAMES: readonly string[] = [
  ...["A", "L", "Q", "X", "EX", "NoRet", "T", "ISB", "FAULT", "TLBI", "TLBIIS", "TLBInXS"],
  ...[
    "TagCheck",
    "EXC-ENTRY",
    "EXC-RET",
    "AF",
    "DB",
    "DC.CVAU",
    "IC.IVAU",
    "IC.IALLU",
    "IC.IALLUIS",
  ],
  ...["DMB", "DSB"].flatMap((kind) =>
    DOMAINS.flatMap((domain) =>
      ["", "LD", "ST"].map((type) => `${kind}.${`${domain}${type}` || "SY"}`),
    ),
  ),
];

/**
 * AArch64, with herd's names: `A` for LDAR and for what takes a lock, `Q` for LDAPR, which is the acquire of the kernel
 * and of C11, `L` for STLR. Read-modify-writes are single instructions, their halves in `X`; the read of one that
 * returns nothing is in `NoRet`, for it is not behind a `dmb ld`.
 */
export const AARCH64: Vocabulary = {
  id: "aarch64",
  isRmwOneEvent: false,
  hasFullFences: true,
  hasWidePo: true,
  names: NAMES,
  setsOf(event) {
    if (event.kind === "fence") {
      const own = event.fence.toUpperCase();
      return NAMES.includes(own) ? ["F", own] : ["F", ...FENCES[barrierOf(event.fence)]];
    }
    return [
      ...(isAcquire(event) ? [isSequential(event) ? "A" : "Q"] : []),
      ...(isRelease(event) ? ["L"] : []),
      ...(event.rmw === undefined ? [] : ["X"]),
      ...(event.isExclusive === true ? ["X", "EX"] : []),
      ...(event.kind === "read" && event.rmw?.isNoReturn === true ? ["NoRet"] : []),
    ];
  },
  isOrdinary: ({ kind }) => kind !== "fence",
};

/** Whether an acquire also stays behind earlier releases of its thread. */
function isSequential({ order, role }: PathRead | PathWrite): boolean {
  return order !== "acquirePc" || role !== undefined;
}

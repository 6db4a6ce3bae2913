import type { PathRead, PathWrite } from "../path.js";
import { barrierOf, isAcquire, isRelease } from "./orders.js";
import type { Vocabulary } from "./vocabulary.js";

/** The fences of C11 that stand for the kernel's (models.md 3); a barrier of the compiler is in `F` alone. */
const FENCES = {
  full: "SC",
  light: "ACQ_REL",
  acquire: "ACQ",
  release: "REL",
  read: "ACQ",
  write: "REL",
  none: null,
} as const;

/**
 * C and C++ atomics, with herd's names: `A` is an atomic access, `NA` one that is not, and every atomic access and
 * fence is in the set of its memory order. A read-modify-write is one event, in `RMW` and in the set of its two orders
 * together; one that fails is a read, relaxed unless it has an order of its own. A full one of the kernel stands between two fences in `SC`.
 */
export const C11: Vocabulary = {
  id: "c11",
  isRmwOneEvent: true,
  hasFullFences: true,
  hasWidePo: true,
  names: [
    ...["A", "NA", "RLX", "ACQ", "REL", "ACQ_REL", "SC", "CON", "X", "RMW", "annot"],
    ...["LK", "LKR", "LKW", "LS", "LF", "UL", "RL", "RU"],
  ],
  setsOf(event) {
    if (event.kind === "fence") {
      const order = FENCES[barrierOf(event.fence)];
      return order === null ? ["F"] : ["F", order];
    }
    if (event.rmw === undefined) {
      return event.order === "plain" ? ["NA"] : ["A", orderOf(event)];
    }
    if (event.rmw.isFailed) return ["A", orderOf(event)];
    return ["A", "RMW", orderOfRmw(event.rmw.read, event.rmw.write)];
  },
  isOrdinary: ({ kind }) => kind !== "fence",
};

function orderOf(event: PathRead | PathWrite): string {
  if (event.order === "sc") return "SC";
  if (isAcquire(event)) return "ACQ";
  return isRelease(event) ? "REL" : "RLX";
}

function orderOfRmw(read: PathRead["order"], write: PathWrite["order"]): string {
  if (read === "sc" || write === "sc") return "SC";
  const acquires = read === "acquirePc" || read === "acquire";
  if (write === "release") return acquires ? "ACQ_REL" : "REL";
  return acquires ? "ACQ" : "RLX";
}

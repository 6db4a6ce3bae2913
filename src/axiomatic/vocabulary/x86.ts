import { barrierOf } from "./orders.js";
import type { Vocabulary } from "./vocabulary.js";

/**
 * x86, with herd's names. Of the fences of other languages only a full one is an instruction; read-modify-writes are
 * locked, their halves and the read of one that fails in `X`, and need no fences around them. A sequentially consistent
 * store is an XCHG whose result nobody wants: a write in `X`. As in herd, `po` has no pairs of one instruction: nothing
 * puts the read of a locked instruction before its write.
 */
export const X86: Vocabulary = {
  id: "x86",
  isRmwOneEvent: false,
  hasFullFences: false,
  hasWidePo: false,
  names: ["X", "MFENCE", "SFENCE", "LFENCE"],
  setsOf(event) {
    if (event.kind === "fence") {
      if (event.fence === "sfence" || event.fence === "lfence") {
        return ["F", event.fence.toUpperCase()];
      }
      return barrierOf(event.fence) === "full" ? ["F", "MFENCE"] : ["F"];
    }
    const isLocked =
      event.rmw !== undefined ||
      event.isExclusive === true ||
      (event.kind === "write" && event.order === "sc");
    return isLocked ? ["X"] : [];
  },
  isOrdinary: ({ kind }) => kind !== "fence",
};

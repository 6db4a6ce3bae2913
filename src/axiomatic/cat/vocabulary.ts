/**
 * The sets that a model of an architecture may name beside those of every execution, empty or not:
 * annotations of accesses and kinds of fences, as herd 7.58 spells them. Pass them as the
 * vocabulary of an execution; a bell file adds its tags, each with a capital first letter.
 * Published models ask for the others with `try`.
 */
export type Architecture = "AArch64" | "ARM" | "C" | "PPC" | "RISCV" | "X86";

const RISCV_ACCESSES = ["r", "w", "rw"];
const AARCH64_DOMAINS = ["", "ISH", "NSH", "OSH"];

export const VOCABULARY: Readonly<Record<Architecture, readonly string[]>> = {
  AArch64: [
    ...["A", "L", "Q", "X", "EX", "NoRet", "T", "ISB", "FAULT", "TLBI", "TLBIIS", "TLBInXS"],
    ...["AF", "DB", "DC.CVAU", "IC.IVAU", "IC.IALLU", "IC.IALLUIS"],
    ...["DMB", "DSB"].flatMap((kind) =>
      AARCH64_DOMAINS.flatMap((domain) =>
        ["", "LD", "ST"].map((type) => `${kind}.${domain + type === "" ? "SY" : domain + type}`),
      ),
    ),
  ],
  ARM: [...["X", "EX", "A", "L", "AL", "ISB"], ...["DMB", "DMB.ST", "DMB.ISH", "DSB", "DSB.ST"]],
  C: [
    ...["A", "NA", "RLX", "ACQ", "REL", "ACQ_REL", "SC", "CON", "X", "RMW", "annot"],
    ...["LK", "LKR", "LKW", "LS", "LF", "UL", "RL", "RU"],
  ],
  PPC: ["X", "EX", "SYNC", "LWSYNC", "EIEIO", "ISYNC"],
  RISCV: [
    ...["X", "EX", "Acq", "Rel", "AcqRel", "Sc", "Fence.i", "Fence.tso"],
    ...RISCV_ACCESSES.flatMap((a) => RISCV_ACCESSES.map((b) => `Fence.${a}.${b}`)),
  ],
  X86: ["X", "MFENCE", "SFENCE", "LFENCE"],
};

import { AARCH64 } from "./aarch64.js";
import { C11 } from "./c11.js";
import { GENERIC } from "./generic.js";
import { KERNEL, KERNEL_V1, KERNEL_V2 } from "./kernel.js";
import { PPC } from "./ppc.js";
import { RISCV } from "./riscv.js";
import type { Vocabulary } from "./vocabulary.js";
import { X86 } from "./x86.js";

/** Every vocabulary, by its id: what `AxiomaticModel.vocabulary` names. */
export const VOCABULARIES: ReadonlyMap<string, Vocabulary> = new Map(
  [GENERIC, KERNEL, KERNEL_V1, KERNEL_V2, C11, AARCH64, RISCV, PPC, X86].map((v) => [v.id, v]),
);

import { aarch64 } from "./assembly/aarch64.js";
import { ppc } from "./assembly/ppc.js";
import { riscv } from "./assembly/riscv.js";
import { x86, x8664 } from "./assembly/x86.js";
import { c11 } from "./c11/c11.js";
import type { Dialect } from "./dialect.js";
import { kernel } from "./kernel/kernel.js";

/** Every language of thread bodies, in the order in which help lists them. */
export const dialects: readonly Dialect[] = [kernel, c11, x86, x8664, ppc, riscv, aarch64];

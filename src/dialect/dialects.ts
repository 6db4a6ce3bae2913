import { x86, x8664 } from "./assembly/x86.js";
import type { Dialect } from "./dialect.js";
import { kernel } from "./kernel/kernel.js";

/** Every language of thread bodies, in the order in which help lists them. */
export const dialects: readonly Dialect[] = [kernel, x86, x8664];

import { CDialect } from "../c/dialect.js";
import type { Dialect } from "../dialect.js";
import { KERNEL } from "./language.js";

/** C as the kernel writes it, with the kernel's primitives: herd's `C` litmus tests, and what `litmus/README.md` adds. */
export const kernel: Dialect = new CDialect(KERNEL);

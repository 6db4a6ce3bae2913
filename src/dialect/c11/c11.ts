import { CDialect } from "../c/dialect.js";
import type { Dialect } from "../dialect.js";
import { C11 } from "./language.js";

/** C with the atomics of C11 and C++: herd's `C` litmus tests of those. */
export const c11: Dialect = new CDialect(C11);

import { C_CONSTANTS } from "../c/constants.js";
import type { Language } from "../c/language.js";
import { MEMORY_ORDERS } from "../c/lower-memory-orders.js";
import { macroSource } from "../c/macro-source.js";
import { methods } from "./methods.js";
import { atomic, fences } from "./prelude/atomic.js";
import { results, threads } from "./prelude/threads.js";
import { rewriter } from "./rewritings.js";
import { inC } from "./spelling.js";
import { C11_TYPES } from "./types.js";

/** What C11 has beside C: its headers of atomics and threads, and C++'s way to write the first. */
export const C11: Language = {
  title: "C11",
  primitives: [atomic, fences, threads],
  types: C11_TYPES,
  structs: new Map(),
  constants: new Map([
    ...C_CONSTANTS,
    ...MEMORY_ORDERS.map((word, k): [string, bigint] => [`memory_order_${word}`, BigInt(k)]),
    ...results,
  ]),
  // `_Atomic(int)`; without parentheses it is a qualifier.
  macros: macroSource(new Map([["_Atomic", "(type) type"]])),
  qualifiers: new Set(["_Atomic", "std"]),
  commonWords: new Set(["lock", "unlock", "mutex", "assert", "likely", "unlikely"]),
  methods,
  rewriter,
  inC,
  defaultModels: ["rc11", "sc"],
  isCompiled: true,
};

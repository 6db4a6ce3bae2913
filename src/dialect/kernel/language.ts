import { C_CONSTANTS } from "../c/constants.js";
import type { Language } from "../c/language.js";
import { builtinMacros } from "./macros.js";
import { access, barriers } from "./prelude/access.js";
import { atomic, bits } from "./prelude/atomic.js";
import { lock } from "./prelude/lock.js";
import { constants, misc } from "./prelude/misc.js";
import { rcu } from "./prelude/rcu.js";
import { refcount } from "./prelude/refcount.js";
import { sequence, wait } from "./prelude/wait.js";
import { rewriter } from "./rewritings.js";
import { KERNEL_STRUCTS, KERNEL_TYPES } from "./types.js";

/** What kernel C has beside C. */
export const KERNEL: Language = {
  title: "kernel C",
  primitives: [access, barriers, atomic, bits, refcount, lock, sequence, wait, rcu, misc],
  types: KERNEL_TYPES,
  structs: KERNEL_STRUCTS,
  constants: new Map([...C_CONSTANTS, ...constants]),
  macros: builtinMacros,
  qualifiers: new Set(),
  commonWords: new Set(),
  methods: new Map(),
  rewriter,
};

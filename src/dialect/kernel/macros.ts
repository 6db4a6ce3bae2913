import { macroSource } from "../c/macro-source.js";

/**
 * Kernel macros that take what is no value, a type or a place in a string, and so cannot be
 * functions of the prelude. From include/linux/minmax.h, array_size.h, kern_levels.h and list.h.
 */
const DEFINITIONS: ReadonlyMap<string, string> = new Map([
  ["min_t", "(type, a, b) ({ type __a = (a); type __b = (b); __a < __b ? __a : __b; })"],
  ["max_t", "(type, a, b) ({ type __a = (a); type __b = (b); __a > __b ? __a : __b; })"],
  ["clamp_t", "(type, value, low, high) min_t(type, max_t(type, value, low), high)"],
  ["swap", "(a, b) do { __auto_type __a = (a); (a) = (b); (b) = __a; } while (0)"],
  ["ARRAY_SIZE", "(array) (sizeof(array) / sizeof((array)[0]))"],
  ["list_first_entry", "(list, type, field) container_of((list)->next, type, field)"],
  ["KERN_EMERG", ' "0"'],
  ["KERN_ALERT", ' "1"'],
  ["KERN_CRIT", ' "2"'],
  ["KERN_ERR", ' "3"'],
  ["KERN_WARNING", ' "4"'],
  ["KERN_NOTICE", ' "5"'],
  ["KERN_INFO", ' "6"'],
  ["KERN_DEBUG", ' "7"'],
]);

/** The macros that every test has. */
export const builtinMacros = macroSource(DEFINITIONS);

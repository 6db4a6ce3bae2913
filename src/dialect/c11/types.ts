import type { IntegerType } from "../../program/value.js";
import type { Type } from "../c/types.js";

/** What `<stdatomic.h>` names (C11 7.17.6), without `atomic_`, and the fixed widths that C++ adds. */
const ATOMICS: readonly (readonly [string, IntegerType])[] = [
  ["bool", "bool"],
  ["char", "s8"],
  ["schar", "s8"],
  ["uchar", "u8"],
  ["short", "s16"],
  ["ushort", "u16"],
  ["int", "s32"],
  ["uint", "u32"],
  ["long", "s64"],
  ["ulong", "u64"],
  ["llong", "s64"],
  ["ullong", "u64"],
  ["size_t", "u64"],
  ["ptrdiff_t", "s64"],
  ["intptr_t", "s64"],
  ["uintptr_t", "u64"],
  ["intmax_t", "s64"],
  ["uintmax_t", "u64"],
  ["int8_t", "s8"],
  ["uint8_t", "u8"],
  ["int16_t", "s16"],
  ["uint16_t", "u16"],
  ["int32_t", "s32"],
  ["uint32_t", "u32"],
  ["int64_t", "s64"],
  ["uint64_t", "u64"],
  ["flag", "bool"],
];

/** Types of C11's headers. A mutex is 1 while it is held. `mutex` is herd's. */
export const C11_TYPES: ReadonlyMap<string, Type> = new Map<string, Type>([
  ...ATOMICS.map(([word, integer]): [string, Type] => {
    const name = `atomic_${word}`;
    return [name, { kind: "integer", integer, name, isAtomic: true }];
  }),
  ["memory_order", { kind: "integer", integer: "s32", name: "memory_order" }],
  ["mtx_t", { kind: "integer", integer: "s32", name: "mtx_t" }],
  ["mutex", { kind: "integer", integer: "s32", name: "mutex" }],
]);

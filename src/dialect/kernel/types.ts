import type { IntegerType } from "../../program/value.js";
import { ANY, integer, type Type, UNSIGNED_INT } from "../c/types.js";

/** The kernel's typedefs of scalars. A lock's value says whether it is held. */
const TYPEDEFS: readonly (readonly [string, IntegerType])[] = [
  ["gfp_t", "u32"],
  ["pid_t", "s32"],
  ["atomic_t", "s32"],
  ["atomic64_t", "s64"],
  ["atomic_long_t", "s64"],
  ["refcount_t", "s32"],
  ["spinlock_t", "s32"],
  ["raw_spinlock_t", "s32"],
  ["arch_spinlock_t", "s32"],
  ["rwlock_t", "s32"],
  ["wait_queue_head_t", "s64"],
];

/** The kernel's structs that are one scalar here: nobody looks into them but their primitives. */
const OPAQUE_STRUCTS: readonly (readonly [string, IntegerType])[] = [
  ["mutex", "s32"],
  ["rt_mutex", "s32"],
  ["rw_semaphore", "s32"],
  ["semaphore", "s32"],
  ["completion", "u32"],
  ["rcuwait", "u64"],
  ["wait_queue_head", "s64"],
  ["task_struct", "s32"],
  ["srcu_struct", "s32"],
  ["rcu_head", "u64"],
  ["callback_head", "u64"],
  ["lockdep_map", "s32"],
  ["lock_class_key", "s32"],
];

const SEQCOUNT: Type = {
  kind: "struct",
  tag: "seqcount",
  isUnion: false,
  fields: [{ name: "sequence", type: UNSIGNED_INT }],
};

const SEQLOCK: Type = {
  kind: "struct",
  tag: "seqlock",
  isUnion: false,
  fields: [
    { name: "seqcount", type: SEQCOUNT },
    { name: "lock", type: integer("s32", "spinlock_t") },
  ],
};

const LIST_HEAD: Type = {
  kind: "struct",
  tag: "list_head",
  isUnion: false,
  fields: [
    { name: "next", type: { kind: "pointer", to: ANY } },
    { name: "prev", type: { kind: "pointer", to: ANY } },
  ],
};

/** The kernel's types, beside C's. */
export const KERNEL_TYPES: ReadonlyMap<string, Type> = new Map<string, Type>([
  ...TYPEDEFS.map(([name, type]) => [name, integer(type, name)] as const),
  ["seqcount_t", SEQCOUNT],
  ["seqcount_spinlock_t", SEQCOUNT],
  ["seqcount_raw_spinlock_t", SEQCOUNT],
  ["seqcount_rwlock_t", SEQCOUNT],
  ["seqcount_mutex_t", SEQCOUNT],
  ["seqlock_t", SEQLOCK],
]);

/** The kernel's structs; a test that declares one of its own has that. */
export const KERNEL_STRUCTS: ReadonlyMap<string, Type> = new Map<string, Type>([
  ...OPAQUE_STRUCTS.map(([tag, type]) => [tag, integer(type, `struct ${tag}`)] as const),
  ["seqcount", SEQCOUNT],
  ["seqlock", SEQLOCK],
  ["list_head", LIST_HEAD],
]);

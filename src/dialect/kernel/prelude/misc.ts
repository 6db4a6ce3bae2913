import type { PreludeGroup } from "../../c/prelude-group.js";

/** What pasted code also has: hints, checks, annotations, and calls that no other thread can see. */
export const misc: PreludeGroup = {
  title: "Hints, checks and annotations",
  source: "include/linux/compiler.h; include/asm-generic/bug.h; include/linux/lockdep.h",
  axes: [
    [
      { warn: "WARN_ON" },
      { warn: "WARN_ON_ONCE" },
      { warn: "VM_WARN_ON" },
      { warn: "VM_WARN_ON_ONCE" },
    ],
    [{ bug: "BUG_ON" }, { bug: "VM_BUG_ON" }],
    [{ vma: "VMA" }, { vma: "MM" }],
    [
      { idle: "might_sleep" },
      { idle: "cond_resched" },
      { idle: "cpu_relax" },
      { idle: "preempt_disable" },
      { idle: "preempt_enable" },
      { idle: "local_irq_disable" },
      { idle: "local_irq_enable" },
      { idle: "local_bh_disable" },
      { idle: "local_bh_enable" },
    ],
    [
      { nothing: "kfree" },
      { nothing: "kvfree" },
      { nothing: "kmem_cache_free" },
      { nothing: "local_irq_save" },
      { nothing: "local_irq_restore" },
      { nothing: "printk" },
      { nothing: "pr_info" },
      { nothing: "pr_warn" },
      { nothing: "pr_err" },
      { nothing: "prefetch" },
      { nothing: "lock_acquired" },
      { nothing: "lock_contended" },
      { nothing: "rwsem_acquire" },
      { nothing: "rwsem_acquire_read" },
      { nothing: "rwsem_release" },
      { nothing: "mutex_acquire" },
      { nothing: "mutex_release" },
      { nothing: "seqcount_acquire" },
      { nothing: "seqcount_release" },
      { nothing: "lockdep_init_map" },
      { nothing: "lockdep_assert_held" },
      { nothing: "lockdep_assert_held_read" },
      { nothing: "lockdep_assert_held_write" },
      { nothing: "lockdep_assert_not_held" },
      { nothing: "lockdep_assert" },
      { nothing: "RCU_LOCKDEP_WARN" },
      { nothing: "rwsem_assert_held" },
      { nothing: "rwsem_assert_held_write" },
      { nothing: "mmap_assert_locked" },
      { nothing: "mmap_assert_write_locked" },
      { nothing: "vma_assert_locked" },
      { nothing: "vma_assert_write_locked" },
      { nothing: "vma_assert_attached" },
      { nothing: "vma_assert_detached" },
      { nothing: "BUILD_BUG_ON" },
      { nothing: "ASSERT_EXCLUSIVE_WRITER" },
      { nothing: "ASSERT_EXCLUSIVE_ACCESS" },
      { nothing: "kcsan_atomic_next" },
      { nothing: "kcsan_nestable_atomic_begin" },
      { nothing: "kcsan_nestable_atomic_end" },
    ],
  ],
  text: `
// a hint for the compiler
bool likely(expression condition) { return !!(condition); }
bool unlikely(expression condition) { return !!(condition); }
// reports a warning when the condition holds, and goes on
bool @warn(any condition)
{
	if (condition)
		__report[warn]("@warn({condition})");
	return !!condition;
}
bool VM_WARN_ON_@vma(any condition, any object) { return VM_WARN_ON(condition); }
bool VM_WARN_ON_ONCE_@vma(any condition, any object) { return VM_WARN_ON_ONCE(condition); }
bool WARN(any condition, rest message) { return WARN_ON(condition); }
bool WARN_ONCE(any condition, rest message) { return WARN_ON_ONCE(condition); }
// ends the run as a fault when the condition holds
void @bug(any condition)
{
	if (condition)
		__report[fail]("@bug({condition})");
}
void VM_BUG_ON_@vma(any condition, any object) { VM_BUG_ON(condition); }
void BUG(void) { __report[fail]("BUG()"); }
// nothing that another thread could see
void @idle(void) { }
void @nothing(rest arguments) { }
bool lockdep_is_held(rest arguments) { return true; }

// a value
any min(any a, any b) { return a < b ? a : b; }
any max(any a, any b) { return a > b ? a : b; }
unsigned long BIT(unsigned long nr) { return 1UL << nr; }
void *ERR_PTR(long error) { return (void *)error; }
long PTR_ERR(any pointer) { return (long)pointer; }
bool IS_ERR(any pointer) { return (unsigned long)pointer >= (unsigned long)-4095L; }
bool IS_ERR_OR_NULL(any pointer) { return !pointer || IS_ERR(pointer); }
`,
};

/** Object-like names of the kernel that are numbers. */
export const constants: ReadonlyMap<string, bigint> = new Map([
  ["U8_MAX", 0xffn],
  ["U16_MAX", 0xffffn],
  ["U32_MAX", 0xffff_ffffn],
  ["U64_MAX", 0xffff_ffff_ffff_ffffn],
  ["S32_MAX", 0x7fff_ffffn],
  ["S64_MAX", 0x7fff_ffff_ffff_ffffn],
  ["BITS_PER_LONG", 64n],
  ["REFCOUNT_MAX", 0x7fff_ffffn],
  ["REFCOUNT_SATURATED", -0x4000_0000n],
  ["TASK_RUNNING", 0n],
  ["TASK_INTERRUPTIBLE", 1n],
  ["TASK_UNINTERRUPTIBLE", 2n],
  ["TASK_KILLABLE", 0x102n],
  ["TASK_NORMAL", 3n],
  ["EPERM", 1n],
  ["ENOENT", 2n],
  ["EINTR", 4n],
  ["EAGAIN", 11n],
  ["ENOMEM", 12n],
  ["EFAULT", 14n],
  ["EBUSY", 16n],
  ["EEXIST", 17n],
  ["EINVAL", 22n],
  ["EDEADLK", 35n],
  ["_RET_IP_", 0n],
  ["_THIS_IP_", 0n],
  ["SINGLE_DEPTH_NESTING", 1n],
]);

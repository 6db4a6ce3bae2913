import type { Axis, PreludeGroup } from "../../c/prelude-group.js";
import { ORDERS } from "./orders.js";

const FAMILIES: Axis = [
  { atomic: "atomic", int: "int", initial: "ATOMIC_INIT" },
  { atomic: "atomic64", int: "s64", initial: "ATOMIC64_INIT" },
  { atomic: "atomic_long", int: "long", initial: "ATOMIC_LONG_INIT" },
];

const SUMS: Axis = [
  { sum: "add", sign: "+" },
  { sum: "sub", sign: "-" },
];

const STEPS: Axis = [
  { step: "inc", sign: "+" },
  { step: "dec", sign: "-" },
];

const MASKS: Axis = [
  { mask: "and", operator: "&" },
  { mask: "or", operator: "|" },
  { mask: "xor", operator: "^" },
  { mask: "andnot", operator: "& ~" },
];

/** The atomic_, atomic64_ and atomic_long_ families. */
export const atomic: PreludeGroup = {
  title: "Atomic integers",
  source: "Documentation/atomic_t.txt; include/linux/atomic/atomic-arch-fallback.h",
  axes: [FAMILIES, ORDERS, SUMS, STEPS, MASKS],
  text: `
// no access at all: the value to begin with
@int @initial(@int i) { return i; }
// no ordering
@int @atomic_read(@atomic_t *v) { return __load[once](v); }
void @atomic_set(@atomic_t *v, @int i) { __store[once](v, i); }
// acquire
@int @atomic_read_acquire(@atomic_t *v) { return __load[acquire](v); }
// release
void @atomic_set_release(@atomic_t *v, @int i) { __store[release](v, i); }
// acquire, once the condition over VAL holds
@int @atomic_cond_read_acquire(@atomic_t *v, expression condition)
{
	@int VAL;
	do
		VAL = __load[acquire](v);
	while (!(condition));
	return VAL;
}
// no ordering; waits until the condition over VAL holds
@int @atomic_cond_read_relaxed(@atomic_t *v, expression condition)
{
	@int VAL;
	do
		VAL = __load[once](v);
	while (!(condition));
	return VAL;
}

// no ordering, not even by smp_rmb()
void @atomic_@sum(@int i, @atomic_t *v) { __rmw[relaxed, noreturn](v, __old @sign i); }
void @atomic_@step(@atomic_t *v) { __rmw[relaxed, noreturn](v, __old @sign 1); }
void @atomic_@mask(@int i, @atomic_t *v) { __rmw[relaxed, noreturn](v, __old @operator i); }
// @ordering; gives the new value
@int @atomic_@sum_return@_order(@int i, @atomic_t *v) { return __rmw[@order](v, __old @sign i) @sign i; }
@int @atomic_@step_return@_order(@atomic_t *v) { return __rmw[@order](v, __old @sign 1) @sign 1; }
// @ordering; gives the old value
@int @atomic_fetch_@sum@_order(@int i, @atomic_t *v) { return __rmw[@order](v, __old @sign i); }
@int @atomic_fetch_@step@_order(@atomic_t *v) { return __rmw[@order](v, __old @sign 1); }
@int @atomic_fetch_@mask@_order(@int i, @atomic_t *v) { return __rmw[@order](v, __old @operator i); }
@int @atomic_xchg@_order(@atomic_t *v, @int value) { return __rmw[@order](v, value); }
// @ordering; whether the new value is negative
bool @atomic_add_negative@_order(@int i, @atomic_t *v) { return __rmw[@order](v, __old + i) + i < 0; }
// fully ordered, whether the new value is 0 or not
bool @atomic_sub_and_test(@int i, @atomic_t *v) { return __rmw[full](v, __old - i) == i; }
bool @atomic_dec_and_test(@atomic_t *v) { return __rmw[full](v, __old - 1) == 1; }
bool @atomic_inc_and_test(@atomic_t *v) { return __rmw[full](v, __old + 1) == -1; }

// @ordering on success, none on failure; gives the value found
@int @atomic_cmpxchg@_order(@atomic_t *v, @int expected, @int value)
{
	return __rmw_if[@order](v, __old == expected, value);
}
// @ordering on success, none on failure, which updates *expected
bool @atomic_try_cmpxchg@_order(@atomic_t *v, @int *expected, @int value)
{
	@int before = *expected;
	@int found = __rmw_if[@order](v, __old == before, value);
	if (found == before)
		return true;
	*expected = found;
	return false;
}
// fully ordered if it added, none if not; gives the old value
@int @atomic_fetch_add_unless(@atomic_t *v, @int a, @int u)
{
	return __rmw_if[full](v, __old != u, __old + a);
}
// fully ordered if it did so, none if not; whether it did
bool @atomic_add_unless(@atomic_t *v, @int a, @int u)
{
	return __rmw_if[full](v, __old != u, __old + a) != u;
}
bool @atomic_inc_not_zero(@atomic_t *v) { return __rmw_if[full](v, __old != 0, __old + 1) != 0; }
bool @atomic_inc_unless_negative(@atomic_t *v) { return __rmw_if[full](v, __old >= 0, __old + 1) >= 0; }
bool @atomic_dec_unless_positive(@atomic_t *v) { return __rmw_if[full](v, __old <= 0, __old - 1) <= 0; }
// fully ordered if it decremented, none if not; gives the old value minus 1
@int @atomic_dec_if_positive(@atomic_t *v) { return __rmw_if[full](v, __old > 0, __old - 1) - 1; }
// full barrier if it took the lock, none if not; takes the lock when the new value is 0
bool atomic_dec_and_lock(atomic_t *v, spinlock_t *lock)
{
	if (atomic_add_unless(v, -1, 1))
		return false;
	spin_lock(lock);
	if (atomic_dec_and_test(v))
		return true;
	spin_unlock(lock);
	return false;
}
`,
};

/** Bits of words. The bit nr of an array of unsigned long is bit nr % 64 of word nr / 64. */
export const bits: PreludeGroup = {
  title: "Bits",
  source: "Documentation/atomic_bitops.txt; include/asm-generic/bitops/lock.h",
  axes: [
    [
      { op: "set", new: "__old | mask", plain: "*p | mask", test: "!(__old & mask)" },
      { op: "clear", new: "__old & ~mask", plain: "*p & ~mask", test: "__old & mask" },
      { op: "change", new: "__old ^ mask", plain: "*p ^ mask", test: "true" },
    ],
  ],
  text: `
// no ordering
bool test_bit(long nr, unsigned long *addr) { return __load[once](addr + nr / 64) >> nr % 64 & 1; }
// acquire
bool test_bit_acquire(long nr, unsigned long *addr) { return __load[acquire](addr + nr / 64) >> nr % 64 & 1; }
// no ordering, not even by smp_rmb()
void @op_bit(long nr, unsigned long *addr)
{
	unsigned long mask = 1UL << nr % 64;
	__rmw[relaxed, noreturn](addr + nr / 64, @new);
}
// plain accesses, not atomic
void __@op_bit(long nr, unsigned long *addr)
{
	unsigned long *p = addr + nr / 64;
	unsigned long mask = 1UL << nr % 64;
	*p = @plain;
}
// fully ordered if the bit changed, none if not; gives the old bit
bool test_and_@op_bit(long nr, unsigned long *addr)
{
	unsigned long mask = 1UL << nr % 64;
	return (__rmw_if[full](addr + nr / 64, @test, @new) & mask) != 0;
}
// acquire if it set the bit, none if it was set; gives the old bit
bool test_and_set_bit_lock(long nr, unsigned long *addr)
{
	unsigned long mask = 1UL << nr % 64;
	return (__rmw_if[acquire](addr + nr / 64, !(__old & mask), __old | mask) & mask) != 0;
}
// release
void clear_bit_unlock(long nr, unsigned long *addr)
{
	unsigned long mask = 1UL << nr % 64;
	__rmw[release](addr + nr / 64, __old & ~mask);
}
// release, not atomic: a read, then a release store
void __clear_bit_unlock(long nr, unsigned long *addr)
{
	unsigned long *p = addr + nr / 64;
	unsigned long mask = 1UL << nr % 64;
	__store[release](p, __load[once](p) & ~mask);
}
`,
};

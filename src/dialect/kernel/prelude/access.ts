import type { PreludeGroup } from "../../c/prelude-group.js";
import { ORDERS } from "./orders.js";

/** Loads, stores and the generic read-modify-writes on any scalar. */
export const access: PreludeGroup = {
  title: "Marked accesses",
  source: "Documentation/memory-barriers.txt; tools/memory-model/Documentation/explanation.txt",
  axes: [ORDERS],
  text: `
// no ordering; a read whose value may start a dependency
any READ_ONCE(lvalue x) { return __load[once](&x); }
any READ_ONCE_NOCHECK(lvalue x) { return __load[once](&x); }
any __READ_ONCE(lvalue x) { return __load[once](&x); }
// no ordering
void WRITE_ONCE(lvalue x, any value) { __store[once](&x, value); }
void __WRITE_ONCE(lvalue x, any value) { __store[once](&x, value); }
// no ordering; a plain access that is meant to race
any data_race(any value) { return value; }
// acquire: before all later accesses
any smp_load_acquire(any p) { return __load[acquire](p); }
// release: after all earlier accesses
void smp_store_release(any p, any value) { __store[release](p, value); }
// a store without ordering, then smp_mb()
void smp_store_mb(lvalue x, any value)
{
	__store[once](&x, value);
	__fence[mb]();
}
// acquire, once the condition over VAL holds
any smp_cond_load_acquire(any p, expression condition)
{
	typeof(*p) VAL;
	do
		VAL = __load[acquire](p);
	while (!(condition));
	return VAL;
}
// no ordering; waits until the condition over VAL holds
any smp_cond_load_relaxed(any p, expression condition)
{
	typeof(*p) VAL;
	do
		VAL = __load[once](p);
	while (!(condition));
	return VAL;
}

// @ordering; gives the old value
any xchg@_order(any p, any value) { return __rmw[@order](p, value); }
// @ordering on success, none on failure; gives the value found
any cmpxchg@_order(any p, any expected, any value)
{
	return __rmw_if[@order](p, __old == (typeof(*p))expected, value);
}
// @ordering on success, none on failure, which updates *expected
bool try_cmpxchg@_order(any p, any expected, any value)
{
	typeof(*p) before = *expected;
	typeof(*p) found = __rmw_if[@order](p, __old == before, value);
	if (found == before)
		return true;
	*expected = found;
	return false;
}
`,
};

/** Barriers. */
export const barriers: PreludeGroup = {
  title: "Barriers",
  source: "Documentation/memory-barriers.txt; Documentation/atomic_t.txt; linux-kernel.def",
  axes: [
    [
      { mb: "smp_mb", rmb: "smp_rmb", wmb: "smp_wmb" },
      { mb: "mb", rmb: "rmb", wmb: "wmb" },
      { mb: "virt_mb", rmb: "virt_rmb", wmb: "virt_wmb" },
      { mb: "dma_mb", rmb: "dma_rmb", wmb: "dma_wmb" },
    ],
  ],
  text: `
// full barrier
void @mb(void) { __fence[mb](); }
// orders reads against reads
void @rmb(void) { __fence[rmb](); }
// orders writes against writes
void @wmb(void) { __fence[wmb](); }
// full barrier together with the read-modify-write after it
void smp_mb__before_atomic(void) { __fence[before_atomic](); }
// full barrier together with the read-modify-write before it
void smp_mb__after_atomic(void) { __fence[after_atomic](); }
// makes the lock before it a full barrier
void smp_mb__after_spinlock(void) { __fence[after_spinlock](); }
// makes an unlock and the lock after it a full barrier
void smp_mb__after_unlock_lock(void) { __fence[after_unlock_lock](); }
// makes the srcu_read_unlock() before it a full barrier
void smp_mb__after_srcu_read_unlock(void) { __fence[after_srcu_read_unlock](); }
// acquire, for the read that the branch before it depends on
void smp_acquire__after_ctrl_dep(void) { __fence[rmb](); }
// compiler only
void barrier(void) { __fence[barrier](); }
`,
};

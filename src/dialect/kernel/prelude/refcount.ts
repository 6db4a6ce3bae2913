import type { Axis, PreludeGroup } from "../../c/prelude-group.js";

/** Forms that give the old value through `oldp`, and forms that do not. */
const OLDP: Axis = [
  { refcount: "__refcount", oldp: ", int *oldp", keep: "if (oldp)\n\t\t*oldp = old;" },
  { refcount: "refcount", oldp: "", keep: "" },
];

const ORDERS: Axis = [
  { _order: "", order: "relaxed", ordering: "no ordering (a control dependency to later stores)" },
  { _order: "_acquire", order: "acquire", ordering: "acquire if it added, none if not" },
];

/** Reference counts. A loop around try_cmpxchg in the kernel is one read-modify-write with a condition here. */
export const refcount: PreludeGroup = {
  title: "Reference counts",
  source: "include/linux/refcount.h; Documentation/core-api/refcount-vs-atomic.rst",
  axes: [OLDP, ORDERS],
  text: `
// no access at all: the value to begin with
int REFCOUNT_INIT(int n) { return n; }
// no ordering
unsigned int refcount_read(refcount_t *r) { return __load[once](r); }
void refcount_set(refcount_t *r, int n) { __store[once](r, n); }
// release
void refcount_set_release(refcount_t *r, int n) { __store[release](r, n); }

// no ordering; warns when the count was 0
void @refcount_add(int i, refcount_t *r@oldp)
{
	int old = __rmw[relaxed](r, __old + i);
	@keep
	__refcount_check_add(r, old, i);
}
void @refcount_inc(refcount_t *r@oldp)
{
	int old = __rmw[relaxed](r, __old + 1);
	@keep
	__refcount_check_add(r, old, 1);
}
// @ordering; whether the count was not 0
bool @refcount_add_not_zero@_order(int i, refcount_t *r@oldp)
{
	int old = __rmw_if[@order](r, __old != 0, __old + i);
	@keep
	__refcount_check_overflow(r, old, i);
	return old != 0;
}
bool @refcount_inc_not_zero@_order(refcount_t *r@oldp)
{
	int old = __rmw_if[@order](r, __old != 0, __old + 1);
	@keep
	__refcount_check_overflow(r, old, 1);
	return old != 0;
}
// @ordering; whether the count was not 0 and stayed within the limit
bool @refcount_add_not_zero_limited@_order(int i, refcount_t *r@oldp, int limit)
{
	int old = __rmw_if[@order](r, __old != 0 && i <= limit - __old, __old + i);
	@keep
	return old != 0 && i <= limit - old;
}
bool @refcount_inc_not_zero_limited@_order(refcount_t *r@oldp, int limit)
{
	int old = __rmw_if[@order](r, __old != 0 && 1 <= limit - __old, __old + 1);
	@keep
	return old != 0 && 1 <= limit - old;
}
// release; warns when the count comes to 0 or below
void @refcount_dec(refcount_t *r@oldp)
{
	int old = __rmw[release](r, __old - 1);
	@keep
	if (old <= 1) {
		__report[warn]("refcount_t: decrement hit 0; leaking memory");
		__store[once](r, REFCOUNT_SATURATED);
	}
}
// release, and acquire if the count came to 0; whether it did
bool @refcount_sub_and_test(int i, refcount_t *r@oldp)
{
	int old = __rmw[release](r, __old - i);
	@keep
	if (old > 0 && old == i) {
		smp_acquire__after_ctrl_dep();
		return true;
	}
	if (old <= 0 || old - i < 0) {
		__report[warn]("refcount_t: underflow; use-after-free");
		__store[once](r, REFCOUNT_SATURATED);
	}
	return false;
}
bool @refcount_dec_and_test(refcount_t *r@oldp)
{
	int old = __rmw[release](r, __old - 1);
	@keep
	if (old == 1) {
		smp_acquire__after_ctrl_dep();
		return true;
	}
	if (old <= 0) {
		__report[warn]("refcount_t: underflow; use-after-free");
		__store[once](r, REFCOUNT_SATURATED);
	}
	return false;
}
// release if it decremented, none if not; whether the count was 1
bool refcount_dec_if_one(refcount_t *r) { return __rmw_if[release](r, __old == 1, 0) == 1; }
// release if it decremented, none if not; whether the count was not 1
bool refcount_dec_not_one(refcount_t *r)
{
	int old = __rmw_if[release](r, __old != 1 && __old != REFCOUNT_SATURATED, __old - 1);
	if (old <= 0 && old != REFCOUNT_SATURATED)
		__report[warn]("refcount_t: underflow; use-after-free");
	return old != 1;
}
// release, and the lock's acquire if the count came to 0, which leaves the lock taken
bool refcount_dec_and_lock(refcount_t *r, spinlock_t *lock)
{
	if (refcount_dec_not_one(r))
		return false;
	spin_lock(lock);
	if (refcount_dec_and_test(r))
		return true;
	spin_unlock(lock);
	return false;
}
bool refcount_dec_and_lock_irqsave(refcount_t *r, spinlock_t *lock, any flags) { return refcount_dec_and_lock(r, lock); }
bool refcount_dec_and_mutex_lock(refcount_t *r, struct mutex *lock)
{
	if (refcount_dec_not_one(r))
		return false;
	mutex_lock(lock);
	if (refcount_dec_and_test(r))
		return true;
	mutex_unlock(lock);
	return false;
}

// what the additions above check
void __refcount_check_add(refcount_t *r, int old, int i)
{
	if (old == 0) {
		__report[warn]("refcount_t: addition on 0; use-after-free");
		__store[once](r, REFCOUNT_SATURATED);
	} else {
		__refcount_check_overflow(r, old, i);
	}
}
void __refcount_check_overflow(refcount_t *r, int old, int i)
{
	if (old < 0 || old + i < 0) {
		__report[warn]("refcount_t: saturated; leaking memory");
		__store[once](r, REFCOUNT_SATURATED);
	}
}
`,
};

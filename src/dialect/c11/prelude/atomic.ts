import type { Axis, PreludeGroup } from "../../c/prelude-group.js";

const OPERATIONS: Axis = [
  { op: "add", operator: "+" },
  { op: "sub", operator: "-" },
  { op: "or", operator: "|" },
  { op: "xor", operator: "^" },
  { op: "and", operator: "&" },
];

const STRENGTHS: Axis = [{ strength: "strong" }, { strength: "weak" }];

/**
 * `<stdatomic.h>`. The order of an operation without `_explicit` is memory_order_seq_cst. A weak compare-exchange that
 * finds what it expects and fails leaves `*expected` as it was, in so many words: a loop around it is seen to do nothing.
 */
export const atomic: PreludeGroup = {
  title: "Atomic operations",
  source: "C11 (ISO/IEC 9899:2011) 7.17; C++17 [atomics]",
  axes: [OPERATIONS, STRENGTHS],
  text: `
// a plain store, for before other threads look
void atomic_init(any p, any value) { __store[plain](p, value); }
// as the order says; a load is never release
any atomic_load_explicit(any p, memory_order order) { return __load[=order](p); }
// sequentially consistent
any atomic_load(any p) { return __load[seq_cst](p); }
// as the order says; a store is never acquire
void atomic_store_explicit(any p, any value, memory_order order) { __store[=order](p, value); }
// sequentially consistent
void atomic_store(any p, any value) { __store[seq_cst](p, value); }
// as the order says; gives the old value
any atomic_exchange_explicit(any p, any value, memory_order order) { return __rmw[=order](p, value); }
any atomic_fetch_@op_explicit(any p, any value, memory_order order)
{
	return __rmw[=order](p, __old @operator value);
}
// sequentially consistent; gives the old value
any atomic_exchange(any p, any value) { return __rmw[seq_cst](p, value); }
any atomic_fetch_@op(any p, any value) { return __rmw[seq_cst](p, __old @operator value); }
// as the orders say, on success and on failure, which updates *expected; a weak one may fail at will
bool atomic_compare_exchange_strong_explicit(any p, any expected, any value, memory_order success, memory_order failure)
{
	typeof(*p) before = *expected;
	typeof(*p) found = __rmw_if[=success, failure=failure](p, __old == before, value);
	if (found == before)
		return true;
	*expected = found;
	return false;
}
bool atomic_compare_exchange_weak_explicit(any p, any expected, any value, memory_order success, memory_order failure)
{
	typeof(*p) before = *expected;
	if (__choose[]()) {
		typeof(*p) other = __load[failure=failure](p);
		if (other == before)
			*expected = before;
		else
			*expected = other;
		return false;
	}
	typeof(*p) found = __rmw_if[=success, failure=failure](p, __old == before, value);
	if (found == before)
		return true;
	*expected = found;
	return false;
}
// as the order says; without the release part on failure, which updates *expected
bool __compare_exchange_@strength(any p, any expected, any value, memory_order order)
{
	return atomic_compare_exchange_@strength_explicit(p, expected, value, order,
		order == memory_order_acq_rel ? memory_order_acquire :
		order == memory_order_release ? memory_order_relaxed : order);
}
// sequentially consistent, on failure too, which updates *expected
bool atomic_compare_exchange_@strength(any p, any expected, any value)
{
	return atomic_compare_exchange_@strength_explicit(p, expected, value, memory_order_seq_cst, memory_order_seq_cst);
}
// sequentially consistent, on failure too, which updates *expected; herd's names
bool SCAS(any p, any expected, any value) { return atomic_compare_exchange_strong(p, expected, value); }
bool WCAS(any p, any expected, any value) { return atomic_compare_exchange_weak(p, expected, value); }
// as the order says; whether it was set
bool atomic_flag_test_and_set_explicit(any p, memory_order order) { return __rmw[=order](p, 1); }
// sequentially consistent; whether it was set
bool atomic_flag_test_and_set(any p) { return __rmw[seq_cst](p, 1); }
// as the order says
void atomic_flag_clear_explicit(any p, memory_order order) { __store[=order](p, 0); }
// sequentially consistent
void atomic_flag_clear(any p) { __store[seq_cst](p, 0); }
`,
};

/** Fences. */
export const fences: PreludeGroup = {
  title: "Fences",
  source: "C11 7.17.4",
  axes: [],
  text: `
// as the order says; relaxed orders nothing
void atomic_thread_fence(memory_order order) { __fence[=order](); }
// compiler only
void atomic_signal_fence(memory_order order) { __fence[barrier](); }
`,
};

import type { PreludeGroup } from "../../c/prelude-group.js";

/** `<threads.h>`, what herd knows of it, and checks. */
export const threads: PreludeGroup = {
  title: "Mutexes and checks",
  source: "C11 7.26.4, 7.2",
  axes: [
    [
      { lock: "mtx_lock", unlock: "mtx_unlock" },
      { lock: "lock", unlock: "unlock" },
    ],
  ],
  text: `
// acquire; waits until the mutex is free
int @lock(any l) { __rmw_if[acquire, other_lock, wait](l, __old == 0, 1); return thrd_success; }
// acquire if it took the mutex, none if not
int mtx_trylock(any l)
{
	return __rmw_if[acquire](l, __old == 0, 1) == 0 ? thrd_success : thrd_busy;
}
// release
int @unlock(any l)
{
	__store_if[release](l, __old == 1, 0, "unlock of {l}, which is not held");
	return thrd_success;
}
// no ordering
int mtx_init(any l, rest type) { *l = 0; return thrd_success; }
// nothing that another thread could see
void mtx_destroy(rest mutex) { }
void thrd_yield(void) { }
// ends the run as a fault when the condition does not hold
void assert(any condition)
{
	if (!condition)
		__report[fail]("assert({condition})");
}
// a hint for the compiler
bool likely(expression condition) { return !!(condition); }
bool unlikely(expression condition) { return !!(condition); }
`,
};

/** What the functions of `<threads.h>` give. */
export const results: readonly (readonly [string, bigint])[] = [
  ["thrd_success", 0n],
  ["thrd_busy", 1n],
  ["mtx_plain", 0n],
];

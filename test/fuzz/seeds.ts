import { readdirSync, readFileSync } from "node:fs";

const folder = new URL("../../litmus/", import.meta.url);

/** Texts of forms that the shipped tests do not have. */
const INLINE = [
  `C herd's-own
"a description"
Cycle=Rfe PodRR Fre
{
int x = 1; y = 2; 0:r0 = x; int *p = &y; int a[2] = {1, 2}; [z] = 0;
atomic_t v = ATOMIC_INIT(3); struct s w = { .f = 1, .g = { 2, 3 } };
}
(* a comment (* in a comment *) *)
P0(int *x, int *y)
{
	int r1;
	r1 = READ_ONCE(*x);
	if (r1 == 1) {
		smp_store_release(y, r1 + 1);
	} else {
		WRITE_ONCE(*y, 3);
	}
}

P1(int *x, int *y) {
	int r1 = smp_load_acquire(y);
	int r2 = xchg(x, r1);
}

locations [x; 0:r1; int y; a[1];]
filter (0:r1=1 /\\ true)
~exists (1:r1=0 /\\ (1:r2=x \\/ ~x=2) => not y!=-1 && *y=0x10)
`,
  `C loops
{ int n = N * 2 - 1; atomic_t v = ATOMIC_INIT(-N + (1 << 2)); }
#define N 3
#define twice(a) ((a) + (a))
variants
  a:  OP = atomic_inc_return,
      K = 1
  b:  OP = atomic_inc_return_relaxed, K = (2)
static inline int f(atomic_t *v, int n)
{
	int i, sum = 0;
	for (i = 0; i < n; i++) {
		if (i == 2)
			continue;
		sum += OP(v);
	}
	switch (sum) {
	case 0: return K;
	case 1:
	default: break;
	}
	return twice(sum) << 1;
}
P0(atomic_t *v) { int r0 = f(v, N); while (READ_ONCE(v->counter) < 2) cpu_relax(); do { r0--; } while (r0 > 0 && !READ_ONCE(v->counter)); }
P1(atomic_t *v) { int r0 = f(v, N) ? 1 : 2; if (r0 == 2) goto out; r0 |= 4; out: atomic_add(r0, v); }
exists (0:r0=0 /\\ 1:r0=6)
expect
       sc     tso
  a    Never  -
  *    Always Sometimes
`,
  `C atomics
"forms of C11 and C++"
{ atomic_int x = 1; _Atomic long z = 2; int old = 0; mtx_t m; atomic_flag f; struct s w = { .d = 1 }; }
struct s { int d; _Atomic(int) a; };
#define ACQ memory_order_acquire
variants
  a:  MO = memory_order_release, OP = atomic_fetch_add_explicit
  b:  MO = memory_order_relaxed, OP = atomic_exchange_explicit
static bool take(atomic_flag *f) { return !f->test_and_set(ACQ); }
P0(atomic_int *x, mtx_t *m, atomic_flag *f, struct s *w)
{
	int o = 0;
	atomic_init(&w->a, 3);
	mtx_lock(m);
	w->d++;
	mtx_unlock(m);
	while (!x->compare_exchange_weak(o, o + 1, memory_order_acq_rel, memory_order_relaxed))
		thrd_yield();
	OP(x, 2, MO);
	atomic_thread_fence(memory_order_seq_cst);
	if (take(f)) atomic_flag_clear_explicit(f, MO);
}
P1(atomic_int *x, volatile int *old, mtx_t *m) {
	bool r0 = atomic_compare_exchange_strong_explicit(x, old, 5, memory_order_seq_cst, ACQ);
	int r1 = r0 ? x->load() : WCAS(x, old, 6);
	if (mtx_trylock(m) == thrd_success) { x->store(r1, memory_order_release); m->unlock(); }
	else assert(atomic_load_explicit(x, memory_order_consume) >= 0);
}
exists (0:o=1 /\\ 1:r1=5 /\\ old=0)
`,
  `C names
"C++'s names and references"
{ atomic_uint y = 1; mutex m; }
variants
  a:  MO = std::memory_order::release
  b:  MO = std::memory_order_relaxed
void move(const std::atomic<unsigned int>& from, int &to) { to = from.load(std::memory_order_acquire); }
P0(std::atomic<int>& x, std::atomic<unsigned>* y, int &data, std::mutex &m)
{
	int r0, old = 2;
	data = 1;
	x.store(1, MO);
	std::atomic_thread_fence(std::memory_order::acq_rel);
	move(*y, r0);
	m.lock();
	data++;
	m.unlock();
	bool ok = x.compare_exchange_strong(old, 3);
}
P1(atomic<int> *x, std::atomic<uint8_t> &z) {
	auto r1 = x->fetch_add(2, std::memory_order_relaxed);
	z.exchange(r1);
	std::atomic_store_explicit(&z, 1, memory_order::seq_cst);
}
exists (0:r0=1 /\\ 1:r1=0)
`,
  `AArch64 MP
"PodWW Rfe PodRR Fre"
{
0:X1=x; 0:X3=y; uint64_t z = 3;
1:X1=y; 1:X3=x;
}
 P0          | P1          ;
 MOV W0,#1   | LDR W0,[X1] ;
 STR W0,[X1] | LDR W2,[X3] ;
 STR W0,[X3] |             ;
exists (1:X0=1 /\\ 1:X2=0)
`,
];

/** The shipped tests that mean something, and a few more: what every fuzz test starts from. */
export function seeds(): readonly string[] {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const files = names.filter((name) => name.endsWith(".lit") && !name.startsWith("invalid"));
  return [...INLINE, ...files.sort().map((name) => readFileSync(new URL(name, folder), "utf8"))];
}

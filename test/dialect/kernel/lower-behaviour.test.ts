import { expect, test } from "vitest";
import { DEFAULT_LIMITS } from "../../../src/harness/limits.js";
import { readTest } from "../../../src/harness/load.js";
import type { MachineCell } from "../../../src/harness/result.js";
import { runTest } from "../../../src/harness/run.js";
import { DEFAULT_MACHINE_OPTIONS } from "../../../src/models/model.js";
import { inOrderModels } from "../../../src/models/models.js";
import { formatDiagnostic } from "../../../src/source/diagnostic.js";
import { Source } from "../../../src/source/source.js";
import { ofMachine } from "../../harness/cells.js";

/** What every machine says of a test, in the order of the registry. */
async function run(text: string): Promise<readonly MachineCell[]> {
  const read = readTest(new Source("t.lit", text), { loopRoundsMax: 8 });
  if (read.test === null) throw new Error(read.diagnostics.map(formatDiagnostic).join("\n"));
  const result = await runTest(read.test, {
    models: inOrderModels,
    variants: null,
    limits: DEFAULT_LIMITS,
    machineOptions: DEFAULT_MACHINE_OPTIONS,
    clock: () => 0,
  });
  return result.variants[0]!.cells.map(ofMachine);
}

/** Verdict by machine, `!` after it where a deadlock is reachable. */
async function verdicts(text: string): Promise<string> {
  const cells = await run(text);
  expect(cells.every((cell) => cell.isComplete)).toBe(true);
  return cells.map((c) => `${c.observation}${c.deadlocks > 0 ? "!" : ""}`).join(" ");
}

test.each([
  [
    "a wake-up after the condition is set reaches every waiter, with the data that was released",
    "Never Never Never Never",
    `{ wait_queue_head_t wq; int flag; int data; }
P0(wait_queue_head_t *wq, int *flag, int *data)
{
	WRITE_ONCE(*data, 1);
	smp_store_release(flag, 1);
	wake_up(wq);
}
P1(wait_queue_head_t *wq, int *flag, int *data)
{
	wait_event(*wq, smp_load_acquire(flag));
	int r = READ_ONCE(*data);
}
P2(wait_queue_head_t *wq, int *flag)
{
	wait_event(*wq, READ_ONCE(*flag));
}
exists (1:r=0)`,
  ],
  [
    "waitqueue_active() without a barrier loses a wake-up on every machine with store buffers",
    "Always Always! Always! Always!",
    `{ wait_queue_head_t wq; int flag; }
P0(wait_queue_head_t *wq, int *flag)
{
	WRITE_ONCE(*flag, 1);
	if (waitqueue_active(wq))
		wake_up(wq);
}
P1(wait_queue_head_t *wq, int *flag)
{
	wait_event(*wq, READ_ONCE(*flag));
}
exists (flag=1)`,
  ],
  [
    "rcuwait_wake_up() after the condition is set is never lost",
    "Always Always Always Always",
    `{ struct rcuwait w; int cond; }
P0(struct rcuwait *w, int *cond)
{
	WRITE_ONCE(*cond, 1);
	rcuwait_wake_up(w);
}
P1(struct rcuwait *w, int *cond)
{
	rcuwait_wait_event(w, READ_ONCE(*cond), TASK_UNINTERRUPTIBLE);
	int r = 1;
}
exists (1:r=1)`,
  ],
  [
    "rcuwait_wake_up() before the condition is set is lost",
    "Always! Always! Always! Always!",
    `{ struct rcuwait w; int cond; }
P0(struct rcuwait *w, int *cond)
{
	rcuwait_wake_up(w);
	WRITE_ONCE(*cond, 1);
}
P1(struct rcuwait *w, int *cond)
{
	rcuwait_wait_event(w, READ_ONCE(*cond), TASK_UNINTERRUPTIBLE);
	int r = 1;
}
exists (1:r=1)`,
  ],
  [
    "a callback runs after the readers that can hold the object",
    "Never Never Never Never",
    `struct obj { int val; struct rcu_head rcu; };
{ struct obj a = { 1 }; struct obj b = { 2 }; struct obj *p = &a; }
static void reclaim(struct rcu_head *head)
{
	struct obj *o = container_of(head, struct obj, rcu);
	WRITE_ONCE(o->val, -1);
}
P0(struct obj **p, struct obj *b)
{
	struct obj *old = rcu_dereference_protected(*p, 1);
	rcu_assign_pointer(*p, b);
	call_rcu(&old->rcu, reclaim);
}
P1(struct obj **p)
{
	rcu_read_lock();
	int r = READ_ONCE(rcu_dereference(*p)->val);
	rcu_read_unlock();
}
exists (1:r=-1)`,
  ],
  [
    "a callback that was queued has run at the end",
    "Always Always Always Always",
    `{ int x; struct rcu_head h; }
static void set(struct rcu_head *head) { x = 1; }
P0(struct rcu_head *h) { call_rcu(h, set); }
exists (x=1)`,
  ],
  [
    "a semaphore that is downgraded keeps writers out and lets readers in",
    "Never Never Never Never",
    `{ struct rw_semaphore s; int x; }
P0(struct rw_semaphore *s, int *x)
{
	down_write(s);
	*x = 1;
	*x = 2;
	downgrade_write(s);
	up_read(s);
}
P1(struct rw_semaphore *s, int *x)
{
	down_read(s);
	int r = *x;
	up_read(s);
}
P2(struct rw_semaphore *s, int *x)
{
	int r = 0;
	if (down_read_trylock(s)) {
		r = *x;
		up_read(s);
	}
}
exists (1:r=1 \\/ 2:r=1)`,
  ],
  [
    "a seqlock's reader gets a consistent pair; a completion passes on what came before it",
    "Never Never Never Never",
    `{ seqlock_t sl; int a; int b; struct completion c; }
P0(seqlock_t *sl, int *a, int *b, struct completion *c)
{
	write_seqlock(sl);
	WRITE_ONCE(*a, 1);
	WRITE_ONCE(*b, 1);
	write_sequnlock(sl);
	complete(c);
}
P1(seqlock_t *sl, int *a, int *b)
{
	unsigned int start;
	int x, y;
	do {
		start = read_seqbegin(sl);
		x = READ_ONCE(*a);
		y = READ_ONCE(*b);
	} while (read_seqretry(sl, start));
}
P2(int *a, struct completion *c)
{
	wait_for_completion(c);
	int z = READ_ONCE(*a);
}
exists (1:x=0 /\\ 1:y=1 \\/ 1:x=1 /\\ 1:y=0 \\/ 2:z=0)`,
  ],
  [
    "try_cmpxchg in a loop adds without losing an update",
    "Always Always Always Always",
    `{}
static void add(atomic_t *v, int n)
{
	int old = atomic_read(v);
	do {
	} while (!atomic_try_cmpxchg_relaxed(v, &old, old + n));
}
P0(atomic_t *v) { add(v, 1); }
P1(atomic_t *v) { add(v, 2); }
exists (v=3)`,
  ],
])("%s: %s", async (_, expected, body) => {
  expect(await verdicts(`C t\n${body}\n`)).toBe(expected);
});

test("what goes wrong at run time is reported, and the rest goes on", async () => {
  const [sc] = await run(`C t
{ spinlock_t l; int a[2]; refcount_t r = REFCOUNT_INIT(1); }
P0(spinlock_t *l, int *x)
{
	spin_lock(l);
	int i = READ_ONCE(*x);
	spin_unlock(l);
	if (i)
		spin_unlock(l);
}
P1(int *x, int *a, refcount_t *r)
{
	WRITE_ONCE(*x, 2);
	refcount_dec(r);
	refcount_inc(r);
	int k = a[READ_ONCE(*x)];
	int z = 1 / READ_ONCE(*x);
}
P2(int *x)
{
	WRITE_ONCE(*x, 0);
	int *p = READ_ONCE(*x);
	BUG_ON(p);
}
exists (true)
`);
  expect(sc!.faults.map((f) => f.what.message).sort()).toEqual([
    "BUG_ON(p)",
    "division by zero",
    "index outside of a[2]",
    "unlock of l, which is not held",
  ]);
  const warnings = sc!.events.map((e) => (e.what.kind === "warning" ? e.what.message : ""));
  expect(warnings.sort()).toEqual([
    "refcount_t: decrement hit 0; leaking memory",
    "refcount_t: saturated; leaking memory",
  ]);
});
